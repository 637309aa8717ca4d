"""How far the catalogues of the cities are taken in, for the province and city by city."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.admin.intake_form import cities_of
from catalog.admin.queue.asking import queue_address
from catalog.admin.queue.words import Mark, day_of, due_mark, meaning_of_rule
from catalog.intake.queue.open_causes import Asked
from catalog.intake.queue.progress import PACE_DAYS, CityProgress, progress
from services_portal.kernel.admin.base import actor_of
from services_portal.kernel.text import current_language, pick

if TYPE_CHECKING:
    from catalog.admin.source_record_admin import WaitingRowAdmin


@dataclass(frozen=True)
class ShownProgress:
    """A city's figures as they are read; ``rules`` are what its rows wait for, with rows and address."""

    told: CityProgress
    name: str
    slug: str
    coverage: str
    percent: int
    due: Mark | None
    since: str
    to_go: str
    address: str
    overdue: str
    rules: tuple[tuple[str, str, int, int, str], ...]


def progress_page(page: WaitingRowAdmin, request: HttpRequest) -> HttpResponse:
    """Show the figures of all cities that the actor may see, and of each."""
    if not page.has_view_permission(request):
        raise PermissionDenied
    actor = actor_of(request)
    told = progress(actor, cities_of(actor))
    cities = [_shown(each) for each in told.cities]
    context: dict[str, Any] = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": _("How far the catalogues are taken in"),
        "here": "progress",
        "whole": _shown(told.whole) if len(cities) > 1 else None,
        "cities": cities,
        "directory": told.directory,
        "pace_days": PACE_DAYS,
    }
    return TemplateResponse(request, "catalog/admin/queue_progress.html", context)


def _shown(told: CityProgress) -> ShownProgress:
    slug = told.city.slug if told.city else ""
    share = told.coverage
    return ShownProgress(
        told=told,
        name=pick(told.city.name, current_language()) if told.city else _("All cities together"),
        slug=slug,
        coverage=f"{share:.1%}" if share is not None else "–",
        percent=round(100 * share) if share is not None else 0,
        due=due_mark(told.oldest),
        since=day_of(told.oldest),
        to_go=_to_go(told),
        address=queue_address(Asked(city=slug)),
        overdue=queue_address(Asked(city=slug, overdue=True)),
        rules=tuple(
            (each.rule, meaning_of_rule(each.rule), each.rows, each.causes, queue_address(Asked(slug, each.rule)))
            for each in told.by_rule
        ),
    )


def _to_go(told: CityProgress) -> str:
    if not told.waiting:
        return _("nothing waits")
    days = told.days_to_go
    if days is None:
        return _("nobody can say: nothing was settled lately")
    return ngettext("about %(count)d day", "about %(count)d days", days) % {"count": days}
