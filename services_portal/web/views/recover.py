"""The page on which a person goes the way back that was opened for him at a window."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.services.recovery_finish import recovery_finish
from services_portal.kernel.errors import DomainError


class RecoverForm(forms.Form):
    """The key from the window, and the password that is to be."""

    key = forms.CharField(
        label=gettext_lazy("Key from the window"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=gettext_lazy("New password"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Go the way; a refusal stands at the field that it is about."""
        said = super().clean() or self.cleaned_data
        if said.get("key") and said.get("password"):
            try:
                recovery_finish(key=said["key"], password=said["password"])
            except ValidationError as refusal:
                self.add_error("password", refusal)
            except DomainError as refusal:
                self.add_error("key", str(refusal.error.explanation))
        return said


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def recover(request: HttpRequest) -> HttpResponse:
    """Take the key and a new password."""
    form = RecoverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        messages.success(request, _("Done. Sign in with your new password; everything else is signed out."))
        return HttpResponseRedirect("/accounts/login/")
    return render(request, "web/recover.html", {"section": "me", "form": form})
