"""A step-up in place: the request that was refused is sent again as it was, and goes through."""

from __future__ import annotations

import pytest
from django.urls import include, path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.identifiers import IdentifierType
from accounts.levels import Level, require_level
from accounts.roles import Role
from accounts.selectors import actor_of
from accounts.services import Identity, proof_at_window
from tests.factories.catalog import make_agency, make_city
from tests.factories.staff import make_staff, make_user, signed_in


class Wish(APIView):
    """A service that needs L3, as an application will."""

    def post(self, request: Request) -> Response:
        require_level(user=request.user, wanted=Level.PRESENT)
        return Response({"taken": request.data["typed"]})


urlpatterns = [path("api/wish/", Wish.as_view()), path("", include("services_portal.urls"))]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_nothing_typed_is_lost() -> None:
    person = make_user()
    browser, typed = signed_in(person), {"typed": "三年的社保证明"}
    refused = browser.post("/api/wish/", typed, content_type="application/json")
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    told = refused.json()
    assert (told["code"], told["params"]["level_wanted"], told["params"]["level_held"]) == ("step_up_required", 3, 1)
    assert [way["method"] for way in told["params"]["methods"]] == ["window"]
    clerk = make_staff(Role.WINDOW_CLERK, agency=make_agency(make_city("qingdao")))
    proof_at_window(
        actor=actor_of(clerk),
        user=person,
        identity=Identity(IdentifierType.RESIDENT_ID, "11010519491231002X", "李娜"),
    )
    again = browser.post("/api/wish/", typed, content_type="application/json")
    assert (again.status_code, again.json()) == (200, {"taken": typed["typed"]})


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_who_is_not_signed_in_is_asked_to_first() -> None:
    assert signed_in(None).post("/api/wish/", {}, content_type="application/json").status_code == 401
