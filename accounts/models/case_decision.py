"""What staff decided about conflicts, and what each decision changed."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.conflict_case import ConflictCase
from accounts.models.identifier import Identifier
from accounts.models.old_account import OldAccount
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.models import UUIDModel


class CaseChoice(models.TextChoices):
    """What can be decided about a conflict."""

    SAME = "same", _("one person")
    DIFFERENT = "different", _("different persons")
    WRONG_DATA = "wrong_data", _("the source's data are wrong")
    DOCUMENTS = "documents", _("wait for documents")


class DecisionState(models.TextChoices):
    """Where a decision stands. What joins two persons' records waits for a second member of staff."""

    PROPOSED = "proposed", _("waits for a second person")
    DONE = "done", _("done")
    DECLINED = "declined", _("declined")
    FOLLOWED = "followed", _("followed by another")
    UNDONE = "undone", _("undone")


class CaseDecisionQuerySet(ActorQuerySet):
    """Whoever sees a case sees what was decided about it."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        return self.filter(case__in=ConflictCase.objects.for_actor(actor, action))


class CaseDecision(UUIDModel):
    """One decision about a case. ``against`` is the side whose data are wrong: a claim, or an account.

    ``file`` is a case number, never personal data; ``before`` where the case stood. ``merge`` is the merge that two
    accounts of one person are joined by. ``decided_by`` and its fellows are actors, ``type:id``.
    """

    case = models.ForeignKey(
        ConflictCase, verbose_name=_("conflict"), on_delete=models.CASCADE, related_name="decisions"
    )
    choice = models.CharField(_("decision"), max_length=12, choices=CaseChoice)
    against = models.UUIDField(_("side that is wrong"), null=True, blank=True)
    file = models.CharField(_("File number"), max_length=60)
    state = models.CharField(_("state"), max_length=10, choices=DecisionState)
    before = models.JSONField(_("the case before"), default=dict, editable=False)
    merge = models.UUIDField(_("merge"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=80)
    decided_at = models.DateTimeField(_("decided at"))
    approved_by = models.CharField(_("approved by"), max_length=80, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    ended_by = models.CharField(_("ended by"), max_length=80, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = CaseDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision about a conflict")
        verbose_name_plural = _("decisions about conflicts")
        ordering = ["-decided_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at__isnull=True), name="case_decided_once"),
            models.CheckConstraint(
                condition=~Q(choice="same", state__in=("done", "undone"))
                | (~Q(approved_by="") & ~Q(approved_by=F("decided_by"))),
                name="case_joined_by_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("proposed", "done"), ended_at__isnull=True)
                | (Q(state__in=("declined", "followed", "undone")) & Q(ended_at__isnull=False)),
                name="case_decision_ended_or_live",
            ),
        ]

    def __str__(self) -> str:
        return self.get_choice_display()


class CaseChange(models.Model):
    """What a decision changed in one row, so that it can be put back, and so that later runs heed it.

    ``evidence`` is a hash of what the row said of its person when it was decided: a row that says something else is
    judged anew. ``joined`` is the claim that it stays in, ``apart`` those that it is not to join; ``doubted``: that its
    documents were proved counts no longer.
    """

    decision = models.ForeignKey(
        CaseDecision, verbose_name=_("decision"), on_delete=models.CASCADE, related_name="changes"
    )
    account = models.ForeignKey(
        OldAccount, verbose_name=_("old account"), on_delete=models.CASCADE, null=True, related_name="changes"
    )
    identifier = models.ForeignKey(
        Identifier, verbose_name=_("identifier"), on_delete=models.CASCADE, null=True, related_name="+"
    )
    evidence = models.BinaryField(_("what it said"), max_length=32, default=bytes, editable=False)
    checksum = models.BinaryField(_("checksum"), max_length=32, default=bytes, editable=False)
    joined = models.UUIDField(_("joined with"), null=True)
    doubted = models.BooleanField(_("doubted"), default=False)
    apart = ArrayField(models.UUIDField(), verbose_name=_("kept apart from"), default=list)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)

    class Meta:
        verbose_name = _("change by a decision")
        verbose_name_plural = _("changes by decisions")

    def __str__(self) -> str:
        return f"{self.decision_id} {self.account_id or self.identifier_id}"
