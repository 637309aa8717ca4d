"""Accounts that their persons close, and what a law has kept of them."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.crypto import EncryptedTextField
from services_portal.kernel.models import UUIDModel


class ClosureState(models.TextChoices):
    """Where a closure stands."""

    ASKED = "asked", _("asked for")
    CALLED_OFF = "called_off", _("called off")
    DONE = "done", _("done")


class ClosureQuerySet(ActorQuerySet):
    """A person has his own; nobody else sees them."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        return self.filter(user_id=actor.id) if actor.type == "user" else self.none()


class Closure(UUIDModel):
    """A person asks that his account be closed. Nothing happens before ``due_at``; one at a time.

    ``code`` is why it was called off where its person did not do it. Afterwards ``user`` is an empty number.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("user"), on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(_("state"), max_length=12, choices=ClosureState, default=ClosureState.ASKED)
    asked_at = models.DateTimeField(_("asked for at"))
    due_at = models.DateTimeField(_("not before"), db_index=True)
    ended_at = models.DateTimeField(_("called off at"), null=True, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    code = models.CharField(_("called off because"), max_length=80, blank=True)

    objects = ClosureQuerySet.as_manager()

    class Meta:
        verbose_name = _("closure of an account")
        verbose_name_plural = _("closures of accounts")
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(state="asked"), name="closure_one_under_way"),
            models.CheckConstraint(
                condition=Q(state="asked", ended_at__isnull=True, done_at__isnull=True)
                | Q(state="called_off", ended_at__isnull=False, done_at__isnull=True)
                | Q(state="done", ended_at__isnull=True, done_at__isnull=False),
                name="closure_settled_somehow",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class SetAsideQuerySet(ActorQuerySet):
    """Stored and protected, and used for nothing: no role sees it (PIPL Art. 47)."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        return self.none()


class SetAside(UUIDModel):
    """One row of what a closed account held, sealed, until the law lets it go: ``kind`` is its model, ``law`` the code
    of the provision (``accounts.rights.laws``)."""

    closure = models.ForeignKey(Closure, verbose_name=_("closure"), on_delete=models.PROTECT, related_name="set_aside")
    kind = models.CharField(_("kind"), max_length=120)
    law = models.CharField(_("law"), max_length=40)
    until = models.DateTimeField(_("kept until"), db_index=True)
    content = EncryptedTextField(_("content"), editable=False)

    objects = SetAsideQuerySet.as_manager()

    class Meta:
        verbose_name = _("record set aside")
        verbose_name_plural = _("records set aside")

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
