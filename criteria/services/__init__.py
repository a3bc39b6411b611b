"""Verbs of the year's frame, by subject. Keyword-only, with ``by`` and ``at``; audited in the same transaction."""
