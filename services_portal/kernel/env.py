"""The one typed door to the process environment.

Every setting that an operator may change is read here, once, at start. A secret may be given as a file: when
``NAME_FILE`` is set, its content (without the trailing newline) is the value of ``NAME``. A missing or malformed
value stops the start with a sentence that names the variable, never with a traceback about ``None``.
"""

from __future__ import annotations

import json as json_module
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")


class _Required:
    """Marks a variable without default."""


REQUIRED: Final = _Required()
TRUE_WORDS: Final = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS: Final = frozenset({"0", "false", "no", "off", ""})


def raw(name: str) -> str | None:
    """Return the text of ``name``, or of the file that ``NAME_FILE`` points to, or None when neither is set."""
    direct = os.environ.get(name)
    file_name = os.environ.get(f"{name}_FILE")
    if direct is not None and file_name is not None:
        raise ImproperlyConfigured(f"Both {name} and {name}_FILE are set; keep one of them.")
    if file_name is None:
        return direct
    try:
        return Path(file_name).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error}") from error


def _read(name: str, default: T | _Required, parse: Callable[[str], T]) -> T:
    text = raw(name)
    if text is None:
        if isinstance(default, _Required):
            raise ImproperlyConfigured(f"The environment variable {name} (or {name}_FILE) is required.")
        return default
    try:
        return parse(text)
    except ValueError as error:
        raise ImproperlyConfigured(f"The environment variable {name} is malformed: {error}") from error


def _parse_bool(text: str) -> bool:
    word = text.strip().lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise ValueError("expected one of 1, true, yes, on, 0, false, no, off")


def str_(name: str, default: str | _Required = REQUIRED) -> str:
    """Read text as it stands."""
    return _read(name, default, str)


def int_(name: str, default: int | _Required = REQUIRED) -> int:
    """Read a decimal integer."""
    return _read(name, default, int)


def float_(name: str, default: float | _Required = REQUIRED) -> float:
    """Read a decimal number."""
    return _read(name, default, float)


def bool_(name: str, default: bool | _Required = REQUIRED) -> bool:
    """Read a switch: 1, true, yes, on or 0, false, no, off."""
    return _read(name, default, _parse_bool)


def list_(name: str, default: list[str] | _Required = REQUIRED, *, separator: str = ",") -> list[str]:
    """Read a list; empty members are dropped."""
    return _read(name, default, lambda text: [part.strip() for part in text.split(separator) if part.strip()])


def path(name: str, default: Path | _Required = REQUIRED) -> Path:
    """Read a path, with ``~`` expanded and made absolute."""
    return _read(name, default, lambda text: Path(text).expanduser().resolve())


def json(name: str, default: Any = REQUIRED) -> Any:
    """Read a JSON value."""
    return _read(name, default, json_module.loads)
