"""An account of a child under 14 opens, and is used, only while a guardian's consent counts: at every door."""

from __future__ import annotations

from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.identifiers import IdentifierType
from accounts.models import User
from accounts.services import Identity, proof_at_window
from accounts.services.agency_end import agency_end
from accounts.services.guardian_consent import guardian_consent_give
from services_portal.kernel import clock
from services_portal.kernel.actor import SYSTEM
from tests.accounts.agents.people import clerk, himself, parenthood, proved, resident_id, unproved

pytestmark = pytest.mark.django_db
PASSWORD = "harbour-bridge-47"
HEADLESS = "/_allauth/browser/v1"


@pytest.fixture
def family(agency):
    """A mother who consents, her child of nine with a proved account, and her agency."""
    today = clock.today()
    number = resident_id(date(today.year - 9, 1, 1), 123)
    mother, child = proved("mother"), unproved("child")
    EmailAddress.objects.create(user=child, email=child.email, verified=True, primary=True)
    relation = parenthood(mother, number, clerk(agency))
    guardian_consent_give(actor=himself(mother), user=mother, dependant_id=relation.dependant_id)
    identity = Identity(IdentifierType.RESIDENT_ID, number, "小明")
    proof_at_window(actor=SYSTEM, user=child, identity=identity)
    return mother, child, relation


@pytest.fixture
def ended(family) -> User:
    """The child, whose mother is no longer his guardian."""
    mother, child, relation = family
    agency_end(actor=himself(mother), agency_id=relation.pk)
    return child


def page(client: Client):
    return client.post("/accounts/login/", {"login": "child@example.com", "password": PASSWORD})


def headless(client: Client, *, login: str = "child"):
    body = {"email": f"{login}@example.com", "password": PASSWORD}
    return client.post(f"{HEADLESS}/auth/login", body, content_type="application/json")


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("door", [page, headless])
def test_the_door_opens_while_a_guardian_consents(family, door) -> None:
    client = Client()
    door(client)
    assert is_in(client)


@pytest.mark.parametrize("door", [page, headless])
def test_the_door_is_shut_where_nobody_consents_any_more(ended, door) -> None:
    client = Client(headers={"accept": "application/json"})
    refused = door(client)
    assert (refused.status_code, refused.json()["code"]) == (403, "guardian_consent_needed")
    assert not is_in(client)


def test_a_wrong_password_learns_nothing_of_it(ended) -> None:
    refused = Client().post("/accounts/login/", {"login": "child@example.com", "password": "another-bridge-48"})
    assert (refused.status_code, b"guardian" in refused.content.lower()) == (200, False)


@pytest.mark.parametrize(
    "path", ["/accounts/email/", "/accounts/2fa/", "/accounts/sessions/", "/identity/o/authorize", "/me/"]
)
def test_in_a_session_from_before_the_pages_of_the_account_are_shut(ended, path) -> None:
    client = Client(headers={"accept": "application/json"})
    client.force_login(ended)
    refused = client.get(path)
    assert (refused.status_code, refused.json()["code"]) == (403, "guardian_consent_needed")


def test_in_a_session_from_before_nothing_changes_by_which_the_account_opens(ended) -> None:
    client = Client()
    client.force_login(ended)
    change = {"current_password": PASSWORD, "new_password": "lighthouse-stairs-58"}
    refused = client.post(f"{HEADLESS}/account/password/change", change, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "guardian_consent_needed")
    ended.refresh_from_db()
    assert ended.check_password(PASSWORD)


def test_the_way_out_stays_open(ended) -> None:
    client = Client()
    client.force_login(ended)
    assert client.post("/accounts/logout/").status_code == 302
    assert not is_in(client)
