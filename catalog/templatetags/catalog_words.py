"""Words for codes, in the language that is active."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from catalog.words import field_label

register = template.Library()


@register.filter
def field_name(field: str) -> str:
    """Return what a field of an old catalogue is called."""
    return field_label(field)


@register.filter
def author(label: str) -> str:
    """Return who wrote a version: the portal, as when it takes in a catalogue, or a member of staff by account id."""
    kind, _sep, key = label.partition(":")
    return _("the portal itself") if kind == "system" else _("staff account %(id)s") % {"id": key}
