"""What exercising these rights itself leaves behind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.rights.laws import CORRECTED, RECORDS, REQUESTED, SECURITY
from accounts.rights.registry import CorrectedBy, Group, OnErasure, Unshown, declare_personal_data, title_of
from services_portal.kernel.models import IdempotencyRecord


def _repeated(people: Sequence[UUID]) -> QuerySet[Any]:
    """Return what is kept so that a request which is sent twice is done once."""
    keys = [str(person) for person in people]
    return IdempotencyRecord.objects.filter(actor_type="user", actor_id__in=keys).order_by("pk")


declare_personal_data(
    "accounts.DataExport",
    paths=("user",),
    group=Group.TRACES,
    title=_("Copies that you asked for"),
    purpose=_("So that you can take your data with you."),
    basis=REQUESTED,
    retention=_("seven days"),
    days=7,
    shown=("state", "created_at", "ready_at", "expires_at"),
    unshown={"language": Unshown.MARK, "attempts": Unshown.MARK, "updated_at": Unshown.MARK},
    corrected_by=CorrectedBy.NOBODY,
    on_erasure=OnErasure.DELETED,
)
declare_personal_data(
    "accounts.DataExportPart",
    paths=("export__user",),
    group=Group.TRACES,
    title=_("Pieces of those copies"),
    purpose=_("So that you can take your data with you."),
    basis=REQUESTED,
    retention=_("seven days"),
    days=7,
    shown=("kind",),
    unshown={"number": Unshown.MARK, "content": Unshown.COPY},
    corrected_by=CorrectedBy.NOBODY,
    on_erasure=OnErasure.DELETED,
)
declare_personal_data(
    "accounts.CorrectionRequest",
    paths=("user",),
    group=Group.TRACES,
    title=_("What you asked to have corrected"),
    purpose=_("So that what is wrong is mended by who has it, in time, and you are told."),
    basis=CORRECTED,
    retention=_("as long as you have the account"),
    shown=(
        "kind",
        "field",
        "said",
        "wanted",
        "evidence",
        "city",
        "state",
        "asked_at",
        "due_on",
        "ended_at",
        "reason",
        "answer",
        "file",
    ),
    texts={"kind": title_of},
    unshown={
        "row": Unshown.MARK,
        "due_is_provisional": Unshown.MARK,
        "alarmed": Unshown.MARK,
        "decided_by": Unshown.OTHERS,
    },
    corrected_by=CorrectedBy.NOBODY,
    on_erasure=OnErasure.DELETED,
)
declare_personal_data(
    "accounts.Closure",
    paths=("user",),
    group=Group.TRACES,
    title=_("That you asked to close your account"),
    purpose=_("So that it can be called off, and shown afterwards that it was you who asked."),
    basis=REQUESTED,
    retention=_("three years"),
    shown=("state", "asked_at", "due_at", "ended_at", "done_at"),
    unshown={"code": Unshown.MARK},
    corrected_by=CorrectedBy.NOBODY,
    on_erasure=OnErasure.KEPT,
    law=RECORDS,
)
declare_personal_data(
    "accounts.SetAside",
    paths=("closure__user",),
    group=Group.TRACES,
    title=_("What a law has kept after an account was closed"),
    purpose=_("So that it can be shown how sensitive data was handled."),
    basis=RECORDS,
    retention=_("until the day that stands beside it"),
    shown=("kind", "law", "until"),
    unshown={"content": Unshown.COPY},
    corrected_by=CorrectedBy.NOBODY,
    on_erasure=OnErasure.KEPT,
    law=RECORDS,
)
declare_personal_data(
    "kernel.IdempotencyRecord",
    paths=(),
    rows=_repeated,
    group=Group.TRACES,
    title=_("Requests that are done once, however often they are sent"),
    purpose=_("So that nothing of yours happens twice."),
    basis=SECURITY,
    retention=_("as long as you have the account"),
    shown=("created_at",),
    unshown={
        **dict.fromkeys(("actor_type", "actor_id", "key", "owner", "lease_until", "status", "body"), Unshown.MARK),
        "fingerprint": Unshown.KEYED,
    },
    corrected_by=CorrectedBy.NOBODY,
    on_erasure=OnErasure.DELETED,
)
