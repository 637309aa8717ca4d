"""What a scheme is: a reader of stored passwords."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, ClassVar, Final

from accounts.passwords.malformed import MalformedHashError
from accounts.passwords.steps import Step
from services_portal.kernel.registry import CheckResult, Plugin, Registry

ENTRY_POINTS: Final = "services_portal.password_schemes"
# No scheme writes more than this; a longer text is read no further.
LONGEST: Final = 1024


@dataclass(frozen=True)
class Reading:
    """A stored password, taken apart: the steps that lead to its digest, and the digest (hidden from ``repr``)."""

    steps: tuple[Step, ...]
    digest: bytes = field(repr=False)

    def matches(self, secret: bytes) -> bool:
        """Whether ``secret`` leads to the digest; compared in constant time."""
        return hmac.compare_digest(through(self.steps, secret), self.digest)


def through(steps: tuple[Step, ...], secret: bytes) -> bytes:
    """Return what comes of ``secret`` after all ``steps``."""
    return reduce(lambda value, step: step.compute(value), steps, secret)


class Scheme(Plugin):
    """Base of every scheme.

    ``published`` is a known answer (stored, salt, password) from elsewhere, with which the scheme checks itself.
    ``encoding`` is that of a scheme which has one of its own, whatever the site's pages were in.
    ``told`` says whether the form of a text shows the scheme, so that ``identify`` may name it.
    """

    published: tuple[str, str, str]
    encoding: ClassVar[str] = ""
    told: ClassVar[bool] = True

    def read(self, stored: str, salt: str, encoding: str) -> Reading:
        """Take a stored password apart; ``salt`` is what the table kept beside it, as octets in ``encoding``.

        Raises MalformedHashError (``form`` or ``work``) for anything that this scheme never writes.
        """
        raise NotImplementedError(f"{type(self).__name__} must implement read()")

    def check(self, options: Any = None) -> CheckResult:
        """Verify the published answer."""
        stored, salt, password = self.published
        try:
            encoding = self.encoding or "utf-8"
            ok = self.read(stored, salt, encoding).matches(password.encode(encoding))
        except (MalformedHashError, ValueError):
            ok = False
        if ok:
            return CheckResult(True, "与公布的样例一致", "agrees with its published answer")
        return CheckResult(False, "与公布的样例不一致", "does not agree with its published answer")


def unsalted(salt: str) -> None:
    """Raise MalformedHashError where a table gives a salt and the scheme keeps its own, or has none."""
    if salt:
        raise MalformedHashError("form")


def between(stored: str, start: str, *, parts: int | None = None) -> list[str]:
    """Return what stands between the ``$`` after ``start``. Raises MalformedHashError for another start or number."""
    if not stored.startswith(start):
        raise MalformedHashError("form")
    found = stored.removeprefix(start).split("$")
    if parts is not None and len(found) != parts:
        raise MalformedHashError("form")
    return found


schemes: Registry[Scheme] = Registry("password scheme", entry_point_group=ENTRY_POINTS)
