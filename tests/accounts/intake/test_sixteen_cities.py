"""Twenty thousand made-up accounts of sixteen cities, whose truth is known: nobody is merged with a stranger."""

from __future__ import annotations

import pytest

from accounts.models import AccountRun, OldAccount, User
from bench.accounts import judge, register, take_in
from bench.old_accounts import World, write_all

pytestmark = pytest.mark.long

ROWS = 20_000


def test_nobody_is_merged_with_a_stranger(tmp_path, settings, db) -> None:
    settings.PORTAL_CITY_DIRS = [tmp_path]
    world, truth = World(ROWS), tmp_path / "truth.jsonl"
    sources = write_all(tmp_path, world, truth)
    register(world.cities)
    outcomes, changes = take_in(sources)
    assert (outcomes.total(), changes) == (ROWS, ROWS)
    assert set(outcomes) == {"new", "linked", "conflict", "rejected"}
    found = judge(truth)
    assert found.false_merges == 0
    assert found.recall_proved > 0.97
    assert found.recall > 0.55
    # What leads astray was really there.
    findings = {code for run in AccountRun.objects.all() for code in run.findings}
    assert {"resident_id.resident_id_check", "resident_id.placeholder", "documents.verified_unknown_how"} <= findings
    reasons = set(OldAccount.objects.values_list("reason", flat=True).distinct())
    assert {"match.document", "match.evidence", "match.two_persons", "match.unproved", "row.repeated"} <= reasons
    assert take_in(sources) == ({"unchanged": ROWS}, 0)
    assert User.objects.count() == 0
