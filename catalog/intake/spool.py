"""Rows that changed, kept on disk between the reading of a source and the writing of the registry.

Nothing is written to the registry before the source has been read to its end; memory holds one chunk at a time. The
file has no name, so that nothing is left of it when the process dies.
"""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import Final, Self

import msgspec

from catalog.intake.rows import SourceRow

_LENGTH: Final = struct.Struct("<I")


class Spool:
    """An append-then-read file of rows. Use as a context manager."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="intake-")  # noqa: SIM115 -- closed by __exit__
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(SourceRow)
        self.count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, row: SourceRow) -> None:
        """Append a row."""
        data = self._encoder.encode(row)
        self._file.write(_LENGTH.pack(len(data)) + data)
        self.count += 1

    def chunks(self, size: int) -> Iterator[list[SourceRow]]:
        """Yield the rows in their order, ``size`` at a time."""
        self._file.seek(0)
        chunk: list[SourceRow] = []
        while head := self._file.read(_LENGTH.size):
            chunk.append(self._decoder.decode(self._file.read(_LENGTH.unpack(head)[0])))
            if len(chunk) == size:
                yield chunk
                chunk = []
        if chunk:
            yield chunk
