"""Who acts for whom: asked for and confirmed at a window, by the documents; looked at by auditors."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from accounts.admin.agency_page import agency_page
from accounts.admin.traced import TracedReadMixin
from accounts.agents.kinds import AgencyKind
from accounts.agents.rules import RULES, Terms
from accounts.identifiers import IdentifierType, normalise
from accounts.identifiers.resident_ids import read_number
from accounts.models import AgencyRelation, User
from accounts.rights.purposes import ReadPurpose
from accounts.scopes import AGENCY_CONFIRM, RESIDENT_READ
from accounts.selectors import account_of
from accounts.services.dependant_register import dependant_register
from services_portal.kernel import clock
from services_portal.kernel.admin.base import ActorModelAdmin, actor_of
from services_portal.kernel.authorisation import Action

AT_A_WINDOW = (AgencyKind.PARENT, AgencyKind.GUARDIAN, AgencyKind.ENTRUSTED)


def _typed(label: Any, length: int, help_text: Any = "") -> forms.CharField:
    widget = UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=length, widget=widget, help_text=help_text)


class AgencyForm(forms.ModelForm):
    """Who stands at the window, for whom he is to act, and what he has brought."""

    account = _typed(
        _("account of who is to act"), 254, _("The phone number or e-mail address that the person signs in with.")
    )
    kind_asked = forms.ChoiceField(
        label=_("kind"),
        choices=[(kind.value, kind.label) for kind in AT_A_WINDOW],
        widget=UnfoldAdminSelectWidget(),
    )
    full_name = _typed(_("name of whom he is to act for"), 100)
    number = _typed(_("number on the document"), 64, _("Resident ID, or permit of 18 characters."))
    reason = forms.RegexField(
        r"^[A-Za-z0-9._/\-]+$",
        label=_("File number"),
        max_length=60,
        widget=UnfoldAdminTextInputWidget(),
        help_text=_("Letters, digits and . / - _; never a name or a number of a person."),
    )

    class Meta:
        model = AgencyRelation
        fields: tuple[str, ...] = ()

    def clean_account(self) -> User:
        """Return the account. Raises ValidationError where there is none that is open."""
        written = self.cleaned_data["account"]
        kind = IdentifierType.EMAIL if "@" in written else IdentifierType.PHONE
        user = account_of(kind, normalise(kind, written))
        if user is None or not user.is_active:
            raise ValidationError(_("No open account has proved this number or address."))
        return user

    def clean_number(self) -> str:
        """Return the 18 characters; a slip is told before anything is written."""
        return read_number(self.cleaned_data["number"])


@admin.register(AgencyRelation)
class AgencyAdmin(TracedReadMixin, ActorModelAdmin):
    """What waits for a clerk, and what he had a hand in; who reads residents everywhere sees all. No names in lists."""

    traced_action = "accounts.agency.read"
    traced_purpose = ReadPurpose.AGENCY
    scopes = {Action.VIEW: AGENCY_CONFIRM, Action.ADD: AGENCY_CONFIRM}
    form = AgencyForm
    fields = (
        "kind",
        "source",
        "state",
        "scopes",
        "begins_at",
        "ends_at",
        "least_level",
        "reason",
        "asked_by",
        "asked_at",
        "confirmed_by",
        "confirmed_at",
        "seconded_by",
        "ended_by",
        "ended_at",
        "end_reason",
    )
    list_display = ("id", "kind", "source", "state", "reason", "asked_at", "ends_at", "steps")
    list_filter = (("state", ChoicesDropdownFilter), ("kind", ChoicesDropdownFilter))
    search_fields = ("=id", "=agent__id", "=person__id", "=dependant__id", "=enterprise__uscc", "=reason")
    search_help_text = _("Exact number of the agency, of an account, of the file, or credit code")
    ordering = ("-asked_at", "-id")

    def _holds(self, request: HttpRequest, action: Action) -> bool:
        """Auditors look as well, and change nothing."""
        reads = action is Action.VIEW and request.user.is_active and request.user.is_staff
        return super()._holds(request, action) or (reads and actor_of(request).may(RESIDENT_READ))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is asked for a new one; of one that is there, all of it."""
        return ("account", "kind_asked", "full_name", "number", "reason") if obj is None else self.fields

    def get_urls(self) -> list[Any]:
        """Add the page of the steps before Django's own addresses."""
        view = self.admin_site.admin_view(self.steps_view)
        return [path("<uuid:object_id>/steps/", view, name="accounts_agencyrelation_steps"), *super().get_urls()]

    def steps_view(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """Show who acts for whom; take it a step on."""
        return agency_page(self, request, object_id)

    @admin.display(description=_("steps"))
    def steps(self, relation: AgencyRelation) -> str:
        """Return the way to the steps."""
        address = reverse("admin:accounts_agencyrelation_steps", args=[relation.pk])
        return format_html('<a class="portal-link" href="{}">{}</a>', address, _("Steps…"))

    def write(self, request: HttpRequest, obj: AgencyRelation, form: Any, *, change: bool) -> None:
        """Ask for it; another clerk confirms it."""
        said = form.cleaned_data
        kind = AgencyKind(said["kind_asked"])
        longest = RULES[kind].longest
        terms = Terms(ends_at=clock.now() + min(longest, timedelta(days=365))) if longest else Terms()
        obj.pk = dependant_register(
            actor=actor_of(request),
            user=said["account"],
            name=said["full_name"],
            resident_id=said["number"],
            kind=kind,
            terms=terms,
            reason=said["reason"],
        ).pk
