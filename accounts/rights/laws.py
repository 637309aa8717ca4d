"""The provisions on which personal data is held and kept, as people are told of them.

Numbers are those of the texts in force; a revision that renumbers them changes this file alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Provision:
    """One provision: where it stands, and what it says, in a sentence."""

    code: str
    where: str | Promise
    says: str | Promise


DUTY: Final = Provision(
    "pipl-13-3",
    _("Personal Information Protection Law, Art. 13 (3)"),
    _("Needed to fulfil a duty that a law lays on the authority."),
)
CONSENT: Final = Provision(
    "pipl-13-1",
    _("Personal Information Protection Law, Art. 13 (1)"),
    _("You have consented, and may withdraw it at any time (Art. 15)."),
)
REQUESTED: Final = Provision(
    "pipl-13-2",
    _("Personal Information Protection Law, Art. 13 (2)"),
    _("Needed for the service that you asked for."),
)
SECURITY: Final = Provision(
    "pipl-51",
    _("Personal Information Protection Law, Art. 51"),
    _("Needed to keep strangers away from your data."),
)
RECORDS: Final = Provision(
    "pipl-56",
    _("Personal Information Protection Law, Art. 55 and 56"),
    _("Records of how sensitive personal data was handled are kept for at least three years."),
)
LOGS: Final = Provision(
    "csl-23",
    _("Cybersecurity Law, Art. 23 (Art. 21 until 2025)"),
    _("Logs of what happened in the network are kept for at least six months."),
)
CORRECTED: Final = Provision(
    "pipl-46",
    _("Personal Information Protection Law, Art. 46"),
    _("What is wrong or not complete is checked and corrected in time when you ask for it."),
)
STORED_ONLY: Final = Provision(
    "pipl-47",
    _("Personal Information Protection Law, Art. 47"),
    _("What a law has kept longer is stored and protected, and used for nothing else."),
)
