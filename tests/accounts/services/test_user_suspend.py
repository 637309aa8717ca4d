from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.idp.oidc.models import Client, Token

from accounts.models import User
from accounts.roles import Role
from accounts.services import SuspensionReason, user_restore, user_suspend
from accounts.services.everything_end import everything_end
from services_portal.kernel import clock
from services_portal.kernel.actor import ANONYMOUS, SYSTEM, Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.models import AuditEntry, OutboxEvent
from tests.accounts.inbox import code_to
from tests.accounts.journeys import EMAIL, PASSWORD, PHONE, sign_up_by_email
from tests.factories.staff import BACKEND, make_staff, make_user, signed_in

STOLEN = SuspensionReason.STOLEN


def suspend(user: User, actor: Actor = SYSTEM) -> User:
    return user_suspend(actor=actor, user=user, reason=STOLEN, case="2026-17")


@pytest.mark.django_db(transaction=True)
def test_every_session_is_refused_at_the_next_request(app, browser) -> None:
    user = User.objects.get(pk=sign_up_by_email(app))
    browser.call("POST", "/auth/login", {"email": EMAIL, "password": PASSWORD})
    assert [one.api("GET", "/me/").status_code for one in (app, browser)] == [200, 200]
    suspend(user)
    # The app names a session that is gone; the browser has become a stranger.
    assert [one.api("GET", "/me/").status_code for one in (app, browser)] == [401, 401]
    assert browser.http.get("/me/", follow_redirects=False).status_code == 302
    assert browser.call("POST", "/auth/login", {"email": EMAIL, "password": PASSWORD}).status_code != 200
    assert browser.api("GET", "/me/").status_code == 401


@pytest.mark.django_db(transaction=True)
def test_what_was_ended_stays_ended_when_the_account_is_restored(app, browser) -> None:
    user = User.objects.get(pk=sign_up_by_email(app))
    browser.call("POST", "/auth/login", {"email": EMAIL, "password": PASSWORD})
    user_restore(actor=SYSTEM, user=suspend(user))
    assert [one.api("GET", "/me/").status_code for one in (app, browser)] == [401, 401]
    app.token = ""
    assert app.call("POST", "/auth/login", {"email": EMAIL, "password": PASSWORD}).status_code == 200
    assert app.api("GET", "/me/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_code_that_was_under_way_opens_nothing(app) -> None:
    app.call("POST", "/auth/signup", {"phone": PHONE})
    app.call("POST", "/auth/phone/verify", {"code": code_to(PHONE)})
    user = User.objects.get()
    app.call("DELETE", "/auth/session")
    app.token = ""
    app.call("POST", "/auth/code/request", {"phone": PHONE})
    suspend(user)
    assert app.call("POST", "/auth/code/confirm", {"code": code_to(PHONE)}).status_code != 200
    assert app.api("GET", "/me/").status_code == 401


@pytest.mark.django_db
def test_a_session_that_begins_while_everything_ends_opens_nothing() -> None:
    user = make_user()
    seen_before = User.objects.get(pk=user.pk)
    everything_end(user=user)
    late = signed_in(None)
    late.force_login(seen_before, backend=BACKEND)
    assert late.get("/api/v1/me/").status_code == 401
    assert signed_in(User.objects.get(pk=user.pk)).get("/api/v1/me/").status_code == 200


@pytest.mark.django_db
def test_nobody_is_signed_out_by_the_new_column() -> None:
    user = make_user()
    before = signed_in(user)
    assert (user.session_epoch, before.get("/api/v1/me/").status_code) == (0, 200)


@pytest.mark.django_db
def test_tokens_of_city_apps_are_gone_and_others_stay() -> None:
    user, other = make_user(), make_user()
    client = Client.objects.create(name="app")
    for holder, text in ((user, "a"), (user, "b"), (other, "c")):
        kind = Token.Type.REFRESH_TOKEN if text == "b" else Token.Type.ACCESS_TOKEN
        later = clock.now() + timedelta(hours=1)
        Token.objects.create(client=client, user=holder, type=kind, hash=text, expires_at=later)
    suspend(user)
    assert list(Token.objects.values_list("hash", flat=True)) == ["c"]


@pytest.mark.django_db
def test_it_is_recorded_and_told_once() -> None:
    user = make_user()
    suspend(suspend(user))
    user_restore(actor=SYSTEM, user=user_restore(actor=SYSTEM, user=user))
    entries = AuditEntry.objects.filter(subject_id=str(user.pk)).order_by("id").values_list("action", "detail")
    assert list(entries) == [
        ("accounts.user.suspend", {"reason": "stolen", "case": "2026-17"}),
        ("accounts.user.restore", {"case": ""}),
    ]
    told = OutboxEvent.objects.filter(aggregate_id=str(user.pk)).order_by("sequence").values_list("name", "payload")
    payload = {"user_id": str(user.pk)}
    assert list(told) == [("accounts.user_suspended", payload), ("accounts.user_restored", payload)]


@pytest.mark.django_db
@pytest.mark.parametrize("judge", [user_restore, suspend])
@pytest.mark.parametrize(
    ("who", "code"),
    [("nobody", "not_permitted"), ("city", "not_permitted"), ("self", "suspension_out_of_reach")],
)
def test_who_may_not_changes_nothing(judge, who: str, code: str) -> None:
    user = make_staff(Role.PROVINCE_ADMIN)
    judging = judge is suspend
    User.objects.filter(pk=user.pk).update(is_active=judging)
    rights = Actor(type="user", id=str(user.pk), all_rights=True)
    actor = {"nobody": ANONYMOUS, "city": Actor(type="user", id="1"), "self": rights}[who]
    with pytest.raises(DomainError) as refused:
        judge(user=user, actor=actor)
    user.refresh_from_db()
    assert (refused.value.code, user.is_active, user.session_epoch) == (code, judging, 0)
    assert not AuditEntry.objects.filter(action__in=["accounts.user.suspend", "accounts.user.restore"]).exists()
    assert not OutboxEvent.objects.filter(aggregate_id=str(user.pk)).exists()


@pytest.mark.django_db
def test_a_superuser_is_suspended_only_by_another() -> None:
    root, province = make_user(is_superuser=True, is_staff=True), make_staff(Role.PROVINCE_ADMIN)
    browser = signed_in(province)
    page = f"/admin/accounts/user/{root.pk}/standing/"
    answer = browser.post(page, {"reason": "law", "case": ""})
    root.refresh_from_db()
    assert (answer.status_code, root.is_active) == (200, True)
    assert "You may not suspend or restore this account" in answer.text
    assert suspend(root).is_active is False
