"""The queue: what rows wait for, the most rows first, and several causes decided in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.admin.intake_form import cities_of
from catalog.admin.queue.asking import QueueForm, asked_of, page_of, query_of, queue_address
from catalog.admin.queue.words import BUTTONS, EFFECTS, key_of, plain_choices, rows_told, shown_cause
from catalog.intake.queue.open_causes import Asked, OpenCause, causes_named, open_causes, queue_size, rule_counts
from catalog.models import RowChoice
from catalog.services.decisions_start import decisions_start
from catalog.services.row_decide import row_decide
from services_portal.kernel.actor import Actor
from services_portal.kernel.admin.base import actor_of
from services_portal.kernel.errors import DomainError

if TYPE_CHECKING:
    from catalog.admin.source_record_admin import WaitingRowAdmin

CAUSES_SHOWN: Final = 30
_AT_ONCE: Final = 100


def queue_page(page: WaitingRowAdmin, request: HttpRequest) -> HttpResponse:
    """Show what rows wait for, with filters, and what may be decided about several causes at once."""
    actor, asked, number = actor_of(request), asked_of(request.GET), page_of(request)
    counts = rule_counts(actor, Asked(overdue=asked.overdue))
    cities = list(cities_of(actor))
    chosen = next((each.pk for each in cities if each.slug == asked.city), None)
    total = sum(
        each.causes for each in counts if asked.rule in ("", each.rule) and (not asked.city or each.city_id == chosen)
    )
    causes = open_causes(actor, asked, limit=CAUSES_SHOWN, offset=(number - 1) * CAUSES_SHOWN)
    offered = {choice for each in causes if not each.is_decided for choice in plain_choices(each.choices)}
    context: dict[str, Any] = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": _("Rows waiting for a person"),
        "here": "queue",
        "form": QueueForm(asked, cities, [each for each in counts if not asked.city or each.city_id == chosen]),
        "size": queue_size(actor, asked.city),
        "causes": [shown_cause(each) for each in causes],
        "total": total,
        "query": query_of(asked),
        "overdue_query": query_of(Asked(asked.city, asked.rule, overdue=True)),
        "earlier": query_of(asked, page=str(number - 1)) if number > 1 else "",
        "later": query_of(asked, page=str(number + 1)) if number * CAUSES_SHOWN < total else "",
        "page": number,
        "choices": [(choice.value, BUTTONS[choice]) for choice in RowChoice if choice in offered],
    }
    return TemplateResponse(request, "catalog/admin/queue.html", context)


def decide_several(page: WaitingRowAdmin, request: HttpRequest) -> HttpResponse:
    """Say what deciding the ticked causes will do, and do it when that was confirmed."""
    actor, asked = actor_of(request), asked_of(request.GET)
    keys = [key for tick in request.POST.getlist("cause")[:_AT_ONCE] if (key := key_of(tick)) is not None]
    choice = request.POST.get("choice", "")
    if choice not in plain_choices(RowChoice) or not keys:
        messages.warning(request, _("Tick what you want to decide first."))
        return HttpResponseRedirect(queue_address(asked))
    named = [each for each in causes_named(actor, keys) if not each.is_decided]
    causes = [each for each in named if choice in each.choices]
    if causes and request.POST.get("sure") != "1":
        context: dict[str, Any] = {
            **page.admin_site.each_context(request),
            "opts": page.opts,
            "title": str(BUTTONS[choice]),
            "choice": choice,
            "effect": EFFECTS[choice],
            "causes": [shown_cause(each) for each in causes],
            "left_out": len(keys) - len(causes),
            "rows": rows_told(sum(each.rows for each in causes)),
            "query": query_of(asked),
            "back": queue_address(asked),
        }
        return TemplateResponse(request, "catalog/admin/queue_confirm.html", context)
    _decide(request, actor, causes, choice, request.POST.get("note", ""))
    if left_out := len(keys) - len(causes):
        told = ngettext(
            "%(count)d cause was left out: it was decided meanwhile, or cannot be decided like this.",
            "%(count)d causes were left out: they were decided meanwhile, or cannot be decided like this.",
            left_out,
        )
        messages.warning(request, told % {"count": left_out})
    return HttpResponseRedirect(queue_address(asked))


def _decide(request: HttpRequest, actor: Actor, causes: list[OpenCause], choice: str, note: str) -> None:
    """Decide each cause, then start one run a city over all of them."""
    done: list[OpenCause] = []
    for each in causes:
        try:
            row_decide(
                actor=actor,
                city=each.city,
                rule=each.rule,
                alike=each.alike,
                choice=choice,
                note=note,
                hand_over=False,
            )
            done.append(each)
        except DomainError as error:
            messages.error(request, f"{shown_cause(each).name}: {error.detail or error.error.title}")
    for city in {each.city.pk: each.city for each in done}.values():
        decisions_start(city=city)
    if done:
        told = ngettext("%(count)d cause decided", "%(count)d causes decided", len(done)) % {"count": len(done)}
        messages.success(request, f"{told} ({rows_told(sum(each.rows for each in done))}): {BUTTONS[choice]}.")
