"""Codes that stand in columns, in words for the person."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models.proof import CONSENT_WITHDRAWN
from accounts.services.proof_revoke import RevokeReason
from accounts.verifiers import verifiers
from services_portal.kernel.text import ENGLISH, current_language

_WAYS: Final[dict[str, str | Promise]] = {
    "mail": _("a code by e-mail"),
    "code": _("a code by short message"),
}


def revoked_because(code: str) -> str:
    """Return in words why a proof was revoked."""
    if code == CONSENT_WITHDRAWN:
        return gettext("you have withdrawn your consent")
    return str(RevokeReason(code).label) if code in RevokeReason.values else code


def way(code: str) -> str:
    """Return in words by which way something was proved; a way that is not known any more by its name."""
    if code in _WAYS:
        return str(_WAYS[code])
    if code in verifiers:
        verifier = verifiers.get(code)
        return verifier.label_en if current_language() == ENGLISH else verifier.label_zh
    return code
