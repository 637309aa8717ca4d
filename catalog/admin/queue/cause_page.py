"""One cause: its rows as they were read, beside them what may be chosen and why, and what was decided before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from catalog.admin.intake_reasons import Reason, reasons_of, shown_key, with_findings
from catalog.admin.queue.asking import asked_of, next_address, page_of, query_of, queue_address
from catalog.admin.queue.decisions import ShownDecision, shown_decision
from catalog.admin.queue.words import (
    BUTTONS,
    Offer,
    agency_offer,
    cause_address,
    effect_of,
    found_offer,
    matter_offer,
    meaning_of_rule,
    plain_choices,
    reach_told,
    rows_told,
    shown_cause,
    target_told,
)
from catalog.intake.queue.decided import decisions_about
from catalog.intake.queue.open_causes import CauseKey, OpenCause, cause_rows, causes_named, rows_of_nothing_else
from catalog.intake.queue.suggesting import agencies_for, find_agencies, find_matters, matters_for
from catalog.intake.setting import load_bodies, load_matters
from catalog.models import BasicItem, RowChoice, RunKind
from catalog.services.row_decide import row_decide
from catalog.words import FIELDS, field_label, say
from cities.models import Agency
from services_portal.kernel.actor import Actor
from services_portal.kernel.admin.base import actor_of
from services_portal.kernel.errors import DomainError

if TYPE_CHECKING:
    from catalog.admin.source_record_admin import WaitingRowAdmin

ROWS_SHOWN: Final = 20
_LONGEST_SEARCH: Final = 100
_ORDER: Final = list(FIELDS)
_CODED: Final = {
    "audience": "audiences",
    "handling_kind": "handling_kind",
    "handling_scope": "handling_scope",
    "channels": "kind",
}


def cause_page(page: WaitingRowAdmin, request: HttpRequest, key: CauseKey) -> HttpResponse:
    """Show a cause, or decide it. Raises Http404 where nothing waits or waited for it that the actor may see."""
    actor = actor_of(request)
    cause = next(iter(causes_named(actor, [key])), None)
    if request.method == "POST" and cause is not None:
        return _decide(request, actor, cause)
    earlier = [shown_decision(each, actor) for each in decisions_about(actor, key)]
    if cause is None and not earlier:
        raise Http404
    asked = asked_of(request.GET)
    context: dict[str, Any] = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": _("Rows waiting for a person"),
        "back": queue_address(asked),
        "next": next_address(actor, asked, key),
        "earlier": earlier,
        "rule": key.rule,
        **(_open_context(request, actor, cause) if cause else _settled_context(earlier)),
    }
    return TemplateResponse(request, "catalog/admin/queue_cause.html", context)


def _settled_context(earlier: list[ShownDecision]) -> dict[str, Any]:
    return {"name": earlier[0].alike or earlier[0].why, "meaning": earlier[0].why}


def _open_context(request: HttpRequest, actor: Actor, cause: OpenCause) -> dict[str, Any]:
    number, asked = page_of(request), asked_of(request.GET)
    start = (number - 1) * ROWS_SHOWN
    records = with_findings(cause_rows(actor, cause.city.slug, cause.rule, cause.alike), number="row_number")
    rows = list(records[start : start + ROWS_SHOWN])
    shown = shown_cause(cause)
    told = dict(rows[0].fields or {}) if rows else {}
    search = request.GET.get("q", "").replace("\x00", "").strip()[:_LONGEST_SEARCH]
    return {
        "cause": shown,
        "name": shown.name,
        "meaning": meaning_of_rule(cause.rule),
        "rows": [_shown_row(row) for row in rows],
        "page_before": query_of(asked, page=str(number - 1)) if number > 1 else "",
        "page_after": query_of(asked, page=str(number + 1)) if start + ROWS_SHOWN < cause.rows else "",
        "reach": reach_told(cause, rows_of_nothing_else(actor, cause.city.slug, cause.rule, cause.alike)),
        "asks": _asks_for(cause),
        "offers": [] if cause.is_decided else _offers(cause, {"title": cause.title, **told}),
        "search": search,
        "found": [found_offer(each) for each in _search(cause, search)] if search else [],
        "plain": [(each.value, BUTTONS[each], effect_of(cause.rule, each)) for each in plain_choices(cause.choices)],
        "asked": asked,
        "query": query_of(asked),
    }


def _asks_for(cause: OpenCause) -> str:
    """Return what is to be chosen: a matter, an agency, or "" where neither is."""
    return next((each.value for each in cause.choices if each in (RowChoice.MATTER, RowChoice.AGENCY)), "")


def _offers(cause: OpenCause, fields: Mapping[str, str]) -> list[Offer]:
    asks = _asks_for(cause)
    if asks == RowChoice.MATTER:
        return [matter_offer(each) for each in matters_for(fields, load_matters(cause.city))]
    if asks == RowChoice.AGENCY:
        found = agencies_for(fields, cause.evidence, cause.proposal, load_bodies(cause.city))
        return [agency_offer(each) for each in found]
    return []


def _search(cause: OpenCause, text: str) -> list[Any]:
    asks = _asks_for(cause)
    if asks == RowChoice.MATTER:
        return list(find_matters(text))
    return list(find_agencies(text, cause.city)) if asks == RowChoice.AGENCY else []


@dataclass(frozen=True)
class ShownRow:
    """A row that waits, in our words where it was kept in them, and as the source has it; ``number`` is its place in
    the source, None where it was judged without it last."""

    record: Any
    number: int | None
    key: str
    heading: str
    reasons: list[Reason]
    fields: list[tuple[str, Any]]
    raw: list[tuple[str, Any]]


def _shown_row(row: Any) -> ShownRow:
    fields = dict(row.fields or {})
    told = (fields.get("title", ""), fields.get("agency_name", ""))
    return ShownRow(
        record=row,
        number=row.row_number if row.run and row.run.kind == RunKind.SOURCE else None,
        key=shown_key(row.old_id),
        heading=" · ".join(each for each in told if each),
        reasons=reasons_of(row),
        fields=[
            (field_label(name), _worded(name, value)) for name, value in sorted(fields.items(), key=_place) if value
        ],
        raw=_cells(row.raw or {}),
    )


def _worded(name: str, value: str) -> str:
    """Return a field's value in words where it is one of our codes, else as it is."""
    if name not in _CODED:
        return value
    return ", ".join(say(_CODED[name], code) for code in value.split())


def _place(cell: tuple[str, Any]) -> tuple[int, str]:
    """Return where a field stands among the others: in the order of the words of a catalogue."""
    base = cell[0].removesuffix("_en")
    return (_ORDER.index(base) if base in _ORDER else len(_ORDER)), cell[0]


def _cells(raw: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(name, value) for name, value in raw.items() if value not in ("", None)]


def _decide(request: HttpRequest, actor: Actor, cause: OpenCause) -> HttpResponse:
    """Decide a cause and go on to the next; a refusal leads back to it and says why."""
    asked = asked_of(request.GET)
    choice, _colon, chosen = request.POST.get("decision", "").partition(":")
    here = cause_address(cause.key) + query_of(asked)
    onwards = next_address(actor, asked, cause.key)
    try:
        decision = row_decide(
            actor=actor,
            city=cause.city,
            rule=cause.rule,
            alike=cause.alike,
            choice=choice,
            matter=_chosen(BasicItem, chosen) if choice == RowChoice.MATTER else None,
            agency=_chosen(Agency, chosen) if choice == RowChoice.AGENCY else None,
            note=request.POST.get("note", "").replace("\x00", ""),
        )
    except DomainError as error:
        messages.error(request, str(error.detail or error.error.title))
        return HttpResponseRedirect(here)
    undo = reverse("admin:catalog_rowdecision_change", args=[decision.pk])
    named = {"name": shown_cause(cause).name, "what": target_told(decision), "rows": rows_told(cause.rows)}
    told = _("%(name)s (%(rows)s): %(what)s.") % named
    messages.success(request, format_html('{} <a class="portal-link" href="{}">{}</a>', told, undo, _("Undo")))
    return HttpResponseRedirect(onwards or queue_address(asked))


def _chosen(model: Any, key: str) -> Any:
    """Return the matter or agency that was chosen, None where there is none."""
    try:
        return model.objects.filter(pk=UUID(key)).first()
    except ValueError:
        return None
