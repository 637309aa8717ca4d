"""The second half of a run, as far as it only thinks: each changed row to one decision. Writes nothing.

A dry run ends here, so a dry run and a real one decide by the same code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from catalog.content import ServiceContent, digest_of, encode
from catalog.intake import agencies
from catalog.intake.adopting import Adoptions, matter_from, placed_at
from catalog.intake.agencies import Body, NewBody, resolve_agency
from catalog.intake.contents import build_content
from catalog.intake.doubles import DOUBLED, DOUBLED_ID, SAME_SERVICE, SAME_SERVICE_AGAIN
from catalog.intake.first_look import FirstLook
from catalog.intake.matching import NONE, Matter, match_row
from catalog.intake.names import comparable
from catalog.intake.rows import OTHER, SAME, SourceRow
from catalog.intake.rules import codes, regions
from catalog.intake.rules.check import CheckedRow, check_row
from catalog.intake.rules.registry import Disposition, Severity, define_rule
from catalog.intake.rules.texts import FORMULA
from catalog.intake.setting import Setting
from catalog.intake.sources import found_in_row
from catalog.intake.standing import ServiceFact, Standing
from catalog.models import Outcome, ServiceState
from services_portal.kernel.ids import uuid7

EDITED_HERE = define_rule(
    "service.edited_here",
    Severity.ERROR,
    zh="该事项已在本平台修改或停用，来源的改动须人工合并。",
    en="The service was changed or retired in the portal since; a person must merge the source's change.",
)

PORTAL_LEADS = define_rule(
    "service.portal_leads",
    Severity.ERROR,
    zh="以本平台为准：来源的改动仅予显示，由人决定是否采用。",
    en="The portal leads for this city: the source's change is shown; a person decides whether it is taken over.",
)


@dataclass(slots=True)
class Decision:
    """What becomes of one row. ``service_id`` is set wherever the row has a service, new or not."""

    row: SourceRow
    checked: CheckedRow
    outcome: str = ""
    matter: Matter | None = None
    body: Body | None = None
    region_id: UUID | None = None
    code: str = ""
    content: ServiceContent | None = None
    encoded: bytes = b""
    digest: str = ""
    fact: ServiceFact | None = None
    service_id: UUID | None = None
    is_new: bool = False
    alias_to: UUID | None = None
    # The row says what its service says already: only the memory of the row is refreshed.
    same_content: bool = False

    @property
    def stays(self) -> bool:
        """Whether nothing that anybody sees changes: the service says the same, or a waiting row waits on."""
        remembered = self.row.remembered
        waits_on = self.row.judged and remembered is not None and remembered.outcome == self.outcome
        return self.same_content or waits_on


@dataclass
class Decider:
    """Decides chunk after chunk; remembers which services this run has given to which row."""

    setting: Setting
    standing: Standing
    adoptions: Adoptions = field(default_factory=Adoptions)
    has_adopted: bool = False
    look: FirstLook | None = None

    def decide(self, rows: Sequence[SourceRow]) -> list[Decision]:
        """Return one decision a row, in order."""
        decisions = [self._read(row) for row in rows]
        codes_wanted = [each.code for each in decisions if each.code]
        known_ids = [row.remembered.service_id for row in rows if row.remembered and row.remembered.service_id]
        self.standing.load(codes_wanted, known_ids)
        for decision in decisions:
            self._conclude(decision)
        return decisions

    def take_adoptions(self) -> Adoptions:
        """Return what the chunk just decided adds to the directory, and begin anew."""
        taken, self.adoptions = self.adoptions, Adoptions()
        self.has_adopted = self.has_adopted or bool(taken.matters or taken.bodies)
        return taken

    def _read(self, row: SourceRow) -> Decision:
        checked = check_row(row.fields, self.setting.facts)
        decision = Decision(row, checked)
        told = {each.rule.id for each in checked.findings}
        for note in row.notes:
            if note.rule != "source.formula" or FORMULA.id not in told:
                checked.findings.append(found_in_row(note))
        if self.look is not None:
            checked.findings.extend(self.look.of_row(row.number, row.fields))
        if row.double:
            checked.add(DOUBLED if row.double == SAME else DOUBLED_ID, "old_id", row.fields.get("old_id", ""))
        if row.remembered and row.remembered.service_id and not row.double:
            decision.service_id = row.remembered.service_id
        disposition = checked.decide()
        if disposition is Disposition.REJECT or (checked.status == "off" and row.double != OTHER):
            return decision
        self._place(decision)
        return decision

    def _place(self, decision: Decision) -> None:
        """Find agency, matter, region and code; errors land among the findings."""
        checked, policies = decision.checked, self.setting.policies
        other = self.setting.facts.other_cities
        body = resolve_agency(checked, self.setting.bodies, adopt=policies.adopt_agencies, other_cities=other)
        matter = match_row(checked, self.setting.matters, adopt=policies.adopt_matters)
        hopeless = checked.decide() is not Disposition.PUBLISH
        if matter is None and not hopeless and policies.adopt_matters and checked.item_type:
            matter = matter_from(checked)
            self.setting.matters.add(matter)
            self.adoptions.matters.append(matter)
        elif matter is None and not hopeless:
            checked.add(NONE, "title", checked.title)
        if isinstance(body, NewBody):
            body = self._adopt(checked, body)
        if body is None or matter is None or checked.decide() is not Disposition.PUBLISH:
            return
        decision.body, decision.matter = body, matter
        decision.region_id = self._region(checked, body)
        inner = checked.code
        if inner and inner.level and inner.level != body.level:
            checked.add(codes.LEVEL_MISMATCH, "item_code", f"{inner.level} ≠ {body.level}")
        decision.code = f"{body.uscc}{body.level}{matter.code}"

    def _adopt(self, checked: CheckedRow, new: NewBody) -> Body | None:
        if checked.decide() is not Disposition.PUBLISH:
            return None
        body = placed_at(new, checked.region or self.setting.facts.regions[self.setting.facts.region_code])
        self.setting.bodies.add(body)
        self.adoptions.bodies.append(body)
        checked.add(agencies.ADOPTED, "agency_code", f"{body.uscc} {body.name}")
        return body

    def _region(self, checked: CheckedRow, body: Body) -> UUID:
        region = checked.region
        if region is None:
            return body.region_id
        if not regions.contains(region.code, body.region_code):
            checked.add(regions.AGENCY_ELSEWHERE, "region_code", f"{region.code} ≠ {body.region_code}")
            return body.region_id
        return region.id

    def _conclude(self, decision: Decision) -> None:
        checked, disposition = decision.checked, decision.checked.decide()
        if disposition is Disposition.REJECT:
            decision.outcome = Outcome.REJECTED
        elif checked.status == "off" and disposition is Disposition.PUBLISH:
            if self.setting.portal_leads and decision.service_id:
                self._leave(decision)
            else:
                self._switch_off(decision)
        elif disposition is Disposition.QUEUE or not decision.code:
            decision.outcome = Outcome.QUEUED
        else:
            self._offer(decision)

    def _switch_off(self, decision: Decision) -> None:
        decision.outcome = Outcome.RETIRED
        if decision.service_id:
            decision.fact = self.standing.by_id(decision.service_id)
            self.standing.switch_off(decision.service_id)

    def _offer(self, decision: Decision) -> None:
        """Compare with what stands: create, update, leave, or hand to a person."""
        checked, row = decision.checked, decision.row
        own = self.standing.by_id(decision.service_id) if decision.service_id else None
        holder = self.standing.holder(decision.code, row.key)
        if holder is not None:
            again = comparable(holder.title) == comparable(checked.title)
            rule = SAME_SERVICE_AGAIN if again else SAME_SERVICE
            checked.add(rule, "old_id", f"{decision.code} ← {holder.key}: {holder.title}")
            decision.outcome = Outcome.REJECTED if again else Outcome.QUEUED
            decision.alias_to = holder.service_id if again else None
            decision.service_id = own.id if own else None
            return
        bearer = self.standing.by_code(decision.code)
        if own is not None and bearer is not None and bearer.id != own.id:
            # The row has become another matter, and that matter's service is here without a row: which one goes on?
            checked.add(SAME_SERVICE, "old_id", f"{own.code} → {decision.code}: {bearer.title}")
            decision.outcome = Outcome.QUEUED
            return
        fact = own or bearer
        expected = self._expected_version(row, fact)
        if fact is not None and (fact.version_number != expected or self._retired_here(row, fact)):
            checked.add(EDITED_HERE, "old_id", f"{decision.code} v{fact.version_number}")
            decision.outcome = Outcome.QUEUED
            decision.service_id = fact.id
            return
        assert decision.matter is not None  # noqa: S101 -- a code is only made of a matter
        decision.content = build_content(checked, decision.matter, self.setting.known)
        decision.encoded = encode(decision.content)
        decision.digest = digest_of(decision.encoded)
        decision.fact = fact
        decision.is_new = fact is None
        decision.service_id = fact.id if fact else uuid7()
        decision.same_content = fact is not None and self._says_the_same(decision, fact)
        if self.setting.portal_leads and not decision.same_content:
            decision.service_id = fact.id if fact else None
            self._leave(decision)
            return
        decision.outcome = self._outcome(decision)
        self.standing.give(decision.code, row.key, decision.service_id, checked.title)

    @staticmethod
    def _leave(decision: Decision) -> None:
        """Hand the source's change to a person: the portal leads."""
        decision.checked.add(PORTAL_LEADS, "", decision.code or decision.checked.status)
        decision.outcome = Outcome.QUEUED

    @staticmethod
    def _expected_version(row: SourceRow, fact: ServiceFact | None) -> int | None:
        if row.remembered and row.remembered.service_id and row.remembered.version_number:
            return row.remembered.version_number
        return fact.owner_version if fact else None

    @staticmethod
    def _retired_here(row: SourceRow, fact: ServiceFact) -> bool:
        by_source = row.remembered is not None and row.remembered.outcome == Outcome.RETIRED
        return fact.state != ServiceState.PUBLISHED and not by_source and not fact.owner_retired

    @staticmethod
    def _outcome(decision: Decision) -> str:
        if decision.is_new:
            return Outcome.CREATED
        return Outcome.UNCHANGED if decision.same_content else Outcome.UPDATED

    @staticmethod
    def _says_the_same(decision: Decision, fact: ServiceFact) -> bool:
        body, matter = decision.body, decision.matter
        return (
            fact.state == ServiceState.PUBLISHED
            and fact.digest == decision.digest
            and fact.code == decision.code
            and (body is None or fact.agency_id == body.id)
            and (matter is None or fact.basic_item_id == matter.id)
            and fact.region_id == decision.region_id
        )
