"""What the admin site turns away at the door, it answers for and writes down."""

from __future__ import annotations

import pytest

from accounts.roles import Role
from catalog.models import IntakeRun, Service, Topic
from services_portal.kernel.models import AuditEntry
from tests.factories.catalog import make_agency, make_city, make_item, make_published
from tests.factories.staff import make_staff, signed_in

pytestmark = pytest.mark.django_db
STEPS = ("submit", "publish", "return", "retire")


@pytest.fixture
def foreign() -> Service:
    """A public service of another agency of the same city."""
    return make_published(make_item(), make_agency(make_city("qingdao")))


def refusals() -> list[tuple[str, str, str]]:
    entries = AuditEntry.objects.filter(refused=True).order_by("id")
    return [(entry.action, entry.subject_id, entry.detail.get("step", "")) for entry in entries]


@pytest.mark.parametrize("role", [Role.EDITOR, Role.PUBLISHER])
def test_a_clerk_of_another_agency_is_refused_and_noted(foreign, role) -> None:
    clerk = make_staff(role, agency=make_agency(make_city("qingdao")))
    browser, here = signed_in(clerk), f"/admin/catalog/service/{foreign.pk}"
    assert browser.post(f"{here}/change/", {"version": "1", "_save": ""}).status_code == 404
    assert [browser.post(f"{here}/step/{step}/", {"version": "1"}).status_code for step in STEPS] == [404] * 4
    assert browser.post(f"{here}/delete/", {"post": "yes"}).status_code == 403
    key = str(foreign.pk)
    steps = [("catalog.service.step", key, step) for step in STEPS]
    assert refusals() == [("catalog.service.change", key, ""), *steps, ("catalog.service.delete", key, "")]
    assert set(AuditEntry.objects.filter(refused=True).values_list("actor_id", flat=True)) == {str(clerk.pk)}
    foreign.refresh_from_db()
    assert (foreign.state, foreign.version) == ("published", 1)


def test_an_auditor_writes_nothing_and_is_noted(foreign) -> None:
    browser, topic = signed_in(make_staff(Role.AUDITOR)), foreign.basic_item.topic
    run = IntakeRun.objects.create(city=foreign.city, state="held")
    tried = {
        f"/admin/catalog/topic/{topic.pk}/change/": 403,
        "/admin/catalog/topic/add/": 403,
        f"/admin/catalog/intakerun/{run.pk}/release/": 404,
        "/admin/catalog/intakerun/add/": 403,
    }
    assert {path: browser.post(path, {"code": "x", "name_zh": "某"}).status_code for path in tried} == tried
    assert refusals() == [
        ("catalog.topic.change", str(topic.pk), ""),
        ("catalog.topic.add", "", ""),
        ("catalog.intakerun.release", str(run.pk), ""),
        ("catalog.intakerun.add", "", ""),
    ]
    assert (Topic.objects.count(), IntakeRun.objects.get().state) == (1, "held")


@pytest.mark.parametrize("key", ["x" * 3000, "%00", "../../1"])
def test_a_key_that_is_none_is_not_kept(foreign, key) -> None:
    browser = signed_in(make_staff(Role.AUDITOR))
    assert browser.post(f"/admin/catalog/service/{key}/change/").status_code in (403, 404)
    assert {subject for _action, subject, _step in refusals()} <= {""}


@pytest.mark.parametrize(
    "path",
    [
        "catalog/service/?state__exact=%00",
        "catalog/service/?topic=%00",
        "catalog/service/?q=%00",
        "catalog/service/?%00=1",
        "catalog/material/?trust_grade__exact=%00",
        "autocomplete/?app_label=catalog&model_name=service&field_name=basic_item&term=%00",
    ],
)
def test_a_nul_in_the_query_is_a_bad_request(path) -> None:
    assert signed_in(make_staff(Role.PROVINCE_ADMIN)).get(f"/admin/{path}").status_code == 400


def test_reading_what_is_not_there_is_no_refusal_of_a_write(foreign) -> None:
    browser = signed_in(make_staff(Role.EDITOR, agency=make_agency(make_city("qingdao"))))
    assert browser.get(f"/admin/catalog/service/{foreign.pk}/change/").status_code == 404
    assert refusals() == []
