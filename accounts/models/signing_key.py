"""The keys with which the OpenID provider signs."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.crypto import EncryptedTextField
from services_portal.kernel.models import UUIDModel


class SigningKeyQuerySet(ActorQuerySet):
    """Nobody sees a private key; the public halves stand in ``/.well-known/jwks.json``."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        return self.none()


class SigningKey(UUIDModel):
    """An RSA key, encrypted: signs from a moment on until the next one does, and is published before and after."""

    pem = EncryptedTextField(_("private key"), editable=False)
    signs_from = models.DateTimeField(_("signs from"), db_index=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = SigningKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        ordering = ["signs_from", "id"]

    def __str__(self) -> str:
        return str(self.pk)
