"""The database itself allows one living decision for a cause, and none that says half of what was decided."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from catalog.models import RowChoice, RowDecision
from cities.models import City
from services_portal.kernel import clock
from tests.catalog.intake.generated import make_city
from tests.factories.catalog import make_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(tmp_path: Path) -> City:
    return make_city(tmp_path)


def decide(**told: Any) -> RowDecision:
    values = {
        "city": City.objects.get(),
        "choice": RowChoice.REJECT,
        "rule": "match.none",
        "alike": "某事项",
    }
    return RowDecision.objects.create(**values | {"decided_by": "clerk"} | told)


def refused(**told: Any) -> None:
    before = RowDecision.objects.count()
    with pytest.raises(IntegrityError), transaction.atomic():
        decide(**told)
    assert RowDecision.objects.count() == before


def test_one_decision_lives_for_a_cause(city) -> None:
    first = decide()
    refused()
    decide(alike="另一事项")
    RowDecision.objects.filter(pk=first.pk).update(undone_by="clerk", undone_at=clock.now())
    decide()
    assert RowDecision.objects.filter(undone_at=None).count() == 2


def test_a_choice_of_a_matter_or_agency_names_it(city) -> None:
    refused(choice=RowChoice.MATTER)
    refused(choice=RowChoice.AGENCY)


def test_no_other_choice_names_one(city) -> None:
    matter = make_item()
    refused(matter=matter)
    refused(choice=RowChoice.AGENCY, matter=matter)


def test_who_undid_goes_with_when(city) -> None:
    refused(undone_at=clock.now())
    refused(undone_by="clerk")
