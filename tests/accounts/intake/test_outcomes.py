"""Every row ends in one outcome, with its reason; a second run changes nothing; nobody becomes a user."""

from typing import Any

import pytest

from accounts.models import Claim, OldAccount, User
from accounts.services import account_intake_run, account_intake_start
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.models import AuditEntry, OutboxEvent
from tests.accounts.intake.people import LI, PHONE, ZHANG, proved, reached, row, written

FIRST_GENERATION = ZHANG[:6] + ZHANG[8:17]


def ended(run: Any) -> tuple[dict[str, int], dict[str, int]]:
    assert run.state == "done", run.report
    return run.report["outcomes"], run.report["reasons"]


def claims() -> list[set[str]]:
    """The cities and rows of each claim."""
    held: dict[Any, set[str]] = {}
    for account in OldAccount.objects.exclude(claim=None).select_related("city"):
        held.setdefault(account.claim_id, set()).add(f"{account.city.slug}{account.number}")
    return sorted(held.values(), key=sorted)


def joined(new_town: Any, first: dict[str, str], second: dict[str, str]) -> tuple[dict[str, int], str]:
    """Take in one row in each of two cities; return how the second ended and why."""
    new_town("aa").take(first)
    outcomes, reasons = ended(new_town("bb", "370902000000").take(second))
    (reason,) = reasons
    return outcomes, reason


@pytest.mark.parametrize(
    ("first", "second", "outcome", "reason"),
    [
        (proved(), proved(), "linked", "match.document"),
        (proved(), proved(number=FIRST_GENERATION), "linked", "match.document"),
        (proved(), proved(number=f" {ZHANG[:6]}-{ZHANG[6:]}"), "linked", "match.document"),
        (proved(), proved(name="张　伟"), "linked", "match.document"),
        (proved(), proved(name="张小伟", former_names="张大伟\n张伟"), "linked", "match.document"),
        (proved(name="张小伟", former_names="张伟"), proved(), "linked", "match.document"),
        (proved(), proved(name="李娜"), "conflict", "match.two_persons"),
        (proved(), proved(name="李娜", **reached()), "conflict", "match.two_persons"),
        (proved(), proved(name=""), "new", "match.unproved"),
        (proved(**reached()), proved(name="", **reached(PHONE, "")), "new", "match.unproved"),
        (proved(**reached()), proved(name="", **reached()), "linked", "match.document"),
        (proved(), proved(number=LI), "new", "match.nobody"),
        (proved(**reached()), written(), "new", "match.unproved"),
        (proved(**reached()), written(**reached(PHONE, "other@example.com")), "new", "match.unproved"),
        (proved(**reached()), written(**reached()), "linked", "match.evidence"),
        (proved(**reached()), written(name="李娜", **reached()), "new", "match.unproved"),
        (row(**reached()), row(**reached()), "new", "match.nobody"),
        (proved(**reached()), row(**reached()), "new", "match.nobody"),
        (proved(passport="KOR:M1234567"), proved(number=LI, passport="KOR:M1234567"), "conflict", "match.two_ids"),
        (proved(), {**proved(), "verified_by": "declared"}, "new", "match.unproved"),
        (proved(), {**proved(), "kind": "enterprise"}, "new", "match.nobody"),
    ],
)
def test_two_rows_of_two_cities(new_town, first, second, outcome, reason) -> None:
    assert joined(new_town, first, second) == ({outcome: 1}, reason)
    together = [{"aa1", "bb1"}] if outcome == "linked" else [{"aa1"}, {"bb1"}]
    assert claims() == together
    rivals = OldAccount.objects.exclude(rival=None).count()
    assert rivals == (1 if outcome == "conflict" else 0)
    assert User.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (row(old_id=""), "row.no_id"),
        (row(login=""), "row.nobody"),
        (row(login="", resident_id="370102195001020010"), "row.nobody"),
        (row(kind="robot"), "row.kind_unknown"),
    ],
)
def test_a_row_that_is_no_account_is_refused_and_nothing_of_it_kept(new_town, fields, reason) -> None:
    outcomes, reasons = ended(new_town("aa").take(row("7"), fields))
    assert (outcomes, reasons) == ({"new": 1, "rejected": 1}, {"match.nobody": 1, reason: 1})
    kept = OldAccount.objects.get(outcome="rejected")
    told = (kept.claim, kept.facts, kept.names, kept.login_index, kept.resident_id_index, kept.password)
    assert told == (None, None, [], None, None, None)


def test_an_old_id_that_comes_twice_is_taken_in_once(new_town) -> None:
    town = new_town("aa")
    rows = [row("1"), row("1"), row("1", name="李娜")]
    outcomes, reasons = ended(town.take(*rows))
    assert (outcomes, reasons) == (
        {"new": 1, "rejected": 2},
        {"match.nobody": 1, "row.repeated": 1, "row.doubled": 1},
    )
    assert town.take(*rows).report["outcomes"] == {"unchanged": 3}


def test_a_second_run_changes_nothing(new_town) -> None:
    town = new_town("aa")
    rows = [proved("1"), proved("2"), proved("3", name="李娜"), row(old_id=""), written("4", LI[:-1] + "?")]
    first = town.take(*rows)
    before = list(OldAccount.objects.order_by("id").values())
    second = town.take(*rows)
    assert first.report["changes"] == 5
    assert first.report["findings"] == {"resident_id.invalid_resident_id": {"count": 1, "rows": [5]}}
    assert second.report["outcomes"] == {"unchanged": 5}
    assert (
        second.report["standing"] == first.report["outcomes"] == {"new": 2, "linked": 1, "conflict": 1, "rejected": 1}
    )
    assert second.report["changes"] == 0
    assert list(OldAccount.objects.order_by("id").values()) == before


def test_a_row_that_changed_is_judged_anew_and_stays_the_same_account(new_town) -> None:
    town = new_town("aa")
    town.take(proved("1"), row("2"))
    before = dict(OldAccount.objects.values_list("number", "claim_id"))
    ids = set(OldAccount.objects.values_list("id", flat=True))
    again = town.take(proved("1", phone="13800000009"), row("2"))
    assert (again.report["outcomes"], again.report["changes"]) == ({"new": 1, "unchanged": 1}, 1)
    assert dict(OldAccount.objects.values_list("number", "claim_id")) == before
    third = town.take(proved("1", phone="13800000009"), proved("2"))
    assert third.report["outcomes"] == {"unchanged": 1, "linked": 1}
    assert claims() == [{"aa1", "aa2"}]
    assert Claim.objects.count() == 1
    fourth = town.take(proved("1", LI), proved("2"))
    assert fourth.report["outcomes"] == {"unchanged": 1, "new": 1}
    assert claims() == [{"aa1"}, {"aa2"}]
    assert set(OldAccount.objects.values_list("id", flat=True)) == ids


def test_a_dry_run_tells_the_same_and_writes_nothing(new_town) -> None:
    town = new_town("aa")
    rows = [proved("1"), proved("2"), proved("3", name="李娜"), row(old_id="")]
    audited, sent = AuditEntry.objects.count(), OutboxEvent.objects.count()
    report = town.dry(*rows)
    assert (report["dry_run"], report["run"], report["changes"]) == (True, None, 4)
    assert OldAccount.objects.count() == Claim.objects.count() == 0
    assert (AuditEntry.objects.count(), OutboxEvent.objects.count()) == (audited, sent)
    real = town.take(*rows).report
    assert {name: report[name] for name in ("rows", "outcomes", "reasons", "findings")} == {
        name: real[name] for name in ("rows", "outcomes", "reasons", "findings")
    }


def test_a_source_that_breaks_off_is_taken_in_not_at_all(new_town) -> None:
    town = new_town("aa")
    town.write([row("1")])
    path = town.folder / "aa.csv"
    path.write_bytes(path.read_bytes() + '2,"张'.encode() + b"\xff\xff")
    run = account_intake_run(run_id=account_intake_start(actor=SYSTEM, city=town.city).pk)
    assert run.state == "failed"
    assert run.error_code
    assert OldAccount.objects.count() == 0
