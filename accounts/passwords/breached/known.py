"""The file: a header, then the first octets of SHA-1 digests, sorted, all of one width."""

from __future__ import annotations

import hashlib
import mmap
import os
import struct
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings

# Mark, version, octets an entry, entries.
HEADER: Final = struct.Struct(">8sBB6xQ")
MARK: Final = b"BREACHED"
VERSION: Final = 1
# Of a billion entries, eight octets hit a password that is in none of them once in eighteen billion tries.
WIDTH: Final = 8


class BreachedListError(ValueError):
    """The file is not one of ours, or was cut short."""


def prefix_of(password: str) -> bytes:
    """Return what the file keeps of a password: the first octets of its SHA-1, as Pwned Passwords counts them."""
    return hashlib.sha1(password.encode(errors="replace"), usedforsecurity=False).digest()[:WIDTH]


class BreachedList(Sequence[bytes]):
    """The entries of one file, mapped and not read: a billion cost no memory of ours, and thirty steps to search."""

    def __init__(self, path: Path) -> None:
        """Open ``path``. Raises OSError, BreachedListError."""
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            head = file.read(HEADER.size)
            if len(head) < HEADER.size:
                raise BreachedListError(f"{path} is not a list of breached passwords")
            mark, version, width, self._count = HEADER.unpack(head)
            if (mark, version, width) != (MARK, VERSION, WIDTH) or size != HEADER.size + WIDTH * self._count:
                raise BreachedListError(f"{path} is not a list of breached passwords")
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: Any) -> Any:
        """Return the entry at ``index``, counted from nought."""
        if not 0 <= index < self._count:
            raise IndexError(index)
        start = HEADER.size + WIDTH * index
        return self._map[start : start + WIDTH]

    def holds(self, password: str) -> bool:
        """Whether ``password`` is known."""
        wanted = prefix_of(password)
        found = bisect_left(self, wanted)
        return found < self._count and self[found] == wanted


@lru_cache(maxsize=2)
def opened(path: Path) -> BreachedList:
    """Return the list at ``path``, opened once a process. Raises OSError, BreachedListError."""
    return BreachedList(path)


def is_breached(password: str) -> bool:
    """Whether ``password``, or it in lower case, stands in the list that PORTAL_BREACHED_PASSWORDS names."""
    known = opened(Path(settings.PORTAL_BREACHED_PASSWORDS))
    return known.holds(password) or known.holds(password.lower())
