"""By what right somebody acts for another, or by another's means, asked again in the transaction of every write.

The kernel does not know who may act for whom: the app that does hangs its guards in here when it starts. Audit entries
are written in the transaction of their cause, so the guard that is asked there misses no write.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from services_portal.kernel.actor import Actor, Represented

Guard = Callable[[Actor, Represented], None]
MeansGuard = Callable[[Actor], None]
_GUARDS: Final[list[Guard]] = []
_MEANS_GUARDS: Final[list[MeansGuard]] = []


def set_guard(guard: Guard) -> None:
    """Let ``guard(actor, represented)`` decide; it holds the authority until the transaction ends, or raises."""
    _GUARDS[:] = [guard]


def set_means_guard(guard: MeansGuard) -> None:
    """Let ``guard(actor)`` decide about who is here by others' means; it holds what allows that, or raises."""
    _MEANS_GUARDS[:] = [guard]


def require_authority(actor: Actor) -> None:
    """Return when ``actor`` acts for himself, or still may act for whom he does, until the transaction ends; the same
    of the means by which he is here, where they are not his own.

    Raises what the guard raises (DomainError), RuntimeError where there is no guard.
    """
    if actor.via not in ("", actor.id):
        if not _MEANS_GUARDS:
            raise RuntimeError("nobody says who may be here by another's means")
        _MEANS_GUARDS[0](actor)
    if actor.on_behalf_of is None:
        return
    if not _GUARDS:
        raise RuntimeError("nobody says who may act for another")
    _GUARDS[0](actor, actor.on_behalf_of)
