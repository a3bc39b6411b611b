"""The identity provider as we ask it: its description, its keys, its answer for one login.

Authlib makes the request (PKCE, state, nonce) and judges the token (signature, issuer, audience, time, nonce); the
requests go out by ``cchc.posting``, which ends each after five seconds and follows no redirect. What the provider says
of itself is remembered for ten minutes by each process; a key it has not named yet is asked for at once.
"""

import json
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from authlib.common.security import generate_token
from authlib.integrations.base_client import OpenIDMixin
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.client import OAuth2Client
from cryptography.exceptions import UnsupportedAlgorithm
from django.conf import settings
from django.urls import reverse
from joserfc.errors import JoseError

from cchc import posting
from cchc.accounts.sign_on.config import is_safe
from cchc.accounts.sign_on.refusals import Refused

REMEMBERED_SECONDS = 600
SCOPE = "openid profile email"
LEEWAY_SECONDS = 60
DISCOVERY = "/.well-known/openid-configuration"
ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
"""With the provider's own key alone: by HS256 whoever knows the client's secret could sign."""
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
ODD_SHAPES = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError, UnsupportedAlgorithm)
"""What the libraries raise where an answer has a shape that nobody has thought of."""
HINT_CHARACTERS = 4000
"""A longer address is refused by servers on the way; the provider then asks the person whether to log out."""
KEY_KINDS = frozenset({"RSA", "EC", "OKP"})
JSON = {"Accept": "application/json"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One way to the provider, and what its answer is held against."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Answered:
    """Whom the provider has recognised. ``token`` is shown to it again at the logout."""

    issuer: str
    subject: str
    claims: dict[str, Any]
    token: str


class _Answer:
    """The answer to a request, as Authlib reads it."""

    status_code = 200

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data

    def json(self) -> dict[str, Any]:
        return self._data


class _Line:
    """The session of Authlib's client."""

    def post(self, url: str, *, data: dict[str, str], headers: dict[str, str], auth: Any) -> _Answer:
        url, headers, body = auth.prepare("POST", url, dict(headers), urlencode(data))
        return _Answer(_ask(url, headers, body.encode()))


def _ask(address: str, headers: dict[str, str], body: bytes | None = None) -> dict[str, Any]:
    """The JSON object found at the address. Raises Refused."""
    try:
        if body is None:
            answer = posting.get(address, headers, trusted=True)
        else:
            answer = posting.post(address, body, headers, trusted=True)
        data = json.loads(answer)
    except posting.PostFailed as failed:
        raise Refused(_reason(failed, is_code=body is not None), f"{address}: {failed}") from failed
    except posting.AddressRefused as refused:
        raise Refused("down", f"{address}: {refused}") from refused
    except (ValueError, RecursionError) as error:
        raise Refused("nonsense", f"{address}: no JSON") from error
    if not isinstance(data, dict):
        raise Refused("nonsense", f"{address}: no JSON object")
    return data


def _reason(failed: posting.PostFailed, *, is_code: bool) -> str:
    """A code it doesn't take is answered 400 (RFC 6749 5.2); any other refusal means that the settings don't fit."""
    if is_code and failed.status == 400:
        return "token"
    return "nonsense" if failed.final else "down"


class Provider(OpenIDMixin):
    """One provider by its settings; made anew every ten minutes."""

    def __init__(self, issuer: str, client_id: str, client_secret: str) -> None:
        self.issuer, self.client_id, self._secret = issuer, client_id, client_secret
        self._keys: dict[str, Any] | None = None
        self._said: dict[str, Any] | None = None

    def load_server_metadata(self) -> dict[str, Any]:
        """What the provider says of itself (OpenID Connect Discovery 1.0). Raises Refused."""
        if self._said is None:
            said = _ask(self.issuer.rstrip("/") + DISCOVERY, JSON)
            if said.get("issuer") != self.issuer:
                raise Refused("nonsense", f"calls itself {said.get('issuer')!r}, not {self.issuer!r}")
            unsafe = [name for name in ENDPOINTS if not is_safe(_text(said.get(name)))]
            if unsafe:
                raise Refused("nonsense", f"no safe {', '.join(unsafe)}")
            said["id_token_signing_alg_values_supported"] = _algorithms(said)
            self._said = said
        return self._said

    def fetch_jwk_set(self, force: bool = False) -> dict[str, Any]:
        """The keys that sign; ``force`` asks again. Others the list may hold are left out. Raises Refused."""
        if self._keys is None or force:
            keys = _ask(self.load_server_metadata()["jwks_uri"], JSON).get("keys")
            if not isinstance(keys, list):
                raise Refused("nonsense", "no list of keys")
            self._keys = {"keys": [key for key in keys if _signs(key)]}
        return self._keys

    def ask(self, **more: str) -> Asked:
        """Where to send the browser. Raises Refused."""
        verifier, nonce = generate_token(48), generate_token(32)
        address = self.load_server_metadata()["authorization_endpoint"]
        url, state = self._client().create_authorization_url(
            address, state=generate_token(32), code_verifier=verifier, nonce=nonce, ui_locales="vi", **more
        )
        return Asked(url, state, nonce, verifier)

    def answer(self, *, code: str, nonce: str, verifier: str) -> Answered:
        """Whom the code stands for. Raises Refused."""
        try:
            address = self.load_server_metadata()["token_endpoint"]
            token = self._client().fetch_token(address, code=code, code_verifier=verifier)
            claims = self._judged(token, nonce)
        except (OAuth2Error, JoseError) as error:
            raise Refused("token", f"{type(error).__name__}: {error}") from error
        except ODD_SHAPES as error:
            raise Refused("nonsense", f"{type(error).__name__}: {error}") from error
        subject = _text(claims.get("sub"))
        if not 0 < len(subject) <= 255 or not (subject.isascii() and subject.isprintable()):  # Core 2
            raise Refused("nonsense", "no usable subject")
        return Answered(self.issuer, subject, self._completed(claims, token), token["id_token"])

    def _judged(self, token: dict[str, Any], nonce: str) -> dict[str, Any]:
        wanted = {
            "iss": {"essential": True, "value": self.issuer},
            "aud": {"essential": True, "value": self.client_id},
        }
        claims = self.parse_id_token(token, nonce=nonce, claims_options=wanted, leeway=LEEWAY_SECONDS)
        if claims is None:
            raise Refused("nonsense", "an answer without id_token")
        return dict(claims)

    def _completed(self, claims: dict[str, Any], token: dict[str, Any]) -> dict[str, Any]:
        """With what the provider keeps for its userinfo endpoint (Core 5.3), where the token names nobody."""
        address = _text(self.load_server_metadata().get("userinfo_endpoint"))
        if settings.OIDC_CLAIM in claims or not is_safe(address) or "access_token" not in token:
            return claims
        more = _ask(address, JSON | {"Authorization": f"Bearer {token['access_token']}"})
        if more.get("sub") != claims["sub"]:  # Core 5.3.2: else it speaks of somebody else
            raise Refused("nonsense", "userinfo of another subject")
        return more | claims

    def end_address(self, token: str) -> str:
        """Where the session there is ended (RP-Initiated Logout 1.0); nothing where it names no such place."""
        try:
            if not is_safe(_text(self.load_server_metadata().get("end_session_endpoint"))):
                return ""
        except Refused:
            return ""
        back = f"{settings.SITE_URL}{reverse('accounts:login')}"
        hint = token if len(token) <= HINT_CHARACTERS else None
        made = self.create_logout_url(post_logout_redirect_uri=back, id_token_hint=hint, client_id=self.client_id)
        return made["url"]

    def _client(self) -> OAuth2Client:
        known = _names(self.load_server_metadata().get("token_endpoint_auth_methods_supported"))
        by_body = "client_secret_basic" not in known and "client_secret_post" in known
        return OAuth2Client(
            _Line(),
            client_id=self.client_id,
            client_secret=self._secret,
            token_endpoint_auth_method="client_secret_post" if by_body else "client_secret_basic",
            scope=SCOPE,
            redirect_uri=f"{settings.SITE_URL}{reverse('accounts:sign_on_back')}",
            code_challenge_method="S256",
        )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _names(value: Any) -> list[str]:
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []


def _algorithms(said: dict[str, Any]) -> list[str]:
    known = [name for name in _names(said.get("id_token_signing_alg_values_supported")) if name in ALGORITHMS]
    if not known:
        raise Refused("nonsense", f"signs by none of {sorted(ALGORITHMS)}")
    return known


def _signs(key: Any) -> bool:
    return isinstance(key, dict) and _text(key.get("kty")) in KEY_KINDS and key.get("use", "sig") == "sig"


@lru_cache(maxsize=2)
def _made(issuer: str, client_id: str, client_secret: str, moment: int) -> Provider:
    return Provider(issuer, client_id, client_secret)


def provider() -> Provider:
    """The provider of the settings."""
    moment = int(time.time() // REMEMBERED_SECONDS)
    return _made(settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET, moment)
