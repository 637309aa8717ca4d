"""The residents' page of what is being written: for those who write it, and framed by nobody but ourselves."""

from __future__ import annotations

import pytest

from accounts.roles import Role
from catalog.models import Service
from catalog.services import service_draft_edit, service_publish, service_submit
from services_portal.kernel.actor import SYSTEM
from tests.factories.catalog import make_agency, make_content, make_published, make_submitted
from tests.factories.staff import make_staff, signed_in
from tests.web.reading import Page

NEW = {"zh-hans": "在济南租房。", "en": "Rents a home in Jinan."}


@pytest.fixture
def service(cities, item) -> Service:
    """A public service with a draft beside it that says something new."""
    found = make_published(item, make_agency(cities["jinan"]))
    service_draft_edit(
        actor=SYSTEM, service_id=found.pk, content=make_content(conditions=[NEW]), expected_version=found.version
    )
    return found


@pytest.fixture
def editor(service):
    return make_staff(Role.EDITOR, agency=service.agency)


def address(service: Service) -> str:
    return f"/items/{service.basic_item.code}/services/{service.pk}/draft/"


def main(answer) -> str:
    return Page(answer).one("main").text


def test_it_reads_like_the_page_that_publishing_makes(service, editor) -> None:
    browser = signed_in(editor)
    asked = {"language": "zh-hans"}
    before = main(browser.get(address(service), asked))
    service.refresh_from_db()
    service_submit(actor=SYSTEM, service_id=service.pk, expected_version=service.version)
    service_publish(actor=SYSTEM, service_id=service.pk, expected_version=service.version + 1)
    public = main(signed_in(None, "zh-hans").get(address(service).removesuffix("draft/")))
    start = "承诺时限"
    assert NEW["zh-hans"] in before
    assert before[before.index(start) :] == public[public.index(start) :]


@pytest.mark.parametrize(("language", "code"), [("en", "en"), ("zh-hans", "zh-Hans"), ("xx", "zh-Hans")])
def test_it_speaks_the_language_that_is_asked_for(service, editor, language, code) -> None:
    page = Page(signed_in(editor, "zh-hans").get(address(service), {"language": language}))
    assert page.one("html").attributes["lang"] == code
    assert ("What to bring" in page.says(), "准备材料" in page.says()) == (code == "en", code != "en")


def test_it_may_be_framed_by_our_own_pages_only_and_is_kept_nowhere(service, editor) -> None:
    answer = signed_in(editor).get(address(service))
    assert answer["X-Frame-Options"] == "SAMEORIGIN" and "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_the_public_page_is_framed_by_nobody(service, editor) -> None:
    answer = signed_in(editor).get(address(service).removesuffix("draft/"))
    assert answer["X-Frame-Options"] == "DENY" and "frame-ancestors 'none'" in answer["Content-Security-Policy"]


def test_another_agency_s_clerk_is_told_that_there_is_none(service, cities) -> None:
    stranger = make_staff(Role.EDITOR, agency=make_agency(cities["qingdao"]))
    assert signed_in(stranger).get(address(service)).status_code == 404


def test_a_service_of_another_matter_is_not_shown_under_this_one(service, editor) -> None:
    assert signed_in(editor).get(address(service).replace(service.basic_item.code, "002017170006")).status_code == 404


def test_a_service_that_was_never_public_is_shown(cities, item) -> None:
    service = make_submitted(item, make_agency(cities["qingdao"]))
    answer = signed_in(make_staff(Role.EDITOR, agency=service.agency)).get(address(service), {"language": "en"})
    assert answer.status_code == 200 and "Why this office" in Page(answer).says()
