"""The page on which somebody without password and passkey shows by a code that it is he."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.views import BaseReauthenticateView
from allauth.core.internal.httpkit import authenticated_user
from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from accounts.models import User
from accounts.signin.presence_code import KEPT, code_enter, code_send, recipient_of
from services_portal.kernel.errors import DomainError


class CodeForm(forms.Form):
    """Takes the code, or asks for one (``action=send``)."""

    attributes = {"inputmode": "numeric", "autocomplete": "one-time-code"}
    code = forms.CharField(label=_("Code"), max_length=12, widget=forms.TextInput(attrs=attributes))

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        """Hold it against what was sent. Raises ValidationError."""
        try:
            code_enter(self.request.session, cast(User, self.request.user), self.cleaned_data["code"])
        except DomainError as refusal:
            raise ValidationError(str(refusal.error.explanation), code=refusal.code) from refusal
        return ""


@method_decorator([never_cache, login_required], name="dispatch")
class ReauthenticateByCodeView(BaseReauthenticateView):
    """Sends a code when asked to, and takes it; then goes on with what was being done."""

    form_class = CodeForm
    template_name = "account/reauthenticate_by_code.html"

    def _check_ratelimit(self, request: HttpRequest) -> HttpResponseBase | None:
        """Let the code itself count: each has three tries, and codes are counted when they are sent."""
        return None

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the request, whose session holds the code."""
        return {**super().get_form_kwargs(), "request": self.request}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send a code, or take one."""
        if request.POST.get("action") != "send":
            return super().post(request, *args, **kwargs)
        form = CodeForm(request=request)
        try:
            code_send(request, request.session, cast(User, authenticated_user(request)))
        except DomainError as refusal:
            form = CodeForm({}, request=request)
            form.errors.clear()
            form.add_error(None, str(refusal.error.explanation))
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say where the code goes, masked, and whether one is on its way."""
        held = recipient_of(cast(User, self.request.user))
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "recipient": held.masked if held else "", "sent": KEPT in self.request.session}
