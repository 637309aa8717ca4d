"""Members of staff at the door of the admin site."""

from __future__ import annotations

from itertools import count

from django.test import Client

from accounts.identifiers import IdentifierType
from accounts.models import Proof, User
from accounts.roles import Role
from accounts.services import Identity, membership_grant, proof_at_window
from cities.models import Agency, City
from services_portal.kernel.actor import SYSTEM

PASSWORD = "harbour-bridge-47"
BACKEND = "accounts.signin.backend.IdentifierBackend"
IDENTITY = Identity(IdentifierType.RESIDENT_ID, "11010519491231002X", "李娜")
_serial = count(1)


def make_user(**facts: object) -> User:
    """Make an account without a role."""
    return User.objects.create_user(f"person{next(_serial)}@example.com", PASSWORD, **facts)


def make_staff(role: Role, *, agency: Agency | None = None, city: City | None = None) -> User:
    """Make a member of staff."""
    user = make_user()
    membership_grant(actor=SYSTEM, user=user, role=role, agency=agency, city=city)
    return user


def make_proof(person: User) -> Proof:
    """Let a window prove a person (L3)."""
    return proof_at_window(actor=SYSTEM, user=person, identity=IDENTITY)


def signed_in(user: User | None, language: str = "en") -> Client:
    """Return a browser in which ``user`` (None: nobody) has signed in."""
    client = Client(headers={"accept-language": language})
    if user is not None:
        client.force_login(user, backend=BACKEND)
    return client
