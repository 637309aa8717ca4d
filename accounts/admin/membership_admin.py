"""The roles of staff: given and taken back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.widgets import UnfoldAdminTextInputWidget

from accounts.admin.sealed_search import SealedSearchMixin
from accounts.admin.traced import TracedReadMixin
from accounts.models import StaffMembership, User
from accounts.rights.purposes import ReadPurpose
from accounts.roles import Role
from accounts.scopes import STAFF_MANAGE
from accounts.services import membership_grant, membership_withdraw
from services_portal.kernel.admin.base import ActorModelAdmin, actor_of
from services_portal.kernel.admin.columns import localized_column
from services_portal.kernel.authorisation import Action


class MembershipForm(forms.ModelForm):
    """Says who, and where each role is held."""

    account = forms.CharField(
        label=_("account"),
        max_length=254,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
        help_text=_("Type the whole e-mail address."),
    )

    class Meta:
        model = StaffMembership
        fields = ("role", "agency", "city")
        help_texts = {
            "agency": _("For editors and publishers."),
            "city": _("For administrators of a city."),
        }

    def clean_account(self) -> User:
        """Return the account. Raises ValidationError where there is none that is open."""
        user: User | None = User.objects.filter(email=self.cleaned_data["account"].strip(), is_active=True).first()
        if user is None:
            raise ValidationError(_("No open account has this address."))
        return user


@admin.register(StaffMembership)
class StaffMembershipAdmin(SealedSearchMixin, TracedReadMixin, ActorModelAdmin):
    """A role is given or taken back; it is not changed."""

    traced_action = "accounts.membership.read"
    traced_purpose = ReadPurpose.STAFF
    scopes = {Action.VIEW: STAFF_MANAGE, Action.ADD: STAFF_MANAGE, Action.DELETE: STAFF_MANAGE}
    form = MembershipForm
    list_display = ("user", "role", "shown_agency", "shown_city", "created_at")
    list_select_related = ("user", "agency", "city")
    list_filter = (("role", ChoicesDropdownFilter), ("city", AutocompleteSelectFilter))
    search_fields = ("user__email__exact",)
    search_help_text = _("Exact e-mail address")
    ordering = ("-id",)
    autocomplete_fields = ("agency", "city")
    shown_agency = localized_column("agency__name", _("agency"))
    shown_city = localized_column("city__name", _("city"))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Have the address typed for a new role, and show whose one is that was given."""
        return ("user" if obj else "account", "role", "agency", "city")

    def write(self, request: HttpRequest, obj: StaffMembership, form: Any, *, change: bool) -> None:
        """Give the role."""
        data = form.cleaned_data
        granted = membership_grant(
            actor=actor_of(request),
            user=data["account"],
            role=Role(data["role"]),
            agency=data["agency"],
            city=data["city"],
        )
        obj.pk = granted.pk

    def delete_model(self, request: HttpRequest, obj: StaffMembership) -> None:
        """Take the role back."""
        membership_withdraw(actor=actor_of(request), membership=obj)
