"""Conflicts about who is who, each waiting for a person."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.claim import Claim
from accounts.models.old_account import OldAccount
from accounts.scopes import CONFLICT_DECIDE
from services_portal.kernel import clock
from services_portal.kernel.actor import EVERYWHERE, Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.models import TimestampedModel, UUIDModel


class ConflictReason(models.TextChoices):
    """What collides: the reasons of rows in conflict, and an account's proof that met another's."""

    TWO_PERSONS = "match.two_persons", _("one identity document, two names")
    TWO_IDS = "match.two_ids", _("one person, two identity numbers")
    TWO_CLAIMS = "match.two_claims", _("one account that fits two persons")
    TAKEN = "identifier.taken", _("a resident ID that another account has proved")
    CLAIMED = "claim.contradicts", _("an old account that names another resident ID than who claims it")
    NAMED = "claim.two_names", _("one identity document, under another name in an old account than here")


class CaseState(models.TextChoices):
    """Where a case stands. Only the last two are ends, and a decision that is undone leads back from there."""

    OPEN = "open", _("to be decided")
    PROPOSED = "proposed", _("waits for a second person")
    WAITING = "waiting", _("waits for documents")
    REPORTED = "reported", _("reported to the source")
    SETTLED = "settled", _("decided")
    CURED = "cured", _("settled by the source itself")


ENDED = (CaseState.SETTLED, CaseState.CURED)


class ConflictCaseQuerySet(ActorQuerySet):
    """Those who decide conflicts see the cases in which a side is of their city; who holds it everywhere sees all."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        realms = actor.realms(CONFLICT_DECIDE)
        if EVERYWHERE in realms:
            return self.all()
        slugs = [realm.removeprefix("city:") for realm in realms if realm.startswith("city:")]
        return self.filter(cities__overlap=slugs) if slugs else self.none()

    def live(self) -> Self:
        """Return those that are not settled."""
        return self.filter(closed_at__isnull=True)

    def overdue(self) -> Self:
        """Return those whose last day is over."""
        return self.live().filter(due_on__lt=clock.today())


class ConflictCase(UUIDModel, TimestampedModel):
    """One conflict: who collides with whom, until when it is to be decided, and who has it.

    An old account in conflict (``account``) with the presumed person ``rival``; or the account of ``user`` with that of
    ``holder`` over the resident ID of ``index`` (a keyed hash); or an old account (``account``) with the person
    ``claimant`` who says, or has proved, that it is his, and has proved something that contradicts it. ``cities`` are
    the short names of the cities that a side comes from; a case that touches somebody's account is the province's.
    ``due_on`` counts in working days (``PORTAL_QUEUE_DAYS``), ``due_is_provisional`` where a year without a published
    calendar was crossed; ``alarmed_on`` is the deadline of which an alarm was given.
    """

    reason = models.CharField(_("what collides"), max_length=40, choices=ConflictReason)
    state = models.CharField(_("state"), max_length=10, choices=CaseState, default=CaseState.OPEN)
    cities = ArrayField(models.CharField(max_length=40), verbose_name=_("cities"), default=list)
    account = models.ForeignKey(
        OldAccount, verbose_name=_("old account"), on_delete=models.CASCADE, null=True, blank=True, related_name="cases"
    )
    rival = models.ForeignKey(
        Claim, verbose_name=_("at odds with"), on_delete=models.SET_NULL, null=True, blank=True, related_name="cases"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
    )
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account that has proved it"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
    )
    claimant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account that claims it"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    index = models.BinaryField(_("index of the resident ID"), max_length=32, null=True, editable=False)
    opened_at = models.DateTimeField(_("case opened at"))
    due_on = models.DateField(_("to be decided by"))
    due_is_provisional = models.BooleanField(_("deadline is provisional"), default=False)
    alarmed_on = models.DateField(_("alarm given for"), null=True, blank=True, editable=False)
    taken_by = models.CharField(_("who has it"), max_length=80, blank=True)
    closed_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    objects = ConflictCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("conflict of persons")
        verbose_name_plural = _("conflicts of persons")
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(closed_at__isnull=True),
                name="case_once_an_old_account",
            ),
            models.UniqueConstraint(
                fields=["user", "index"],
                condition=Q(closed_at__isnull=True),
                name="case_once_an_account",
            ),
            models.CheckConstraint(
                condition=Q(account__isnull=False, user__isnull=True, holder__isnull=True, index__isnull=True)
                | Q(account__isnull=True, rival__isnull=True, user__isnull=False, holder__isnull=False),
                name="case_of_two_sides",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED, closed_at__isnull=False)
                | (~Q(state__in=ENDED) & Q(closed_at__isnull=True)),
                name="case_ended_or_live",
            ),
        ]
        indexes = [
            models.Index(fields=["claimant"], name="case_claimant", condition=Q(claimant__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_over_claim(self) -> bool:
        """Whether an old account and a person who has signed in collide."""
        return self.claimant_id is not None

    @property
    def is_live(self) -> bool:
        """Whether somebody still has to decide it."""
        return self.closed_at is None

    @property
    def is_overdue(self) -> bool:
        """Whether its last day is over and it is not settled."""
        return self.is_live and self.due_on < clock.today()
