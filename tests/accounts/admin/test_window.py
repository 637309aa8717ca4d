"""The window in the admin site: a clerk proves, never himself, and what is wrong is revoked."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.identifiers import IdentifierType
from accounts.levels import Level, level_of
from accounts.models import Proof, User
from accounts.roles import Role
from accounts.services import identifier_prove, phone_prove
from services_portal.kernel.models import AuditEntry
from tests.factories.catalog import make_agency, make_city
from tests.factories.staff import make_staff, make_user, signed_in

pytestmark = pytest.mark.django_db
PROOFS = "/admin/accounts/proof/"
SEEN = {"account": "138 1234 5678", "type": "resident_id", "number": "110105194912310020", "full_name": "李 娜"}
RIGHT = {**SEEN, "number": "110105491231002"}


@pytest.fixture
def person() -> User:
    user = make_user()
    phone_prove(user=user, phone="+8613812345678")
    return user


@pytest.fixture
def clerk() -> User:
    return make_staff(Role.WINDOW_CLERK, agency=make_agency(make_city("qingdao")))


@pytest.fixture
def window(clerk) -> Client:
    return signed_in(clerk)


def test_a_clerk_proves_who_stands_before_him(window, clerk, person) -> None:
    assert window.get(f"{PROOFS}add/").status_code == 200
    slip = window.post(f"{PROOFS}add/", SEEN)
    assert (slip.status_code, Proof.objects.count()) == (200, 0)
    assert "look for a slip" in slip.text and "138 1234 5678" in slip.text  # what was typed is still there
    assert window.post(f"{PROOFS}add/", RIGHT).status_code == 302
    proof = Proof.objects.get()
    assert (level_of(person), proof.name, proof.actor_id) == (Level.PRESENT, "李 娜", str(clerk.pk))
    assert User.objects.known_by(IdentifierType.RESIDENT_ID, "11010519491231002X").get() == person


def test_the_list_shows_no_name_and_the_page_leaves_a_trace(window, person) -> None:
    window.post(f"{PROOFS}add/", RIGHT)
    proof = Proof.objects.get()
    listed = window.get(PROOFS).text
    assert ("李 娜" in listed, str(proof.pk) in listed) == (False, True)
    page = window.get(f"{PROOFS}{proof.pk}/change/").text
    assert ("李 娜" in page, "110****2X" in page, "11010519491231002X" in page) == (True, True, False)
    assert AuditEntry.objects.filter(action="accounts.proof.read", subject_id=str(proof.pk)).count() == 1


def test_a_wrong_proof_is_revoked_once(window, person) -> None:
    window.post(f"{PROOFS}add/", RIGHT)
    proof = Proof.objects.get()
    assert window.post(f"{PROOFS}{proof.pk}/change/", {"reason": "other_person"}).status_code == 302
    proof.refresh_from_db()
    assert (proof.revoke_reason, level_of(person)) == ("other_person", Level.DECLARED)
    assert window.post(f"{PROOFS}{proof.pk}/change/", {"reason": "forged"}).status_code == 403
    proof.refresh_from_db()
    assert proof.revoke_reason == "other_person"


def test_another_window_s_proofs_are_not_there(window, person) -> None:
    window.post(f"{PROOFS}add/", RIGHT)
    other = signed_in(make_staff(Role.WINDOW_CLERK, agency=make_agency(make_city("jinan"))))
    proof = Proof.objects.get()
    assert str(proof.pk) not in other.get(PROOFS).text
    other.post(f"{PROOFS}{proof.pk}/change/", {"reason": "forged"})
    assert level_of(person) == Level.PRESENT


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"account": "139 1111 2222"}, "No open account"),
        ({"account": "nobody@example.com"}, "No open account"),
        ({"account": "12"}, "Enter a valid phone number"),
        ({"type": "phone"}, "Select a valid choice"),
        ({"full_name": " "}, "This field is required"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_written(window, person, change, said) -> None:
    answer = window.post(f"{PROOFS}add/", {**RIGHT, **change})
    assert (answer.status_code, said in answer.text, Proof.objects.count()) == (200, True, 0)


def test_nobody_proves_himself(window, clerk) -> None:
    phone_prove(user=clerk, phone="+8613812345678")
    answer = window.post(f"{PROOFS}add/", RIGHT)
    assert (answer.status_code, "Not permitted" in answer.text, Proof.objects.count()) == (200, True, 0)


def test_one_id_opens_no_second_account(window, person) -> None:
    identifier_prove(
        user=make_user(), identifier_type=IdentifierType.RESIDENT_ID, value="11010519491231002X", method="window"
    )
    answer = window.post(f"{PROOFS}add/", RIGHT)
    assert (answer.status_code, "It belongs to another account" in answer.text, level_of(person)) == (
        200,
        True,
        Level.DECLARED,
    )


@pytest.mark.parametrize("role", [Role.EDITOR, Role.PUBLISHER, Role.AUDITOR])
def test_nobody_else_comes_to_the_window(role, person) -> None:
    agency = make_agency(make_city("qingdao")) if role is not Role.AUDITOR else None
    browser = signed_in(make_staff(role, agency=agency))
    assert (browser.get(PROOFS).status_code, browser.post(f"{PROOFS}add/", RIGHT).status_code) == (403, 403)
    assert not Proof.objects.exists()
