"""The page on which an account is suspended and restored."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.scopes import ACCOUNT_SUSPEND
from accounts.services import SuspensionReason, user_restore, user_suspend
from services_portal.kernel.admin.base import actor_of, show_refusal
from services_portal.kernel.errors import DomainError

if TYPE_CHECKING:
    from accounts.admin.user_admin import UserAdmin


class StandingForm(forms.Form):
    """Why, and in which file it stands."""

    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=SuspensionReason)
    case = forms.RegexField(
        r"^[\w./\-]*$",
        label=gettext_lazy("File number"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Letters, digits and . / - _; never a name or a number of a person."),
    )


def standing_address(user: User) -> str:
    """Return where the page of ``user`` is."""
    return reverse("admin:accounts_user_standing", args=[user.pk])


def standing_page(page: UserAdmin, request: HttpRequest, object_id: UUID) -> HttpResponse:
    """Show the account's standing; on POST suspend an open account, restore a suspended one. Raises Http404."""
    actor = actor_of(request)
    user = page.get_object(request, str(object_id)) if page.has_view_permission(request) else None
    if user is None or not actor.may(ACCOUNT_SUSPEND):
        raise Http404
    form = StandingForm(request.POST or None)
    if not user.is_active:
        del form.fields["reason"]
    if request.method == "POST" and form.is_valid():
        try:
            if user.is_active:
                reason = SuspensionReason(form.cleaned_data["reason"])
                user_suspend(actor=actor, user=user, reason=reason, case=form.cleaned_data["case"])
                messages.success(request, _("The account is suspended and signed out everywhere."))
            else:
                user_restore(actor=actor, user=user, case=form.cleaned_data["case"])
                messages.success(request, _("The account may sign in again."))
            return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[user.pk]))
        except DomainError as refusal:
            show_refusal(form, refusal)
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": _("Standing of the account"),
        "account": user,
        "form": form,
    }
    return TemplateResponse(request, "accounts/admin/standing.html", context)
