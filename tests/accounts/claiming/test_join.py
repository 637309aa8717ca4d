"""A person who is signed in adds an old account to his, and gives it back: nothing of a stranger's comes to him."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.identifiers import IdentifierType
from accounts.models import Claiming, ClaimingState, ConflictCase, Identifier, OldAccount, User
from accounts.services import Identity, identifier_claim, proof_at_window
from accounts.services.claim_tell import claim_tell
from accounts.services.claim_undo import claim_undo
from services_portal.kernel import clock
from services_portal.kernel.errors import DomainError
from tests.accounts.claiming.olds import Hashes, enter, md5_row, standing, take
from tests.accounts.intake.people import LI, ZHANG, proved
from tests.accounts.merging.people import clerk, himself, person
from tests.accounts.presence import show
from tests.factories.staff import signed_in

pytestmark = pytest.mark.django_db
CLAIMS = "/api/v1/me/claims/"
OLD, WRONG, OWN = "dongfang-1987", "not-the-password-1", "harbour-bridge-47"


@pytest.fixture
def jinan(new_town: Any) -> Any:
    return new_town("aa")


@pytest.fixture
def zhang() -> User:
    user = person("zhang")
    user.set_password(OWN)
    user.save()
    return user


def browser(user: User) -> Client:
    return show(signed_in(user), user)


def asks(user: User, name: str = "login1", password: str = OLD, city: str = "aa") -> tuple[int, Any]:
    answer = browser(user).post(
        CLAIMS, {"city": city, "name": name, "password": password}, content_type="application/json"
    )
    return answer.status_code, answer.json().get("code")


def seen(user: User, number: str) -> None:
    """Let a clerk have seen the person with his document."""
    identity = Identity(IdentifierType.RESIDENT_ID, number, "张伟")
    proof_at_window(actor=clerk(f"clerk{User.objects.count()}"), user=user, identity=identity)


def test_it_is_his_with_the_whole_claim_and_his_own_password_opens_the_old_name(jinan, zhang, mailoutbox) -> None:
    seen(zhang, ZHANG)
    take(jinan, {**md5_row("1", OLD), **proved("1")}, {**md5_row("2", WRONG), **proved("2")})
    assert asks(zhang) == (201, None)
    (held,) = browser(zhang).get(CLAIMS).json()
    assert ([each["city"] for each in held["accounts"]], held["basis"], held["state"]) == (
        ["aa", "aa"],
        "credential",
        "held",
    )
    assert [enter(name, OWN) for name in ("login1", "login2")] == [zhang, zhang]
    assert [enter("login1", OLD), enter("login2", WRONG)] == [None, None]
    assert asks(zhang, password=OWN) == (201, None)
    assert Claiming.objects.count() == 1
    claim_tell(claiming_id=Claiming.objects.get().pk, user_id=zhang.pk, taken=True)
    assert {message.to[0] for message in mailoutbox} == {"zhang@example.com", "zhang.spare@example.com"}


def test_who_has_proved_nothing_proves_first_who_he_is_where_a_city_had(jinan, zhang) -> None:
    take(jinan, {**md5_row("1", OLD), **proved("1")}, md5_row("2", OLD))
    before = standing()
    assert asks(zhang) == (403, "step_up_required")
    assert standing() == before
    assert asks(zhang, "login2") == (201, None)
    seen(zhang, ZHANG)
    assert asks(zhang) == (201, None)


@pytest.mark.parametrize("how", ["claimed", "proved", "another's"])
def test_two_ids_are_two_persons(jinan, zhang, how) -> None:
    take(jinan, {**md5_row("1", OLD), **proved("1")})
    if how == "claimed":
        identifier_claim(user=zhang, identifier_type=IdentifierType.RESIDENT_ID, value=LI)
    else:
        seen(zhang if how == "proved" else person("other"), LI if how == "proved" else ZHANG)
    before = standing()
    assert asks(zhang) == (409, "claim_contradicts")
    after = standing()
    # What contradicts a proof is put before staff, what he only wrote down himself is not.
    cases = list(ConflictCase.objects.values_list("reason", flat=True))
    assert cases == {"claimed": [], "proved": ["claim.contradicts"], "another's": ["identifier.taken"]}[how]
    assert after.pop("audit") - before.pop("audit") == len(cases)
    assert after == before


@pytest.mark.parametrize(
    ("name", "password", "city"), [("login1", WRONG, "aa"), ("nobody", OLD, "aa"), ("closed", OLD, "aa")]
)
def test_every_wrong_one_is_refused_alike_at_the_same_cost(
    jinan, zhang, monkeypatch, settings, name, password, city
) -> None:
    take(jinan, md5_row("1", OLD), md5_row("2", OLD, login="closed", disabled="yes"))
    before = standing()
    hashes = Hashes(monkeypatch, settings)
    told: list[Any] = []
    assert sum(hashes.of(lambda: told.append(asks(zhang, name, password, city)))) == 1
    assert told == [(409, "claim_not_free")]
    assert standing() == before


def test_one_that_is_a_stranger_s_stays_his(jinan, zhang) -> None:
    take(jinan, md5_row("1", OLD))
    stranger = enter("login1", OLD)
    assert stranger is not None
    before = standing()
    assert asks(zhang) == (409, "claim_not_free")
    assert standing() == before
    assert enter("login1", OLD) == stranger


def test_guessing_is_counted(jinan, zhang, settings) -> None:
    settings.PORTAL_SIGNIN_LIMITS = {"name": "2/5m/key"}
    take(jinan, md5_row("1", OLD))
    assert [asks(zhang, password=WRONG)[0] for _ in range(2)] == [409, 409]
    assert asks(zhang) == (429, "too_many_requests")


def test_who_has_not_shown_lately_that_he_is_there_is_asked_first(jinan, zhang) -> None:
    take(jinan, md5_row("1", OLD))
    said = {"city": "aa", "name": "login1", "password": OLD}
    answer = signed_in(zhang).post(CLAIMS, said, content_type="application/json")
    assert (answer.status_code, Claiming.objects.count()) == (401, 0)


def test_given_back_it_is_as_it_was(jinan, zhang) -> None:
    take(jinan, md5_row("1", OLD, phone="13800000001", resident_id=ZHANG))
    before = standing()
    assert asks(zhang) == (201, None)
    assert Identifier.objects.filter(user=zhang, verified_at=None).count() == 2
    claiming = Claiming.objects.get()
    assert browser(person("stranger")).post(f"{CLAIMS}{claiming.pk}/undo/").status_code == 404
    assert browser(zhang).post(f"{CLAIMS}{claiming.pk}/undo/").status_code == 204
    after = standing()
    assert [after[name] for name in ("claims", "old accounts")] == [before[name] for name in ("claims", "old accounts")]
    assert not Identifier.objects.filter(user=zhang, verified_at=None).exists()
    assert browser(zhang).get(CLAIMS).json() == []
    again = browser(zhang).post(f"{CLAIMS}{claiming.pk}/undo/")
    assert (again.status_code, again.json()["code"]) == (409, "claim_settled")
    user = enter("login1", OLD)
    assert user is not None and user != zhang


def test_what_he_has_proved_since_stays_his(jinan, zhang) -> None:
    take(jinan, md5_row("1", OLD, resident_id=ZHANG))
    assert asks(zhang) == (201, None)
    seen(zhang, ZHANG)
    claim_undo(actor=himself(zhang), claiming_id=Claiming.objects.get().pk)
    assert Identifier.objects.proved().filter(user=zhang, type="resident_id").count() == 1


def test_after_the_term_only_staff_give_it_back(jinan, zhang) -> None:
    take(jinan, md5_row("1", OLD))
    assert asks(zhang) == (201, None)
    Claiming.objects.update(held_at=clock.now() - timedelta(days=31))
    claiming = Claiming.objects.get()
    with pytest.raises(DomainError) as refusal:
        claim_undo(actor=himself(zhang), claiming_id=claiming.pk)
    assert refusal.value.code == "claim_term_over"
    assert claim_undo(actor=clerk("clerk"), claiming_id=claiming.pk).state == ClaimingState.UNDONE


def test_the_claim_that_an_account_began_with_is_given_back_by_staff_and_the_account_closed(jinan) -> None:
    take(jinan, md5_row("1", OLD))
    user = enter("login1", OLD)
    assert user is not None
    claiming, before = Claiming.objects.get(), list(OldAccount.objects.values())
    with pytest.raises(DomainError) as refusal:
        claim_undo(actor=himself(user), claiming_id=claiming.pk)
    assert refusal.value.code == "claim_term_over"
    claim_undo(actor=clerk("clerk"), claiming_id=claiming.pk)
    user.refresh_from_db()
    assert (user.is_active, list(OldAccount.objects.values())) == (False, before)
    assert enter("login1", OLD) not in (None, user)
