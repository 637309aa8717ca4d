"""What a format is: a plugin that writes records, and says what it carries and what it loses."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, ClassVar, Final

from catalog.exports.losses import Loss
from catalog.exports.records import ServiceRecord
from services_portal.kernel.registry import CheckResult, Plugin

PIECE: Final = 64 << 10


class Exporter(Plugin):
    """Base of the formats. ``carries`` are our catalogue words that it holds, ``loses`` what it cannot hold.

    This base is for formats that need a whole file to write in, as an archive does; their pieces go by way of a
    temporary file. A format of lines derives from :class:`StreamedExporter`.
    """

    media_type: ClassVar[str] = ""
    extension: ClassVar[str] = ""
    carries: ClassVar[frozenset[str]] = frozenset()
    loses: ClassVar[tuple[Loss, ...]] = ()

    def check(self, options: Any) -> CheckResult:
        """Say what it writes."""
        return CheckResult(True, f"{self.label_zh}（.{self.extension}）", f"{self.label_en} (.{self.extension})")

    def write(self, records: Iterable[ServiceRecord], stream: BinaryIO) -> None:
        """Write every record to ``stream``, in bounded memory."""
        raise NotImplementedError(f"{type(self).__name__} must implement write()")

    def pieces(self, records: Iterable[ServiceRecord]) -> Iterator[bytes]:
        """Yield the same bytes in pieces of bounded size."""
        with tempfile.TemporaryFile() as file:
            self.write(records, file)
            file.seek(0)
            while piece := file.read(PIECE):
                yield piece


class StreamedExporter(Exporter):
    """A format that can be written from its first byte to its last without looking back."""

    def parts(self, records: Iterable[ServiceRecord]) -> Iterator[bytes]:
        """Yield the bytes in parts as small as they come."""
        raise NotImplementedError(f"{type(self).__name__} must implement parts()")

    def write(self, records: Iterable[ServiceRecord], stream: BinaryIO) -> None:
        """Write every record to ``stream``."""
        for piece in self.pieces(records):
            stream.write(piece)

    def pieces(self, records: Iterable[ServiceRecord]) -> Iterator[bytes]:
        """Yield the parts joined to pieces of some size."""
        waiting: list[bytes] = []
        size = 0
        for part in self.parts(records):
            waiting.append(part)
            size += len(part)
            if size >= PIECE:
                yield b"".join(waiting)
                waiting, size = [], 0
        if waiting:
            yield b"".join(waiting)
