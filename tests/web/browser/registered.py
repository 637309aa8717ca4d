"""What the registry holds, asked of the same reads as the pages, to compare with what a person sees."""

from __future__ import annotations

import msgspec

from catalog import reads
from catalog.publishing import shapes

LANGUAGES = {"zh": "zh-hans", "en": "en"}


def service(code: str, city: str, language: str) -> shapes.ServiceDocument:
    """Return the service of a matter in a city."""
    raw = reads.item_page_bytes(code, city, LANGUAGES[language])  # type: ignore[arg-type]
    found = msgspec.json.decode(raw, type=shapes.ItemPage).service
    assert found is not None
    return found


def promise(found: shapes.ServiceDocument, language: str) -> str:
    """Return the promise as a person reads it."""
    assert found.promised_days is not None
    if found.promised_days == 0:
        return {"zh": "当场办结", "en": "while you wait"}[language]
    if language == "zh":
        return f"{found.promised_days} 个工作日"
    return f"{found.promised_days} working day" + ("s" if found.promised_days > 1 else "")
