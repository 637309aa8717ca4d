"""Reads of conflicts for the person himself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import CaseChoice, CaseDecision, CaseState, ConflictCase, ConflictReason, User
from accounts.rights.gathering import accounts_of
from cities.models import City
from services_portal.kernel import clock

# What collides, said to whom it is about.
_TOLD: Final[dict[str, str | Promise]] = {
    ConflictReason.CLAIMED: _("An old account that names another resident ID than you have proved"),
    ConflictReason.NAMED: _("An old account that names your document under another name"),
    ConflictReason.TAKEN: _("A resident ID that another account has proved"),
}
SHOWN_FOR: Final = timedelta(days=90)


@dataclass(frozen=True)
class Doubt:
    """A doubt about who he is, as its person sees it: nothing of the other side.

    ``city`` is that of the old account, None where the doubt is about his document. ``due_on`` is the day by which it
    is decided, None where it has been: then ``is_his`` says how, None where it went away by itself.
    """

    reason: str
    city: City | None
    due_on: date | None
    closed_on: date | None
    is_his: bool | None


def doubts_of(user: User) -> list[Doubt]:
    """Return what is being looked into about ``user``, and what was within the last ninety days, the latest first."""
    people = accounts_of(user)
    own = Q(claimant__in=people) | Q(user__in=people)
    lately = Q(closed_at=None) | Q(closed_at__gt=clock.now() - SHOWN_FOR)
    cases = ConflictCase.objects.filter(own, lately).select_related("account__city").order_by("-opened_at", "-pk")
    decided: dict[object, str] = dict(
        CaseDecision.objects.filter(case__in=cases, state="done").values_list("case_id", "choice")
    )
    return [_doubt(case, decided.get(case.pk)) for case in cases]


def _doubt(case: ConflictCase, choice: str | None) -> Doubt:
    closed = timezone.localtime(case.closed_at).date() if case.closed_at is not None else None
    settled = case.state == CaseState.SETTLED and choice is not None
    return Doubt(
        reason=str(_TOLD.get(case.reason, case.get_reason_display())),
        city=case.account.city if case.account is not None else None,
        due_on=case.due_on if case.is_live else None,
        closed_on=closed,
        is_his=choice == CaseChoice.SAME if settled else None,
    )
