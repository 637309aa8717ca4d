"""What templates need to say things: icons, texts in the reader's language, days, money."""

from __future__ import annotations

import re
from typing import Any, Final

from django import template
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from services_portal.kernel.text import CHINESE, current_language, pick

register = template.Library()
HAN: Final = re.compile(r"[\u3400-\u9fff]")
LATIN: Final = re.compile(r"[A-Za-z]{2,}")


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return a decorative icon of the sprite; what it means must stand beside it in words."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("web/icons.svg"),
        name or "folder",
    )


def is_chinese(text: str) -> bool:
    """Whether a text has to be read as Chinese: more Han characters than Latin words."""
    return len(HAN.findall(text)) > len(LATIN.findall(text))


@register.filter
def say(text: Any) -> str | SafeString:
    """Return a text, or the one of ``{"zh-hans": …, "en": …}``, in the reader's language, escaped.

    Where an English page has to fall back to Chinese, the text is marked as Chinese: it is then spoken and set right.
    """
    language = current_language()
    chosen = pick(text, language) if isinstance(text, dict) else str(text or "")
    if language != CHINESE and is_chinese(chosen):
        return format_html('<span lang="zh-Hans">{}</span>', chosen)
    return conditional_escape(chosen)


@register.filter
def days(number: int | None, unit: str = "working") -> str:
    """Return a promise in words; 0 days is while you wait, None is not said."""
    if number is None:
        return _("not stated")
    if number == 0:
        return _("while you wait")
    if str(unit) == "calendar":
        return ngettext("%(n)s calendar day", "%(n)s calendar days", number) % {"n": number}
    return ngettext("%(n)s working day", "%(n)s working days", number) % {"n": number}


@register.filter
def yuan(fen: int) -> str:
    """Return an amount given in fen as yuan, without needless zeros."""
    whole, rest = divmod(int(fen), 100)
    amount = f"{whole}.{rest:02d}" if rest else str(whole)
    return _("¥%(amount)s") % {"amount": amount}
