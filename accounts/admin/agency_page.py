"""The page on which a clerk compares the documents and confirms, suspends or ends that one acts for another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.agents.kinds import AgencyState, Side
from accounts.agents.listing import Card, card_of
from accounts.models import AgencyRelation
from accounts.rights.purposes import ReadPurpose, read_facts
from accounts.scopes import AGENCY_CONFIRM
from accounts.services.agency_confirm import agency_confirm, sides_that_confirm
from accounts.services.agency_end import agency_end
from accounts.services.agency_suspend import agency_resume, agency_suspend
from services_portal.kernel import audit
from services_portal.kernel.actor import Actor
from services_portal.kernel.admin.base import actor_of
from services_portal.kernel.errors import DomainError

if TYPE_CHECKING:
    from accounts.admin.agency_admin import AgencyAdmin

STEPS: dict[str, Callable[..., Any]] = {
    "confirm": agency_confirm,
    "suspend": agency_suspend,
    "resume": agency_resume,
    "end": agency_end,
}


@dataclass(frozen=True)
class Step:
    """One button: its name in the form, what it says, whether it is grave."""

    name: str
    label: str
    danger: bool = False


def steps_of(actor: Actor, relation: AgencyRelation) -> list[Step]:
    """Return what ``actor`` can do with ``relation`` now."""
    if not actor.may(AGENCY_CONFIRM) or actor.id == str(relation.agent_id) or relation.state == AgencyState.ENDED:
        return []
    found = []
    waits = relation.state in (AgencyState.ASKED, AgencyState.CONFIRMED)
    has_had_a_hand = actor.acted_by in (relation.asked_by, relation.confirmed_by)
    if waits and not has_had_a_hand and Side.STAFF in sides_that_confirm(relation):
        found.append(Step("confirm", _("Confirm: I hold the documents, and they say so")))
    if relation.state == AgencyState.IN_FORCE:
        found.append(Step("suspend", _("Suspend"), danger=True))
    if relation.state == AgencyState.SUSPENDED and relation.suspended_side == Side.STAFF:
        found.append(Step("resume", _("Lift the suspension")))
    return [*found, Step("end", _("Do not confirm") if waits else _("End at once and everywhere"), danger=True)]


def facts_of(card: Card) -> list[tuple[str, str]]:
    """Return what the clerk holds the documents to."""
    relation = card.relation
    facts = [(_("Who acts"), card.agent_name or "–"), (_("Acts for"), card.principal_name or "–")]
    # Of one whose account was closed and erased there is nothing left to hold a document to.
    if relation.dependant is not None and relation.dependant.resident_id:
        born = relation.dependant.born.isoformat()
        facts += [(_("Number"), relation.dependant.masked), (_("Born on"), born)]
    if relation.enterprise is not None:
        facts.append((_("Credit code"), relation.enterprise.uscc))
    return facts


def agency_page(page: AgencyAdmin, request: HttpRequest, object_id: UUID) -> HttpResponse:
    """Show the page, which leaves a trace; on POST take the step that ``step`` names. Raises Http404."""
    actor = actor_of(request)
    visible = AgencyRelation.objects.for_actor(actor)
    relation = visible.filter(pk=object_id).first() if page.has_view_permission(request) else None
    if relation is None:
        raise Http404
    if request.method == "POST":
        try:
            _take(request.POST.get("step", ""), actor, relation)
            messages.success(request, _("Done."))
        except DomainError as refusal:
            messages.error(request, str(refusal.detail or refusal.error.title))
        still = AgencyRelation.objects.for_actor(actor).filter(pk=object_id).exists()
        name = "admin:accounts_agencyrelation_steps" if still else "admin:accounts_agencyrelation_changelist"
        return HttpResponseRedirect(reverse(name, args=[object_id] if still else []))
    with transaction.atomic():
        audit.record(actor, "accounts.agency.read", relation, detail=read_facts(actor, ReadPurpose.AGENCY))
    card = card_of(actor, relation)
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": _("Acting for another"),
        "relation": card.relation,
        "facts": facts_of(card),
        "steps": steps_of(actor, relation),
    }
    response = TemplateResponse(request, "accounts/admin/agency.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _take(step: str, actor: Actor, relation: AgencyRelation) -> None:
    """Take the step. Raises DomainError, Http404 for no such step, or one that is not this clerk's."""
    if step not in {each.name for each in steps_of(actor, relation)}:
        raise Http404
    STEPS[step](actor=actor, agency_id=relation.pk)
