"""Making the file, of lists of words or of Pwned Passwords' digests, in memory that does not grow with them."""

from __future__ import annotations

import gzip
import heapq
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from pathlib import Path
from typing import IO, Final

from accounts.passwords.breached.known import HEADER, MARK, VERSION, WIDTH, prefix_of

# A line of Pwned Passwords: a SHA-1 and how often it was seen.
_COUNTED: Final = re.compile(r"([0-9A-Fa-f]{40})(?::([0-9]+))?")
# Entries sorted at once; a run is 1.6 MB of its file.
RUN: Final = 200_000
# Octets of a run in memory while runs are merged.
BLOCK: Final = 1024 * WIDTH


def build(sources: Iterable[Path], output: Path, *, least: int = 1, run: int = RUN) -> int:
    """Write the list of all passwords in ``sources`` to ``output``, which is replaced whole; return how many there are.

    A source is text in UTF-8, with ``.gz`` compressed: a digest and a count a line (``least`` is how often one must
    have been seen), or else a password a line. Raises OSError, UnicodeError.
    """
    entries = (entry for source in sources for entry in _entries(source, least))
    with tempfile.TemporaryFile() as spilled:
        runs = [_spill(spilled, chunk) for chunk in _chunks(entries, run)]
        spilled.flush()
        merged = heapq.merge(*(_read(spilled.fileno(), start, end) for start, end in runs))
        return _replace(output, (entry for entry, _ in groupby(merged)))


def _replace(output: Path, entries: Iterable[bytes]) -> int:
    with tempfile.NamedTemporaryFile(dir=output.parent, prefix=output.name, delete=False) as own:
        try:
            count = _write(own, entries)
            Path(own.name).chmod(0o644)
            Path(own.name).replace(output)
        except BaseException:
            Path(own.name).unlink(missing_ok=True)
            raise
    return count


def _entries(source: Path, least: int) -> Iterator[bytes]:
    opener = gzip.open if source.suffix == ".gz" else open
    with opener(source, "rt", encoding="utf-8") as file:
        for line in file:
            text = line.rstrip("\r\n")
            found = _COUNTED.fullmatch(text)
            if found is None:
                if text:
                    yield prefix_of(text)
            elif int(found[2] or least) >= least:
                yield bytes.fromhex(found[1])[:WIDTH]


def _chunks(entries: Iterator[bytes], run: int) -> Iterator[list[bytes]]:
    while chunk := sorted(set(islice(entries, run))):
        yield chunk


def _spill(file: IO[bytes], chunk: list[bytes]) -> tuple[int, int]:
    """Append a run and return where it lies. All runs share one file: two thousand of them would be too many open."""
    start = file.tell()
    file.write(b"".join(chunk))
    return start, file.tell()


def _read(descriptor: int, start: int, end: int) -> Iterator[bytes]:
    for offset in range(start, end, BLOCK):
        block = os.pread(descriptor, min(BLOCK, end - offset), offset)
        yield from (block[at : at + WIDTH] for at in range(0, len(block), WIDTH))


def _write(file: IO[bytes], entries: Iterable[bytes]) -> int:
    file.write(bytes(HEADER.size))
    count = 0
    for entry in entries:
        file.write(entry)
        count += 1
    file.seek(0)
    file.write(HEADER.pack(MARK, VERSION, WIDTH, count))
    file.flush()
    return count
