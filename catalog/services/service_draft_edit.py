"""Write the next version of a service."""

from __future__ import annotations

from uuid import UUID

from catalog.access import actor_label, draft_of, locked_for
from catalog.content import ServiceContent, digest, to_json
from catalog.models import ServiceDraft
from catalog.publishing.locks import publishing_transaction
from catalog.workflow import follow
from services_portal.kernel import audit
from services_portal.kernel.actor import Actor


def service_draft_edit(
    *, actor: Actor, service_id: UUID, content: ServiceContent, expected_version: int
) -> ServiceDraft:
    """Write ``content`` as the draft of a service and return it; what is public stands until the draft is published.

    ``expected_version`` is the ``Service.version`` that the editor read (If-Match). Raises DomainError
    ``unknown_service``, ``not_permitted``, ``stale_draft``, ``wrong_state`` (a draft in review is returned first).
    """
    with publishing_transaction():
        service = locked_for(actor, "edit", service_id, expected_version=expected_version)
        draft = draft_of(service)
        target = follow("edit", draft.state if draft else service.state)
        if draft is None:
            number = service.current_version.number if service.current_version else 0
            draft = ServiceDraft(service=service, base_number=number)
        draft.content, draft.state, draft.edited_by = to_json(content), target, actor_label(actor)
        draft.save()
        service.version += 1
        service.save(update_fields=["version", "updated_at"])
        audit.record(actor, "catalog.service.edit", service, detail={"digest": digest(content)})
    return draft
