"""Topics."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.admin.directory_admin import DirectoryAdmin
from catalog.models import Topic
from catalog.services.directory_save import topic_save
from services_portal.kernel.admin.base import actor_of
from services_portal.kernel.admin.columns import localized_column


@admin.register(Topic)
class TopicAdmin(DirectoryAdmin):
    """Fields of life by which residents look for matters."""

    list_display = ("shown_name", "code", "audience", "order")
    search_fields = ("name", "code")
    fields = ("code", "name", "audience", "icon", "order")
    shown_name = localized_column("name", _("name"))

    def write(self, request: HttpRequest, obj: Topic, form: Any, *, change: bool) -> None:
        """Save the topic."""
        obj.pk = topic_save(actor=actor_of(request), topic_id=obj.pk if change else None, values=self.values(form)).pk
