"""A session says by whose means it was opened, and so does what is written in it."""

from __future__ import annotations

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from accounts.means import KEY, owners_in
from accounts.merging.guard import hold
from accounts.models import User
from accounts.services import phone_prove
from accounts.services.merge_undo import merge_undo
from accounts.services.password_set import password_set
from services_portal.kernel import audit
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.models import AuditEntry
from tests.accounts.inbox import code_to, mailed_code
from tests.accounts.merging.people import himself, merged, person
from tests.factories.staff import BACKEND, signed_in

pytestmark = pytest.mark.django_db
NEW = "mountain-lake-83"
PHONE = "+8613912345678"
TOKENS, BROWSER = "/_allauth/app/v1", "/_allauth/browser/v1"


def own(user: User) -> str:
    return f"harbour-{user.email.split('@')[0]}"


@pytest.fixture
def people(settings) -> list[User]:
    """Return three people, each with addresses and a password."""
    settings.PORTAL_MERGE_COOLING_HOURS = 0
    found = [person(name) for name in ("one", "two", "three")]
    Authenticator.objects.all().delete()
    for user in found:
        user.set_password(own(user))
        user.save()
    return found


def means(session) -> set[User]:
    """Return whose means a session says that it was opened by."""
    return set(User.objects.filter(pk__in=owners_in(session[KEY][1])))


def by_password(name: str, password: str) -> set[User]:
    browser = Client()
    assert browser.post("/accounts/login/", {"login": name, "password": password}).status_code == 302
    return means(browser.session)


def by_factors(user: User, *factors: Authenticator) -> set[User]:
    """Return the same of who has shown these factors, as allauth writes it down."""
    request = RequestFactory().get("/")
    request.session = SessionStore()
    for each in factors:
        facts = {"passwordless": True} if each.type == "webauthn" else {}
        record_authentication(request, user, "mfa", id=each.pk, type=each.type, **facts)
    login(request, user, backend=BACKEND)
    return means(request.session)


def test_a_password_is_its_accounts_and_one_that_was_set_for_both_is_both_s(people) -> None:
    one, two, three = people
    assert by_password(one.email, own(one)) == {one}
    merged(two, three)
    merged(one, two)
    for user in people:
        assert by_password(user.email, own(user)) == {user}
        assert by_password(f"{user.email.split('@')[0]}.spare@example.com", own(user)) == {user}
    password_set(user=one, password=NEW)
    assert by_password(three.email, NEW) == {one, two, three}


def test_a_password_of_some_parts_is_none_of_the_others(people) -> None:
    one, two, three = people
    merged(two, three)
    password_set(user=two, password=NEW)
    merged(one, two)
    assert by_password(three.email, NEW) == {two, three}
    assert by_password(one.email, own(one)) == {one}


def test_a_code_is_whose_number_it_was_sent_to(people) -> None:
    one, two, _three = people
    phone_prove(user=two, phone=PHONE)
    merged(one, two)
    app = Client()
    asked = app.post(f"{TOKENS}/auth/code/request", {"phone": PHONE}, content_type="application/json").json()
    shown = {"X-Session-Token": asked["meta"]["session_token"]}
    path = f"{TOKENS}/auth/code/confirm"
    answer = app.post(path, {"code": code_to(PHONE)}, content_type="application/json", headers=shown)
    token = {"X-Session-Token": answer.json()["meta"]["session_token"]}
    changed = app.patch("/api/v1/me/", {"display_name": "二"}, content_type="application/json", headers=token)
    assert changed.status_code == 200, changed.content
    entry = AuditEntry.objects.get(action="accounts.resident.update")
    assert (entry.actor_id, entry.via) == (str(one.pk), str(two.pk))


def test_what_is_added_in_a_session_goes_to_whose_name_and_password_opened_it(people) -> None:
    one, two, _three = people
    merge = merged(one, two)
    browsers = {}
    for user, new in ((one, "one.new@example.com"), (two, "two.new@example.com")):
        browser = browsers[user] = Client()
        said = {"email": user.email, "password": own(user)}
        signed = browser.post(f"{BROWSER}/auth/login", said, content_type="application/json")
        assert signed.status_code == 200, signed.content
        added = browser.post(f"{BROWSER}/account/email", {"email": new}, content_type="application/json")
        assert added.status_code == 200, added.content
        key = {"key": mailed_code(new)}
        assert browser.post(f"{BROWSER}/auth/email/verify", key, content_type="application/json").status_code == 200
    undone = browsers[two].post(f"/api/v1/me/merges/{merge.pk}/undo/")
    assert (undone.status_code, {each["outcome"] for each in undone.json()["since"]}) == (200, {"given"})
    for user in (one, two):
        name = user.email.split("@")[0]
        held = EmailAddress.objects.filter(user=user).values_list("email", "verified")
        assert set(held) == {(f"{name}{mark}@example.com", True) for mark in ("", ".spare", ".new")}
        assert browsers[user].get("/api/v1/me/").status_code == 401


def test_a_passkey_is_its_accounts_and_a_second_factor_counts_beside_the_first(people) -> None:
    one, two, _three = people
    keys = {user: Authenticator.objects.create(user=user, type="webauthn", data={}) for user in (one, two)}
    totp = Authenticator.objects.create(user=one, type="totp", data={})
    merged(one, two)
    assert [by_factors(one, keys[user]) for user in (one, two)] == [{one}, {two}]
    assert by_factors(one, keys[two], totp) == {one, two}
    assert by_factors(one) == set()


def test_a_passkey_that_was_added_after_the_merge_is_by_whose_means_it_was_added(people) -> None:
    one, two, _three = people
    merged(one, two)
    told, untold = (Authenticator.objects.create(user=one, type="webauthn", data={}) for _each in range(2))
    with transaction.atomic():
        actor = Actor(type="user", id=str(one.pk), via=str(two.pk))
        audit.record(actor, "accounts.factor.add", told)
    assert (by_factors(one, told), by_factors(one, untold)) == ({two}, {one, two})


def test_a_session_from_before_is_its_own_accounts(people) -> None:
    one, two, _three = people
    browser = signed_in(one)
    merged(one, two)
    assert browser.get("/me/").status_code == 200
    assert means(browser.session) == {one}


def test_no_request_costs_a_query_for_it_but_a_write_by_anothers_means(people) -> None:
    one, two, three = people
    names = iter("abcdefgh")

    def costs(browser: Client) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as read:
            assert browser.get("/api/v1/me/").status_code == 200
        said = {"display_name": next(names)}
        with CaptureQueriesContext(connection) as written:
            assert browser.patch("/api/v1/me/", said, content_type="application/json").status_code == 200
        return len(read), len(written)

    unknown = signed_in(one)
    session = unknown.session
    del session[KEY]
    session.save()
    costs(unknown)
    reads, writes = costs(unknown)
    assert costs(signed_in(one)) == (reads, writes)
    merged(one, two)
    by_own, by_other = Client(), Client()
    for browser, user in ((by_own, one), (by_other, two)):
        assert browser.post("/accounts/login/", {"login": user.email, "password": own(user)}).status_code == 302
    assert (costs(by_own), costs(by_other)) == ((reads, writes), (reads, writes + 1))
    assert costs(signed_in(three)) == (reads, writes)


def test_who_came_in_by_what_went_back_writes_nothing(people) -> None:
    one, two, three = people
    deeper, merge = merged(two, three), merged(one, two)
    by_three = Actor(type="user", id=str(one.pk), via=str(three.pk))
    with transaction.atomic():
        hold(by_three)
        audit.record(by_three, "test.thing.write", ("thing", "1"))
    merge_undo(actor=himself(one), merge_id=merge.pk)
    with pytest.raises(DomainError) as refusal, transaction.atomic():
        audit.record(by_three, "test.thing.write", ("thing", "2"))
    assert refusal.value.code == "means_ended"
    for_two = Actor(type="user", id=str(two.pk), via=f"{three.pk} {two.pk}")
    with transaction.atomic():
        audit.record(for_two, "test.thing.write", ("thing", "3"))
    merge_undo(actor=himself(two), merge_id=deeper.pk)
    with pytest.raises(DomainError), transaction.atomic():
        audit.record(for_two, "test.thing.write", ("thing", "4"))
    written = AuditEntry.objects.filter(action="test.thing.write").order_by("pk")
    assert list(written.values_list("subject_id", flat=True)) == ["1", "3"]
