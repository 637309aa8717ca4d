"""The rules of the intake, as a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from catalog.admin.intake_reasons import SEVERITY_TONES, SEVERITY_WORDS
from catalog.intake.rulebook import DISPOSITIONS, Chapter, chapters
from services_portal.kernel.text import current_language

if TYPE_CHECKING:
    from catalog.admin.intake_run_admin import IntakeRunAdmin


def rules_page(page: IntakeRunAdmin, request: HttpRequest) -> HttpResponse:
    """Show every rule with its text, gravity, standard, and what becomes of the row."""
    if not page.has_view_permission(request):
        raise PermissionDenied
    context: dict[str, Any] = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": _("Rules of the imports"),
        "chapters": [_told(chapter) for chapter in chapters()],
    }
    return TemplateResponse(request, "catalog/admin/intake_rules.html", context)


def _told(chapter: Chapter) -> dict[str, Any]:
    language = current_language()
    place = 1 if language == "en" else 0
    return {
        "key": chapter.key,
        "title": (chapter.zh, chapter.en)[place],
        "rules": [
            {
                "id": rule.id,
                "tone": SEVERITY_TONES[rule.severity],
                "mark": SEVERITY_WORDS[rule.severity],
                "meaning": rule.describe(language),
                "becomes": DISPOSITIONS[rule.disposition][place],
                "standard": rule.standard,
            }
            for rule in chapter.rules
        ],
    }
