"""What is gone from the source: marked, never silently; where too much is gone, the source is doubted instead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from django.conf import settings

from services_portal.kernel import rawsql
from services_portal.kernel.runs.scratch import Scratch

BATCH: Final = 5000
_REMEMBERED: Final = """
    SELECT key FROM accounts_oldaccount
     WHERE city_id = %s AND key > %s AND gone_at IS NULL AND outcome <> 'rejected' ORDER BY key LIMIT %s
"""
_MARK: Final = "UPDATE accounts_oldaccount SET gone_at = now() WHERE city_id = %s AND key = ANY(%s)"


class Gone:
    """The accounts of a city that its source, of which ``scratch`` knows every row, holds no longer."""

    def __init__(self, city_id: UUID, scratch: Scratch) -> None:
        self._city_id = city_id
        self._scratch = scratch
        self.count = 0
        self.remembered = 0

    def look(self) -> None:
        """Count them, before anything of the source is written."""
        for keys, missing in self._batches():
            self.remembered += keys
            self.count += len(missing)

    @property
    def is_doubted(self) -> bool:
        """Whether a larger share is gone than ``PORTAL_INTAKE_SHRINK_LIMIT``: the source may have been cut short."""
        return self.count > settings.PORTAL_INTAKE_SHRINK_LIMIT * self.remembered

    def batches(self) -> Iterator[list[bytes]]:
        """Yield the keys of what is gone, some thousand at a time."""
        return (missing for _keys, missing in self._batches() if missing)

    def mark(self, keys: list[bytes]) -> None:
        """Mark a batch, in the caller's transaction. The accounts, and the claims that hold them, stay."""
        rawsql.execute(_MARK, [self._city_id, keys])

    def _batches(self) -> Iterator[tuple[int, list[bytes]]]:
        last = b""
        while keys := [key for (key,) in rawsql.fetch_all(_REMEMBERED, [self._city_id, last, BATCH])]:
            last = keys[-1]
            yield len(keys), [key for key in keys if not self._scratch.saw(key.hex())]
