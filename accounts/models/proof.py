"""Acts by which a person was proved to be who he says."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.identifier import Identifier
from accounts.scopes import IDENTITY_PROVE, RESIDENT_READ
from services_portal.kernel.actor import EVERYWHERE, Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.crypto import EncryptedTextField
from services_portal.kernel.models import TimestampedModel, UUIDModel

# Why a proof was revoked by its own person: it was no wrong one.
CONSENT_WITHDRAWN: Final = "consent_withdrawn"


class Level(models.IntegerChoices):
    """How surely the portal knows who a person is; each level holds for everything that a lower one does."""

    DECLARED = 1, _("L1, by his own word")
    MATCHED = 2, _("L2, name and number match the population register")
    PRESENT = 3, _("L3, seen in person, by face or at a window")
    CERTIFIED = 4, _("L4, by certificate or on site")


class ProofQuerySet(ActorQuerySet):
    """A person sees his own; staff with the right see all, and a clerk the ones that he made."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        if actor.type != "user":
            return self.none()
        if action is Action.VIEW:
            if actor.may(RESIDENT_READ, EVERYWHERE):
                return self.all()
            own = Q(user_id=actor.id)
            return self.filter(own | Q(actor_id=actor.id)) if actor.may(IDENTITY_PROVE) else self.filter(own)
        if action is Action.CHANGE and actor.may(IDENTITY_PROVE):
            return self.all() if actor.may(RESIDENT_READ, EVERYWHERE) else self.filter(actor_id=actor.id)
        return self.none()

    def live(self, at: datetime) -> Self:
        """Return those that count at ``at``: not revoked, not run out, and the identity they prove still his."""
        return self.filter(
            revoked_at=None, expires_at__gt=at, identifier__released_at=None, identifier__verified_at__isnull=False
        )


class Proof(UUIDModel, TimestampedModel):
    """One act of proof: which identity, how surely, by which verifier, by whom, and until when it counts.

    Nothing is changed but the revocation, and a name that was written down wrongly (``correction_accept``). ``actor``
    is who says so: the person himself through a verifier, or the clerk who held the document. ``receipt`` is the
    verifier's own number of the act, without personal data.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("user"), on_delete=models.CASCADE, related_name="proofs"
    )
    identifier = models.ForeignKey(
        Identifier, verbose_name=_("proved identity"), on_delete=models.CASCADE, related_name="proofs"
    )
    level = models.PositiveSmallIntegerField(_("level"), choices=Level)
    verifier = models.CharField(_("verifier"), max_length=40)
    name = EncryptedTextField(_("name as proved"), editable=False)
    receipt = models.CharField(_("receipt"), max_length=100, blank=True)
    consent = models.CharField(_("text consented to"), max_length=40, blank=True)
    consented_at = models.DateTimeField(_("consented at"), null=True, blank=True)
    actor_type = models.CharField(_("kind of actor"), max_length=20)
    actor_id = models.CharField(_("actor"), max_length=64)
    proved_at = models.DateTimeField(_("proved at"))
    expires_at = models.DateTimeField(_("counts until"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoke_reason = models.CharField(_("revoked because"), max_length=200, blank=True)

    objects = ProofQuerySet.as_manager()

    class Meta:
        verbose_name = _("proof of identity")
        verbose_name_plural = _("proofs of identity")
        constraints = [
            models.CheckConstraint(condition=Q(level__in=(2, 3, 4)), name="proof_level"),
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("proved_at")), name="proof_ends_after_it_began"),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} ({self.verifier})"
