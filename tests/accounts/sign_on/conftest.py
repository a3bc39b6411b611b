"""A provider on loopback that the settings name."""

import pytest

from cchc.accounts.sign_on import provider as asking
from tests.identity_provider import CLIENT, SECRET, providing


@pytest.fixture
def there(settings):
    asking._made.cache_clear()  # what stood at the same port in a test before is not remembered
    with providing() as provider:
        settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = provider.issuer, CLIENT, SECRET
        yield provider
