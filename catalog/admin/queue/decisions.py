"""Decisions as a clerk reads them, and the page of one, where it is undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.admin.queue.words import (
    Mark,
    alike_told,
    cause_address,
    mark_key,
    meaning_of_rule,
    rows_told,
    target_told,
    who_told,
)
from catalog.intake.queue.decided import decision_of, rows_concerned
from catalog.models import RowDecision
from catalog.services.decision_undo import decision_undo
from services_portal.kernel.actor import Actor
from services_portal.kernel.admin.base import actor_of
from services_portal.kernel.errors import DomainError
from services_portal.kernel.text import current_language, pick

if TYPE_CHECKING:
    from catalog.admin.row_decision_admin import RowDecisionAdmin


@dataclass(frozen=True)
class ShownDecision:
    """A decision in the reader's language."""

    decision: RowDecision
    alike: str
    what: str
    why: str
    city: str
    who: str
    when: str
    undone: str
    state: Mark
    address: str
    cause: str

    @property
    def is_living(self) -> bool:
        """Whether nobody has undone it."""
        return self.decision.undone_at is None


def state_of(decision: RowDecision) -> Mark:
    """Return how far a decision is: held, still to be carried out, undone."""
    if decision.undone_at is None:
        return Mark(_("holds"), "success") if decision.taken_at else Mark(_("being carried out"), "info")
    return Mark(_("undone")) if decision.taken_at else Mark(_("being undone"), "info")


def moment(at: Any) -> str:
    """Return a moment here, to the minute."""
    return date_format(localtime(at), "Y-m-d H:i") if at else ""


def undone_told(decision: RowDecision, actor: Actor) -> str:
    """Return when and by whom a decision was undone, "" where it lives."""
    if decision.undone_at is None:
        return ""
    told = {"when": moment(decision.undone_at), "who": who_told(decision.undone_by, actor)}
    return _("%(when)s by %(who)s") % told


def shown_decision(decision: RowDecision, actor: Actor) -> ShownDecision:
    """Return a decision in the reader's language."""
    return ShownDecision(
        decision=decision,
        alike=alike_told(decision),
        what=target_told(decision),
        why=meaning_of_rule(decision.rule),
        city=pick(decision.city.name, current_language()),
        who=who_told(decision.decided_by, actor),
        when=moment(decision.decided_at),
        undone=undone_told(decision, actor),
        state=state_of(decision),
        address=reverse("admin:catalog_rowdecision_change", args=[decision.pk]),
        cause=cause_address(mark_key(decision)),
    )


def decision_or_404(page: RowDecisionAdmin, request: HttpRequest, object_id: str | UUID) -> RowDecision:
    """Return a decision that the actor may see. Raises Http404."""
    try:
        found = decision_of(actor_of(request), UUID(str(object_id))) if page.has_view_permission(request) else None
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


def decision_page(page: RowDecisionAdmin, request: HttpRequest, decision: RowDecision) -> HttpResponse:
    """Show a decision, for how many rows it holds, and what undoing it does."""
    count = rows_concerned(decision)
    concerned = ngettext(
        "It concerns %(count)d row of the source now, and rows alike that come later.",
        "It concerns %(count)d rows of the source now, and rows alike that come later.",
        count,
    )
    context: dict[str, Any] = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": _("Decision about rows that wait"),
        "shown": shown_decision(decision, actor_of(request)),
        "rows": rows_told(count),
        "concerned": concerned % {"count": count},
    }
    return TemplateResponse(request, "catalog/admin/row_decision.html", context)


def undo(page: RowDecisionAdmin, request: HttpRequest, decision: RowDecision) -> HttpResponse:
    """Undo a decision, and show it again."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        decision_undo(actor=actor_of(request), decision_id=decision.pk)
        messages.success(request, _("Undone. Its rows wait again within half a minute."))
    except DomainError as error:
        messages.error(request, str(error.detail or error.error.title))
    return HttpResponseRedirect(reverse("admin:catalog_rowdecision_change", args=[decision.pk]))
