"""My data: what is held, who looked, what was consented to, copies, closing the account."""

from __future__ import annotations

from functools import partial
from itertools import islice
from typing import Any, Final, cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import CorrectionRequest, DataExport, ExportKind, User
from accounts.rights.accesses import accesses_of
from accounts.rights.consents import consents_of
from accounts.rights.describing import described
from accounts.rights.foreseeing import foreseen
from accounts.rights.gathering import accounts_of, rows_about
from accounts.rights.registry import Group, personal_data
from accounts.services.closure_ask import closure_ask
from accounts.services.closure_call_off import closure_call_off
from accounts.services.consent_withdraw import consent_withdraw
from accounts.services.data_export_ask import data_export_ask
from accounts.services.data_export_open import data_export_open
from accounts.signin.asking import require_shown
from accounts.tasks import make_data_export
from services_portal.kernel import clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.text import current_language
from services_portal.web.refusals import said_of

SIGN_IN: Final = "/sign-in/"
PAGE: Final = "/me/data/"
LOOKS_SHOWN: Final = 20
ROWS_SHOWN: Final = 50
TYPES: Final = {ExportKind.JSON: "application/json", ExportKind.PDF: "application/pdf"}


def _actor(request: HttpRequest) -> Actor:
    return cast(Actor, request.actor)  # type: ignore[attr-defined]


def _page(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    crumbs = [{"label": _("My page"), "url": "/me/"}]
    if template != "web/my_data.html":
        crumbs.append({"label": _("My data"), "url": PAGE})
    return render(request, template, {"section": "me", "crumbs": [*crumbs, {"label": title}], **context})


@require_safe
@never_cache
@login_required(login_url=SIGN_IN)
def my_data(request: HttpRequest) -> HttpResponse:
    """Show who looked, what was consented to, copies, and the ways to see everything and to close the account."""
    user = cast(User, request.user)
    looks = accesses_of(user, limit=LOOKS_SHOWN + 1)
    copies = DataExport.objects.for_actor(_actor(request)).filter(user=user, expires_at__gt=clock.now())
    return _page(
        request,
        "web/my_data.html",
        _("My data"),
        looks=looks[:LOOKS_SHOWN],
        more_looks=len(looks) > LOOKS_SHOWN,
        consents=consents_of(user),
        copies=copies.order_by("-pk"),
        closure=foreseen(user)["closure"],
        corrections=CorrectionRequest.objects.filter(user__in=accounts_of(user)).order_by("-asked_at")[:LOOKS_SHOWN],
    )


@require_safe
@never_cache
@login_required(login_url=SIGN_IN)
def everything(request: HttpRequest) -> HttpResponse:
    """Show all that is held, whole, to who has shown that it is he."""
    require_shown(request)
    people = accounts_of(cast(User, request.user))
    groups: dict[str, list[dict[str, Any]]] = {}
    nothing = []
    for data in personal_data():
        rows = list(islice(rows_about(data, people), ROWS_SHOWN + 1))
        if not rows:
            nothing.append(str(data.title))
            continue
        held = {"told": described(data), "rows": [[each for each in row if each.text] for row in rows[:ROWS_SHOWN]]}
        groups.setdefault(str(Group(data.group).label), []).append({**held, "more": len(rows) > ROWS_SHOWN})
    title = _("Everything that is held about me")
    return _page(request, "web/my_data_all.html", title, groups=groups.items(), nothing=nothing)


@require_POST
@login_required(login_url=SIGN_IN)
def ask_copy(request: HttpRequest) -> HttpResponse:
    """Ask for a copy of everything."""
    require_shown(request)
    try:
        with transaction.atomic():
            user = cast(User, request.user)
            asked = data_export_ask(actor=_actor(request), user=user, language=current_language())
            transaction.on_commit(partial(make_data_export.delay, str(asked.pk)))
        messages.success(request, _("The copy is being made. We write to you when it is ready."))
    except DomainError as refusal:
        messages.error(request, said_of(refusal))
    return HttpResponseRedirect(f"{PAGE}#copies")


@require_safe
@never_cache
@login_required(login_url=SIGN_IN)
def take_copy(request: HttpRequest, export_id: UUID, kind: str) -> StreamingHttpResponse:
    """Give a copy to its person, who has shown that it is he."""
    require_shown(request)
    if kind not in ExportKind.values:
        raise Http404
    form = ExportKind(kind)
    pieces = data_export_open(actor=_actor(request), export_id=export_id, kind=form)
    answer = StreamingHttpResponse(pieces, content_type=TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="my-data.{form.value}"'
    return answer


@require_POST
@login_required(login_url=SIGN_IN)
def withdraw(request: HttpRequest) -> HttpResponse:
    """Withdraw a consent."""
    try:
        consent_withdraw(actor=_actor(request), user=cast(User, request.user), code=request.POST.get("code", ""))
        messages.success(request, _("Withdrawn."))
    except DomainError as refusal:
        messages.error(request, said_of(refusal))
    return HttpResponseRedirect(f"{PAGE}#consents")


@require_safe
@never_cache
@login_required(login_url=SIGN_IN)
def closing(request: HttpRequest) -> HttpResponse:
    """Say what closing the account would do."""
    said = foreseen(cast(User, request.user))
    said["days"] = settings.PORTAL_CLOSURE_COOLING_DAYS
    said["stays"] = [{**each, "kept_years": (each["kept_days"] or 0) // 365} for each in said["stays"]]
    return _page(request, "web/closing.html", _("Close my account"), **said)


@require_POST
@login_required(login_url=SIGN_IN)
def close(request: HttpRequest, step: str) -> HttpResponse:
    """Ask that the account be closed, or call it off."""
    user = cast(User, request.user)
    try:
        if step == "ask":
            require_shown(request)
            closure_ask(actor=_actor(request), user=user)
        elif step == "call-off":
            closure_call_off(actor=_actor(request), user=user)
        else:
            raise Http404
        messages.success(request, _("Done. We have written to you about it."))
    except DomainError as refusal:
        messages.error(request, said_of(refusal))
    return HttpResponseRedirect("/me/data/closing/")
