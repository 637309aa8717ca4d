"""The rows of an import: as a page with what was found in each, and as files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from django.db.models import F, Func, QuerySet, TextField
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.admin.csv_answer import csv_answer
from catalog.admin.intake_reasons import SEVERITY_WORDS, reasons_of, shown_key, with_findings
from catalog.admin.intake_report import TONES, outcome_lines
from catalog.intake.rules import Severity
from catalog.intake.rules.registry import find_rule
from catalog.intake.selectors import run_findings, run_rows
from catalog.models import Finding, IntakeRun, Outcome
from catalog.words import field_label
from services_portal.kernel.admin.base import actor_of
from services_portal.kernel.text import current_language, pick

if TYPE_CHECKING:
    from catalog.admin.intake_run_admin import IntakeRunAdmin

ROWS_SHOWN: Final = 50
GONE: Final = gettext_lazy("The row is gone from the source.")
# Rows that change nothing are counted and not kept.
KEPT: Final = frozenset(Outcome.values) - {Outcome.UNCHANGED}


def _outcome(request: HttpRequest) -> str:
    asked = request.GET.get("outcome", "")
    return asked if asked in KEPT else ""


def rows_page(page: IntakeRunAdmin, request: HttpRequest, run: IntakeRun) -> HttpResponse:
    """Show the rows that changed something or wait for a person: what was read, what became of it, and why."""
    outcome, after = _outcome(request), request.GET.get("after", "")
    rows = with_findings(run_rows(actor_of(request), run.pk, outcome or None), number="number")
    if re.fullmatch(r"[0-9]{1,9}", after):
        rows = rows.filter(number__gt=int(after))
    found = list(rows[: ROWS_SHOWN + 1])
    shown = found[:ROWS_SHOWN]
    context: dict[str, Any] = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": _("Rows of the import of %(city)s") % {"city": pick(run.city.name, current_language())},
        "run": run,
        "outcome": outcome,
        "outcomes": [line for line in outcome_lines(run.outcomes) if line.code in KEPT],
        "rows": [(row, shown_key(row.old_id), TONES[row.outcome], reasons_of(row), _cells(row.raw)) for row in shown],
        "gone": GONE,
        "after": shown[-1].number if len(found) > ROWS_SHOWN else None,
    }
    return TemplateResponse(request, "catalog/admin/intake_rows.html", context)


def _cells(raw: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(name, value) for name, value in raw.items() if value not in ("", None)]


def rows_file(request: HttpRequest, run: IntakeRun) -> HttpResponseBase:
    """Return the rows that changed something or wait for a person, as they were read, each with what was found."""
    outcome = _outcome(request)
    rows = run_rows(actor_of(request), run.pk, outcome or None)
    columns = _columns(rows)

    def told(row: Any) -> list[Any]:
        # What the source no longer holds has a number of ours alone.
        place, noted = (row.number, reasons_of(row)) if row.raw else (None, [GONE])
        why = "\n".join(str(reason) for reason in noted)
        cells = [row.raw.get(name) for name in columns]
        return [place, shown_key(row.old_id), row.get_outcome_display(), why, *cells]

    noted = with_findings(rows, number="number", least=Severity.WARNING).iterator(chunk_size=500)
    return csv_answer(
        f"{run.city.slug}-{outcome or 'rows'}.csv",
        [_("row"), _("old id"), _("outcome"), _("why"), *columns],
        (told(row) for row in noted),
    )


def _columns(rows: QuerySet[Any]) -> list[str]:
    """Return the names of all columns: a row of a feed may lack some and bear others."""
    first = rows.values_list("raw", flat=True).first() or {}
    keys = Func(F("raw"), function="jsonb_object_keys", output_field=TextField())
    return list(dict.fromkeys([*first, *rows.order_by().annotate(name=keys).values_list("name", flat=True).distinct()]))


def findings_file(request: HttpRequest, run: IntakeRun) -> HttpResponseBase:
    """Return the findings, those of one rule where asked."""
    findings = run_findings(actor_of(request), run.pk, request.GET.get("rule") or None)
    return csv_answer(
        f"{run.city.slug}-findings.csv",
        [_("row"), _("rule"), _("severity"), _("meaning"), _("field"), _("evidence"), _("repair"), _("proposal")],
        _findings_told(findings.iterator(chunk_size=500)),
    )


def _findings_told(findings: Iterator[Finding]) -> Iterator[list[Any]]:
    language = current_language()
    for each in findings:
        rule = find_rule(each.rule)
        meaning, gravity = rule.describe(language) if rule else "", SEVERITY_WORDS[Severity(each.severity)]
        told = (each.evidence, each.repair, each.proposal)
        yield [each.row_number, each.rule, gravity, meaning, field_label(each.field), *told]
