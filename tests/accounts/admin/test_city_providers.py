"""A city registers its identity system, the province approves it; what is in force is never edited."""

from __future__ import annotations

import re
from typing import Any

import pytest

from accounts.models import CityProvider
from accounts.roles import Role
from services_portal.kernel.models import AuditEntry
from tests.factories.catalog import make_city
from tests.factories.staff import make_staff, make_user, signed_in

pytestmark = pytest.mark.django_db
PROVIDERS = "/admin/accounts/cityprovider/"
SECRET = "planted-secret-of-the-city"


def steps(provider: CityProvider) -> str:
    return f"{PROVIDERS}{provider.pk}/steps/"


def typed(city: Any, **changes: str) -> dict[str, Any]:
    return {
        "city": city.pk,
        "name_zh": "济南通行证",
        "name_en": "Jinan Pass",
        "issuer": "https://id.jinan.gov.cn",
        "client_id": "portal",
        "typed_secret": SECRET,
        "scopes": "openid profile",
        "old_id_claim": "preferred_username",
        "name_claim": "name",
        "begins_at_0": "2026-01-01",
        "begins_at_1": "00:00:00",
        "ends_at_0": "2027-01-01",
        "ends_at_1": "00:00:00",
        **changes,
    }


def written(browser: Any, city: Any, **changes: str) -> CityProvider:
    answer = browser.post(f"{PROVIDERS}add/", typed(city, **changes))
    assert answer.status_code == 302, re.findall(r"errorlist.*?</ul>", answer.text, re.DOTALL)
    return CityProvider.objects.order_by("-updated_at")[0]


@pytest.fixture
def city(db: Any) -> Any:
    return make_city("jinan")


@pytest.fixture
def clerk(city: Any) -> Any:
    return signed_in(make_staff(Role.CITY_ADMIN, city=city))


@pytest.fixture
def province(db: Any) -> Any:
    return signed_in(make_staff(Role.PROVINCE_ADMIN))


def approved(provider: CityProvider, clerk: Any, province: Any) -> CityProvider:
    clerk.post(steps(provider), {"step": "submit"})
    provider.refresh_from_db()
    province.post(steps(provider), {"step": "approve", "version": provider.version})
    provider.refresh_from_db()
    assert provider.state == "approved"
    return provider


def test_four_eyes_bring_it_into_force(city, clerk, province) -> None:
    provider = written(clerk, city)
    assert (provider.state, provider.secret) == ("draft", SECRET)
    # Not who wrote it, and not unread.
    both = signed_in(staff := make_staff(Role.PROVINCE_ADMIN))
    CityProvider.objects.update(written_by=f"user:{staff.pk}")
    both.post(steps(provider), {"step": "submit"})
    provider.refresh_from_db()
    both.post(steps(provider), {"step": "approve", "version": provider.version})
    province.post(steps(provider), {"step": "approve", "version": "another"})
    clerk.post(steps(provider), {"step": "approve", "version": provider.version})
    provider.refresh_from_db()
    assert provider.state == "submitted"
    page = province.get(steps(provider)).text
    assert "https://id.jinan.gov.cn" in page and "/accounts/city/jinan/back/" in page and SECRET not in page
    province.post(steps(provider), {"step": "approve", "version": provider.version})
    provider.refresh_from_db()
    assert provider.state == "approved"
    actions = set(AuditEntry.objects.filter(subject_id=str(provider.pk)).values_list("action", flat=True))
    assert {f"accounts.city_provider.{each}" for each in ("write", "submit", "approve")} <= actions


def test_what_is_in_force_is_replaced_and_never_edited(city, clerk, province) -> None:
    old = approved(written(clerk, city), clerk, province)
    page = clerk.get(f"{PROVIDERS}{old.pk}/change/").text
    assert SECRET not in page and "typed_secret" not in page
    assert clerk.post(f"{PROVIDERS}{old.pk}/change/", typed(city, issuer="https://evil.example.cn")).status_code == 403
    # The secret stays where issuer and client id do.
    new = written(clerk, city, typed_secret="", scopes="openid")
    assert (new.pk != old.pk, new.secret, new.state) == (True, SECRET, "draft")
    approved(new, clerk, province)
    old.refresh_from_db()
    assert old.state == "replaced"
    refused = clerk.post(f"{PROVIDERS}add/", typed(city, typed_secret="", issuer="https://other.jinan.gov.cn"))
    assert refused.status_code == 200 and CityProvider.objects.count() == 2


def test_what_is_in_force_is_read_as_people_read_it(city, clerk, province) -> None:
    provider = approved(written(clerk, city), clerk, province)
    page = clerk.get(f"{PROVIDERS}{provider.pk}/change/", headers={"accept-language": "zh-hans"})
    assert page.status_code == 200
    assert ("济南通行证" in page.text, "\\u6d4e" in page.text, "typed_secret" in page.text) == (True, False, False)


def test_what_is_given_back_says_why_and_what_ends_is_over(city, clerk, province) -> None:
    provider = written(clerk, city)
    clerk.post(steps(provider), {"step": "submit"})
    province.post(steps(provider), {"step": "refuse", "note": "whose server is it?"})
    provider.refresh_from_db()
    assert (provider.state, provider.note) == ("draft", "whose server is it?")
    assert "whose server is it?" in clerk.get(steps(provider)).text
    approved(provider, clerk, province)
    clerk.post(steps(provider), {"step": "end"})
    provider.refresh_from_db()
    assert provider.state == "ended"
    clerk.post(steps(provider), {"step": "submit"})
    provider.refresh_from_db()
    assert provider.state == "ended"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("issuer", "http://id.jinan.gov.cn"),
        ("issuer", "https://user:pw@id.jinan.gov.cn"),
        ("issuer", "https://id.jinan.gov.cn?x=1"),
        ("typed_secret", ""),
        ("scopes", "profile"),
        ("name_claim", "na me"),
        ("ends_at_0", "2025-01-01"),
    ],
)
def test_what_is_unfit_comes_back_beside_its_field(city, clerk, field: str, value: str) -> None:
    answer = clerk.post(f"{PROVIDERS}add/", typed(city, **{field: value}))
    assert answer.status_code == 200 and not CityProvider.objects.exists()


def test_who_neither_registers_nor_approves_sees_nothing(city, clerk) -> None:
    provider = written(clerk, city)
    for user in (make_staff(Role.AUDITOR), make_staff(Role.CITY_ADMIN, city=make_city("qingdao")), make_user()):
        browser = signed_in(user)
        assert browser.get(steps(provider)).status_code in (302, 404)
        assert browser.post(steps(provider), {"step": "submit"}).status_code in (302, 404)
    provider.refresh_from_db()
    assert provider.state == "draft"
