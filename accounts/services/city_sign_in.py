"""A person comes back from his city, which says who he is: the account that this opens, made where there is none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.claiming.conditions import facts_of, lock_claim, proved_elsewhere, require_free, take_over
from accounts.claiming.opening import CLAIMING_POINTER, holding_of
from accounts.errors import CLAIM_NOT_FREE
from accounts.events import ClaimTaken
from accounts.identifiers import IdentifierType
from accounts.means import written
from accounts.merging.owning import owners_of
from accounts.models import CityLink, CityProvider, ClaimBasis, Claiming, LinkBasis, OldAccount, User
from accounts.selectors import USER, is_staff_account, standing_for
from accounts.services.city_link_add import link_write
from accounts.services.identifier_claim import identifier_claim
from accounts.services.resident_register import resident_register
from accounts.upstream.exchange import Said
from accounts.upstream.finding import hold, link_index, live_link, old_account_of, still_opened_by, was_taken_back
from accounts.upstream.refusals import CITY_ENDED, CITY_KNOWN_OTHERWISE, CITY_LINK_STAFF
from services_portal.kernel import audit, clock, outbox
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.text import Language

NAME_LENGTH = 60


@dataclass(frozen=True)
class Entered:
    """Who signs in, by which link; ``is_new``: the account was opened by it just now."""

    user: User
    link: CityLink
    is_new: bool


@transaction.atomic
def city_sign_in(*, provider_id: UUID, said: Said, language: Language) -> Entered:
    """Return the account that a city's account opens. In: what the city said, verified by the caller (``upstream``).

    The account that it opened before, or that has taken this one in since; else the claim that holds the old account of
    the id which the city says, as its old password would have opened it (``claim_first_sign_in``); else a new account,
    to which what the city says is claimed and proves nothing: level 1. Never an account that merely has the same
    number, address or name. Two at once are one person. Writes audit entries; told by :class:`ClaimTaken` and, where
    there is somebody to tell, :class:`AccountChanged`.

    Raises DomainError ``city_sign_in_ended`` out of term, ``claim_not_free`` for an old account that a window decides
    about, ``city_account_known`` where it belongs to an account that opens otherwise, ``city_link_staff`` for who
    works for an authority; then nothing is written.
    """
    provider = _in_force(provider_id)
    index = link_index(said.issuer, said.subject)
    hold(index)
    link = live_link(index)
    if link is not None:
        account = standing_for(link.user)
        _require_no_staff(account)
        CityLink.objects.filter(pk=link.pk).update(last_used_at=clock.now())
        return Entered(account, link, False)
    row = old_account_of(provider.city, said)
    if row is not None and row.claim_id is not None:
        return _by_old_account(provider, said, row, row.claim_id, language)
    user = _opened(said.facts.get("name", ""), language)
    _claim_said(user, said)
    return Entered(user, link_write(_himself(user, [user.pk]), provider, said, user, LinkBasis.NEW), True)


def _in_force(provider_id: UUID) -> CityProvider:
    found = CityProvider.objects.in_force(clock.now()).select_related("city").filter(pk=provider_id).first()
    if found is None:
        raise DomainError(CITY_ENDED)
    return found


def _by_old_account(provider: CityProvider, said: Said, row: OldAccount, claim_id: UUID, language: Language) -> Entered:
    holding = holding_of(row)
    if holding is not None:
        account = still_opened_by(row)
        if account is None or not account.is_active or was_taken_back(link_index(said.issuer, said.subject), account):
            raise DomainError(CITY_KNOWN_OTHERWISE)
        _require_no_staff(account)
        User.objects.select_for_update(no_key=True).get(pk=account.pk)
        # By the means of whoever brought the claim, where the account is made of several.
        actor = _himself(account, owners_of(CLAIMING_POINTER, holding.pk, holding.user))
        return Entered(account, link_write(actor, provider, said, account, LinkBasis.OLD_ACCOUNT), False)
    rows = lock_claim(claim_id)
    require_free(claim_id, rows)
    if row.disabled or proved_elsewhere(rows):
        raise DomainError(CLAIM_NOT_FREE)
    user = _opened(facts_of(row).name or said.facts.get("name", ""), language)
    actor, now = _himself(user, [user.pk]), clock.now()
    claiming = Claiming.objects.create(
        claim_id=claim_id,
        user=user,
        basis=ClaimBasis.CITY_FIRST,
        old_account=row.pk,
        said=take_over(user, rows),
        asked_by=f"{actor.type}:{actor.id}",
        asked_at=now,
        held_at=now,
    )
    audit.record(actor, "accounts.claim.city_first", claiming, detail={"accounts": len(rows)})
    event = ClaimTaken(claiming_id=claiming.pk, user_id=user.pk)
    outbox.publish(event, aggregate_type="accounts.user", aggregate_id=str(user.pk))
    return Entered(user, link_write(actor, provider, said, user, LinkBasis.OLD_ACCOUNT), True)


def _require_no_staff(account: User) -> None:
    if is_staff_account(account):
        raise DomainError(CITY_LINK_STAFF)


def _himself(user: User, owners: Iterable[UUID]) -> Actor:
    return Actor(type=USER, id=str(user.pk), via=written(owners))


def _opened(name: str, language: Language) -> User:
    user: User = User.objects.create_user(None, None)
    resident_register(user=user, display_name=name[:NAME_LENGTH], language=language)
    return user


def _claim_said(user: User, said: Said) -> None:
    for kind in (IdentifierType.RESIDENT_ID, IdentifierType.PHONE):
        if value := said.facts.get(kind.value, ""):
            try:
                identifier_claim(user=user, identifier_type=kind, value=value)
            except ValidationError:
                continue  # what no rule reads is not kept
