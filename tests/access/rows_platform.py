"""Addresses for machines."""

from tests.access.table import PUBLIC, Row

ROWS = [
    Row("healthz", PUBLIC),
    Row("readyz", PUBLIC),
]
