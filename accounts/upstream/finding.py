"""Whose a city's account is: by what the city calls it, and by the id that it had in the city's old user database."""

from __future__ import annotations

from typing import Final

from accounts.claiming.opening import entrance_of_holding, holding_of
from accounts.intake.reading import key_of
from accounts.models import CityLink, HolderKind, OldAccount, User
from accounts.upstream.exchange import Said
from cities.models import City
from services_portal.kernel import rawsql
from services_portal.kernel.crypto import blind_index

# One number for a key: the portal's other advisory locks have two.
_LOCK: Final = "SELECT pg_advisory_xact_lock(%s::bigint)"


def link_index(issuer: str, subject: str) -> bytes:
    """Return the keyed hash under which a link is found: what one issuer calls one person."""
    return blind_index(f"{issuer}\n{subject}", "accounts.citylink")


def hold(index: bytes) -> None:
    """Let nobody else look this account of a city up until the transaction ends: two that sign in for the first time at
    the same moment are one person. Taken before persons and claims."""
    rawsql.execute(_LOCK, [int.from_bytes(index[:8], signed=True)])


def live_link(index: bytes) -> CityLink | None:
    """Return the link that stands, with its person, or None."""
    found: CityLink | None = CityLink.objects.live().filter(index=index).select_related("user").first()
    return found


def was_taken_back(index: bytes, user: User) -> bool:
    """Whether it has been said that this account of a city is to open ``user``'s no longer."""
    return CityLink.objects.filter(user=user, index=index, ended_at__isnull=False).exists()


def old_account_of(city: City, said: Said) -> OldAccount | None:
    """Return the row of a person that the city's old user database had under the id which the city says, or None."""
    old_id = said.facts.get("old_id", "")
    if not old_id:
        return None
    found: OldAccount | None = OldAccount.objects.filter(
        city=city, key=key_of(city.pk, old_id), kind=HolderKind.PERSON, claim__isnull=False
    ).first()
    return found


def still_opened_by(row: OldAccount) -> User | None:
    """Return the account that holds ``row`` where the old password of the city would open it still, or None.

    The city's sign-in takes the place of that password and opens no more than it: not where the person has set one of
    his own since, nor where he added the old account to one that he had.
    """
    holding = holding_of(row)
    if holding is None or not holding.born_password or row.disabled:
        return None
    entrance = entrance_of_holding(holding)
    return entrance.account if entrance.asked.password == holding.born_password else None
