"""What was written while accounts were one goes to whose means wrote it; what nobody can tell stays, and is named."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from accounts.identifiers import IdentifierType
from accounts.models import (
    AccountChange,
    AgencyRelation,
    AppConsent,
    Closure,
    DataExport,
    Identifier,
    Merge,
    Proof,
    ProofAttempt,
    User,
    WrittenSince,
)
from accounts.services import phone_prove
from accounts.services.merge_undo import merge_undo
from accounts.services.resident_update import ResidentChanges, resident_update
from accounts.services.sms_sign_in_set import sms_sign_in_set
from services_portal.kernel.models import AuditEntry
from tests.accounts.merging.acts import (
    actor,
    add_address,
    add_passkey,
    allow_app,
    ask_for_a_copy,
    ask_to_close,
    by_means_of,
    prove_passport,
    prove_phone,
    register_child,
    try_to_prove,
)
from tests.accounts.merging.people import himself, merged, person
from tests.factories.staff import make_proof

pytestmark = pytest.mark.django_db
PHONES = ("+8613812345678", "+8613912345678", "+8613712345678", "+8613612345678")


@pytest.fixture
def people(settings) -> list[User]:
    settings.PORTAL_MERGE_COOLING_HOURS = 0
    return [person(name) for name in ("one", "two", "three")]


def named(merge: Merge) -> set[tuple[str, str]]:
    """Return what the undoing says: pointers and outcomes."""
    return set(WrittenSince.objects.filter(merge=merge).values_list("pointer", "outcome"))


def whose(model: Any, field: str = "user") -> dict[str, int]:
    """Return how many rows of a model each person has."""
    found: dict[str, int] = {}
    for address in model.objects.values_list(f"{field}__email", flat=True):
        name = address.split("@")[0]
        found[name] = found.get(name, 0) + 1
    return found


def test_each_has_what_was_written_by_its_means(people) -> None:
    one, two, _three = people
    make_proof(one)
    merge = merged(one, two)
    for owner in (one, two):
        with by_means_of(owner):
            name = owner.email.split("@")[0]
            add_passkey(one, name)
            add_address(one, f"{name}.new@example.com")
            prove_passport(one, f"E1234567{len(name)}{people.index(owner)}")
            register_child(one, name)
            try_to_prove(one)
            allow_app(one, name)
    with by_means_of(two):
        ask_for_a_copy(one)
    assert DataExport.objects.count() == 1
    merge_undo(actor=himself(one), merge_id=merge.pk)
    assert whose(Authenticator) == whose(AgencyRelation, "agent") | {"one": 2, "two": 2, "three": 1}
    assert whose(AgencyRelation, "agent") == whose(AppConsent) == whose(ProofAttempt) == {"one": 1, "two": 1}
    assert set(EmailAddress.objects.filter(user=two).values_list("email", flat=True)) == {
        "two@example.com",
        "two.spare@example.com",
        "two.new@example.com",
    }
    passports = Identifier.objects.filter(type=IdentifierType.PASSPORT)
    assert {each.user: each.value[-1] for each in passports} == {one: "0", two: "1"}
    assert {each.asked_by for each in AgencyRelation.objects.all()} == {f"user:{one.pk}", f"user:{two.pk}"}
    assert AgencyRelation.objects.get(agent=two).asked_by == f"user:{two.pk}"
    assert AppConsent.objects.get(user=two).client_id == "two"
    told = AccountChange.objects.filter(user=two).values_list("kind", flat=True)
    assert sorted(told) == ["identifier_added"] * 3 + ["passkey_added"]
    assert not DataExport.objects.exists()
    assert named(merge) == {
        ("account.EmailAddress.user", "given"),
        ("accounts.AccountChange.user", "given"),
        ("accounts.AgencyRelation.agent", "given"),
        ("accounts.AppConsent.user", "given"),
        ("accounts.DataExport.user", "ended"),
        ("accounts.Identifier.user", "given"),
        ("accounts.ProofAttempt.user", "given"),
        ("mfa.Authenticator.user", "given"),
    }
    detail = AuditEntry.objects.get(action="accounts.merge.undo").detail
    assert (detail["since"]["given"], detail["since"]["ended"]) == (WrittenSince.objects.count() - 1, 1)


def test_who_asked_to_close_his_account_closes_his_own(people) -> None:
    one, two, _three = people
    merge = merged(one, two)
    with by_means_of(two):
        ask_to_close(one)
    merge_undo(actor=himself(one), merge_id=merge.pk)
    assert whose(Closure) == {"two": 1}
    assert named(merge) == {("accounts.Closure.user", "given")}


def test_what_nobody_can_tell_stays_and_is_named(people) -> None:
    one, two, _three = people
    merge = merged(one, two)
    with by_means_of(one, two):
        add_passkey(one, "shared")
    make_proof(one)
    with by_means_of():
        register_child(one, "unknown")
    merge_undo(actor=himself(one), merge_id=merge.pk)
    assert whose(Authenticator) == {"one": 2, "two": 1, "three": 1}
    assert whose(AgencyRelation, "agent") == whose(Proof) == {"one": 1}
    assert named(merge) == {
        ("mfa.Authenticator.user", "untold"),
        ("accounts.AgencyRelation.agent", "untold"),
        ("accounts.Identifier.user", "untold"),
        ("accounts.Proof.user", "untold"),
    }


def test_a_proof_at_the_window_goes_with_the_identity_that_it_is_of(people) -> None:
    one, two, _three = people
    make_proof(two)
    two_s = merged(two, one)
    make_proof(two)
    merge_undo(actor=himself(two), merge_id=two_s.pk)
    assert whose(Proof) == {"two": 2}
    other_way = merged(two, one)
    with by_means_of(one):
        prove_passport(two, "E12345678")
    merge_undo(actor=himself(two), merge_id=other_way.pk)
    assert Identifier.objects.get(type=IdentifierType.PASSPORT).user == one


def test_a_new_number_stands_where_its_owners_stood_and_not_where_the_others_did(people) -> None:
    one, two, _three = people
    phone_prove(user=one, phone=PHONES[0])
    phone_prove(user=two, phone=PHONES[1])
    merge = merged(one, two)
    with by_means_of(two):
        prove_phone(one, PHONES[2])
    merge_undo(actor=himself(one), merge_id=merge.pk)
    phones = Identifier.objects.filter(type=IdentifierType.PHONE)
    live = {each.user: each.value for each in phones.live()}
    assert live == {one: PHONES[0], two: PHONES[2]}
    (former,) = phones.exclude(released_at=None)
    assert (former.user, former.value, former.release_reason) == (two, PHONES[1], "replaced")
    assert ("accounts.Identifier.user", "both") not in named(merge)


def test_a_number_that_moved_is_its_owners_again_though_the_other_replaced_it(people) -> None:
    one, two, _three = people
    phone_prove(user=two, phone=PHONES[1])
    merge = merged(one, two)
    with by_means_of(one):
        prove_phone(one, PHONES[2])
    merge_undo(actor=himself(one), merge_id=merge.pk)
    live = {each.user: each.value for each in Identifier.objects.live().filter(type=IdentifierType.PHONE)}
    assert live == {one: PHONES[2], two: PHONES[1]}


def test_of_what_the_owner_can_have_one_it_stays_and_is_named_and_a_credential_goes(people) -> None:
    one, two, _three = people
    Authenticator.objects.create(user=two, type="totp", data={"name": "before"})
    Authenticator.objects.create(user=one, type="totp", data={"name": "own"})
    merge = merged(one, two)
    Authenticator.objects.filter(user=one, type="totp").delete()
    with by_means_of(two):
        add_passkey(one, "again", "totp")
    merge_undo(actor=himself(one), merge_id=merge.pk)
    held = Authenticator.objects.filter(type="totp").values_list("user", "data__name")
    assert list(held) == [(two.pk, "before")]
    assert named(merge) == {("mfa.Authenticator.user", "ended"), ("accounts.AccountChange.user", "given")}


def test_who_wrote_to_the_others_profile_is_named_and_the_profile_stays(people) -> None:
    one, two, _three = people
    merge = merged(one, two)
    changes = ResidentChanges(display_name="二")
    resident_update(actor=actor(one, two), user=one, changes=changes)
    merge_undo(actor=himself(one), merge_id=merge.pk)
    assert named(merge) == {("accounts.Resident.user", "both")}


def test_each_has_chosen_for_himself_whether_codes_sign_in(people) -> None:
    one, two, _three = people
    merge = merged(one, two)
    sms_sign_in_set(actor=actor(one, two), user=one, refused=True)
    assert refusing() == {"one"}
    merge_undo(actor=himself(one), merge_id=merge.pk)
    assert refusing() == {"two"}
    again = merged(one, two)
    sms_sign_in_set(actor=actor(one, one), user=one, refused=True)
    merge_undo(actor=himself(one), merge_id=again.pk)
    assert refusing() == {"one", "two"}


def refusing() -> set[str]:
    return {each.email.split("@")[0] for each in User.objects.filter(refuses_sms=True)}


def test_stacked_each_undoing_gives_what_is_known_of_its_own_two(people) -> None:
    one, two, three = people
    make_proof(one)
    deep, top = merged(two, three), merged(one, two)
    for owner in people:
        with by_means_of(owner):
            register_child(one, owner.email)
    with by_means_of(two, three):
        register_child(one, "two or three")
    merge_undo(actor=himself(one), merge_id=top.pk)
    assert whose(AgencyRelation, "agent") == {"one": 1, "two": 3}
    merge_undo(actor=himself(two), merge_id=deep.pk)
    assert whose(AgencyRelation, "agent") == {"one": 1, "two": 2, "three": 1}
    assert named(deep) == {("accounts.AgencyRelation.agent", "given"), ("accounts.AgencyRelation.agent", "untold")}


def test_an_address_that_was_marked_as_the_one_to_write_to_goes_and_each_is_written_to_at_his_own(people) -> None:
    one, two, _three = people
    merge = merged(one, two)
    with by_means_of(two):
        add_address(one, "two.new@example.com").set_as_primary()
    merge_undo(actor=himself(one), merge_id=merge.pk)
    for user, name in ((one, "one"), (two, "two")):
        user.refresh_from_db()
        (primary,) = EmailAddress.objects.filter(user=user, primary=True)
        assert (user.email, primary.email) == (f"{name}@example.com", f"{name}@example.com")


@pytest.mark.parametrize("first", [0, 1])
def test_beside_one_another_either_may_go_first(people, first) -> None:
    one, two, three = people
    make_proof(one)
    merges = [merged(one, two)]
    with by_means_of(two):
        register_child(one, "between")
    merges.append(merged(one, three))
    for owner in people:
        with by_means_of(owner):
            register_child(one, owner.email)
    for merge in (merges[first], merges[1 - first]):
        merge_undo(actor=himself(one), merge_id=merge.pk)
    assert whose(AgencyRelation, "agent") == {"one": 1, "two": 2, "three": 1}


def test_of_a_merge_that_noted_nothing_only_what_is_told_goes(people) -> None:
    one, two, _three = people
    merge = merged(one, two)
    Merge.objects.filter(pk=merge.pk).update(brought=None)
    with by_means_of(two):
        add_passkey(one, "two")
    add_passkey(one, "unknown")
    merge_undo(actor=himself(one), merge_id=merge.pk)
    assert whose(Authenticator) == {"one": 2, "two": 2, "three": 1}
    assert {outcome for _pointer, outcome in named(merge)} == {"given"}
