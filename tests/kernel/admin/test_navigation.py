"""Whoever may open a list in the admin site finds it in the sidebar: no page is known by its address alone."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin

SIDEBAR = settings.UNFOLD["SIDEBAR"]["navigation"]


def test_every_list_has_a_line() -> None:
    links = {str(line["link"]) for section in SIDEBAR for line in section["items"]}
    lists = {f"/admin/{model._meta.app_label}/{model._meta.model_name}/" for model in admin.site._registry}
    assert lists - links == set()
