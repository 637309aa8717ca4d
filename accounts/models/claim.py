"""Presumed persons out of old accounts."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.models import UUIDModel


class HolderKind(models.TextChoices):
    """Whose an old account is."""

    PERSON = "person", _("person")
    ENTERPRISE = "enterprise", _("enterprise")


class ClaimQuerySet(ActorQuerySet):
    """No role looks through claims: they are found by who proves to be their person."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        return self.none()


class Claim(UUIDModel):
    """One presumed person, or one login of an enterprise, who has not signed in here yet.

    It holds nothing but the old accounts that point to it; it is no user, and nobody can sign in as it.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=HolderKind)
    created_at = models.DateTimeField(_("created at"), db_default=Now())

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")

    def __str__(self) -> str:
        return str(self.pk)
