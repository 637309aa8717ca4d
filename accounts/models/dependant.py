"""Those for whom others act and who may have no account of their own."""

from __future__ import annotations

from datetime import date
from typing import Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.identifiers import IdentifierType, birth_date, mask
from accounts.identifiers.resident_ids import is_permit
from accounts.scopes import AGENCY_CONFIRM
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.crypto import EncryptedTextField, blind_index
from services_portal.kernel.models import TimestampedModel, UUIDModel

BIRTHDAY_PURPOSE: Final = "accounts.dependant.born_on"


def born_index(born: date) -> bytes:
    """Return the keyed hash by which those born on one day are found, without the day being readable."""
    return blind_index(born.isoformat(), BIRTHDAY_PURPOSE)


class DependantQuerySet(ActorQuerySet):
    """Seen by the person himself, by those who act for him, and by clerks who confirm that."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        if actor.type != "user" or action is not Action.VIEW:
            return self.none()
        if actor.may(AGENCY_CONFIRM):
            return self.all()
        return self.filter(Q(user_id=actor.id) | Q(agencies__agent_id=actor.id, agencies__ended_at=None)).distinct()

    def registered(self) -> Self:
        """Return those whose documents somebody has seen."""
        return self.filter(confirmed_at__isnull=False, ended_at=None)


class Dependant(UUIDModel, TimestampedModel):
    """A child, or somebody grown who has no account: name and resident ID, encrypted, and keyed hashes to find him.

    Until a clerk has confirmed it (``confirmed_at``) it is what one person says; of one resident ID there is one
    registration after that, which all who act for this person share. ``user`` is his own account, where he has one.
    """

    name = EncryptedTextField(_("name"), editable=False)
    resident_id = EncryptedTextField(_("resident ID"), editable=False)
    index = models.BinaryField(_("index of the resident ID"), max_length=32, editable=False)
    born_index = models.BinaryField(_("index of the birthday"), max_length=32, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("own account"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    registered_by = models.CharField(_("registered by"), max_length=80)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = DependantQuerySet.as_manager()

    class Meta:
        verbose_name = _("dependant")
        verbose_name_plural = _("dependants")
        constraints = [
            models.UniqueConstraint(
                fields=["index"],
                condition=Q(confirmed_at__isnull=False, ended_at__isnull=True),
                name="dependant_registered_once",
            ),
        ]
        indexes = [models.Index(fields=["born_index"], name="dependant_born")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def masked(self) -> str:
        """The resident ID fit to be shown."""
        return mask(self.number_type, self.resident_id)

    @property
    def number_type(self) -> IdentifierType:
        """Whether the number is a resident ID or that of a permit."""
        return IdentifierType.PERMIT if is_permit(self.resident_id) else IdentifierType.RESIDENT_ID

    @property
    def born(self) -> date:
        """The birthday within the resident ID."""
        return birth_date(self.resident_id)
