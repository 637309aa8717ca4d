"""Three old logins, one person: whoever registered in 青岛, lives in 济南 and works in 烟台 finds himself whole."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from accounts.identifiers import IdentifierType
from accounts.models import Claiming, User
from accounts.services import Identity, proof_at_window
from seeds.authoring.old_accounts import REMEMBERED, WANG
from services_portal.kernel.actor import SYSTEM
from tests.web.browser.visit import Visit

pytestmark = [pytest.mark.django_db, pytest.mark.long]
SPEECH = {
    "zh": {
        "jinan": "济南市",
        "qingdao": "青岛市",
        "enterprise": "所在企业的",
        "acts": "您现可以本人名义代该企业办事。",
    },
    "en": {
        "jinan": "Jinan",
        "qingdao": "Qingdao",
        "enterprise": "An enterprise's that I work for",
        "acts": "You act for the enterprise now, under your own name.",
    },
}


@pytest.fixture(scope="module")
def old_accounts(portal: str, django_db_blocker: DjangoDbBlocker) -> None:
    """The demonstration's old user databases, taken in where the portal's server finds them."""
    with django_db_blocker.unblock():
        call_command("accounts_migrate", "--all", verbosity=0)


def at_the_window(him: User) -> None:
    """Let a clerk have compared his document: in a thread, for the transaction of this test nobody else sees."""

    def compared() -> None:
        proof_at_window(actor=SYSTEM, user=him, identity=Identity(IdentifierType.RESIDENT_ID, WANG, "王示例"))
        connection.close()

    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(compared).result()


def enters(person: Visit, name: str, city: str) -> Page:
    """Sign in with a city's old name and password."""
    page = person.go("/accounts/login/?next=/me/")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", REMEMBERED[city])
    page.locator("form.card button.wide").click()
    page.wait_for_url("**/me/")
    person.speak()
    return page


def leaves(page: Page) -> None:
    page.goto("/me/")
    page.locator("form[action$='/logout/'] button").click()
    page.wait_for_load_state()


@pytest.mark.parametrize(("language", "width"), [("zh", 390), ("en", 1280)])
def test_any_of_his_logins_opens_the_one_account(visit, old_accounts, language: str, width: int) -> None:
    words, person = SPEECH[language], visit(language, width=width)
    page = enters(person, "wang1985", "qingdao")
    person.look("one-account-me")
    him = User.objects.get(claimings__in=Claiming.objects.held())
    page.goto("/me/old-accounts/")
    expect(page.get_by_text(words["jinan"], exact=True)).to_be_visible()
    expect(page.get_by_text(words["qingdao"], exact=True)).to_be_visible()
    person.look("one-account-old-accounts")

    # Once a window knows him, the company in 烟台 is added by its old login.
    at_the_window(him)
    page.goto("/me/old-accounts/add/")
    if "reauthenticate" in page.url:
        page.fill("input[name=password]", REMEMBERED["qingdao"])
        page.locator("form button.wide, form .button").last.click()
        page.wait_for_url("**/me/old-accounts/add/")
    page.select_option("select[name=whose]", label=words["enterprise"])
    page.select_option("select[name=city]", value="yantai")
    page.fill("input[name=name]", "shilishangmao")
    page.fill("input[name=password]", REMEMBERED["yantai"])
    person.look("one-account-add")
    page.locator("form.card button").click()
    page.wait_for_url("**/me/agencies/")
    expect(page.get_by_text(words["acts"])).to_be_visible()
    person.look("one-account-agencies")

    leaves(page)
    enters(person, "wangshili", "jinan")
    assert [each.pk for each in User.objects.filter(last_login__isnull=False, claimings__isnull=False)] == [him.pk]
