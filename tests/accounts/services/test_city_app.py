"""A city writes its app down; another person puts it into force; what is in force changes only so."""

from __future__ import annotations

import pytest
from allauth.idp.oidc.models import Client, Token
from django.db import IntegrityError, transaction

from accounts.identity.secrets import secret_digest
from accounts.models import AppKind, CityApp
from accounts.roles import Role
from accounts.selectors import actor_of
from accounts.services import (
    AppFacts,
    city_app_approve,
    city_app_refuse,
    city_app_secret_renew,
    city_app_submit,
    city_app_withdraw,
    city_app_write,
)
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.models import AuditEntry
from tests.factories.catalog import make_city
from tests.factories.staff import make_staff, make_user

pytestmark = pytest.mark.django_db
NAME = {"zh-hans": "青岛通", "en": "Qingdao Pass"}
BACK = "https://app.qingdao.gov.cn/back"


def facts(**changes) -> AppFacts:
    known = {"name": NAME, "purpose": NAME, "kind": AppKind.WEB, "scopes": ["phone"], "redirect_uris": BACK}
    return AppFacts(**{**known, "logout_uris": "", **changes})


@pytest.fixture
def city():
    return make_city("qingdao")


@pytest.fixture
def clerk(city) -> Actor:
    return actor_of(make_staff(Role.CITY_ADMIN, city=city))


@pytest.fixture
def province(db) -> Actor:
    return actor_of(make_staff(Role.PROVINCE_ADMIN))


@pytest.fixture
def submitted(city, clerk) -> CityApp:
    return city_app_submit(actor=clerk, app_id=city_app_write(actor=clerk, city=city, facts=facts()).pk)


@pytest.fixture
def approved(submitted, province) -> CityApp:
    return city_app_approve(actor=province, app_id=submitted.pk, version=submitted.version)


def refusal(call) -> str:
    with pytest.raises(DomainError) as refused, transaction.atomic():
        call()
    return refused.value.code


def test_what_is_approved_is_in_force(approved) -> None:
    client = approved.client
    assert (approved.state, client.type, client.get_scopes()) == ("approved", "confidential", ["openid", "phone"])
    assert client.get_redirect_uris() == [BACK]
    assert client.get_grant_types() == ["authorization_code", "refresh_token"]
    assert (client.data["sector"], client.skip_consent, client.secret) == ("city:qingdao", False, "")
    verbs = AuditEntry.objects.filter(subject_id=str(approved.pk)).order_by("id").values_list("action", flat=True)
    assert list(verbs) == [f"accounts.city_app.{verb}" for verb in ("write", "submit", "approve")]


def test_before_that_nothing_is(submitted) -> None:
    assert (submitted.client, Client.objects.count()) == (None, 0)


def test_who_handed_it_in_does_not_approve_it(city) -> None:
    alone = actor_of(make_user(is_superuser=True, is_staff=True))
    app = city_app_submit(actor=alone, app_id=city_app_write(actor=alone, city=city, facts=facts()).pk)
    assert refusal(lambda: city_app_approve(actor=alone, app_id=app.pk, version=app.version)) == "app_needs_other_eyes"
    assert Client.objects.count() == 0


def test_the_database_knows_of_four_eyes_too(approved) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CityApp.objects.filter(pk=approved.pk).update(decided_by=approved.written_by)


def test_what_changed_since_it_was_read_is_not_approved(submitted, clerk, province, city) -> None:
    seen = submitted.version
    wider = facts(scopes=["phone", "email", "profile"])
    city_app_submit(actor=clerk, app_id=city_app_write(actor=clerk, city=city, facts=wider, app_id=submitted.pk).pk)
    assert refusal(lambda: city_app_approve(actor=province, app_id=submitted.pk, version=seen)) == "stale_version"
    assert Client.objects.count() == 0


def test_a_change_is_in_force_only_when_it_is_approved(approved, clerk, province, city) -> None:
    client = approved.client
    new = facts(redirect_uris="https://new.qingdao.gov.cn/back", scopes=[])
    draft = city_app_write(actor=clerk, city=city, facts=new, app_id=approved.pk)
    client.refresh_from_db()
    assert (draft.state, client.get_redirect_uris(), client.get_scopes()) == ("draft", [BACK], ["openid", "phone"])
    kept, gone = (Token(type="at", hash=scope, client=client, user=make_user()) for scope in ("openid", "phone"))
    for token in (kept, gone):
        token.set_scopes(["openid", token.hash])
        token.save()
    again = city_app_submit(actor=clerk, app_id=approved.pk)
    after = city_app_approve(actor=province, app_id=approved.pk, version=again.version)
    assert (after.client_id, after.client.get_redirect_uris()) == (client.pk, ["https://new.qingdao.gov.cn/back"])
    assert list(Token.objects.values_list("hash", flat=True)) == ["openid"]


def test_what_is_given_back_says_why_and_can_be_mended(submitted, province, clerk, city) -> None:
    back = city_app_refuse(actor=province, app_id=submitted.pk, note="no phone, please")
    assert (back.state, back.note, Client.objects.count()) == ("draft", "no phone, please", 0)
    mended = city_app_write(actor=clerk, city=city, facts=facts(scopes=[]), app_id=back.pk)
    assert (mended.note, mended.scopes) == ("", ["openid"])


def test_a_withdrawn_app_has_no_tokens(approved, province) -> None:
    Token.objects.create(type="at", hash="a", client=approved.client, user=make_user())
    gone = city_app_withdraw(actor=province, app_id=approved.pk)
    assert (gone.state, gone.client_id, Client.objects.count(), Token.objects.count()) == ("withdrawn", None, 0, 0)


def test_a_secret_is_given_once_and_kept_as_a_digest(approved, clerk) -> None:
    first = city_app_secret_renew(actor=clerk, app_id=approved.pk)
    second = city_app_secret_renew(actor=clerk, app_id=approved.pk)
    stored = Client.objects.get().secret
    assert first != second and len(second) >= 43 and second not in stored
    assert stored == secret_digest(second)
    details = AuditEntry.objects.filter(subject_id=str(approved.pk)).values_list("detail", flat=True)
    assert second not in str(list(details))


@pytest.mark.parametrize(("kind", "grant"), [("native", "authorization_code"), ("device", "device_code")])
def test_an_app_on_a_device_keeps_no_secret(city, clerk, province, kind: str, grant: str) -> None:
    given = facts(kind=AppKind(kind), redirect_uris="" if kind == "device" else "cn.qingdao.app:/back")
    app = city_app_submit(actor=clerk, app_id=city_app_write(actor=clerk, city=city, facts=given).pk)
    app = city_app_approve(actor=province, app_id=app.pk, version=app.version)
    assert app.client.type == "public" and grant in app.client.grant_types
    assert refusal(lambda: city_app_secret_renew(actor=clerk, app_id=app.pk)) == "app_not_ready"


def test_who_may_not_changes_nothing(submitted, city, province) -> None:
    stranger = actor_of(make_staff(Role.CITY_ADMIN, city=make_city("jinan")))
    calls = [
        (lambda: city_app_write(actor=stranger, city=city, facts=facts()), "not_permitted"),
        (lambda: city_app_submit(actor=stranger, app_id=submitted.pk), "not_found"),
        (lambda: city_app_approve(actor=stranger, app_id=submitted.pk, version=submitted.version), "not_found"),
        (lambda: city_app_refuse(actor=stranger, app_id=submitted.pk, note="x"), "not_found"),
        (lambda: city_app_withdraw(actor=stranger, app_id=submitted.pk), "not_found"),
        (lambda: city_app_secret_renew(actor=stranger, app_id=submitted.pk), "not_found"),
    ]
    entries = AuditEntry.objects.count()
    assert [refusal(call) for call, _code in calls] == [code for _call, code in calls]
    submitted.refresh_from_db()
    assert (submitted.state, CityApp.objects.count(), Client.objects.count()) == ("submitted", 1, 0)
    assert AuditEntry.objects.count() == entries


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"redirect_uris": "http://app.qingdao.gov.cn/"}, "redirect_uris"),
        ({"logout_uris": "https://*.gov.cn/"}, "logout_uris"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"backchannel_uri": "http://127.0.0.1/told"}, "backchannel_uri"),
        ({"backchannel_uri": "https://10.0.0.1/told"}, "backchannel_uri"),
        ({"backchannel_uri": "https://app.qingdao.gov.cn/a\nhttps://app.qingdao.gov.cn/b"}, "backchannel_uri"),
    ],
)
def test_what_could_never_be_approved_is_refused_at_once(city, clerk, changes: dict, field: str) -> None:
    with pytest.raises(DomainError) as refused:
        city_app_write(actor=clerk, city=city, facts=facts(**changes))
    assert (refused.value.code, list(refused.value.errors)) == ("app_not_ready", [field])
    assert CityApp.objects.count() == 0
