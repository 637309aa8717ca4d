"""A person adds his city's account to the one that he has, takes it away, says that it was not he."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client

from accounts.models import AccountChange, CityLink, CityLinkSession, Claiming, User
from accounts.roles import Role
from accounts.services import membership_grant
from accounts.services.change_object import change_object
from accounts.services.change_tell import change_tell
from accounts.services.claim_tell import claim_tell
from accounts.services.claim_undo import claim_undo
from accounts.services.closure_ask import closure_ask
from accounts.services.closure_carry_out import closures_carry_out
from accounts.services.merge_undo import merge_undo
from accounts.signin.session_list import sessions_of
from services_portal.kernel import clock
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.models import AuditEntry, OutboxEvent
from tests.accounts.agents.people import unproved
from tests.accounts.claiming.olds import md5_row, take
from tests.accounts.intake.people import ZHANG, proved, reached
from tests.accounts.merging.people import clerk, himself, merged, person
from tests.accounts.presence import let_presence_pass, show
from tests.accounts.upstream.travel import BACK, LEAVE, leave, new_browser, person_in, sign_in, standing
from tests.factories.staff import make_proof, make_staff, signed_in

pytestmark = pytest.mark.django_db
MINE, API = "/me/city-accounts/", "/api/v1/me/city-accounts/"


@pytest.fixture
def user(provider) -> User:
    return person("zhang.wei")


@pytest.fixture
def there(user) -> Client:
    """A browser in which he has shown just now that it is he."""
    return show(signed_in(user), user)


def test_he_adds_it_and_is_told(city, user, there) -> None:
    answer = sign_in(there, city, next=MINE)
    assert (answer.status_code, answer["Location"]) == (302, MINE)
    link = CityLink.objects.get()
    assert (link.user, link.basis, link.subject) == (user, "signed_in", "wei")
    change = AccountChange.objects.get(kind="city_linked")
    assert OutboxEvent.objects.filter(name="accounts.account_changed", payload__kind="city_linked").exists()
    assert change_tell(change_id=change.pk) > 0 and "可用城市账号登录" in mail.outbox[-1].body
    assert [each["city"] for each in there.get(API).json()] == ["aa"]
    page = there.get(MINE).content.decode()
    assert "甲城通行证" in page and str(link.pk) in page
    sign_in(there, city, next=MINE)
    assert CityLink.objects.count() == 1
    # What it learned signs him in from now on, elsewhere too; his passkey is asked beside it.
    assert sign_in(new_browser(), city)["Location"] == "/accounts/2fa/authenticate/"


def test_who_is_not_there_is_asked_first(city, user) -> None:
    browser = signed_in(user)
    assert browser.post(LEAVE).status_code == 302
    assert browser.session.get("_accounts_city") is None


def test_who_left_signed_in_comes_back_as_the_same(city, user, there) -> None:
    back = city.let_in(leave(there), "wei")
    there.post("/accounts/logout/")
    before = standing()
    assert there.get(BACK, back).status_code == 400 and standing() == before
    # Nor does who left as nobody come back as somebody.
    browser = new_browser()
    back = city.let_in(leave(browser), "wei")
    browser.force_login(user, backend="accounts.signin.backend.IdentifierBackend")
    assert browser.get(BACK, back).status_code == 400 and standing()["links"] == []


def test_it_opens_one_account_only(city, user, there) -> None:
    sign_in(new_browser(), city)
    before = standing()
    answer = sign_in(there, city)
    assert (answer.status_code, standing()) == (409, before)
    assert "opens another account here" in answer.content.decode()


def test_the_old_account_comes_along_on_the_conditions_of_every_claim(city, town, user, there) -> None:
    take(town, {**md5_row("1", "dongfang-1987"), **proved("1", **reached())})
    city.more["wei"] = {"old_id": "1"}
    before = standing()
    answer = sign_in(there, city)
    # The city had proved a document, and he has proved none here.
    assert (answer.status_code, standing()) == (403, before)
    make_proof(user)
    answer = sign_in(there, city)
    assert answer.status_code == 409  # another resident ID than his
    assert not CityLink.objects.exists() and not Claiming.objects.exists()


def test_an_old_account_without_a_document_comes_along_and_goes_back(city, town, user, there) -> None:
    take(town, md5_row("1", "dongfang-1987", name="张伟"))
    city.more["wei"] = {"old_id": "1"}
    sign_in(there, city)
    claiming = Claiming.objects.get()
    assert (claiming.user, claiming.basis) == (user, "city")
    assert claim_tell(claiming_id=claiming.pk, user_id=user.pk, taken=True) == 2
    assert "有人用您的城市账号登录" in mail.outbox[-1].body
    claim_undo(actor=himself(user), claiming_id=claiming.pk)
    claiming.refresh_from_db()
    assert claiming.state == "undone" and CityLink.objects.live().count() == 1
    assert ZHANG not in str(claiming.__dict__)


def test_taken_away_it_opens_nothing_and_its_sessions_end(city, user, there) -> None:
    sign_in(there, city)
    other = new_browser()
    sign_in(other, city, "na")
    link = CityLink.objects.get(user=user)
    assert there.post(f"{API}{link.pk}/end/").status_code == 204
    assert not CityLink.objects.live().filter(user=user).exists()
    assert AccountChange.objects.filter(user=user, kind="city_unlinked").count() == 1
    sign_in(again := new_browser(), city)
    assert person_in(again) not in (None, user)
    # Another's is none of his.
    assert there.post(f"{API}{CityLink.objects.get(user=person_in(other)).pk}/end/").status_code == 404
    assert there.post(f"{API}{link.pk}/end/").status_code == 404


def test_it_is_not_taken_away_by_who_is_not_there(city, user, there) -> None:
    sign_in(there, city)
    let_presence_pass(there)
    link = CityLink.objects.get()
    assert there.post(f"{API}{link.pk}/end/").json()["code"] == "reauthentication_required"
    assert there.post(f"{MINE}{link.pk}/end/").status_code == 302
    assert CityLink.objects.live().count() == 1


def test_the_only_way_in_is_not_taken_away(provider, city) -> None:
    sign_in(browser := new_browser(), city)
    link, before = CityLink.objects.get(), standing()
    assert browser.post(f"{API}{link.pk}/end/").json()["code"] == "city_link_last"
    assert standing() == before


def test_it_was_not_me(city, user, there) -> None:
    sign_in(there, city)
    user.authenticator_set.all().delete()
    stranger = new_browser()
    sign_in(stranger, city)
    assert person_in(stranger) == user and CityLinkSession.objects.count() == 1
    change_object(change_id=AccountChange.objects.get(kind="city_linked").pk)
    assert not CityLink.objects.live().exists()
    assert sessions_of(user, "") == []
    user.refresh_from_db()
    assert user.frozen_at is not None


def test_an_account_of_staff_is_opened_by_our_own_means_alone(provider, city) -> None:
    staff = make_staff(Role.CITY_ADMIN, city=provider.city)
    there, before = show(signed_in(staff), staff), standing()
    assert (sign_in(there, city).status_code, standing()) == (403, before)
    # Nor that of who begins to work there.
    sign_in(new_browser(), city)
    user = CityLink.objects.get().user
    membership_grant(actor=SYSTEM, user=user, role=Role.CITY_ADMIN, city=provider.city)
    browser, before = new_browser(), standing()
    assert (sign_in(browser, city).status_code, person_in(browser), standing()) == (403, None, before)


def test_what_is_held_is_shown_and_goes_with_the_account(city, user, there) -> None:
    sign_in(there, city)
    held = there.get("/api/v1/me/data/").content.decode()
    assert "wei" in held and city.issuer in held
    entries = AuditEntry.objects.filter(action__startswith="accounts.city_link")
    assert "wei" not in str([each.detail for each in entries]) and entries.count() == 1


def test_what_was_added_by_the_means_of_a_part_goes_with_it(provider, city, settings) -> None:
    settings.PORTAL_MERGE_COOLING_HOURS = 0
    sign_in(new_browser(), city, "brought")
    part, whole = User.objects.get(), unproved("whole")
    merge = merged(whole, part)
    sign_in(browser := new_browser(), city, "brought")
    assert person_in(browser) == whole
    sign_in(show(browser, whole), city, "meanwhile")
    own = show(signed_in(whole), whole)
    sign_in(own, city, "own")
    assert CityLink.objects.filter(user=whole).count() == 3
    merge_undo(actor=clerk("clerk"), merge_id=merge.pk)
    assert {(each.subject, each.user) for each in CityLink.objects.all()} == {
        ("brought", part),
        ("meanwhile", part),
        ("own", whole),
    }


def test_with_the_account_it_is_erased_and_opens_another_one_later(provider, city) -> None:
    sign_in(browser := new_browser(), city)
    user = person_in(browser)
    assert user is not None
    asked = closure_ask(actor=himself(user), user=user)
    with clock.frozen(asked.due_at):
        closures_carry_out()
    assert (CityLink.objects.count(), CityLinkSession.objects.count()) == (0, 0)
    assert browser.get(API).status_code == 401
    sign_in(again := new_browser(), city)
    assert person_in(again) not in (None, user)
