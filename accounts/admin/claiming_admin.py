"""Old accounts at the window: a clerk gives one to the person before him, a second one approves where needed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from accounts.admin.proof_admin import DOCUMENTS
from accounts.admin.traced import TracedReadMixin
from accounts.claiming.conditions import facts_of
from accounts.claiming.finding import old_account_at_window
from accounts.claiming.refusals import CLAIM_CONTRADICTS
from accounts.identifiers import IdentifierType, mask, normalise
from accounts.models import Claiming, ClaimingState, OldAccount, User
from accounts.rights.purposes import ReadPurpose
from accounts.scopes import ACCOUNT_MERGE, IDENTITY_PROVE
from accounts.selectors import account_of
from accounts.services.case_over_claim import case_over_claim
from accounts.services.claim_at_window import claim_approve, claim_at_window, claim_refuse
from accounts.services.claim_undo import claim_undo
from accounts.signin.login_form import city_choices
from services_portal.kernel.actor import EVERYWHERE, Actor
from services_portal.kernel.admin.base import ActorModelAdmin, actor_of
from services_portal.kernel.authorisation import Action
from services_portal.kernel.errors import DomainError

STEPS = {"approve": claim_approve, "refuse": claim_refuse, "undo": claim_undo}


def _text(label: Any, length: int, help_text: Any = "") -> forms.CharField:
    widget = UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=length, widget=widget, help_text=help_text)


class GiveForm(forms.ModelForm):
    """Whose the old account is to be, which one it is, and what the document says."""

    account = _text(_("account"), 254, _("The phone number or e-mail address that the person signs in with."))
    city = forms.ChoiceField(
        label=_("city of the old account"), choices=city_choices, widget=UnfoldAdminSelectWidget(), required=True
    )
    name = _text(_("old name"), 254, _("What the person signed in with there: login, number, address or document."))
    type = forms.ChoiceField(
        label=_("document"),
        choices=[(kind.value, kind.label) for kind in DOCUMENTS],
        widget=UnfoldAdminSelectWidget(),
    )
    number = _text(_("number on the document"), 64)

    class Meta:
        model = Claiming
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
        """Read the number as its document writes it."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("type") and cleaned.get("number"):
            try:
                cleaned["number"] = normalise(IdentifierType(cleaned["type"]), cleaned["number"])
            except ValidationError as error:
                self.add_error("number", error)
        return cleaned


class StepForm(forms.ModelForm):
    """What is done with a claim that waits, or is held."""

    step = forms.ChoiceField(label=_("step"), widget=UnfoldAdminSelectWidget(), required=True)

    class Meta:
        model = Claiming
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waits = self.instance.state == ClaimingState.ASKED
        field = self.fields["step"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = (
            [("approve", _("Approve: the document is the person's")), ("refuse", _("Refuse"))]
            if waits
            else [("undo", _("Give it back: it was another person's"))]
        )


@admin.register(Claiming)
class ClaimingAdmin(TracedReadMixin, ActorModelAdmin):
    """Claims that have become somebody's, or are to; opening one leaves a trace."""

    scopes = {Action.VIEW: IDENTITY_PROVE, Action.ADD: IDENTITY_PROVE, Action.CHANGE: IDENTITY_PROVE}
    traced_action = "accounts.claim.read"
    traced_purpose = ReadPurpose.IDENTITY
    list_display = ("id", "basis", "state", "asked_at", "held_at", "ended_at")
    list_filter = (("state", ChoicesDropdownFilter),)
    search_fields = ("=user__id",)
    search_help_text = _("Exact id of the account")
    ordering = ("-id",)
    shown = ("user_id", "basis", "state", "old_accounts", "asked_at", "held_at", "ended_at")

    @admin.display(description=_("old accounts"))
    def old_accounts(self, claiming: Claiming) -> str:
        """Return city, name and masked resident ID of each, as far as a second pair of eyes needs them."""
        rows = OldAccount.objects.filter(claim_id=claiming.claim_id).select_related("city").order_by("pk")
        return "; ".join(_told(row) for row in rows)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form of the window, or that of the steps."""
        return super().get_form(request, obj, change=change, form=GiveForm if obj is None else StepForm, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is asked for, or what is shown."""
        if obj is None:
            return ("account", "city", "name", "type", "number")
        return (*self.shown, "step") if self.has_change_permission(request, obj) else self.shown

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what nobody writes."""
        return () if obj is None else self.shown

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether there is a step to take."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or _has_step(actor_of(request), obj))

    def write(self, request: HttpRequest, obj: Claiming, form: Any, *, change: bool) -> None:
        """Give, approve, refuse or take back."""
        said, actor = form.cleaned_data, actor_of(request)
        if change:
            STEPS[said["step"]](actor=actor, claiming_id=obj.pk)
            return
        try:
            obj.pk = claim_at_window(
                actor=actor,
                user=said["account"],
                city=said["city"],
                name=said["name"],
                document=IdentifierType(said["type"]),
                number=said["number"],
            ).pk
        except DomainError as refusal:
            found = old_account_at_window(said["name"], said["city"])
            if refusal.error is CLAIM_CONTRADICTS and found is not None:
                request.contradicted = (said["account"].pk, found.claim_id)  # type: ignore[attr-defined]
            raise

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Serve the form; where what the person has proved contradicts the old account, open a case."""
        answer = super().changeform_view(request, object_id, form_url, extra_context)
        # What the service refused is rolled back by now, and the case is not.
        met = getattr(request, "contradicted", None)
        if met is not None and case_over_claim(actor=actor_of(request), user_id=met[0], claim_id=met[1]) is not None:
            messages.warning(request, _("Staff of the province have been asked to look at both sides."))
        return answer


def _has_step(actor: Actor, claiming: Claiming) -> bool:
    if claiming.state == ClaimingState.ASKED:
        return True
    return claiming.state == ClaimingState.HELD and actor.may(ACCOUNT_MERGE, EVERYWHERE)


def _told(row: OldAccount) -> str:
    facts = facts_of(row)
    number = mask(IdentifierType.RESIDENT_ID, facts.resident_id) if facts.resident_id else ""
    return " ".join(filter(None, (str(row.city), facts.name, number)))
