"""Two accounts that are one person's, and what went from one to the other."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.scopes import ACCOUNT_MERGE
from services_portal.kernel.actor import EVERYWHERE, Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.models import UUIDModel


class MergeBasis(models.TextChoices):
    """Why two accounts are taken for one person's."""

    OWNER = "owner", _("the person holds the credentials of both")
    STAFF = "staff", _("a member of staff has compared the documents")


class MergeState(models.TextChoices):
    """Where a merge stands. What was asked for waits for its cooling-off, and where staff asked, for a second one."""

    ASKED = "asked", _("asked for")
    DONE = "done", _("done")
    CANCELLED = "cancelled", _("cancelled")
    UNDONE = "undone", _("undone")


LIVE = (MergeState.ASKED, MergeState.DONE)


class MergeQuerySet(ActorQuerySet):
    """A person sees the merges of his own accounts; those who merge accounts see all."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        if actor.may(ACCOUNT_MERGE, EVERYWHERE):
            return self.all()
        if actor.type != "user" or action is not Action.VIEW:
            return self.none()
        return self.filter(Q(survivor_id=actor.id) | Q(absorbed_id=actor.id))


class Merge(UUIDModel):
    """``absorbed`` becomes a part of ``survivor``. An account is absorbed once at a time, whatever races there are.

    Nothing happens before ``due_at``. ``asked_by`` and its fellows are actors, ``type:id``. ``survivor_password`` is
    empty until the person sets a password that counts for the names of both; then it is the hash that the survivor had
    before.
    """

    survivor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("survivor"), on_delete=models.PROTECT, related_name="+"
    )
    absorbed = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("absorbed"), on_delete=models.PROTECT, related_name="+"
    )
    basis = models.CharField(_("basis"), max_length=10, choices=MergeBasis)
    state = models.CharField(_("state"), max_length=10, choices=MergeState, default=MergeState.ASKED)
    reason = models.CharField(_("reason"), max_length=200, blank=True, help_text=_("A case number, no personal data."))
    asked_by = models.CharField(_("asked for by"), max_length=80)
    asked_at = models.DateTimeField(_("asked for at"))
    due_at = models.DateTimeField(_("not before"))
    approved_by = models.CharField(_("approved by"), max_length=80, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    settled_by = models.CharField(_("done, cancelled or undone by"), max_length=80, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("cancelled or undone at"), null=True, blank=True)
    survivor_password = models.CharField(
        _("password before one was set for both"), max_length=128, blank=True, default="", db_default="", editable=False
    )
    # The keys of what the survivor had at the merge, by the names of pointers; what it has besides came later. None in
    # merges that were done before this was kept, and in those that were undone.
    brought = models.JSONField(_("what the survivor brought"), null=True, blank=True, editable=False)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge of accounts")
        verbose_name_plural = _("merges of accounts")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["absorbed"], condition=Q(ended_at__isnull=True), name="merge_absorbed_once"
            ),
            models.CheckConstraint(condition=~Q(survivor=F("absorbed")), name="merge_of_two"),
            models.CheckConstraint(
                condition=Q(state__in=LIVE, ended_at__isnull=True) | (~Q(state__in=LIVE) & Q(ended_at__isnull=False)),
                name="merge_ended_or_live",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(MergeState.DONE, MergeState.UNDONE)) | Q(done_at__isnull=False),
                name="merge_done_at_some_time",
            ),
            models.CheckConstraint(
                condition=~Q(basis=MergeBasis.STAFF, state__in=(MergeState.DONE, MergeState.UNDONE))
                | (~Q(approved_by="") & ~Q(approved_by=F("asked_by"))),
                name="merge_by_staff_has_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed_id} → {self.survivor_id}"


class MergeMove(models.Model):
    """One row that a merge took over, so that it can be given back: ``pointer`` is ``app.Model.field``, ``before`` what
    the row said of that which was reset."""

    merge = models.ForeignKey(Merge, verbose_name=_("merge"), on_delete=models.CASCADE, related_name="moves")
    pointer = models.CharField(_("pointer"), max_length=120)
    row = models.CharField(_("row"), max_length=80)
    before = models.JSONField(_("before"), default=dict)

    class Meta:
        verbose_name = _("moved row")
        verbose_name_plural = _("moved rows")
        constraints = [models.UniqueConstraint(fields=["merge", "pointer", "row"], name="merge_move_once")]

    def __str__(self) -> str:
        return f"{self.pointer} {self.row}"
