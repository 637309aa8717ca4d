"""Asking a verifier over HTTP: both sides sign, so that nobody in between raises a level.

The portal signs what it asks with a shared key; the verifier signs its answer, bound to the request's own number, with
Ed25519 (RFC 8032). ``accounts/README.md`` describes the protocol for who builds the other side.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.exceptions import ImproperlyConfigured

from accounts.verifiers.port import VerifierBrokenError
from services_portal.kernel import clock, env
from services_portal.kernel.ids import uuid7
from services_portal.kernel.registry import CheckResult

LARGEST_ANSWER: Final = 64 * 1024
LOOPBACK: Final = {"127.0.0.1", "localhost", "::1"}


class SignedHttpOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a verifier is and how the two sides know each other.

    ``key_env`` names the environment variable (or ``…_FILE``) with the shared key, 64 hexadecimal digits;
    ``public_key`` is the verifier's Ed25519 key in the same form. ``timeout_seconds`` bounds each silence.
    """

    url: str
    key_env: str
    public_key: str
    timeout_seconds: float = 5.0

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise ValueError("url begins with https://, or stays on this machine")
        if len(self.public_key) != 64 or not set(self.public_key) <= set("0123456789abcdefABCDEF"):
            raise ValueError("public_key has 64 hexadecimal digits")


def shared_key(options: SignedHttpOptions) -> bytes:
    """Return the shared key. Raises VerifierBrokenError where the environment holds none."""
    try:
        key = bytes.fromhex((env.raw(options.key_env) or "").strip())
    except (ImproperlyConfigured, ValueError):
        key = b""
    if len(key) != 32:
        raise VerifierBrokenError("no_key")
    return key


def request_signature(key: bytes, *, path: str, number: str, time: str, body: bytes) -> str:
    """Return the value of ``Portal-Signature``."""
    text = "\n".join(("POST", path, number, time, hashlib.sha256(body).hexdigest()))
    return base64.b64encode(hmac.new(key, text.encode(), hashlib.sha256).digest()).decode()


def signed_answer(number: str, status: int, body: bytes) -> bytes:
    """Return the bytes over which a verifier signs."""
    return f"{number}\n{status}\n".encode() + body


def ask(options: SignedHttpOptions, path: str, document: dict[str, Any]) -> dict[str, Any]:
    """Post ``document`` to ``path`` below the verifier's address and return its signed answer.

    Raises VerifierBrokenError for no answer within the time, any status but 200, an answer that is too large, is not
    signed by the verifier for this very request, or is no JSON object. The error names none of the data.
    """
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    number, time = str(uuid7()), str(int(clock.now().timestamp()))
    base = urlsplit(options.url)
    path = base.path.rstrip("/") + path
    signature = request_signature(shared_key(options), path=path, number=number, time=time, body=body)
    headers = {
        "Content-Type": "application/json",
        "Portal-Request": number,
        "Portal-Time": time,
        "Portal-Signature": signature,
    }
    try:
        with (
            httpx.Client(timeout=options.timeout_seconds, follow_redirects=False, trust_env=False) as client,
            client.stream("POST", f"{base.scheme}://{base.netloc}{path}", content=body, headers=headers) as answer,
        ):
            content = _bounded(answer)
            if answer.status_code != httpx.codes.OK:
                raise VerifierBrokenError(f"status_{answer.status_code}")
            _check(options, number, answer, content)
    except httpx.HTTPError as error:
        raise VerifierBrokenError(type(error).__name__) from None
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise VerifierBrokenError("not_an_object")
    return told


def _bounded(answer: httpx.Response) -> bytes:
    content = b""
    for part in answer.iter_bytes():
        content += part
        if len(content) > LARGEST_ANSWER:
            raise VerifierBrokenError("too_large")
    return content


def _check(options: SignedHttpOptions, number: str, answer: httpx.Response, content: bytes) -> None:
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(options.public_key))
    try:
        signature = base64.b64decode(answer.headers.get("Verifier-Signature", ""), validate=True)
        key.verify(signature, signed_answer(number, answer.status_code, content))
    except (InvalidSignature, ValueError):
        raise VerifierBrokenError("signature") from None


def check_options(options: SignedHttpOptions) -> CheckResult:
    """Say which verifier is asked, and whether there is the key to ask with."""
    try:
        shared_key(options)
    except VerifierBrokenError:
        return CheckResult(
            False,
            f"环境变量 {options.key_env} 缺失或无法使用",
            f"The environment variable {options.key_env} is missing or of no use",
        )
    return CheckResult(True, f"核验服务 {options.url}", f"Asks {options.url}")
