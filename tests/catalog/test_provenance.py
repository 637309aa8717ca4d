"""Each field knows where it comes from and since when."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.roles import Role
from catalog.models import IntakeRun, Service
from catalog.provenance import field_origins
from catalog.services import service_draft_edit, service_publish, service_submit
from services_portal.kernel.actor import SYSTEM
from tests.catalog.changes_in.conftest import city_folder, made
from tests.catalog.changes_in.source import public
from tests.factories.catalog import make_content, make_submitted, publish_again
from tests.factories.staff import make_staff, signed_in

pytestmark = pytest.mark.django_db
__all__ = ["city_folder", "made"]


def origins(service):
    return {each.field: each.origin for each in field_origins(Service.objects.get(pk=service.pk))}


def follow(made):
    from catalog.tasks import follow_source

    follow_source(made.city.slug)


def test_a_field_comes_from_the_run_and_row_that_last_changed_it(made):
    made.source.put(made.row(1))
    made.source.put(made.row(0))
    follow(made)
    first = IntakeRun.objects.get()
    made.source.put(made.row(0, promised_days="9个工作日"))
    follow(made)
    second = IntakeRun.objects.order_by("-id").first()
    assert public(made.city)["T-0000000"] == 9
    found = origins(Service.objects.get(aliases__old_id="T-0000000"))
    assert (found["title"].run, found["title"].row_number, found["title"].number) == (first, 2, 1)
    assert (found["promised_days"].run, found["promised_days"].row_number) == (second, 1)


def test_what_was_edited_here_says_by_whom_and_the_rest_keeps_its_source(made):
    made.source.put(made.row(0))
    follow(made)
    service = Service.objects.get(aliases__old_id="T-0000000")
    changed = service.current_version.read()
    edited = make_content(title={"zh-hans": changed.title.zh_hans}, phone="0531-1")
    service_draft_edit(actor=SYSTEM, service_id=service.pk, content=edited, expected_version=service.version)
    service_submit(actor=SYSTEM, service_id=service.pk)
    service_publish(actor=SYSTEM, service_id=service.pk)
    found = origins(service)
    assert (found["phone"].run, found["phone"].number, found["phone"].published_by) == (None, 2, "system:portal")
    page = signed_in(make_staff(Role.PROVINCE_ADMIN)).get(reverse("admin:catalog_service_sources", args=[service.pk]))
    text = page.content.decode()
    assert "edited here by" in text and "row 1" in text


def test_a_field_that_went_and_came_back_is_as_old_as_its_return():
    service = publish_again(make_submitted(promised_days=3))
    for days in (5, 3):
        content = make_content(promised_days=days)
        service_draft_edit(actor=SYSTEM, service_id=service.pk, content=content, expected_version=service.version)
        service_submit(actor=SYSTEM, service_id=service.pk)
        service = publish_again(service)
    found = origins(service)
    assert (found["promised_days"].number, found["title"].number) == (3, 1)


def test_before_the_first_publication_there_is_none():
    assert field_origins(make_submitted()) == []


def test_two_queries_whatever_the_number_of_fields(django_assert_max_num_queries):
    service = Service.objects.select_related("current_version").get(pk=publish_again(make_submitted()).pk)
    with django_assert_max_num_queries(2):
        field_origins(service)
