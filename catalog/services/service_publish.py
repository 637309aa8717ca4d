"""Make a reviewed draft public."""

from __future__ import annotations

from uuid import UUID

from catalog.access import actor_label, draft_of, locked_for
from catalog.completeness import require_complete
from catalog.content import ServiceContent, digest, to_json
from catalog.events import AGGREGATE, ServicePublished
from catalog.models import Service, ServiceState, ServiceVersion
from catalog.publishing.current import write_current
from catalog.publishing.locks import publishing_transaction
from catalog.publishing.rebuild import rebuild_items
from catalog.publishing.render import card_json
from catalog.workflow import follow
from services_portal.kernel import audit, outbox
from services_portal.kernel.actor import Actor
from services_portal.kernel.clock import now


def service_publish(*, actor: Actor, service_id: UUID, expected_version: int | None = None) -> ServiceVersion:
    """Publish the draft in review and return the version that is public now.

    Version, documents, list rows, audit entry and event stand or fall together. A draft that says what is public
    already is closed without a new version and without an event. Raises DomainError ``unknown_service``,
    ``not_permitted``, ``stale_draft``, ``wrong_state``, ``content_invalid``, ``registry_busy``.
    """
    with publishing_transaction():
        service = locked_for(actor, "publish", service_id, expected_version=expected_version)
        draft = draft_of(service)
        follow("publish", draft.state if draft else service.state)
        assert draft is not None  # noqa: S101  only a draft can be in review, says the workflow
        content = draft.read()
        require_complete(content)
        draft.delete()
        standing = service.current_version
        same = standing is not None and standing.digest == digest(content) and service.state == ServiceState.PUBLISHED
        version = standing if same and standing else _append(actor, service, content)
        service.version += 1
        service.save()
        audit.record(
            actor, "catalog.service.publish", service, detail={"number": version.number, "digest": version.digest}
        )
        if not same:
            write_current([service.pk])
            rebuild_items([service.basic_item_id])
            _announce(service, version)
    return version


def _append(actor: Actor, service: Service, content: ServiceContent) -> ServiceVersion:
    """Add the next version and point the service at it."""
    last = service.versions.order_by("-number").values_list("number", flat=True).first() or 0
    version = ServiceVersion.objects.create(
        service=service,
        number=last + 1,
        content=to_json(content),
        digest=digest(content),
        published_at=now(),
        published_by=actor_label(actor),
    )
    service.current_version = version
    service.state = ServiceState.PUBLISHED
    service.retired_at = None
    service.card = card_json(content)
    return version


def _announce(service: Service, version: ServiceVersion) -> None:
    outbox.publish(
        ServicePublished(
            service_id=service.pk,
            version_id=version.pk,
            number=version.number,
            basic_code=service.basic_item.code,
        ),
        aggregate_type=AGGREGATE,
        aggregate_id=str(service.pk),
    )
