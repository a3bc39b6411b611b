"""Addresses for machines, and the administration site's login, which leads to everybody's."""

from tests.access.table import PUBLIC, Row

ROWS = [
    Row("admin_login", PUBLIC),
    Row("healthz", PUBLIC),
    Row("readyz", PUBLIC),
]
