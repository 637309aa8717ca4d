"""Changing an agency: event and audit in one; a refusal changes and sends nothing, and is kept."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from cities.models import Agency, Region
from cities.services import agency_update
from services_portal.kernel.actor import ANONYMOUS
from services_portal.kernel.errors import DomainError
from services_portal.kernel.ids import uuid7
from services_portal.kernel.models import AuditEntry, OutboxEvent
from tests.cities.conftest import CLERK, MAINTAINER
from tests.cities.writes import statements

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def agency(db):
    region = Region.objects.create(
        code="370100000000", name={"zh-hans": "济南市"}, level="city", valid_from=date(1980, 1, 1)
    )
    return Agency.objects.create(
        uscc="11370800MB28559184", name={"zh-hans": "某局"}, level="3", region=region, phone="0531-12345"
    )


def traces():
    audit = list(AuditEntry.objects.order_by("id").values_list("action", "subject_id", "refused", "detail"))
    return audit, list(OutboxEvent.objects.values_list("name", "payload"))


def test_a_public_change_is_audited_and_told(agency):
    agency_update(agency_id=agency.id, changes={"phone": "0531-12333", "short_name": "局"}, actor=MAINTAINER)
    agency.refresh_from_db()
    assert (agency.phone, agency.short_name) == ("0531-12333", "局")
    key = str(agency.id)
    audit = [("cities.agency.update", key, False, {"fields": ["phone", "short_name"]})]
    assert traces() == (audit, [("cities.agency_changed", {"agency_id": key})])


def test_a_change_that_residents_do_not_read_is_only_audited(agency):
    agency_update(agency_id=agency.id, changes={"aliases": ["老名"]}, actor=MAINTAINER)
    audit, events = traces()
    assert [entry[3] for entry in audit] == [{"fields": ["aliases"]}]
    assert events == []


def test_no_change_writes_nothing(agency):
    with statements() as wrote:
        agency_update(agency_id=agency.id, changes={"phone": "0531-12345"}, actor=MAINTAINER)
    assert wrote == []


@pytest.mark.parametrize("actor", [CLERK, ANONYMOUS], ids=["clerk of one agency", "nobody"])
def test_without_the_right_nothing_happens_but_the_refusal(agency, actor):
    with pytest.raises(DomainError, match="not_permitted"):
        agency_update(agency_id=agency.id, changes={"phone": "1"}, actor=actor)
    agency.refresh_from_db()
    assert agency.phone == "0531-12345"
    assert traces() == ([("cities.agency.update", str(agency.id), True, {})], [])


@pytest.mark.parametrize("field", ["uscc", "level", "region_id", "id"])
def test_what_is_not_changeable_is_refused(agency, field):
    with pytest.raises(DomainError, match="not_permitted"):
        agency_update(agency_id=agency.id, changes={field: "x", "phone": "1"}, actor=MAINTAINER)
    agency.refresh_from_db()
    assert (agency.phone, traces()[1]) == ("0531-12345", [])


def test_an_unknown_agency_is_refused(agency):
    missing = uuid7()
    with pytest.raises(DomainError, match="not_permitted"):
        agency_update(agency_id=missing, changes={"phone": "1"}, actor=MAINTAINER)
    assert traces() == ([("cities.agency.update", str(missing), True, {})], [])


@pytest.mark.parametrize(
    "changes",
    [{"name": {"en": "only English"}}, {"name": "某局"}, {"phone": "1" * 41}, {"aliases": "老名"}, {"is_active": None}],
)
def test_values_that_do_not_fit_change_nothing(agency, changes):
    with pytest.raises(ValidationError):
        agency_update(agency_id=agency.id, changes={"department": "x", **changes}, actor=MAINTAINER)
    agency.refresh_from_db()
    assert agency.department == ""
    assert traces() == ([], [])
