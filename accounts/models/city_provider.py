"""Identity systems that cities still run of their own, through which people sign in here for a while."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.scopes import APP_APPROVE, APP_REGISTER
from cities.models import City
from services_portal.kernel.actor import EVERYWHERE, Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.crypto import EncryptedTextField
from services_portal.kernel.models import TimestampedModel, UUIDModel
from services_portal.kernel.text import LocalizedTextField, current_language, pick


class ProviderState(models.TextChoices):
    """How far a registration is from signing people in."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("waits for approval")
    APPROVED = "approved", _("in force")
    REPLACED = "replaced", _("replaced by a newer one")
    ENDED = "ended", _("ended")


OPEN_STATES = (ProviderState.DRAFT, ProviderState.SUBMITTED)


class CityProviderQuerySet(ActorQuerySet):
    """A city sees and changes its own; who approves sees all."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        if action is Action.VIEW and actor.may(APP_APPROVE, EVERYWHERE):
            return self.all()
        if action not in (Action.VIEW, Action.CHANGE):
            return self.none()
        realms = actor.realms(APP_REGISTER)
        if EVERYWHERE in realms:
            return self.all()
        return self.filter(city__slug__in=[realm.removeprefix("city:") for realm in realms])

    def in_force(self, at: datetime) -> Self:
        """Return those through which people can sign in at ``at``."""
        return self.filter(state=ProviderState.APPROVED, begins_at__lte=at, ends_at__gt=at)


class CityProvider(UUIDModel, TimestampedModel):
    """One registration of a city's OpenID provider. What was approved is never edited: a change is a new registration,
    and takes the place of the old one when it is approved.

    The claims that hold what we read of a person are named; empty ones are not read. ``old_id_claim`` holds the id that
    he had in the city's user database, by which his old account is found.
    """

    city = models.ForeignKey(City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="+")
    name = LocalizedTextField(_("name"), help_text=_("As people know the account: they read it on the button."))
    issuer = models.CharField(
        _("issuer"), max_length=300, help_text=_("The address of the provider, to the letter as it calls itself.")
    )
    client_id = models.CharField(_("client id"), max_length=200, help_text=_("What the provider calls the portal."))
    secret = EncryptedTextField(_("client secret"))
    scopes = models.CharField(_("scopes to ask for"), max_length=200, default="openid")
    old_id_claim = models.CharField(
        _("claim with the id in the old user database"), max_length=60, default="sub", blank=True
    )
    name_claim = models.CharField(_("claim with the name"), max_length=60, blank=True)
    resident_id_claim = models.CharField(_("claim with the resident ID"), max_length=60, blank=True)
    phone_claim = models.CharField(_("claim with the phone number"), max_length=60, blank=True)
    begins_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"), help_text=_("A transition has an end."))
    state = models.CharField(
        _("state"), max_length=10, choices=ProviderState, default=ProviderState.DRAFT, editable=False
    )
    written_by = models.CharField(_("written by"), max_length=80, editable=False)
    decided_by = models.CharField(_("decided by"), max_length=80, blank=True, editable=False)
    note = models.CharField(_("note"), max_length=500, blank=True, editable=False)

    objects = CityProviderQuerySet.as_manager()

    class Meta:
        verbose_name = _("city's identity system")
        verbose_name_plural = _("cities' identity systems")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["city"], condition=Q(state="approved"), name="city_provider_one_in_force"),
            models.UniqueConstraint(
                fields=["city"], condition=Q(state__in=["draft", "submitted"]), name="city_provider_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "replaced"]) | (~Q(decided_by=F("written_by")) & ~Q(decided_by="")),
                name="city_provider_four_eyes",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="city_provider_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return pick(self.name, current_language()) or str(self.pk)

    @property
    def version(self) -> str:
        """A mark that changes with every writing."""
        return self.updated_at.isoformat()

    @property
    def realm(self) -> str:
        """Where the right to change it is held."""
        return f"city:{self.city.slug}"

    @property
    def claims(self) -> dict[str, str]:
        """What is read of a person, and in which claim."""
        named = {
            "old_id": self.old_id_claim,
            "name": self.name_claim,
            "resident_id": self.resident_id_claim,
            "phone": self.phone_claim,
        }
        return {ours: theirs for ours, theirs in named.items() if theirs}
