"""Half a configuration is told by the checks, and nobody is sent anywhere."""

import pytest

from cchc.accounts.sign_on.config import check_provider, is_set_up

GOOD = {"OIDC_ISSUER": "https://id.tinh.gov.vn/realms/tinh", "OIDC_CLIENT_ID": "cchc", "OIDC_CLIENT_SECRET": "x"}
NO_HTTPS, TOO_MUCH = "OIDC_ISSUER is no https address.", "OIDC_ISSUER is more than the issuer's address."


@pytest.fixture
def outside(settings):
    settings.OUTBOUND_PRIVATE = False


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, []),
        (GOOD, []),
        ({"OIDC_ISSUER": GOOD["OIDC_ISSUER"]}, ["OIDC_CLIENT_ID is not set.", "OIDC_CLIENT_SECRET is not set."]),
        ({"OIDC_CLIENT_SECRET": "x"}, ["OIDC_ISSUER is not set.", "OIDC_CLIENT_ID is not set."]),
        *[
            (GOOD | {"OIDC_ISSUER": address}, [NO_HTTPS])
            for address in (
                "http://id.tinh.gov.vn",
                "http://127.0.0.1:8",
                "id.tinh.gov.vn",
                "https://",
                "https://a:b@c.vn",
            )
        ],
        *[
            (GOOD | {"OIDC_ISSUER": GOOD["OIDC_ISSUER"] + more}, [TOO_MUCH])
            for more in ("?a=1", "#x", "/.well-known/openid-configuration", "/tỉnh")
        ],
        (GOOD | {"OIDC_ISSUER": f"https://id.vn/{'a' * 242}"}, ["OIDC_ISSUER is longer than 255 letters."]),
        (
            GOOD | {"OIDC_CLIENT_SECRET": "bí mật"},
            ["OIDC_CLIENT_ID or OIDC_CLIENT_SECRET holds a letter outside ASCII."],
        ),
    ],
)
def test_the_check_names_what_is_missing_or_wrong(settings, outside, given, told):
    for name in GOOD:
        setattr(settings, name, given.get(name, ""))
    assert [message.msg for message in check_provider()] == told
    assert is_set_up() is (given == GOOD)


def test_plain_http_is_taken_on_this_machine_alone(settings):
    settings.OIDC_CLIENT_ID = settings.OIDC_CLIENT_SECRET = "x"
    found = {}
    for settings.OIDC_ISSUER in ("http://127.0.0.1:8180/realms/x", "http://[::1]:81", "http://10.0.0.7"):
        found[settings.OIDC_ISSUER] = is_set_up()
    assert found == {"http://127.0.0.1:8180/realms/x": True, "http://[::1]:81": True, "http://10.0.0.7": False}
