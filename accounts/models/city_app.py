"""The apps of cities that sign residents in through the portal."""

from __future__ import annotations

from typing import Self

from allauth.idp.oidc.models import Client
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.scopes import APP_APPROVE, APP_REGISTER
from cities.models import City
from services_portal.kernel.actor import EVERYWHERE, Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.models import TimestampedModel, UUIDModel
from services_portal.kernel.text import LocalizedTextField, current_language, pick


class AppKind(models.TextChoices):
    """Where an app runs, which decides whether it can keep a secret."""

    WEB = "web", _("website or mini-program with a server of its own")
    NATIVE = "native", _("app on a phone or computer")
    DEVICE = "device", _("device without a keyboard, such as a kiosk")


class AppState(models.TextChoices):
    """How far what is written down is from being in force."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("waits for approval")
    APPROVED = "approved", _("in force")
    WITHDRAWN = "withdrawn", _("withdrawn")


class CityAppQuerySet(ActorQuerySet):
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


class CityApp(UUIDModel, TimestampedModel):
    """What a city wants its app to be; ``client`` is what was approved, which alone is in force.

    An approved app that is edited is a draft again: what was approved stays in force until the change is.
    """

    city = models.ForeignKey(City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="+")
    name = LocalizedTextField(_("name"), help_text=_("As people know it: they read it when they are asked."))
    purpose = LocalizedTextField(
        _("what it is for"), help_text=_("One sentence for people: what they can do there, and why it asks.")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=AppKind)
    scopes = ArrayField(models.CharField(max_length=20), verbose_name=_("what it may know"), default=list, blank=True)
    redirect_uris = models.TextField(_("addresses to come back to"), blank=True, help_text=_("One a line."))
    logout_uris = models.TextField(_("addresses after signing out"), blank=True, help_text=_("One a line."))
    backchannel_uri = models.CharField(
        _("address to be told of sign-outs"),
        max_length=500,
        blank=True,
        default="",
        db_default="",
        help_text=_("Told at once when a person's session ends (OpenID Connect Back-Channel Logout); may be empty."),
    )
    state = models.CharField(_("state"), max_length=10, choices=AppState, default=AppState.DRAFT, editable=False)
    written_by = models.CharField(_("written by"), max_length=80, editable=False)
    decided_by = models.CharField(_("decided by"), max_length=80, blank=True, editable=False)
    note = models.CharField(_("note"), max_length=500, blank=True, editable=False)
    client = models.OneToOneField(
        Client, verbose_name=_("client"), on_delete=models.SET_NULL, null=True, editable=False, related_name="city_app"
    )

    objects = CityAppQuerySet.as_manager()

    class Meta:
        verbose_name = _("city's app")
        verbose_name_plural = _("cities' apps")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(client__isnull=False), name="city_app_in_force_has_client"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | ~Q(decided_by=models.F("written_by")), name="city_app_four_eyes"
            ),
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
