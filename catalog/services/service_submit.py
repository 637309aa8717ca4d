"""Hand a draft to the reviewers."""

from __future__ import annotations

from uuid import UUID

from catalog.access import draft_of, locked_for
from catalog.completeness import require_complete
from catalog.events import AGGREGATE, ServiceSubmitted
from catalog.models import Service, ServiceState
from catalog.publishing.locks import publishing_transaction
from catalog.workflow import follow
from services_portal.kernel import audit, outbox
from services_portal.kernel.actor import Actor


def service_submit(*, actor: Actor, service_id: UUID, expected_version: int | None = None) -> Service:
    """Put the draft of a service into review and return the service.

    Raises DomainError ``unknown_service``, ``not_permitted``, ``stale_draft``, ``wrong_state``, ``content_invalid``.
    """
    with publishing_transaction():
        service = locked_for(actor, "submit", service_id, expected_version=expected_version)
        draft = draft_of(service)
        target = follow("submit", draft.state if draft else service.state)
        assert draft is not None  # noqa: S101  only a draft can be submitted, says the workflow
        require_complete(draft.read())
        draft.state, draft.note = target, ""
        draft.save(update_fields=["state", "note", "updated_at"])
        if service.state == ServiceState.DRAFT:
            service.state = target
        service.version += 1
        service.save(update_fields=["version", "state", "updated_at"])
        audit.record(actor, "catalog.service.submit", service)
        outbox.publish(ServiceSubmitted(service_id=service.pk), aggregate_type=AGGREGATE, aggregate_id=str(service.pk))
    return service
