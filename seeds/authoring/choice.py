"""Choices that look arbitrary and never change: every one is a digest of its own name."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

Kind = TypeVar("Kind")


def number(below: int, *key: str) -> int:
    """A stable number from 0 to `below` - 1 for this key."""
    digest = hashlib.sha256("\x1f".join(key).encode("utf-8")).digest()
    return int.from_bytes(digest[:8], "big") % below


def pick(options: Sequence[Kind], *key: str) -> Kind:
    """A stable choice among `options` for this key."""
    return options[number(len(options), *key)]


def chance(percent: int, *key: str) -> bool:
    """True for about `percent` of all keys, always the same ones."""
    return number(100, *key) < percent
