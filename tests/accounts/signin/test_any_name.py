"""Whatever is typed as a name to sign in with, the answer is a refusal and never a fault of ours."""

from __future__ import annotations

import json

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

CALM = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
TEXTS = st.text(max_size=300) | st.from_regex(r"[0-9X:/ A-Z-]{1,40}", fullmatch=True)


@pytest.mark.django_db
@CALM
@given(TEXTS)
@example("\ud800")
@example("CHN:\ud8001234567")
@example("\x00")
@example("3" * 250)
@example("１１０１０５１９４９１２３１００２Ｘ")
def test_a_name_is_refused(written: str) -> None:
    cache.clear()
    client = Client(headers={"accept-language": "en"})
    body = json.dumps({"username": written, "password": "harbour-bridge-47"})
    answer = client.post("/_allauth/app/v1/auth/login", body, content_type="application/json")
    assert answer.status_code == 400
    page = client.post("/accounts/login/", {"login": written.encode(errors="replace"), "password": "harbour-bridge-47"})
    assert page.status_code == 200 and "_auth_user_id" not in client.session


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["username", "email", "phone", "password"])
def test_half_a_character_is_no_text(name: str) -> None:
    said = {"email": "li.na@example.com", "password": "harbour-bridge-47", name: "\ud800"}
    answer = Client().post("/_allauth/app/v1/auth/login", json.dumps(said), content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_body")
