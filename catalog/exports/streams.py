"""An export on its way to a reader: as many at a time as the process can spare, and a tag for what it would hold."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from typing import Final

from django.db.models import Max

from catalog.errors import EXPORT_BUSY
from catalog.exports.exporter import Exporter
from catalog.models import BasicItem, CatalogueChange, IntakeRun
from cities.models import Agency
from services_portal.kernel.errors import DomainError

# A reader holds a thread of the web process for as long as it takes to read; the others must stay free.
AT_A_TIME: Final = 1
RETRY_SECONDS: Final = 30
_slots: Final = threading.BoundedSemaphore(AT_A_TIME)


class HeldPieces(Iterator[bytes]):
    """The pieces of an export, with one of the process's places, which is given back at the end or by :meth:`close`.

    Raises DomainError ``export_busy`` where no place is free.
    """

    def __init__(self, begin: Callable[[], Iterator[bytes]]) -> None:
        if not _slots.acquire(blocking=False):
            raise DomainError(EXPORT_BUSY, headers={"Retry-After": str(RETRY_SECONDS)})
        self._held = True
        try:
            self._pieces = begin()
        except BaseException:
            self.close()
            raise

    def __next__(self) -> bytes:
        try:
            return next(self._pieces)
        except BaseException:
            # The end, or a failure: nothing more will come either way.
            self.close()
            raise

    def close(self) -> None:
        """Give the place back; a second time does nothing."""
        if self._held:
            self._held = False
            _slots.release()


def export_tag(exporter: Exporter, city: str | None, agency: str | None) -> str:
    """Return a weak ETag: another one for every event of the change feed, every intake, every change of the directory.

    It is as far as the feed is, a moment behind the registry: what it misses, the next event's tag does not.
    """
    marks = (
        CatalogueChange.objects.aggregate(last=Max("position"))["last"],
        IntakeRun.objects.aggregate(last=Max("updated_at"))["last"],
        BasicItem.objects.aggregate(last=Max("updated_at"))["last"],
        Agency.objects.aggregate(last=Max("updated_at"))["last"],
    )
    told = "|".join(map(str, (exporter.name, city, agency, *marks)))
    return f'W/"{hashlib.blake2b(told.encode(), digest_size=12).hexdigest()}"'


def file_name(exporter: Exporter, place: str | None) -> str:
    """Return an ASCII name for the file."""
    return f"catalogue-{place or 'province'}.{exporter.extension}"
