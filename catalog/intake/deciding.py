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
from catalog.intake.queue.causes import row_cause
from catalog.intake.queue.heeding import VOID, Said, decided, heed, note
from catalog.intake.rows import OTHER, SAME, Note, SourceRow
from catalog.intake.rules import codes, regions
from catalog.intake.rules.check import CheckedRow, check_row
from catalog.intake.rules.registry import Disposition, Found, Rule, Severity, define_rule, found
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
    # What was noted while the content was put into words: it counts once the service is to say it.
    asides: list[Found] = field(default_factory=list)
    fact: ServiceFact | None = None
    service_id: UUID | None = None
    is_new: bool = False
    alias_to: UUID | None = None
    said: Said = field(default_factory=Said)
    # The row says what its service says already: only the memory of the row is refreshed.
    same_content: bool = False

    @property
    def stays(self) -> bool:
        """Whether nothing that anybody sees changes: the service says the same, or a waiting row waits on."""
        remembered = self.row.remembered
        waited = remembered is not None and remembered.outcome in (Outcome.QUEUED, Outcome.REJECTED)
        waits_on = self.row.judged and remembered is not None and remembered.outcome == self.outcome
        # A row that waited and says again what its service says no longer waits, and that is seen.
        return waits_on or (self.same_content and not waited)


@dataclass
class Decider:
    """Decides chunk after chunk; remembers which services this run has given to which row."""

    setting: Setting
    standing: Standing
    adoptions: Adoptions = field(default_factory=Adoptions)
    has_adopted: bool = False
    look: FirstLook | None = None

    def read(self, rows: Sequence[SourceRow]) -> list[Decision]:
        """Begin a decision a row, in order: what the rules say of it, where it belongs, what its service would say.

        Asks no database. Touches only what the run knows of the directory, which nobody else does meanwhile.
        """
        decisions = [Decision(row, check_row(row.fields, self.setting.facts)) for row in rows]
        for decision in decisions:
            self._read(decision)
            self._word(decision)
        return decisions

    def decide(self, decisions: Sequence[Decision]) -> None:
        """Bring to an end, in their order, what :meth:`read` has begun."""
        codes_wanted = [each.code for each in decisions if each.code]
        known = [each.row.remembered.service_id for each in decisions if each.row.remembered]
        self.standing.load(codes_wanted, [service_id for service_id in known if service_id])
        for decision in decisions:
            self._conclude(decision)

    def take_adoptions(self) -> Adoptions:
        """Return what the chunk just decided adds to the directory, and begin anew."""
        taken, self.adoptions = self.adoptions, Adoptions()
        self.has_adopted = self.has_adopted or bool(taken.matters or taken.bodies)
        return taken

    def _read(self, decision: Decision) -> None:
        row, checked = decision.row, decision.checked
        told = {each.rule.id for each in checked.findings}
        if self.look is not None:
            row.notes.extend(_as_note(each) for each in self.look.of_row(row.number, row.fields))
        for each in row.notes:
            if each.rule != "source.formula" or FORMULA.id not in told:
                checked.findings.append(found_in_row(each))
        if row.double:
            checked.add(DOUBLED if row.double == SAME else DOUBLED_ID, "old_id", row.fields.get("old_id", ""))
        if row.remembered and row.remembered.service_id and not row.double:
            decision.service_id = row.remembered.service_id
        self._heed(decision)
        disposition = checked.decide()
        if disposition is Disposition.REJECT or (checked.status == "off" and row.double != OTHER):
            return
        self._place(decision)

    def _heed(self, decision: Decision) -> None:
        """Let what people decided about the findings so far count."""
        if decision.checked.findings:
            heed(decision.checked, decision.row.fields, self.setting.book, decision.said)

    def _place(self, decision: Decision) -> None:
        """Find agency, matter, region and code; errors land among the findings."""
        checked = decision.checked
        body = self._agency(decision)
        matter = self._matter(decision)
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

    def _agency(self, decision: Decision) -> Body | NewBody | None:
        checked, bodies = decision.checked, self.setting.bodies
        adopts, other = self.setting.policies.adopt_agencies, self.setting.facts.other_cities
        body = resolve_agency(checked, bodies, adopt=adopts, other_cities=other)
        self._heed(decision)
        if not decision.said.agency:
            return body
        chosen = bodies.by_uscc(decision.said.agency)
        if chosen is None:
            checked.add(VOID, "agency_code", decision.said.agency)
        return chosen

    def _matter(self, decision: Decision) -> Matter | None:
        checked, policies, matters = decision.checked, self.setting.policies, self.setting.matters
        if self.setting.book.moves_rows:
            self._move(decision)
        matter = None if decision.said.matter else match_row(checked, matters, adopt=policies.adopt_matters)
        if matter is None and not decision.said.matter and checked.decide() is Disposition.PUBLISH:
            if policies.adopt_matters and checked.item_type:
                matter = matter_from(checked)
                matters.add(matter)
                self.adoptions.matters.append(matter)
                return matter
            checked.add(NONE, "title", checked.title)
        self._heed(decision)
        if not decision.said.matter:
            return matter
        chosen = matters.by_code(decision.said.matter)
        if chosen is None:
            checked.add(VOID, "basic_code", decision.said.matter)
        return chosen

    def _move(self, decision: Decision) -> None:
        """Put the row with the matter that a person named when what it said led to a service of another row."""
        cause = row_cause(decision.row.fields)
        ruling = self.setting.book.find(SAME_SERVICE.id, cause)
        if ruling is not None and ruling.matter:
            told = found(SAME_SERVICE, "title", decision.checked.title)
            decision.checked.findings.append(decided(told, cause))
            note(decision.checked, ruling, "title")
            decision.said.hear(ruling)

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

    def _word(self, decision: Decision) -> None:
        """Put into words what the service of a placed row is to say; what is noted on the way is kept apart for now."""
        matter, findings = decision.matter, decision.checked.findings
        if matter is None or not decision.code:
            return
        noted = len(findings)
        decision.content = build_content(decision.checked, matter, self.setting.known)
        decision.encoded = encode(decision.content)
        decision.digest = digest_of(decision.encoded)
        decision.asides = findings[noted:]
        del findings[noted:]

    def _conclude(self, decision: Decision) -> None:
        self._heed(decision)
        checked, disposition = decision.checked, decision.checked.decide()
        if disposition is Disposition.REJECT:
            decision.outcome = Outcome.REJECTED
        elif checked.status == "off" and disposition is Disposition.PUBLISH:
            led_here = self.setting.portal_leads and decision.service_id is not None
            if not led_here or not self._waits_for(PORTAL_LEADS, decision, checked.status):
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
            evidence = f"{decision.code} ← {holder.key}: {holder.title}"
            decision.service_id = own.id if own else None
            self._doubles(decision, SAME_SERVICE_AGAIN if again else SAME_SERVICE, evidence, holder.service_id)
            return
        bearer = self.standing.by_code(decision.code)
        if own is not None and bearer is not None and bearer.id != own.id:
            # The row has become another matter, and that matter's service is here without a row: which one goes on?
            self._doubles(decision, SAME_SERVICE, f"{own.code} → {decision.code}: {bearer.title}", bearer.id)
            return
        fact = own or bearer
        expected = self._expected_version(row, fact)
        if fact is not None and (fact.version_number != expected or self._retired_here(row, fact)):
            decision.service_id = fact.id
            if self._waits_for(EDITED_HERE, decision, f"{decision.code} v{fact.version_number}"):
                return
        self._write(decision, fact)

    def _write(self, decision: Decision, fact: ServiceFact | None) -> None:
        """Have the service say what the row says, unless the portal leads and says something else."""
        checked, row = decision.checked, decision.row
        checked.findings.extend(decision.asides)
        decision.fact = fact
        decision.is_new = fact is None
        decision.service_id = fact.id if fact else None
        decision.same_content = fact is not None and self._says_the_same(decision, fact)
        led_here = self.setting.portal_leads and not decision.same_content
        if led_here and self._waits_for(PORTAL_LEADS, decision, decision.code):
            return
        decision.service_id = fact.id if fact else uuid7()
        decision.outcome = self._outcome(decision)
        self.standing.give(decision.code, row.key, decision.service_id, checked.title)

    def _doubles(self, decision: Decision, rule: Rule, evidence: str, other: UUID) -> None:
        """Refuse the row, its old id leading to the other's service, or ask a person whether that is right."""
        decision.checked.add(rule, "old_id", evidence)
        self._heed(decision)
        refused = decision.checked.decide() is Disposition.REJECT
        decision.outcome = Outcome.REJECTED if refused else Outcome.QUEUED
        decision.alias_to = other if refused else None

    def _waits_for(self, rule: Rule, decision: Decision, evidence: str) -> bool:
        """Ask whose word counts, the portal's or the source's; return False where the source's does by decision."""
        said = decision.said
        if said.takes_source:
            return False
        decision.checked.add(rule, "old_id" if rule is EDITED_HERE else "", evidence)
        self._heed(decision)
        if said.takes_source:
            return False
        decision.outcome = Outcome.QUEUED
        if said.keeps_ours:
            decision.outcome = Outcome.UNCHANGED if decision.service_id else Outcome.REJECTED
        return True

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


def _as_note(each: Found) -> Note:
    return Note(each.rule.id, each.rule.severity.value, each.field, each.evidence)
