"""Text in the two languages of the portal.

Written content is kept as ``{"zh-hans": "…", "en": "…"}``; Chinese is required, English falls back to it. Readers get
one string in the language negotiated from ``Accept-Language`` (RFC 9110 §12.5.4).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, Literal

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

Language = Literal["zh-hans", "en"]
CHINESE: Final[Language] = "zh-hans"
ENGLISH: Final[Language] = "en"
LANGUAGES: Final[tuple[Language, ...]] = (CHINESE, ENGLISH)


def pick(text: Mapping[str, str] | None, language: str) -> str:
    """Return the text in ``language``, else in Chinese, else empty."""
    if not text:
        return ""
    return text.get(language) or text.get(CHINESE) or ""


def localized(chinese: str, english: str = "") -> dict[str, str]:
    """Build the stored shape; an empty English is left out so that the fallback shows."""
    return {CHINESE: chinese, ENGLISH: english} if english else {CHINESE: chinese}


def _quality(part: str) -> tuple[str, float]:
    tag, _sep, rest = part.strip().partition(";")
    quality = 1.0
    for parameter in rest.split(";"):
        name, _eq, value = parameter.strip().partition("=")
        if name == "q":
            try:
                quality = float(value)
            except ValueError:
                quality = 0.0
    return tag.strip().lower(), quality


@lru_cache(maxsize=512)
def negotiate(accept_language: str | None) -> Language:
    """Choose the language for an ``Accept-Language`` header; Chinese where nothing fits."""
    best: tuple[float, Language] = (0.0, CHINESE)
    for part in (accept_language or "")[:256].split(","):
        tag, quality = _quality(part)
        language: Language | None = CHINESE if tag.startswith("zh") else ENGLISH if tag.startswith("en") else None
        if language is not None and quality > best[0]:
            best = (quality, language)
    return best[1]


def current_language() -> Language:
    """Return the language that Django has active for this request."""
    return ENGLISH if (get_language() or CHINESE).startswith("en") else CHINESE


def validate_localized(value: Any) -> None:
    """Refuse anything but a mapping of our languages to strings with a Chinese text."""
    if not isinstance(value, dict) or any(key not in LANGUAGES or not isinstance(value[key], str) for key in value):
        raise ValidationError(_('Expected {"zh-hans": "…", "en": "…"}.'), code="localized_shape")
    if not value.get(CHINESE, "").strip():
        raise ValidationError(_("The Chinese text is required."), code="localized_chinese_required")


class LocalizedTextField(models.JSONField):
    """A JSON column holding one text in our languages."""

    default_validators = [validate_localized]
