"""What staff see of accounts on the first page."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import CaseState, ConflictCase, CorrectionRequest
from accounts.scopes import CONFLICT_DECIDE, CORRECTION_DECIDE
from services_portal.kernel.admin.base import actor_of
from services_portal.kernel.admin.dashboard import Figure, Panel, panel


@panel(order=40)
def conflicts(request: HttpRequest) -> Panel | None:
    """Return how many conflicts wait, and how many are late, for those who decide them."""
    actor = actor_of(request)
    if not actor.may(CONFLICT_DECIDE):
        return None
    mine = ConflictCase.objects.for_actor(actor)
    live, overdue = mine.live().count(), mine.overdue().count()
    proposed = mine.live().filter(state=CaseState.PROPOSED).count()
    address = reverse("admin:accounts_conflictcase_changelist")
    figures = (
        Figure(_("conflicts to be decided"), live, address),
        Figure(_("waiting for a second person"), proposed, f"{address}?state__exact=proposed"),
        Figure(_("conflicts overdue"), overdue, f"{address}?show=overdue", "warning" if overdue else ""),
    )
    return Panel(title=_("Conflicts of persons"), figures=figures, link=address, link_text=_("all conflicts"))


@panel(order=41)
def corrections(request: HttpRequest) -> Panel | None:
    """Return how many requests for correction wait, and how many are late, for those who decide them."""
    actor = actor_of(request)
    if not actor.may(CORRECTION_DECIDE):
        return None
    mine = CorrectionRequest.objects.for_actor(actor)
    waiting, overdue = mine.open().count(), mine.overdue().count()
    address = reverse("admin:accounts_correctionrequest_changelist")
    figures = (
        Figure(_("corrections to be decided"), waiting, address),
        Figure(_("corrections overdue"), overdue, f"{address}?show=overdue", "warning" if overdue else ""),
    )
    return Panel(title=_("requests for correction"), figures=figures, link=address, link_text=_("all requests"))
