"""A clerk of a Qingdao agency changes a service in the admin site, and the resident sees it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.models import StaffMembership
from catalog.models import Service, ServiceState

pytestmark = [pytest.mark.django_db, pytest.mark.long]
CLERK = "clerk.qingdao@example.cn"
CONDITION = {"zh": "在青岛市无自有住房。", "en": "You own no home in Qingdao."}
SPEECH = {
    "zh": {
        "list": "实施清单",
        "submit": "保存并提交审核",
        "publish": "发布",
        "done": "已发布，群众现在看到的是新内容。",
        "add": "添加材料",
    },
    "en": {
        "list": "Services of agencies",
        "submit": "Save and submit for review",
        "publish": "Publish",
        "done": "Published. Residents see the new text now.",
        "add": "Add a material",
    },
}


@pytest.fixture
def service(portal) -> Service:
    """A public service of the clerk's agency."""
    agency = StaffMembership.objects.get(user__email=CLERK).agency
    return Service.objects.filter(agency=agency, state=ServiceState.PUBLISHED).order_by("basic_item__code")[0]


@pytest.mark.parametrize(("language", "width"), [("zh", 1280), ("en", 390)])
def test_a_clerk_changes_a_service_and_the_resident_sees_it(visit, service, language, width) -> None:
    words, clerk, resident = SPEECH[language], visit(language, width=width), visit(language)
    public = f"/items/{service.basic_item.code}/services/{service.pk}/"
    expect(resident.go(public).get_by_text(CONDITION[language])).to_have_count(0)

    page = clerk.go("/admin/")
    clerk.enter(CLERK)
    clerk.look_inside("admin-first")
    page.goto("/admin/catalog/service/?q=" + service.basic_item.code)
    page.locator(f"a[href*='{service.pk}/change']").first.click()
    field = page.locator("textarea[name=conditions_zh]")
    count = len(field.input_value().splitlines())
    field.fill(field.input_value().rstrip("\n") + "\n" + CONDITION["zh"])
    english = page.locator("textarea[name=conditions_en]")
    lines = english.input_value().splitlines() or [""] * count
    english.fill("\n".join([*lines, CONDITION["en"]]))

    rows = page.locator("#materials-rows .portal-row")
    before = rows.count()
    page.get_by_role("button", name=words["add"]).click()
    expect(rows).to_have_count(before + 1)
    rows.last.locator("[data-remove-row]").click()
    expect(rows.last).to_be_hidden()
    clerk.look_inside("admin-editor")

    page.get_by_role("button", name=words["submit"], exact=True).click()
    page.wait_for_load_state()
    expect(page.locator("#service_form")).to_have_count(0)
    expect(resident.go(public).get_by_text(CONDITION[language])).to_have_count(0)

    page.get_by_role("link", name=words["publish"], exact=True).click()
    expect(page.locator("ins.portal-added").first).to_contain_text(CONDITION["zh"])
    clerk.look_inside("admin-publish")
    page.get_by_role("button", name=words["publish"], exact=True).click()
    expect(page.get_by_text(words["done"])).to_be_visible()
    expect(resident.go(public).get_by_text(CONDITION[language])).to_be_visible()

    take_back(page, service)


def take_back(page: Page, service: Service) -> None:
    """Leave the registry as it was found: the next language begins from the same text."""
    page.goto(f"/admin/catalog/service/{service.pk}/change/")
    for name, line in (("conditions_zh", CONDITION["zh"]), ("conditions_en", CONDITION["en"])):
        field = page.locator(f"textarea[name={name}]")
        field.fill(field.input_value().replace("\n" + line, ""))
    page.locator("button[name=_submit]").click()
    page.locator("a[href*='step/publish']").click()
    page.locator("form button[type=submit].portal-button-main").click()
    page.wait_for_url("**/change/")


def test_the_editor_works_without_scripts(visit, service) -> None:
    clerk = visit("en", width=1280, java_script_enabled=False)
    page = clerk.go("/admin/login/")
    clerk.enter(CLERK)
    page.goto(f"/admin/catalog/service/{service.pk}/change/")
    rows = page.locator("#fees-rows .portal-row")
    before = rows.count()
    page.locator("button[name=_add][value=fees]").click()
    expect(rows).to_have_count(before + 1)
