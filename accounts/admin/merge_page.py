"""The page on which a merge is looked at, approved, called off or undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.merging.pointers import pointer_named
from accounts.merging.telling import named
from accounts.models import Identifier, Merge, MergeBasis, MergeState, Outcome, User, WrittenSince
from accounts.rights.purposes import ReadPurpose, read_facts
from accounts.services.merge_approve import merge_approve
from accounts.services.merge_cancel import merge_cancel
from accounts.services.merge_undo import merge_undo
from accounts.services.written_since_give import written_since_give
from services_portal.kernel import audit
from services_portal.kernel.actor import Actor
from services_portal.kernel.admin.base import actor_of
from services_portal.kernel.errors import DomainError

if TYPE_CHECKING:
    from accounts.admin.merge_admin import MergeAdmin

SHOWN_AT_MOST: Final = 500


@dataclass(frozen=True)
class Step:
    """One button: its name in the form, what it says, whether it is grave."""

    name: str
    label: str
    danger: bool = False


@dataclass(frozen=True)
class Side:
    """One of the two accounts, as far as a second pair of eyes needs it: what it is known by, masked."""

    title: str
    user: User
    known_by: list[tuple[str, str, bool]]


def steps_of(actor: Actor, merge: Merge) -> list[Step]:
    """Return what ``actor`` can do with ``merge`` now."""
    found = []
    if merge.state == MergeState.ASKED:
        asks_itself = merge.asked_by == f"{actor.type}:{actor.id}"
        if merge.basis == MergeBasis.STAFF and not merge.approved_by and not asks_itself:
            found.append(Step("approve", _("Approve: these are one person's")))
        found.append(Step("cancel", _("Call it off"), danger=True))
    if merge.state == MergeState.DONE:
        found.append(Step("undo", _("Take them apart again"), danger=True))
    return found


def _side(title: str, user: User) -> Side:
    held = Identifier.objects.live().filter(user=user).order_by("type", "pk")
    return Side(title, user, [(each.get_type_display(), each.masked, each.is_proved) for each in held])


@dataclass(frozen=True)
class Since:
    """One row that was written while the accounts were one: what it is, what became of it, whether it can be given."""

    row: WrittenSince
    what: str
    can_be_given: bool


def _since(merge: Merge) -> list[Since]:
    rows = WrittenSince.objects.filter(merge=merge).order_by("outcome", "pointer", "pk")
    return [
        Since(each, named(each.pointer), each.outcome == Outcome.UNTOLD and not pointer_named(each.pointer).opens)
        for each in rows[:SHOWN_AT_MOST]
    ]


def merge_page(page: MergeAdmin, request: HttpRequest, object_id: UUID) -> HttpResponse:
    """Show the page, which leaves a trace; on POST take the step that ``step`` names. Raises Http404."""
    actor = actor_of(request)
    visible = Merge.objects.for_actor(actor).select_related("survivor", "absorbed")
    merge = visible.filter(pk=object_id).first() if page.has_view_permission(request) else None
    if merge is None:
        raise Http404
    if request.method == "POST":
        try:
            if row := request.POST.get("give", ""):
                written_since_give(actor=actor, row_id=_row_of(merge, row))
            else:
                _take(request.POST.get("step", ""), actor, merge)
            messages.success(request, _("Done."))
        except DomainError as refusal:
            messages.error(request, str(refusal.detail or refusal.error.title))
        return HttpResponseRedirect(reverse("admin:accounts_merge_steps", args=[merge.pk]))
    with transaction.atomic():
        audit.record(actor, "accounts.merge.read", merge, detail=read_facts(actor, ReadPurpose.MERGE))
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": _("Merge of accounts"),
        "merge": merge,
        "sides": [_side(_("remains"), merge.survivor), _side(_("becomes a part of it"), merge.absorbed)],
        "steps": steps_of(actor, merge),
        "since": _since(merge),
    }
    return TemplateResponse(request, "accounts/admin/merge.html", context)


def _row_of(merge: Merge, key: str) -> UUID:
    """Return the key of a row of this merge. Raises Http404 for any other."""
    try:
        found = WrittenSince.objects.filter(merge=merge, pk=UUID(key)).values_list("pk", flat=True).first()
    except ValueError:
        raise Http404 from None
    if found is None:
        raise Http404
    return found


def _take(step: str, actor: Actor, merge: Merge) -> None:
    """Take the step. Raises DomainError, Http404 for no such step."""
    taken: dict[str, Callable[..., Any]] = {"approve": merge_approve, "cancel": merge_cancel, "undo": merge_undo}
    if step not in taken:
        raise Http404
    taken[step](actor=actor, merge_id=merge.pk)
