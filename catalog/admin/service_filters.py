"""Filters of the list of services."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

from catalog.models import DraftState, Service, Topic
from services_portal.kernel.text import current_language, pick


class DraftFilter(DropdownFilter):
    """Services that somebody is working on."""

    title = _("draft")
    parameter_name = "draft"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer the states of drafts."""
        return [
            (DraftState.IN_REVIEW.value, _("waiting for review")),
            (DraftState.DRAFT.value, _("being written")),
            ("none", _("no draft")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Service]) -> QuerySet[Service]:
        """Narrow to the chosen state."""
        if self.value() == "none":
            return queryset.filter(draft=None)
        return queryset.filter(draft__state=self.value()) if self.value() else queryset


class TopicFilter(DropdownFilter):
    """Services of one topic."""

    title = _("topic")
    parameter_name = "topic"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the topics in the reader's language."""
        language = current_language()
        return [(code, pick(name, language)) for code, name in Topic.objects.values_list("code", "name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Service]) -> QuerySet[Service]:
        """Narrow to the chosen topic."""
        return queryset.filter(basic_item__topic__code=self.value()) if self.value() else queryset
