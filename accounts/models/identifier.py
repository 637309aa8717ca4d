"""What a person is known by."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.identifiers import IdentifierType, identifier_index, mask
from accounts.scopes import RESIDENT_READ
from services_portal.kernel.actor import EVERYWHERE, Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.crypto import EncryptedTextField
from services_portal.kernel.models import TimestampedModel, UUIDModel

# A person has one of these at most: another one replaces it (phone) or contradicts it (resident ID).
ONE_OF_A_KIND = (IdentifierType.PHONE, IdentifierType.RESIDENT_ID)


class ReleaseReason(models.TextChoices):
    """Why an identifier is a person's no longer."""

    TAKEN_OVER = "taken_over", _("another person has proved that it is his now")
    REPLACED = "replaced", _("replaced by another")
    REMOVED = "removed", _("removed by the person")
    DOUBTED = "doubted", _("staff have found that it is another person's")


class IdentifierQuerySet(ActorQuerySet):
    """A person sees his own; those who may read residents everywhere see all."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        if action is not Action.VIEW:
            return self.none()
        if actor.may(RESIDENT_READ, EVERYWHERE):
            return self.all()
        return self.filter(user_id=actor.id) if actor.type == "user" else self.none()

    def live(self) -> Self:
        """Return those not released, claimed or proved."""
        return self.filter(released_at=None)

    def proved(self) -> Self:
        """Return those that find an account."""
        return self.filter(released_at=None, verified_at__isnull=False)

    def bearing(self, identifier_type: IdentifierType, normalised: str) -> Self:
        """Return the rows of one value, in the form of ``identifiers.normalise``."""
        return self.filter(type=identifier_type, index=identifier_index(identifier_type, normalised))


class Identifier(UUIDModel, TimestampedModel):
    """One thing that a person is known by, from the day it was claimed until it is released.

    Only what is proved (``verified_at``) and not released finds an account, and it finds one at most: the database
    holds it to that, per type. What is merely claimed finds nothing and blocks nobody. ``last_proved_at`` is when its
    holder showed last that he has it: a phone number proves possession then, and not for ever after.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("user"), on_delete=models.CASCADE, related_name="identifiers"
    )
    type = models.CharField(_("type"), max_length=20, choices=IdentifierType)
    value = EncryptedTextField(_("value"), editable=False)
    index = models.BinaryField(_("index of the value"), max_length=32, editable=False)
    verified_at = models.DateTimeField(_("first proved at"), null=True, blank=True)
    verified_by = models.CharField(_("proved by"), max_length=40, blank=True, help_text=_("name of the way"))
    last_proved_at = models.DateTimeField(_("last proved at"), null=True, blank=True)
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    release_reason = models.CharField(_("released because"), max_length=20, choices=ReleaseReason, blank=True)

    objects = IdentifierQuerySet.as_manager()

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        constraints = [
            models.UniqueConstraint(
                fields=["type", "index"],
                condition=Q(released_at__isnull=True, verified_at__isnull=False),
                name="identifier_one_person",
            ),
            models.UniqueConstraint(
                fields=["user", "type"],
                condition=Q(released_at__isnull=True, type__in=ONE_OF_A_KIND),
                name="identifier_one_of_its_kind",
            ),
            models.UniqueConstraint(
                fields=["user", "type", "index"], condition=Q(released_at__isnull=True), name="identifier_said_once"
            ),
            models.CheckConstraint(
                condition=Q(verified_at__isnull=True, last_proved_at__isnull=True, verified_by="")
                | (Q(verified_at__isnull=False, last_proved_at__isnull=False) & ~Q(verified_by="")),
                name="identifier_proved_somehow",
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, release_reason="")
                | (Q(released_at__isnull=False) & ~Q(release_reason="")),
                name="identifier_released_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()} {self.masked}"

    @property
    def masked(self) -> str:
        """The value fit to be shown."""
        return mask(IdentifierType(self.type), self.value)

    @property
    def is_proved(self) -> bool:
        """Whether it finds its person."""
        return self.verified_at is not None and self.released_at is None
