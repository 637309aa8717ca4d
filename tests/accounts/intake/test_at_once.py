"""Two cities at once make one person of one; a run whose process died is finished by the next, each row once."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError, Thread

import pytest
from django.db import connection
from django.db.models.functions import Now

from accounts.intake import pipeline, writing
from accounts.models import AccountRun, Claim, OldAccount
from accounts.services import account_intake_run, account_intake_start
from accounts.tasks import resume_account_runs
from services_portal.kernel.actor import SYSTEM
from tests.accounts.intake.people import proved, row
from tests.accounts.jobs import run_what_waits

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 3


def both_at_once(new_town, monkeypatch) -> int:
    """Take one person in from two cities, each looking before the other has written; return how many claims he has."""
    towns = [new_town("aa"), new_town("bb", "370902000000")]
    met = Barrier(2)
    look = writing.heeding_book

    def look_together(rows):
        found = look(rows)
        with suppress(BrokenBarrierError):  # the other one may be waiting for the lock
            met.wait(PATIENCE)
        return found

    monkeypatch.setattr(writing, "heeding_book", look_together)

    def take(town) -> None:
        try:
            town.take(proved())
        finally:
            connection.close()

    threads = [Thread(target=take, args=(town,)) for town in towns]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert OldAccount.objects.count() == 2
    return Claim.objects.count()


def test_without_the_lock_one_person_becomes_two(new_town, monkeypatch) -> None:
    monkeypatch.setattr(pipeline, "lock_matching", lambda: None)
    assert both_at_once(new_town, monkeypatch) == 2


def test_with_the_lock_one_person_is_one(new_town, monkeypatch) -> None:
    assert both_at_once(new_town, monkeypatch) == 1


def test_a_run_that_died_is_finished_and_every_row_counted_once(new_town, monkeypatch) -> None:
    monkeypatch.setattr(pipeline, "CHUNK", 10)
    town = new_town("aa")
    town.write([row(str(number)) for number in range(35)])
    run = account_intake_start(actor=SYSTEM, city=town.city)

    class KilledError(BaseException):
        pass

    def die(phase, done, total) -> None:
        if phase == "matching" and done == 20:
            raise KilledError

    with pytest.raises(KilledError):
        account_intake_run(run_id=run.pk, progress=die)
    assert OldAccount.objects.count() == 20
    assert AccountRun.objects.get().state == "running"
    done = account_intake_run(run_id=run.pk)
    assert (done.state, done.attempts, done.report["outcomes"], done.report["changes"]) == ("done", 2, {"new": 35}, 35)
    assert OldAccount.objects.values("key").distinct().count() == OldAccount.objects.count() == 35


def test_what_nobody_holds_is_taken_up_by_a_worker_and_what_was_just_begun_is_left_alone(new_town) -> None:
    towns = [new_town("aa"), new_town("bb", "370902000000")]
    for town in towns:
        town.write([row("1")])
    left, begun = (account_intake_start(actor=SYSTEM, city=town.city) for town in towns)
    AccountRun.objects.filter(pk=left.pk).update(updated_at=Now() - timedelta(hours=1))
    resume_account_runs.apply(throw=True)
    assert run_what_waits() == 1
    assert dict(AccountRun.objects.values_list("pk", "state")) == {left.pk: "done", begun.pk: "waiting"}
    assert OldAccount.objects.count() == 1


def test_who_lost_the_lease_writes_nothing_more(new_town, monkeypatch) -> None:
    monkeypatch.setattr(pipeline, "CHUNK", 10)
    town = new_town("aa")
    town.write([row(str(number)) for number in range(35)])
    run = account_intake_start(actor=SYSTEM, city=town.city)

    def taken_over(phase, done, total) -> None:
        if phase == "matching" and done == 20:
            AccountRun.objects.filter(pk=run.pk).update(lease_owner=None)

    done = account_intake_run(run_id=run.pk, progress=taken_over)
    assert (done.state, OldAccount.objects.count()) == ("running", 20)


def test_a_cancelled_run_ends_before_its_next_chunk(new_town, monkeypatch) -> None:
    monkeypatch.setattr(pipeline, "CHUNK", 10)
    town = new_town("aa")
    town.write([row(str(number)) for number in range(35)])
    run = account_intake_start(actor=SYSTEM, city=town.city)

    def cancel(phase, done, total) -> None:
        if phase == "matching" and done == 20:
            AccountRun.objects.filter(pk=run.pk).update(cancel_requested=True)

    done = account_intake_run(run_id=run.pk, progress=cancel)
    assert (done.state, done.report["outcomes"], OldAccount.objects.count()) == ("cancelled", {"new": 20}, 20)
