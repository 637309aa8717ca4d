"""The kinds of identifiers."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IdentifierType(models.TextChoices):
    """What a person can be known by. Values are stored, and part of what is indexed: they never change."""

    RESIDENT_ID = "resident_id", _("resident ID")
    PHONE = "phone", _("phone number")
    EMAIL = "email", _("e-mail address")
    PASSPORT = "passport", _("passport")
    PERMIT = "permit", _("residence permit")
    NETWORK_NUMBER = "network_number", _("network identity number")
