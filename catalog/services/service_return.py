"""Give a draft back to its editors."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from catalog.access import draft_of, locked_for
from catalog.errors import CONTENT_INVALID
from catalog.events import AGGREGATE, ServiceReturned
from catalog.models import Service, ServiceState
from catalog.publishing.locks import publishing_transaction
from catalog.workflow import follow
from services_portal.kernel import audit, outbox
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError

MAX_NOTE = 500


def service_return(*, actor: Actor, service_id: UUID, note: str, expected_version: int | None = None) -> Service:
    """Return a draft in review to its editors with ``note`` (cut at 500 characters), and return the service.

    Raises DomainError ``unknown_service``, ``not_permitted``, ``stale_draft``, ``wrong_state``,
    ``content_invalid`` without a note.
    """
    with publishing_transaction():
        service = locked_for(actor, "return", service_id, expected_version=expected_version)
        draft = draft_of(service)
        target = follow("return", draft.state if draft else service.state)
        assert draft is not None  # noqa: S101  only a draft can be in review, says the workflow
        if not note:
            raise DomainError(CONTENT_INVALID, errors={"note": [_("Write a note: the editor must know what to mend.")]})
        draft.state, draft.note = target, note[:MAX_NOTE]
        draft.save(update_fields=["state", "note", "updated_at"])
        if service.state == ServiceState.IN_REVIEW:
            service.state = target
        service.version += 1
        service.save(update_fields=["version", "state", "updated_at"])
        audit.record(actor, "catalog.service.return", service)
        outbox.publish(ServiceReturned(service_id=service.pk), aggregate_type=AGGREGATE, aggregate_id=str(service.pk))
    return service
