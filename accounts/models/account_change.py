"""Changes to how an account is opened, of which its person is told."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.identifier import Identifier
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.models import UUIDModel


class ChangeKind(models.TextChoices):
    """What was changed."""

    PASSWORD = "password", _("the password was set")
    PASSKEY_ADDED = "passkey_added", _("a passkey was added")
    PASSKEY_REMOVED = "passkey_removed", _("a passkey was removed")
    TOTP_ON = "totp_on", _("an authenticator app was set up")
    TOTP_OFF = "totp_off", _("the authenticator app was removed")
    CODES = "codes", _("new recovery codes were made")
    IDENTIFIER_ADDED = "identifier_added", _("a number or address was added")
    IDENTIFIER_RELEASED = "identifier_released", _("a number or address was removed")
    PROOF = "proof", _("it was proved who you are")
    DEVICE = "device", _("somebody signed in from a new device")
    RECOVERY = "recovery", _("a clerk has opened a way back into it for who showed your document")
    RECOVERED = "recovered", _("the password was set by the way back that a clerk had opened")
    CITY_LINKED = "city_linked", _("a city's account now opens it")
    CITY_UNLINKED = "city_unlinked", _("a city's account opens it no longer")
    SMS = "sms", _("signing in by a code to the phone was turned on or off")


class AccountChangeQuerySet(ActorQuerySet):
    """A person sees those of his own account."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        return self.filter(user_id=actor.id) if actor.type == "user" else self.none()


class AccountChange(UUIDModel):
    """One change: what, when, from what kind of device. ``objected_at`` is when its person said that it was not he.

    ``identifier`` is the number or address that came or went, ``authenticator`` the key of the factor that did,
    ``link`` that of the city's account.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("user"), on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(_("what was changed"), max_length=20, choices=ChangeKind)
    identifier = models.ForeignKey(
        Identifier, verbose_name=_("identifier"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    authenticator = models.BigIntegerField(_("number of the factor"), null=True, blank=True)
    link = models.UUIDField(_("city's account"), null=True, blank=True)
    device = models.CharField(_("device"), max_length=60, blank=True)
    made_at = models.DateTimeField(_("made at"))
    objected_at = models.DateTimeField(_("objected to at"), null=True, blank=True)

    objects = AccountChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change to how an account is opened")
        verbose_name_plural = _("changes to how accounts are opened")

    def __str__(self) -> str:
        return str(self.get_kind_display())
