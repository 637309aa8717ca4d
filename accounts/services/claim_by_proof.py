"""Old accounts become the person's who has proved the document that their city had proved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from accounts.claiming.conditions import lock_claim, require_free, require_same_person, take_over
from accounts.claiming.reaching import Pair, all_pairs, compared, pairs_in_run, pairs_of
from accounts.claiming.refusals import CLAIM_CONTRADICTS
from accounts.claiming.telling import tell_taken
from accounts.intake.matching import Outcome
from accounts.models import ClaimBasis, Claiming, OldAccount, User
from accounts.rights.gathering import accounts_of
from accounts.selectors import standing_for
from accounts.services.case_over_claim import case_over_claim
from accounts.services.claims_doubt import claims_doubt
from services_portal.kernel import clock
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.errors import DomainError

PORTAL: Final = f"{SYSTEM.type}:{SYSTEM.id}"


def claims_of_person(*, user_id: UUID) -> int:
    """Give the account ``user_id`` the old accounts that are its person's by what he has proved, and take from it those
    that no longer are; returns how many claims have become his."""
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).get(pk=user_id)
        claims_doubt(user=user)
    return _reach(pairs_of(accounts_of(user)))


def claims_of_run(*, run_id: UUID) -> int:
    """Give what a run has taken in to those who have proved that it is theirs; returns how many claims."""
    return _reach(pairs_in_run(run_id))


def claims_of_all() -> int:
    """Find once a day what became a person's without an act that is looked at on the spot: a conflict was decided, an
    account was restored, a job was lost. Returns how many claims."""
    return _reach(all_pairs())


def _reach(pairs: Iterable[Pair]) -> int:
    return sum(claim_by_proof(claim_id=claim_id, user_id=user_id) is not None for claim_id, user_id in pairs)


def claim_by_proof(*, claim_id: UUID, user_id: UUID) -> Claiming | None:
    """Make a claim the person's of ``user_id`` where a city and this portal have proved the same document of him.

    At L3 here, under a name that the city knows, and nothing contradicting: the rule by which two cities' rows are one
    person (``docs/decisions/0016``). None, and nothing is changed, where that is not so, where the claim is somebody's
    or waits for a decision, where the account is closed, and where this person or staff had given it back. It is told
    by :class:`ClaimTaken` and given back like any other (``claim_undo``); when the proof turns out to be wrong it ends
    by itself (``claims_doubt``). What he has proved and the city contradicts opens a case (``case_over_claim``).
    Audited.
    """
    try:
        return _give(claim_id, user_id)
    except DomainError as refusal:
        if refusal.error is CLAIM_CONTRADICTS:
            holder = standing_for(User.objects.get(pk=user_id))
            case_over_claim(actor=SYSTEM, user_id=holder.pk, claim_id=claim_id)
        return None


@transaction.atomic
def _give(claim_id: UUID, user_id: UUID) -> Claiming | None:
    """Do so. Raises DomainError ``claim_not_free``, ``claim_contradicts``."""
    holder = standing_for(User.objects.get(pk=user_id))
    people = accounts_of(holder)
    locked = list(User.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk"))
    user = next(each for each in locked if each.pk == holder.pk)
    if not user.is_active or sorted(accounts_of(user)) != sorted(people):
        return None
    rows = lock_claim(claim_id)
    require_free(claim_id, rows)
    found = compared(people, claim_id)
    if found.identifier is None or _was_given_back(people, claim_id, rows):
        return None
    require_same_person(user, rows)
    if found.decision.outcome is Outcome.CONFLICT:
        raise DomainError(CLAIM_CONTRADICTS)
    if found.decision.outcome is not Outcome.LINKED:
        return None
    now = clock.now()
    claiming = Claiming.objects.create(
        claim_id=claim_id,
        user=user,
        basis=ClaimBasis.PROVED,
        old_account=found.old_account,
        rests_on=found.identifier,
        said=take_over(user, rows),
        asked_by=PORTAL,
        asked_at=now,
        held_at=now,
    )
    tell_taken(SYSTEM, "accounts.claim.proved", claiming, rows)
    return claiming


def _was_given_back(people: Sequence[UUID], claim_id: UUID, rows: Sequence[OldAccount]) -> bool:
    """Whether somebody has said that it is not this person's; what the portal itself took back it may give again."""
    same = Q(claim=claim_id) | Q(old_account__in=[row.pk for row in rows])
    ended = Claiming.objects.filter(same, user__in=people).exclude(ended_at=None)
    return ended.exclude(settled_by=PORTAL).exists()
