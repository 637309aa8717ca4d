"""What a person has allowed an app of a city to know."""

from __future__ import annotations

from typing import Self

from allauth.idp.oidc.models import Client
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.models import UUIDModel


class AppConsentQuerySet(ActorQuerySet):
    """A person sees his own."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        if actor.type == "user" and action is Action.VIEW:
            return self.filter(user_id=actor.id)
        return self.none()


class AppConsent(UUIDModel):
    """One answer a person and app: of what was ``asked``, what was ``allowed``. He is asked again for what is more."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("user"), on_delete=models.CASCADE, related_name="+"
    )
    client = models.ForeignKey(Client, verbose_name=_("app"), on_delete=models.CASCADE, related_name="+")
    asked = ArrayField(models.CharField(max_length=20), verbose_name=_("asked for"), editable=False)
    allowed = ArrayField(models.CharField(max_length=20), verbose_name=_("allowed"), editable=False)
    given_at = models.DateTimeField(_("given at"), editable=False)

    objects = AppConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent to an app")
        verbose_name_plural = _("consents to apps")
        constraints = [
            models.UniqueConstraint(fields=["user", "client"], name="app_consent_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
