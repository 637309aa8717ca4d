"""The page on which an app is handed in, approved, given back, withdrawn, or gets a new secret."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.identity.addresses import lines_of
from accounts.identity.words import SCOPES
from accounts.models import AppKind, AppState, CityApp
from accounts.scopes import APP_APPROVE, APP_REGISTER
from accounts.services import (
    city_app_approve,
    city_app_refuse,
    city_app_secret_renew,
    city_app_submit,
    city_app_withdraw,
)
from accounts.services.app_sessions import backchannel_of
from services_portal.kernel.actor import EVERYWHERE, Actor
from services_portal.kernel.admin.base import actor_of
from services_portal.kernel.errors import DomainError

if TYPE_CHECKING:
    from accounts.admin.city_app_admin import CityAppAdmin


@dataclass(frozen=True)
class Step:
    """One button: its name in the form, what it says, whether it is grave, whether it asks for a reason."""

    name: str
    label: str
    danger: bool = False
    reason: bool = False


@dataclass(frozen=True)
class Row:
    """One thing that the app asks for, beside what is in force."""

    label: str
    asked: list[str]
    in_force: list[str]

    @property
    def differs(self) -> bool:
        """Whether approving would change it."""
        return self.asked != self.in_force


def steps_of(actor: Actor, app: CityApp) -> list[Step]:
    """Return what ``actor`` can do with ``app`` now."""
    its_own, approves = actor.may(APP_REGISTER, app.realm), actor.may(APP_APPROVE, EVERYWHERE)
    found = []
    if its_own and app.state == AppState.DRAFT:
        found.append(Step("submit", _("Hand in for approval")))
    if approves and app.state == AppState.SUBMITTED:
        found += [Step("approve", _("Approve: it comes into force")), Step("refuse", _("Give back"), reason=True)]
    if its_own and app.client_id and app.kind == AppKind.WEB:
        found.append(Step("secret", _("New secret: the old one ends at once"), danger=True))
    if (its_own or approves) and app.state != AppState.WITHDRAWN:
        found.append(Step("withdraw", _("Withdraw: everybody is signed out of it"), danger=True))
    return found


def rows_of(app: CityApp) -> list[Row]:
    """Return what is asked for beside what is in force."""
    client = app.client
    return [
        Row(
            _("What it may know"),
            [str(SCOPES[name]) for name in app.scopes],
            [str(SCOPES.get(name, name)) for name in client.get_scopes()] if client else [],
        ),
        Row(_("Addresses to come back to"), lines_of(app.redirect_uris), client.get_redirect_uris() if client else []),
        Row(
            _("Addresses after signing out"),
            lines_of(app.logout_uris),
            client.get_post_logout_redirect_uris() if client else [],
        ),
        Row(
            _("Address to be told of sign-outs"),
            lines_of(app.backchannel_uri),
            lines_of(backchannel_of(client)) if client else [],
        ),
    ]


def steps_page(page: CityAppAdmin, request: HttpRequest, object_id: UUID) -> HttpResponse:
    """Show the page; on POST take the step that ``step`` names. Raises Http404 for an app that the actor cannot see."""
    actor = actor_of(request)
    visible = CityApp.objects.for_actor(actor).select_related("city", "client")
    app = visible.filter(pk=object_id).first() if page.has_view_permission(request) else None
    if app is None:
        raise Http404
    secret = ""
    if request.method == "POST":
        try:
            secret = _take(request, actor, app)
            if not secret:
                return HttpResponseRedirect(reverse("admin:accounts_cityapp_steps", args=[app.pk]))
        except DomainError as refusal:
            messages.error(request, str(refusal.detail or refusal.error.title))
            return HttpResponseRedirect(reverse("admin:accounts_cityapp_steps", args=[app.pk]))
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": _("Steps of an app"),
        "app": app,
        "rows": rows_of(app),
        "steps": steps_of(actor, app),
        "secret": secret,
        "may_edit": actor.may(APP_REGISTER, app.realm),
    }
    response = TemplateResponse(request, "accounts/admin/city_app_steps.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _take(request: HttpRequest, actor: Actor, app: CityApp) -> str:
    """Take the step; returns a new secret where it makes one. Raises DomainError, Http404 for no such step."""
    note = request.POST.get("note", "").replace("\x00", "")[:500]
    taken: dict[str, Callable[[], Any]] = {
        "submit": lambda: city_app_submit(actor=actor, app_id=app.pk),
        "approve": lambda: city_app_approve(actor=actor, app_id=app.pk, version=request.POST.get("version", "")),
        "refuse": lambda: city_app_refuse(actor=actor, app_id=app.pk, note=note),
        "withdraw": lambda: city_app_withdraw(actor=actor, app_id=app.pk),
        "secret": lambda: city_app_secret_renew(actor=actor, app_id=app.pk),
    }
    step = request.POST.get("step", "")
    if step not in taken:
        raise Http404
    result = taken[step]()
    if isinstance(result, str):
        return result
    messages.success(request, str(result.get_state_display()))
    return ""
