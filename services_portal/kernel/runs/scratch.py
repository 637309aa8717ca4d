"""What a run must keep of every row of its source, on disk: memory is the same for ten thousand rows and for a million.

A file of LMDB's in the temporary folder, without a name, so that nothing is left of it when the process dies. Keys are
hashes: two of a billion rows meet by chance once in forty runs, and then a person looks at a doubled id.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import lmdb

# Address space, not disk: the file grows with what is in it.
LIMIT: Final = 1 << 38
_ROW: Final = b"r"


def mark(kind: bytes, text: str) -> bytes:
    """Return the key under which something of ``kind`` (one byte) is noted about ``text``."""
    return kind + hash(text).to_bytes(8, "big", signed=True)


class Scratch:
    """Notes of one run. Use as a context manager; :meth:`settle` after each chunk lets go of the memory in between."""

    def __init__(self) -> None:
        handle, path = tempfile.mkstemp(prefix="intake-")
        os.close(handle)
        try:
            self._file = lmdb.open(path, map_size=LIMIT, subdir=False, lock=False, sync=False, metasync=False)
            self._notes: Any = self._file.begin(write=True)
        finally:
            Path(path).unlink()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._notes.abort()
        self._file.close()

    def settle(self) -> None:
        """Hand what was noted over to the file."""
        self._notes.commit()
        self._notes = self._file.begin(write=True)

    def meet(self, key: str, content: bytes) -> bytes | None:
        """Note that the source holds a row of this key, and return the content noted for an earlier one of it."""
        place = mark(_ROW, key)
        if self._notes.put(place, content, overwrite=False):
            return None
        found: bytes = self._notes.get(place)
        return found

    def saw(self, key: str) -> bool:
        """Whether the source holds a row of this key."""
        return self._notes.get(mark(_ROW, key)) is not None
