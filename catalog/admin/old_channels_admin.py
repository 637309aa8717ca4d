"""How the old ids, codes and links of each city are still used."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from catalog.legacy.channels import RECENT_DAYS, channels, used_addresses, watched_cities
from catalog.models import AliasKind, LegacyHit
from catalog.scopes import INTAKE_RUN
from services_portal.kernel.admin.base import ActorModelAdmin, actor_of
from services_portal.kernel.authorisation import Action


@admin.register(LegacyHit)
class OldChannelsAdmin(ActorModelAdmin):
    """One page: the channels of all cities, and the addresses of one."""

    scopes = {Action.VIEW: INTAKE_RUN}

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the channels, and of the city in ``?city=`` the addresses that were asked for."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        actor = actor_of(request)
        chosen = next((city for city in watched_cities(actor) if city.slug == request.GET.get("city")), None)
        kinds = dict(AliasKind.choices)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Old addresses and how they are used"),
            "channels": [(channel, kinds[channel.kind]) for channel in channels(actor)],
            "chosen": chosen,
            "addresses": [(each, kinds[each.kind]) for each in used_addresses(actor, chosen)] if chosen else [],
            "recent_days": RECENT_DAYS,
        }
        return TemplateResponse(request, "catalog/admin/old_channels.html", context)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """There is no page of a single count."""
        raise PermissionDenied
