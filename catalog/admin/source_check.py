"""Would a city come over now, and how well: its source is read and judged, and nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.admin.intake_pages import report_context
from catalog.intake.readiness import Verdict, city_readiness
from catalog.services.intake_run import source_name
from catalog.words import field_label
from cities.manifests import load
from cities.models import City
from services_portal.kernel.text import current_language, pick

if TYPE_CHECKING:
    from catalog.admin.sources_admin import SourcesAdmin

VERDICTS: Final = {
    Verdict.READY: ("success", gettext_lazy("The city would come over as it is.")),
    Verdict.FINDINGS: ("warning", gettext_lazy("The city would come over; some rows wait for a person.")),
    Verdict.NOT_READY: ("danger", gettext_lazy("The city would not come over yet.")),
}


def check_page(page: SourcesAdmin, request: HttpRequest, city: City) -> HttpResponse:
    """Read the city's source and show what it is worth. Answers when the source is read, as a trial does."""
    report = city_readiness(city.slug)
    language = current_language()
    name = pick(city.name, language)
    tone, verdict = VERDICTS[Verdict(report["verdict"])]
    fields = report.get("fields", {})
    context: dict[str, Any] = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": _("Check of the source of %(city)s") % {"city": name},
        "verdict": verdict,
        "tone": tone,
        "steps": [(step["ok"], step["en"] if language == "en" else step["zh"]) for step in report["steps"]],
        "coverage": report.get("coverage"),
        "never_filled": [field_label(word) for word in fields.get("never_filled", ())],
        **report_context(_as_of_a_trial(report), name),
    }
    return TemplateResponse(request, "catalog/admin/source_check.html", context)


def _as_of_a_trial(report: dict[str, Any]) -> dict[str, Any]:
    """Return the report with its findings as those of a run are: counted, the examples beside them."""
    counts: dict[str, int] = {}
    examples: dict[str, list[Any]] = {}
    for each in report["findings"]:
        counts[each["rule"]] = counts.get(each["rule"], 0) + each["count"]
        shown = [{"evidence": each["evidence"]}] if each.get("evidence") else each.get("examples", [])
        examples.setdefault(each["rule"], []).extend(shown)
    told: dict[str, Any] = {name: report[name] for name in ("rows", "outcomes", "retired") if name in report}
    # An adapter was found, so the manifest can be read.
    source = source_name(load(report["city"]), None) if "adapter" in report else ""
    return {"rows": 0, **told, "source": source, "findings": counts, "examples": examples}
