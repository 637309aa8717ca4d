"""A city's way from its old system to the portal, as data: shadow → dual → the portal leads → redirected.

Each step forward has its gates, questions whose answers are kept with the step. Each can be taken back but the last:
once the old channel leads here, residents hold addresses that only this registry knows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from catalog.errors import CUT_OVER_STEP_UNKNOWN
from catalog.intake.rows import JOINT
from catalog.models import (
    CutOverPhase,
    CutOverStep,
    IntakeRun,
    Outcome,
    RunKind,
    RunState,
    SourceRecord,
)
from cities.models import City
from services_portal.kernel import clock, rawsql
from services_portal.kernel.errors import DomainError

# The source's changes are not followed: all of it is compared, or none of it matters any more.
NOT_FOLLOWED: Final = (CutOverPhase.SHADOW, CutOverPhase.REDIRECTED)
LED_BY_PORTAL: Final = (CutOverPhase.PORTAL, CutOverPhase.REDIRECTED)
FRESH: Final = timedelta(days=7)
SETTLED_FOR: Final = timedelta(days=7)
LEAST_UNDERSTOOD: Final = 0.8
UNDERSTOOD: Final = (Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED, Outcome.RETIRED)

# A row that shares its old id with another bears a number behind it; one that has none is known by its number alone.
_LED: Final = """
WITH offered AS (
  SELECT r.city_id, r.service_id, split_part(r.old_id, %s, 1) AS key
  FROM catalog_sourcerecord r JOIN catalog_service s ON s.id = r.service_id AND s.state = 'published'
  WHERE r.city_id = %s
)
SELECT count(*), count(*) FILTER (WHERE key <> '' AND NOT EXISTS (
         SELECT 1 FROM catalog_legacyalias a
         WHERE a.city_id = o.city_id AND a.old_id = o.key AND a.service_id = o.service_id
       ) AND NOT EXISTS (
         SELECT 1 FROM catalog_legacytarget t
         WHERE t.city_id = o.city_id AND t.kind = 'id' AND t.key = o.key AND t.service_id = o.service_id
       ))
FROM offered o
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a gate says of a city: whether it is open, and the figures that say so."""

    gate: str
    open: bool
    facts: dict[str, Any]

    def told(self) -> dict[str, Any]:
        """Return the answer as it is kept."""
        return {"gate": self.gate, "open": self.open, **self.facts}


@dataclass(frozen=True, slots=True)
class Edge:
    """One step: from where to where, and the gates that must be open."""

    source: CutOverPhase
    target: CutOverPhase
    gates: tuple[str, ...] = ()


def _last_read(city: City) -> IntakeRun | None:
    return IntakeRun.objects.filter(city=city, kind__in=[RunKind.SOURCE, RunKind.REHEARSAL]).order_by("-id").first()


def _source_read(city: City) -> tuple[bool, dict[str, Any]]:
    run = _last_read(city)
    if run is None or run.finished_at is None:
        return False, {"run": None}
    age = clock.now() - run.finished_at
    return run.state == RunState.DONE and age <= FRESH, {"run": str(run.pk), "state": run.state, "days": age.days}


def _understood(city: City) -> tuple[bool, dict[str, Any]]:
    run = _last_read(city)
    outcomes = run.outcomes if run else {}
    rows = sum(outcomes.values())
    # A row that did not change may be one that waits: it counts as what it was.
    waits = dict(run.report.get("standing", {})) if run else {}
    understood = sum(outcomes.get(each, 0) for each in UNDERSTOOD) - waits.get("queued", 0) - waits.get("rejected", 0)
    return rows > 0 and understood / rows >= LEAST_UNDERSTOOD, {"rows": rows, "understood": understood}


def _nothing_waits(city: City) -> tuple[bool, dict[str, Any]]:
    waiting = SourceRecord.objects.filter(city=city, outcome=Outcome.QUEUED).count()
    return waiting == 0, {"waiting": waiting}


def _all_led(city: City) -> tuple[bool, dict[str, Any]]:
    rows, lost = rawsql.fetch_one(_LED, [JOINT, city.pk]) or (0, 0)
    return rows > 0 and lost == 0, {"rows": rows, "without_address": lost}


def _has_settled(city: City) -> tuple[bool, dict[str, Any]]:
    last = last_step(city)
    if last is None:
        return False, {"days": 0}
    age = clock.now() - last.taken_at
    return age >= SETTLED_FOR, {"days": age.days}


_GATES: Final[dict[str, Callable[[City], tuple[bool, dict[str, Any]]]]] = {
    "source_read": _source_read,
    "understood": _understood,
    "nothing_waits": _nothing_waits,
    "all_led": _all_led,
    "has_settled": _has_settled,
}
EDGES: Final = (
    Edge(CutOverPhase.SHADOW, CutOverPhase.DUAL, ("source_read", "understood")),
    Edge(CutOverPhase.DUAL, CutOverPhase.SHADOW),
    Edge(CutOverPhase.DUAL, CutOverPhase.PORTAL, ("source_read", "nothing_waits", "all_led")),
    Edge(CutOverPhase.PORTAL, CutOverPhase.DUAL),
    Edge(CutOverPhase.PORTAL, CutOverPhase.REDIRECTED, ("nothing_waits", "all_led", "has_settled")),
)


def last_step(city: City) -> CutOverStep | None:
    """Return the step that brought the city to where it stands."""
    return CutOverStep.objects.filter(city=city).order_by("-id").first()


def phase_of(city: City) -> CutOverPhase:
    """Return where the city stands: dual unless it was moved."""
    step = last_step(city)
    return CutOverPhase(step.target) if step else CutOverPhase.DUAL


def edges_from(phase: CutOverPhase) -> tuple[Edge, ...]:
    """Return the steps possible from a phase."""
    return tuple(edge for edge in EDGES if edge.source == phase)


def edge_to(source: CutOverPhase, target: str) -> Edge:
    """Return the step. Raises DomainError ``cut_over_step_unknown``."""
    for edge in edges_from(source):
        if edge.target == target:
            return edge
    allowed = [edge.target.value for edge in edges_from(source)]
    raise DomainError(CUT_OVER_STEP_UNKNOWN, params={"phase": source.value, "allowed": allowed})


def answers(city: City, edge: Edge) -> list[Answer]:
    """Ask the gates of a step."""
    return [Answer(gate, *_GATES[gate](city)) for gate in edge.gates]
