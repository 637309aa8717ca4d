"""What changed between two contents, in the words of the editor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from catalog.admin.editor.content_form import ContentForm
from catalog.content import Fee, ServiceContent, Text
from catalog.words import say


@dataclass(frozen=True)
class Difference:
    """One field that differs: what it said, and what it says."""

    label: str
    before: str
    after: str


def differences(before: ServiceContent | None, after: ServiceContent) -> list[Difference]:
    """Return the fields that differ, in the order of the content; everything for a first version."""
    found = []
    for name in ServiceContent.__struct_fields__:
        old = _written(name, getattr(before, name)) if before is not None else ""
        new = _written(name, getattr(after, name))
        if old != new:
            found.append(Difference(_label(name), *_what_differs(old, new)))
    return found


def _what_differs(old: str, new: str) -> tuple[str, str]:
    """Leave out the lines that both have; where only their order differs, both are shown whole."""
    before, after = old.split("\n"), new.split("\n")
    gone = [line for line in before if line not in after]
    came = [line for line in after if line not in before]
    return ("\n".join(gone), "\n".join(came)) if gone or came else (old, new)


def label_of(name: str) -> str:
    """Return what the editor calls a field of the content."""
    return _label(name)


def written_value(name: str, content: ServiceContent | None) -> str:
    """Return what the field says, lists one a line."""
    return "" if content is None else _written(name, getattr(content, name))


def _label(name: str) -> str:
    fields = ContentForm.base_fields
    if name in fields:
        return str(fields[name].label)
    named = {
        "materials": _("Materials"),
        "channels": _("Ways to apply"),
        "fees": _("Fees"),
        "offices": _("Offices"),
        "legal_basis": _("Legal basis"),
        "result": _("Result"),
    }
    return named.get(name, name)


def _written(name: str, value: Any) -> str:
    """Write a value for people, lists one a line."""
    if value is None or value == "":
        return ""
    if isinstance(value, Text):
        return f"{value.zh_hans} / {value.en}" if value.en else value.zh_hans
    if isinstance(value, tuple):
        return "\n".join(_written(name, member) for member in value)
    if isinstance(value, msgspec.Struct):
        return " · ".join(part for part in _parts(value) if part)
    return say(name, value)


def _parts(struct: msgspec.Struct) -> Iterator[str]:
    for name in struct.__struct_fields__:
        value = getattr(struct, name)
        if isinstance(struct, Fee) and name == "amount_fen":
            yield _("depends on the case") if value is None else _("%(amount)s yuan") % {"amount": f"{value / 100:.2f}"}
        elif isinstance(value, bool):
            yield _("required") if value else _("not required")
        else:
            yield _written(name, value)
