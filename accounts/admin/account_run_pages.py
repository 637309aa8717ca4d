"""The pages of the imports of old accounts."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.admin.account_run_form import TRIAL, AccountsForm
from accounts.admin.account_run_report import outcome_lines, report_context
from accounts.intake.reasons import word_of
from accounts.models import AccountRun, AccountRunState
from accounts.models.account_run import OPEN_STATES
from accounts.services.account_intake_cancel import account_intake_cancel
from accounts.services.account_intake_release import account_intake_release, is_overtaken
from accounts.services.account_intake_run import account_intake_dry_run
from accounts.services.account_intake_start import account_intake_start
from accounts.services.old_passwords_seal import password_states
from cities.adapters.base import AdapterError
from services_portal.kernel import clock
from services_portal.kernel.admin.base import actor_of, show_refusal
from services_portal.kernel.errors import DomainError
from services_portal.kernel.runs.sealed_file import path_to
from services_portal.kernel.text import current_language, pick

if TYPE_CHECKING:
    from accounts.admin.account_run_admin import AccountRunAdmin

HERE: Final = "admin:accounts_accountrun_change"


def start_page(page: AccountRunAdmin, request: HttpRequest) -> HttpResponse:
    """Show the form; try the file, or register the run and go to its page."""
    if not page.has_add_permission(request):
        raise PermissionDenied
    actor = actor_of(request)
    form = AccountsForm(request.POST or None, request.FILES or None, actor=actor, use_required_attribute=False)
    context: dict[str, Any] = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": _("Take in old accounts"),
        "form": form,
    }
    if request.method == "POST" and form.is_valid():
        city, file = form.cleaned_data["city"], form.cleaned_data["file"]
        try:
            if form.cleaned_data["mode"] != TRIAL:
                run = account_intake_start(actor=actor, city=city, upload=file, hand_over=True)
                return HttpResponseRedirect(reverse(HERE, args=[run.pk]))
            context |= report_context(_tried(city, file), pick(city.name, current_language()))
        except DomainError as error:
            show_refusal(form, error)
    return TemplateResponse(request, "accounts/admin/run_start.html", context)


def _tried(city: Any, file: Any) -> dict[str, Any]:
    """Return the report of a trial. A source that cannot be read to its end has one too."""
    try:
        if file is None:
            return account_intake_dry_run(city=city)
        with path_to(file.file.fileno(), suffix=PurePath(file.name).suffix.lower()) as path:
            return {**account_intake_dry_run(city=city, path=path), "source": file.name}
    except AdapterError as error:
        findings: dict[str, dict[str, Any]] = {}
        for each in error.findings:
            told = findings.setdefault(each.code, {"count": 0, "rows": []})
            told["count"] += 1
            told["rows"] += [each.row] if each.row is not None and len(told["rows"]) < 5 else []
        return {"error": error.code, "rows": 0, "outcomes": {}, "reasons": {}, "findings": findings}


def run_page(page: AccountRunAdmin, request: HttpRequest, run: AccountRun) -> HttpResponse:
    """Show how far the run is; its report once it is settled. Asked by the page itself, only the part that moves."""
    name = pick(run.city.name, current_language())
    settled = run.state not in OPEN_STATES
    context: dict[str, Any] = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": _("Old accounts of %(city)s") % {"city": name},
        "run": run,
        "settled": settled,
        "percent": percent_of(run),
        "left": _spelled(time_left(run)),
        "outcomes": outcome_lines(run.outcomes),
        "held": run.state == AccountRunState.HELD,
        "overtaken": run.state == AccountRunState.HELD and is_overtaken(run),
        "may_cancel": not settled and not run.cancel_requested,
        "put_off_for": word_of(run.error_code) if run.state == AccountRunState.RETRY else "",
    }
    if request.headers.get("HX-Request"):
        answer = TemplateResponse(request, "accounts/admin/run_progress.html", context)
        if settled:
            answer["HX-Refresh"] = "true"
        return answer
    if settled:
        context |= report_context(run.report, name)
        context["waiting"] = password_states(run.city).get("waiting", 0)
    return TemplateResponse(request, "accounts/admin/run.html", context)


def percent_of(run: AccountRun) -> int | None:
    """Return how much is done; None while nobody knows how long the source is."""
    if run.state == AccountRunState.DONE:
        return 100
    return min(99, run.done_rows * 100 // run.total_rows) if run.total_rows else None


def time_left(run: AccountRun) -> timedelta | None:
    """Return how long the rest takes at the pace of this phase so far; None where nobody can say."""
    if run.state != AccountRunState.RUNNING or not run.total_rows or not run.done_rows or run.phase_since is None:
        return None
    return (clock.now() - run.phase_since) * (run.total_rows - run.done_rows) / run.done_rows


def _spelled(span: timedelta | None) -> str:
    if span is None:
        return ""
    minutes, seconds = divmod(round(span.total_seconds()), 60)
    return _("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": seconds}


def cancel(request: HttpRequest, run: AccountRun) -> HttpResponse:
    """Stop a run and say so on its page."""
    return _do(request, run, account_intake_cancel, _("The import stops. What it has taken in until now stands."))


def release(request: HttpRequest, run: AccountRun) -> HttpResponse:
    """Let a held run go on."""
    return _do(request, run, account_intake_release, _("The import goes on and marks what is gone from the source."))


def _do(request: HttpRequest, run: AccountRun, step: Callable[..., Any], done: str) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        step(actor=actor_of(request), run_id=run.pk)
        messages.success(request, done)
    except DomainError as error:
        messages.error(request, str(error.detail or error.error.title))
    return HttpResponseRedirect(reverse(HERE, args=[run.pk]))


def report_file(run: AccountRun) -> HttpResponse:
    """Return the report as ``accounts_migrate`` writes it."""
    text = json.dumps(run.report, ensure_ascii=False, indent=2)
    answer = HttpResponse(f"{text}\n", content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{run.city.slug}-accounts.json"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
