"""What clerks and the province see first."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from catalog.admin.intake_form import cities_of
from catalog.admin.intake_report import outcome_lines
from catalog.admin.intake_run_admin import TONES
from catalog.intake.queue.open_causes import queue_size
from catalog.intake.selectors import latest_runs
from catalog.models import DraftState, Service, ServiceDraft, ServiceState
from catalog.scopes import INTAKE_RUN, SERVICE_EDIT, SERVICE_READ
from services_portal.kernel.admin.base import actor_of
from services_portal.kernel.admin.dashboard import Cell, Figure, Panel, panel
from services_portal.kernel.authorisation import Action
from services_portal.kernel.text import current_language, pick

DRAFTS_SHOWN = 8
RUNS_SHOWN = 8


@panel(order=10)
def services(request: HttpRequest) -> Panel | None:
    """Return the services of the actor by state."""
    actor = actor_of(request)
    if not actor.may(SERVICE_READ):
        return None
    own = Service.objects.for_actor(actor, Action.EXPORT)
    counts = dict(own.order_by().values_list("state").annotate(count=Count("id")))
    drafts = own.order_by().aggregate(
        review=Count("draft", filter=Q(draft__state=DraftState.IN_REVIEW)),
        written=Count("draft", filter=Q(draft__state=DraftState.DRAFT)),
    )
    address = reverse("admin:catalog_service_changelist")
    figures = (
        Figure(
            _("published"),
            counts.get(ServiceState.PUBLISHED, 0),
            f"{address}?state__exact={ServiceState.PUBLISHED.value}",
        ),
        Figure(
            _("waiting for review"),
            drafts["review"],
            f"{address}?draft={DraftState.IN_REVIEW.value}",
            "warning" if drafts["review"] else "",
        ),
        Figure(_("drafts being written"), drafts["written"], f"{address}?draft={DraftState.DRAFT.value}"),
        Figure(
            _("retired"), counts.get(ServiceState.RETIRED, 0), f"{address}?state__exact={ServiceState.RETIRED.value}"
        ),
    )
    return Panel(title=_("Services"), figures=figures, link=address, link_text=_("all services"))


@panel(order=20)
def reviews(request: HttpRequest) -> Panel | None:
    """Return the drafts that wait for a reviewer, the longest waiting first."""
    actor = actor_of(request)
    if not actor.may(SERVICE_EDIT):
        return None
    language = current_language()
    waiting = (
        ServiceDraft.objects.for_actor(actor, Action.CHANGE)
        .filter(state=DraftState.IN_REVIEW)
        .select_related("service__agency")
        .order_by("updated_at")[:DRAFTS_SHOWN]
    )
    rows = tuple(
        (
            Cell(
                draft.read().title.pick(language),
                reverse("admin:catalog_service_preview", args=[draft.service_id]),
            ),
            Cell(pick(draft.service.agency.name, language)),
            Cell(date_format(localtime(draft.updated_at), "Y-m-d H:i")),
        )
        for draft in waiting
    )
    return Panel(
        title=_("Drafts waiting for review"),
        headers=(_("service"), _("agency"), _("since")),
        rows=rows,
        empty=_("No draft waits for review."),
    )


@panel(order=30)
def imports(request: HttpRequest) -> Panel | None:
    """Return the newest imports and how many rows wait for a person."""
    actor = actor_of(request)
    if not actor.may(INTAKE_RUN) or not cities_of(actor).exists():
        return None
    language = current_language()
    size = queue_size(actor)
    rows = tuple(
        (
            Cell(pick(run.city.name, language), reverse("admin:catalog_intakerun_change", args=[run.pk])),
            Cell(run.get_kind_display() if run.source == run.kind else run.source),
            Cell(run.get_state_display(), tone=TONES[run.state]),
            Cell(", ".join(f"{line.label} {line.count}" for line in outcome_lines(run.outcomes))),
            Cell(date_format(localtime(run.created_at), "Y-m-d H:i")),
        )
        for run in latest_runs(actor)[:RUNS_SHOWN]
    )
    queue = reverse("admin:catalog_sourcerecord_changelist")
    figures = (
        Figure(_("rows waiting for a person"), size.rows, queue, "warning" if size.rows else ""),
        Figure(_("rows overdue"), size.overdue, f"{queue}?overdue=1", "warning" if size.overdue else ""),
    )
    return Panel(
        title=_("Imports"),
        figures=figures,
        headers=(_("city"), _("source"), _("state"), _("outcomes"), _("started")),
        rows=rows,
        empty=_("Nothing has been taken in yet."),
        link=reverse("admin:catalog_intakerun_add"),
        link_text=_("take in a catalogue"),
    )
