"""An account is closed after a cooling-off; what was held is found nowhere afterwards but where the registry says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.merging.holdings import holdings_of
from accounts.models import (
    AgencyRelation,
    Closure,
    ClosureState,
    Dependant,
    Enterprise,
    Merge,
    MergeBasis,
    SetAside,
    User,
)
from accounts.rights.registry import OnErasure, personal_data
from accounts.roles import Role
from accounts.services import abandoned_remove, membership_grant
from accounts.services.closure_ask import closure_ask
from accounts.services.closure_call_off import closure_call_off
from accounts.services.closure_carry_out import closures_carry_out, set_aside_forget
from accounts.services.closure_tell import closure_tell
from accounts.services.merge_ask import merge_ask
from services_portal.kernel import clock
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.errors import DomainError
from services_portal.kernel.models import AuditEntry, OutboxEvent
from tests.accounts.merging.people import himself, merged
from tests.accounts.rights.people import here, somebody
from tests.accounts.rights.searching import where
from tests.factories.staff import make_user, signed_in

pytestmark = pytest.mark.django_db
CLOSURE = "/api/v1/me/closure/"
ONE = {"number": "11010519491231002X", "phone": "+8613800138000"}
TWO = {"number": "370202199003070038", "phone": "+8613911112222"}


def close(user: User) -> Closure:
    """Ask for it and let the cooling-off pass."""
    asked = closure_ask(actor=himself(user), user=user)
    with clock.frozen(asked.due_at):
        closures_carry_out()
    asked.refresh_from_db()
    return asked


def all_of(user: User) -> dict[str, Any]:
    return holdings_of(user.pk)


def test_it_is_said_beforehand_what_goes_and_what_stays(places) -> None:
    one, _planted = somebody("one", **ONE)
    said = signed_in(one, "en").get(CLOSURE).json()
    assert (said["closure"], said["cooling_days"], said["blocked_by"]) == (None, 7, [])
    goes = {each["code"]: each["count"] for each in said["goes"]}
    assert (goes["accounts.Identifier"], goes["mfa.Authenticator"], goes["accounts.ProofAttempt"]) == (4, 1, 1)
    stays = {each["code"]: (each["on_erasure"], each["law"] and each["law"]["code"]) for each in said["stays"]}
    assert stays == {
        "accounts.User": ("emptied", None),
        "accounts.Proof": ("set_aside", "pipl-56"),
        "kernel.AuditEntry": ("kept", "csl-23"),
    }
    kept = {each["code"]: each["kept_days"] for each in said["stays"]}
    assert kept["accounts.Proof"] >= 3 * 365


def test_nothing_of_him_is_found_but_where_the_registry_says(places) -> None:
    one, planted = somebody("one", **ONE)
    two, others = somebody("two", **TWO)
    assert {what for what, _place in where(planted.values())} == set(planted.values())
    before, elsewhere = all_of(two), where(others.values())
    entries = list(AuditEntry.objects.order_by("pk").values())
    closure = close(one)
    assert closure.state == ClosureState.DONE
    assert where(planted.values()) == {(planted["proved name"], "accounts.SetAside.content")}
    kept = SetAside.objects.get()
    assert (kept.kind, kept.law, kept.closure) == ("accounts.Proof", "pipl-56", closure)
    assert (all_of(two), where(others.values())) == (before, elsewhere)
    assert list(AuditEntry.objects.order_by("pk").values())[: len(entries)] == entries, "the log stays whole"
    left = User.objects.get(pk=one.pk)
    assert (left.email, left.is_active, left.has_usable_password(), left.last_login) == (None, False, False, None)
    assert (left.date_joined.month, left.date_joined.day) == (1, 1)
    for data in personal_data():
        if data.on_erasure in (OnErasure.DELETED, OnErasure.SET_ASIDE):
            assert not data.rows_of([one.pk]).exists(), data.model_label
    erased = OutboxEvent.objects.filter(name="accounts.account_erased", aggregate_id=str(one.pk))
    assert erased.count() == 1
    with clock.frozen(clock.now() + timedelta(days=30)):
        assert abandoned_remove() == 0, "the number stays: the log speaks of it"


def test_after_the_years_that_the_law_says_the_rest_goes_too(places) -> None:
    one, planted = somebody("one", **ONE)
    closure = close(one)
    until = SetAside.objects.get().until
    assert closure.done_at is not None and until - closure.done_at >= timedelta(days=3 * 365)
    with clock.frozen(until - timedelta(seconds=1)):
        assert set_aside_forget() == 0
    with clock.frozen(until):
        assert set_aside_forget() == 1
    assert where(planted.values()) == set()


def test_what_became_a_part_of_him_goes_with_him(places, settings) -> None:
    settings.PORTAL_MERGE_COOLING_HOURS = 0
    one, planted = somebody("one", **ONE)
    two, others = somebody("two", **TWO)
    two.identifiers.filter(type="resident_id").delete()
    merged(one, two)
    assert close(one).state == ClosureState.DONE
    left = {place for _value, place in where([*planted.values(), *others.values()])}
    assert left <= {"accounts.SetAside.content"}
    assert not User.objects.get(pk=two.pk).is_active and not Merge.objects.exists()


def test_what_he_was_registered_with_as_a_dependant_goes_too(places) -> None:
    one, planted = somebody("one", **ONE)
    row = Dependant.objects.create(
        name=planted["proved name"],
        resident_id=planted["resident ID"],
        index=b"i" * 32,
        born_index=b"b" * 32,
        user=one,
        registered_by="user:1",
        confirmed_at=clock.now(),
    )
    assert close(one).state == ClosureState.DONE
    assert where(planted.values()) == {(planted["proved name"], "accounts.SetAside.content")}
    row.refresh_from_db()
    assert (row.name, row.resident_id, row.user, row.ended_at is None) == ("", "", None, False)


words = st.text(alphabet=st.characters(codec="utf-8", categories=("L", "N")), min_size=8, max_size=30)


@settings(max_examples=25, deadline=None)
@given(name=words, key=words, proved=words, typed=words)
def test_whatever_he_is_called_nothing_of_it_is_left(name: str, key: str, proved: str, typed: str) -> None:
    with transaction.atomic():
        one, _planted = somebody("one", **ONE)
        planted = {"n-" + name, "k-" + key, "p-" + proved, "t-" + typed}
        one.resident.display_name = "n-" + name
        one.resident.save()
        one.authenticator_set.update(data={"name": "k-" + key})
        one.proofs.update(name="p-" + proved)
        one.proof_attempts.update(name="t-" + typed)
        close(one)
        assert where(planted) == {("p-" + proved, "accounts.SetAside.content")}
        transaction.set_rollback(True)


def test_until_the_day_he_calls_it_off(places) -> None:
    one, planted = somebody("one", **ONE)
    two, _others = somebody("two", **TWO)
    refused = signed_in(one).post(CLOSURE)
    assert (refused.status_code, refused.json()["code"], Closure.objects.count()) == (
        401,
        "reauthentication_required",
        0,
    )
    asked = here(one).post(CLOSURE)
    assert (asked.status_code, asked.json()["state"]) == (202, "asked")
    assert signed_in(one).get(CLOSURE).json()["closure"]["id"] == asked.json()["id"]
    assert here(one).post(CLOSURE).json()["code"] == "closure_under_way"
    before = all_of(one)
    assert closures_carry_out() == 0
    assert (all_of(one), signed_in(two).post(f"{CLOSURE}call-off/").json()["code"]) == (before, "closure_settled")
    assert signed_in(one).post(f"{CLOSURE}call-off/").json()["state"] == "called_off"
    with clock.frozen(clock.now() + timedelta(days=8)):
        assert closures_carry_out() == 0
    assert {what for what, _place in where(planted.values())} == set(planted.values())
    assert signed_in(one).post(f"{CLOSURE}call-off/").status_code == 409


def test_he_is_told_when_it_is_asked_for_and_when_it_is_called_off(places, mailoutbox) -> None:
    one, _planted = somebody("one", **ONE)
    asked = closure_ask(actor=himself(one), user=one)
    assert closure_tell(closure_id=asked.pk) == 2
    closure_call_off(actor=himself(one), user=one)
    assert closure_tell(closure_id=asked.pk) == 2
    assert [mail.subject for mail in mailoutbox[::2]] == ["您的账号即将注销", "您的账号予以保留"]
    done = close(one)
    assert closure_tell(closure_id=done.pk) == 0


def _staff(one: User) -> None:
    membership_grant(actor=SYSTEM, user=one, role=Role.AUDITOR)


def _merge(one: User) -> None:
    merge_ask(actor=himself(one), survivor_id=one.pk, absorbed_id=make_user().pk, basis=MergeBasis.OWNER)


def _represents(one: User) -> None:
    firm = Enterprise.objects.create(uscc="91110000600037341L", name="一")
    AgencyRelation.objects.create(
        agent=one,
        enterprise=firm,
        kind="legal_representative",
        source="register",
        scopes=["*"],
        begins_at=clock.now(),
        least_level=1,
        state="in_force",
        asked_by="user:1",
        asked_side="staff",
        asked_at=clock.now(),
        confirmed_by="user:2",
        confirmed_at=clock.now(),
        seconded_by="user:3",
        seconded_at=clock.now(),
        in_force_at=clock.now(),
    )


@pytest.mark.parametrize(
    ("begin", "reason"), [(_staff, "staff_role"), (_merge, "merge_waiting"), (_represents, "legal_representative")]
)
def test_it_is_refused_while_something_is_under_way(places, begin: Any, reason: str) -> None:
    one, planted = somebody("one", **ONE)
    asked = closure_ask(actor=himself(one), user=one)
    closure_call_off(actor=himself(one), user=one)
    begin(one)
    entries = AuditEntry.objects.count()
    refused = here(one).post(CLOSURE)
    assert (refused.status_code, refused.json()["code"]) == (409, "closure_blocked")
    assert refused.json()["params"]["reasons"] == [reason]
    assert [each["code"] for each in signed_in(one).get(CLOSURE).json()["blocked_by"]] == [reason]
    assert (Closure.objects.count(), AuditEntry.objects.count()) == (1, entries)
    # What began after it was asked for stops it as well, and he is told.
    Closure.objects.filter(pk=asked.pk).update(state="asked", ended_at=None)
    with clock.frozen(asked.due_at):
        assert closures_carry_out() == 0
    asked.refresh_from_db()
    assert (asked.state, asked.code) == ("called_off", "closure_blocked")
    assert {what for what, _place in where(planted.values())} == set(planted.values())


def test_nobody_closes_another_s_account(places) -> None:
    one, _planted = somebody("one", **ONE)
    for actor in (SYSTEM, himself(make_user())):
        with pytest.raises(DomainError, match="not_permitted"):
            closure_ask(actor=actor, user=one)
    assert signed_in(None).get(CLOSURE).status_code == 401
