"""A source that nobody has read for too long alarms, once; read again, it gives the all-clear."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.roles import Role
from catalog.intake.sources_age import source_ages
from catalog.models import CutOverStep, SourceState
from catalog.services.sources_watch import sources_watch
from catalog.tasks import follow_source
from services_portal.kernel import clock
from services_portal.kernel.clock.now import frozen
from services_portal.kernel.models import AuditEntry, OutboxEvent
from tests.cities.feed_server import answering
from tests.factories.staff import make_staff, signed_in

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def alarms():
    names = ("catalog.source_went_stale", "catalog.source_fresh_again")
    return list(OutboxEvent.objects.filter(name__in=names).order_by("sequence").values_list("name", flat=True))


def test_it_alarms_once_and_is_fresh_again_once_it_is_read(made):
    follow_source("testing")
    at = clock.now()
    assert sources_watch() == 0
    with frozen(at + HOUR * 2):
        assert (sources_watch(), sources_watch()) == (1, 0)
        assert SourceState.objects.get().stale_since is not None
        follow_source("testing")
        assert (sources_watch(), sources_watch()) == (1, 0)
    assert alarms() == ["catalog.source_went_stale", "catalog.source_fresh_again"]
    assert AuditEntry.objects.filter(action="catalog.source.stale").count() == 1


def test_a_city_that_fails_is_not_read(made):
    follow_source("testing")
    made.feed.behaviour = answering(503, b"{}")
    with frozen(clock.now() + HOUR * 2):
        follow_source("testing")
        assert sources_watch() == 1
        [age] = source_ages([made.city])
    assert (age.is_stale, age.state.error_code) == (True, "feed.server_error")


def test_a_city_never_read_is_stale_from_its_beginning_on(made):
    with frozen(clock.now() + HOUR * 2):
        [age] = source_ages([made.city])
    assert (age.is_stale, age.read_at, age.stale_since) == (True, None, made.city.created_at + HOUR)


def test_a_city_that_has_moved_has_no_source_to_go_stale(made):
    CutOverStep.objects.create(city=made.city, source="portal", target="redirected", taken_by="system")
    with frozen(clock.now() + HOUR * 2):
        assert sources_watch() == 0


def test_health_and_the_admin_say_so(made, client):
    with frozen(clock.now() + HOUR * 2):
        sources_watch()
        answer = client.get("/healthz/ready")
        page = signed_in(make_staff(Role.PROVINCE_ADMIN)).get(reverse("admin:catalog_sourcestate_changelist"))
    assert answer.json()["checks"]["sources"] == {"ok": True, "stale": ["testing"], "changes_waiting": 0}
    assert "stale since" in page.content.decode()
