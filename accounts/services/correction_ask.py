"""A person asks that something held about him be corrected, or no longer asks."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.events import CorrectionAsked
from accounts.models import CorrectionRequest, CorrectionState, User
from accounts.rights.correcting import CORRECTABLE, row_of
from accounts.rights.errors import CORRECTION_NEEDLESS, CORRECTION_SETTLED, CORRECTION_UNDER_WAY, CORRECTION_UNKNOWN
from accounts.rights.gathering import accounts_of
from accounts.selectors import USER
from services_portal.kernel import audit, clock, outbox
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_FOUND, NOT_PERMITTED


def correction_ask(
    *, actor: Actor, user: User, kind: str, row: str, field: str, wanted: str, evidence: str = ""
) -> CorrectionRequest:
    """Ask that the entry ``field`` of the record ``row`` of ``kind`` say ``wanted`` (PIPL Art. 46).

    Its source decides, a city or else the province, within ``PORTAL_CORRECTION_DAYS`` working days; nothing changes
    until then. The caller has made sure that the person himself sits there. Told by :class:`CorrectionAsked`; audited
    without the values. Raises ValidationError for what the entry cannot say, DomainError ``not_permitted`` for anybody
    but the person, ``correction_unknown``, ``correction_needless``, ``correction_under_way``; the unique index decides
    a race.
    """
    if (actor.type, actor.id) != (USER, str(user.pk)):
        raise DomainError(NOT_PERMITTED)
    try:
        with transaction.atomic():
            User.objects.select_for_update(no_key=True).get(pk=user.pk)
            return _write(actor, user, kind, row, field, wanted, evidence)
    except IntegrityError as error:
        if "correction_asked_once" not in str(error):
            raise
        raise DomainError(CORRECTION_UNDER_WAY) from None


def _write(actor: Actor, user: User, kind: str, row: str, field: str, wanted: str, evidence: str) -> CorrectionRequest:
    record = row_of(accounts_of(user), kind, row)
    entry = CORRECTABLE[kind].entry(field) if record is not None else None
    if entry is None:
        raise DomainError(CORRECTION_UNKNOWN)
    said, right = entry.read(record), entry.form(wanted)
    if said == right:
        raise DomainError(CORRECTION_NEEDLESS)
    due = clock.add_working_days(clock.today(), settings.PORTAL_CORRECTION_DAYS)
    request: CorrectionRequest = CorrectionRequest.objects.create(
        user=user,
        kind=kind,
        row=str(record.pk),
        field=field,
        said=said,
        wanted=right,
        evidence=evidence or None,
        city=CORRECTABLE[kind].city_of(record),
        asked_at=clock.now(),
        due_on=due.day,
        due_is_provisional=due.provisional,
    )
    audit.record(actor, "accounts.correction.ask", request, detail={"kind": kind, "field": field})
    event = CorrectionAsked(correction_id=request.pk, user_id=user.pk)
    outbox.publish(event, aggregate_type="accounts.user", aggregate_id=str(user.pk))
    return request


@transaction.atomic
def correction_withdraw(*, actor: Actor, correction_id: UUID) -> CorrectionRequest:
    """Ask for it no longer. Raises DomainError ``not_found`` for whose it is not, ``correction_settled``. Audited."""
    own = CorrectionRequest.objects.filter(pk=correction_id, user_id=actor.id) if actor.type == USER else None
    request = own.select_for_update(no_key=True).first() if own is not None else None
    if request is None:
        raise DomainError(NOT_FOUND)
    if request.state != CorrectionState.ASKED:
        raise DomainError(CORRECTION_SETTLED)
    request.state, request.ended_at = CorrectionState.WITHDRAWN, clock.now()
    request.save(update_fields=["state", "ended_at"])
    audit.record(actor, "accounts.correction.withdraw", request)
    return request
