"""Guessing at passwords: what is counted, what a success takes back, and whom it cannot lock out."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account.models import EmailAddress
from django.core import signing
from django.core.cache import cache
from django.test import Client

from accounts.identifiers import IdentifierType
from accounts.models import User
from accounts.services import identifier_prove
from accounts.signin.device import COOKIE, HEADER, SALT, Device, device_of
from tests.accounts.clients import AppClient, codes
from tests.accounts.inbox import mailed_code
from tests.accounts.journeys import EMAIL, sign_out, sign_up_by_email
from tests.accounts.signin.test_second_factor import begin, enrol

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "harbour-bridge-47"
WRONG = "not-the-password-1"
PHONE = "13812345678"
PASSPORT = "CHN:E12345678"


def enrol_with_recovery_codes(app: AppClient) -> list[str]:
    """Sign up with a second factor, on a device that keeps its token; return the recovery codes."""
    enrol(app)
    recovery = app.call("GET", "/account/authenticators/recovery-codes").json()["data"]["unused_codes"]
    sign_out(app)
    begin(app)
    answer = app.call("POST", "/auth/2fa/authenticate", {"code": recovery[-1]})
    app.http.headers[HEADER] = answer.headers[HEADER]
    return recovery


class Door:
    """A browser that nobody has used before, at an address."""

    def __init__(self, address: str = "192.0.2.1") -> None:
        self.client = Client(headers={"accept-language": "en"}, REMOTE_ADDR=address)

    def enter(self, name: str, password: str = WRONG) -> str:
        """Try to sign in and sign out again; say how it went."""
        text = self.client.post("/accounts/login/", {"login": name, "password": password}).content.decode()
        if self.client.session.get("_auth_user_id"):
            self.client.post("/accounts/logout/")
            return "in"
        said = {"Too many failed login attempts": "too many", "not correct": "wrong"}
        return next((short for words, short in said.items() if words in text), text)


@pytest.fixture
def new_door() -> Callable[[], Door]:
    """Every door at an address of its own, so that the count of addresses stands in nobody's way."""
    addresses = (f"192.0.2.{number}" for number in range(1, 255))
    return lambda: Door(next(addresses))


@pytest.fixture
def person(resident) -> User:
    EmailAddress.objects.create(user=resident, email=resident.email, verified=True, primary=True)
    identifier_prove(user=resident, identifier_type=IdentifierType.PHONE, value="+8613812345678", method="code")
    identifier_prove(user=resident, identifier_type=IdentifierType.PASSPORT, value=PASSPORT, method="window")
    return resident


def test_numbers_do_not_share_one_count(person, new_door) -> None:
    for number in range(6):
        assert new_door().enter(f"1391234567{number}") == "wrong"
    assert new_door().enter(PHONE, PASSWORD) == "in"


@pytest.mark.parametrize("name", ["zhang.wei@example.com", "nobody@example.com", PHONE, "13912345678"])
def test_a_name_is_counted_however_it_is_written_and_whether_anybody_has_it(person, new_door, name) -> None:
    ways = [f"+86 {name}", name, f"86-{name}"] if name.isdigit() else [name, name.upper(), f" {name} "]
    assert [new_door().enter(ways[turn % len(ways)]) for turn in range(5)] == ["wrong"] * 5
    assert new_door().enter(name, PASSWORD) == "too many"


def test_an_address_is_counted_over_all_names(person, settings) -> None:
    door = Door()
    assert [door.enter(f"nobody-{turn}@example.com") for turn in range(10)] == ["wrong"] * 10
    assert door.enter(person.email, PASSWORD) == "too many"
    assert Door("192.0.2.2").enter(person.email, PASSWORD) == "in"


def test_a_success_takes_back_its_own_try_and_no_other(person, new_door) -> None:
    for _ in range(4):
        assert new_door().enter(person.email) == "wrong"
    for _ in range(3):
        assert new_door().enter(person.email, PASSWORD) == "in"
    assert new_door().enter(person.email) == "wrong"
    assert new_door().enter(person.email) == "too many"


def test_tries_at_once_count_each(new_app) -> None:
    sign_up_by_email(new_app())
    apps = [new_app() for _ in range(8)]
    body = {"email": EMAIL, "password": WRONG}
    with ThreadPoolExecutor(len(apps)) as pool:
        answers = list(pool.map(lambda app: codes(app.call("POST", "/auth/login", body)), apps))
    assert sorted(answers) == [["email_password_mismatch"]] * 5 + [["too_many_login_attempts"]] * 3


def test_resetting_a_password_of_ones_own_gives_no_guesses_at_others(new_app) -> None:
    app = new_app()
    sign_up_by_email(app)
    for turn in range(10):
        assert codes(new_app().call("POST", "/auth/login", {"email": f"nobody-{turn}@example.com", "password": WRONG}))
    app = new_app()
    app.call("POST", "/auth/password/request", {"email": EMAIL})
    app.call("POST", "/auth/password/reset", {"key": mailed_code(EMAIL), "password": "another-bridge-48"})
    refused = new_app().call("POST", "/auth/login", {"email": "nobody@example.com", "password": WRONG})
    assert codes(refused) == ["too_many_login_attempts"]


def test_the_names_of_one_account_are_counted_together_and_nobody_is_told(person, new_door) -> None:
    assert [new_door().enter(person.email) for _ in range(5)] == ["wrong"] * 5
    assert [new_door().enter(PHONE) for _ in range(5)] == ["wrong"] * 5
    assert new_door().enter(PASSPORT, PASSWORD) == "wrong"  # it is the right one, and the eleventh try
    assert new_door().enter("CHN:E99999999") == "wrong"


def test_who_guesses_elsewhere_does_not_lock_the_owner_out_of_his_own_device(person, new_door) -> None:
    own = new_door()
    assert own.enter(person.email, PASSWORD) == "in"
    for _ in range(6):
        new_door().enter(person.email)
        new_door().enter(PHONE)
    assert new_door().enter(person.email, PASSWORD) == "too many"
    assert own.enter(person.email, PASSWORD) == "in"
    assert own.enter(PASSPORT, PASSWORD) == "in"


def test_a_device_is_counted_too_and_alone(person, new_door) -> None:
    own, other = new_door(), new_door()
    assert (own.enter(person.email, PASSWORD), other.enter(person.email, PASSWORD)) == ("in", "in")
    assert [own.enter(name) for name in (person.email, PHONE, PASSPORT, PHONE, person.email)] == ["wrong"] * 5
    assert own.enter(person.email, PASSWORD) == "too many"
    assert other.enter(person.email, PASSWORD) == "in"
    assert new_door().enter(person.email, PASSWORD) == "in"


@pytest.mark.parametrize("forge", ["", "x", "foreign", "tampered"])
def test_a_token_that_is_not_of_this_account_opens_no_second_count(person, new_door, rf, forge) -> None:
    other = User.objects.create_user("wang.fang@example.com", PASSWORD)
    real = Device("1", ()).after(person).token()
    token = {
        "foreign": Device("1", ()).after(other).token(),
        "tampered": f"{real[:-1]}{'a' if real[-1] != 'a' else 'b'}",
    }
    doors = [new_door() for _ in range(6)]
    for door in doors:
        door.client.cookies[COOKIE] = token.get(forge, forge)
    assert [door.enter(person.email) for door in doors] == ["wrong"] * 5 + ["too many"]


def test_a_token_of_another_shape_is_no_device(rf) -> None:
    for shape in ("text", [], ["1"], {"1": 2}, [1, 2, 3], ["1", 7]):
        request = rf.get("/", headers={HEADER: signing.dumps(shape, salt=SALT)})
        assert device_of(request) is None
    assert device_of(rf.get("/", headers={HEADER: Device("1", ("a",)).token()})) == Device("1", ("a",))


def test_an_app_keeps_its_token_itself(new_app) -> None:
    app = new_app()
    user_id = sign_up_by_email(app)
    sign_out(app)
    entered = app.call("POST", "/auth/login", {"email": EMAIL, "password": PASSWORD})
    token = entered.headers[HEADER]
    assert user_id not in token
    assert COOKIE not in entered.cookies
    for _ in range(6):
        refused = new_app().call("POST", "/auth/login", {"email": EMAIL, "password": WRONG})
    assert codes(refused) == ["too_many_login_attempts"]
    own = new_app()
    own.http.headers[HEADER] = token
    assert own.call("POST", "/auth/login", {"email": EMAIL, "password": PASSWORD}).status_code == 200


def test_a_right_second_factor_clears_no_wrong_ones(new_app, settings) -> None:
    settings.PORTAL_SIGNIN_LIMITS = {**settings.PORTAL_SIGNIN_LIMITS, "second_factor": "3/d/key"}
    own = new_app()
    recovery = enrol_with_recovery_codes(own)
    thief = new_app()
    for turn in range(3):
        begin(thief)
        assert codes(thief.call("POST", "/auth/2fa/authenticate", {"code": "000000"})) == ["incorrect_code"]
        sign_out(own)
        begin(own)
        assert own.call("POST", "/auth/2fa/authenticate", {"code": recovery[turn]}).status_code == 200
    refused = new_app().call("POST", "/auth/login", {"email": EMAIL, "password": PASSWORD})
    assert codes(refused) == ["email_password_mismatch"]


def test_a_shared_device_remembers_the_last_five(person) -> None:
    people = [User.objects.create_user(f"person-{number}@example.com") for number in range(6)]
    device = Device("1", ())
    for user in (*people, people[3]):
        device = device.after(user)
    assert [device.knows(user) for user in people] == [False, True, True, True, True, True]
    assert device.people[-1] == Device("1", ()).after(people[3]).people[0]


def test_the_store_of_counts_learns_no_name(person, new_door) -> None:
    cache.clear()
    for name in (person.email, PHONE, PASSPORT):
        new_door().enter(name)
    held = " ".join(f"{key} {cache.get(key)}" for key in cache.keys("*"))
    assert "portal:name" in held
    assert [text for text in (person.email, PHONE, "E12345678", str(person.pk)) if text in held] == []
