"""A person says what an app may know."""

from __future__ import annotations

from collections.abc import Sequence

from allauth.idp.oidc.models import Client
from django.db import transaction

from accounts.models import AppConsent, User
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import Actor


@transaction.atomic
def app_consent_give(
    *, actor: Actor, user: User, client: Client, asked: Sequence[str], allowed: Sequence[str]
) -> AppConsent:
    """Remember that of the scopes ``asked`` these are ``allowed``; what was answered before and not asked now stays.

    Returns the consent. Writes an audit entry where anything changes.
    """
    User.objects.select_for_update(no_key=True).filter(pk=user.pk).values_list("pk").first()
    consent = AppConsent.objects.filter(user=user, client=client).first()
    before = (set(consent.asked), set(consent.allowed)) if consent else (set(), set())
    now_asked = before[0] | set(asked)
    now_allowed = (before[1] - set(asked)) | set(allowed)
    if consent is not None and before == (now_asked, now_allowed):
        return consent
    consent = consent or AppConsent(user=user, client=client)
    consent.asked, consent.allowed, consent.given_at = sorted(now_asked), sorted(now_allowed), clock.now()
    consent.save()
    detail = {"client": client.pk, "asked": consent.asked, "allowed": consent.allowed}
    audit.record(actor, "accounts.consent.give", user, detail=detail)
    return consent
