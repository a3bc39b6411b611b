"""The first part of a tenant's address, told apart from the product's own addresses."""

from django.urls.converters import SlugConverter

from cchc.tenancy.models import RESERVED_SLUGS


class TenantSlug(SlugConverter):
    """A slug that no fixed address uses: ``/quan-tri/`` is never looked up as a tenant."""

    def to_python(self, value: str) -> str:
        if value in RESERVED_SLUGS:
            raise ValueError(value)
        return value
