"""Refresh tokens that were used: a second use betrays that somebody else holds one."""

from __future__ import annotations

from typing import Self

from allauth.idp.oidc.models import Client
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.models import UUIDModel


class SpentRefreshTokenQuerySet(ActorQuerySet):
    """Nobody's business but the provider's."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        return self.none()


class SpentRefreshToken(UUIDModel):
    """The digest of a refresh token that was exchanged for the next one, and the grant both belong to.

    Kept as long as the token would have been good (RFC 9700, §4.14.2).
    """

    digest = models.CharField(_("digest"), max_length=255, unique=True, editable=False)
    grant = models.UUIDField(_("grant"), editable=False)
    client = models.ForeignKey(Client, verbose_name=_("app"), on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("user"), on_delete=models.CASCADE, related_name="+"
    )
    good_until = models.DateTimeField(_("would have been good until"), db_index=True, editable=False)

    objects = SpentRefreshTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("used refresh token")
        verbose_name_plural = _("used refresh tokens")

    def __str__(self) -> str:
        return str(self.pk)
