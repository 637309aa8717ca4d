"""What a run of the intake keeps of every row beside its key: which row offers which service, and which are off."""

from __future__ import annotations

from typing import Final, NamedTuple
from uuid import UUID

import msgspec

from services_portal.kernel.runs import scratch
from services_portal.kernel.runs.scratch import mark

_CODE, _SERVICE, _OFF = b"c", b"s", b"o"


class Holder(NamedTuple):
    """The row that offers a service already."""

    key: str
    service_id: UUID
    title: str


_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(Holder)


class Scratch(scratch.Scratch):
    """Notes of one run of the intake."""

    def give(self, code: str, holder: Holder) -> None:
        """Note that a row of this run offers the service of this code."""
        self._notes.put(mark(_CODE, code), _encoder.encode(holder))
        self._notes.put(_SERVICE + holder.service_id.bytes, b"")

    def holder(self, code: str) -> Holder | None:
        """Return the row of this run that offers the service of this code."""
        found = self._notes.get(mark(_CODE, code))
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
