"""Which old account a typed name means: one, or none.

A name may stand in several cities. Then the city says which is meant, and nobody is told whether that was so: the
question for the city is put to everybody.
"""

from __future__ import annotations

from typing import Final

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.identifiers import IdentifierType, identifier_index, normalise, read_identity_number
from accounts.intake.judging import LOGIN_PURPOSE
from accounts.models import AccountOutcome, AccountRun, Claiming, HolderKind, OldAccount, OldPasswordState
from services_portal.kernel.crypto import blind_index

_COLUMNS: Final = {
    IdentifierType.PHONE: "phone_index",
    IdentifierType.EMAIL: "email_index",
    IdentifierType.RESIDENT_ID: "resident_id_index",
    IdentifierType.PASSPORT: "passport_index",
    IdentifierType.PERMIT: "permit_index",
}


def login_index(text: str) -> bytes:
    """Return the keyed hash under which an old login is found."""
    return blind_index(text.strip().casefold(), LOGIN_PURPOSE)


def old_account_named(text: str, city: str = "") -> OldAccount | None:
    """Return the one old account that ``text`` names and that a password may open, in ``city`` (a slug) where given.

    A login means its account before a number or address that another old account bears. Where several are meant the
    answer is none, as for a name that nobody has. What is nobody's yet and was disabled, waits for a decision or has no
    sealed password is as if it were not there.
    """
    found = usable()
    return _only(found.filter(city__slug=city) if city else found, text)


def old_account_at_window(text: str, city: str) -> OldAccount | None:
    """Return the one old account of a person that ``text`` names in ``city``, also where its password opens nothing."""
    return _only(OldAccount.objects.filter(city__slug=city, kind=HolderKind.PERSON, claim__isnull=False), text)


def _only(found: QuerySet[OldAccount], text: str) -> OldAccount | None:
    logins = list(found.filter(login_index=login_index(text))[:2])
    if not logins:
        others = _others(text)
        logins = list(found.filter(others)[:2]) if others else []
    return logins[0] if len(logins) == 1 else None


def enterprise_login_named(text: str, city: str) -> OldAccount | None:
    """Return the one old login of an enterprise in ``city`` (a slug) that ``text``, a login or a credit code, names and
    that a password may open; None also where several are meant."""
    logins = OldAccount.objects.filter(
        kind=HolderKind.ENTERPRISE,
        claim__isnull=False,
        disabled=False,
        password_state=OldPasswordState.SEALED,
        city__slug=city,
    )
    for named in (Q(login_index=login_index(text)), Q(uscc=text.strip().upper())):
        if found := list(logins.filter(named)[:2]):
            return found[0] if len(found) == 1 else None
    return None


def usable() -> QuerySet[OldAccount]:
    """Return the old accounts of persons that a password may open, and those that are somebody's already."""
    held = Claiming.objects.held().filter(claim=OuterRef("claim"))
    at_odds = OldAccount.objects.filter(claim=OuterRef("claim"), outcome=AccountOutcome.CONFLICT)
    free = Q(disabled=False, password_state=OldPasswordState.SEALED) & ~Exists(at_odds)
    found: QuerySet[OldAccount] = OldAccount.objects.filter(
        Q(Exists(held)) | free, kind=HolderKind.PERSON, claim__isnull=False
    )
    return found


def decoy_for(text: str, city: str = "") -> OldAccount | None:
    """Return an old account that has nothing to do with ``text``, always the same for it, to do the same work on.

    Old sites hash in different ways, and some take longer; a name that nobody has is looked at in one of the same ways
    as the names there are. None where no old account has a password.
    """
    start = blind_index(text.strip().casefold(), "accounts.claiming.decoy")
    cities = list(AccountRun.objects.order_by("city__slug").values_list("city_id", "city__slug").distinct())
    named = [pk for pk, slug in cities if slug == city] or [pk for pk, _slug in cities]
    if not named:
        return None
    sealed = OldAccount.objects.filter(
        city_id=named[int.from_bytes(start[:4]) % len(named)], password_state=OldPasswordState.SEALED
    )
    found: OldAccount | None = sealed.filter(key__gte=start).order_by("key").first() or sealed.order_by("key").first()
    return found


def _others(text: str) -> Q:
    """Return the condition for all that ``text`` can be read as but a login; empty where it is nothing else."""
    found = Q()
    for kind, value in _readings(text):
        found |= Q(**{_COLUMNS[kind]: identifier_index(kind, value)})
    return found


def _readings(text: str) -> list[tuple[IdentifierType, str]]:
    readings = []
    for kind in (IdentifierType.PHONE, IdentifierType.EMAIL, IdentifierType.PASSPORT):
        try:
            readings.append((kind, normalise(kind, text)))
        except ValidationError:
            continue
    try:
        readings.append(read_identity_number(text))
    except ValidationError:
        return readings
    return readings
