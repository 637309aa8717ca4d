"""Who has it decides whether something is corrected."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.events import CorrectionDecided, CorrectionReported
from accounts.models import CorrectionRequest, CorrectionState, RefusalReason, User
from accounts.rights.correcting import CORRECTABLE, row_of
from accounts.rights.errors import CORRECTION_MOVED_ON, CORRECTION_SETTLED
from accounts.rights.gathering import accounts_of
from accounts.scopes import CORRECTION_DECIDE
from accounts.selectors import USER
from services_portal.kernel import audit, clock, outbox
from services_portal.kernel.actor import EVERYWHERE, Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_FOUND, NOT_PERMITTED


@transaction.atomic
def correction_accept(*, actor: Actor, correction_id: UUID, file: str, answer: str = "") -> CorrectionRequest:
    """Let it be corrected: at once where the record is the portal's, else its city is told by
    :class:`CorrectionReported`, and the next delivery of its data brings it.

    In: ``file``, a case number; ``answer``, what the person is told besides. Raises DomainError ``not_found`` for what
    ``actor`` does not decide, ``not_permitted`` (recorded) for his own, ``correction_settled``, ``correction_moved_on``
    where the record says something else by now. Told by :class:`CorrectionDecided`; audited.
    """
    request = _locked(actor, correction_id)
    correctable = CORRECTABLE[request.kind]
    record, entry = row_of(accounts_of(request.user), request.kind, request.row), correctable.entry(request.field)
    if record is None or entry is None or entry.read(record) != request.said:
        raise DomainError(CORRECTION_MOVED_ON)
    if correctable.apply is not None:
        correctable.apply(record, request.field, request.wanted)
        state = CorrectionState.CORRECTED
    else:
        state = CorrectionState.REPORTED
        city = request.city.slug if request.city is not None else ""
        event = CorrectionReported(correction_id=request.pk, city=city)
        outbox.publish(event, aggregate_type="accounts.correctionrequest", aggregate_id=str(request.pk))
    return _settle(actor, "accounts.correction.accept", request, state, file, answer)


@transaction.atomic
def correction_refuse(
    *, actor: Actor, correction_id: UUID, reason: RefusalReason, file: str, answer: str = ""
) -> CorrectionRequest:
    """Leave it as it is and say why (PIPL Art. 50: a refusal gives its reasons). Raises DomainError as
    :func:`correction_accept`, but for ``correction_moved_on``."""
    request = _locked(actor, correction_id)
    request.reason = reason
    return _settle(actor, "accounts.correction.refuse", request, CorrectionState.REFUSED, file, answer)


def may_decide(actor: Actor, request: CorrectionRequest) -> bool:
    """Whether ``actor`` decides ``request``: of the city that is the source, or of the province; never his own."""
    realm = f"city:{request.city.slug}" if request.city is not None else EVERYWHERE
    return actor.may(CORRECTION_DECIDE, realm) and (actor.type, actor.id) != (USER, str(request.user_id))


def _locked(actor: Actor, correction_id: UUID) -> CorrectionRequest:
    permitted = CorrectionRequest.objects.for_actor(actor).select_related("city", "user")
    found: CorrectionRequest | None = permitted.filter(pk=correction_id).first()
    if found is None:
        raise DomainError(NOT_FOUND)
    if not may_decide(actor, found):
        audit.record_refusal(actor, "accounts.correction.decide", ("accounts.correctionrequest", str(found.pk)))
        raise DomainError(NOT_PERMITTED)
    User.objects.select_for_update(no_key=True).get(pk=found.user_id)
    locked: CorrectionRequest = permitted.select_for_update(no_key=True, of=("self",)).get(pk=correction_id)
    if locked.state != CorrectionState.ASKED:
        raise DomainError(CORRECTION_SETTLED)
    return locked


def _settle(
    actor: Actor, action: str, request: CorrectionRequest, state: CorrectionState, file: str, answer: str
) -> CorrectionRequest:
    request.state, request.ended_at, request.file = state, clock.now(), file
    request.answer = answer or None
    request.decided_by = f"{actor.type}:{actor.id}"
    request.save(update_fields=["state", "ended_at", "file", "answer", "reason", "decided_by"])
    audit.record(actor, action, request, detail={"case": file, "because": request.reason})
    event = CorrectionDecided(correction_id=request.pk, user_id=request.user_id, state=state.value)
    outbox.publish(event, aggregate_type="accounts.user", aggregate_id=str(request.user_id))
    return request
