"""The window: a clerk opens a way back for the person before him; a second one approves it where that is asked for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget, UnfoldBooleanSwitchWidget

from accounts.admin.proof_admin import DOCUMENTS
from accounts.admin.traced import TracedReadMixin
from accounts.identifiers import IdentifierType
from accounts.models import Recovery, RecoveryState
from accounts.rights.purposes import ReadPurpose
from accounts.scopes import IDENTITY_PROVE
from accounts.services.proof_record import Identity
from accounts.services.recovery_approve import recovery_approve
from accounts.services.recovery_open import recovery_open
from services_portal.kernel.admin.base import ActorModelAdmin, actor_of
from services_portal.kernel.authorisation import Action

TYPED = {"autocomplete": "off"}


class OpenForm(forms.ModelForm):
    """What the document of the person says. Which account it is the clerk is not told."""

    type = forms.ChoiceField(
        label=_("document"),
        choices=[(kind.value, kind.label) for kind in DOCUMENTS],
        widget=UnfoldAdminSelectWidget(),
    )
    number = forms.CharField(
        label=_("number on the document"), max_length=64, widget=UnfoldAdminTextInputWidget(attrs=TYPED)
    )
    full_name = forms.CharField(
        label=_("name on the document"), max_length=100, widget=UnfoldAdminTextInputWidget(attrs=TYPED)
    )

    class Meta:
        model = Recovery
        fields: tuple[str, ...] = ()


class ApproveForm(forms.ModelForm):
    """The second pair of eyes."""

    approve = forms.BooleanField(
        label=_("I have compared the document with the person too"), widget=UnfoldBooleanSwitchWidget()
    )

    class Meta:
        model = Recovery
        fields: tuple[str, ...] = ()


@admin.register(Recovery)
class RecoveryAdmin(TracedReadMixin, ActorModelAdmin):
    """Ways back into accounts. Nobody approves his own."""

    traced_action = "accounts.recovery.read"
    traced_purpose = ReadPurpose.RECOVERY
    scopes = {Action.VIEW: IDENTITY_PROVE, Action.ADD: IDENTITY_PROVE, Action.CHANGE: IDENTITY_PROVE}
    list_display = ("id", "state", "opened_at", "ready_at", "expires_at", "ended_at")
    list_filter = (("state", ChoicesDropdownFilter),)
    search_fields = ("=id",)
    search_help_text = _("Exact number of the recovery")
    ordering = ("-id",)
    shown = ("state", "opened_at", "ready_at", "expires_at", "ended_at")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form of the window, or that of the approval."""
        return super().get_form(request, obj, change=change, form=OpenForm if obj is None else ApproveForm, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is asked for, or what is shown."""
        if obj is None:
            return ("type", "number", "full_name")
        return (*self.shown, "approve") if self.has_change_permission(request, obj) else self.shown

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what nobody writes."""
        return () if obj is None else self.shown

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether it waits for a second clerk."""
        waits = obj is None or obj.state == RecoveryState.ASKED
        return bool(super().has_change_permission(request, obj)) and waits

    def write(self, request: HttpRequest, obj: Recovery, form: Any, *, change: bool) -> None:
        """Open it and show its key this once, or approve it."""
        said = form.cleaned_data
        if change:
            recovery_approve(actor=actor_of(request), recovery_id=obj.pk)
            return
        identity = Identity(IdentifierType(said["type"]), said["number"], said["full_name"])
        opened, key = recovery_open(actor=actor_of(request), identity=identity)
        obj.pk = opened.pk
        told = _now("Write this key down for the person; it is shown this once: %(key)s")
        messages.warning(request, told % {"key": key})
