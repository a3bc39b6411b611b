"""News that travels upward: the layers above listen, this app knows none of them."""

from django.dispatch import Signal

assessment_transitioned = Signal()
"""Sent once the transaction has been committed, outside any scope.

``sender`` is the Assessment class; keywords: ``tenant_id``, ``assessment_id``, ``transition`` (its name in
``assessments.states``), ``by_id`` (None for the system), ``comment``, ``at``. A receiver opens its own tenant scope.
"""
