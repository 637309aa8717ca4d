"""The first step of reading any identifier."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST: Final = 254
_SEPARATORS: Final = str.maketrans("", "", "-‐‑‒–—−·.")


def refusal(message: StrOrPromise, code: str) -> ValidationError:
    """Return the error of a text that is not an identifier; it never holds the text."""
    return ValidationError(message, code=code)


def compact(text: str) -> str:
    """Return ``text`` as people mean it: full-width letters made narrow, capitals, no spaces, dashes or dots.

    Anything longer than every identifier comes back empty, so that no rule works on it.
    """
    if len(text) > LONGEST:
        return ""
    return "".join(unicodedata.normalize("NFKC", text).split()).translate(_SEPARATORS).upper()
