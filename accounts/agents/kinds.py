"""The words of agency."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class AgencyKind(models.TextChoices):
    """As what somebody acts for another (民法典 23, 27, 28, 34 guardians; 61 legal representatives; 161–170 others)."""

    PARENT = "parent", _("father or mother")
    GUARDIAN = "guardian", _("guardian")
    ENTRUSTED = "entrusted", _("entrusted person")
    LEGAL_REPRESENTATIVE = "legal_representative", _("legal representative")
    HANDLER = "handler", _("handler of an enterprise")
    CLERK = "clerk", _("window clerk")


class AgencyState(models.TextChoices):
    """Where a relation stands; term and ages count beside it. ``confirmed`` waits for a second member of staff."""

    ASKED = "asked", _("asked for, waits for a yes")
    CONFIRMED = "confirmed", _("confirmed, waits for a second clerk")
    IN_FORCE = "in_force", _("in force")
    SUSPENDED = "suspended", _("suspended")
    ENDED = "ended", _("ended")


class Side(models.TextChoices):
    """From which side somebody asks for a relation, confirms or ends it."""

    AGENT = "agent", _("who acts")
    PRINCIPAL = "principal", _("for whom he acts")
    STAFF = "staff", _("a window")


class AgencySource(models.TextChoices):
    """What a relation rests on."""

    REGISTER = "register", _("a public register")
    DOCUMENT = "document", _("a document seen at a window")
    SIGNED = "signed_authority", _("a signed authority")
    REPRESENTATIVE = "legal_representative", _("the word of the legal representative")
    OLD_LOGIN = "old_login", _("a login of an old city system")


class EndReason(models.TextChoices):
    """Why a relation ended; a choice, so that no name gets into the audit log."""

    BY_AGENT = "by_agent", _("given up by the agent")
    BY_PRINCIPAL = "by_principal", _("withdrawn by whom it was for")
    BY_STAFF = "by_staff", _("ended at a window")
    REPLACED = "replaced", _("another took its place")
    OF_AGE = "of_age", _("the child has come of age")
    EXPIRED = "expired", _("its term is over")
    SUPERIOR_ENDED = "superior_ended", _("the agency that it rested on has ended")
