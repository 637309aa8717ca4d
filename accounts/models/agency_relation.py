"""Who acts for whom."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.agents.kinds import AgencyKind, AgencySource, AgencyState, EndReason, Side
from accounts.agents.rules import SCOPE_LENGTH, PrincipalKind
from accounts.models.dependant import Dependant
from accounts.models.enterprise import Enterprise
from accounts.models.proof import Level
from accounts.scopes import AGENCY_CONFIRM, RESIDENT_READ
from services_portal.kernel.actor import EVERYWHERE, Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.models import UUIDModel

OPEN = (AgencyState.ASKED, AgencyState.CONFIRMED)
HELD = (AgencyState.IN_FORCE, AgencyState.SUSPENDED)


class AgencyQuerySet(ActorQuerySet):
    """Seen from both sides: by who acts, by whom it is for, by who represents an enterprise; clerks see what waits for
    them and what they had a hand in; those who read residents everywhere see all."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        if actor.type != "user" or action not in (Action.VIEW, Action.CHANGE):
            return self.none()
        if action is Action.VIEW and actor.may(RESIDENT_READ, EVERYWHERE):
            return self.all()
        seen = self._sides(actor)
        if actor.may(AGENCY_CONFIRM):
            seen |= Q(state__in=OPEN) | Q(asked_by=actor.acted_by) | Q(confirmed_by=actor.acted_by)
        return self.filter(seen)

    def of(self, actor: Actor) -> Self:
        """Return those on whose either side ``actor`` stands, whatever rights he holds beside."""
        return self.filter(self._sides(actor)) if actor.type == "user" else self.none()

    def _sides(self, actor: Actor) -> Q:
        represented = AgencyRelation.objects.filter(
            Q(agent_id=actor.id), kind=AgencyKind.LEGAL_REPRESENTATIVE, state=AgencyState.IN_FORCE
        )
        own = Q(agent_id=actor.id) | Q(person_id=actor.id) | Q(dependant__user_id=actor.id)
        return own | Q(enterprise__in=represented.values("enterprise"))


class AgencyRelation(UUIDModel):
    """``agent`` acts for one of ``person``, ``dependant``, ``enterprise``, for ``scopes`` (opaque strings; ``*`` all),
    from ``begins_at`` until ``ends_at``, once he has proved ``least_level``. ``under`` is the agency of who appointed
    him in his own place, and holds no longer than it.

    Asked for by one and confirmed by another, always; ``asked_by`` and its fellows are actors, ``type:id``. Whether it
    holds at a moment says ``accounts.agents.standing``: term, ages and levels count beside ``state``.
    """

    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("agent"), on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("for the person"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    dependant = models.ForeignKey(
        Dependant,
        verbose_name=_("for the dependant"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agencies",
    )
    enterprise = models.ForeignKey(
        Enterprise,
        verbose_name=_("for the enterprise"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agencies",
    )
    under = models.ForeignKey(
        "self", verbose_name=_("in the place of"), on_delete=models.PROTECT, null=True, blank=True, related_name="below"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=AgencyKind)
    source = models.CharField(_("rests on"), max_length=20, choices=AgencySource)
    scopes = ArrayField(models.CharField(max_length=SCOPE_LENGTH), verbose_name=_("scope"))
    begins_at = models.DateTimeField(_("begins at"))
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    least_level = models.PositiveSmallIntegerField(_("least level of the agent"), choices=Level)
    may_delegate = models.BooleanField(_("may appoint another in his place"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=AgencyState, default=AgencyState.ASKED)
    reason = models.CharField(_("file number"), max_length=60, blank=True)
    asked_by = models.CharField(_("asked for by"), max_length=80)
    asked_side = models.CharField(_("asked for from the side of"), max_length=10, choices=Side)
    asked_at = models.DateTimeField(_("asked for at"))
    confirmed_by = models.CharField(_("confirmed by"), max_length=80, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    seconded_by = models.CharField(_("seconded by"), max_length=80, blank=True)
    seconded_at = models.DateTimeField(_("seconded at"), null=True, blank=True)
    in_force_at = models.DateTimeField(_("in force since"), null=True, blank=True)
    suspended_side = models.CharField(_("suspended from the side of"), max_length=10, choices=Side, blank=True)
    ended_by = models.CharField(_("ended by"), max_length=80, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    end_reason = models.CharField(_("ended because"), max_length=20, choices=EndReason, blank=True)
    told_age = models.PositiveSmallIntegerField(_("age last told of"), default=0, editable=False)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("acting for another")
        verbose_name_plural = _("acting for others")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, dependant__isnull=True, enterprise__isnull=True)
                | Q(person__isnull=True, dependant__isnull=False, enterprise__isnull=True)
                | Q(person__isnull=True, dependant__isnull=True, enterprise__isnull=False),
                name="agency_for_one",
            ),
            models.UniqueConstraint(
                fields=["agent", "kind", "person", "dependant", "enterprise"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="agency_live_once",
            ),
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=Q(kind=AgencyKind.LEGAL_REPRESENTATIVE, in_force_at__isnull=False, ended_at__isnull=True),
                name="agency_one_legal_representative",
            ),
            models.CheckConstraint(
                condition=Q(state=AgencyState.ENDED, ended_at__isnull=False)
                | (~Q(state=AgencyState.ENDED) & Q(ended_at__isnull=True)),
                name="agency_ended_or_live",
            ),
            models.CheckConstraint(
                condition=Q(state__in=HELD, in_force_at__isnull=False)
                | Q(state__in=OPEN, in_force_at__isnull=True)
                | Q(state=AgencyState.ENDED),
                name="agency_in_force_since",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(*HELD, AgencyState.CONFIRMED))
                | (Q(confirmed_at__isnull=False) & ~Q(confirmed_by="") & ~Q(confirmed_by=F("asked_by"))),
                name="agency_has_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(seconded_by="") | ~Q(seconded_by__in=[F("asked_by"), F("confirmed_by")]),
                name="agency_second_is_another",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("begins_at")), name="agency_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def principal(self) -> tuple[PrincipalKind, str]:
        """For whom: kind and key."""
        if self.enterprise_id:
            return PrincipalKind.ENTERPRISE, str(self.enterprise_id)
        if self.dependant_id:
            return PrincipalKind.DEPENDANT, str(self.dependant_id)
        return PrincipalKind.PERSON, str(self.person_id)
