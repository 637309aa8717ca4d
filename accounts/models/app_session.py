"""Which apps a person signed in to from which session: they are told when it ends."""

from __future__ import annotations

from typing import Self

from allauth.idp.oidc.models import Client
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.models import UUIDModel


class AppSessionQuerySet(ActorQuerySet):
    """Nobody's business but the provider's."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        return self.none()


class AppSession(UUIDModel):
    """One app in one session of a person, where the app wants to be told of its end (OIDC Back-Channel Logout 1.0).

    ``session`` is the session's mark (``session_mark``), ``issuer`` what we called ourselves towards the app. Once
    ``ended_at`` is set the app is to be told, not before ``next_try_at``; when it has been, the row goes.
    """

    client = models.ForeignKey(Client, verbose_name=_("app"), on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("user"), on_delete=models.CASCADE, related_name="+"
    )
    session = models.CharField(_("session"), max_length=22, editable=False)
    issuer = models.CharField(_("issuer"), max_length=300, editable=False)
    begun_at = models.DateTimeField(_("begun at"), db_index=True, editable=False)
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)
    next_try_at = models.DateTimeField(_("next try at"), null=True, db_index=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, db_default=0, editable=False)

    objects = AppSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("app in a session")
        verbose_name_plural = _("apps in sessions")
        constraints = [
            models.UniqueConstraint(fields=["client", "session"], name="app_session_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
