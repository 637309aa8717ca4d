"""Rows kept on disk between the reading of a source and the writing of a table.

Nothing is written to the database before the source has been read to its end; memory holds one chunk at a time. The
file has no name, so that nothing is left of it when the process dies.
"""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import Final, Generic, Self, TypeVar

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

T = TypeVar("T")
_LENGTH: Final = struct.Struct("<I")


class Spool(Generic[T]):
    """An append-then-read file of rows of one kind. Use as a context manager."""

    def __init__(self, kind: type[T]) -> None:
        self._file = tempfile.TemporaryFile(prefix="intake-")  # noqa: SIM115 -- closed by __exit__
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(kind)
        self.count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, row: T) -> None:
        """Append a row."""
        data = self._sealed(self._encoder.encode(row))
        self._file.write(_LENGTH.pack(len(data)) + data)
        self.count += 1

    def chunks(self, size: int) -> Iterator[list[T]]:
        """Yield the rows in their order, ``size`` at a time."""
        self._file.seek(0)
        chunk: list[T] = []
        place = 0
        while head := self._file.read(_LENGTH.size):
            chunk.append(self._decoder.decode(self._opened(self._file.read(_LENGTH.unpack(head)[0]), place)))
            place += 1
            if len(chunk) == size:
                yield chunk
                chunk = []
        if chunk:
            yield chunk

    def _sealed(self, data: bytes) -> bytes:
        return data

    def _opened(self, data: bytes, place: int) -> bytes:
        return data


class SealedSpool(Spool[T]):
    """A spool of rows that nobody may read from the disk: AES-256-GCM under a key that this process alone holds.

    The nonce is the row's place, which comes once under the key.
    """

    def __init__(self, kind: type[T]) -> None:
        super().__init__(kind)
        self._cipher = AESGCM(AESGCM.generate_key(256))

    def _sealed(self, data: bytes) -> bytes:
        return self._cipher.encrypt(self.count.to_bytes(12, "big"), data, None)

    def _opened(self, data: bytes, place: int) -> bytes:
        return self._cipher.decrypt(place.to_bytes(12, "big"), data, None)
