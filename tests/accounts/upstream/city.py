"""A city's identity system, on joserfc: an OpenID provider of other make than ours, which can be told to misbehave."""

from __future__ import annotations

import hmac
import json
import secrets
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

CLIENT_ID, SECRET = "portal:of the province", "a secret, of-the-portal+1"
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"
ALGORITHMS = ["RS256", "ES256"]


class City:
    """The provider. ``claims`` are laid over those of each ID token, ``more`` answers at the userinfo endpoint."""

    def __init__(self) -> None:
        self.keys = [self.new_key("one")]
        self.codes: dict[str, dict[str, str]] = {}
        self.claims: dict[str, Any] = {}
        self.metadata: dict[str, Any] = {}
        self.more: dict[str, dict[str, Any]] = {}
        self.asked: list[str] = []
        self.drips = False
        self.wait = Event()
        self.published: list[dict[str, Any]] = []
        self.answer: tuple[int, bytes, dict[str, str]] | None = None
        self.sign: Callable[[dict[str, Any]], str] = self.signed
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    @staticmethod
    def new_key(kid: str) -> RSAKey:
        return RSAKey.generate_key(2048, parameters={"kid": kid, "use": "sig"})

    def turn_keys(self, kid: str) -> None:
        """Publish another key, which signs from now on, and no other."""
        self.keys = [self.new_key(kid)]

    def signed(self, claims: dict[str, Any], key: Any = None, **header: str) -> str:
        key = key or self.keys[-1]
        kept = {name: value for name, value in claims.items() if value is not None}
        whole = {"alg": "RS256", "kid": key.kid, **header}
        return jwt.encode({k: v for k, v in whole.items() if v}, kept, key, algorithms=ALGORITHMS)

    def with_shared_secret(self, claims: dict[str, Any]) -> str:
        """Sign with what everybody can read: the public key, as if it were a secret."""
        text = self.unsigned(claims, "HS256").removesuffix(".")
        return f"{text}.{_b64(hmac.digest(self.keys[-1].as_pem(private=False), text.encode(), 'sha256'))}"

    def unsigned(self, claims: dict[str, Any], algorithm: str = "none") -> str:
        kept = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": algorithm, "kid": "one"}
        return f"{_b64(json.dumps(header).encode())}.{_b64(json.dumps(kept).encode())}."

    def by_curve(self, claims: dict[str, Any]) -> str:
        key = ECKey.generate_key("P-256", parameters={"kid": "curve"})
        self.keys.append(key)
        return self.signed(claims, key, alg="ES256")

    def let_in(self, address: str, sub: str) -> dict[str, str]:
        """Be the person who signs in there; returns the query of the way back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert (asked["response_type"], asked["client_id"], asked["code_challenge_method"]) == (
            "code",
            CLIENT_ID,
            "S256",
        )
        code = secrets.token_urlsafe(16)
        self.codes[code] = {**asked, "sub": sub}
        return {"code": code, "state": asked["state"], "iss": self.issuer}

    def logout_token(self, **changes: Any) -> str:
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 120, "jti": secrets.token_hex(8)}
        return self.sign({**claims, "events": {LOGOUT: {}}, **changes})

    def respond(self, method: str, path: str, headers: Any, body: bytes) -> tuple[int, Any]:
        if path == "/.well-known/openid-configuration":
            return 200, self._metadata()
        if path == "/jwks":
            return 200, {"keys": self.published or [key.as_dict(private=False) for key in self.keys]}
        if path == "/token" and method == "POST":
            return self._token(headers, {name: values[0] for name, values in parse_qs(body.decode()).items()})
        if path == "/userinfo":
            sub = headers.get("Authorization", "").removeprefix("Bearer at-")
            return 200, {"sub": sub, **self.more.get(sub, {})}
        return 404, {}

    def _metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "authorization_response_iss_parameter_supported": True,
            **self.metadata,
        }

    def _token(self, headers: Any, form: dict[str, str]) -> tuple[int, Any]:
        basic = b64decode(headers.get("Authorization", "").removeprefix("Basic ")).decode()
        if [unquote(part) for part in basic.split(":")] != [CLIENT_ID, SECRET]:
            return 401, {"error": "invalid_client"}
        asked = self.codes.pop(form.get("code", ""), None)
        challenge = _b64(sha256(form.get("code_verifier", "").encode()).digest())
        if asked is None or challenge != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        now, access = int(time.time()), f"at-{asked['sub']}"
        half = _b64(sha256(access.encode()).digest()[:16])
        claims = {"iss": self.issuer, "aud": CLIENT_ID, "sub": asked["sub"], "iat": now, "exp": now + 300}
        claims |= {"nonce": asked["nonce"], "at_hash": half, "auth_time": now, "sid": f"s-{asked['sub']}"}
        token = self.sign({**claims, **self.claims})
        return 200, {"access_token": access, "token_type": "Bearer", "id_token": token}


def _b64(octets: bytes) -> str:
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


def _handler(city: City) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            city.asked.append(urlsplit(self.path).path)
            if city.answer is not None:
                status, content, headers = city.answer
            else:
                status, told = city.respond(self.command, urlsplit(self.path).path, self.headers, body)
                content, headers = json.dumps(told).encode(), {}
            if city.drips:
                self.wfile.write(b"HTTP/1.0 200 OK\r\nX-Slow: ")
                with suppress(OSError):
                    for _each in range(200):
                        self.wfile.write(b"x")
                        city.wait.wait(0.02)
                return
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _serve  # noqa: N815 - the library's names

        def log_message(self, *args: object) -> None:
            pass

    return Handler


__all__ = ["CLIENT_ID", "LOGOUT", "SECRET", "City"]
