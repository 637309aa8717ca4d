"""Two runs of a city are held against each other row by row."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from catalog.intake.comparing import Move, RuleChange, compare_runs
from catalog.models import IntakeRun
from catalog.services import intake_rollback, intake_run
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.errors import DomainError
from tests.catalog.intake import generated
from tests.catalog.intake.conftest import Made
from tests.factories.catalog import clerk

pytestmark = pytest.mark.django_db(transaction=True)


def later(made: Made) -> tuple[IntakeRun, IntakeRun]:
    """Take a source in, and again: one row gone, one new, one that waits, one that changed, one that is off."""
    rows = made.rows(8)
    first = made.take(rows[:7])
    rows[1] |= {"title": "无此事项", "item_code": ""}
    rows[2]["effective_on"] = "2023-01-15"
    rows[3]["status"] = "off"
    return first, made.take([*rows[:4], *rows[5:]])


def test_what_lies_between_two_runs(made: Made) -> None:
    first, second = later(made)
    found = compare_runs(actor=SYSTEM, first_id=second.pk, second_id=first.pk)
    assert (found.first, found.second) == (first, second)
    assert found.moves == (
        Move("absent", "published", True, 1),
        Move("published", "published", True, 1),
        Move("published", "queued", True, 1),
        Move("published", "retired", True, 2),
    )
    assert RuleChange("match.none", 0, 1) in found.rules
    rows = list(found.rows())
    assert [(row.old_id[-1], row.number_before, row.number_after, row.before, row.after) for row in rows] == [
        ("1", 2, 2, "published", "queued"),
        ("2", 3, 3, "published", "published"),
        ("3", 4, 4, "published", "retired"),
        ("4", 5, None, "published", "retired"),
        ("7", None, 7, "absent", "published"),
    ]
    assert rows[0].rules_after == ("match.none",)
    assert list(found.rows(after=rows[2].old_id)) == rows[3:]
    assert list(found.rows(limit=None)) == rows


def test_a_run_with_itself_shows_nothing(made: Made) -> None:
    _first, second = later(made)
    found = compare_runs(actor=SYSTEM, first_id=second.pk, second_id=second.pk)
    assert (found.moves, list(found.rows())) == ((), [])


def test_a_run_between_that_was_rolled_back_counts_for_nothing(made: Made) -> None:
    first, second = later(made)
    intake_run(run_id=intake_rollback(actor=SYSTEM, run_id=second.pk, hand_over=False).pk)
    third = made.take(made.rows(7))
    found = compare_runs(actor=SYSTEM, first_id=first.pk, second_id=third.pk)
    assert (third.outcomes, found.moves) == ({"unchanged": 7}, ())
    assert len(compare_runs(actor=SYSTEM, first_id=first.pk, second_id=second.pk).moves) == 4


def test_two_cities_have_no_rows_in_common(made: Made) -> None:
    run = made.take(made.rows(3))
    other = IntakeRun.objects.create(city=generated.make_city(made.folder, "other", prefix="3798"))
    with pytest.raises(DomainError) as refusal:
        compare_runs(actor=SYSTEM, first_id=run.pk, second_id=other.pk)
    assert refusal.value.code == "runs_of_two_cities"


def test_who_may_not_see_a_run_compares_none(made: Made) -> None:
    run = made.take(made.rows(3))
    with pytest.raises(DomainError) as refusal:
        compare_runs(actor=clerk(made.agencies[0], "catalog.intake.run"), first_id=run.pk, second_id=run.pk)
    assert refusal.value.code == "unknown_run"


def test_the_command_writes_it(made: Made) -> None:
    first, second = later(made)
    printed = StringIO()
    call_command("catalogue_compare", str(first.pk), str(second.pk), stdout=printed)
    told = json.loads(printed.getvalue())
    assert told["moves"][0] == {"before": "absent", "after": "published", "source_changed": True, "rows": 1}
    assert told["rules"]["match.none"] == [0, 1]
    assert [row["outcome"] for row in told["rows"]][-1] == ["absent", "published"]
    with pytest.raises(CommandError, match="unknown_run"):
        call_command("catalogue_compare", str(first.pk), str(made.city.pk))
