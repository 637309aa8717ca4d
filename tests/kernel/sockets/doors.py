"""Doors for tests of the socket itself: who is let in is said by what is shown."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

from services_portal.kernel.actor import Actor
from services_portal.kernel.sockets import look_again
from services_portal.kernel.sockets.door import Credential, Visitor

PERSON = uuid4()
ended: set[str] = set()
barred: set[UUID] = set()
between: list[Callable[[], None]] = []


class ListedDoor:
    """Lets in whoever shows ``good…``, until that is in ``ended``."""

    def enter(self, credential: Credential) -> Visitor | None:
        found = None
        if credential.secret.startswith("good") and credential.secret not in ended and PERSON not in barred:
            found = Visitor(PERSON, Actor(type="user", id=str(PERSON)))
        if between:
            between.pop()()
        return found

    def is_barred(self, person: UUID) -> bool:
        return person in barred


def end(secret: str) -> None:
    """End what was shown, and tell whoever listens."""
    ended.add(secret)
    look_again(PERSON)
