"""`Idempotency-Key` on a view: a repeat answers what the first request answered, whatever the body is made of."""

import json
from datetime import date
from uuid import UUID

import pytest
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from services_portal.kernel.actor import Actor
from services_portal.kernel.http.idempotency import idempotent

pytestmark = pytest.mark.django_db(transaction=True)
THING = UUID("0190f3a2-7b1c-7000-8000-000000000000")
made: list[object] = []


class Things(APIView):
    authentication_classes = ()
    permission_classes = ()

    @idempotent
    def post(self, request, place):
        made.append(request.data)
        return Response({"id": THING, "on": date(2026, 1, 2), "place": place, "number": len(made)}, status=201)


@pytest.fixture(autouse=True)
def _nothing_made():
    made.clear()


def send(body, *, key="k", actor="1"):
    headers = {} if key is None else {"Idempotency-Key": key}
    request = APIRequestFactory().post("/api/v1/things/", body, format="json", headers=headers)
    request.actor = Actor("resident", actor)
    answer = Things.as_view()(request, place="jinan")
    if isinstance(answer, Response):
        answer.render()
    answer.render() if hasattr(answer, "render") else None
    return answer.status_code, json.loads(answer.content), answer.headers.get("Idempotency-Replayed")


def test_a_repeat_answers_as_the_first_did_and_does_nothing():
    first = {"id": str(THING), "on": "2026-01-02", "place": "jinan", "number": 1}
    assert send({"a": 1}) == (201, first, None)
    assert send({"a": 1}) == (201, first, "true")
    assert made == [{"a": 1}]


def test_a_key_belongs_to_its_actor_and_its_body():
    assert send({"a": 1})[0] == 201
    assert send({"a": 1}, actor="2")[0] == 201
    status, problem, _replayed = send({"a": 2})
    assert (status, problem["code"]) == (422, "idempotency_key_reused")
    assert made == [{"a": 1}, {"a": 1}]


def test_without_a_key_nothing_is_done():
    status, problem, _replayed = send({"a": 1}, key=None)
    assert (status, problem["code"], made) == (400, "idempotency_key_required", [])
