"""Merges of accounts: asked for here by one member of staff, approved by another, called off and undone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from accounts.admin.merge_page import merge_page
from accounts.admin.traced import TracedReadMixin
from accounts.models import Merge, MergeBasis
from accounts.rights.purposes import ReadPurpose
from accounts.scopes import ACCOUNT_MERGE
from accounts.services.merge_ask import merge_ask
from services_portal.kernel.admin.base import ActorModelAdmin, actor_of
from services_portal.kernel.authorisation import Action


class MergeForm(forms.ModelForm):
    """Which two accounts are one person's, and in which file that stands."""

    remaining = forms.UUIDField(label=_("account that remains"), help_text=_("Its number, from the list of accounts."))
    joining = forms.UUIDField(label=_("account that becomes a part of it"))
    reason = forms.RegexField(
        r"^[\w./\-]+$",
        label=_("File number"),
        max_length=60,
        help_text=_("Letters, digits and . / - _; never a name or a number of a person."),
    )

    class Meta:
        model = Merge
        fields = ()


@admin.register(Merge)
class MergeAdmin(TracedReadMixin, ActorModelAdmin):
    """Every merge; what can be done with one stands on its own page. Who asked never approves."""

    traced_action = "accounts.merge.read"
    traced_purpose = ReadPurpose.MERGE
    scopes = {Action.VIEW: ACCOUNT_MERGE, Action.ADD: ACCOUNT_MERGE}
    form = MergeForm
    fields = ("survivor", "absorbed", "basis", "state", "reason", "asked_at", "due_at", "done_at", "ended_at")
    list_display = ("id", "state", "basis", "asked_at", "due_at", "shown_approved", "steps")
    list_filter = (("state", ChoicesDropdownFilter), ("basis", ChoicesDropdownFilter))
    search_fields = ("=id", "=survivor__id", "=absorbed__id", "=reason")
    search_help_text = _("Exact number of the merge, of an account, or of the file")
    ordering = ("-asked_at", "-id")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is asked for a new one; of one that is there, all of it."""
        return ("remaining", "joining", "reason") if obj is None else self.fields

    def get_urls(self) -> list[Any]:
        """Add the page of the steps before Django's own addresses."""
        view = self.admin_site.admin_view(self.steps_view)
        return [path("<uuid:object_id>/steps/", view, name="accounts_merge_steps"), *super().get_urls()]

    def steps_view(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """Show both accounts side by side; take the merge a step on."""
        return merge_page(self, request, object_id)

    @admin.display(description=_("approved"), boolean=True)
    def shown_approved(self, merge: Merge) -> bool:
        """Return whether a second person has approved it, or none need."""
        return merge.basis == MergeBasis.OWNER or bool(merge.approved_by)

    @admin.display(description=_("steps"))
    def steps(self, merge: Merge) -> str:
        """Return the way to the steps."""
        address = reverse("admin:accounts_merge_steps", args=[merge.pk])
        return format_html('<a class="portal-link" href="{}">{}</a>', address, _("Steps…"))

    def write(self, request: HttpRequest, obj: Merge, form: Any, *, change: bool) -> None:
        """Ask for the merge."""
        data = form.cleaned_data
        obj.pk = merge_ask(
            actor=actor_of(request),
            survivor_id=data["remaining"],
            absorbed_id=data["joining"],
            basis=MergeBasis.STAFF,
            reason=data["reason"],
        ).pk
