"""Draft, in review, published, retired: each step does the whole of its work or nothing."""

import pytest

from catalog.models import ItemListing, PublishedDocument, Service, ServiceDraft, ServiceVersion
from catalog.selectors import service_document
from catalog.services import (
    service_create,
    service_draft_edit,
    service_publish,
    service_retire,
    service_return,
    service_submit,
)
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.errors import DomainError
from services_portal.kernel.models import AuditEntry, OutboxEvent
from tests.factories.catalog import (
    make_agency,
    make_content,
    make_item,
    make_published,
    make_submitted,
    publish_again,
)

pytestmark = pytest.mark.django_db


def events(service):
    return list(
        OutboxEvent.objects.filter(aggregate_id=str(service.pk)).order_by("sequence").values_list("name", flat=True)
    )


def test_a_new_service_goes_all_the_way():
    item, agency = make_item(), make_agency()
    service = service_create(actor=SYSTEM, basic_item_id=item.pk, agency_id=agency.pk, content=make_content())
    assert (service.state, service.implementation_code) == ("draft", f"{agency.uscc}3{item.code}")
    assert service_submit(actor=SYSTEM, service_id=service.pk).state == "in_review"
    assert service_return(actor=SYSTEM, service_id=service.pk, note="缺办理时间").state == "draft"
    assert ServiceDraft.objects.get().note == "缺办理时间"
    service_submit(actor=SYSTEM, service_id=service.pk)
    version = service_publish(actor=SYSTEM, service_id=service.pk)
    service.refresh_from_db()
    assert (service.state, service.current_version, version.number) == ("published", version, 1)
    assert not ServiceDraft.objects.exists()
    assert PublishedDocument.objects.filter(service=service).count() == 2
    assert ItemListing.objects.filter(service=service).count() == 2
    service = service_retire(actor=SYSTEM, service_id=service.pk)
    assert (service.state, PublishedDocument.objects.count()) == ("retired", 0)
    assert not ItemListing.objects.exclude(service=None).exists()
    assert events(service) == [
        "catalog.service_submitted",
        "catalog.service_returned",
        "catalog.service_submitted",
        "catalog.service_published",
        "catalog.service_retired",
    ]
    actions = list(
        AuditEntry.objects.filter(subject_id=str(service.pk)).order_by("pk").values_list("action", flat=True)
    )
    steps = ["create", "submit", "return", "submit", "publish", "retire"]
    assert actions == [f"catalog.service.{step}" for step in steps]


def test_what_is_public_stands_while_its_next_version_is_written():
    service = make_published(promised_days=3)
    draft = service_draft_edit(
        actor=SYSTEM, service_id=service.pk, content=make_content(promised_days=1), expected_version=1
    )
    assert (draft.state, draft.base_number) == ("draft", 1)
    service_submit(actor=SYSTEM, service_id=service.pk)
    assert service_document(service.pk).promised_days == 3
    service = publish_again(service)
    assert service_document(service.pk).promised_days == 1
    assert list(service.versions.values_list("number", flat=True)) == [1, 2]
    assert service.versions.get(number=1).read().promised_days == 3


def test_publishing_what_is_public_already_makes_no_version_and_no_event():
    service = make_published()
    service_draft_edit(actor=SYSTEM, service_id=service.pk, content=make_content(), expected_version=1)
    service_submit(actor=SYSTEM, service_id=service.pk)
    before = events(service)
    assert service_publish(actor=SYSTEM, service_id=service.pk).number == 1
    assert (ServiceVersion.objects.count(), ServiceDraft.objects.count(), events(service)) == (1, 0, before)


def test_a_retired_service_comes_back_as_its_next_version():
    service = make_published()
    service_retire(actor=SYSTEM, service_id=service.pk)
    service.refresh_from_db()
    edit = {"content": make_content(), "expected_version": service.version}
    service_draft_edit(actor=SYSTEM, service_id=service.pk, **edit)
    assert Service.objects.get().state == "retired"
    service_submit(actor=SYSTEM, service_id=service.pk)
    service = publish_again(service)
    assert (service.state, service.retired_at, service.current_version.number) == ("published", None, 2)


def test_an_editor_who_read_an_older_version_is_told(refused):
    service = make_published()
    service_draft_edit(actor=SYSTEM, service_id=service.pk, content=make_content(visits=1), expected_version=1)
    with refused("stale_draft"):
        service_draft_edit(actor=SYSTEM, service_id=service.pk, content=make_content(visits=2), expected_version=1)


@pytest.mark.parametrize(
    ("step", "extra"),
    [(service_submit, {}), (service_return, {"note": ""}), (service_publish, {})],
)
def test_a_step_that_the_workflow_does_not_know_from_here(refused, step, extra):
    service = make_published()
    with refused("wrong_state"):
        step(actor=SYSTEM, service_id=service.pk, **extra)


def test_a_draft_in_review_is_returned_before_it_is_edited(refused):
    service = make_submitted()
    with refused("wrong_state"):
        service_draft_edit(
            actor=SYSTEM, service_id=service.pk, content=make_content(), expected_version=service.version
        )


def test_an_agency_offers_a_matter_once(refused):
    service = make_published()
    with refused("implementation_code_taken"):
        service_create(
            actor=SYSTEM,
            basic_item_id=service.basic_item_id,
            agency_id=service.agency_id,
            content=make_content(),
        )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": {"zh-hans": " "}}, "title"),
        ({"promised_days": 21}, "promised_days"),
        ({"channels": []}, "channels"),
        ({"channels": [{"kind": "online", "url": "javascript:alert(1)"}]}, "channels"),
        ({"audiences": []}, "audiences"),
        ({"visits": -1}, "visits"),
        ({"effective_on": "2026-02-30"}, "effective_on"),
        ({"effective_on": "2026-02-01", "expires_on": "2026-01-01"}, "expires_on"),
        ({"fees": [{"name": {"zh-hans": "费"}, "amount_fen": -1}]}, "fees"),
    ],
)
def test_an_incomplete_service_does_not_reach_the_reviewer(change, field):
    item, agency = make_item(), make_agency()
    service = service_create(actor=SYSTEM, basic_item_id=item.pk, agency_id=agency.pk, content=make_content(**change))
    with pytest.raises(DomainError) as caught:
        service_submit(actor=SYSTEM, service_id=service.pk)
    assert (caught.value.code, list(caught.value.errors)) == ("content_invalid", [field])
    assert Service.objects.get().state == "draft"
