"""Writing one chunk of decisions, in the caller's transaction: the directory's additions, services, memory, links."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from catalog.intake.adopting import Adoptions
from catalog.intake.deciding import Decision
from catalog.intake.matching import Matter
from catalog.intake.remembering import Rememberer
from catalog.models import Outcome
from catalog.services.basic_items_adopt import NewItem, basic_items_adopt
from catalog.services.service_retire import services_retire_bulk
from catalog.services.services_publish_bulk import BulkEntry, services_publish_bulk
from cities.services import NewAgency, agencies_adopt
from services_portal.kernel.actor import Actor


class Applier:
    """Writes the chunks of one run."""

    def __init__(self, *, actor: Actor, city_id: UUID, run_id: UUID, rememberer: Rememberer) -> None:
        self._actor = actor
        self._run_id = run_id
        self._city_id = city_id
        self._rememberer = rememberer

    def write(self, decisions: Sequence[Decision], adoptions: Adoptions) -> None:
        """Write everything that follows from these decisions, or nothing."""
        self._adopt(adoptions)
        numbers = self._publish(decisions)
        self._retire(decisions)
        self._rememberer.write(decisions, numbers)

    def rehearse(self, decisions: Sequence[Decision]) -> None:
        """Stage what would follow from these decisions, and write nothing else."""
        for decision in decisions:
            if decision.is_new:
                decision.service_id = None  # there is none to point to
        self._rememberer.stage(decisions)

    def _adopt(self, adoptions: Adoptions) -> None:
        matters, bodies = adoptions.matters, adoptions.bodies
        if bodies:
            agencies_adopt(
                actor=self._actor,
                city_id=self._city_id,
                agencies=[NewAgency(body.id, body.uscc, body.name, body.region_id, body.level) for body in bodies],
            )
        if matters:
            basic_items_adopt(actor=self._actor, items=[_new_item(matter) for matter in matters])

    def _publish(self, decisions: Sequence[Decision]) -> dict[UUID, int]:
        """Publish what is offered and return the number of the version that each service has now."""
        offered = [each for each in decisions if each.outcome in (Outcome.CREATED, Outcome.UPDATED)]
        results = services_publish_bulk(
            actor=self._actor, entries=[self._entry(each) for each in offered], rebuild_listings=False
        )
        numbers = {result.service_id: result.number for result in results}
        for decision in decisions:
            if decision.same_content and decision.fact and decision.fact.version_number:
                numbers[decision.fact.id] = decision.fact.version_number
        return numbers

    def _entry(self, decision: Decision) -> BulkEntry:
        body, matter, content = decision.body, decision.matter, decision.content
        if body is None or matter is None or content is None or decision.region_id is None:
            raise ValueError(f"row {decision.row.number} is to be published, but it is not placed")
        return BulkEntry(
            content=content,
            basic_item_id=matter.id,
            agency_id=body.id,
            region_id=decision.region_id,
            city_id=self._city_id,
            level=body.level,
            implementation_code=decision.code,
            service_id=None if decision.is_new else decision.service_id,
            register_as=decision.service_id if decision.is_new else None,
            encoded=decision.encoded,
            digest=decision.digest,
            made_by=(self._run_id, decision.row.number),
        )

    def _retire(self, decisions: Sequence[Decision]) -> None:
        ids = [each.service_id for each in decisions if each.outcome == Outcome.RETIRED and each.service_id]
        if ids:
            services_retire_bulk(actor=self._actor, service_ids=ids, rebuild_listings=False)


def _new_item(matter: Matter) -> NewItem:
    return NewItem(
        id=matter.id,
        code=matter.code,
        title=matter.name,
        summary=matter.summary,
        item_type=matter.item_type,
        for_person=matter.for_person,
        for_enterprise=matter.for_enterprise,
    )
