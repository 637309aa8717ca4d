"""Roles of staff as data: which rights each holds, and where.

The scopes of other apps stand here by name, because this app may not import the catalogue; a system check holds every
name to the registry of scopes (``accounts.checks``).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a member of staff is there for."""

    EDITOR = "editor", _("editor")
    WINDOW_CLERK = "window_clerk", _("window clerk")
    PUBLISHER = "publisher", _("publisher")
    CITY_ADMIN = "city_admin", _("city administrator")
    PROVINCE_ADMIN = "province_admin", _("provincial administrator")
    AUDITOR = "auditor", _("auditor")


class Reach(StrEnum):
    """Where the rights of a role hold."""

    AGENCY = "agency"
    CITY = "city"
    PROVINCE = "province"


REACH: Final[dict[Role, Reach]] = {
    Role.EDITOR: Reach.AGENCY,
    Role.WINDOW_CLERK: Reach.AGENCY,
    Role.PUBLISHER: Reach.AGENCY,
    Role.CITY_ADMIN: Reach.CITY,
    Role.PROVINCE_ADMIN: Reach.PROVINCE,
    Role.AUDITOR: Reach.PROVINCE,
}

_READ: Final = ("catalog.service.read",)
_EDIT: Final = (*_READ, "catalog.service.edit")
_PUBLISH: Final = (*_EDIT, "catalog.service.review", "catalog.service.publish")
_WINDOW: Final = ("accounts.identity.prove", "accounts.agency.confirm")
# Who gives roles holds their rights himself: nobody gives what he has not.
_CITY: Final = (
    *_PUBLISH,
    *_WINDOW,
    "catalog.intake.run",
    "accounts.staff.manage",
    "accounts.intake.run",
    "accounts.conflict.decide",
    "accounts.correction.decide",
    "accounts.app.register",
)

ROLE_SCOPES: Final[dict[Role, tuple[str, ...]]] = {
    Role.EDITOR: _EDIT,
    Role.WINDOW_CLERK: _WINDOW,
    Role.PUBLISHER: _PUBLISH,
    Role.CITY_ADMIN: _CITY,
    Role.PROVINCE_ADMIN: (
        *_CITY,
        "catalog.directory.manage",
        "catalog.cut_over.move",
        "cities.manage",
        "accounts.resident.read",
        "accounts.user.suspend",
        "accounts.merge",
        "accounts.app.approve",
        "kernel.audit.read",
    ),
    Role.AUDITOR: (*_READ, "accounts.resident.read", "kernel.audit.read"),
}
