"""A clerk at a window, with the document in his hand."""

from __future__ import annotations

from typing import Any

from accounts.models.proof import Level
from accounts.verifiers.port import Verifier, verifiers
from services_portal.kernel.registry import CheckResult


@verifiers.register
class WindowVerifier(Verifier):
    """The clerk himself is the proof; what he writes goes through ``services.proof_at_window``."""

    name = "window"
    label_zh = "政务服务窗口"
    label_en = "At a service window"
    level = Level.PRESENT
    valid_days = 5 * 365
    self_service = False

    def check(self, options: Any) -> CheckResult:
        """A window needs nothing."""
        return CheckResult(True, "持证件到窗口办理。", "With the document, at a window.")
