"""Enterprises for which people act."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.scopes import AGENCY_CONFIRM
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.models import TimestampedModel, UUIDModel


class EnterpriseQuerySet(ActorQuerySet):
    """Seen by those who act for it, and by clerks who confirm that."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        if actor.type != "user" or action is not Action.VIEW:
            return self.none()
        if actor.may(AGENCY_CONFIRM):
            return self.all()
        return self.filter(agencies__agent_id=actor.id, agencies__ended_at=None).distinct()


class Enterprise(UUIDModel, TimestampedModel):
    """A legal person, an organisation or a sole trader, by its unified social credit code (GB 32100); it signs in by
    its people alone. Its name is what its register says once a clerk has seen the licence (``confirmed_at``), until
    then what somebody wrote."""

    uscc = models.CharField(_("unified social credit code"), max_length=18, unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = _("enterprise")
        verbose_name_plural = _("enterprises")

    def __str__(self) -> str:
        return self.name or self.uscc
