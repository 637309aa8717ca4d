"""Old codes and links, for ever, and how the old addresses are used."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from catalog.models.service import Service
from catalog.scopes import INTAKE_RUN
from cities.models import City
from services_portal.kernel.actor import EVERYWHERE, Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet


class AliasKind(models.TextChoices):
    """What of the old app leads here."""

    ID = "id", _("old id")
    CODE = "code", _("old code")
    LINK = "link", _("old link")


class OldAddressQuerySet(ActorQuerySet):
    """Those who may run an intake in a city see how its old addresses are used; nobody changes them by hand."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        if action not in (Action.VIEW, Action.EXPORT):
            return self.none()
        realms = actor.realms(INTAKE_RUN)
        if EVERYWHERE in realms:
            return self.all()
        return self.filter(city__slug__in=[realm[5:] for realm in realms if realm.startswith("city:")])


class LegacyTarget(models.Model):
    """Where an old code or link leads; one may lead to several services, and many to one. Never removed.

    ``key`` is in the spelling of ``catalog.legacy.links``. Of the kind id are the further rows of an id that the source
    gave twice; the first one's stands in LegacyAlias. Without a service it is an address that was known and has not
    been taken over.
    """

    city = models.ForeignKey(City, verbose_name=_("city"), on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(_("kind"), max_length=4, choices=AliasKind)
    key = models.CharField(_("old address"), max_length=400)
    service = models.ForeignKey(
        Service,
        verbose_name=_("service"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="old_addresses",
    )
    created_at = models.DateTimeField(_("created at"), db_default=Now())

    class Meta:
        verbose_name = _("old code or link")
        verbose_name_plural = _("old codes and links")
        constraints = [
            models.UniqueConstraint(
                fields=["city", "key", "kind", "service"], name="legacy_target_key", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.key


class LegacyHit(models.Model):
    """How often an old address was asked for on a day (China Standard Time)."""

    city = models.ForeignKey(City, verbose_name=_("city"), on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(_("kind"), max_length=4, choices=AliasKind)
    key = models.CharField(_("old address"), max_length=400)
    day = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("hits"))

    objects = OldAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("hits of an old address")
        verbose_name_plural = _("hits of old addresses")
        constraints = [models.UniqueConstraint(fields=["city", "kind", "key", "day"], name="legacy_hit_day")]

    def __str__(self) -> str:
        return f"{self.key} {self.day} {self.count}"
