"""One conflict: its sides beside one another, what may be decided, and what was."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.admin.case_words import (
    LABELS,
    LIKENESS,
    MEANINGS,
    PASSING,
    PROVED_BY,
    TONES,
    cities_told,
    title_of,
    ways_for,
    who_told,
)
from accounts.models import CaseChoice, CaseDecision, CaseState, ConflictCase, DecisionState
from accounts.queue.sides import Line, Side, Source, lines_of, sides_of_case
from accounts.rights.purposes import ReadPurpose, read_facts
from accounts.services.case_approve import case_approve, case_decline
from accounts.services.case_decide import case_decide, name_of
from accounts.services.case_take import case_take
from accounts.services.case_undo import case_undo
from services_portal.kernel import audit
from services_portal.kernel.actor import Actor
from services_portal.kernel.admin.base import actor_of
from services_portal.kernel.errors import DomainError

if TYPE_CHECKING:
    from accounts.admin.case_admin import ConflictCaseAdmin

_FILE: Final = re.compile(r"[\w./\-]{1,60}")


@dataclass(frozen=True)
class ShownSide:
    """A side: what it is called, where it comes from, each source with how it proved the identity, in words."""

    title: str
    where: str
    sources: list[tuple[Source, Any]]


@dataclass(frozen=True)
class ShownLine:
    """One thing that the sides say, in words."""

    label: Any
    mark: Any
    tone: str
    cells: list[list[str]]


@dataclass(frozen=True)
class ShownDecision:
    """A decision that was taken, in words."""

    decision: CaseDecision
    who: str
    agreed: str
    ended: str
    against: str


def case_page(page: ConflictCaseAdmin, request: HttpRequest, case: ConflictCase) -> HttpResponse:
    """Show a case, which leaves a trace; on POST take the step that the pressed button names. Raises Http404."""
    actor = actor_of(request)
    if request.method == "POST":
        return _take(request, actor, case)
    with transaction.atomic():
        audit.record(actor, "accounts.case.read", case, detail=read_facts(actor, ReadPurpose.CONFLICT))
    sides = sides_of_case(case)
    proposed = case.decisions.filter(state=DecisionState.PROPOSED).first()
    is_open = case.is_live and proposed is None
    context: dict[str, Any] = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": case.get_reason_display(),
        "case": case,
        "meaning": MEANINGS[case.reason],
        "tone": TONES[case.state],
        "taken_by": who_told(case.taken_by),
        "is_mine": case.taken_by == name_of(actor),
        "sides": [_shown_side(number, side) for number, side in enumerate(sides)],
        "lines": [_shown_line(line) for line in lines_of(sides)],
        "proposed": _shown_decision(proposed, sides) if proposed else None,
        "is_own": proposed is not None and proposed.decided_by == name_of(actor),
        "ways": ways_for(case, sides) if is_open else [],
        "earlier": [_shown_decision(each, sides) for each in case.decisions.exclude(state=DecisionState.PROPOSED)],
        "may_undo": case.state != CaseState.CURED,
    }
    return TemplateResponse(request, "accounts/admin/case.html", context)


def _shown_side(number: int, side: Side) -> ShownSide:
    sources = [(source, PROVED_BY.get(source.proved_by, source.proved_by)) for source in side.sources]
    return ShownSide(title_of(number), cities_told(side), sources)


def _shown_line(line: Line) -> ShownLine:
    mark, tone = LIKENESS[line.likeness]
    if tone == "danger" and line.kind in PASSING:
        tone = ""
    return ShownLine(LABELS[line.kind], mark, tone, line.cells)


def _shown_decision(decision: CaseDecision, sides: list[Side]) -> ShownDecision:
    against = next((title_of(number) for number, side in enumerate(sides) if side.key == decision.against), "")
    who, agreed, ended = (who_told(each) for each in (decision.decided_by, decision.approved_by, decision.ended_by))
    return ShownDecision(decision, who, agreed, ended, against)


def _take(request: HttpRequest, actor: Actor, case: ConflictCase) -> HttpResponse:
    """Take the step and say what came of it. Raises Http404 for no such step."""
    step, _colon, rest = request.POST.get("step", "").partition(":")
    steps: dict[str, Callable[..., Any]] = {
        "approve": case_approve,
        "decline": case_decline,
        "undo": case_undo,
        "take": case_take,
        "hand_back": partial(case_take, hand_back=True),
    }
    here = reverse("admin:accounts_conflictcase_change", args=[case.pk])
    try:
        if step in steps:
            steps[step](actor=actor, case_id=case.pk)
        elif step == "decide":
            file = " ".join(request.POST.get("file", "").split())
            if not _FILE.fullmatch(file):
                messages.error(request, _("Write the file number first: letters, digits and . / - _ alone."))
                return HttpResponseRedirect(f"{here}#decide-title")
            _decide(actor, case, rest, file)
        else:
            raise Http404
        messages.success(request, _("Done."))
    except DomainError as refusal:
        messages.error(request, str(refusal.detail or refusal.error.title))
    return HttpResponseRedirect(here)


def _decide(actor: Actor, case: ConflictCase, rest: str, file: str) -> None:
    choice, _colon, side = rest.partition(":")
    try:
        chosen, against = CaseChoice(choice), UUID(side) if side else None
    except ValueError as error:
        raise Http404 from error
    case_decide(actor=actor, case_id=case.pk, choice=chosen, file=file, against=against)
