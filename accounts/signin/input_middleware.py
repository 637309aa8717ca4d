"""Input of sign-in is looked at once before allauth sees it: what cannot be read is the caller's fault, not ours.

allauth 65 answers some of it with a server error: bodies nested too deeply, a request for a code that names nobody,
most of what can be wrong inside a passkey credential.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from fido2.utils import websafe_decode
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

from accounts.errors import UNREADABLE_CREDENTIAL
from services_portal.kernel.errors import DomainError
from services_portal.kernel.http.codes import INVALID_REQUEST, MALFORMED_BODY, METHOD_NOT_ALLOWED
from services_portal.kernel.http.problems import problem_response

WRITES: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def is_readable(credential: Any) -> bool:
    """Whether ``credential`` (JSON of WebAuthn Level 3, §5.1) can be taken apart; says nothing of its truth."""
    if not isinstance(credential, dict) or not isinstance(credential.get("response"), dict):
        return False
    response = credential["response"]
    kind = RegistrationResponse if "attestationObject" in response else AuthenticationResponse
    try:
        kind.from_dict(credential)
        websafe_decode(response.get("userHandle") or "").decode()
    except Exception:
        # A decoder fed with foreign bytes fails in any way it likes; every one of them means the same.
        return False
    return True


def _body(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON object, or the form with its credential opened. Raises DomainError ``malformed_body``."""
    try:
        if request.content_type != "application/json" and "_allauth" not in request.path_info:
            form: dict[str, Any] = request.POST.dict()
            return {**form, "credential": json.loads(form["credential"])} if form.get("credential") else form
        body = json.loads(request.body) if request.body else {}
        # Half a character (``"\ud800"``) is JSON and no text: neither a hash nor the database takes it.
        json.dumps(body, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise DomainError(MALFORMED_BODY) from None
    if not isinstance(body, dict):
        raise DomainError(MALFORMED_BODY)
    return body


def _check(request: HttpRequest, name: str) -> None:
    """Raise DomainError for what allauth would stumble over at the address called ``name``."""
    if name == "manage_phone" and request.method != "POST":
        raise DomainError(METHOD_NOT_ALLOWED, headers={"Allow": "GET, POST"})
    body = _body(request)
    if name == "request_login_code" and request.method == "POST" and not (body.get("email") or body.get("phone")):
        raise DomainError(INVALID_REQUEST, errors={"phone": [_("Give a phone number or an e-mail address.")]})
    if "webauthn" in name and body.get("credential") is not None and not is_readable(body["credential"]):
        errors = {"credential": [_("This is not a passkey credential.")]}
        raise DomainError(UNREADABLE_CREDENTIAL, errors=errors)


class SigninInputMiddleware:
    """Refuses, ahead of the view, what allauth cannot read (400)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Look at writes to the headless API and to the passkey pages; leave everything else alone."""
        match = request.resolver_match
        if request.method not in WRITES or match is None or match.url_name is None:
            return None
        if "headless" not in match.app_names and not match.url_name.startswith("mfa_"):
            return None
        try:
            _check(request, match.url_name)
        except DomainError as refusal:
            return problem_response(request, refusal)
        return None
