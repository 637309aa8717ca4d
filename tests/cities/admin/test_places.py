"""Places are maintained by the province, read by all staff, and every change is a service's."""

from __future__ import annotations

import pytest

from accounts.roles import Role
from cities.models import Agency, Pilot, ServiceCentre, Zone
from services_portal.kernel.models import AuditEntry, OutboxEvent
from tests.factories.catalog import make_agency, make_city
from tests.factories.forms import values_of
from tests.factories.staff import make_staff, signed_in


@pytest.fixture
def agency(db) -> Agency:
    return make_agency(make_city("qingdao"))


@pytest.fixture
def province(db):
    return signed_in(make_staff(Role.PROVINCE_ADMIN))


@pytest.fixture
def clerk(agency):
    return signed_in(make_staff(Role.EDITOR, agency=agency))


def test_an_agency_is_renamed(province, agency) -> None:
    page = f"/admin/cities/agency/{agency.pk}/change/"
    data = values_of(province.get(page).text, "agency_form")
    assert province.post(page, {**data, "name_zh": "青岛市新局", "aliases": "旧名\n别名"}).status_code == 302
    agency.refresh_from_db()
    assert (agency.name["zh-hans"], agency.aliases) == ("青岛市新局", ["旧名", "别名"])
    assert AuditEntry.objects.filter(action="cities.agency.update", subject_id=str(agency.pk)).count() == 1
    assert OutboxEvent.objects.filter(name="cities.agency_changed").count() == 1


def test_a_clerk_reads_an_agency_and_changes_nothing(clerk, agency) -> None:
    page = f"/admin/cities/agency/{agency.pk}/change/"
    assert clerk.get(page).status_code == 200
    assert clerk.post(page, {"name_zh": "别的名字"}).status_code == 403
    agency.refresh_from_db()
    assert agency.name["zh-hans"] != "别的名字"
    assert not AuditEntry.objects.filter(action="cities.agency.update").exists()


def test_a_centre_with_its_hours(province, agency) -> None:
    data = {
        "code": "QD-01",
        "name_zh": "青岛市民中心",
        "address_zh": "福州南路17号",
        "city": agency.city_id,
        "region": agency.region_id,
        "hours": "1-5 09:00-12:00\n1-5 13:30-17:00\n6 09:00-12:00",
        "accessibility": ["ramp", "lift"],
        "longitude": "120.38",
        "latitude": "36.07",
        "is_active": "on",
    }
    assert province.post("/admin/cities/servicecentre/add/", data).status_code == 302
    centre = ServiceCentre.objects.get(code="QD-01")
    assert centre.hours == [
        {"days": [1, 2, 3, 4, 5], "open": "09:00", "close": "12:00"},
        {"days": [1, 2, 3, 4, 5], "open": "13:30", "close": "17:00"},
        {"days": [6], "open": "09:00", "close": "12:00"},
    ]
    assert centre.accessibility == ["ramp", "lift"]
    page = province.get(f"/admin/cities/servicecentre/{centre.pk}/change/").text
    assert values_of(page, "servicecentre_form")["hours"] == data["hours"]
    assert "{&quot;" not in page


@pytest.mark.parametrize(
    "line",
    [
        "9 09:00-12:00",
        "1-5 09:00",
        "1-5 12:00-09:00",
        "5-1 09:00-12:00",
        "5-1,7 09:00-12:00",
        "1-3-5 09:00-12:00",
        "1-5 0９:00-12:00",
        "one",
    ],
)
def test_hours_that_make_no_sense_are_named(province, agency, line) -> None:
    data = {"code": "QD-02", "name_zh": "厅", "address_zh": "路", "hours": line}
    page = province.post(
        "/admin/cities/servicecentre/add/", data | {"city": agency.city_id, "region": agency.region_id}
    ).text
    assert f"“{line}”" in page
    assert not ServiceCentre.objects.exists()


def test_zones_and_pilots(province, agency) -> None:
    province.post("/admin/cities/zone/add/", {"code": "jiaodong", "name_zh": "胶东经济圈", "order": "2"})
    assert Zone.objects.get().name == {"zh-hans": "胶东经济圈"}
    data = {"code": "2020", "name_zh": "2020年试点", "cities": [agency.city_id]}
    province.post("/admin/cities/pilot/add/", data)
    assert [city.slug for city in Pilot.objects.get().cities.all()] == ["qingdao"]


@pytest.mark.parametrize("model", ["zone", "pilot", "servicecentre"])
def test_a_clerk_adds_no_place(clerk, model) -> None:
    assert clerk.post(f"/admin/cities/{model}/add/", {"code": "x", "name_zh": "某"}).status_code == 403
    assert (Zone.objects.count(), Pilot.objects.count(), ServiceCentre.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("model", ["region", "city"])
def test_what_comes_from_elsewhere_is_only_read(province, agency, model) -> None:
    row = agency.city if model == "city" else agency.region
    assert province.get(f"/admin/cities/{model}/{row.pk}/change/").status_code == 200
    assert province.get(f"/admin/cities/{model}/add/").status_code == 403
    assert province.post(f"/admin/cities/{model}/{row.pk}/change/", {"name_zh": "某"}).status_code == 403


def test_the_page_of_connections_names_what_is_wrong(province, agency, settings, tmp_path) -> None:
    (tmp_path / "qingdao.toml").write_text("slug = [", encoding="utf-8")
    settings.PORTAL_CITY_DIRS = [tmp_path]
    page = province.get("/admin/cities/city/connections/").text
    assert "not ready" in page
    assert "qingdao.toml" in page


def test_columns_and_names_follow_the_language(agency) -> None:
    user = make_staff(Role.EDITOR, agency=agency)
    assert "青岛市" in signed_in(user, "zh-hans").get("/admin/cities/city/").text
    assert "Qingdao" in signed_in(user, "en").get("/admin/cities/city/").text
