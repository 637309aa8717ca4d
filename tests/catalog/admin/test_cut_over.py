"""The cut-over of a city is watched and moved from one page."""

from __future__ import annotations

from catalog.models import CutOverStep
from services_portal.kernel.models import AuditEntry

PAGE = "/admin/catalog/cutoverstep/"


def test_the_province_sees_what_a_step_asks_for_and_takes_it(browser_of, qingdao) -> None:
    browser = browser_of("province")
    page = browser.get(PAGE).text
    assert "The source was read to its end within the last seven days." in page
    assert "not yet" in page
    answer = browser.post(f"{PAGE}move/qingdao/", {"target": "shadow", "note": "again"}, follow=True)
    step = CutOverStep.objects.get()
    assert (step.city, step.source, step.target, step.note) == (qingdao["city"], "dual", "shadow", "again")
    assert "shadow: the source is compared, nothing is taken in" in answer.text


def test_a_step_whose_gates_are_shut_is_not_offered_and_refused(browser_of, qingdao) -> None:
    browser = browser_of("province")
    assert 'value="portal"' not in browser.get(PAGE).text
    answer = browser.post(f"{PAGE}move/qingdao/", {"target": "portal"}, follow=True)
    assert "The city is not ready for this step" in answer.text
    assert CutOverStep.objects.count() == 0


def test_the_city_s_own_people_look_and_do_not_touch(browser_of, qingdao) -> None:
    browser = browser_of("city")
    page = browser.get(PAGE).text
    assert "Qingdao" in page
    assert 'name="target"' not in page
    browser.post(f"{PAGE}move/qingdao/", {"target": "shadow"})
    assert CutOverStep.objects.count() == 0
    assert AuditEntry.objects.filter(action="catalog.cut_over.move", refused=True).count() == 1


def test_another_city_is_not_found(browser_of, qingdao) -> None:
    assert browser_of("city").post(f"{PAGE}move/jinan/", {"target": "shadow"}).status_code == 404
    assert browser_of("publisher").get(PAGE).status_code == 403
