"""Every page of the admin site asks the scopes; what it forgets to say is refused."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.roles import Role
from services_portal.kernel.admin.base import ActorModelAdmin
from services_portal.kernel.authorisation import Action
from tests.factories.catalog import make_agency
from tests.factories.staff import make_staff, make_user, signed_in

PAGES = sorted(admin.site._registry.items(), key=lambda member: member[0]._meta.label)
WRITERS = {Action.ADD, Action.CHANGE}
# What begins and ends here are imports; nobody edits their rows.
RUNS = ("IntakeRunAdmin", "AccountRunAdmin")


@pytest.mark.parametrize(("model", "page"), PAGES, ids=[model._meta.label for model, _page in PAGES])
def test_every_page_is_ours_and_says_who_writes(model, page) -> None:
    assert isinstance(page, ActorModelAdmin)
    assert callable(getattr(model._default_manager, "for_actor", None))
    if WRITERS & set(page.scopes) and type(page).__name__ not in RUNS:
        assert type(page).write is not ActorModelAdmin.write
    if Action.DELETE in page.scopes:
        assert type(page).delete_model is not ActorModelAdmin.delete_model


@pytest.mark.parametrize(("model", "page"), PAGES, ids=[model._meta.label for model, _page in PAGES])
def test_no_list_opens_to_somebody_without_a_role(db, model, page) -> None:
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    for user in (make_user(), make_user(is_staff=True)):
        browser = signed_in(user)
        shown = browser.get(address).status_code
        assert shown == (302 if not user.is_staff else 200 if page.scopes[Action.VIEW] == "" else 403)
        assert browser.get(f"{address}add/").status_code == (302 if not user.is_staff else 403)


def test_deleting_in_bulk_is_off(db) -> None:
    browser = signed_in(make_staff(Role.PROVINCE_ADMIN))
    agency = make_agency()
    data = {"action": "delete_selected", "_selected_action": [str(agency.pk)], "post": "yes"}
    browser.post("/admin/cities/agency/", data)
    agency.refresh_from_db()
    assert browser.get(f"/admin/cities/agency/{agency.pk}/delete/").status_code == 403


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", ["服务事项", "演示环境", "您好"]), ("en", ["Services", "Demonstration", "Good day"])],
)
def test_the_first_page_speaks_both_languages(db, settings, language, words) -> None:
    settings.PORTAL_DEMONSTRATION = True
    page = signed_in(make_staff(Role.PROVINCE_ADMIN), language).get("/admin/").text
    assert [word for word in words if word not in page] == []


def test_the_language_is_switched_with_a_button(db) -> None:
    browser = signed_in(make_staff(Role.PROVINCE_ADMIN), "zh-hans")
    browser.post("/i18n/setlang/", {"language": "en", "next": "/admin/"})
    assert "Good day" in browser.get("/admin/").text


def test_somebody_without_a_role_is_told_so(db) -> None:
    assert "Your account has no role here yet." in signed_in(make_user(is_staff=True)).get("/admin/").text


def test_everything_a_page_loads_is_served_by_us(db) -> None:
    page = signed_in(make_staff(Role.PROVINCE_ADMIN)).get("/admin/").text
    loaded = [part.split('"')[0] for mark in ('src="', '<link href="') for part in page.split(mark)[1:]]
    assert loaded
    assert [address for address in loaded if not address.startswith("/static/")] == []
