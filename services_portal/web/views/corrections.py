"""My data: what I ask to have corrected."""

from __future__ import annotations

from typing import Any, Final, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import CorrectionRequest, User
from accounts.rights.correcting import CORRECTABLE, held_by
from accounts.rights.describing import said as provision_said
from accounts.rights.gathering import accounts_of
from accounts.rights.laws import CORRECTED
from accounts.rights.registry import title_of
from accounts.services.correction_ask import correction_ask, correction_withdraw
from accounts.signin.asking import require_shown
from services_portal.kernel.errors import DomainError
from services_portal.web.refusals import said_of
from services_portal.web.views.me import SIGN_IN

PAGE: Final = "/me/data/corrections/"


class CorrectionForm(forms.Form):
    """What it should say, and what shows it."""

    wanted = forms.CharField(
        label=gettext_lazy("What it should say"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    evidence = forms.CharField(
        label=gettext_lazy("What shows it"),
        help_text=gettext_lazy("Which document, and where it can be seen. The clerk may ask you to bring it."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_safe
@never_cache
@login_required(login_url=SIGN_IN)
def corrections(request: HttpRequest) -> HttpResponse:
    """Show what was asked for and what can be, whole, to who has shown that it is he."""
    require_shown(request)
    people = accounts_of(cast(User, request.user))
    asked = CorrectionRequest.objects.filter(user__in=people).select_related("city").order_by("-asked_at", "-pk")
    open_ones = {(each.kind, each.row, each.field) for each in asked if each.state == "asked"}
    records: dict[tuple[str, str], dict[str, Any]] = {}
    for held in held_by(people):
        place: dict[str, Any] = {"title": held.title, "city": held.city, "entries": []}
        waits = (held.kind, held.row, held.field) in open_ones
        records.setdefault((held.kind, held.row), place)["entries"].append({"held": held, "waits": waits})
    context = {
        "section": "me",
        "requests": [{"request": each, "title": title_of(each.kind), "label": _label(each)} for each in asked],
        "records": records.values(),
        "law": provision_said(CORRECTED),
        "crumbs": [*_crumbs(), {"label": _("Corrections")}],
    }
    return render(request, "web/corrections.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required(login_url=SIGN_IN)
def ask(request: HttpRequest, kind: str, row: str, field: str) -> HttpResponse:
    """Ask that one entry say something else. Raises Http404 for what is not his, or nothing that can be asked for."""
    require_shown(request)
    user = cast(User, request.user)
    named = (kind, row, field)
    held = next((each for each in held_by(accounts_of(user)) if (each.kind, each.row, each.field) == named), None)
    if held is None:
        raise Http404
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actor = request.actor  # type: ignore[attr-defined]
            correction_ask(actor=actor, user=user, kind=kind, row=row, field=field, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("wanted", error)
        except DomainError as refusal:
            form.add_error(None, said_of(refusal))
        else:
            messages.success(request, _("Asked for. You are told when it is decided."))
            return HttpResponseRedirect(PAGE)
    crumbs = [*_crumbs(), {"label": _("Corrections"), "url": PAGE}, {"label": held.label}]
    return render(request, "web/correction_ask.html", {"section": "me", "form": form, "held": held, "crumbs": crumbs})


@require_POST
@login_required(login_url=SIGN_IN)
def withdraw(request: HttpRequest, correction_id: UUID) -> HttpResponse:
    """Ask for it no longer."""
    require_shown(request)
    try:
        correction_withdraw(actor=request.actor, correction_id=correction_id)  # type: ignore[attr-defined]
        messages.success(request, _("Withdrawn."))
    except DomainError as refusal:
        messages.error(request, said_of(refusal))
    return HttpResponseRedirect(PAGE)


def _label(request: CorrectionRequest) -> str:
    entry = CORRECTABLE[request.kind].entry(request.field) if request.kind in CORRECTABLE else None
    return str(entry.label) if entry is not None else request.field


def _crumbs() -> list[dict[str, str]]:
    return [{"label": _("My page"), "url": "/me/"}, {"label": _("My data"), "url": "/me/data/"}]
