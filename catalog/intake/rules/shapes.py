"""Width and case: the same character written wide, narrow, upper or lower."""

from __future__ import annotations

import unicodedata


def narrow(text: str) -> str:
    """Return ``text`` with compatibility forms (full-width letters, digits, signs) made plain, ends trimmed."""
    return text.strip() if text.isascii() else unicodedata.normalize("NFKC", text).strip()
