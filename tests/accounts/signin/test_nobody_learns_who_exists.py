"""Whoever types a name learns nothing of whether anybody has it, at any door.

At each door the same is typed twice, for somebody who is there and for nobody, from a browser as new as the other.
Compared: status, body, headers, cookies, the messages that leave, the number of hashes, and that of queries within a
look-up or two, which the hash or the message beside them hides.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.identifiers import IdentifierType
from accounts.models import KeptMessage, User
from accounts.services import identifier_claim, identifier_prove
from tests.accounts.signin.counting import CountingHasher

PASSWORD, WRONG = "harbour-bridge-47", "not-the-password-1"
pytestmark = pytest.mark.django_db
NAMES = {
    "email": ("zhang.wei@example.com", "nobody.yet@example.com"),
    "phone": ("+8613812345678", "+8613912345678"),
    "identity": ("11010519491231002X", "360426199101010071"),
}


@dataclass(frozen=True)
class Door:
    """Something that takes a name: its address, what else is sent, and the kinds of name it takes."""

    path: str
    field: str
    kinds: tuple[str, ...]
    besides: tuple[tuple[str, str], ...] = ()

    @property
    def is_page(self) -> bool:
        return self.path.startswith("/accounts/")


API = "/_allauth/app/v1/auth"
DOORS = [
    Door("/accounts/login/", "login", ("email", "phone", "identity"), (("password", WRONG),)),
    Door("/accounts/signup/", "email", ("email",), (("password1", PASSWORD),)),
    Door("/accounts/signup/", "phone", ("phone",)),
    Door("/accounts/login/code/", "phone", ("phone",)),
    Door("/accounts/login/code/", "email", ("email",)),
    Door("/accounts/password/reset/", "email", ("email",)),
    Door(f"{API}/login", "email", ("email",), (("password", WRONG),)),
    Door(f"{API}/login", "phone", ("phone",), (("password", WRONG),)),
    Door(f"{API}/login", "username", ("identity",), (("password", WRONG),)),
    Door(f"{API}/signup", "email", ("email",), (("password", PASSWORD),)),
    Door(f"{API}/signup", "phone", ("phone",)),
    Door(f"{API}/code/request", "phone", ("phone",)),
    Door(f"{API}/code/request", "email", ("email",)),
    Door(f"{API}/password/request", "email", ("email",)),
]
CASES = [(door, kind) for door in DOORS for kind in door.kinds]
# Writing a new account, or not writing it, is told by the queries of a sign-up; no hash and no letter tells.
WRITES = "signup"
# The time and number of the request, and the length of the name in the answer.
LOOK_UPS = 2
EXACT = [("/accounts/login/code/", "phone"), (f"{API}/code/request", "phone"), (f"{API}/code/request", "email")]
UNLIKE = ("Expires", "Content-Length", "X-Request-ID")


@pytest.fixture
def person(resident, settings) -> User:
    settings.PASSWORD_HASHERS = ["tests.accounts.signin.counting.CountingHasher"]
    resident.set_password(PASSWORD)
    resident.save()
    EmailAddress.objects.create(user=resident, email=resident.email, verified=True, primary=True)
    for kind, (value, _) in zip(
        (IdentifierType.EMAIL, IdentifierType.PHONE, IdentifierType.RESIDENT_ID), NAMES.values(), strict=True
    ):
        identifier_prove(user=resident, identifier_type=kind, value=value, method="code")
    return resident


def blurred(text: str, name: str) -> str:
    """Return ``text`` without what differs from one new browser to the next: tokens, keys, ids, and the name itself."""
    for said in (name, name.removeprefix("+86"), name.replace("@", "%40"), name.replace("+", "%2B")):
        text = text.replace(said, "<name>")
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "<csrf>", text)
    return re.sub(r'"(session_token|challenge)": ?"[^"]*"', r'"\1": "…"', text)


def told(door: Door, kind: str, name: str) -> dict[str, Any]:
    """Return all that whoever types ``name`` at ``door`` can see."""
    cache.clear()
    client = Client(headers={"accept-language": "en"})
    client.get("/accounts/login/")
    body = {door.field: name, **dict(door.besides)}
    before = CountingHasher.computed
    with CaptureQueriesContext(connection) as queries:
        if door.is_page:
            answer = client.post(door.path, body)
        else:
            answer = client.post(door.path, json.dumps(body), content_type="application/json")
    seen = client.get(answer.headers["Location"]) if "Location" in answer.headers else answer
    return {
        "status": (answer.status_code, seen.status_code),
        "body": blurred(seen.content.decode(), name),
        "headers": {key: blurred(value, name) for key, value in answer.headers.items() if key not in UNLIKE},
        "cookies": sorted((key, morsel["max-age"], morsel["path"]) for key, morsel in client.cookies.items()),
        "hashes": CountingHasher.computed - before,
        "queries": len(queries) if WRITES not in door.path else 0,
    }


@pytest.mark.parametrize(("door", "kind"), CASES, ids=[f"{door.path} {kind}" for door, kind in CASES])
def test_a_door_answers_for_somebody_as_for_nobody(person, mailoutbox, door, kind) -> None:
    there, nobody = NAMES[kind]
    letters: list[tuple[int, int]] = []
    answers = []
    for name in (nobody, there):
        before = len(mailoutbox), KeptMessage.objects.count()
        answers.append(told(door, kind, name))
        letters.append((len(mailoutbox) - before[0], KeptMessage.objects.count() - before[1]))
    queries = [answer.pop("queries") for answer in answers]
    assert answers[0] == answers[1]
    assert abs(queries[0] - queries[1]) <= (0 if (door.path, kind) in EXACT else LOOK_UPS)
    # As many messages leave; each goes to the name that was typed, whose holder alone reads which it was.
    assert letters[0] == letters[1]
    assert all(letter.to == [typed] for letter, typed in zip(mailoutbox, (nobody, there), strict=False))


def costs(act: Callable[[], object]) -> tuple[str, int]:
    """Return what a service answers and how many queries it takes."""
    with CaptureQueriesContext(connection) as queries:
        try:
            act()
            answer = "done"
        except Exception as refusal:  # what it refuses with is compared, whatever it is
            answer = str(refusal)
    return answer, len(queries)


@pytest.mark.parametrize("kind", list(NAMES))
def test_saying_that_something_is_ones_own_tells_nothing_of_others(person, kind) -> None:
    kinds = {"email": IdentifierType.EMAIL, "phone": IdentifierType.PHONE, "identity": IdentifierType.RESIDENT_ID}
    there, nobody = NAMES[kind]
    answers = []
    for name in (nobody, there):
        user = User.objects.create_user()
        answers.append(costs(lambda: identifier_claim(user=user, identifier_type=kinds[kind], value=name)))  # noqa: B023
    assert answers[0] == answers[1] and answers[0][0] == "done"
