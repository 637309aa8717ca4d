"""A proof on its way: what the person said, which verifier is asked, and what it waits for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.identifiers import IdentifierType
from accounts.models.proof import Proof
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.crypto import EncryptedTextField
from services_portal.kernel.models import TimestampedModel, UUIDModel


class AttemptState(models.TextChoices):
    """Where an attempt stands."""

    ASKING = "asking", _("the verifier is being asked")
    WAITING = "waiting", _("waiting for the person")
    PASSED = "passed", _("proved")
    REFUSED = "refused", _("not confirmed")
    BROKEN = "broken", _("the verifier did not answer")


class ProofAttemptQuerySet(ActorQuerySet):
    """A person has his own; nobody else sees them."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        if actor.type == "user" and action in (Action.VIEW, Action.CHANGE):
            return self.filter(user_id=actor.id)
        return self.none()


class ProofAttempt(UUIDModel, TimestampedModel):
    """One attempt of a person to prove himself; ``memory`` is what the verifier needs to go on, sealed."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("user"), on_delete=models.CASCADE, related_name="proof_attempts"
    )
    verifier = models.CharField(_("verifier"), max_length=40)
    state = models.CharField(_("state"), max_length=10, choices=AttemptState, default=AttemptState.ASKING)
    type = models.CharField(_("type"), max_length=20, choices=IdentifierType)
    value = EncryptedTextField(_("number"), editable=False)
    name = EncryptedTextField(_("name"), editable=False)
    memory = EncryptedTextField(_("what the verifier keeps"), editable=False, null=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    consent = models.CharField(_("text consented to"), max_length=40, blank=True)
    consented_at = models.DateTimeField(_("consented at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("good until"))
    proof = models.OneToOneField(
        Proof, verbose_name=_("proof"), on_delete=models.CASCADE, null=True, blank=True, related_name="attempt"
    )

    objects = ProofAttemptQuerySet.as_manager()
    # What the person's client is to do next; only on what a service returns, never stored.
    challenge: Mapping[str, Any] | None = None

    class Meta:
        verbose_name = _("attempt at a proof")
        verbose_name_plural = _("attempts at proofs")
        indexes = [models.Index(fields=["user", "created_at"], name="proof_attempt_of_user")]

    def __str__(self) -> str:
        return f"{self.verifier} {self.get_state_display()}"
