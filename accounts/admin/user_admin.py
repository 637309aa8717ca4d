"""User accounts: enough to tell which account it is, and no more."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import BooleanRadioFilter

from accounts.admin.sealed_search import SealedSearchMixin
from accounts.admin.standing_page import standing_address, standing_page
from accounts.admin.traced import TracedReadMixin
from accounts.identifiers import IdentifierType, mask
from accounts.models import StaffMembership, User
from accounts.rights.purposes import ReadPurpose
from accounts.scopes import ACCOUNT_SUSPEND, RESIDENT_READ
from accounts.selectors import proved_phone
from services_portal.kernel.admin.base import ActorModelAdmin, ReadOnlyInline, actor_of
from services_portal.kernel.authorisation import Action


class RoleInline(ReadOnlyInline):
    """The roles a user holds."""

    model = StaffMembership
    fields = ("role", "agency", "city", "created_at")
    readonly_fields = fields


@admin.register(User)
class UserAdmin(SealedSearchMixin, TracedReadMixin, ActorModelAdmin):
    """Accounts, to read. Telephone numbers are masked; opening an account leaves a trace."""

    scopes = {Action.VIEW: RESIDENT_READ}
    traced_action = "accounts.user.read"
    traced_purpose = ReadPurpose.ACCOUNT
    list_display = ("masked_email", "is_staff", "is_active", "date_joined", "last_login")
    list_filter = (("is_staff", BooleanRadioFilter), ("is_active", BooleanRadioFilter))
    search_fields = ("email__exact",)
    search_help_text = _("Exact e-mail address")
    ordering = ("-id",)
    fields = ("email", "masked_phone", "is_active", "is_staff", "is_superuser", "date_joined", "last_login")
    readonly_fields = fields
    inlines = (RoleInline,)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the fields; the way to suspend is shown to those who may."""
        return (*self.fields, "standing") if actor_of(request).may(ACCOUNT_SUSPEND) else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return all of them."""
        return self.get_fields(request, obj)

    def get_urls(self) -> list[Any]:
        """Add the page that suspends and restores before Django's own addresses."""
        view = self.admin_site.admin_view(self.standing_view)
        return [path("<uuid:object_id>/standing/", view, name="accounts_user_standing"), *super().get_urls()]

    def standing_view(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """Show whether the account is open; close it or open it again."""
        return standing_page(self, request, object_id)

    @admin.display(description=_("standing"))
    def standing(self, user: User) -> str:
        """Return the way to suspend or restore."""
        label = _("Suspend…") if user.is_active else _("Restore…")
        return format_html('<a class="portal-link" href="{}">{}</a>', standing_address(user), label)

    @admin.display(description=_("e-mail address"))
    def masked_email(self, user: User) -> str:
        """Return the address with its middle hidden: who reads it whole opens the account, and leaves a trace."""
        return mask(IdentifierType.EMAIL, user.email) if user.email else "–"

    @admin.display(description=_("phone number"))
    def masked_phone(self, user: User) -> str:
        """Return the proved number with its middle hidden."""
        phone = proved_phone(user)
        return phone.masked if phone else "–"
