"""Which verifiers are in use."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from accounts.models.proof import Level
from accounts.verifiers.port import Verifier, verifiers


def in_use() -> list[Verifier]:
    """Return the verifiers that ``PORTAL_VERIFIERS`` names, in its order."""
    return [verifiers.get(name) for name in settings.PORTAL_VERIFIERS if name in verifiers]


def options_of(name: str) -> Any:
    """Return the options of a verifier in use. Raises PluginOptionsError."""
    return verifiers.options(name, settings.PORTAL_VERIFIERS[name])


def offered(*, least: Level) -> list[Verifier]:
    """Return the ways that lead to ``least`` or above.

    A way that needs a consent of its own stands among them only beside one that needs none: whoever declines is served
    all the same (rules on face recognition in force since 2025-06-01).
    """
    enough = [verifier for verifier in in_use() if verifier.level >= least]
    return enough if any(not verifier.consent for verifier in enough) else []
