"""Two rows for one service: a person says whether they are the same, or which matter the other is about."""

from __future__ import annotations

import pytest

from catalog.models import LegacyAlias, Service
from tests.catalog.intake.conftest import Made
from tests.catalog.intake.queue.deciding import carry_out, causes, decide, outcomes, undo


@pytest.fixture
def doubled(made: Made) -> Made:
    """Return a city with a row that leads to another row's service under another name."""
    rows = made.rows(2)
    rows[1] |= {"item_code": rows[0]["item_code"], "title": "换一个说法"}
    made.take(rows)
    assert outcomes(made.city) == {"T-0000000": "created", "T-0000001": "queued"}
    assert {rule for rule, _cause in causes(made.city)} == {"row.same_service"}
    return made


def test_the_same_service_takes_the_other_row_s_old_id_over(doubled: Made) -> None:
    decide(doubled.city, "row.same_service", "reject")
    assert carry_out(doubled.city).outcomes == {"rejected": 1}
    assert LegacyAlias.objects.get(old_id="T-0000001").service == Service.objects.get()
    assert doubled.take().outcomes == {"unchanged": 2}


def test_another_matter_becomes_a_service_of_its_own(doubled: Made) -> None:
    decision = decide(doubled.city, "row.same_service", "matter", matter=doubled.items[9])
    assert carry_out(doubled.city).outcomes == {"created": 1}
    assert set(Service.objects.published().values_list("basic_item__code", flat=True)) == {
        doubled.items[0].code,
        doubled.items[9].code,
    }
    assert doubled.take().outcomes == {"unchanged": 2}
    undo(decision)
    assert carry_out(doubled.city).outcomes == {"queued": 1}
    assert {rule for rule, _cause in causes(doubled.city)} == {"row.same_service"}
    assert Service.objects.published().count() == 1


def test_a_row_that_bears_another_s_old_id_is_refused(made: Made) -> None:
    rows = made.rows(2)
    rows[1]["old_id"] = rows[0]["old_id"]
    made.take(rows)
    decide(made.city, "row.doubled_id", "reject")
    assert carry_out(made.city).outcomes == {"rejected": 1}
    assert made.take().outcomes == {"unchanged": 2}
