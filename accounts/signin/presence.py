"""Whether the person himself sits there: shown lately, before anything changes by which an account is opened.

One rule for pages, for allauth's headless API and for ours. What counts, within ``PORTAL_PRESENCE_SECONDS``:

- a passkey, by itself;
- the password, and beside it the second factor where the account has one;
- the second factor, where there is no password;
- where there is neither, a code: to the e-mail address, and to the telephone only where there is no address;
- where there is none of these, that the person's city has just asked him who he is.

After its person has said that a change was not his doing an account is frozen: only its strongest means counts then, a
passkey where there is one, and never a short message.

So a short message is never enough for an account that has anything stronger. The sign-in itself counts while it is
fresh. The records of it are allauth's, in the session.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as RECORDS
from allauth.account.internal.userkit import user_id_to_str
from allauth.mfa.models import Authenticator
from django.conf import settings

from accounts.identifiers import IdentifierType
from accounts.models import Identifier, User
from accounts.safety_errors import REAUTHENTICATION_REQUIRED
from services_portal.kernel import clock
from services_portal.kernel.errors import DomainError

WHOSE: Final = "account_authentication_methods_user"
SIGNED_UP: Final = "account_signed_up"
BY_CODE: Final = "reauthenticate_by_code"
# A sign-in elsewhere, as the specification of the headless API names it; here at a city (``signin.city_door``).
CITY: Final = "socialaccount"
PASSKEY, TOTP, SPARE = (
    Authenticator.Type.WEBAUTHN.value,
    Authenticator.Type.TOTP.value,
    Authenticator.Type.RECOVERY_CODES.value,
)
# Where a code goes: to the address where there is one, for numbers change hands.
CODES_GO: Final = (IdentifierType.EMAIL, IdentifierType.PHONE)


@dataclass(frozen=True)
class Means:
    """By what a person can show that it is he."""

    password: bool
    factors: frozenset[str]
    code: IdentifierType | None

    @property
    def second(self) -> bool:
        """Whether the password alone does not sign in."""
        return bool(self.factors & {PASSKEY, TOTP})


@dataclass(frozen=True)
class Presence:
    """Whether somebody is there; ``flows`` are what he can show, as allauth's headless API names them."""

    shown: bool
    flows: tuple[dict[str, Any], ...] = ()


def means_of(user: User) -> Means:
    """Return by what ``user`` can show that it is he (two queries)."""
    factors = frozenset(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    proved = set(Identifier.objects.proved().filter(user=user, type__in=CODES_GO).values_list("type", flat=True))
    code = next((kind for kind in CODES_GO if kind in proved), None)
    return Means(user.has_usable_password(), factors, code)


def presence_of(session: Any, user: User) -> Presence:
    """Return whether ``user`` has shown lately, in this session, that it is he, and else what is still to be shown."""
    return judged(means_of(user), _lately(session, user), frozen=user.frozen_at is not None)


def presence_anew(user: User) -> Presence:
    """Return what ``user`` can show, whatever he has shown already."""
    return judged(means_of(user), [], frozen=user.frozen_at is not None)


def require_presence(session: Any, user: User) -> None:
    """Return when ``user`` is there. Raises DomainError ``reauthentication_required`` (401) with the ways to show it.

    To be called before anything is written: the caller sends the same request again, so that nothing typed is lost.
    """
    presence = presence_of(session, user)
    if not presence.shown:
        raise DomainError(REAUTHENTICATION_REQUIRED, params={"flows": list(presence.flows)})


def note(session: Any, user: User, method: str, **facts: Any) -> None:
    """Write into the session that ``user`` has shown it just now by ``method``; as allauth itself does."""
    records = session.get(RECORDS) if session.get(WHOSE) == user_id_to_str(user) else None
    record = {"method": method, "at": clock.now().timestamp(), **facts}
    session[RECORDS] = [*(records or []), record]
    session[WHOSE] = user_id_to_str(user)


def note_sign_up(session: Any, user: User) -> None:
    """Write into the session that ``user`` has opened his account just now.

    Apart from what he has shown: clients read the records of that, and their specification knows no such method.
    """
    session[SIGNED_UP] = clock.now().timestamp()
    session.setdefault(RECORDS, [])
    session[WHOSE] = user_id_to_str(user)


def records_in(session: Any) -> list[dict[str, Any]]:
    """Return all that a session says of how it was opened and what was shown in it since, first things first."""
    signed_up = session.get(SIGNED_UP)
    opened = [] if signed_up is None else [{"method": SIGNED_UP, "at": signed_up}]
    return [*opened, *(session.get(RECORDS) or [])]


def _lately(session: Any, user: User) -> list[dict[str, Any]]:
    if session.get(WHOSE) != user_id_to_str(user):
        return []
    oldest = clock.now().timestamp() - settings.PORTAL_PRESENCE_SECONDS
    if user.frozen_at is not None:
        oldest = max(oldest, user.frozen_at.timestamp())
    return [record for record in records_in(session) if record.get("at", 0) > oldest]


def judged(means: Means, records: list[dict[str, Any]], *, frozen: bool = False) -> Presence:
    """Hold what was shown lately (``records``) against what the account has; ``frozen``, against its strongest."""
    if frozen and PASSKEY in means.factors:
        means = Means(False, frozenset({PASSKEY}), None)
        records = [record for record in records if record.get("type") == PASSKEY]
    if frozen and means.code == IdentifierType.PHONE and not (means.password or means.second):
        return Presence(False)
    shown = {record.get("type") for record in records if record.get("method") == "mfa"}
    methods = {record.get("method") for record in records}
    if SIGNED_UP in methods or PASSKEY in shown:
        return Presence(True)
    password = not means.password or "password" in methods
    second = not means.second or bool(shown & {TOTP, SPARE})
    if means.password or means.second:
        flows: list[dict[str, Any]] = [{"id": "reauthenticate"}] if not password else []
        types = [kind for kind in (PASSKEY, TOTP, SPARE) if kind in means.factors]
        if second and not password:
            types = [kind for kind in types if kind == PASSKEY]
        if means.second and types:
            flows.append({"id": "mfa_reauthenticate", "types": types})
        return Presence(True) if password and second else Presence(False, tuple(flows))
    if means.code is None:
        # Who has nothing but a city's account shows it there, by signing out and in again (``signin.city_door``).
        return Presence(CITY in methods)
    if any(record.get("method") == "code" and record.get(means.code.value) for record in records):
        return Presence(True)
    return Presence(False, ({"id": BY_CODE, "to": means.code.value},))
