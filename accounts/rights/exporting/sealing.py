"""A copy at rest: pieces of a quarter of a megabyte, each encrypted for its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from accounts.models import DataExport, DataExportPart, ExportKind
from services_portal.kernel.crypto import decrypt_bytes, encrypt_bytes

PART_BYTES: Final = 256 << 10


def sealed_parts(export: DataExport, kind: ExportKind, pieces: Iterable[bytes]) -> Iterator[DataExportPart]:
    """Yield the parts of one form of a copy, unsaved."""
    for number, content in enumerate(_joined(pieces)):
        sealed = encrypt_bytes(content, purpose=_purpose(export, kind, number))
        yield DataExportPart(export=export, kind=kind, number=number, content=sealed)


def opened_pieces(export: DataExport, kind: ExportKind) -> Iterator[bytes]:
    """Yield one form of a copy, a part at a time. Raises DecryptionError for a part that is not its own."""
    parts = DataExportPart.objects.filter(export=export, kind=kind).order_by("number")
    for part in parts.iterator(chunk_size=1):
        yield decrypt_bytes(bytes(part.content), purpose=_purpose(export, kind, part.number))


def _purpose(export: DataExport, kind: ExportKind, number: int) -> str:
    return f"accounts.dataexportpart.content {export.pk} {ExportKind(kind).value} {number}"


def _joined(pieces: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= PART_BYTES:
            yield bytes(held[:PART_BYTES])
            del held[:PART_BYTES]
    if held:
        yield bytes(held)
