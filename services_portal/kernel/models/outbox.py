"""The outbox: events as rows of the transaction that made them true."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.models.base import UUIDModel
from services_portal.kernel.scopes import define_scope

OUTBOX_OPERATE = define_scope(
    "kernel.outbox.operate", zh="查看事件并处理投递失败", en="Watch events and settle those that could not be delivered"
)


class OutboxState(models.TextChoices):
    """Where an event stands."""

    PENDING = "pending", _("pending")
    DONE = "done", _("delivered")
    DEAD = "dead", _("dead")
    DISCARDED = "discarded", _("discarded")


class OutboxEventQuerySet(ActorQuerySet):
    """Operators see the events; the relay alone writes them."""

    def _permitted(self, actor: Actor, action: Action) -> OutboxEventQuerySet:
        return self.all() if action == Action.VIEW and actor.may(OUTBOX_OPERATE) else self.none()

    def deliverable(self, at: datetime) -> Self:
        """Return in their order the events due at ``at`` whose aggregate has no earlier one that is undelivered."""
        earlier = OutboxEvent.objects.filter(
            state__in=[OutboxState.PENDING, OutboxState.DEAD],
            aggregate_type=models.OuterRef("aggregate_type"),
            aggregate_id=models.OuterRef("aggregate_id"),
            sequence__lt=models.OuterRef("sequence"),
        )
        due = self.filter(~models.Exists(earlier), state=OutboxState.PENDING, available_at__lte=at)
        return due.order_by("sequence")


class OutboxEvent(UUIDModel):
    """One event on its way to its subscribers; ``sequence`` orders the events of an aggregate."""

    sequence = models.BigIntegerField(
        _("sequence"),
        editable=False,
        db_default=models.Func(models.Value("kernel_outbox_sequence"), function="nextval"),
    )
    name = models.CharField(_("event"), max_length=100)
    version = models.PositiveSmallIntegerField(_("version"))
    aggregate_type = models.CharField(_("aggregate type"), max_length=60)
    aggregate_id = models.CharField(_("aggregate"), max_length=60)
    payload = models.JSONField(_("payload"))
    acted_by = models.CharField(
        _("acted by"), max_length=100, blank=True, db_default="", help_text=_("type:id; empty: not known")
    )
    on_behalf_of = models.CharField(
        _("on behalf of"), max_length=100, blank=True, db_default="", help_text=_("type:id; empty: for himself")
    )
    occurred_at = models.DateTimeField(_("occurred at"), db_default=Now())
    request_id = models.CharField(_("request id"), max_length=64, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=OutboxState, default=OutboxState.PENDING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    available_at = models.DateTimeField(_("not before"), db_default=Now())

    objects = OutboxEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("outbox event")
        verbose_name_plural = _("outbox events")
        indexes = [
            models.Index(
                fields=["sequence"], name="outbox_undelivered", condition=models.Q(state__in=["pending", "dead"])
            ),
            models.Index(
                fields=["aggregate_type", "aggregate_id", "sequence"],
                name="outbox_aggregate_order",
                condition=models.Q(state__in=["pending", "dead"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.aggregate_id}"


class OutboxAttempt(models.Model):
    """One try to deliver an event, kept as evidence."""

    event = models.ForeignKey(OutboxEvent, verbose_name=_("event"), on_delete=models.CASCADE, related_name="tries")
    number = models.PositiveSmallIntegerField(_("number"))
    at = models.DateTimeField(_("at"), db_default=Now())
    subscriber = models.CharField(_("subscriber"), max_length=100, blank=True)
    succeeded = models.BooleanField(_("succeeded"))
    error = models.CharField(_("error"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("delivery attempt")
        verbose_name_plural = _("delivery attempts")

    def __str__(self) -> str:
        return f"{self.event_id} #{self.number}"


class ConsumedEvent(models.Model):
    """A subscriber's note, in the transaction of its work, that it has seen an event."""

    subscriber = models.CharField(_("subscriber"), max_length=100)
    event_id = models.UUIDField(_("event"))
    at = models.DateTimeField(_("at"), db_default=Now())

    class Meta:
        verbose_name = _("consumed event")
        verbose_name_plural = _("consumed events")
        constraints = [models.UniqueConstraint(fields=["subscriber", "event_id"], name="consumed_once")]

    def __str__(self) -> str:
        return f"{self.subscriber} {self.event_id}"
