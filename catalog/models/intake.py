"""Taking in old catalogues: runs, staged rows, findings, and the source's rows as last seen."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from catalog.models.service import Service
from catalog.scopes import INTAKE_RUN
from cities.models import City
from services_portal.kernel.actor import EVERYWHERE, Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.models import TimestampedModel, UUIDModel


class RunKind(models.TextChoices):
    """What a run takes its rows from."""

    SOURCE = "source", _("the whole source")
    REHEARSAL = "rehearsal", _("the whole source, to compare only")
    CHANGES = "changes", _("changes of the source")
    DECISIONS = "decisions", _("rows that were decided")
    ROLLBACK = "rollback", _("the run that is rolled back")


class RunState(models.TextChoices):
    """Where a run stands. Only one run a city is at work."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    HELD = "held", _("held for a decision")
    RETRY = "retry", _("to be tried again")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")
    REVERSED = "reversed", _("rolled back")


class Outcome(models.TextChoices):
    """How a source row ended: every row in exactly one."""

    CREATED = "created", _("created")
    UPDATED = "updated", _("updated")
    UNCHANGED = "unchanged", _("unchanged")
    QUEUED = "queued", _("waiting for a person")
    REJECTED = "rejected", _("rejected")
    RETIRED = "retired", _("retired")


class Agreement(models.TextChoices):
    """How the department's code of a row and the organisation inside its item code go together."""

    EQUAL = "equal", _("equal")
    SPELLING = "spelling", _("equal but for case, width or hyphens")
    ORGANISATION = "organisation", _("the nine characters of the organisation code within")
    CONFLICT = "conflict", _("another organisation")
    INVALID = "invalid", _("no valid credit code in the item code")


class RunPhase(models.TextChoices):
    """What a run is doing."""

    READING = "reading", _("reading the source")
    APPLYING = "applying", _("taking in the rows")
    FINISHING = "finishing", _("looking for what is gone")
    RESTORING = "restoring", _("restoring what stood before")


class RunQuerySet(ActorQuerySet):
    """Those who may run an intake in a city see its runs."""

    city_path = "city__slug"

    def _permitted(self, actor: Actor, action: Action) -> Self:
        realms = actor.realms(INTAKE_RUN)
        if EVERYWHERE in realms:
            return self.all()
        return self.filter(**{f"{self.city_path}__in": [r[5:] for r in realms if r.startswith("city:")]})


class IntakeRun(UUIDModel, TimestampedModel):
    """One reading of one city's catalogue, or another cause by which its rows are judged: see ``kind``.

    A run writes in chunks; each chunk's transaction also moves ``done_rows`` and the counts, so a process that dies
    leaves a run that the next one finishes. Who works on it holds ``lease_until`` under ``lease_owner``; when that has
    passed, another takes over, and the former finds its lease gone and writes nothing more. ``outcomes`` counts source
    rows, ``retired`` the services whose rows are gone from the source. A run of the kind rollback ``reverses`` another.
    """

    city = models.ForeignKey(City, verbose_name=_("city"), on_delete=models.CASCADE, related_name="intake_runs")
    kind = models.CharField(
        _("kind"), max_length=10, choices=RunKind, default=RunKind.SOURCE, db_default=RunKind.SOURCE
    )
    reverses = models.ForeignKey(
        "self",
        verbose_name=_("rolls back"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="reversals",
        db_index=False,
    )
    state = models.CharField(_("state"), max_length=10, choices=RunState, default=RunState.WAITING)
    phase = models.CharField(_("phase"), max_length=10, choices=RunPhase, blank=True, default="")
    source = models.CharField(_("source"), max_length=500, blank=True)
    source_path = models.CharField(_("file"), max_length=1000, blank=True, editable=False)
    source_digest = models.CharField(_("source digest"), max_length=64, blank=True)
    started_by = models.CharField(_("started by"), max_length=100, blank=True)
    total_rows = models.PositiveIntegerField(_("rows of the source"), null=True, blank=True)
    done_rows = models.PositiveIntegerField(_("rows done"), default=0)
    outcomes = models.JSONField(_("outcomes"), default=dict, blank=True)
    findings = models.JSONField(_("findings"), default=dict, blank=True)
    retired = models.PositiveIntegerField(_("retired"), default=0)
    cleared = models.PositiveIntegerField(_("waiting rows settled"), default=0, db_default=0)
    shrink_accepted = models.BooleanField(_("a shrunk source was accepted"), default=False)
    report = models.JSONField(_("report"), default=dict, blank=True, editable=False)
    error_code = models.CharField(_("error"), max_length=80, blank=True)
    lease_owner = models.UUIDField(_("lease owner"), null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    phase_since = models.DateTimeField(_("phase since"), null=True, blank=True, editable=False)
    cancel_requested = models.BooleanField(_("to be cancelled"), default=False, db_default=False, editable=False)
    retry_at = models.DateTimeField(_("next attempt"), null=True, blank=True, editable=False)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("intake run")
        verbose_name_plural = _("intake runs")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["city"], name="intake_one_run_a_city", condition=Q(state__in=["waiting", "running", "retry"])
            )
        ]

    def __str__(self) -> str:
        return f"{self.city_id} {self.pk}"


class _OfRunQuerySet(RunQuerySet):
    city_path = "run__city__slug"


class StagedRow(models.Model):
    """One source row of a run that changed something or needs a person, as it was read; unchanged rows are counted.

    ``before`` is what the registry remembered of the row until then, so that the run can be rolled back; it is empty
    where it remembered nothing. A row that is gone from the source is staged as retired, after the source's last.
    ``waiting`` holds a row that waits for a person, or was decided by one, as our words say it: so that it can be
    judged again without its source.
    """

    run = models.ForeignKey(
        IntakeRun, verbose_name=_("run"), on_delete=models.CASCADE, related_name="rows", db_index=False
    )
    number = models.PositiveIntegerField(_("row"))
    old_id = models.CharField(_("old id"), max_length=260, blank=True)
    raw = models.JSONField(_("as read"))
    before = models.JSONField(_("before"), null=True, blank=True, editable=False)
    waiting = models.JSONField(_("in our words"), null=True, blank=True, editable=False)
    checksum = models.BinaryField(_("checksum"), max_length=16)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    agreement = models.CharField(
        _("department and item code"), max_length=12, choices=Agreement, blank=True, default="", db_default=""
    )
    service = models.ForeignKey(
        Service,
        verbose_name=_("service"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )

    objects = _OfRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("staged row")
        verbose_name_plural = _("staged rows")
        ordering = ["run", "number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="staged_row_number")]

    def __str__(self) -> str:
        return f"{self.run_id} #{self.number}"


class Finding(models.Model):
    """What a rule met in a row: where, how grave, the evidence.

    ``repair`` is what was made of the text, certain from the evidence; ``proposal`` what it may have to be, likely and
    no more, which a person decides. ``cause`` is what the rows have alike that wait for this rule, so that one decision
    settles them all; it is empty where the finding keeps no row waiting.
    """

    run = models.ForeignKey(
        IntakeRun, verbose_name=_("run"), on_delete=models.CASCADE, related_name="run_findings", db_index=False
    )
    row_number = models.PositiveIntegerField(_("row"), null=True, blank=True)
    rule = models.CharField(_("rule"), max_length=60)
    severity = models.CharField(_("severity"), max_length=10)
    field = models.CharField(_("field"), max_length=40, blank=True)
    evidence = models.CharField(_("evidence"), max_length=500, blank=True)
    repair = models.CharField(_("repair"), max_length=500, blank=True)
    proposal = models.CharField(_("proposal"), max_length=500, blank=True, default="", db_default="")
    cause = models.CharField(_("what the rows have alike"), max_length=500, blank=True, default="", db_default="")

    objects = _OfRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["run", "row_number", "id"]
        indexes = [
            models.Index(fields=["run", "rule"], name="finding_run_rule"),
            models.Index(fields=["run", "row_number"], name="finding_run_row"),
            models.Index(fields=["rule", "cause"], name="finding_cause", condition=~Q(cause="")),
        ]

    def __str__(self) -> str:
        return f"{self.rule} #{self.row_number}"


class SourceRecord(models.Model):
    """A row of a city's source as last taken in: by its checksum a later run knows that nothing changed.

    ``basis`` names the directory by which a row was kept waiting or refused, so that it is judged anew when that
    changes; it is empty where the row was published. An empty ``checksum`` says that the row is gone from the source.
    ``version_number`` is the version of the service that this row made: a later one was made by a person.
    ``waiting_since`` says when the row began to wait for a person.
    """

    city = models.ForeignKey(
        City, verbose_name=_("city"), on_delete=models.CASCADE, related_name="source_records", db_index=False
    )
    old_id = models.CharField(_("old id"), max_length=260)
    checksum = models.BinaryField(_("checksum"), max_length=16)
    basis = models.CharField(_("judged by"), max_length=16, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    service = models.ForeignKey(
        Service, verbose_name=_("service"), on_delete=models.SET_NULL, null=True, blank=True, related_name="sources"
    )
    version_number = models.PositiveIntegerField(_("version made"), null=True, blank=True)
    run = models.ForeignKey(
        IntakeRun,
        verbose_name=_("run"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="records",
        db_index=False,
    )
    row_number = models.PositiveIntegerField(_("row"), default=0)
    seen_at = models.DateTimeField(_("taken in at"), db_default=Now())
    waiting_since = models.DateTimeField(_("waiting since"), null=True, blank=True, editable=False)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("source record")
        verbose_name_plural = _("source records")
        constraints = [models.UniqueConstraint(fields=["city", "old_id"], name="source_record_key")]
        indexes = [models.Index(fields=["city", "outcome"], name="source_record_queue", condition=Q(outcome="queued"))]

    def __str__(self) -> str:
        return f"{self.city_id} {self.old_id}"
