"""What allauth changes in how an account is opened is written down and told: its own signals say when."""

from __future__ import annotations

from typing import Any, Final

from allauth.account import signals
from allauth.mfa import signals as factors
from django.db import transaction
from django.http import HttpRequest

from accounts.models import ChangeKind, User
from accounts.selectors import USER
from accounts.services.change_record import change_record
from accounts.signin.device import device_of
from accounts.signin.device_names import device_named
from services_portal.kernel import audit
from services_portal.kernel.actor import Actor

ADDED: Final = {"webauthn": ChangeKind.PASSKEY_ADDED, "totp": ChangeKind.TOTP_ON}
REMOVED: Final = {"webauthn": ChangeKind.PASSKEY_REMOVED, "totp": ChangeKind.TOTP_OFF}


def words_of(request: HttpRequest) -> str:
    """Return the words for the device that makes ``request``."""
    return device_named(request.headers.get("User-Agent", ""))


def note_new_device(request: HttpRequest, user: User) -> None:
    """Tell the person that somebody has signed in from where he never did; called before the device is given a mark."""
    device = device_of(request)
    if device is None or not device.knows(user):
        change_record(user=user, kind=ChangeKind.DEVICE, device=words_of(request))


def _password(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    change_record(user=user, kind=ChangeKind.PASSWORD, device=words_of(request))


def _factor(kinds: dict[str, ChangeKind]) -> Any:
    def noted(sender: Any, request: HttpRequest, user: Any, authenticator: Any, **kwargs: Any) -> None:
        if kind := kinds.get(authenticator.type):
            change_record(user=user, kind=kind, device=words_of(request), authenticator=authenticator.pk)

    return noted


@transaction.atomic
def _audited(sender: Any, user: Any, authenticator: Any, **kwargs: Any) -> None:
    actor = Actor(type=USER, id=str(user.pk))
    audit.record(actor, "accounts.factor.add", authenticator, detail={"type": authenticator.type})


def _codes(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    change_record(user=user, kind=ChangeKind.CODES, device=words_of(request))


_added, _removed = _factor(ADDED), _factor(REMOVED)


def connect() -> None:
    """Listen."""
    for signal in (signals.password_changed, signals.password_set, signals.password_reset):
        signal.connect(_password, dispatch_uid="accounts.signin.noticing")
    factors.authenticator_added.connect(_added, dispatch_uid="accounts.signin.noticing")
    factors.authenticator_added.connect(_audited, dispatch_uid="accounts.signin.noticing.audited")
    factors.authenticator_removed.connect(_removed, dispatch_uid="accounts.signin.noticing")
    factors.authenticator_reset.connect(_codes, dispatch_uid="accounts.signin.noticing")
