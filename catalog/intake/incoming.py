"""The payload of incoming changes: rows as an adapter gives them, packed so that nothing of them is lost."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec

from catalog.models import ChangeOrigin, IncomingChange
from cities.adapters.base import AdapterFinding, CatalogueRow, Severity
from cities.adapters.mapping import LaterFields
from services_portal.kernel.runs.plain import plain


class PackedRow(msgspec.Struct, array_like=True, frozen=True):
    """One row: number in its batch, as read, in our words, and what its checksum is made of."""

    number: int
    raw: dict[str, Any]
    fields: dict[str, str]
    basis: list[Any] | None

    def row(self, number: int) -> CatalogueRow:
        """Return the row under another number."""
        return CatalogueRow(number, self.raw, self.fields, self.basis)


class PackedFinding(msgspec.Struct, array_like=True, frozen=True):
    """What the adapter met."""

    code: str
    severity: str
    row: int | None
    field: str | None
    evidence: str

    def finding(self, number: int | None) -> AdapterFinding:
        """Return the finding under another row number."""
        return AdapterFinding(self.code, Severity(self.severity), number, self.field, self.evidence)


class Batch(msgspec.Struct, array_like=True, frozen=True):
    """What came at once: rows, the old ids of those that are gone, findings."""

    rows: list[PackedRow] = []
    gone: list[str] = []
    findings: list[PackedFinding] = []


_encoder: Final = msgspec.msgpack.Encoder(enc_hook=str)
_decoder: Final = msgspec.msgpack.Decoder(Batch)


def batch_of(rows: Iterable[CatalogueRow], gone: Sequence[str] = (), findings: Sequence[AdapterFinding] = ()) -> Batch:
    """Return what came at once."""
    packed = [
        PackedRow(
            row.number,
            dict(row.raw),
            row.fields.as_dict() if isinstance(row.fields, LaterFields) else dict(row.fields),
            None if row.basis is None else list(row.basis),
        )
        for row in rows
    ]
    told = [PackedFinding(each.code, each.severity.value, each.row, each.field, each.evidence) for each in findings]
    return Batch(packed, list(gone), told)


def pack(batch: Batch) -> bytes:
    """Return the payload; text that is no Unicode is made so."""
    try:
        return _encoder.encode(batch)
    except UnicodeEncodeError:
        return _encoder.encode(plain(msgspec.to_builtins(batch, enc_hook=str)))


def unpack(payload: bytes) -> Batch:
    """Return what came."""
    return _decoder.decode(payload)


def digest_of_payload(payload: bytes) -> str:
    """Return a digest: equal ones, equal payloads."""
    return hashlib.blake2b(payload, digest_size=16).hexdigest()


def keep(city_id: UUID, origin: ChangeOrigin, batch: Batch, *, event_id: str = "", digest: str = "") -> IncomingChange:
    """Write what came, in the caller's transaction."""
    payload = pack(batch)
    return IncomingChange.objects.create(
        city_id=city_id,
        origin=origin,
        event_id=event_id,
        digest=digest or digest_of_payload(payload),
        payload=payload,
        rows=len(batch.rows),
        gone=len(batch.gone),
    )
