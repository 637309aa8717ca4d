"""The window: a clerk proves the person before him; a wrong proof is revoked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from accounts.admin.traced import TracedReadMixin
from accounts.errors import IDENTIFIER_TAKEN
from accounts.identifiers import IdentifierType, normalise
from accounts.models import Proof, User
from accounts.rights.purposes import ReadPurpose
from accounts.scopes import IDENTITY_PROVE
from accounts.selectors import account_of
from accounts.services import Identity, RevokeReason, proof_at_window, proof_revoke
from accounts.services.case_open import case_open
from services_portal.kernel.admin.base import ActorModelAdmin, actor_of
from services_portal.kernel.authorisation import Action
from services_portal.kernel.errors import DomainError

DOCUMENTS = (IdentifierType.RESIDENT_ID, IdentifierType.PERMIT, IdentifierType.PASSPORT)


class WindowForm(forms.ModelForm):
    """Which account, and what the document says."""

    account = forms.CharField(
        label=_("account"),
        max_length=254,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
        help_text=_("The phone number or e-mail address that the person signs in with; let him prove it first."),
    )
    type = forms.ChoiceField(
        label=_("document"),
        choices=[(kind.value, kind.label) for kind in DOCUMENTS],
        widget=UnfoldAdminSelectWidget(),
    )
    number = forms.CharField(
        label=_("number on the document"),
        max_length=64,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
    )
    full_name = forms.CharField(
        label=_("name on the document"),
        max_length=100,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
    )

    class Meta:
        model = Proof
        fields: tuple[str, ...] = ()

    def clean_account(self) -> User:
        """Return the account. Raises ValidationError where there is none that is open."""
        written = self.cleaned_data["account"]
        kind = IdentifierType.EMAIL if "@" in written else IdentifierType.PHONE
        user = account_of(kind, normalise(kind, written))
        if user is None or not user.is_active:
            raise ValidationError(_("No open account has proved this number or address."))
        return user

    def clean(self) -> dict[str, Any]:
        """Read the number as its document writes it; a slip is told before anything is written."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("type") and cleaned.get("number"):
            try:
                cleaned["number"] = normalise(IdentifierType(cleaned["type"]), cleaned["number"])
            except ValidationError as error:
                self.add_error("number", error)
        return cleaned


class RevokeForm(forms.ModelForm):
    """Why a proof counts no longer."""

    reason = forms.ChoiceField(
        label=_("revoke, because"), choices=RevokeReason, widget=UnfoldAdminSelectWidget(), required=True
    )

    class Meta:
        model = Proof
        fields: tuple[str, ...] = ()


@admin.register(Proof)
class ProofAdmin(TracedReadMixin, ActorModelAdmin):
    """Proofs, without names in the list; opening one leaves a trace. Written once, and at most revoked."""

    scopes = {Action.VIEW: IDENTITY_PROVE, Action.ADD: IDENTITY_PROVE, Action.CHANGE: IDENTITY_PROVE}
    traced_action = "accounts.proof.read"
    traced_purpose = ReadPurpose.IDENTITY
    list_display = ("id", "level", "verifier", "proved_at", "expires_at", "revoked_at")
    list_filter = (("level", ChoicesDropdownFilter),)
    search_fields = ("=user__id",)
    search_help_text = _("Exact id of the account")
    ordering = ("-id",)
    shown = ("user_id", "level", "verifier", "name", "masked", "proved_at", "expires_at", "revoked_at", "revoke_reason")

    @admin.display(description=_("proved identity"))
    def masked(self, proof: Proof) -> str:
        """Return the kind of document with its number masked."""
        return str(proof.identifier)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the window's form for a new proof, that of the revocation for one there is."""
        # Not set on the page itself: one page serves the requests of every thread.
        return super().get_form(request, obj, change=change, form=WindowForm if obj is None else RevokeForm, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is asked for, or what is shown."""
        if obj is None:
            return ("account", "type", "number", "full_name")
        return (*self.shown, "reason") if self.has_change_permission(request, obj) else self.shown

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what nobody writes."""
        return () if obj is None else self.shown

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether there is still something to revoke."""
        return super().has_change_permission(request, obj) and (obj is None or obj.revoked_at is None)

    def write(self, request: HttpRequest, obj: Proof, form: Any, *, change: bool) -> None:
        """Record what the clerk saw, or revoke."""
        said = form.cleaned_data
        if change:
            proof_revoke(actor=actor_of(request), proof_id=obj.pk, reason=RevokeReason(said["reason"]))
            return
        identity = Identity(IdentifierType(said["type"]), said["number"], " ".join(said["full_name"].split()))
        try:
            obj.pk = proof_at_window(actor=actor_of(request), user=said["account"], identity=identity).pk
        except DomainError as refusal:
            if refusal.error is IDENTIFIER_TAKEN and identity.type is IdentifierType.RESIDENT_ID:
                request.met_another = (said["account"].pk, identity.number)  # type: ignore[attr-defined]
            raise

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Serve the form; where the document belongs to another account, open a case for staff of the province."""
        answer = super().changeform_view(request, object_id, form_url, extra_context)
        # What the service refused is rolled back by now, and the case is not.
        met = getattr(request, "met_another", None)
        if met is not None and case_open(actor=actor_of(request), user_id=met[0], resident_id=met[1]) is not None:
            messages.warning(request, _("Staff of the province have been asked to look at both accounts."))
        return answer
