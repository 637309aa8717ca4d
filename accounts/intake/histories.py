"""What a row said before is not lost when it says something else: names of one person are kept as history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import msgspec

from accounts.intake.judging import NAME_PURPOSE
from accounts.intake.names import comparable
from accounts.intake.rows import DOCUMENTS, Facts, Judged
from accounts.models import OldAccount
from services_portal.kernel import rawsql
from services_portal.kernel.crypto import blind_index, decrypt

_FACTS_PURPOSE: Final = OldAccount._meta.get_field("facts").purpose
_SAID: Final = """
    SELECT key, facts, resident_id_index, passport_index, permit_index FROM accounts_oldaccount
     WHERE city_id = %s AND key = ANY(%s) AND facts IS NOT NULL
"""
_decoder: Final = msgspec.json.Decoder(Facts)
MOST: Final = 20


def keep_histories(city_id: UUID, rows: Sequence[Judged]) -> None:
    """Add to each row the names that it bore before, where it shows the document that it showed then.

    Without a document in common it may be another person, who was given the same login: nothing is kept.
    """
    said = {row[0]: row[1:] for row in rawsql.fetch_all(_SAID, [city_id, [row.key for row in rows]])}
    for row in rows:
        if row.key in said and not row.refused:
            facts, *documents = said[row.key]
            if _is_same(row, dict(zip(DOCUMENTS, documents, strict=True))):
                _keep(row, _decoder.decode(decrypt(facts, purpose=_FACTS_PURPOSE)))


def _is_same(row: Judged, before: Mapping[str, bytes | None]) -> bool:
    return any(before.get(kind) == index for kind, index in row.evidence.documents.items())


def _keep(row: Judged, before: Facts) -> None:
    facts = row.facts
    known = {comparable(name) for name in (facts.name, *facts.former_names)}
    for name in (before.name, *before.former_names):
        form = comparable(name)
        if form and form not in known and len(facts.former_names) < MOST:
            known.add(form)
            facts.former_names.append(name)
            row.evidence.names.append(blind_index(form, NAME_PURPOSE))
