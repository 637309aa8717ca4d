"""The province maintains the directory; what residents read follows at once."""

from __future__ import annotations

import json

import pytest

from catalog.models import BasicItem, ItemDocument, LifeEvent, Material, PublishedDocument, Topic
from services_portal.kernel.models import AuditEntry
from tests.factories.catalog import make_item
from tests.factories.forms import values_of


def document(model, language: str = "zh-hans", **which) -> dict:
    return json.loads(model.objects.get(language=language, **which).body)


def change(browser, row, **typed: str):
    name = row._meta.model_name
    page = f"/admin/catalog/{name}/{row.pk}/change/"
    return browser.post(page, {**values_of(browser.get(page).text, f"{name}_form"), **typed})


def test_a_renamed_matter_is_renamed_everywhere(browser_of, qingdao) -> None:
    item, service = qingdao["item"], qingdao["mine"]
    answer = change(browser_of("province"), item, title_zh="提取公积金买房", synonyms="买房取钱\n公积金")
    assert answer.status_code == 302
    assert document(ItemDocument, basic_item=item)["title"] == "提取公积金买房"
    assert document(PublishedDocument, service=service)["item"]["title"] == "提取公积金买房"
    found = BasicItem.objects.get(pk=item.pk)
    assert (found.synonyms, found.defaults, found.legal_basis) == (["买房取钱", "公积金"], item.defaults, [])


def test_laws_and_articles_stand_line_by_line(browser_of, qingdao) -> None:
    province, item = browser_of("province"), qingdao["item"]
    change(province, item, laws_zh="《条例》\n《办法》", articles_zh="第二条\n—")
    basis = BasicItem.objects.get(pk=item.pk).legal_basis
    assert [(law["title"], law["article"]) for law in basis] == [
        ({"zh-hans": "《条例》"}, {"zh-hans": "第二条"}),
        ({"zh-hans": "《办法》"}, {}),
    ]
    assert "As many lines as there are laws." in change(province, item, articles_zh="第二条").text
    assert BasicItem.objects.get(pk=item.pk).legal_basis == basis


def test_a_renamed_topic_is_renamed_in_its_matters(browser_of, qingdao) -> None:
    change(browser_of("province"), qingdao["item"].topic, name_zh="公积金")
    assert document(ItemDocument, basic_item=qingdao["item"])["topic"]["name"] == "公积金"


def test_a_life_event_holds_its_matters_in_order(browser_of, qingdao) -> None:
    province, other = browser_of("province"), make_item("002017170006", "偿还房贷提取住房公积金")
    data = {
        "code": "buy-a-home",
        "name_zh": "买房",
        "order": "1",
        "matters": f"{other.code}\n{qingdao['item'].code} 购房",
    }
    assert province.post("/admin/catalog/lifeevent/add/", data).status_code == 302
    event = LifeEvent.objects.get()
    order = list(event.members.order_by("order").values_list("basic_item__code", flat=True))
    assert order == [other.code, qingdao["item"].code]
    assert [one["code"] for one in document(ItemDocument, basic_item=other)["life_events"]] == ["buy-a-home"]
    assert "Not in the basic directory: 999999999999" in change(province, event, matters="999999999999").text
    change(province, event, matters=qingdao["item"].code)
    assert document(ItemDocument, basic_item=other)["life_events"] == []


def test_a_material_is_registered(browser_of) -> None:
    data = {"code": "id_card", "name_zh": "身份证", "source_zh": "公安机关", "trust_grade": "A"}
    assert browser_of("province").post("/admin/catalog/material/add/", data).status_code == 302
    assert Material.objects.get().name == {"zh-hans": "身份证"}
    assert AuditEntry.objects.filter(action="catalog.material.create").count() == 1


@pytest.mark.parametrize("who", ["editor", "publisher", "city", "auditor"])
def test_the_others_read_and_change_nothing(browser_of, qingdao, who) -> None:
    browser, topic = browser_of(who), qingdao["item"].topic
    page = f"/admin/catalog/topic/{topic.pk}/change/"
    assert browser.get(page).status_code == 200
    assert (
        browser.post(page, {"code": topic.code, "name_zh": "别的", "audience": "both", "order": 1}).status_code == 403
    )
    assert browser.post("/admin/catalog/topic/add/", {"code": "x", "name_zh": "某"}).status_code == 403
    assert [topic.name["zh-hans"] for topic in Topic.objects.all()] == ["住房公积金"]
    tried = (
        AuditEntry.objects.filter(action__startswith="catalog.topic").order_by("id").values_list("action", "refused")
    )
    assert list(tried) == [("catalog.topic.change", True), ("catalog.topic.add", True)]
