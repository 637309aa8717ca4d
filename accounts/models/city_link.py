"""Accounts at cities' identity systems by which people sign in here."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cities.models import City
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.crypto import EncryptedTextField
from services_portal.kernel.models import UUIDModel


class LinkBasis(models.TextChoices):
    """How a city's account came to open this one."""

    OLD_ACCOUNT = "old_account", _("the city's old account was yours")
    SIGNED_IN = "signed_in", _("you signed in there while you were signed in here")
    NEW = "new", _("the account was opened with it")


class CityLinkQuerySet(ActorQuerySet):
    """A person sees his own."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        return self.filter(user_id=actor.id) if actor.type == "user" else self.none()

    def live(self) -> Self:
        """Return those that have not been taken back."""
        return self.filter(ended_at=None)


class CityLink(UUIDModel):
    """What one issuer calls one person (``sub``) opens ``user``'s account, until it is taken back.

    ``index`` is the keyed hash of issuer and subject: live, it is one account's, whatever races there are. It belongs
    to the issuer and not to one registration of it, so a new secret or term changes nothing. No token of the city is
    kept.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("user"), on_delete=models.CASCADE, related_name="+"
    )
    city = models.ForeignKey(City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="+")
    issuer = models.CharField(_("issuer"), max_length=300, editable=False)
    subject = EncryptedTextField(_("what the city calls you"), editable=False)
    index = models.BinaryField(_("index"), max_length=32, editable=False)
    basis = models.CharField(_("basis"), max_length=20, choices=LinkBasis)
    made_at = models.DateTimeField(_("made at"))
    last_used_at = models.DateTimeField(_("last used at"))
    ended_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    ended_by = models.CharField(_("taken back by"), max_length=80, blank=True)

    objects = CityLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("account at a city's identity system")
        verbose_name_plural = _("accounts at cities' identity systems")
        constraints = [
            models.UniqueConstraint(fields=["index"], condition=Q(ended_at__isnull=True), name="city_link_of_one"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class CityLinkSessionQuerySet(ActorQuerySet):
    """Nobody's business: a person finds his sessions among his sessions."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        return self.none()


class CityLinkSession(UUIDModel):
    """A session that was opened by a city's account: it ends when the city says so. ``session`` is the session's mark,
    ``sid`` the keyed hash of what the city calls its own session, empty where it said nothing."""

    link = models.ForeignKey(CityLink, verbose_name=_("link"), on_delete=models.CASCADE, related_name="sessions")
    session = models.CharField(_("session"), max_length=22, editable=False, db_index=True)
    sid = models.BinaryField(_("index of the city's session"), max_length=32, editable=False)
    begun_at = models.DateTimeField(_("begun at"), editable=False, db_index=True)

    objects = CityLinkSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session opened by a city's account")
        verbose_name_plural = _("sessions opened by cities' accounts")

    def __str__(self) -> str:
        return str(self.pk)
