"""Words for codes and amounts, in the language that is active."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _

from catalog.words import field_label, say

register = template.Library()


@register.filter
def words(code: Any, field: str) -> str:
    """Return the words for a code of a field."""
    return say(field, code)


@register.filter
def field_name(field: str) -> str:
    """Return what a field of an old catalogue is called."""
    return field_label(field)


@register.filter
def yuan(fen: int | None) -> str:
    """Return an amount of fen as yuan."""
    return _("depends on the case") if fen is None else _("%(amount)s yuan") % {"amount": f"{Decimal(fen) / 100:.2f}"}
