"""Whatever is decided and undone, in whatever order and with imports between: all undone, it is as if never decided."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.intake.queue.choices import choices_for
from catalog.models import RowDecision, Service, SourceRecord
from catalog.services import row_decide
from services_portal.kernel.actor import SYSTEM
from tests.catalog.intake.conftest import Made
from tests.catalog.intake.queue.deciding import carry_out, causes, undo

pytestmark = pytest.mark.long

ACTS = st.one_of(
    st.tuples(st.just("decide"), st.integers(0, 5), st.integers(0, 1)),
    st.tuples(st.just("undo"), st.integers(0, 5), st.just(0)),
    st.tuples(st.sampled_from(["carry out", "import"]), st.just(0), st.just(0)),
)


def dirty(made: Made) -> list[dict[str, str]]:
    """Return rows that wait for this and that, one of them public as it was before, and one that does not wait."""
    rows = made.rows(6)
    rows[1]["promised_days"] = "30个工作日"
    rows[2] |= {"title": "没有这样的事项", "item_code": ""}
    rows[3] |= {"agency_code": "", "agency_name": "某某局", "item_code": ""}
    rows[4] |= {"title": "没有这样的事项", "item_code": "", "promised_days": "30个工作日"}
    rows[5]["promised_days"] = "40个工作日"
    return rows


def standing() -> tuple[list[Any], list[Any]]:
    """Return what residents see, and how the rows stand."""
    public = Service.objects.published().values_list("implementation_code", "current_version__digest")
    return sorted(public), sorted(SourceRecord.objects.values_list("old_id", "outcome", "service__state"))


def act(made: Made, kind: str, which: int, choice: int) -> None:
    open_causes, living = sorted(causes(made.city)), list(RowDecision.objects.filter(undone_at=None).order_by("id"))
    if kind == "import":
        made.take()
    elif kind == "undo" and living:
        undo(living[which % len(living)])
    elif kind == "carry out":
        settle(made)
    elif kind == "decide" and open_causes:
        rule, cause = open_causes[which % len(open_causes)]
        if RowDecision.objects.filter(rule=rule, alike=cause, undone_at=None).exists():
            return
        chosen = choices_for(rule)[choice]
        named = {"matter": made.items[20 + which], "agency": made.agencies[which]}
        told = {name: value for name, value in named.items() if name == chosen}
        row_decide(actor=SYSTEM, city=made.city, rule=rule, alike=cause, choice=chosen, hand_over=False, **told)


def settle(made: Made) -> None:
    if RowDecision.objects.filter(taken_at=None).exists():
        assert carry_out(made.city).state == "done"


@pytest.mark.django_db
def test_all_undone_it_is_as_if_never_decided(made: Made) -> None:
    made.take(made.rows(6)[5:])
    assert made.take(dirty(made)).outcomes == {"created": 1, "queued": 5}
    before = standing()

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(ACTS, max_size=10))
    def holds(acts: list[tuple[str, int, int]]) -> None:
        with transaction.atomic():
            for each in acts:
                act(made, *each)
            for decision in RowDecision.objects.filter(undone_at=None):
                undo(decision)
            settle(made)
            assert standing() == before
            assert set(made.take().outcomes) == {"unchanged"}
            transaction.set_rollback(True)

    holds()
