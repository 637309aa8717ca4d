"""What in this app stands in the way of closing an account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.agents.kinds import AgencyKind
from accounts.models import (
    AgencyRelation,
    Claiming,
    ConflictCase,
    Merge,
    MergeState,
    StaffMembership,
    User,
)
from accounts.models.claiming import ClaimingState
from accounts.rights.blockers import declare_blocker

# Whom the law makes act for another; he hands it over first (民法典 34, 61).
BOUND: Final = (AgencyKind.PARENT, AgencyKind.GUARDIAN, AgencyKind.LEGAL_REPRESENTATIVE)


def _is_staff(people: Sequence[UUID]) -> bool:
    powers = Q(is_staff=True) | Q(is_superuser=True)
    return (
        StaffMembership.objects.filter(user__in=people).exists() or User.objects.filter(powers, pk__in=people).exists()
    )


def _merge_waits(people: Sequence[UUID]) -> bool:
    either = Q(survivor__in=people) | Q(absorbed__in=people)
    return Merge.objects.filter(either, state=MergeState.ASKED).exists()


def _is_a_part(people: Sequence[UUID]) -> bool:
    return Merge.objects.filter(absorbed__in=people, state=MergeState.DONE).exclude(survivor__in=people).exists()


def _represents(people: Sequence[UUID]) -> bool:
    return AgencyRelation.objects.filter(agent__in=people, kind__in=BOUND, ended_at=None).exists()


def _has_agencies(people: Sequence[UUID]) -> bool:
    sides = Q(agent__in=people) & ~Q(kind__in=BOUND)
    sides |= Q(person__in=people) | Q(dependant__user__in=people)
    return AgencyRelation.objects.filter(sides, ended_at=None).exists()


def _is_doubted(people: Sequence[UUID]) -> bool:
    either = Q(user__in=people) | Q(holder__in=people) | Q(claimant__in=people)
    return ConflictCase.objects.filter(either, closed_at=None).exists()


def _claim_waits(people: Sequence[UUID]) -> bool:
    return Claiming.objects.filter(user__in=people, state=ClaimingState.ASKED).exists()


declare_blocker("staff_role", _("You have a role as staff. Let it be withdrawn first."), _is_staff)
declare_blocker("merge_waiting", _("A merge of your accounts waits. Call it off, or let it be done."), _merge_waits)
declare_blocker("absorbed", _("This account is a part of another one of yours. Close that one."), _is_a_part)
declare_blocker(
    "legal_representative",
    _("You act for somebody as parent, guardian or legal representative. That goes to another first."),
    _represents,
)
declare_blocker("agency_live", _("You act for somebody, or somebody acts for you. End that first."), _has_agencies)
declare_blocker("identity_doubted", _("It is being looked into whether a document is yours. Await that."), _is_doubted)
declare_blocker("claim_waiting", _("A claim of yours to an old account waits for a clerk."), _claim_waits)
