"""One registry shape for every kind of plugin.

A plugin is an instance with a unique ``name``, labels in both languages, an options schema (a ``msgspec.Struct``) that
is validated on the way in, and a ``check()`` that says whether it would work. Plugins of third parties are found
through a group of entry points; a plugin that fails to load is reported by ``check_all`` and harms no other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Any, Generic, TypeVar

import msgspec

from services_portal.kernel.text import Language


@dataclass(frozen=True)
class CheckResult:
    """What a plugin says of itself: whether it works, and a sentence in both languages."""

    ok: bool
    zh: str
    en: str

    def message(self, language: Language) -> str:
        """Return the sentence in ``language``."""
        return self.en if language == "en" else self.zh


class Plugin:
    """Base of every plugin. ``check`` is dangerous to forget, so it raises until a plugin says what it means."""

    name: str = ""
    label_zh: str = ""
    label_en: str = ""
    options_schema: type[msgspec.Struct] | None = None

    def check(self, options: Any) -> CheckResult:
        """Say whether the plugin would work with ``options``; must not change anything."""
        raise NotImplementedError(f"{type(self).__name__} must implement check()")


class UnknownPluginError(LookupError):
    """No plugin has this name."""


class DuplicatePluginError(ValueError):
    """Two plugins claim one name."""


class PluginOptionsError(ValueError):
    """The options do not fit the plugin's schema; the message names the place."""


P = TypeVar("P", bound=Plugin)


class Registry(Generic[P]):
    """Plugins of one kind by name, in the order of registration."""

    def __init__(self, kind: str, *, entry_point_group: str | None = None) -> None:
        self.kind = kind
        self._plugins: dict[str, P] = {}
        self._group = entry_point_group
        self._failed: dict[str, str] = {}
        self._loaded = entry_point_group is None

    def register(self, plugin_class: type[P]) -> type[P]:
        """Class decorator: make one instance and keep it. Raises DuplicatePluginError, ValueError without a name."""
        plugin = plugin_class()
        if not plugin.name:
            raise ValueError(f"{plugin_class.__name__} has no name")
        if plugin.name in self._plugins:
            raise DuplicatePluginError(f"{self.kind}: {plugin.name!r} is registered twice")
        self._plugins[plugin.name] = plugin
        return plugin_class

    def _load(self) -> None:
        if self._loaded:
            return
        self._loaded = True
        for entry in entry_points(group=self._group or ""):
            try:
                self.register(entry.load())
            except Exception as error:
                self._failed[entry.name] = f"{type(error).__name__}: {error}"

    def get(self, name: str) -> P:
        """Return the plugin called ``name``. Raises UnknownPluginError."""
        self._load()
        try:
            return self._plugins[name]
        except KeyError:
            known = ", ".join(self._plugins) or "none"
            raise UnknownPluginError(f"{self.kind}: no plugin {name!r} (known: {known})") from None

    def __iter__(self) -> Iterator[P]:
        self._load()
        return iter(tuple(self._plugins.values()))

    def __contains__(self, name: str) -> bool:
        self._load()
        return name in self._plugins

    def options(self, name: str, values: Mapping[str, Any]) -> Any:
        """Return ``values`` as the plugin's options struct. Raises UnknownPluginError, PluginOptionsError."""
        schema = self.get(name).options_schema
        if schema is None:
            if values:
                raise PluginOptionsError(f"{self.kind} {name!r} takes no options")
            return None
        try:
            return msgspec.convert(dict(values), type=schema)
        except msgspec.ValidationError as error:
            raise PluginOptionsError(f"{self.kind} {name!r}: {error}") from error

    def failures(self) -> dict[str, str]:
        """Return the entry points that could not be loaded, with the reason."""
        self._load()
        return dict(self._failed)
