"""What the settings need to describe the admin site before any app is loaded."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.functional import Promise


def may_open(request: HttpRequest, label: str) -> bool:
    """Whether the actor of ``request`` may open the list of ``label`` (``app.Model``); asks the model's own admin."""
    from django.apps import apps
    from django.contrib import admin

    model_admin = admin.site._registry.get(apps.get_model(label))
    return model_admin is not None and model_admin.has_view_permission(request)


def entry(title: str | Promise, icon: str, label: str, page: str = "changelist") -> dict[str, Any]:
    """Return a line of the sidebar that leads to the list of ``label``, or another ``page`` of it, for those who may
    open it."""
    app, model = label.lower().split(".")
    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(f"admin:{app}_{model}_{page}"),
        "permission": lambda request: may_open(request, label),
    }


def environment(request: HttpRequest) -> list[Any] | None:
    """Return the badge that says that nothing here is real, in a demonstration."""
    from django.conf import settings
    from django.utils.translation import gettext

    return [gettext("Demonstration"), "warning"] if settings.PORTAL_DEMONSTRATION else None
