"""What staff look at a person's data for, and from where: written beside every read, told to the person."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from services_portal.kernel.actor import EVERYWHERE, Actor


class ReadPurpose(models.TextChoices):
    """Why staff open something of a person's."""

    ACCOUNT = "account", _("to see how an account stands: to help its person, or to suspend and restore it")
    RESIDENT = "resident", _("to answer a question, or work on a matter, of the person")
    IDENTITY = "identity", _("to prove who the person is, or to revoke a wrong proof")
    MERGE = "merge", _("to compare two accounts that are said to be one person's")
    CORRECTION = "correction", _("to decide a request that something be corrected")
    CONFLICT = "conflict", _("to decide whose a document or an old account is")
    AGENCY = "agency", _("to confirm, or end, that somebody acts for another")
    RECOVERY = "recovery", _("to let the person back into the account")
    STAFF = "staff", _("to give a role or take it back")


def read_facts(actor: Actor, purpose: ReadPurpose) -> dict[str, Any]:
    """Return what an audit entry of a read says besides who and what: the purpose, and where the reader's rights hold.

    Places are realms (``agency:<id>``, ``city:<slug>``, ``*``) as they stood then: who changes the office meanwhile has
    still looked from the former one.
    """
    places = {EVERYWHERE} if actor.all_rights else {grant.realm for grant in actor.grants}
    return {"purpose": purpose.value, "places": sorted(places)}
