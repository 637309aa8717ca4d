"""What a person's consent at one sign-in led to: a grant. All tokens that come of it carry its id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID, uuid4

from accounts.models import User


@dataclass(frozen=True)
class Grant:
    """One sign-in of one person in one app.

    ``epoch`` is the person's ``session_epoch`` at that time; ``signed_in_at`` when he showed who he is (seconds since
    1970), where that is known. ``session`` is the mark of the session that it began in, empty for a device's.
    ``agency`` is the id of the agency by which he acts for another in the app; empty where he acts for himself.
    """

    id: UUID
    epoch: int
    signed_in_at: int | None = None
    session: str = ""
    agency: str = ""

    @classmethod
    def begin(cls, user: User, signed_in_at: int | None = None, session: str = "", agency: str = "") -> Self:
        """Return a new grant of ``user``."""
        return cls(uuid4(), user.session_epoch, signed_in_at, session, agency)

    @classmethod
    def read(cls, data: Any) -> Self | None:
        """Return the grant that :meth:`written` wrote, None for anything else."""
        if not isinstance(data, Mapping) or "grant" not in data:
            return None
        at, session, agency = data.get("signed_in_at"), data.get("session", ""), data.get("agency", "")
        return cls(UUID(data["grant"]), data["epoch"], at, session, agency)

    def written(self) -> dict[str, Any]:
        """Return it as JSON."""
        facts = {"grant": str(self.id), "epoch": self.epoch, "signed_in_at": self.signed_in_at}
        acting = {"agency": self.agency} if self.agency else {}
        return {**facts, "session": self.session, **acting}
