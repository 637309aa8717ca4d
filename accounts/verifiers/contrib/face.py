"""A face service: compares the person before the camera with the portrait of the register."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from accounts.models.proof import Level
from accounts.verifiers.answers import receipt_in
from accounts.verifiers.port import Passed, Refused, Step, Subject, Verifier, VerifierBrokenError, Waiting, verifiers
from accounts.verifiers.signed_http import SignedHttpOptions, ask, check_options
from services_portal.kernel.registry import CheckResult


@verifiers.register
class FaceService(Verifier):
    """The person goes to the service with his client; the portal sees no picture, and asks the service what came of it.

    Needs a consent of its own, and stands only beside another way to L3 (rules in force since 2025-06-01).
    """

    name = "face"
    label_zh = "人脸核验"
    label_en = "Face recognition"
    options_schema = SignedHttpOptions
    level = Level.PRESENT
    valid_days = 2 * 365
    consent = "face-2025-06"
    tries = 200

    def begin(self, subject: Subject, options: SignedHttpOptions) -> Step:
        """Open a session at the service."""
        asked = {"name": subject.name, "type": subject.type.value, "number": subject.number, "consent": self.consent}
        told = ask(options, "/faces", asked)
        session, address = told.get("session"), told.get("url")
        if not isinstance(session, str) or not isinstance(address, str) or not address.startswith("https://"):
            raise VerifierBrokenError("session")
        return Waiting({"kind": "visit", "url": address}, json.dumps({"session": session, "url": address}))

    def resume(self, memory: str, answer: Mapping[str, str], options: SignedHttpOptions) -> Step:
        """Ask the service itself; what the client says of it is not heard."""
        kept = json.loads(memory)
        told = ask(options, "/faces/result", {"session": kept["session"]})
        match told.get("state"):
            case "passed":
                return Passed(receipt_in(told))
            case "refused":
                return Refused()
            case "waiting":
                return Waiting({"kind": "visit", "url": kept["url"]}, memory)
            case _:
                raise VerifierBrokenError("state")

    def check(self, options: Any) -> CheckResult:
        """Whether there is a key to ask with."""
        return check_options(options)
