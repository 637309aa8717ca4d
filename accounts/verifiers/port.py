"""What a verifier is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

from accounts.identifiers import IdentifierType
from accounts.models.proof import Level
from services_portal.kernel.registry import Plugin, Registry

ENTRY_POINTS: Final = "services_portal.identity_verifiers"


@dataclass(frozen=True)
class Subject:
    """Who is to be proved, as he says himself; ``repr`` hides all of it. ``phone`` is his proved number, or empty."""

    name: str = field(repr=False)
    type: IdentifierType = field(repr=False)
    number: str = field(repr=False)
    phone: str = field(repr=False, default="")


@dataclass(frozen=True)
class Passed:
    """The person is who he says; ``receipt`` is the verifier's number of the act, without personal data."""

    receipt: str = ""


@dataclass(frozen=True)
class Refused:
    """The person is not confirmed. Why is not told: it would say of a stranger's number whose it is."""


@dataclass(frozen=True)
class Waiting:
    """The person has something to do: ``challenge`` is for his client, ``memory`` for the verifier's next step."""

    challenge: Mapping[str, Any]
    memory: str = field(repr=False, default="")


Step = Passed | Refused | Waiting


class VerifierBrokenError(Exception):
    """The verifier could not be asked, or what it answered cannot be trusted. The message holds no personal data."""


class Verifier(Plugin):
    """Base of every verifier.

    ``level`` is what it proves, ``valid_days`` for how long. ``consent`` names the text that a person must agree to
    first, separately from all else (face recognition); such a verifier is never offered as the only way.
    ``self_service`` is False where a clerk acts. ``tries`` bounds the answers to one challenge.
    """

    level: ClassVar[Level]
    valid_days: ClassVar[int]
    consent: ClassVar[str] = ""
    self_service: ClassVar[bool] = True
    tries: ClassVar[int] = 3

    def begin(self, subject: Subject, options: Any) -> Step:
        """Ask about ``subject``, within seconds, holding no transaction. Raises VerifierBrokenError."""
        raise NotImplementedError(f"{type(self).__name__} must implement begin()")

    def resume(self, memory: str, answer: Mapping[str, str], options: Any) -> Step:
        """Go on with what the person answered; ``Waiting`` means: not yet. Raises VerifierBrokenError."""
        raise NotImplementedError(f"{type(self).__name__} must implement resume()")


verifiers: Registry[Verifier] = Registry("identity verifier", entry_point_group=ENTRY_POINTS)
