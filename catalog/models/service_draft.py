"""ServiceDraft: what is being written, beside what is published."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.content import ServiceContent, from_json
from catalog.models.service import SCOPE_FOR, Service, within_realms
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.models import TimestampedModel, UUIDModel


class DraftState(models.TextChoices):
    """Whether a draft is being written or read by a reviewer."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")


class ServiceDraftQuerySet(ActorQuerySet):
    """Only those who work on the service see its draft."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        return self.filter(within_realms(actor.realms(SCOPE_FOR[action]), prefix="service__"))


class ServiceDraft(UUIDModel, TimestampedModel):
    """The next version of a service; ``base_number`` is the version it was begun from, 0 for a new service."""

    service = models.OneToOneField(Service, verbose_name=_("service"), on_delete=models.CASCADE, related_name="draft")
    content = models.JSONField(_("content"))
    state = models.CharField(_("state"), max_length=10, choices=DraftState, default=DraftState.DRAFT)
    base_number = models.PositiveIntegerField(_("begun from version"), default=0)
    edited_by = models.CharField(_("edited by"), max_length=100, blank=True)
    note = models.CharField(_("reviewer's note"), max_length=500, blank=True)

    objects = ServiceDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft of a service")
        verbose_name_plural = _("drafts of a service")

    def __str__(self) -> str:
        return str(self.service_id)

    def read(self) -> ServiceContent:
        """Return the content."""
        return from_json(self.content)
