"""A resident of whom something of everything is held, and browsers in which it was just shown who sits there."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.idp.oidc.models import Client as App
from allauth.idp.oidc.models import Token
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from accounts.identifiers import IdentifierType
from accounts.models import ProofAttempt, SpentRefreshToken, User
from accounts.services import Identity, emails_keep, phone_prove, proof_at_window, resident_register
from services_portal.kernel import clock
from services_portal.kernel.actor import SYSTEM
from tests.accounts.presence import show
from tests.factories.staff import PASSWORD, signed_in

APP = "青岛地铁"


def app(name: str = APP) -> App:
    """Return an app of a city."""
    found, _made = App.objects.get_or_create(id="metro", defaults={"name": name})
    return found


def somebody(mark: str, *, number: str, phone: str) -> tuple[User, dict[str, str]]:
    """Make a resident; return him and every value that says who he is, each of which bears ``mark``."""
    planted = {
        "address": f"{mark}@example.com",
        "spare address": f"{mark}.spare@example.com",
        "chosen name": f"{mark}昵称",
        "proved name": f"{mark}真名",
        "attempted name": f"{mark}误名",
        "passkey": f"{mark}的手机",
        "program": f"{mark}-browser",
        "resident ID": number,
        "phone": phone,
    }
    user = User.objects.create_user(planted["address"], PASSWORD)
    resident_register(user=user, display_name=planted["chosen name"])
    for which, address in enumerate((planted["address"], planted["spare address"])):
        held = EmailAddress.objects.create(user=user, email=address, verified=True, primary=not which)
    EmailConfirmation.objects.create(email_address=held, key=f"key-{mark}", sent=clock.now())
    emails_keep(user=user)
    phone_prove(user=user, phone=phone)
    identity = Identity(IdentifierType.RESIDENT_ID, number, planted["proved name"])
    proof_at_window(actor=SYSTEM, user=user, identity=identity)
    ProofAttempt.objects.create(
        user=user,
        verifier="population_register",
        state="refused",
        type=IdentifierType.RESIDENT_ID,
        value=number,
        name=planted["attempted name"],
        expires_at=clock.now(),
    )
    Authenticator.objects.create(user=user, type="webauthn", data={"name": planted["passkey"], "credential": {}})
    UserSession.objects.create(user=user, ip="192.0.2.1", session_key=f"s-{mark}", user_agent=planted["program"])
    Token.objects.create(
        user=user,
        client=app(),
        type="ia",
        hash=f"h-{mark}",
        scopes="openid",
        data={"grant": "0198c000-0000-7000-8000-000000000000"},
        expires_at=timezone.now(),
    )
    SpentRefreshToken.objects.create(
        user=user,
        client=app(),
        digest=f"d-{mark}",
        grant="0198c000-0000-7000-8000-000000000000",
        good_until=clock.now(),
    )
    return user, planted


def here(user: User, language: str = "en") -> Client:
    """Return a browser in which ``user`` has just shown that it is he."""
    return show(signed_in(user, language), user)


def texts_of(answer: Any) -> set[str]:
    """Return every text that an answer of ``/me/data/`` shows."""
    groups = answer["groups"]
    rows = [row for group in groups for held in group["holdings"] for row in held["rows"]]
    return {value["text"] for row in rows for value in row}
