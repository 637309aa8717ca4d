"""What a person has consented to, and what comes of withdrawing it, said beforehand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from allauth.idp.oidc.models import Client, Token
from django.db.models import Min
from django.utils.translation import gettext as _

from accounts.identity.words import SCOPES
from accounts.models import AppConsent, CityApp, Proof, ProofAttempt, User
from services_portal.kernel.text import current_language, pick

APP: Final = "app:"
FACE: Final = "face"
ACCOUNT: Final = "account"


@dataclass(frozen=True)
class Consent:
    """One consent in the words of the reader.

    ``to`` is what was consented to, ``effect`` what withdrawing does. What is not ``withdrawable`` by itself ends with
    the account.
    """

    code: str
    title: str
    to: tuple[str, ...]
    given_at: datetime
    effect: str
    withdrawable: bool


def consents_of(user: User) -> list[Consent]:
    """Return what ``user`` has consented to and not withdrawn: the account itself, face recognition, apps of cities."""
    return [_account(user), *_face(user), *_apps(user)]


def face_proofs(user: User) -> list[Proof]:
    """Return the proofs that rest on a consent of their own and count still or again."""
    return list(Proof.objects.filter(user=user, revoked_at=None).exclude(consent="").order_by("pk"))


def face_attempts(user: User) -> list[ProofAttempt]:
    """Return the attempts that rest on such a consent."""
    return list(ProofAttempt.objects.filter(user=user).exclude(consent="").order_by("pk"))


def _account(user: User) -> Consent:
    return Consent(
        ACCOUNT,
        _("Your account with the portal"),
        (_("That the portal keeps what you gave it, so that you can sign in and be served."),),
        user.date_joined,
        _("It ends with the account: close the account to withdraw it."),
        False,
    )


def _face(user: User) -> Iterator[Consent]:
    given = [each.consented_at for each in face_proofs(user) if each.consented_at is not None]
    given += [each.consented_at for each in face_attempts(user) if each.consented_at is not None]
    if given:
        yield Consent(
            FACE,
            _("Face recognition"),
            (_("That a face service compares you with your document; the portal keeps no picture."),),
            min(given),
            _(
                "What was proved by face counts no longer, at once; your level may be lower then. A window proves the"
                " same without it. What was decided before stays as it is."
            ),
            True,
        )


def _apps(user: User) -> Iterator[Consent]:
    tokens = Token.objects.filter(user=user).values("client").annotate(since=Min("created_at")).order_by("since")
    consents = {each.client_id: each for each in AppConsent.objects.filter(user=user).order_by("given_at")}
    since = {each["client"]: each["since"] for each in tokens}
    since |= {client: consent.given_at for client, consent in consents.items()}
    apps = {app.client_id: app for app in CityApp.objects.filter(client__in=since).select_related("city")}
    language = current_language()
    for client in Client.objects.filter(pk__in=since).order_by("pk"):
        app = apps.get(client.pk)
        name = f"{pick(app.name, language)} · {pick(app.city.name, language)}" if app else client.name
        granted = {name for token in Token.objects.filter(user=user, client=client) for name in token.get_scopes()}
        granted |= set(consents[client.pk].allowed) if client.pk in consents else set()
        yield Consent(
            f"{APP}{client.pk}",
            name,
            tuple(str(SCOPES.get(scope, scope)) for scope in sorted(granted)),
            since[client.pk],
            _(
                "The app is signed out at once and is told nothing more of you. What it was told before stays with the"
                " city, which answers for it; you can let the app in again."
            ),
            True,
        )
