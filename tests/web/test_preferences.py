from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Resident
from tests.web.reading import Page

pytestmark = pytest.mark.usefixtures("cities")


def test_a_language_is_kept_in_a_cookie_and_leads_back(zh) -> None:
    answer = zh.post("/language/", {"language": "en", "next": "/city/"})
    assert (answer["Location"], answer.cookies["django_language"].value) == ("/city/", "en")
    page = Page(zh.get("/city/"))
    assert page.one("html").attributes["lang"] == "en" and page.one("h1").text == "Where are you?"


def test_a_language_we_do_not_speak_changes_nothing(zh) -> None:
    answer = zh.post("/language/", {"language": "tlh"})
    assert answer.status_code == 302 and "django_language" not in answer.cookies


def test_large_text_is_switched_on_and_off(zh) -> None:
    assert "data-text" not in Page(zh.get("/")).one("html").attributes
    assert zh.post("/text-size/", {"large": "1", "next": "/city/"})["Location"] == "/city/"
    page = Page(zh.get("/"))
    assert page.one("html").attributes["data-text"] == "large"
    assert page.one("button", name="large").attributes | {"class": ""} == {
        "class": "",
        "name": "large",
        "value": "0",
        "aria-pressed": "true",
    }
    zh.post("/text-size/", {"large": "0"})
    assert "data-text" not in Page(zh.get("/")).one("html").attributes


def test_reading_a_switch_changes_nothing(zh) -> None:
    assert (zh.get("/language/").status_code, zh.get("/text-size/").status_code) == (405, 405)


def test_a_resident_s_language_holds_where_the_browser_has_not_chosen(signed_in, resident) -> None:
    assert Page(signed_in.get("/city/")).one("html").attributes["lang"] == "zh-Hans"
    signed_in.post("/language/", {"language": "en"})
    assert Resident.objects.get(user=resident).language == "en"
    del signed_in.cookies["django_language"]
    assert Page(signed_in.get("/city/")).one("html").attributes["lang"] == "en"


def test_a_resident_s_large_text_follows_him_to_another_browser(signed_in, resident, client) -> None:
    signed_in.post("/text-size/", {"large": "1"})
    assert Resident.objects.get(user=resident).large_text is True
    client.force_login(resident)
    assert Page(client.get("/")).one("html").attributes["data-text"] == "large"


def test_a_forged_form_is_refused(resident) -> None:
    answer = Client(enforce_csrf_checks=True).post("/language/", {"language": "en"})
    assert answer.status_code == 403 and "/problems/not_permitted/" in answer.content.decode()
