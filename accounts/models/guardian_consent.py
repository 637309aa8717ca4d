"""Consents of guardians to what the portal keeps of a child under 14."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.agency_relation import AgencyRelation
from accounts.models.dependant import Dependant
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet
from services_portal.kernel.models import ActedModel, UUIDModel


class GuardianConsentQuerySet(ActorQuerySet):
    """Seen by the child and by those who act for him."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        if actor.type != "user" or action is not Action.VIEW:
            return self.none()
        theirs = Q(dependant__user_id=actor.id) | Q(dependant__agencies__agent_id=actor.id)
        return self.filter(theirs).distinct()

    def standing(self) -> Self:
        """Return those that were not withdrawn; whether they count says ``accounts.agents.consents``."""
        return self.filter(withdrawn_at=None)


class GuardianConsent(UUIDModel, ActedModel):
    """That a guardian consents to an account of his ward's own (个人信息保护法 art 31): by which agency, to which text,
    when; ``acted_by`` is who. It counts while he is guardian, and until the child is 14 and decides for himself."""

    dependant = models.ForeignKey(
        Dependant, verbose_name=_("dependant"), on_delete=models.CASCADE, related_name="consents"
    )
    agency = models.ForeignKey(
        AgencyRelation, verbose_name=_("acting for another"), on_delete=models.PROTECT, related_name="+"
    )
    text = models.CharField(_("text consented to"), max_length=40)
    given_at = models.DateTimeField(_("given at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = GuardianConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("guardian's consent")
        verbose_name_plural = _("guardians' consents")
        constraints = [
            models.UniqueConstraint(
                fields=["dependant", "agency"], condition=Q(withdrawn_at__isnull=True), name="guardian_consents_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
