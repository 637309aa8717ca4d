"""Register a service by hand."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from catalog.access import actor_label, may
from catalog.codes import implementation_code
from catalog.content import ServiceContent, to_json
from catalog.errors import CODE_TAKEN, UNKNOWN_AGENCY, UNKNOWN_ITEM
from catalog.models import BasicItem, Service, ServiceDraft, ServiceState
from catalog.scopes import SERVICE_EDIT
from cities.models import Agency
from services_portal.kernel import audit
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_PERMITTED


def service_create(*, actor: Actor, basic_item_id: UUID, agency_id: UUID, content: ServiceContent) -> Service:
    """Register what an agency offers for a matter, as a draft, and return the service.

    Level, city and region are the agency's; the implementation code follows from agency, level and matter
    (GB/T 39554). Raises DomainError ``unknown_item``, ``unknown_agency``,
    ``not_permitted``, ``bad_code``, ``implementation_code_taken``.
    """
    item = BasicItem.objects.filter(pk=basic_item_id, is_active=True).first()
    if item is None:
        raise DomainError(UNKNOWN_ITEM)
    agency = Agency.objects.select_related("city").filter(pk=agency_id, is_active=True).first()
    if agency is None:
        raise DomainError(UNKNOWN_AGENCY)
    if not may(actor, SERVICE_EDIT, agency):
        audit.record_refusal(actor, "catalog.service.create", agency)
        raise DomainError(NOT_PERMITTED)
    code = implementation_code(uscc=agency.uscc, level=agency.level, basic=item.code)
    service = Service(
        basic_item=item,
        agency=agency,
        region_id=agency.region_id,
        city=agency.city,
        level=agency.level,
        implementation_code=code,
        state=ServiceState.DRAFT,
    )
    try:
        with transaction.atomic():
            service.save(force_insert=True)
            ServiceDraft.objects.create(service=service, content=to_json(content), edited_by=actor_label(actor))
            audit.record(actor, "catalog.service.create", service, detail={"implementation_code": code})
    except IntegrityError as error:
        if "implementation_code" in str(error):
            raise DomainError(CODE_TAKEN, params={"implementation_code": code}) from error
        raise
    return service
