"""Whatever is sent to the doors of sign-in, nobody gets in, nothing is written, and nothing breaks."""

from __future__ import annotations

import json

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import KeptMessage, User
from tests.accounts.authenticator import SoftwareAuthenticator, b64

pytestmark = pytest.mark.django_db(transaction=True)

VALUES = [None, "\x00", "x" * 5000, 7, ["a"], {"a": {"b": []}}, "😀"]
FIELDS = ["email", "phone", "password", "code", "key", "credential", "sessions", "name", "display_name", "primary"]
BROKEN = [b"", b"{", b"null", b"\xff\xfe", b"[" * 20000]
BODIES = [*BROKEN, *(json.dumps(dict.fromkeys(FIELDS, value)).encode() for value in VALUES)]


def headless_paths(kind: str) -> list[str]:
    """Return every path of the headless API for one kind of client."""

    def walk(patterns, prefix=""):
        for pattern in patterns:
            path = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, path)
            elif isinstance(pattern, URLPattern):
                yield path

    return [f"/{path}" for path in walk(get_resolver().url_patterns) if path.startswith(f"_allauth/{kind}/")]


def test_no_body_breaks_a_path_or_opens_it(app, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS, settings.MFA_RATE_LIMITS = False, False
    paths = headless_paths("app")
    assert "/_allauth/app/v1/auth/login" in paths and len(paths) > 25
    tries = [("POST", body) for body in BODIES] + [(method, BODIES[0]) for method in ("PUT", "PATCH", "DELETE")]
    wrong = []
    for path in paths:
        for method, body in tries:
            answer = app.http.request(method, path, content=body, headers={"Content-Type": "application/json"})
            if not 400 <= answer.status_code < 500:
                wrong.append((method, path, body[:60], answer.status_code))
    assert wrong == []
    assert not User.objects.exists() and not KeptMessage.objects.exists()


def passkeys() -> dict[str, dict]:
    device = SoftwareAuthenticator("http://localhost")
    options = {"publicKey": {"rp": {"id": "localhost"}, "user": {"id": b64(b"x")}, "challenge": b64(b"y" * 32)}}
    made, used = device.create(options), device.get(options)

    def but(credential: dict, **response: object) -> dict:
        return {**credential, "response": {**credential["response"], **response}}

    return {
        "of nobody": used,
        "of a user id that is none": but(used, userHandle=b64("天".encode())),
        "without user": but(used, userHandle=None),
        "with a number for a user": but(used, userHandle=7),
        "not base64": but(used, clientDataJSON="%%%"),
        "not JSON": but(used, clientDataJSON=b64(b"{")),
        "short data": but(used, authenticatorData=b64(b"1")),
        "no signature": but(used, signature=""),
        "no CBOR": but(made, attestationObject=b64(b"\xff" * 20)),
        "CBOR of a number": but(made, attestationObject=b64(b"\x07")),
        "new one": made,
        "id of another kind": {**used, "rawId": 7},
        "only an id": {"id": "x"},
    }


@pytest.mark.parametrize("name", passkeys())
def test_no_passkey_breaks_its_path_or_opens_it(person, name: str) -> None:
    person.call("GET", "/auth/webauthn/login")
    answer = person.call("POST", "/auth/webauthn/login", {"credential": passkeys()[name]})
    assert answer.status_code == 400, answer.text
    assert person.api("GET", "/me/").status_code == 401


def test_a_page_refuses_an_unreadable_passkey_too(browser) -> None:
    answer = browser.http.post(
        "/accounts/2fa/webauthn/login/",
        data={"credential": '{"id": "x"}', "csrfmiddlewaretoken": browser.http.cookies["csrftoken"]},
    )
    assert answer.status_code == 400
