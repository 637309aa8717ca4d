"""What people do by the means of one account or another, with services as they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from typing import Any

from allauth.account import signals
from allauth.account.models import EmailAddress
from allauth.idp.oidc.models import Client as App
from allauth.mfa import signals as factors
from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.test import RequestFactory
from django.utils import timezone

from accounts.agents.kinds import AgencyKind
from accounts.identifiers import IdentifierType
from accounts.means import written
from accounts.models import ProofAttempt, User
from accounts.services import emails_keep, identifier_prove, phone_prove
from accounts.services.app_consent_give import app_consent_give
from accounts.services.closure_ask import closure_ask
from accounts.services.data_export_ask import data_export_ask
from accounts.services.dependant_register import dependant_register
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.context import means_var
from tests.accounts.agents.people import resident_id

_serial = count(1)


@contextmanager
def by_means_of(*owners: User) -> Iterator[None]:
    """Act as in a session that these accounts' means have opened; of none: nobody can tell."""
    token = means_var.set(lambda actor: written(each.pk for each in owners))
    try:
        yield
    finally:
        means_var.reset(token)


def actor(user: User, *owners: User) -> Actor:
    """Return ``user`` as who is here by the means of ``owners``."""
    return Actor(type="user", id=str(user.pk), via=written(each.pk for each in owners))


def _request(user: User) -> Any:
    request = RequestFactory().get("/", headers={"user-agent": "test"})
    request.user, request.session = user, SessionStore()
    return request


def add_passkey(user: User, name: str, kind: str = "webauthn") -> Authenticator:
    made = Authenticator.objects.create(user=user, type=kind, data={"name": name})
    factors.authenticator_added.send(sender=Authenticator, request=_request(user), user=user, authenticator=made)
    return made


def add_address(user: User, address: str, *, proved: bool = True) -> EmailAddress:
    held = EmailAddress.objects.create(user=user, email=address)
    signals.email_added.send(sender=User, request=_request(user), user=user, email_address=held)
    if proved:
        held.verified = True
        held.save()
        emails_keep(user=user)
    return held


def prove_phone(user: User, phone: str) -> None:
    phone_prove(user=user, phone=phone)


def prove_passport(user: User, number: str) -> None:
    identifier_prove(user=user, identifier_type=IdentifierType.PASSPORT, value=f"CHN:{number}", method="test")


def register_child(user: User, name: str) -> None:
    """Say that a child is his: the person must have been proved."""
    born = timezone.localdate() - timedelta(days=3000)
    number = resident_id(born, next(_serial))
    person = Actor(type="user", id=str(user.pk))
    dependant_register(actor=person, user=user, name=name, resident_id=number, kind=AgencyKind.PARENT)


def allow_app(user: User, name: str) -> None:
    app, _made = App.objects.get_or_create(id=name, defaults={"name": name})
    app_consent_give(
        actor=Actor(type="user", id=str(user.pk)), user=user, client=app, asked=["openid"], allowed=["openid"]
    )


def ask_for_a_copy(user: User) -> None:
    data_export_ask(actor=Actor(type="user", id=str(user.pk)), user=user, language="en")


def ask_to_close(user: User) -> None:
    closure_ask(actor=Actor(type="user", id=str(user.pk)), user=user)


@transaction.atomic
def try_to_prove(user: User) -> None:
    facts = {"verifier": "population_register", "state": "refused", "type": "resident_id", "value": "x", "name": "x"}
    attempt = ProofAttempt.objects.create(user=user, expires_at=clock.now(), **facts)
    audit.record(Actor(type="user", id=str(user.pk)), "accounts.proof.begin", attempt)
