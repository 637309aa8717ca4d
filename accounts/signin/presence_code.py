"""A code by which somebody who has neither a password nor a passkey shows that it is he."""

from __future__ import annotations

import secrets
from typing import Any, Final

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest

from accounts.identifiers import IdentifierType
from accounts.models import Identifier, User
from accounts.safety_errors import CODE_NOT_RIGHT
from accounts.selectors import proves_by_code
from accounts.signin.presence import BY_CODE, means_of, note, require_presence
from services_portal.kernel import clock
from services_portal.kernel.errors import DomainError
from services_portal.kernel.http.codes import TOO_MANY_REQUESTS

KEPT: Final = "accounts_presence_code"
TRIES: Final = 3


def recipient_of(user: User) -> Identifier | None:
    """Return where a code for ``user`` goes, or None for who has something stronger, or nothing that is his still."""
    means = means_of(user)
    if means.code is None or means.password or means.second:
        return None
    held = Identifier.objects.proved().filter(user=user, type=means.code).order_by("-last_proved_at").first()
    return held if held is not None and proves_by_code(held, clock.now()) else None


def code_send(request: HttpRequest, session: Any, user: User) -> Identifier:
    """Send a code of six digits, good for five minutes and three tries; returns where it went.

    Raises DomainError ``reauthentication_required`` for who has something stronger to show, ``too_many_requests``.
    """
    held = recipient_of(user)
    if held is None:
        session.pop(KEPT, None)
        require_presence({}, user)
        raise AssertionError("an empty session shows nothing")  # pragma: no cover
    if ratelimit.consume(request, action="request_login_code", key=f"presence {user.pk}") is None:
        raise DomainError(TOO_MANY_REQUESTS)
    adapter = get_adapter(request)
    code = adapter.generate_login_code()
    session[KEPT] = {"code": code, "at": clock.now().timestamp(), "tries": 0, "held": str(held.pk)}
    if held.type == IdentifierType.EMAIL:
        adapter.send_mail("account/email/login_code", held.value, {"code": code})
    else:
        adapter.send_verification_code_sms(user=user, phone=held.value, code=code)
    return held


def code_enter(session: Any, user: User, code: str) -> None:
    """Note that ``user`` is there, whose code this is. Raises DomainError ``code_not_right``, which costs a try."""
    kept = session.get(KEPT)
    held = recipient_of(user)
    fresh = bool(kept) and kept["at"] > clock.now().timestamp() - settings.CODE_SECONDS and kept["tries"] < TRIES
    if not fresh or held is None or str(held.pk) != kept["held"]:
        session.pop(KEPT, None)
        raise DomainError(CODE_NOT_RIGHT)
    if not secrets.compare_digest(kept["code"].encode(), code.strip().encode()):
        session[KEPT] = {**kept, "tries": kept["tries"] + 1}
        raise DomainError(CODE_NOT_RIGHT)
    session.pop(KEPT)
    note(session, user, "code", **{str(held.type): held.value, "flow": BY_CODE})
