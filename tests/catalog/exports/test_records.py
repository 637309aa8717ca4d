"""What is exported is what is public, page by page."""

from __future__ import annotations

import pytest

from catalog.exports import records
from catalog.exports.records import iter_records, published
from catalog.models import LegacyAlias
from catalog.scopes import SERVICE_READ
from catalog.services import service_retire
from services_portal.kernel.actor import ANONYMOUS, SYSTEM
from services_portal.kernel.authorisation import Action
from services_portal.kernel.errors import DomainError
from tests.factories.catalog import (
    clerk,
    make_agency,
    make_city,
    make_item,
    make_published,
    make_submitted,
    publish_again,
)

pytestmark = pytest.mark.django_db


def exported(*args, **kwargs):
    return [record.service_id for record in iter_records(published(*args, **kwargs))]


def test_a_record_says_all_that_belongs_to_a_service():
    agency = make_agency(make_city("jinan"))
    service = make_published(make_item(), agency)
    for old_id in ("B-2", "A-1"):
        LegacyAlias.objects.create(city=agency.city, old_id=old_id, service=service)
    [record] = iter_records(published(ANONYMOUS))
    assert record.service_id == service.pk
    assert record.version == 1
    assert record.published_at == service.current_version.published_at
    assert record.implementation_code == f"{agency.uscc}3002017170005"
    assert (record.level, record.basic_code, record.item_type, record.topic) == (
        "3",
        "002017170005",
        "20",
        "housing_fund",
    )
    assert (record.region_code, record.region_name.en, record.city) == ("370100000000", "Jinan", "jinan")
    assert (record.agency_uscc, record.agency_name.zh_hans) == (agency.uscc, agency.name["zh-hans"])
    assert record.old_ids == ("B-2", "A-1")
    assert record.content == service.current_version.read()


def test_what_is_not_public_is_not_exported():
    shown = make_published(make_item(), make_agency())
    make_submitted(make_item("002017170006", "购房贷款"))
    gone = make_published(make_item("002017170007", "公积金转移"))
    service_retire(actor=SYSTEM, service_id=gone.pk)
    assert exported(SYSTEM) == [shown.pk]


def test_a_city_or_an_agency_alone():
    jinan, qingdao = make_agency(make_city("jinan")), make_agency(make_city("qingdao"))
    item = make_item()
    one, other = make_published(item, jinan), make_published(item, qingdao)
    assert exported(ANONYMOUS) == [one.pk, other.pk]
    assert exported(ANONYMOUS, city="qingdao") == [other.pk]
    assert exported(ANONYMOUS, agency=jinan.uscc) == [one.pk]
    assert exported(ANONYMOUS, city="qingdao", agency=jinan.uscc) == []


def test_staff_who_export_get_their_own_realm():
    jinan, qingdao = make_agency(make_city("jinan")), make_agency(make_city("qingdao"))
    item = make_item()
    one, _other = make_published(item, jinan), make_published(item, qingdao)
    assert exported(clerk(jinan, SERVICE_READ), Action.EXPORT) == [one.pk]
    assert exported(ANONYMOUS, Action.EXPORT) == []


@pytest.mark.parametrize(
    ("where", "code"), [({"city": "nowhere"}, "unknown_city"), ({"agency": "x"}, "unknown_agency")]
)
def test_an_unknown_place_is_refused(where, code):
    with pytest.raises(DomainError) as refused:
        published(ANONYMOUS, **where)
    assert refused.value.code == code


def test_pages_meet_without_gap_or_double(monkeypatch, django_assert_num_queries):
    agency = make_agency()
    made = [make_published(make_item(f"00201717{number:04d}", f"事项{number}"), agency).pk for number in range(5)]
    monkeypatch.setattr(records, "PAGE", 2)
    with django_assert_num_queries(6):
        assert exported(ANONYMOUS) == made


def test_what_is_published_anew_stands_once_with_its_new_version():
    service = make_submitted(make_item())
    publish_again(service)
    [record] = iter_records(published(ANONYMOUS))
    assert (record.service_id, record.version) == (service.pk, 1)
