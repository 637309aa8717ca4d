"""Requests that something held about a person be corrected."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.scopes import CORRECTION_DECIDE
from cities.models import City
from services_portal.kernel import clock
from services_portal.kernel.actor import EVERYWHERE, Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.crypto import EncryptedTextField
from services_portal.kernel.models import UUIDModel


class CorrectionState(models.TextChoices):
    """Where a request stands."""

    ASKED = "asked", _("asked for")
    CORRECTED = "corrected", _("corrected")
    REPORTED = "reported", _("accepted; the city corrects its records")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class RefusalReason(models.TextChoices):
    """Why something is not corrected."""

    RIGHT = "right", _("what is held agrees with the documents")
    UNPROVED = "unproved", _("no document shows what it should say")
    RECORD = "record", _("it records what was so at the time")
    ELSEWHERE = "elsewhere", _("another authority has to correct it first")


class CorrectionRequestQuerySet(ActorQuerySet):
    """A person sees his own; a city's staff those about what their city holds; who holds the right everywhere all."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        own = Q(user_id=actor.id) if actor.type == "user" else Q(pk__in=[])
        realms = actor.realms(CORRECTION_DECIDE)
        if EVERYWHERE in realms:
            return self.all()
        slugs = [realm.removeprefix("city:") for realm in realms if realm.startswith("city:")]
        return self.filter(own | Q(city__slug__in=slugs))

    def open(self) -> Self:
        """Return those that nobody has decided."""
        return self.filter(state=CorrectionState.ASKED)

    def overdue(self) -> Self:
        """Return those whose last day is over."""
        return self.open().filter(due_on__lt=clock.today())


class CorrectionRequest(UUIDModel):
    """``user`` says that one thing which is held about him is wrong, and what it should say (PIPL Art. 46).

    ``kind``, ``row`` and ``field`` name it as ``accounts.rights.correcting`` does; ``said`` and ``wanted`` are the two
    values, ``evidence`` what shows it, in his words. ``city`` is the source and decides; where there is none the
    province does. ``due_on`` counts in working days (``PORTAL_CORRECTION_DAYS``). ``answer`` is what he is told besides
    the reason; ``file`` a case number, never personal data. ``decided_by`` is an actor, ``type:id``.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("user"), on_delete=models.CASCADE, related_name="corrections"
    )
    kind = models.CharField(_("kind of record"), max_length=120)
    row = models.CharField(_("record"), max_length=64)
    field = models.CharField(_("entry"), max_length=60)
    said = EncryptedTextField(_("what it says"))
    wanted = EncryptedTextField(_("what it should say"))
    evidence = EncryptedTextField(_("what shows it"), null=True, blank=True)
    city = models.ForeignKey(
        City, verbose_name=_("city that decides"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(_("state"), max_length=12, choices=CorrectionState, default=CorrectionState.ASKED)
    asked_at = models.DateTimeField(_("asked for at"))
    due_on = models.DateField(_("to be decided by"))
    due_is_provisional = models.BooleanField(_("deadline is provisional"), default=False)
    alarmed = models.BooleanField(_("alarm given"), default=False)
    reason = models.CharField(_("refused because"), max_length=12, choices=RefusalReason, blank=True)
    answer = EncryptedTextField(_("answer"), null=True, blank=True)
    file = models.CharField(_("File number"), max_length=60, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=80, blank=True)
    ended_at = models.DateTimeField(_("decided or withdrawn at"), null=True, blank=True)

    objects = CorrectionRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for correction")
        verbose_name_plural = _("requests for correction")
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "row", "field"], condition=Q(state="asked"), name="correction_asked_once"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", ended_at__isnull=True, decided_by="")
                | Q(state="withdrawn", ended_at__isnull=False, decided_by="")
                | (Q(state__in=("corrected", "reported", "refused"), ended_at__isnull=False) & ~Q(decided_by="")),
                name="correction_ended_or_live",
            ),
            models.CheckConstraint(
                condition=Q(state="refused") & ~Q(reason="") | ~Q(state="refused") & Q(reason=""),
                name="correction_refused_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], name="correction_open", condition=Q(state="asked")),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_overdue(self) -> bool:
        """Whether its last day is over and nobody has decided it."""
        return self.state == CorrectionState.ASKED and self.due_on < clock.today()
