"""A small OpenID provider on loopback: real HTTP, real RSA keys, every rule of the code flow that a client can break.

    with providing() as there:
        there.people["mai"] = {"sub": "7", "email": "mai@example.vn", "email_verified": True}
        back = there.answer(url_of_the_login, "mai")      # what the browser would bring back
        there.claims = {"nonce": "another"}               # from now on the token lies

A browser finds a page at the authorization endpoint, with the people to choose from and a button that refuses.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "cchc", "bi-mat-cua-phan-mem"
PAGE = """<!doctype html><html lang="vi"><title>Tài khoản của tỉnh</title><h1>Tài khoản của tỉnh</h1>
<form method="post" action="/authorize?{query}">{people}
<button name="error" value="access_denied">Từ chối</button></form>"""


@cache
def key(number: int) -> RSAKey:
    """One of a few pairs of keys, made once."""
    return RSAKey.generate_key(2048, {"kid": f"khoa-{number}", "use": "sig", "alg": "RS256"})


@dataclass
class Provider:
    """``claims`` replaces what the token says (None: leaves it out), ``said`` what the provider says of itself,
    ``answers`` whole answers by path: (status, body). ``signer`` signs, ``published`` are the keys it names."""

    issuer: str = ""
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    algorithm: str = "RS256"
    signer: Any = None
    published: list[Any] = field(default_factory=lambda: [key(1)])
    in_token: bool = True
    seen: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def metadata(self) -> dict[str, Any]:
        ends = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
        ends |= {"userinfo_endpoint": "/userinfo", "end_session_endpoint": "/logout"}
        told = {name: self.issuer + path for name, path in ends.items()}
        told |= {"issuer": self.issuer, "id_token_signing_alg_values_supported": ["RS256", "HS256"]}
        return without_none(told | self.said)

    def keys(self) -> dict[str, Any]:
        return {"keys": [one.as_dict(private=False) for one in self.published]}

    def answer(self, url: str, person: str = "", **error: str) -> str:
        """Where the browser is sent back to, as path and query, after the person agreed or ``error`` happened."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        told = {"state": asked["state"], "iss": self.issuer}
        if error:
            told |= error
        else:
            told["code"] = secrets.token_urlsafe(16)
            self.codes[told["code"]] = asked | {"person": person}
        return f"{urlsplit(asked['redirect_uri']).path}?{urlencode(told)}"

    def exchange(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """The token endpoint: a code is good once, for the client that asked for it and has the verifier."""
        basic = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        in_body = "client_secret_post" in self.said.get("token_endpoint_auth_methods_supported", [])
        shown = (form.get("client_id"), form.get("client_secret")) if in_body else authorization
        if shown != ((CLIENT, SECRET) if in_body else basic):
            return 401, {"error": "invalid_client"}
        asked = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        fits = asked and asked["redirect_uri"] == form.get("redirect_uri") and asked["code_challenge"] == challenge
        if not asked or not fits or asked["code_challenge_method"] != "S256":
            return 400, {"error": "invalid_grant"}
        access = secrets.token_urlsafe(16)
        self.tokens[access] = asked["person"]
        return 200, {"access_token": access, "token_type": "Bearer", "id_token": self.token(asked)}

    def token(self, asked: dict[str, str]) -> str:
        now, person = int(time.time()), self.people[asked["person"]]
        known = person if self.in_token else {"sub": person["sub"]}
        told = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        signer = self.signer or self.published[0]
        head = {"alg": self.algorithm} | ({"kid": signer.kid} if signer.kid else {})
        return jwt.encode(head, without_none(told | known | self.claims), signer, algorithms=[self.algorithm])


def without_none(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def by_secret() -> OctKey:
    """The client's secret as a key, as HS256 would have it."""
    return OctKey.import_key(SECRET)


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            provider.seen.append(path)
            if path in provider.answers:
                status, body = provider.answers[path]
                return self._say(status, body)
            if path == "/authorize":
                buttons = "".join(
                    f'<button name="person" value="{escape(one)}">{one}</button>' for one in provider.people
                )
                return self._say(200, PAGE.format(query=escape(query), people=buttons).encode(), "text/html")
            if path == "/logout":
                return self._go(parse_qs(query)["post_logout_redirect_uri"][0])
            if path == "/userinfo":
                token = self.headers.get("Authorization", "").removeprefix("Bearer ")
                return self._json(200, provider.people[provider.tokens[token]])
            known = {"/.well-known/openid-configuration": provider.metadata, "/keys": provider.keys}
            return self._json(200, known[path]()) if path in known else self._say(404, b"")

        def do_POST(self) -> None:
            path, _, query = self.path.partition("?")
            provider.seen.append(path)
            sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            form = {name: values[0] for name, values in sent.items()}
            if path in provider.answers:
                status, body = provider.answers[path]
                return self._say(status, body)
            if path == "/authorize":
                whole = parse_qs(query)["redirect_uri"][0]
                at = f"{urlsplit(whole).scheme}://{urlsplit(whole).netloc}"
                return self._go(at + provider.answer(self.path, **form))
            return self._json(*provider.exchange(form, self.headers.get("Authorization", "")))

        def _json(self, status: int, value: dict[str, Any]) -> None:
            self._say(status, json.dumps(value).encode())

        def _say(self, status: int, body: bytes, kind: str = "application/json") -> None:
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _go(self, address: str) -> None:
            self.send_response(302)
            self.send_header("Location", address)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Nothing on the test's output."""

    return Handler


@contextmanager
def providing() -> Iterator[Provider]:
    provider = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(provider))
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
