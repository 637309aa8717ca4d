"""Two runs of a city held against each other: how each row of the source stood after the one and after the other.

A run stages only what changed, so a row stands after a run as the last run until then staged it. Runs that were rolled
back and rehearsals are left out, but for the two that are compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from catalog.errors import RUNS_OF_TWO_CITIES, UNKNOWN_RUN
from catalog.models import IntakeRun
from services_portal.kernel import rawsql
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action
from services_portal.kernel.errors import DomainError

ABSENT: Final = "absent"
PUBLISHED: Final = "published"
PAGE: Final = 100
# The last row staged under each old id until a run, its outcome as it matters to a comparison.
_STOOD: Final = """
    SELECT DISTINCT ON (t.old_id) t.run_id, t.number, t.old_id, t.checksum,
           CASE WHEN t.checksum <> '' THEN t.number END AS place,
           CASE WHEN t.outcome IN ('created', 'updated') THEN 'published' ELSE t.outcome END AS outcome
      FROM catalog_stagedrow t JOIN catalog_intakerun r ON r.id = t.run_id
     WHERE r.city_id = %s AND r.id <= %s AND (r.id = %s OR r.state <> 'reversed' AND r.kind <> 'rehearsal')
     ORDER BY t.old_id, t.run_id DESC, t.number DESC
"""
_BOTH: Final = f"WITH a AS ({_STOOD}), b AS ({_STOOD})"
_MOVES: Final = f"""{_BOTH}
    SELECT coalesce(a.outcome, 'absent'), coalesce(b.outcome, 'absent'),
           coalesce(a.checksum <> b.checksum, true), count(*)
      FROM a FULL JOIN b USING (old_id)
     WHERE (a.run_id, a.number) IS DISTINCT FROM (b.run_id, b.number)
     GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""  # noqa: S608 -- put together of nothing but our own text
_RULES: Final = f"""{_BOTH},
    fa AS (SELECT f.rule, count(*) AS n FROM a JOIN catalog_finding f ON f.run_id = a.run_id AND f.row_number = a.number
            GROUP BY 1),
    fb AS (SELECT f.rule, count(*) AS n FROM b JOIN catalog_finding f ON f.run_id = b.run_id AND f.row_number = b.number
            GROUP BY 1)
    SELECT rule, coalesce(fa.n, 0), coalesce(fb.n, 0) FROM fa FULL JOIN fb USING (rule) ORDER BY rule
"""  # noqa: S608 -- put together of nothing but our own text
_RULES_OF: Final = """(SELECT coalesce(array_agg(DISTINCT f.rule ORDER BY f.rule), '{{}}') FROM catalog_finding f
            WHERE f.run_id = {0}.run_id AND f.row_number = {0}.number)"""
_ROWS: Final = f"""{_BOTH}
    SELECT old_id, a.place, b.place, coalesce(a.outcome, 'absent'), coalesce(b.outcome, 'absent'),
           coalesce(a.checksum <> b.checksum, true), {_RULES_OF.format("a")}, {_RULES_OF.format("b")}
      FROM a FULL JOIN b USING (old_id)
     WHERE (a.run_id, a.number) IS DISTINCT FROM (b.run_id, b.number) AND old_id > %s
     ORDER BY old_id LIMIT %s
"""  # noqa: S608 -- put together of nothing but our own text


@dataclass(frozen=True, slots=True)
class Move:
    """How many rows stood in one way before and in another after; ``changed`` says that the source's row did."""

    before: str
    after: str
    changed: bool
    count: int


@dataclass(frozen=True, slots=True)
class RuleChange:
    """How often a rule held of the rows, before and after."""

    rule: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row that stands otherwise: its number in a source that holds it, how it ended, and what was found in it."""

    old_id: str
    number_before: int | None
    number_after: int | None
    before: str
    after: str
    changed: bool
    rules_before: tuple[str, ...]
    rules_after: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """Two runs, the earlier first, and what lies between them."""

    first: IntakeRun
    second: IntakeRun
    moves: tuple[Move, ...]
    rules: tuple[RuleChange, ...]

    def rows(self, after: str = "", limit: int | None = PAGE) -> Iterator[RowChange]:
        """Yield the rows that stand otherwise, by old id; those behind ``after``, all of them without a limit."""
        while True:
            found = _ask(_ROWS, self.first, self.second, [after, PAGE if limit is None else limit])
            for row in found:
                facts: list[Any] = [*row[:-2], tuple(row[-2]), tuple(row[-1])]
                yield RowChange(*facts)
            if limit is not None or len(found) < PAGE:
                return
            after = found[-1][0]

    def told(self) -> dict[str, Any]:
        """Return the comparison as a report."""
        return {
            "city": self.first.city.slug,
            "first": str(self.first.pk),
            "second": str(self.second.pk),
            "moves": [
                {"before": each.before, "after": each.after, "source_changed": each.changed, "rows": each.count}
                for each in self.moves
            ],
            "rules": {each.rule: [each.before, each.after] for each in self.rules if each.before != each.after},
            "rows": [
                {
                    "old_id": each.old_id,
                    "row": [each.number_before, each.number_after],
                    "outcome": [each.before, each.after],
                    "source_changed": each.changed,
                    "rules": [list(each.rules_before), list(each.rules_after)],
                }
                for each in self.rows(limit=None)
            ],
        }


def _ask(statement: str, first: IntakeRun, second: IntakeRun, more: Sequence[Any] = ()) -> list[rawsql.Row]:
    city = first.city_id
    return rawsql.fetch_all(statement, [city, first.pk, first.pk, city, second.pk, second.pk, *more])


def compare_runs(*, actor: Actor, first_id: UUID, second_id: UUID) -> Comparison:
    """Return what lies between two runs of one city; which was earlier does not matter to the caller.

    Raises DomainError ``unknown_run`` for one that the actor may not see, ``runs_of_two_cities``.
    """
    visible = IntakeRun.objects.for_actor(actor, Action.VIEW).select_related("city")
    runs = {run.pk: run for run in visible.filter(pk__in=[first_id, second_id])}
    if first_id not in runs or second_id not in runs:
        raise DomainError(UNKNOWN_RUN)
    first, second = sorted((runs[first_id], runs[second_id]), key=lambda run: run.pk)
    if first.city_id != second.city_id:
        raise DomainError(RUNS_OF_TWO_CITIES)
    moves = tuple(Move(*row) for row in _ask(_MOVES, first, second))
    return Comparison(first, second, moves, tuple(RuleChange(*row) for row in _ask(_RULES, first, second)))


def run_before(run: IntakeRun) -> IntakeRun | None:
    """Return the city's run that stands before this one: with what it is compared unless told otherwise."""
    earlier = IntakeRun.objects.filter(city_id=run.city_id, pk__lt=run.pk).exclude(kind__in=["rollback", "rehearsal"])
    return earlier.exclude(state="reversed").order_by("-id").first()
