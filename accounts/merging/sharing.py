"""Whose it is that was written while two accounts were one, as far as anybody can tell.

A row is told from what was there before by the keys that the merge noted down. By whose means it was written says the
audit log (``owning``). What is not told by itself may belong to something that is.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, Final

from django.db import models

from accounts.means import owners_in
from accounts.merging.owning import AT_ONCE, writers_of
from accounts.merging.pointers import Meanwhile, Pointer, pointers
from accounts.models import Merge, MergeMove, MergeState, User
from accounts.selectors import parts_of
from services_portal.kernel.models import AuditEntry

AGENCY: Final = "accounts.AgencyRelation.person"


class Side(StrEnum):
    """To which of the two accounts something belongs."""

    SURVIVOR = "survivor"
    ABSORBED = "absorbed"


class Sharing:
    """What ``survivor`` has that came after ``merge``, and whose it is; to be asked while the merge stands."""

    def __init__(self, merge: Merge, survivor: User, absorbed: User) -> None:
        self._absorbed = absorbed.pk
        self._theirs = frozenset({absorbed.pk, *(part.pk for part in parts_of(absorbed))})
        self._family = self._theirs | {survivor.pk, *(part.pk for part in parts_of(survivor))}
        self._sides: dict[tuple[str, str], Side | None] = {}
        self.is_told = merge.brought is not None
        brought = merge.brought or {}
        moves = MergeMove.objects.filter(merge__survivor=survivor, merge__state=MergeState.DONE)
        came = set(moves.values_list("pointer", "row"))
        for name, keys in brought.items():
            self._sides.update({(name, key): Side.SURVIVOR for key in keys})
        for name, key in merge.moves.values_list("pointer", "row"):
            self._sides[name, key] = Side.ABSORBED
        self._before: Final = dict(self._sides)
        self._pointers = {pointer.name: pointer for pointer in pointers()}
        self._since: dict[str, dict[str, models.Model]] = {}
        self._writers: dict[str, Any] = {}
        for pointer in self._pointers.values():
            if pointer.meanwhile is not Meanwhile.STAYS:
                self._since[pointer.name] = _since(pointer, survivor, came | set(self._before))

    def rows(self, pointer: Pointer) -> dict[str, models.Model]:
        """Return the rows of the survivor that came after the merge, by their keys as text."""
        return self._since.get(pointer.name, {})

    def side_of(self, pointer: Pointer, key: Any) -> Side | None:
        """Return whose a row is, or None where nobody can tell."""
        place = (pointer.name, str(key))
        if place not in self._sides:
            self._sides[place] = None  # what follows itself is nobody's
            row = self.rows(pointer).get(str(key))
            self._sides[place] = self._told(pointer, str(key), row) if row is not None else self._stayed(pointer, key)
        return self._sides[place]

    def _stayed(self, pointer: Pointer, key: Any) -> Side | None:
        """What the merge did not take is the absorbed account's still."""
        held = pointer.model._base_manager.filter(**{pointer.field_name: self._absorbed}, pk=key)
        return Side.ABSORBED if held.exists() else None

    def _told(self, pointer: Pointer, key: str, row: models.Model) -> Side | None:
        followed = pointer.follows(row) if pointer.follows is not None else None
        side = self.side_of(self._pointers[followed[0]], followed[1]) if followed is not None else None
        if side is not None or pointer.meanwhile is Meanwhile.FOLLOWS:
            return side
        if pointer.told is not None:
            entries = AuditEntry.objects.filter(pointer.told(row), refused=False).exclude(via="").order_by("-pk")
            ways = (self.side_by(via) for via in entries.values_list("via", flat=True))
            return next((way for way in ways if way is not None), None)
        if pointer.name not in self._writers:
            self._writers[pointer.name] = writers_of(pointer, list(self.rows(pointer)), self._family)
        written = self._writers[pointer.name].get(key)
        return self._side(written) if written else self._by_agent(pointer, key)

    def _by_agent(self, pointer: Pointer, key: str) -> Side | None:
        """What somebody else wrote for one of them is theirs who let him act."""
        about = AuditEntry.objects.filter(subject_type=pointer.model._meta.label_lower, subject_id=key, refused=False)
        authority = about.exclude(authority="").order_by("pk").values_list("authority", flat=True).first()
        return self.side_of(self._pointers[AGENCY], authority) if authority else None

    def side_by(self, via: str) -> Side | None:
        """Return to whom the means ``via`` (``Actor.via``) belong, or None where nobody can tell."""
        owners = owners_in(via)
        return self._side(owners) if owners else None

    def _side(self, owners: frozenset[Any]) -> Side | None:
        if not owners <= self._family:
            return None
        if owners <= self._theirs:
            return Side.ABSORBED
        return None if owners & self._theirs else Side.SURVIVOR

    def written_by_both(self) -> Iterator[tuple[str, str]]:
        """Yield pointer and key of what one of them had before the merge, and the other has written to since."""
        for pointer in self._pointers.values():
            if pointer.meanwhile not in (Meanwhile.ENDS, Meanwhile.FOLLOWS):
                yield from ((pointer.name, key) for key in sorted(self._written_to_by_the_other(pointer.name)))

    def _written_to_by_the_other(self, name: str) -> set[str]:
        keys = [key for (pointer, key) in self._before if pointer == name]
        label = self._pointers[name].model._meta.label_lower
        about = AuditEntry.objects.filter(subject_type=label, refused=False)
        found: set[str] = set()
        for start in range(0, len(keys), AT_ONCE):
            told = about.filter(subject_id__in=keys[start : start + AT_ONCE]).exclude(via="")
            for key, via in told.values_list("subject_id", "via"):
                if self.side_by(via) not in (None, self._before[name, key]):
                    found.add(key)
        return found


def _since(pointer: Pointer, survivor: User, before: set[tuple[str, str]]) -> dict[str, models.Model]:
    held = pointer.model._base_manager.filter(**{pointer.field_name: survivor.pk})
    keys = [key for key in held.values_list("pk", flat=True) if (pointer.name, str(key)) not in before]
    return {str(row.pk): row for row in held.filter(pk__in=keys).order_by("pk")}
