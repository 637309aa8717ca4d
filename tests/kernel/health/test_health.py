"""What an orchestrator is told, and when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, override_settings

from services_portal.kernel.clock import frozen, now
from services_portal.kernel.ids import uuid7
from services_portal.kernel.models import OutboxEvent, OutboxState
from services_portal.kernel.outbox import nudge


def _pending_event() -> OutboxEvent:
    identity = {"name": "test.happened", "version": 1, "aggregate_type": "test", "aggregate_id": str(uuid7())}
    return OutboxEvent.objects.create(**identity, payload={}, available_at=now())


def test_live_needs_no_engine(client: Client) -> None:
    response = client.get("/healthz/live")
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}
    assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_ready_when_every_probe_is_content(client: Client) -> None:
    response = client.get("/healthz/ready")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "checks": {
            "database": {"ok": True},
            "redis": {"ok": True},
            "migrations": {"ok": True, "pending": 0},
            "outbox": {"ok": True, "lag_seconds": 0.0, "limit_seconds": settings.PORTAL_OUTBOX_LAG_LIMIT},
            "sources": {"ok": True, "stale": [], "changes_waiting": 0},
        },
    }


@pytest.mark.django_db
def test_an_event_older_than_the_limit_makes_us_unready(client: Client) -> None:
    event = _pending_event()
    with frozen(event.available_at + timedelta(seconds=settings.PORTAL_OUTBOX_LAG_LIMIT)):
        assert client.get("/healthz/ready").status_code == 200
    with frozen(event.available_at + timedelta(seconds=settings.PORTAL_OUTBOX_LAG_LIMIT + 1)):
        response = client.get("/healthz/ready")
    assert response.status_code == 503
    body = response.json()
    assert body["status"] == "failing"
    assert body["checks"]["outbox"] == {
        "ok": False,
        "lag_seconds": settings.PORTAL_OUTBOX_LAG_LIMIT + 1,
        "limit_seconds": settings.PORTAL_OUTBOX_LAG_LIMIT,
    }


@pytest.mark.django_db
def test_a_delivered_event_is_no_lag(client: Client) -> None:
    event = _pending_event()
    OutboxEvent.objects.update(state=OutboxState.DONE)
    with frozen(event.available_at + timedelta(days=1)):
        assert client.get("/healthz/ready").json()["checks"]["outbox"]["lag_seconds"] == 0.0


@pytest.mark.django_db
def test_a_migration_not_applied_makes_us_unready(client: Client) -> None:
    MigrationRecorder(connection).record_unapplied("kernel", "0001_initial")
    response = client.get("/healthz/ready")
    assert response.status_code == 503
    assert response.json()["checks"]["migrations"] == {"ok": False, "pending": 1}


@pytest.mark.django_db
def test_redis_that_is_away_makes_us_unready_and_its_address_stays_private(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nudge, "_client", None)
    with override_settings(REDIS_URL="unix:///nowhere/secret.sock?db=0"):
        response = client.get("/healthz/ready")
    monkeypatch.setattr(nudge, "_client", None)
    assert response.status_code == 503
    assert response.json()["checks"]["redis"] == {"ok": False, "error": "ConnectionError"}
    assert b"secret" not in response.content


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_fails_what_stands_on_it(client: Client) -> None:
    connection.close()
    name = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = "not_there"
    try:
        response = client.get("/healthz/ready")
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
    assert response.status_code == 503
    assert response.json()["checks"] == {
        "database": {"ok": False, "error": "OperationalError"},
        "redis": {"ok": True},
        "migrations": {"ok": False, "error": "database"},
        "outbox": {"ok": False, "error": "database"},
        "sources": {"ok": False, "error": "database"},
    }


@pytest.mark.django_db
def test_health_is_answered_whatever_the_host_header_and_without_a_cookie(client: Client) -> None:
    response = client.get("/healthz/ready", headers={"host": "10.1.2.3:8000"})
    assert response.status_code == 200
    assert response.cookies == {}


@pytest.mark.django_db
def test_ready_costs_five_queries(client: Client, django_assert_num_queries: pytest.FixtureRequest) -> None:
    client.get("/healthz/ready")
    with django_assert_num_queries(5):
        client.get("/healthz/ready")
