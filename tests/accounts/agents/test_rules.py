"""What each kind of agency takes, as pure functions."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.agents.kinds import AgencyKind
from accounts.agents.rules import RULES, Terms, age_fits, clerks_needed, covers, terms_fault, within

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
YEAR = timedelta(days=365)
TODAY = NOW.date()
CHILD, GROWN = date(2018, 1, 1), date(1980, 1, 1)
scopes = st.lists(st.text("0123456789", min_size=1, max_size=4), unique=True, max_size=5)


def test_every_kind_has_its_rule() -> None:
    assert set(RULES) == set(AgencyKind)


@pytest.mark.parametrize(
    ("kind", "terms", "fault"),
    [
        (AgencyKind.PARENT, Terms(), ""),
        (AgencyKind.PARENT, Terms(scopes=[]), "scopes"),
        (AgencyKind.PARENT, Terms(scopes=["*", "1"]), "scopes"),
        (AgencyKind.PARENT, Terms(scopes=["1", "1"]), "scopes"),
        (AgencyKind.PARENT, Terms(scopes=["\x00"]), "scopes"),
        (AgencyKind.PARENT, Terms(scopes=["1" * 65]), "scopes"),
        (AgencyKind.PARENT, Terms(ends_at=NOW), "term"),
        (AgencyKind.PARENT, Terms(may_delegate=True), "delegation"),
        (AgencyKind.HANDLER, Terms(), "term"),
        (AgencyKind.HANDLER, Terms(ends_at=NOW + YEAR, may_delegate=True), ""),
        (AgencyKind.HANDLER, Terms(ends_at=NOW + 4 * YEAR), "term"),
        (AgencyKind.ENTRUSTED, Terms(), "term"),
        (AgencyKind.CLERK, Terms(ends_at=NOW + timedelta(hours=8)), ""),
        (AgencyKind.CLERK, Terms(ends_at=NOW + timedelta(days=2)), "term"),
    ],
)
def test_terms(kind: AgencyKind, terms: Terms, fault: str) -> None:
    assert terms_fault(kind, terms, NOW) == fault


@settings(max_examples=60)
@given(held=scopes, scope=st.text("0123456789", max_size=4))
def test_a_scope_is_one_of_those_named_or_all_are(held: list[str], scope: str) -> None:
    assert covers(held, scope) == (scope in held)
    assert covers(["*"], scope)
    assert not covers(held, "")


@settings(max_examples=60)
@given(inner=scopes, outer=scopes)
def test_nobody_passes_on_more_than_he_has(inner: list[str], outer: list[str]) -> None:
    assert within(inner, outer) == all(covers(outer, each) for each in inner)
    assert within(["*"], ["*"])
    assert not within(["*"], outer)


def test_for_whose_age() -> None:
    fits = {kind: (age_fits(kind, CHILD, TODAY), age_fits(kind, GROWN, TODAY)) for kind in AgencyKind}
    assert fits[AgencyKind.PARENT] == (True, False)
    assert fits[AgencyKind.ENTRUSTED] == fits[AgencyKind.CLERK] == (False, True)
    assert fits[AgencyKind.GUARDIAN] == (True, True)
    assert clerks_needed(AgencyKind.GUARDIAN, GROWN, TODAY) == 2
    assert clerks_needed(AgencyKind.GUARDIAN, CHILD, TODAY) == clerks_needed(AgencyKind.PARENT, CHILD, TODAY) == 1
