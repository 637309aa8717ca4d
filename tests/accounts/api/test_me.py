from __future__ import annotations

import pytest

from accounts.models import Resident, User
from accounts.roles import Role
from accounts.services import membership_grant
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.models import AuditEntry
from tests.accounts.journeys import sign_up_by_phone

pytestmark = pytest.mark.django_db(transaction=True)
LIXIA, QINGDAO, LAIWU = "370102000000", "370200000000", "371200000000"


def test_nobody_is_told_to_sign_in(person) -> None:
    answer = person.api("GET", "/me/")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def test_a_token_that_opens_nothing_is_refused(app) -> None:
    app.token = "no-such-session"
    answer = app.api("GET", "/me/")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def test_a_new_resident_sees_himself(person) -> None:
    user_id = sign_up_by_phone(person)
    answer = person.api("GET", "/me/")
    assert answer.json() == {
        "id": user_id,
        "display_name": "",
        "email": None,
        "phone": "138****5678",
        "home_region": None,
        "current_region": None,
        "language": "en",
        "large_text": False,
        "memberships": [],
    }
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert {"Cookie", "X-Session-Token", "Accept-Language"} <= set(answer.headers["Vary"].split(", "))


def test_a_resident_says_where_home_is_and_where_he_stands(person, places) -> None:
    sign_up_by_phone(person)
    body = {"display_name": "李娜", "home_region": LIXIA, "current_region": QINGDAO, "large_text": True}
    answer = person.api("PATCH", "/me/", json=body)
    assert answer.status_code == 200
    home, current = answer.json()["home_region"], answer.json()["current_region"]
    assert home == {"code": LIXIA, "name": "Lixia", "city": "jinan"}
    assert current == {"code": QINGDAO, "name": "Qingdao", "city": "qingdao"}
    assert person.api("GET", "/me/").json() == answer.json()
    chinese = person.api("GET", "/me/", headers={"Accept-Language": "zh-CN"})
    assert (chinese.json()["home_region"]["name"], chinese.headers["Content-Language"]) == ("历下区", "zh-hans")


def test_a_region_can_be_taken_away(app, places) -> None:
    sign_up_by_phone(app)
    app.api("PATCH", "/me/", json={"home_region": LIXIA})
    assert app.api("PATCH", "/me/", json={"home_region": None}).json()["home_region"] is None
    assert Resident.objects.get().home_city is None


@pytest.mark.parametrize(
    ("body", "code", "fields"),
    [
        ({"home_region": "999900000000"}, "region_not_current", ["home_region"]),
        ({"current_region": LAIWU}, "region_not_current", ["current_region"]),
        ({"home_region": LAIWU, "current_region": "1" * 12}, "region_not_current", ["current_region", "home_region"]),
        ({"home_region": "3701"}, "invalid_request", ["home_region"]),
        ({"language": "fr"}, "invalid_request", ["language"]),
        ({"display_name": "x" * 61}, "invalid_request", ["display_name"]),
        ({"phone": "+8613800000000"}, "invalid_request", ["phone"]),
        ({"large_text": True, "id": "1"}, "invalid_request", ["id"]),
    ],
)
def test_what_does_not_fit_is_refused_whole(app, places, body, code, fields) -> None:
    sign_up_by_phone(app)
    before = app.api("GET", "/me/").json()
    entries = AuditEntry.objects.count()
    answer = app.api("PATCH", "/me/", json={"display_name": "Li Na", **body})
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert sorted(answer.json()["errors"]) == fields
    assert app.api("GET", "/me/").json() == before
    assert AuditEntry.objects.count() == entries


@pytest.mark.parametrize("body", [b"{", b"[]", b'"text"', b"\xff", b"[" * 20000])
def test_a_body_that_is_no_object_is_refused(app, body: bytes) -> None:
    sign_up_by_phone(app)
    answer = app.api("PATCH", "/me/", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")


def test_an_edit_of_an_older_version_is_refused(app) -> None:
    sign_up_by_phone(app)
    read = app.api("GET", "/me/").headers["ETag"]
    first = app.api("PATCH", "/me/", json={"display_name": "first"}, headers={"If-Match": read})
    assert (first.status_code, first.headers["ETag"] != read) == (200, True)
    second = app.api("PATCH", "/me/", json={"display_name": "second"}, headers={"If-Match": read})
    assert (second.status_code, second.json()["code"]) == (412, "stale_version")
    assert app.api("GET", "/me/").json()["display_name"] == "first"
    for tag in (first.headers["ETag"], first.headers["ETag"].replace("-en", "-zh-hans"), f'"x", {read}', "*"):
        answer = app.api("PATCH", "/me/", json={"large_text": False}, headers={"If-Match": tag})
        assert answer.status_code == (412 if read in tag else 200)


def test_a_known_version_is_not_sent_again(app) -> None:
    sign_up_by_phone(app)
    tag = app.api("GET", "/me/").headers["ETag"]
    answer = app.api("GET", "/me/", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", tag)
    other = app.api("GET", "/me/", headers={"If-None-Match": tag, "Accept-Language": "zh"})
    assert other.status_code == 200


def test_a_browser_without_csrf_token_changes_nothing(browser) -> None:
    sign_up_by_phone(browser)
    answer = browser.http.patch("/api/v1/me/", json={"display_name": "x"})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")
    assert browser.api("GET", "/me/").json()["display_name"] == ""


def test_staff_see_their_roles(app, agency) -> None:
    user = User.objects.get(pk=sign_up_by_phone(app))
    membership_grant(actor=SYSTEM, user=user, role=Role.PUBLISHER, agency=agency)
    assert app.api("GET", "/me/").json()["memberships"] == [
        {
            "role": "publisher",
            "agency": str(agency.pk),
            "agency_name": "Qingdao Housing Provident Fund Centre",
            "city": None,
        }
    ]


def test_other_methods_are_not_allowed(app) -> None:
    sign_up_by_phone(app)
    answer = app.api("DELETE", "/me/")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert User.objects.count() == 1
