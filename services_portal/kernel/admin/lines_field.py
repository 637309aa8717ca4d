"""Lists of texts in two languages, line beside line."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from services_portal.kernel.admin.fields import LocalizedWidget
from services_portal.kernel.text import CHINESE, ENGLISH, localized


class LocalizedLinesWidget(LocalizedWidget):
    """Two text areas; line n of one translates line n of the other."""

    def __init__(self, *, lines: int = 5) -> None:
        super().__init__(lines=lines)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Tell a list of texts from what was typed: two strings, one a language."""
        typed = isinstance(value, list) and len(value) == 2 and not isinstance(value[0], dict)
        return super().get_context(name, value if typed else self.decompress(value), attrs)

    def decompress(self, value: Any) -> list[str]:
        """Write the texts one a line."""
        texts = list(value or [])
        english = [text.get(ENGLISH, "") for text in texts]
        return ["\n".join(text.get(CHINESE, "") for text in texts), "\n".join(english) if any(english) else ""]


class LocalizedLinesField(forms.MultiValueField):
    """A list of texts. English is given for no line, or a line for each; an empty English line is allowed."""

    def __init__(self, *, lines: int = 5, max_lines: int = 60, **kwargs: Any) -> None:
        self.max_lines = max_lines
        parts = (forms.CharField(required=False, strip=False), forms.CharField(required=False, strip=False))
        super().__init__(parts, widget=LocalizedLinesWidget(lines=lines), require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> list[dict[str, str]]:
        """Join the lines. Raises ValidationError where English and Chinese cannot be told apart line by line."""
        chinese_text, english_text = data_list or ["", ""]
        english = [line.strip() for line in (english_text or "").strip("\n").splitlines()]
        chinese = [line.strip() for line in (chinese_text or "").splitlines() if line.strip()]
        if len(chinese) > self.max_lines:
            raise ValidationError(_("At most %(count)d lines."), params={"count": self.max_lines})
        if any(english) and len(english) != len(chinese):
            raise ValidationError(
                _("Chinese has %(zh)d lines, English %(en)d. Each English line translates the Chinese line beside it."),
                params={"zh": len(chinese), "en": len(english)},
            )
        english = english if any(english) else [""] * len(chinese)
        return [localized(zh, en) for zh, en in zip(chinese, english, strict=True)]
