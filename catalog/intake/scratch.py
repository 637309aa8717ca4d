"""What a run must keep of every row of its source, on disk: memory is the same for ten thousand rows and for a million.

A file of LMDB's in the temporary folder, without a name, so that nothing is left of it when the process dies. Keys are
hashes: two of a billion rows meet by chance once in forty runs, and then a person looks at a doubled id.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Final, NamedTuple, Self
from uuid import UUID

import lmdb
import msgspec

# Address space, not disk: the file grows with what is in it.
LIMIT: Final = 1 << 38
_ROW, _CODE, _SERVICE, _OFF = b"r", b"c", b"s", b"o"


class Holder(NamedTuple):
    """The row that offers a service already."""

    key: str
    service_id: UUID
    title: str


_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(Holder)


def _mark(kind: bytes, text: str) -> bytes:
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
        mark = _mark(_ROW, key)
        if self._notes.put(mark, content, overwrite=False):
            return None
        found: bytes = self._notes.get(mark)
        return found

    def saw(self, key: str) -> bool:
        """Whether the source holds a row of this key."""
        return self._notes.get(_mark(_ROW, key)) is not None

    def give(self, code: str, holder: Holder) -> None:
        """Note that a row of this run offers the service of this code."""
        self._notes.put(_mark(_CODE, code), _encoder.encode(holder))
        self._notes.put(_SERVICE + holder.service_id.bytes, b"")

    def holder(self, code: str) -> Holder | None:
        """Return the row of this run that offers the service of this code."""
        found = self._notes.get(_mark(_CODE, code))
        return None if found is None else _decoder.decode(found)

    def gives(self, service_id: UUID) -> bool:
        """Whether a row of this run offers this service."""
        return self._notes.get(_SERVICE + service_id.bytes) is not None

    def switch_off(self, service_id: UUID) -> None:
        """Note that a row of this run takes this service out of use."""
        self._notes.put(_OFF + service_id.bytes, b"")

    def is_off(self, service_id: UUID) -> bool:
        """Whether a row of this run takes this service out of use."""
        return self._notes.get(_OFF + service_id.bytes) is not None
