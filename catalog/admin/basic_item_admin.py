"""The basic directory."""

from __future__ import annotations

from typing import Any

import msgspec
from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import BooleanRadioFilter, ChoicesDropdownFilter, RelatedDropdownFilter

from catalog.admin.directory_admin import DirectoryAdmin
from catalog.content import LegalBasis
from catalog.models import BasicItem
from catalog.services.directory_save import basic_item_save
from services_portal.kernel.admin.base import actor_of
from services_portal.kernel.admin.columns import localized_column
from services_portal.kernel.admin.fields import LinesField, LocalizedField
from services_portal.kernel.admin.lines_field import LocalizedLinesField


class BasicItemForm(forms.ModelForm):
    """Other names one a line; laws one a line with their articles beside them."""

    summary = LocalizedField(label=_("In one or two sentences"), required=False, lines=3)
    synonyms = LinesField(
        label=_("other names"), required=False, help_text=_("What people type when they look for it, one a line.")
    )
    laws = LocalizedLinesField(label=_("laws"), required=False, help_text=_("One a line."))
    articles = LocalizedLinesField(
        label=_("articles"), required=False, help_text=_("Line by line to the laws; a dash where none is named.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        basis = self.instance.legal_basis or []
        self.initial["laws"] = [law["title"] for law in basis]
        self.initial["articles"] = [law.get("article") or {"zh-hans": "—"} for law in basis]

    def clean(self) -> dict[str, Any]:
        """Put laws and articles together. Adds an error where their lines do not match."""
        data = super().clean() or self.cleaned_data
        laws, articles = data.get("laws", []), data.get("articles", [])
        if articles and len(articles) != len(laws):
            self.add_error("articles", _("As many lines as there are laws."))
            return data
        blank = {"zh-hans": "—"}
        data["legal_basis"] = [
            msgspec.to_builtins(
                msgspec.convert({"title": law, **({"article": at} if at != blank else {})}, type=LegalBasis)
            )
            for law, at in zip(laws, articles or [blank] * len(laws), strict=True)
        ]
        return data


@admin.register(BasicItem)
class BasicItemAdmin(DirectoryAdmin):
    """The matters themselves, one for the province."""

    form = BasicItemForm
    list_display = ("shown_title", "code", "shown_topic", "item_type", "for_person", "for_enterprise", "is_active")
    list_select_related = ("topic",)
    list_filter = (
        ("topic", RelatedDropdownFilter),
        ("item_type", ChoicesDropdownFilter),
        ("for_enterprise", BooleanRadioFilter),
        ("is_active", BooleanRadioFilter),
    )
    search_fields = ("title", "synonyms", "code__startswith")
    search_help_text = _("Name, other name or basic code")
    fieldsets = (
        (None, {"fields": ("code", "title", "summary", "item_type", "topic", "department", "is_active")}),
        (_("For whom and how long"), {"fields": (("for_person", "for_enterprise"), "statutory_days")}),
        (_("How it is found"), {"fields": ("synonyms",)}),
        (_("Legal basis"), {"fields": ("laws", "articles")}),
    )
    shown_title = localized_column("title", _("title"))
    shown_topic = localized_column("topic__name", _("topic"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[BasicItem]:
        """Leave the search vector out: it is large, and nobody reads it."""
        return super().get_queryset(request).defer("search")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leave the laws' own fields out for those who only read: they are not columns."""
        if obj is None or self.has_change_permission(request, obj):
            return self.fieldsets
        return self.fieldsets[:3]

    def write(self, request: HttpRequest, obj: BasicItem, form: Any, *, change: bool) -> None:
        """Save the matter."""
        values = self.values(form) | {"legal_basis": form.cleaned_data["legal_basis"]}
        obj.pk = basic_item_save(actor=actor_of(request), item_id=obj.pk if change else None, values=values).pk
