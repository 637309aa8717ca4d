"""What the portal knows of a person as a resident."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.scopes import RESIDENT_READ
from cities.models import City, Region
from services_portal.kernel.actor import EVERYWHERE, Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.crypto import EncryptedTextField
from services_portal.kernel.models import TimestampedModel, UUIDModel


class ResidentQuerySet(ActorQuerySet):
    """A resident sees himself; staff with the right see those who live or stay in their city."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        own = Q(user_id=actor.id) if actor.type == "user" else Q(pk__in=[])
        if action is Action.CHANGE:
            return self.filter(own)
        if action is not Action.VIEW:
            return self.none()
        realms = actor.realms(RESIDENT_READ)
        if EVERYWHERE in realms:
            return self.all()
        slugs = [realm.removeprefix("city:") for realm in realms if realm.startswith("city:")]
        return self.filter(own | Q(current_city__slug__in=slugs) | Q(home_city__slug__in=slugs))


class Resident(UUIDModel, TimestampedModel):
    """A resident: where home is, where he stands now, and how he reads.

    The cities are those of the regions, kept by ``accounts.services.resident_update``.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name=_("user"), on_delete=models.CASCADE, related_name="resident"
    )
    # Often the name on his document: who opened the account by an old one is called as he was there.
    display_name = EncryptedTextField(_("name to show"), max_length=60, blank=True)
    home_region = models.ForeignKey(
        Region, verbose_name=_("home region"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    home_city = models.ForeignKey(
        City, verbose_name=_("home city"), on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    current_region = models.ForeignKey(
        Region, verbose_name=_("present region"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    current_city = models.ForeignKey(
        City, verbose_name=_("present city"), on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="zh-hans")
    large_text = models.BooleanField(_("large text"), default=False)

    objects = ResidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("resident")
        verbose_name_plural = _("residents")

    def __str__(self) -> str:
        return self.display_name or str(self.pk)
