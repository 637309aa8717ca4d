"""Scopes are named constants with a sentence for people; the sentence lands in the API documents and the admin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from services_portal.kernel.text import Language


@dataclass(frozen=True)
class Scope:
    """A right that an actor may hold within a realm."""

    name: str
    zh: str
    en: str

    def describe(self, language: Language) -> str:
        """Return the sentence for people."""
        return self.en if language == "en" else self.zh


_SCOPES: dict[str, Scope] = {}


def define_scope(name: str, *, zh: str, en: str) -> str:
    """Register a scope and return its name. Raises ValueError when the name is taken."""
    if name in _SCOPES:
        raise ValueError(f"scope {name!r} is defined twice")
    _SCOPES[name] = Scope(name, zh, en)
    return name


def all_scopes() -> Iterator[Scope]:
    """Yield every scope in alphabetical order."""
    return iter(sorted(_SCOPES.values(), key=lambda scope: scope.name))
