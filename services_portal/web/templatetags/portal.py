"""What templates need to say things: icons, texts in the reader's language, the facts of a service."""

from __future__ import annotations

import re
from typing import Any, Final

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from accounts.models import CityProvider
from accounts.signin.city_door import providers
from services_portal.kernel.text import CHINESE, current_language, pick
from services_portal.web.wording import PHRASES

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


@register.simple_tag
def city_sign_ins() -> list[CityProvider]:
    """Return the cities' own identity systems through which people can sign in now."""
    return providers()


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
def reads(text: str) -> bool:
    """Whether there is a text, and in the reader's language as far as its script tells."""
    return bool(text) and (current_language() == CHINESE or not is_chinese(text))


@register.filter
def plain(text: Any) -> str:
    """Return a stored text in the reader's language without any mark, for titles and lists to choose from."""
    return pick(text, current_language()) if isinstance(text, dict) else str(text or "")


@register.filter
def dressed(field: BoundField) -> SafeString:
    """Return a form field's control: marked wrong where it is, tied to its help and its error (WCAG 1.3.1, 3.3.1)."""
    attributes: dict[str, str | bool] = {"aria-invalid": "true"} if field.errors else {}
    described = [f"{field.auto_id}_error"] if field.errors else []
    described += [f"{field.auto_id}_helptext"] if field.help_text else []
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if field.name == "code":
        attributes |= {"inputmode": "numeric", "autocomplete": "one-time-code"}
    field.field.widget.attrs.pop("placeholder", None)
    return field.as_widget(attrs=attributes)


for phrase in PHRASES:
    register.filter(phrase.__name__, phrase)
