"""The pages of one service: editor, preview, history, steps. All writing is done by the services of this app."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.admin.editor.differences import differences, label_of, written_value
from catalog.admin.editor.editor import Editor, rearranged
from catalog.admin.service_steps import STEPS, may_edit, steps_for
from catalog.completeness import problems
from catalog.drafts import content_to_edit, draft_of
from catalog.errors import STALE_DRAFT
from catalog.models import Service, ServiceState
from catalog.provenance import field_origins
from catalog.services import service_draft_edit, service_submit
from services_portal.kernel.admin.base import actor_of
from services_portal.kernel.errors import DomainError
from services_portal.kernel.text import current_language, pick

if TYPE_CHECKING:
    from catalog.admin.service_admin import ServiceAdmin

VERSIONS_SHOWN = 50


def _context(page: ServiceAdmin, request: HttpRequest, service: Service, title: str) -> dict[str, Any]:
    draft = draft_of(service)
    actor = actor_of(request)
    return {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "original": service,
        "service": service,
        "draft": draft,
        "title": title,
        "service_title": content_to_edit(service).title.pick(current_language()),
        "agency_name": pick(service.agency.name, current_language()),
        "steps": steps_for(actor, service, draft),
        "may_edit": may_edit(actor, service, draft),
        "overtaken": bool(draft and service.current_version and draft.base_number < service.current_version.number),
        "public_address": _public_address(service),
    }


def _public_address(service: Service) -> str:
    """Return where residents read this matter; empty while they cannot."""
    if service.state != ServiceState.PUBLISHED:
        return ""
    return reverse(settings.PORTAL_SERVICE_PAGE, args=[service.basic_item.code, service.pk])


def _previews(service: Service) -> list[dict[str, str]]:
    """Return the addresses of the residents' page of what is being written, one for each language."""
    page = reverse(settings.PORTAL_DRAFT_PAGE, args=[service.basic_item.code, service.pk])
    return [{"name": str(name), "url": f"{page}?language={code}"} for code, name in settings.LANGUAGES]


def _to_change(service: Service) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:catalog_service_change", args=[service.pk]))


def _say(error: DomainError) -> str:
    first = next((str(message) for listed in error.errors.values() for message in listed), "")
    return str(error.detail or first or error.error.title)


def change_page(page: ServiceAdmin, request: HttpRequest, service: Service) -> HttpResponse:
    """Show and take the editor; who may only read is shown the preview."""
    if not may_edit(actor_of(request), service, draft_of(service)):
        if request.method == "POST":
            raise PermissionDenied
        return preview_page(page, request, service)
    content = content_to_edit(service)
    stale = False
    if request.method == "POST":
        moved = rearranged(request.POST)
        editor = Editor(content, city_id=service.city_id, data=moved or request.POST)
        if moved is None and editor.is_valid():
            try:
                return _save(request, service, editor)
            except DomainError as error:
                stale = error.error is STALE_DRAFT
                editor.refuse(error)
    else:
        editor = Editor(content, city_id=service.city_id)
    context = _context(page, request, service, _("Change a service"))
    context |= {
        "editor": editor,
        "stale": stale,
        "version": _version_read(request) if request.method == "POST" else service.version,
        "invalid": editor.form.is_bound and not editor.is_valid(),
        "missing": problems(content) if not editor.form.is_bound else {},
    }
    return TemplateResponse(request, "catalog/admin/service_change.html", context)


def _version_read(request: HttpRequest) -> int:
    """Return the version that the page was made from; 0, which no service has, where the page does not say."""
    posted = request.POST.get("version", "")
    return int(posted) if re.fullmatch(r"[0-9]{1,9}", posted) else 0


def _save(request: HttpRequest, service: Service, editor: Editor) -> HttpResponse:
    """Write the draft, submit it where that was the button, and say so. Raises DomainError."""
    expected, actor = _version_read(request), actor_of(request)
    service_draft_edit(actor=actor, service_id=service.pk, content=editor.content(), expected_version=expected)
    messages.success(request, _("The draft is saved. Residents see it once it is published."))
    if "_submit" in request.POST:
        try:
            service_submit(actor=actor, service_id=service.pk, expected_version=expected + 1)
            messages.success(request, STEPS["submit"].done)
        except DomainError as error:
            messages.error(request, _("The draft is saved but not submitted: %(why)s") % {"why": _say(error)})
    if "_preview" in request.POST:
        return HttpResponseRedirect(reverse("admin:catalog_service_preview", args=[service.pk]))
    return _to_change(service)


def preview_page(page: ServiceAdmin, request: HttpRequest, service: Service) -> HttpResponse:
    """Show the draft, or what is public, as residents see it, in both languages."""
    content = content_to_edit(service)
    draft = draft_of(service)
    standing = service.current_version.read() if draft and service.current_version else None
    context = _context(page, request, service, _("As residents see it"))
    context |= {
        "previews": _previews(service),
        "differences": differences(standing, content) if standing else [],
        "missing": problems(content) if draft else {},
    }
    return TemplateResponse(request, "catalog/admin/service_preview.html", context)


def history_page(page: ServiceAdmin, request: HttpRequest, service: Service) -> HttpResponse:
    """Show the published versions, the newest first, with what each changed."""
    versions = list(service.versions.order_by("-number")[: VERSIONS_SHOWN + 1])
    shown: list[dict[str, Any]] = [
        {"version": newer, "differences": differences(older.read(), newer.read())}
        for newer, older in pairwise(versions)
    ]
    if versions and len(versions) <= VERSIONS_SHOWN:
        shown.append({"version": versions[-1], "differences": [], "first": True})
    context = _context(page, request, service, _("Versions"))
    context |= {"versions": shown}
    return TemplateResponse(request, "catalog/admin/service_history.html", context)


def sources_page(page: ServiceAdmin, request: HttpRequest, service: Service) -> HttpResponse:
    """Show where each field of what is public comes from, and since when."""
    context = _context(page, request, service, _("Sources"))
    content = service.current_version.read() if service.current_version else None
    context |= {
        "fields": [
            {"label": label_of(each.field), "value": written_value(each.field, content), "origin": each.origin}
            for each in field_origins(service)
        ]
    }
    return TemplateResponse(request, "catalog/admin/service_sources.html", context)


def step_page(page: ServiceAdmin, request: HttpRequest, service: Service, name: str) -> HttpResponse:
    """Ask before a step, then take it. A step that is not possible now is not there."""
    step = next((step for step in steps_for(actor_of(request), service, draft_of(service)) if step.name == name), None)
    if request.method == "POST":
        return _take(request, service, name)
    if step is None:
        if name not in STEPS:
            raise Http404
        messages.warning(request, _("This is not possible now: the service has moved on."))
        return _to_change(service)
    content, draft = content_to_edit(service), draft_of(service)
    standing = service.current_version.read() if draft and service.current_version else None
    context = _context(page, request, service, str(step.label))
    context |= {
        "step": step,
        "previews": _previews(service) if name == "publish" else [],
        "differences": differences(standing, content) if standing and name != "retire" else [],
        "missing": problems(content) if name in ("submit", "publish") else {},
    }
    return TemplateResponse(request, "catalog/admin/service_step.html", context)


def _take(request: HttpRequest, service: Service, name: str) -> HttpResponse:
    """Call the service of a step; what it refuses is said, and nothing is changed."""
    step = STEPS.get(name)
    if step is None:
        raise Http404
    options: dict[str, Any] = {"expected_version": _version_read(request)}
    if step.needs_note:
        options["note"] = request.POST.get("note", "").replace("\x00", "").strip()
    try:
        step.run(actor=actor_of(request), service_id=service.pk, **options)
    except DomainError as error:
        messages.error(request, _say(error))
    else:
        messages.success(request, step.done)
    return _to_change(service)
