"""The sixteen catalogues of the seeds: every row accounted for, every planted fault found, the second run unchanged."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project

from catalog.intake.queue.choices import choices_for
from catalog.intake.rows import JOINT
from catalog.models import BasicItem, Finding, IntakeRun, RowChoice, StagedRow
from catalog.services import intake_dry_run, intake_run, intake_start, row_decide, seed_directory
from cities.models import Agency, City
from cities.services import seed_cities
from services_portal.kernel.actor import SYSTEM
from tests.catalog.intake.queue.deciding import carry_out, causes

pytestmark = [pytest.mark.django_db, pytest.mark.long]
SEEDS: Path = project.BASE_DIR / "seeds"
# What is planted, how the row must end, and the rule that must say why.
PLANTED = {
    "test_row": ("rejected", "row.test"),
    "doubled_row": ("rejected", "row.doubled"),
    "doubled_id": ("queued", "row.doubled_id"),
    "empty_title": ("rejected", "title.empty"),
    "news_post": ("queued", "row.news"),
    "unknown_matter": ("queued", "match.none"),
    "unknown_agency": ("queued", "agency.unknown"),
    "promise_over_law": ("queued", "days.promise_exceeds_law"),
    "ragged_row": ("queued", "source.row_too_short"),
    "retired_region": ("queued", "region.successor_unclear"),
    "retired_district": ("created", "region.succeeded"),
    "lower_case_code": ("created", "code.normalised"),
    "full_width_code": ("created", "code.normalised"),
    "days_none": ("created", "days.not_stated"),
    "html_cell": ("created", "text.markup"),
    "script_cell": ("created", "text.script"),
    "formula_cell": ("created", "text.formula"),
    "file_link": ("created", "link.file"),
    "wrong_check_digit": ("created", None),
    "foreign_city": ("queued", None),
}
EITHER = {
    "wrong_check_digit": {"agency.code_invalid", "code.uscc_mended"},
    "foreign_city": {"agency.other_city", "agency.unknown"},
}


@dataclass(frozen=True)
class Taken:
    """A city, what a trial told of its catalogue, and the run that took it in."""

    city: City
    told: dict[str, Any]
    run: IntakeRun


@pytest.fixture(scope="module")
def sixteen(django_db_setup: None, django_db_blocker) -> Iterator[list[Taken]]:
    """Seed and take in once for this module, in a transaction that is rolled back."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        seed_cities(folder=SEEDS, actor=SYSTEM)
        seed_directory(folder=SEEDS / "catalog", actor=SYSTEM)
        cities = City.objects.select_related("region").order_by("order")
        yield [Taken(city, intake_dry_run(city=city), take(city)) for city in cities]
        transaction.set_rollback(True)


def take(city: City) -> IntakeRun:
    """Take the city's catalogue in."""
    return intake_run(run_id=intake_start(actor=SYSTEM, city=city, hand_over=False).id)


def test_every_row_of_every_city_ends_in_one_outcome_and_the_second_run_is_unchanged(sixteen: list[Taken]) -> None:
    assert len(sixteen) == 16
    for taken in sixteen:
        told, run, slug = taken.told, taken.run, taken.city.slug
        assert run.state == "done", (slug, run.report)
        assert run.total_rows == sum(run.outcomes.values()) > 150, slug
        assert (told["outcomes"], told["findings"]) == (run.outcomes, run.findings), slug
        assert run.outcomes["created"] >= run.total_rows * 0.95, (slug, run.outcomes)
        assert take(taken.city).outcomes == {"unchanged": run.total_rows}, slug


def test_every_planted_fault_is_found_and_ends_as_it_must(sixteen: list[Taken]) -> None:
    wrong = []
    with (SEEDS / "catalogues" / "dirt.csv").open(encoding="utf-8") as file:
        planted = list(csv.DictReader(file))
    assert len(planted) > 150
    for taken in sixteen:
        rows = list(StagedRow.objects.filter(run=taken.run).order_by("number"))
        for fault in (each for each in planted if each["city"] == taken.city.slug):
            outcome, rule = PLANTED[fault["kind"]]
            row = [row for row in rows if row.old_id.split(JOINT)[0] == fault["old_id"]][-1]
            rules = set(Finding.objects.filter(run=taken.run, row_number=row.number).values_list("rule", flat=True))
            expected = {rule} if rule else EITHER[fault["kind"]]
            if row.outcome != outcome or not rules & expected:
                wrong.append((taken.city.slug, fault["kind"], fault["old_id"], row.outcome, sorted(rules)))
    assert wrong == []


def settle(city: City, rule: str, cause: str) -> None:
    """Decide as a clerk would who knows the city: the first thing possible, and the first of those it may be."""
    choice = choices_for(rule)[0]
    named: dict[str, Any] = {}
    if choice == RowChoice.MATTER:
        named["matter"] = BasicItem.objects.filter(is_active=True).order_by("code").last()
    elif choice == RowChoice.AGENCY:
        named["agency"] = Agency.objects.filter(city=city).order_by("uscc").first()
    row_decide(actor=SYSTEM, city=city, rule=rule, alike=cause, choice=choice, hand_over=False, **named)


def test_the_queue_of_every_city_is_worked_down_to_zero_and_the_next_run_is_unchanged(sixteen: list[Taken]) -> None:
    figures = []
    for taken in sixteen:
        city, run = taken.city, taken.run
        waiting = run.outcomes.get("queued", 0)
        rounds = 0
        while open_causes := causes(city):
            for rule, cause in sorted(open_causes):
                settle(city, rule, cause)
            assert carry_out(city).state == "done"
            rounds += 1
            assert rounds <= 5, (city.slug, open_causes)
        again = take(city)
        assert again.outcomes == {"unchanged": run.total_rows}, (city.slug, again.report)
        standing = again.report["standing"]
        assert sum(standing.values()) == run.total_rows, city.slug
        assert "queued" not in standing, (city.slug, standing)
        figures.append((city.slug, run.total_rows, waiting, rounds, standing))
    assert sum(waiting for _slug, _rows, waiting, _rounds, _standing in figures) > 50
    print(*figures, sep="\n")
