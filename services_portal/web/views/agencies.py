"""Whom I act for and who acts for me."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.agents.listing import cards_of
from accounts.agents.reference import reference_of
from accounts.models import AgencyRelation, User
from accounts.services.agency_confirm import agency_confirm
from accounts.services.agency_end import agency_end
from accounts.services.agency_suspend import agency_resume, agency_suspend
from accounts.services.guardian_consent import guardian_consent_give, guardian_consent_withdraw
from accounts.signin.asking import require_shown
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.web.agency_cards import shown
from services_portal.web.agency_forms import FORMS
from services_portal.web.refusals import said_of
from services_portal.web.views.me import SIGN_IN

STEPS: Final[dict[str, Callable[..., Any]]] = {
    "confirm": agency_confirm,
    "end": agency_end,
    "suspend": agency_suspend,
    "resume": agency_resume,
}
CONSENTS: Final[dict[str, Callable[..., Any]]] = {
    "consent": guardian_consent_give,
    "withdraw": guardian_consent_withdraw,
}
ASKED_FIRST: Final = ("confirm", "resume", "consent")  # to take something back is always safe


def _said_of(refusal: DomainError) -> str:
    if refusal.params.get("field") == "other":
        return _("The word is wrong or too old. Ask the other for a new one.")
    return said_of(refusal)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required(login_url=SIGN_IN)
def agencies(request: HttpRequest) -> HttpResponse:
    """Show both sides, and the forms to ask; a POST asks for what ``what`` names."""
    user, actor = cast(User, request.user), cast(Actor, request.actor)  # type: ignore[attr-defined]
    what = request.POST.get("what", "") if request.method == "POST" else ""
    if request.method == "POST" and what not in FORMS:
        raise Http404
    forms = {name: kind(request.POST if name == what else None, prefix=name) for name, kind in FORMS.items()}
    if what and forms[what].is_valid():
        require_shown(request)
        try:
            forms[what].ask(actor, user)
        except ValidationError as error:
            forms[what].add_error(None, error)
        except DomainError as refusal:
            forms[what].add_error(None, _said_of(refusal))
        else:
            messages.success(request, _("Asked. It holds once it is confirmed."))
            return HttpResponseRedirect("/me/agencies/")
    cards = [shown(card) for card in cards_of(actor)]
    context = {
        "section": "me",
        "live": [each for each in cards if not each["card"].is_over],
        "over": [each for each in cards if each["card"].is_over][:20],
        "forms": forms,
        "what": what,
        "reference": reference_of(user),
        "crumbs": [{"label": _("My page"), "url": "/me/"}, {"label": _("Acting for others")}],
    }
    return render(request, "web/agencies.html", context)


@require_POST
@login_required(login_url=SIGN_IN)
def agency_step(request: HttpRequest, agency_id: UUID, step: str) -> HttpResponse:
    """Confirm, end, suspend or resume; consent to a child's account, or take that back."""
    if step not in {**STEPS, **CONSENTS}:
        raise Http404
    if step in ASKED_FIRST:
        require_shown(request)
    user, actor = cast(User, request.user), cast(Actor, request.actor)  # type: ignore[attr-defined]
    try:
        if step in STEPS:
            STEPS[step](actor=actor, agency_id=agency_id)
        else:
            relation = get_object_or_404(AgencyRelation, pk=agency_id, agent=user, dependant__isnull=False)
            CONSENTS[step](actor=actor, user=user, dependant_id=relation.dependant_id)
    except DomainError as refusal:
        messages.error(request, _said_of(refusal))
    else:
        messages.success(request, _("Done."))
    return HttpResponseRedirect("/me/agencies/")
