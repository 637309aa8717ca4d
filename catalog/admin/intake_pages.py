"""The pages of the imports."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.admin.intake_form import TRIAL, CatalogueForm
from catalog.admin.intake_report import outcome_lines, rule_lines
from catalog.intake.rules.registry import find_rule
from catalog.intake.selectors import run_progress
from catalog.models import Agreement, IntakeRun, RunKind, RunState
from catalog.services.intake_cancel import intake_cancel
from catalog.services.intake_release import intake_release, is_overtaken
from catalog.services.intake_rollback import intake_rollback, may_be_reversed
from catalog.services.intake_run import intake_dry_run
from catalog.services.intake_start import intake_start
from cities.adapters.base import AdapterError
from services_portal.kernel.admin.base import actor_of, show_refusal
from services_portal.kernel.errors import DomainError, find_error
from services_portal.kernel.text import current_language, pick

if TYPE_CHECKING:
    from catalog.admin.intake_run_admin import IntakeRunAdmin

BLOCK = 1 << 20


def start_page(page: IntakeRunAdmin, request: HttpRequest) -> HttpResponse:
    """Show the form; try the file, or register the run and go to its page."""
    if not page.has_add_permission(request):
        raise PermissionDenied
    actor = actor_of(request)
    form = CatalogueForm(request.POST or None, request.FILES or None, actor=actor, use_required_attribute=False)
    context: dict[str, Any] = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": _("Take in a catalogue"),
        "form": form,
    }
    if request.method == "POST" and form.is_valid():
        city, file = form.cleaned_data["city"], form.cleaned_data["file"]
        try:
            if form.cleaned_data["mode"] != TRIAL:
                run = intake_start(actor=actor, city=city, upload=file)
                return HttpResponseRedirect(reverse("admin:catalog_intakerun_change", args=[run.pk]))
            context |= report_context(_tried(city, file), pick(city.name, current_language()))
        except DomainError as error:
            show_refusal(form, error)
    return TemplateResponse(request, "catalog/admin/intake_start.html", context)


def _tried(city: Any, file: Any) -> dict[str, Any]:
    """Return the report of a trial. A source that cannot be read to its end has one too."""
    try:
        if file is None:
            return intake_dry_run(city=city)
        with tempfile.NamedTemporaryFile(suffix=PurePath(file.name).suffix.lower()) as copy:
            for block in file.chunks(BLOCK):
                copy.write(block)
            copy.flush()
            return {**intake_dry_run(city=city, path=Path(copy.name)), "source": file.name}
    except AdapterError as error:
        found = [{"row": each.row, "field": each.field, "evidence": each.evidence} for each in error.findings]
        examples: dict[str, list[Any]] = {}
        for each, shown in zip(error.findings, found, strict=True):
            examples.setdefault(each.code, []).append(shown)
        counts = {code: len(listed) for code, listed in examples.items()} or {error.code: 1}
        return {"error": error.code, "rows": 0, "outcomes": {}, "findings": counts, "examples": examples}


def report_context(report: dict[str, Any], city_name: str) -> dict[str, Any]:
    """Return what the template of a report is given."""
    return {
        "report": report,
        "city_name": city_name,
        "outcomes": outcome_lines(report.get("outcomes", {})),
        "agreements": [(Agreement(each).label, count) for each, count in report.get("agreements", {}).items()],
        "rules": rule_lines(report.get("findings", {}), report.get("examples", {})),
        "error_meaning": meaning_of(report.get("error") or ""),
    }


def meaning_of(code: str) -> str:
    """Return what kept a run from its end: a rule of the intake, or a refusal of the registry."""
    if rule := find_rule(code):
        return rule.describe(current_language())
    refusal = find_error(code)
    return str(refusal.title) if refusal else code


def run_page(page: IntakeRunAdmin, request: HttpRequest, run: IntakeRun) -> HttpResponse:
    """Show how far the run is; its report once it is settled. Asked by the page itself, only the part that moves."""
    progress = run_progress(actor_of(request), run.pk)
    if progress is None:
        raise PermissionDenied
    name = pick(run.city.name, current_language())
    context: dict[str, Any] = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": _("Import of %(city)s") % {"city": name},
        "run": run,
        "progress": progress,
        "left": _spelled(progress.left) if progress.left is not None else "",
        "outcomes": outcome_lines(progress.outcomes),
        "may_cancel": run.kind != RunKind.ROLLBACK and not progress.is_settled and not run.cancel_requested,
        "held": run.state == RunState.HELD,
        "overtaken": run.state == RunState.HELD and is_overtaken(run),
        "put_off_for": meaning_of(run.error_code) if run.state == RunState.RETRY else "",
    }
    if request.headers.get("HX-Request"):
        answer = TemplateResponse(request, "catalog/admin/intake_progress.html", context)
        if progress.is_settled:
            answer["HX-Refresh"] = "true"
        return answer
    if progress.is_settled:
        context |= report_context(run.report, name)
        context["undone_by"] = run.reversals.order_by("id").last()
        context["may_roll_back"] = may_be_reversed(run)
    return TemplateResponse(request, "catalog/admin/intake_run.html", context)


def _spelled(span: timedelta) -> str:
    minutes, seconds = divmod(round(span.total_seconds()), 60)
    return _("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": seconds}


def release(request: HttpRequest, run: IntakeRun) -> HttpResponse:
    """Let a held run go on."""
    return _do(request, run, intake_release, _("The import goes on and retires what is gone from the source."))


def cancel(request: HttpRequest, run: IntakeRun) -> HttpResponse:
    """Stop a run."""
    return _do(request, run, intake_cancel, _("The import stops. What it has taken in until now stands."))


def rollback(request: HttpRequest, run: IntakeRun) -> HttpResponse:
    """Take a run back, and go to the page of the run that does it."""
    step = partial(intake_rollback, keep_edited=request.POST.get("keep_edited") == "1")
    return _do(request, run, step, _("The import is being rolled back."))


def _do(request: HttpRequest, run: IntakeRun, step: Callable[..., IntakeRun], done: str) -> HttpResponse:
    """Take a step with a run and say what came of it, on the page of the run that it led to."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        run = step(actor=actor_of(request), run_id=run.pk)
        messages.success(request, done)
    except DomainError as error:
        messages.error(request, str(error.detail or error.error.title))
    return HttpResponseRedirect(reverse("admin:catalog_intakerun_change", args=[run.pk]))


def report_file(run: IntakeRun) -> HttpResponse:
    """Return the report as ``catalogue_migrate`` writes it."""
    text = json.dumps(run.report, ensure_ascii=False, indent=2)
    answer = HttpResponse(f"{text}\n", content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{run.city.slug}-report.json"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
