"""The pages of the imports."""

from __future__ import annotations

import tempfile
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.admin.csv_answer import csv_answer
from catalog.admin.intake_form import TRIAL, CatalogueForm
from catalog.admin.intake_report import outcome_lines, rule_lines
from catalog.intake.rules.registry import find_rule
from catalog.intake.selectors import run_findings, run_progress, run_rows
from catalog.models import Finding, IntakeRun, Outcome, RunState
from catalog.services.intake_release import intake_release
from catalog.services.intake_run import intake_dry_run
from catalog.services.intake_start import intake_start
from catalog.words import field_label
from cities.adapters.base import AdapterError
from services_portal.kernel.admin.base import actor_of, show_refusal
from services_portal.kernel.errors import DomainError
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
            context |= _report_context(_tried(city, file), pick(city.name, current_language()))
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


def _report_context(report: dict[str, Any], city_name: str) -> dict[str, Any]:
    error = report.get("error") or ""
    rule = find_rule(error) if error else None
    return {
        "report": report,
        "city_name": city_name,
        "outcomes": outcome_lines(report.get("outcomes", {})),
        "rules": rule_lines(report.get("findings", {}), report.get("examples", {})),
        "error_meaning": rule.describe(current_language()) if rule else error,
    }


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
        "outcomes": outcome_lines(progress.outcomes),
        "held": run.state == RunState.HELD,
    }
    if request.headers.get("HX-Request"):
        answer = TemplateResponse(request, "catalog/admin/intake_progress.html", context)
        if progress.is_settled:
            answer["HX-Refresh"] = "true"
        return answer
    if progress.is_settled:
        context |= _report_context(run.report, name)
    return TemplateResponse(request, "catalog/admin/intake_run.html", context)


def release(request: HttpRequest, run: IntakeRun) -> HttpResponse:
    """Let a held run go on."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        intake_release(actor=actor_of(request), run_id=run.pk)
        messages.success(request, _("The import goes on and retires what is gone from the source."))
    except DomainError as error:
        messages.error(request, str(error.detail or error.error.title))
    return HttpResponseRedirect(reverse("admin:catalog_intakerun_change", args=[run.pk]))


def rows_file(request: HttpRequest, run: IntakeRun) -> HttpResponseBase:
    """Return the rows that changed something or wait for a person, as they were read."""
    outcome = request.GET.get("outcome", "")
    rows = run_rows(actor_of(request), run.pk, outcome if outcome in Outcome.values else None)
    columns: list[str] = list(dict.fromkeys(name for raw in rows.values_list("raw", flat=True)[:200] for name in raw))
    return csv_answer(
        f"{run.city.slug}-{outcome or 'rows'}.csv",
        [_("row"), _("old id"), _("outcome"), *columns],
        (
            [row.number, row.old_id, row.get_outcome_display(), *(row.raw.get(name) for name in columns)]
            for row in rows.iterator(chunk_size=500)
        ),
    )


def findings_file(request: HttpRequest, run: IntakeRun) -> HttpResponseBase:
    """Return the findings, those of one rule where asked."""
    rule = request.GET.get("rule", "")
    language = current_language()
    findings = run_findings(actor_of(request), run.pk, rule or None)

    def told(each: Finding) -> list[Any]:
        rule = find_rule(each.rule)
        meaning = rule.describe(language) if rule else ""
        return [each.row_number, each.rule, each.severity, meaning, field_label(each.field), each.evidence, each.repair]

    return csv_answer(
        f"{run.city.slug}-findings.csv",
        [_("row"), _("rule"), _("severity"), _("meaning"), _("field"), _("evidence"), _("repair")],
        (told(each) for each in findings.iterator(chunk_size=500)),
    )
