"""The log's lines: JSON with the request's id; a fault with its traceback, a query string never."""

from __future__ import annotations

import io
import json
import logging
import logging.config

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from services_portal.kernel.logging import logging_config


def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


urlpatterns = [path("broken/", broken)]
handler500 = "services_portal.kernel.http.views.server_error"


@pytest.fixture
def lines():
    """What is written at the level of production, in its style."""
    stream = io.StringIO()
    configuration = logging_config(level="WARNING", style="json")
    configuration["handlers"]["stderr"]["stream"] = stream
    logging.config.dictConfig(configuration)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


@override_settings(ROOT_URLCONF=__name__)
def test_a_fault_is_logged_with_its_traceback_and_the_request_id(lines, db):
    client = Client(raise_request_exception=False)
    response = client.get("/broken/?name=Zhang", headers={"X-Request-ID": "request-1", "Accept": "application/json"})
    assert response.status_code == 500
    faults = [line for line in lines() if "exception" in line]
    assert [line["request_id"] for line in faults] == ["request-1"]
    assert "ZeroDivisionError" in faults[0]["exception"]
    assert "Zhang" not in json.dumps(lines())


@override_settings(ROOT_URLCONF=__name__)
def test_a_refusal_is_no_fault(lines, db):
    assert Client().get("/nowhere/", headers={"Accept": "application/json"}).status_code == 404
    assert lines() == []
