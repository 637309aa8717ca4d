"""Claims that have become a person's."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.claim import Claim
from accounts.scopes import IDENTITY_PROVE
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.models import UUIDModel


class ClaimBasis(models.TextChoices):
    """How a person showed that old accounts are his."""

    FIRST_SIGN_IN = "first_sign_in", _("signed in with the old name and password")
    CITY_FIRST = "city_first", _("signed in with the city's account")
    CREDENTIAL = "credential", _("gave the old name and password while signed in")
    CITY = "city", _("signed in with the city's account while signed in")
    WINDOW = "window", _("a clerk has compared the document")
    PROVED = "proved", _("the city and the portal have proved the same document")
    DECIDED = "decided", _("staff have decided that it is the person's")


class ClaimingState(models.TextChoices):
    """Where it stands. What a clerk gives without a proof that fits waits for a second one."""

    ASKED = "asked", _("asked for")
    HELD = "held", _("held")
    REFUSED = "refused", _("refused")
    UNDONE = "undone", _("undone")


# An account began with such a claim.
BEGINNINGS = (ClaimBasis.FIRST_SIGN_IN, ClaimBasis.CITY_FIRST)
LIVE_CLAIMINGS = (ClaimingState.ASKED, ClaimingState.HELD)


class ClaimingQuerySet(ActorQuerySet):
    """A person sees what he holds; clerks see all, masked."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        if actor.may(IDENTITY_PROVE):
            return self.all()
        if actor.type != "user" or action is not Action.VIEW:
            return self.none()
        return self.filter(user_id=actor.id)

    def held(self) -> Self:
        """Return those that stand."""
        return self.filter(state=ClaimingState.HELD)


class Claiming(UUIDModel):
    """A claim, with its old accounts, is ``user``'s; one of a claim at a time, whatever races there are.

    ``old_account`` is the row whose password was shown, or that names what was proved; ``rests_on`` the identifier that
    was proved: a claim on the basis ``proved`` stands and falls with its proofs. ``born_password`` is the hash with
    which an account began that came of this claim: while it is the account's still, each other old name opens with its
    own old password. ``said`` are the identifiers that were taken over, as claimed. ``asked_by`` and its fellows are
    actors, ``type:id``.
    """

    claim = models.ForeignKey(
        Claim, verbose_name=_("claim"), on_delete=models.PROTECT, related_name="claimings", db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("user"), on_delete=models.CASCADE, related_name="claimings"
    )
    basis = models.CharField(_("basis"), max_length=20, choices=ClaimBasis)
    state = models.CharField(_("state"), max_length=10, choices=ClaimingState, default=ClaimingState.HELD)
    old_account = models.UUIDField(_("old account"), null=True, editable=False)
    rests_on = models.UUIDField(_("proved identity it rests on"), null=True, editable=False)
    born_password = models.CharField(
        _("password with which the account began"), max_length=128, blank=True, editable=False
    )
    said = ArrayField(models.UUIDField(), verbose_name=_("identifiers taken over"), default=list, editable=False)
    asked_by = models.CharField(_("asked for by"), max_length=80)
    asked_at = models.DateTimeField(_("asked for at"))
    approved_by = models.CharField(_("approved by"), max_length=80, blank=True)
    held_at = models.DateTimeField(_("held since"), null=True, blank=True)
    ended_at = models.DateTimeField(_("refused or undone at"), null=True, blank=True)
    settled_by = models.CharField(_("refused or undone by"), max_length=80, blank=True)

    objects = ClaimingQuerySet.as_manager()

    class Meta:
        verbose_name = _("claimed old accounts")
        verbose_name_plural = _("claimed old accounts")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["claim"], condition=Q(ended_at__isnull=True), name="claiming_of_one"),
            models.CheckConstraint(
                condition=Q(state__in=LIVE_CLAIMINGS, ended_at__isnull=True)
                | (~Q(state__in=LIVE_CLAIMINGS) & Q(ended_at__isnull=False)),
                name="claiming_ended_or_live",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("held", "undone")) | Q(held_at__isnull=False), name="claiming_held_at_some_time"
            ),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=F("asked_by")), name="claiming_has_four_eyes"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
