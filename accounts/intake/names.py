"""Names as they are compared: two spellings of one name are one, two names never are."""

from __future__ import annotations

import unicodedata
from typing import Final

# What stands between the parts of a name: the points of 买买提·艾力 in all their signs, and what Latin names have.
_BETWEEN: Final = str.maketrans("", "", "·•‧∙・･.．,，'’‘`-‐‑–—_")
LONGEST: Final = 100


def comparable(name: str) -> str:
    """Return ``name`` without blanks, points, width and case; empty for what holds no letter."""
    if len(name) > LONGEST:
        return ""
    text = "".join(unicodedata.normalize("NFKC", name).split()).translate(_BETWEEN).casefold()
    return text if any(sign.isalpha() for sign in text) else ""
