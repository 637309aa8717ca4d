"""Two imports of a city held against each other, for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.admin.intake_reasons import shown_key
from catalog.intake.comparing import ABSENT, PAGE, PUBLISHED, Comparison, compare_runs, run_before
from catalog.intake.rules.registry import find_rule
from catalog.models import IntakeRun, Outcome
from services_portal.kernel.admin.base import actor_of
from services_portal.kernel.errors import DomainError
from services_portal.kernel.text import current_language, pick

if TYPE_CHECKING:
    from catalog.admin.intake_run_admin import IntakeRunAdmin

WORDS: Final = {
    **{each.value: each.label for each in Outcome},
    PUBLISHED: gettext_lazy("published"),
    ABSENT: gettext_lazy("not in the source"),
}


@dataclass(frozen=True)
class RuleLine:
    """How often a rule held, before and after, and what it says."""

    rule: str
    meaning: str
    before: int
    after: int


def _other(request: HttpRequest, run: IntakeRun) -> UUID | None:
    asked = request.GET.get("with", "")
    if not asked:
        before = run_before(run)
        return before.pk if before else None
    try:
        return UUID(asked)
    except ValueError:
        raise Http404 from None


def comparison_page(page: IntakeRunAdmin, request: HttpRequest, run: IntakeRun) -> HttpResponse:
    """Show what lies between this import and another: by outcome, by rule, row by row."""
    context: dict[str, Any] = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": _("Two imports of %(city)s") % {"city": pick(run.city.name, current_language())},
        "run": run,
    }
    other = _other(request, run)
    if other is not None:
        try:
            found = compare_runs(actor=actor_of(request), first_id=other, second_id=run.pk)
        except DomainError:
            raise Http404 from None
        context |= _told(found, request.GET.get("after", ""))
        context["with"] = other
    return TemplateResponse(request, "catalog/admin/intake_comparison.html", context)


def _told(found: Comparison, after: str) -> dict[str, Any]:
    language = current_language()
    rows = list(found.rows(after=after.replace("\x00", "")))
    rules = []
    for each in found.rules:
        if each.before != each.after:
            rule = find_rule(each.rule)
            rules.append(RuleLine(each.rule, rule.describe(language) if rule else "", each.before, each.after))
    return {
        "first": found.first,
        "second": found.second,
        "moves": [(WORDS[each.before], WORDS[each.after], each.changed, each.count) for each in found.moves],
        "rules": rules,
        "rows": [(each, shown_key(each.old_id), WORDS[each.before], WORDS[each.after]) for each in rows],
        "after": rows[-1].old_id if len(rows) == PAGE else None,
    }
