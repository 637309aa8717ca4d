"""LifeEvent (一件事): matters that a resident meets as one thing (国发〔2024〕3号)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.basic_item import BasicItem
from catalog.models.directory import DirectoryQuerySet
from catalog.models.topic import Audience
from services_portal.kernel.models import UUIDModel
from services_portal.kernel.text import LocalizedTextField, current_language, pick


class LifeEvent(UUIDModel):
    """A bundle of matters, in the order in which they are met."""

    code = models.SlugField(_("code"), unique=True)
    name = LocalizedTextField(_("name"))
    summary = LocalizedTextField(_("summary"), blank=True, default=dict)
    audience = models.CharField(_("audience"), max_length=10, choices=Audience, default=Audience.PERSON)
    icon = models.CharField(_("icon"), max_length=40, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    items = models.ManyToManyField(
        BasicItem, verbose_name=_("matters"), through="LifeEventItem", related_name="life_events"
    )

    objects = DirectoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("life event")
        verbose_name_plural = _("life events")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return pick(self.name, current_language()) or self.code


class LifeEventItem(models.Model):
    """One matter's place in a life event."""

    life_event = models.ForeignKey(
        LifeEvent, verbose_name=_("life event"), on_delete=models.CASCADE, related_name="members"
    )
    basic_item = models.ForeignKey(
        BasicItem, verbose_name=_("matter"), on_delete=models.CASCADE, related_name="life_event_places"
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("matter of a life event")
        verbose_name_plural = _("matters of a life event")
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["life_event", "basic_item"], name="life_event_item_once")]

    def __str__(self) -> str:
        return f"{self.life_event_id} {self.order}"
