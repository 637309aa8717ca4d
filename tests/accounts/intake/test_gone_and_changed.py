"""What a source holds no longer is marked, too much of it only once a person agrees; what changed keeps its history."""

from __future__ import annotations

import pytest

from accounts.identifiers import IdentifierType, identifier_index, normalise
from accounts.models import AccountRunState, Claim, OldAccount
from accounts.scopes import INTAKE_RUN
from accounts.services import account_intake_run
from accounts.services.account_intake_release import account_intake_release
from services_portal.kernel.actor import SYSTEM, Actor, Grant
from services_portal.kernel.errors import DomainError
from services_portal.kernel.models import AuditEntry
from tests.accounts.intake.people import LI, proved, reached, row

ROWS = [row(str(number)) for number in range(1, 11)]


def gone() -> list[int]:
    return sorted(OldAccount.objects.exclude(gone_at=None).values_list("number", flat=True))


def test_what_is_gone_is_counted_and_marked_and_its_claim_stays(new_town) -> None:
    town = new_town("aa")
    assert town.take(*ROWS).report["gone"] == 0
    before = set(OldAccount.objects.values_list("id", "claim_id"))
    dry = town.dry(*ROWS[:8])
    assert (dry["gone"], dry["state"], gone()) == (2, "done", [])
    run = town.take(*ROWS[:8])
    assert (run.state, run.report["gone"], run.report["changes"], gone()) == ("done", 2, 2, [9, 10])
    assert set(OldAccount.objects.values_list("id", "claim_id")) == before
    assert Claim.objects.count() == 10
    again = town.take(*ROWS[:8])
    assert (again.report["gone"], again.report["changes"]) == (0, 0)


def test_what_comes_back_is_gone_no_longer(new_town) -> None:
    town = new_town("aa")
    for rows in (ROWS, ROWS[:8], ROWS[:9]):
        assert town.take(*rows).state == AccountRunState.DONE
    assert gone() == [10]


def test_a_run_from_whose_source_much_is_gone_is_held_until_a_person_agrees(new_town) -> None:
    town = new_town("aa")
    town.take(*ROWS)
    run = town.take(*ROWS[:6], row("11"))
    assert (run.state, run.report["gone"], gone()) == (AccountRunState.HELD, 4, [])
    # All the rest was done.
    assert run.report["outcomes"] == {"unchanged": 6, "new": 1}
    stranger = Actor("user", "1", grants=frozenset({Grant(INTAKE_RUN, "city:bb")}))
    with pytest.raises(DomainError) as refused:
        account_intake_release(actor=stranger, run_id=run.pk)
    assert (refused.value.code, gone()) == ("not_found", [])
    account_intake_release(actor=SYSTEM, run_id=run.pk)
    done = account_intake_run(run_id=run.pk)
    assert (done.state, done.report["gone"], gone()) == (AccountRunState.DONE, 4, [7, 8, 9, 10])
    assert AuditEntry.objects.filter(action="accounts.intake.release").count() == 1


def test_a_held_run_that_a_later_one_has_overtaken_is_not_released(new_town) -> None:
    town = new_town("aa")
    town.take(*ROWS)
    held = town.take(*ROWS[:2])
    town.take(*ROWS)
    with pytest.raises(DomainError) as refused:
        account_intake_release(actor=SYSTEM, run_id=held.pk)
    assert (refused.value.code, gone()) == ("account_import_settled", [])


def test_a_changed_name_is_kept_as_history_by_which_its_person_is_still_known(new_town) -> None:
    town = new_town("aa")
    town.take(proved("1", name="张小伟"))
    town.take(proved("1", name="张伟"))
    other = new_town("bb", "370902000000")
    # The other city knows her under the old name.
    assert other.take(proved("1", name="张小伟")).report["outcomes"] == {"linked": 1}
    third = new_town("cc", "370903000000")
    assert third.take(proved("1", name="李娜")).report["outcomes"] == {"conflict": 1}


def test_another_person_under_the_same_login_inherits_no_name(new_town) -> None:
    town = new_town("aa")
    town.take(proved("1", name="张伟"))
    town.take(proved("1", LI, name="李娜"))
    assert new_town("bb", "370902000000").take(proved("1", LI, name="张伟")).report["outcomes"] == {"conflict": 1}


def test_a_released_phone_number_is_released(new_town) -> None:
    town = new_town("aa")
    town.take(proved("1", **reached("13800000001")))
    index = identifier_index(IdentifierType.PHONE, normalise(IdentifierType.PHONE, "13800000001"))
    assert OldAccount.objects.filter(phone_index=index).count() == 1
    town.take(proved("1", **reached("13900000002")))
    assert OldAccount.objects.filter(phone_index=index).count() == 0
