"""Runs by which old accounts are taken in."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.scopes import INTAKE_RUN
from cities.models import City
from services_portal.kernel.actor import EVERYWHERE, Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.crypto import EncryptedTextField
from services_portal.kernel.models import TimestampedModel, UUIDModel


class AccountRunState(models.TextChoices):
    """Where a run stands. Only one run a city is at work."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    HELD = "held", _("held until somebody agrees")
    RETRY = "retry", _("to be tried again")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


OPEN_STATES = (AccountRunState.WAITING, AccountRunState.RUNNING, AccountRunState.RETRY)


class AccountRunPhase(models.TextChoices):
    """What a run is doing."""

    READING = "reading", _("reading the source")
    MATCHING = "matching", _("matching the accounts")


class AccountRunQuerySet(ActorQuerySet):
    """Those who may take in accounts in a city see its runs."""

    city_path = "city__slug"

    def _permitted(self, actor: Actor, action: Action) -> Self:
        realms = actor.realms(INTAKE_RUN)
        if EVERYWHERE in realms:
            return self.all()
        slugs = [realm.removeprefix("city:") for realm in realms if realm.startswith("city:")]
        return self.filter(**{f"{self.city_path}__in": slugs})


class AccountRun(UUIDModel, TimestampedModel):
    """One reading of one city's old user database.

    It writes in chunks, each with its share of the counts, so that a process that dies leaves a run that the next one
    finishes; the columns of the lease are those of ``kernel.runs.lease``. ``outcomes`` counts source rows, each once;
    ``findings`` counts codes. Neither these nor ``report`` hold anything of a person. ``upload_key`` opens the file
    that was handed in (``accounts.intake.uploads``) and goes with it.
    """

    city = models.ForeignKey(
        City, verbose_name=_("city"), on_delete=models.CASCADE, related_name="account_runs", db_index=False
    )
    state = models.CharField(_("state"), max_length=10, choices=AccountRunState, default=AccountRunState.WAITING)
    phase = models.CharField(_("phase"), max_length=10, choices=AccountRunPhase, blank=True, default="")
    source = models.CharField(_("source"), max_length=500, blank=True)
    source_path = models.CharField(_("file"), max_length=1000, blank=True, editable=False)
    upload_key = EncryptedTextField(_("key of the file"), null=True, editable=False)
    started_by = models.CharField(_("started by"), max_length=100, blank=True)
    total_rows = models.PositiveIntegerField(_("rows of the source"), null=True, blank=True)
    done_rows = models.PositiveIntegerField(_("rows done"), default=0)
    outcomes = models.JSONField(_("outcomes"), default=dict, blank=True)
    findings = models.JSONField(_("findings"), default=dict, blank=True)
    report = models.JSONField(_("report"), default=dict, blank=True, editable=False)
    error_code = models.CharField(_("error"), max_length=80, blank=True)
    lease_owner = models.UUIDField(_("lease owner"), null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    phase_since = models.DateTimeField(_("phase since"), null=True, blank=True, editable=False)
    cancel_requested = models.BooleanField(_("to be cancelled"), default=False, editable=False)
    shrink_accepted = models.BooleanField(_("shrinking agreed to"), default=False, db_default=False, editable=False)
    retry_at = models.DateTimeField(_("next attempt"), null=True, blank=True, editable=False)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = AccountRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of old accounts")
        verbose_name_plural = _("imports of old accounts")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["city"], name="account_one_run_a_city", condition=Q(state__in=["waiting", "running", "retry"])
            )
        ]

    def __str__(self) -> str:
        return f"{self.city_id} {self.pk}"
