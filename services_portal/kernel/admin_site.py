"""The admin site itself, and the app that installs it in the place of Django's."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.apps import AdminConfig
from unfold.sites import UnfoldAdminSite


class PortalAdminSite(UnfoldAdminSite):
    """Shows only pages that ask ``for_actor``.

    Installed packages register pages of their own, which go by Django's permission tables and would show second
    factors, sessions and tokens to whoever holds a flag there: they are left out.
    """

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register the page unless it is not one of ours."""
        from services_portal.kernel.admin.base import ActorModelAdmin

        if admin_class is not None and issubclass(admin_class, ActorModelAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Put the door before every page."""
        from services_portal.kernel.admin.door import behind_the_door

        return super().admin_view(behind_the_door(view), cacheable)


class PortalAdminConfig(AdminConfig):
    """Stands in INSTALLED_APPS for ``django.contrib.admin``."""

    default_site = "services_portal.kernel.admin_site.PortalAdminSite"
