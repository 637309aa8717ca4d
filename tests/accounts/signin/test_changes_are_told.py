"""Every change to how an account is opened is told on every channel, and taken back by who did not make it."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from accounts.identifiers import IdentifierType
from accounts.models import AccountChange, ChangeKind, Identifier, User
from accounts.objection import objection_token
from accounts.services import identifier_prove, proof_at_window
from accounts.services.change_object import change_object
from accounts.services.change_record import change_record
from accounts.services.proof_record import Identity
from accounts.signin.presence import presence_of
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.models import AuditEntry
from tests.accounts.inbox import code_to, mailed_code, messages_to
from tests.accounts.jobs import run_what_waits
from tests.accounts.journeys import EMAIL, PASSWORD, PHONE, sign_up_by_email
from tests.accounts.signin.test_second_factor import enrol

LINK = re.compile(r"/not-me/[^/\s]+/")


def kinds() -> list[str]:
    return list(AccountChange.objects.order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def person(resident) -> User:
    """Somebody with an address and a number."""
    EmailAddress.objects.create(user=resident, email=resident.email, verified=True, primary=True)
    identifier_prove(user=resident, identifier_type=IdentifierType.EMAIL, value=resident.email, method="mail")
    identifier_prove(user=resident, identifier_type=IdentifierType.PHONE, value=PHONE, method="code")
    AccountChange.objects.all().delete()
    return resident


@pytest.mark.django_db(transaction=True)
def test_what_is_changed_is_written_down_and_told_in_the_persons_language(new_app, mailoutbox) -> None:
    app = new_app()
    enrol(app)
    assert kinds() == ["totp_on"]
    app.call("POST", "/account/phone", {"phone": PHONE})
    app.call("POST", "/auth/phone/verify", {"code": code_to(PHONE)})
    body = {"current_password": PASSWORD, "new_password": "other-harbour-48"}
    assert app.call("POST", "/account/password/change", body).status_code == 200
    app.call("POST", "/account/authenticators/recovery-codes")
    app.call("DELETE", "/account/authenticators/totp")
    assert kinds() == ["totp_on", "identifier_added", "password", "codes", "totp_off"]
    mailoutbox.clear()
    run_what_waits()
    told = [letter for letter in mailoutbox if letter.to == [EMAIL]]
    assert len(told) == 5 and {letter.subject for letter in told} == {"Your account was changed"}
    assert "From: app" not in told[0].body and PHONE not in "".join(letter.body for letter in told)
    assert "138****5678" in told[1].body and LINK.search(told[0].body)
    texts = [text for text in messages_to(PHONE) if "was changed" in text]
    assert len(texts) == 5 and all(LINK.search(text) and "password" not in text for text in texts)


@pytest.mark.django_db(transaction=True)
def test_signing_in_from_a_new_device_is_told_and_from_a_known_one_is_not(new_app) -> None:
    sign_up_by_email(new_app())
    login = {"email": EMAIL, "password": PASSWORD}
    app = new_app()
    token = app.call("POST", "/auth/login", login).headers["X-Device-Token"]
    assert kinds() == ["device"]
    again = new_app()
    again.http.headers["X-Device-Token"] = token
    assert again.call("POST", "/auth/login", login).status_code == 200
    assert kinds() == ["device"]


@pytest.mark.django_db(transaction=True)
def test_the_address_that_is_lost_is_told_too(app, mailoutbox) -> None:
    sign_up_by_email(app)
    app.call("POST", "/account/email", {"email": "new@example.com"})
    app.call("POST", "/auth/email/verify", {"key": mailed_code("new@example.com")})
    app.call("PATCH", "/account/email", {"email": "new@example.com", "primary": True})
    app.call("DELETE", "/account/email", {"email": EMAIL})
    assert kinds() == ["identifier_added", "identifier_released"]
    mailoutbox.clear()
    run_what_waits()
    assert sorted(letter.to[0] for letter in mailoutbox) == sorted(
        [EMAIL, "new@example.com", EMAIL, "new@example.com"][1:]
    )


@pytest.mark.django_db
def test_a_proof_is_told_and_the_first_identifier_of_an_account_is_not(resident) -> None:
    identifier_prove(user=resident, identifier_type=IdentifierType.PHONE, value=PHONE, method="code")
    assert kinds() == []
    identity = Identity(IdentifierType.RESIDENT_ID, "11010519491231002X", "张伟")
    proof_at_window(actor=SYSTEM, user=resident, identity=identity)
    assert kinds() == ["identifier_added", "proof"]


def said(change: AccountChange) -> str:
    """Return the address that a letter about the change has."""
    return f"/not-me/{objection_token(change)}/"


@pytest.mark.django_db
def test_opening_the_link_changes_nothing_and_the_button_everything(person) -> None:
    key = Authenticator.objects.create(user=person, type="webauthn", data={"name": "thief's"})
    change = change_record(user=person, kind=ChangeKind.PASSKEY_ADDED, authenticator=key.pk, device="Chrome")
    thief = Client()
    thief.force_login(person, backend="accounts.signin.backend.IdentifierBackend")
    page = Client().get(said(change))
    assert (
        page.status_code == 200
        and person.email not in page.content.decode()
        and page["Referrer-Policy"] == "no-referrer"
    )
    assert Authenticator.objects.exists() and thief.get("/api/v1/me/").status_code == 200
    assert Client().post(said(change)).status_code == 200
    assert not Authenticator.objects.exists() and thief.get("/api/v1/me/").status_code == 401
    entries = AuditEntry.objects.filter(action="accounts.change.object")
    assert entries.count() == 1
    Client().post(said(change))
    assert entries.count() == 1
    assert Client().get(said(change)[:-3] + "x/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [IdentifierType.EMAIL, IdentifierType.PHONE])
def test_a_number_or_address_that_a_stranger_added_goes_again(resident, kind) -> None:
    identifier_prove(user=resident, identifier_type=IdentifierType.EMAIL, value="own@example.com", method="mail")
    value = {"email": "thief@example.com", "phone": PHONE}[kind]
    held = identifier_prove(user=resident, identifier_type=kind, value=value, method="code")
    if kind == "email":
        EmailAddress.objects.create(user=resident, email=value, verified=True)
    change_object(change_id=AccountChange.objects.get(identifier=held).pk)
    held.refresh_from_db()
    assert held.release_reason == "removed" and not EmailAddress.objects.filter(email=value).exists()
    assert Identifier.objects.proved().get().value == "own@example.com"


@pytest.mark.django_db
def test_a_password_that_a_stranger_set_opens_nothing(person) -> None:
    change = change_record(user=person, kind=ChangeKind.PASSWORD)
    change_object(change_id=change.pk)
    assert not User.objects.get(pk=person.pk).has_usable_password()


@pytest.mark.django_db
def test_a_frozen_account_is_changed_by_its_strongest_means_alone(person) -> None:
    Authenticator.objects.create(user=person, type="webauthn", data={"name": "own"})
    change = change_record(user=person, kind=ChangeKind.DEVICE)
    change_object(change_id=change.pk)
    person.refresh_from_db()
    at = person.frozen_at.timestamp()

    def shown(*records: dict[str, object]) -> bool:
        session = {"account_authentication_methods_user": str(person.pk), "account_authentication_methods": records}
        return presence_of(session, person).shown

    after = at + 1
    assert not shown({"method": "password", "at": after}, {"method": "mfa", "type": "recovery_codes", "at": after})
    assert not shown({"method": "mfa", "type": "webauthn", "at": at - 1})
    assert shown({"method": "mfa", "type": "webauthn", "at": after})


@pytest.mark.django_db
def test_a_person_sees_his_own_changes_and_objects_there(person, client) -> None:
    change = change_record(user=person, kind=ChangeKind.DEVICE, device="Chrome · Windows")
    other = change_record(user=User.objects.create_user("other@example.com"), kind=ChangeKind.DEVICE)
    client.force_login(person, backend="accounts.signin.backend.IdentifierBackend")
    [row] = client.get("/api/v1/me/changes/").json()
    assert (row["id"], row["kind"], row["device"], row["objected_at"]) == (
        str(change.pk),
        "device",
        "Chrome · Windows",
        None,
    )
    assert client.post(f"/api/v1/me/changes/{other.pk}/object/").status_code == 404
    assert said(change)[:30] in client.get("/me/").content.decode()
    assert client.post(f"/api/v1/me/changes/{change.pk}/object/").json()["objected_at"] is not None
    assert client.get("/api/v1/me/").status_code == 401
    assert mail.outbox == []
