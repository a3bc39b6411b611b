"""News that travels upward: the layers above listen, this app knows none of them."""

from django.dispatch import Signal

campaign_opened = Signal()
"""Sent inside the opening's transaction and scope. ``sender`` is the Campaign class; keywords: ``campaign``, ``by``."""
