"""What a manifest may say of a catalogue in CPSV-AP."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from cities.adapters.bounds import MEBIBYTE
from cities.adapters.http.options import HttpOptions

# Our words for which the profile has no property: read from schema:additionalProperty under the same names.
ADDED: Final = (
    "promised_days",
    "statutory_days",
    "visits",
    "handling_kind",
    "handling_scope",
    "complaint_phone",
    "effective_on",
    "expires_on",
)
COLUMNS: Final = {
    "old_id": "id",
    "item_code": "code",
    "basic_code": "isClassifiedBy",
    "title": "title",
    "title_en": "title@en",
    "summary": "description",
    "summary_en": "description@en",
    "status": "status",
    "item_type": "type",
    "topic": "thematicArea",
    "audience": "audience",
    "agency_code": "authority",
    "agency_name": "authority name",
    "region_code": "spatial",
    "conditions": "holdsRequirement",
    "conditions_en": "holdsRequirement@en",
    "materials": "hasInput",
    "materials_en": "hasInput@en",
    "steps": "follows",
    "steps_en": "follows@en",
    "fees": "hasCost",
    "channels": "hasChannel",
    "online_url": "hasChannel url",
    "legal_basis": "hasLegalResource",
    "result_name": "produces",
    "result_name_en": "produces@en",
    "office_name": "locatorName",
    "office_name_en": "locatorName@en",
    "office_address": "fullAddress",
    "office_address_en": "fullAddress@en",
    "office_hours": "openingHours",
    "office_hours_en": "openingHours@en",
    "phone": "telephone",
    "longitude": "long",
    "latitude": "lat",
    "updated_at": "modified",
    **{word: word for word in ADDED},
}


class CpsvApOptions(HttpOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of the adapter ``cpsv_ap`` (CPSV-AP 3.2).

    ``url`` is one document on a server, ``path`` one in a file instead. ``format`` is what the document is; ``auto``
    looks at how it begins. ``columns`` adds to those of the profile (``identifier`` and ``iri`` are there to be mapped
    too); a column called ``""`` is not read. The graph is held in memory: ``max_bytes`` (of a file; of an answer it is
    ``max_page_bytes``) and ``max_triples`` bound it.
    """

    path: str | None = None
    format: Literal["auto", "turtle", "xml", "json-ld"] = "auto"
    max_bytes: int = 32 * MEBIBYTE
    max_triples: int = 500_000
    max_cell: int = 65_536
    max_rows: int = 100_000

    def __post_init__(self) -> None:
        elsewhere = set(self.constants) | set(self.extract)
        columns = {word: name for word, name in COLUMNS.items() if word not in elsewhere} | self.columns
        msgspec.structs.force_setattr(self, "columns", {word: name for word, name in columns.items() if name})
        super().__post_init__()

    def required(self) -> set[str]:
        """Return no column: what a service lacks of the profile is told of each."""
        return set()
