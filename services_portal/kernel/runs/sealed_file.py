"""A file that was handed in for a run, sealed while it waits, readable only while it is read.

What lies on disk is AES-256-GCM, a megabyte a piece, under a key of its own that its owner keeps elsewhere: with the
key gone the file is gone. To be read it is opened into the memory of the process, behind a path that no other has.
"""

from __future__ import annotations

import os
import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

BLOCK: Final = 1 << 20
_TAG: Final = 16
_PLACE: Final = struct.Struct(">4xQ")
_MORE, _LAST = b"more", b"last"


class Readable(Protocol):
    """What is read block by block."""

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes; fewer than asked for only at the end."""
        ...


class TooLargeError(Exception):
    """The file is larger than may be handed in."""


class BrokenSealError(Exception):
    """The file was cut, changed, or is sealed under another key."""


def seal_file(source: Readable, target: Path, *, limit: int) -> bytes:
    """Write ``source`` sealed to ``target``, whose folder is made, and return the key.

    Raises TooLargeError beyond ``limit`` bytes; then, and whenever reading fails, nothing is left of ``target``.
    """
    key = AESGCM.generate_key(256)
    cipher, size, place = AESGCM(key), 0, 0
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as sealed:
            block = source.read(BLOCK)
            while True:
                following = source.read(BLOCK) if block else b""
                size += len(block)
                if size > limit:
                    raise TooLargeError
                sealed.write(cipher.encrypt(_PLACE.pack(place), block, _MORE if following else _LAST))
                if not following:
                    return key
                block, place = following, place + 1
    except BaseException:
        target.unlink(missing_ok=True)
        raise


@contextmanager
def opened_file(path: Path, key: bytes, *, suffix: str = "") -> Iterator[Path]:
    """Yield a path under which this process, and no other, reads what was sealed; its name ends with ``suffix``.

    Raises BrokenSealError, FileNotFoundError.
    """
    memory = os.memfd_create("run")
    try:
        with os.fdopen(memory, "wb", closefd=False) as plain, path.open("rb") as sealed:
            _unseal(sealed, plain, AESGCM(key))
        with path_to(memory, suffix=suffix) as found:
            yield found
    finally:
        os.close(memory)


@contextmanager
def path_to(descriptor: int, *, suffix: str = "") -> Iterator[Path]:
    """Yield a path to what this process holds open without a name; it ends with ``suffix``."""
    with tempfile.TemporaryDirectory(prefix="run-") as folder:
        link = Path(folder) / f"source{suffix}"
        link.symlink_to(f"/proc/{os.getpid()}/fd/{descriptor}")
        yield link


def _unseal(sealed: Readable, plain: IO[bytes], cipher: AESGCM) -> None:
    piece, place = sealed.read(BLOCK + _TAG), 0
    while True:
        following = sealed.read(BLOCK + _TAG)
        try:
            block = cipher.decrypt(_PLACE.pack(place), piece, _MORE if following else _LAST)
        except InvalidTag:
            raise BrokenSealError from None
        plain.write(block)
        if not following:
            return
        piece, place = following, place + 1
