"""What does not survive an export, by name: never a surprise, never silent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from catalog.exports.records import ServiceRecord
from services_portal.kernel.text import Language


@dataclass(frozen=True)
class Loss:
    """One thing that a format, or the catalogue's words, cannot carry.

    ``keep`` returns a record as it is without what is lost; None where the loss is of something beside the content.
    """

    id: str
    zh: str
    en: str
    keep: Callable[[ServiceRecord], ServiceRecord] | None = None

    def describe(self, language: Language) -> str:
        """Return the sentence for people."""
        return self.en if language == "en" else self.zh


def without(record: ServiceRecord, losses: Iterable[Loss]) -> ServiceRecord:
    """Return what is left of a record, the losses taken in their order."""
    for loss in losses:
        if loss.keep is not None:
            record = loss.keep(record)
    return record


def lost_by(record: ServiceRecord, losses: Iterable[Loss]) -> Iterator[Loss]:
    """Yield those of ``losses`` by which the record loses something, taken in their order."""
    for loss in losses:
        if loss.keep is not None:
            kept = loss.keep(record)
            if kept != record:
                yield loss
            record = kept
