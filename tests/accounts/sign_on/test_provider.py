"""What the provider answers is believed only as far as the standard lets it: without a database, over real HTTP."""

import time
from urllib.parse import parse_qsl

import pytest

from cchc.accounts.sign_on.provider import provider
from cchc.accounts.sign_on.refusals import Refused
from tests.identity_provider import by_secret, key

MAI = {"sub": "7", "email": "mai@example.vn", "email_verified": True, "preferred_username": "mai"}
HALF_A_MEGABYTE = b'{"x": "' + b"x" * 500_000 + b'"}'


@pytest.fixture
def mai(there):
    there.people["mai"] = dict(MAI)
    return there


def answered(there, **changed):
    """The whole way: ask, let the person agree, exchange the code."""
    asked = provider().ask()
    code = there.answer(asked.url, "mai").split("code=")[1]
    return provider().answer(**{"code": code, "nonce": asked.nonce, "verifier": asked.verifier} | changed)


def reason(there, **changed) -> str:
    with pytest.raises(Refused) as refused:
        answered(there, **changed)
    return refused.value.reason


def test_the_person_is_recognised_by_a_signed_token_fetched_with_the_verifier(mai):
    found = answered(mai)
    assert (found.issuer, found.subject, found.claims["email"]) == (mai.issuer, "7", "mai@example.vn")
    assert mai.seen == ["/.well-known/openid-configuration", "/token", "/keys"]


def test_the_description_and_the_keys_are_asked_for_once(mai, monkeypatch):
    monkeypatch.setattr("cchc.accounts.sign_on.provider.REMEMBERED_SECONDS", 10**12)  # not two windows by chance
    answered(mai)
    answered(mai)
    assert mai.seen.count("/keys") == mai.seen.count("/.well-known/openid-configuration") == 1


def test_a_key_that_came_later_is_asked_for_at_once(mai):
    answered(mai)
    mai.published = [key(2)]
    assert answered(mai).subject == "7"
    assert mai.seen.count("/keys") == 2


def test_keys_for_other_purposes_and_of_unknown_kinds_stand_in_nobodys_way(mai):
    nameless = {name: value for name, value in key(1).as_dict(private=True).items() if name != "kid"}
    mai.signer = type(key(1)).import_key(nameless)
    public = key(1).as_dict(private=False)
    mai.keys = lambda: {"keys": [{"kty": "AKP"}, "?", {"kty": "RSA", "use": "enc"}, public]}
    assert answered(mai).subject == "7"


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "https://another.example.vn"},
        {"iss": None},
        {"aud": "another-client"},
        {"aud": ["another-client"], "azp": "cchc"},
        {"aud": None},
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"iat": int(time.time()) + 3600},
        {"azp": "another-client"},
        {"sub": None},
        {"at_hash": "another"},
    ],
    ids=str,
)
def test_a_token_that_was_not_made_for_this_login_is_refused(mai, lie):
    mai.claims = lie
    assert reason(mai) == "token"


def test_a_signature_by_another_key_is_refused(mai):
    mai.signer = type(key(2)).import_key(key(2).as_dict(private=True) | {"kid": "khoa-1"})
    assert reason(mai) == "token"


def test_a_signature_by_the_clients_secret_is_refused_even_if_the_provider_names_the_kind(mai):
    mai.algorithm, mai.signer = "HS256", by_secret()
    assert reason(mai) == "token"


def test_a_token_without_a_signature_is_refused(mai):
    mai.algorithm, mai.token = "none", lambda asked: "eyJhbGciOiJub25lIn0.eyJzdWIiOiI3In0."
    assert reason(mai) == "token"


def test_a_code_is_good_once_and_only_with_its_verifier(mai):
    assert reason(mai, code="made-up") == "token"
    assert reason(mai, verifier="x" * 64) == "token"


def test_a_wrong_secret_is_told_apart_from_a_wrong_code(mai, settings):
    settings.OIDC_CLIENT_SECRET = "another"
    assert reason(mai) == "nonsense"


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/keys"])
@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ((500, b""), "down"),
        ((404, b""), "nonsense"),
        ((302, b""), "nonsense"),
        ((200, b"<html>"), "nonsense"),
        ((200, b"[]"), "nonsense"),
        ((200, b"{}"), "nonsense"),
        ((200, b"[" * 50_000), "nonsense"),
        ((200, b"\xff\x00"), "nonsense"),
        ((200, HALF_A_MEGABYTE), "nonsense"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_provider_that_is_down_or_talks_nonsense_is_a_refusal(mai, path, answer, told):
    mai.answers[path] = answer
    assert reason(mai) == told


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "https://another.example.vn"},
        {"token_endpoint": None},
        {"token_endpoint": 7},
        {"jwks_uri": "http://keys.example.vn/"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"id_token_signing_alg_values_supported": ["HS256", "none"]},
        {"id_token_signing_alg_values_supported": [[]]},
    ],
    ids=str,
)
def test_a_provider_that_describes_itself_wrongly_is_not_used(mai, said):
    mai.said = said
    assert reason(mai) == "nonsense"


def test_an_answer_of_an_odd_shape_is_no_error_of_ours(mai):
    whole = mai.exchange
    mai.exchange = lambda *asked: (200, whole(*asked)[1] | {"expires_in": float("inf")})
    assert reason(mai) == "nonsense"


def test_a_list_that_is_none_is_read_as_empty(mai):
    mai.said = {"token_endpoint_auth_methods_supported": {"7": 7}}
    assert answered(mai).subject == "7"


@pytest.mark.parametrize("token", [None, 7, "", "a.b", "a.b.c", "ằ.ằ.ằ"], ids=str)
def test_an_answer_without_a_token_that_can_be_read_is_refused(mai, token):
    mai.token = lambda asked: token
    assert reason(mai) in {"token", "nonsense"}


@pytest.mark.parametrize("subject", [7, "", "x" * 256, "a\0b", "ằ", ["7"]], ids=lambda value: str(value)[:10])
def test_a_subject_that_cannot_be_kept_is_refused(mai, subject):
    mai.claims = {"sub": subject}
    assert reason(mai) in {"token", "nonsense"}


def test_what_the_token_leaves_out_is_read_from_the_userinfo_of_the_same_person(mai):
    mai.in_token = False
    assert answered(mai).claims["email"] == "mai@example.vn"
    mai.claims = {"sub": "8"}
    assert reason(mai) == "nonsense"


def test_a_provider_that_takes_the_secret_in_the_body_alone_gets_it_there(mai):
    mai.said = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert answered(mai).subject == "7"


def test_the_logout_goes_where_the_provider_says_and_comes_back_to_the_login(mai, settings):
    settings.SITE_URL = "https://cchc.example.vn"
    address, _, query = provider().end_address("a.b.c").partition("?")
    told = dict(parse_qsl(query))
    assert (address, told.pop("state") != "") == (f"{mai.issuer}/logout", True)
    back = "https://cchc.example.vn/dang-nhap/"
    assert told == {"id_token_hint": "a.b.c", "client_id": "cchc", "post_logout_redirect_uri": back}


def test_a_token_too_long_for_an_address_is_not_sent_along(mai):
    assert "id_token_hint" not in provider().end_address("x" * 4001)


@pytest.mark.parametrize("said", [{"end_session_endpoint": None}, {"end_session_endpoint": "http://a.vn/x"}], ids=str)
def test_a_provider_without_a_safe_place_to_log_out_is_left_alone(mai, said):
    mai.said = said
    assert provider().end_address("a.b.c") == ""


def test_a_provider_that_is_not_there_is_a_refusal_within_its_time(settings):
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = "http://127.0.0.1:1", "a", "b"
    with pytest.raises(Refused) as refused:
        provider().ask()
    assert refused.value.reason == "down"
    assert provider().end_address("a.b.c") == ""
