"""What must hold before a claim becomes somebody's. The caller is in a transaction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

import msgspec
from django.core.exceptions import ValidationError

from accounts.claiming.refusals import CLAIM_CONTRADICTS
from accounts.errors import CLAIM_NOT_FREE
from accounts.identifiers import IdentifierType, identifier_index
from accounts.intake.matching import ids_of_one
from accounts.intake.rows import RESIDENT_ID, Facts
from accounts.models import AccountOutcome, Claim, Claiming, Identifier, OldAccount, User
from accounts.models.claiming import LIVE_CLAIMINGS
from accounts.models.identifier import ONE_OF_A_KIND
from accounts.queue.heeding import heed_joins
from accounts.queue.rows import read_rows
from accounts.services.identifier_claim import identifier_claim
from services_portal.kernel.errors import DomainError

# What an old account says of its person, in the order in which it is taken over.
SAID: Final = (
    IdentifierType.RESIDENT_ID,
    IdentifierType.PERMIT,
    IdentifierType.PASSPORT,
    IdentifierType.PHONE,
    IdentifierType.EMAIL,
)
_decoder: Final = msgspec.json.Decoder(Facts)


def lock_claim(claim_id: UUID) -> list[OldAccount]:
    """Lock a claim and return its old accounts, the latest seen first. Whoever would take it too waits here.

    The account that is to have it is locked before, by its caller: persons first, then claims, everywhere.
    Raises DomainError ``claim_not_free`` when it is gone.
    """
    if not Claim.objects.select_for_update(no_key=True).filter(pk=claim_id).exists():
        raise DomainError(CLAIM_NOT_FREE)
    rows = OldAccount.objects.filter(claim_id=claim_id).order_by("pk")
    return sorted(rows, key=lambda row: (row.last_seen_at is not None, row.last_seen_at, row.pk), reverse=True)


def require_free(claim_id: UUID, rows: Iterable[OldAccount]) -> None:
    """Raise DomainError ``claim_not_free`` unless the claim is nobody's and waits for nobody's decision."""
    taken = Claiming.objects.filter(claim_id=claim_id, state__in=LIVE_CLAIMINGS).exists()
    if taken or not rows or any(row.outcome == AccountOutcome.CONFLICT for row in rows):
        raise DomainError(CLAIM_NOT_FREE)


def require_same_person(user: User, rows: Iterable[OldAccount]) -> None:
    """Raise DomainError ``claim_contradicts`` where the old accounts know another resident ID than ``user``'s, or one
    that another account has proved (GB 11643: a person has one for life)."""
    told = {bytes(row.resident_id_index) for row in rows if row.resident_id_index is not None}
    own = Identifier.objects.live().filter(user=user, type=IdentifierType.RESIDENT_ID).first()
    if told and own is not None and told != {bytes(own.index)} and not told <= _of_one(bytes(own.index), rows):
        raise DomainError(CLAIM_CONTRADICTS)
    if proved_elsewhere(rows, besides=user):
        raise DomainError(CLAIM_CONTRADICTS)


def _of_one(index: bytes, rows: Iterable[OldAccount]) -> set[bytes]:
    """Return the resident IDs of which staff have decided that they are one person's with that of ``index``."""
    known = [row.known for row in read_rows(ids=[row.pk for row in rows])]
    heed_joins(known)
    ids = {each for kind, each in ids_of_one(known) if kind == RESIDENT_ID}
    return ids if index in ids else set()


def proved_elsewhere(rows: Iterable[OldAccount], *, besides: User | None = None) -> bool:
    """Whether an account has proved a resident ID that these old accounts had proved: then they are its person's."""
    told = {bytes(row.resident_id_index) for row in rows if row.documents_verified and row.resident_id_index}
    holders = Identifier.objects.proved().filter(type=IdentifierType.RESIDENT_ID, index__in=told)
    return (holders.exclude(user=besides) if besides is not None else holders).exists()


def take_over(user: User, rows: Iterable[OldAccount]) -> list[UUID]:
    """Write what old accounts say of their person as what ``user`` says of himself; return the identifiers written.

    Nothing is proved by it: a phone number in an old record proves nothing about today. Of a kind that a person has one
    of, what he has stays; else the account that was seen last speaks, and before it one whose documents were proved.
    """
    written = []
    ordered = sorted(rows, key=lambda row: not row.documents_verified)
    for kind in SAID:
        for row in ordered:
            written += _say(user, kind, getattr(facts_of(row), kind.value))
    return written


def facts_of(row: OldAccount) -> Facts:
    """Return what an old account says of its person, in the clear."""
    return _decoder.decode(row.facts or "{}")


def _say(user: User, kind: IdentifierType, value: str) -> list[UUID]:
    own = Identifier.objects.live().filter(user=user, type=kind)
    if not value or (kind in ONE_OF_A_KIND and own.exists()):
        return []
    if own.filter(index=identifier_index(kind, value)).exists():
        return []
    try:
        return [identifier_claim(user=user, identifier_type=kind, value=value).pk]
    except ValidationError:
        # Read by the rules of another day; it stays with the old account.
        return []
