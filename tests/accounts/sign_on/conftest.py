"""A provider on loopback that the settings name."""

import pytest

from tests.identity_provider import CLIENT, SECRET, providing


@pytest.fixture
def there(settings):
    with providing() as provider:
        settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = provider.issuer, CLIENT, SECRET
        yield provider
