"""A way back for who has lost his telephone, and for nobody else: who is not the owner fails at each step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.identifiers import IdentifierType
from accounts.models import AccountChange, Level, Proof, Recovery, User
from accounts.objection import objection_token
from accounts.roles import Role
from accounts.selectors import actor_of
from accounts.services import Identity, identifier_prove, user_suspend
from accounts.services.recovery_approve import recovery_approve
from accounts.services.recovery_finish import recovery_finish
from accounts.services.recovery_open import recovery_open
from accounts.services.user_suspend import SuspensionReason
from services_portal.kernel import clock
from services_portal.kernel.actor import SYSTEM, Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.models import AuditEntry
from tests.accounts.inbox import messages_to
from tests.accounts.jobs import run_what_waits
from tests.factories.staff import make_proof, make_staff, signed_in

PHONE = "+8613812345678"
NUMBER, NAME, NEW = "11010519491231002X", "李娜", "other-harbour-48"
HIS = Identity(IdentifierType.RESIDENT_ID, NUMBER, NAME)
pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(agency) -> User:
    return make_staff(Role.WINDOW_CLERK, agency=agency)


@pytest.fixture
def person(resident) -> User:
    """Somebody at L3 with a passkey on the telephone that he has lost."""
    make_proof(resident)
    EmailAddress.objects.create(user=resident, email=resident.email, verified=True, primary=True)
    for kind, value in ((IdentifierType.EMAIL, resident.email), (IdentifierType.PHONE, PHONE)):
        identifier_prove(user=resident, identifier_type=kind, value=value, method="code")
    Authenticator.objects.create(user=resident, type="webauthn", data={"name": "lost"})
    return resident


@pytest.fixture
def another(agency) -> Actor:
    return actor_of(make_staff(Role.WINDOW_CLERK, agency=agency))


def state(user: User) -> list[Any]:
    """All of an account that a way back changes."""
    user.refresh_from_db()
    kept = list(Recovery.objects.order_by("pk").values("state", "approved_by", "ended_at"))
    return [user.password, user.refuses_sms, user.session_epoch, Authenticator.objects.count(), kept]


def refused(code: str, user: User, act: Callable[[], object]) -> None:
    before = state(user)
    with pytest.raises(DomainError) as refusal:
        act()
    assert (refusal.value.code, state(user)) == (code, before)


def after(hours: float) -> Any:
    return clock.frozen(clock.now() + timedelta(hours=hours))


def test_the_owner_comes_back_and_everything_else_ends(person, clerk, another) -> None:
    thief = signed_in(person)
    opened, key = recovery_open(actor=actor_of(clerk), identity=HIS)
    recovery_approve(actor=another, recovery_id=opened.pk)
    with after(25):
        recovery_finish(key=f" {key.lower()} ".replace("-", ""), password=NEW)
    person.refresh_from_db()
    assert person.check_password(NEW) and person.refuses_sms and not Authenticator.objects.exists()
    assert thief.get("/api/v1/me/").status_code == 401
    login = {"username": NUMBER, "password": NEW}
    entered = Client().post("/_allauth/app/v1/auth/login", login, content_type="application/json")
    assert entered.json()["data"]["user"]["id"] == str(person.pk)
    actions = AuditEntry.objects.filter(action__startswith="accounts.recovery").order_by("pk")
    assert [entry.action.rsplit(".")[-1] for entry in actions] == ["open", "approve", "finish"]
    assert key not in str(list(AuditEntry.objects.values())) + str(list(Recovery.objects.values()))


@pytest.mark.parametrize(
    "said",
    [
        Identity(IdentifierType.RESIDENT_ID, NUMBER, "王芳"),
        Identity(IdentifierType.RESIDENT_ID, "360426199101010071", NAME),
        Identity(IdentifierType.RESIDENT_ID, "not a number", NAME),
        Identity(IdentifierType.PASSPORT, "CHN:E12345678", NAME),
    ],
    ids=["another name", "another number", "no number", "another document"],
)
def test_another_document_opens_nothing_and_tells_nobody(person, clerk, said) -> None:
    before = AccountChange.objects.count()
    refused("recovery_not_possible", person, lambda: recovery_open(actor=actor_of(clerk), identity=said))
    assert AccountChange.objects.count() == before
    assert AuditEntry.objects.filter(action="accounts.recovery.open", refused=True).count() == 1


def test_nobody_opens_one_without_the_right_for_himself_or_for_a_closed_account(person, clerk, agency) -> None:
    stranger = User.objects.create_user("stranger@example.com")
    refused("not_permitted", person, lambda: recovery_open(actor=actor_of(stranger), identity=HIS))
    himself = Actor(type="user", id=str(person.pk), all_rights=True)
    refused("recovery_not_possible", person, lambda: recovery_open(actor=himself, identity=HIS))
    user_suspend(actor=SYSTEM, user=person, reason=SuspensionReason.FRAUD)
    refused("recovery_not_possible", person, lambda: recovery_open(actor=actor_of(clerk), identity=HIS))


def test_of_an_account_at_l3_a_second_clerk_has_to_agree(person, clerk, another) -> None:
    opened, key = recovery_open(actor=actor_of(clerk), identity=HIS)
    with after(25):
        refused("recovery_not_due", person, lambda: recovery_finish(key=key, password=NEW))
    itself = actor_of(clerk)
    refused("recovery_needs_another", person, lambda: recovery_approve(actor=itself, recovery_id=opened.pk))
    owner = Actor(type="user", id=str(person.pk), all_rights=True)
    refused("recovery_needs_another", person, lambda: recovery_approve(actor=owner, recovery_id=opened.pk))
    nobody = actor_of(User.objects.create_user("nobody@example.com"))
    refused("not_permitted", person, lambda: recovery_approve(actor=nobody, recovery_id=opened.pk))
    recovery_approve(actor=another, recovery_id=opened.pk)
    refused("recovery_over", person, lambda: recovery_approve(actor=another, recovery_id=opened.pk))
    with pytest.raises(IntegrityError), transaction.atomic():
        Recovery.objects.update(approved_by=opened.opened_by)


def test_of_one_below_one_clerk_is_enough(person, clerk) -> None:
    Proof.objects.update(level=Level.MATCHED)
    _, key = recovery_open(actor=actor_of(clerk), identity=HIS)
    refused("recovery_not_possible", person, lambda: recovery_open(actor=actor_of(clerk), identity=HIS))
    with after(23):
        refused("recovery_not_due", person, lambda: recovery_finish(key=key, password=NEW))
    with after(24 + 7 * 24 + 1):
        refused("recovery_over", person, lambda: recovery_finish(key=key, password=NEW))
    with after(25):
        refused("recovery_over", person, lambda: recovery_finish(key=f"{key[:-1]}2X", password=NEW))
        with pytest.raises(ValidationError):
            recovery_finish(key=key, password="password123")
        recovery_finish(key=key, password=NEW)
        refused("recovery_over", person, lambda: recovery_finish(key=key, password="third-harbour-49"))
    with after(24 * 30):
        assert recovery_open(actor=actor_of(clerk), identity=HIS)[1] != key


@pytest.mark.django_db(transaction=True)
def test_the_owner_is_told_everywhere_and_stops_it_by_the_link_and_nothing_else_ends(person, clerk, mailoutbox) -> None:
    Proof.objects.update(level=Level.MATCHED)
    run_what_waits()
    mailoutbox.clear()
    sent = len(messages_to(PHONE))
    at_home = signed_in(person)
    _, key = recovery_open(actor=actor_of(clerk), identity=HIS)
    run_what_waits()
    assert [letter.to for letter in mailoutbox] == [[person.email]] and len(messages_to(PHONE)) == sent + 1
    link = f"/not-me/{objection_token(AccountChange.objects.latest('pk'))}/"
    assert link[:40] in mailoutbox[0].body and link[:40] in messages_to(PHONE)[0] and key not in mailoutbox[0].body
    assert Client().post(link).status_code == 200
    with after(25):
        refused("recovery_over", person, lambda: recovery_finish(key=key, password=NEW))
    assert at_home.get("/api/v1/me/").status_code == 200
    assert person.frozen_at is None and Authenticator.objects.exists()


def test_the_window_and_the_page(person, clerk, another, settings) -> None:
    settings.PORTAL_RECOVERY_HOURS = 0
    clerk.is_staff = True
    clerk.save()
    window = signed_in(clerk)
    said = {"type": "resident_id", "number": NUMBER, "full_name": NAME}
    told = window.post("/admin/accounts/recovery/add/", said, follow=True).content.decode()
    key = told.split("shown this once: ")[1][:23]
    assert person.email not in told and NUMBER not in told
    opened = Recovery.objects.get()
    assert key not in window.get(f"/admin/accounts/recovery/{opened.pk}/change/").content.decode()
    recovery_approve(actor=another, recovery_id=opened.pk)
    browser = Client(headers={"accept-language": "en"})
    wrong = browser.post("/recover/", {"key": "AAAAA-AAAAA-AAAAA-AAAAA", "password": NEW})
    assert "mistyped" in wrong.content.decode() and NEW not in wrong.content.decode()
    with after(0.1):
        assert browser.post("/recover/", {"key": key, "password": NEW}).url == "/accounts/login/"
    assert User.objects.get(pk=person.pk).check_password(NEW)
