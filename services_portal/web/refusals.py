"""A refusal in words for people: some explanations speak to programs, which read ``params``."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.errors import STEP_UP_REQUIRED
from services_portal.kernel.errors import DomainError


def said_of(refusal: DomainError) -> str:
    """Return what a page says of ``refusal``: what is told of this case, else what the code means."""
    if refusal.error.code == STEP_UP_REQUIRED.code:
        return _("Please prove first who you are: a window does it with your document.")
    if refusal.detail:
        return str(refusal.detail)
    return str(refusal.error.title if refusal.params else refusal.error.explanation)
