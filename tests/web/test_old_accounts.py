"""My old accounts as pages: what is mine, what I add by its old password, what I give back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import AgencyRelation, Claiming, User
from tests.accounts.agents.people import USCC, proved, unproved
from tests.accounts.claiming.olds import md5_row, take
from tests.accounts.intake.towns import new_town
from tests.accounts.presence import show
from tests.factories.staff import signed_in

pytestmark = pytest.mark.django_db
__all__ = ["new_town"]
PAGE, ADD = "/me/old-accounts/", "/me/old-accounts/add/"
OLD = "qingdao-1999-sea"


@pytest.fixture
def qingdao(new_town: Any) -> Any:
    town = new_town("qingdao")
    take(town, md5_row("1", OLD, login="seagull"))
    return town


def typed(**changes: str) -> dict[str, str]:
    return {"whose": "own", "city": "qingdao", "name": "seagull", "password": OLD, **changes}


def adds(user: User, **changes: str) -> tuple[Client, str]:
    browser = show(signed_in(user), user)
    return browser, browser.post(ADD, typed(**changes), follow=True).content.decode()


def test_it_is_added_shown_and_given_back(qingdao) -> None:
    user = unproved("zhang")
    browser, page = adds(user)
    assert "该旧账号现已归入您的账号。" in page and "qingdao" in page
    claiming = Claiming.objects.get()
    answer = browser.post(f"{PAGE}{claiming.pk}/give-back/", follow=True).content.decode()
    assert "已按原样交还。" in answer and "暂无旧账号" in answer
    assert not Claiming.objects.held().exists()


@pytest.mark.parametrize("changes", [{"password": "wrong-password-1"}, {"name": "seagulls"}, {"whose": "enterprise"}])
def test_whatever_is_wrong_is_told_in_the_same_words_and_no_password_comes_back(qingdao, changes) -> None:
    _browser, page = adds(proved("zhang"), **changes)
    assert "用户名和密码不正确，或者该旧账号已归他人" in page
    assert typed(**changes)["password"] not in page
    assert not Claiming.objects.exists() and not AgencyRelation.objects.exists()


def test_an_enterprise_s_login_leads_to_the_page_of_agencies(qingdao) -> None:
    take(qingdao, md5_row("1", OLD, login="seagull"), md5_row("E", OLD, kind="enterprise", uscc=USCC, login="port"))
    _browser, page = adds(proved("handler"), whose="enterprise", name="port")
    assert "您现可以本人名义代该企业办事。" in page
    assert AgencyRelation.objects.get().enterprise.uscc == USCC


def test_who_has_proved_nothing_is_told_where_to(qingdao) -> None:
    _browser, page = adds(unproved("zhang"), whose="enterprise", name="port")
    assert "请先核实身份：可携带证件到政务服务窗口办理。" in page


def test_who_is_there_is_asked_before_the_form_is_shown(qingdao) -> None:
    browser = signed_in(unproved("zhang"))
    assert browser.get(PAGE).status_code == 200
    for answer in (browser.get(ADD), browser.post(ADD, typed())):
        assert answer.status_code == 302 and "reauthenticate" in answer.headers["Location"]
    assert not Claiming.objects.exists()
