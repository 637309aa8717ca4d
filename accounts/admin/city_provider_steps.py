"""The page on which a city's identity system is handed in, approved, given back and ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.admin.city_app_steps import Row, Step
from accounts.models import CityProvider, ProviderState
from accounts.models.city_provider import OPEN_STATES
from accounts.scopes import APP_APPROVE, APP_REGISTER
from accounts.services.city_provider_decide import (
    city_provider_approve,
    city_provider_end,
    city_provider_refuse,
    city_provider_submit,
)
from accounts.upstream.exchange import back_address, logout_address
from services_portal.kernel.actor import EVERYWHERE, Actor
from services_portal.kernel.admin.base import actor_of
from services_portal.kernel.errors import DomainError

if TYPE_CHECKING:
    from accounts.admin.city_provider_admin import CityProviderAdmin


def steps_of(actor: Actor, provider: CityProvider) -> list[Step]:
    """Return what ``actor`` can do with ``provider`` now."""
    its_own, approves = actor.may(APP_REGISTER, provider.realm), actor.may(APP_APPROVE, EVERYWHERE)
    found = []
    if its_own and provider.state == ProviderState.DRAFT:
        found.append(Step("submit", _("Hand in for approval")))
    if approves and provider.state == ProviderState.SUBMITTED:
        found += [Step("approve", _("Approve: it comes into force")), Step("refuse", _("Give back"), reason=True)]
    if (its_own or approves) and provider.state in (ProviderState.APPROVED, *OPEN_STATES):
        found.append(Step("end", _("End: it signs nobody in any more, and its people are told"), danger=True))
    return found


def rows_of(provider: CityProvider) -> list[Row]:
    """Return what is asked for beside what is in force."""
    found = CityProvider.objects.filter(city=provider.city, state=ProviderState.APPROVED).first()
    said, held = _said(provider), _said(found) if found is not None else {}
    return [
        Row(label, [text] if text else [], [held[label]] if held.get(label) else []) for label, text in said.items()
    ]


def _said(provider: CityProvider) -> dict[str, str]:
    term = " – ".join(date_format(timezone.localtime(at), "Y-m-d H:i") for at in (provider.begins_at, provider.ends_at))
    read = ", ".join(f"{ours}: {theirs}" for ours, theirs in provider.claims.items())
    return {
        _("Issuer"): provider.issuer,
        _("Client ID"): provider.client_id,
        _("Scopes"): provider.scopes,
        _("What is read of a person"): read,
        _("Term"): term,
    }


def steps_page(page: CityProviderAdmin, request: HttpRequest, object_id: UUID) -> HttpResponse:
    """Show the page; on POST take the step that ``step`` names. Raises Http404 for what the actor cannot see."""
    actor = actor_of(request)
    visible = CityProvider.objects.for_actor(actor).select_related("city")
    provider = visible.filter(pk=object_id).first() if page.has_view_permission(request) else None
    if provider is None:
        raise Http404
    if request.method == "POST":
        try:
            told = _take(request, actor, provider)
            messages.success(request, str(told.get_state_display()))
        except DomainError as refusal:
            messages.error(request, str(refusal.detail or refusal.error.title))
        return HttpResponseRedirect(reverse("admin:accounts_cityprovider_steps", args=[provider.pk]))
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": _("Steps of an identity system"),
        "provider": provider,
        "rows": rows_of(provider),
        "steps": steps_of(actor, provider),
        "back": back_address(provider.city.slug),
        "told_at": logout_address(provider.city.slug),
        "may_edit": page.has_change_permission(request, provider),
    }
    return TemplateResponse(request, "accounts/admin/city_provider_steps.html", context)


def _take(request: HttpRequest, actor: Actor, provider: CityProvider) -> CityProvider:
    """Take the step. Raises DomainError, Http404 for no such step."""
    note = request.POST.get("note", "").replace("\x00", "")[:500]
    version = request.POST.get("version", "")
    taken: dict[str, Callable[[], Any]] = {
        "submit": lambda: city_provider_submit(actor=actor, provider_id=provider.pk),
        "approve": lambda: city_provider_approve(actor=actor, provider_id=provider.pk, version=version),
        "refuse": lambda: city_provider_refuse(actor=actor, provider_id=provider.pk, note=note),
        "end": lambda: city_provider_end(actor=actor, provider_id=provider.pk),
    }
    step = request.POST.get("step", "")
    if step not in taken:
        raise Http404
    found: CityProvider = taken[step]()
    return found
