"""Errors with a stable code, free of any web framework.

An app declares its codes once, in its ``errors.py``; a service raises :class:`DomainError` with one of them. The HTTP
side (``kernel.http``) turns it into RFC 9457 problem+json or a page, and lists every code under ``/problems/``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

Message = str | Promise
CODE_SHAPE = re.compile(r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")


@dataclass(frozen=True)
class ErrorCode:
    """One kind of refusal: its stable code, HTTP status, title, and the explanation shown at ``/problems/<code>/``."""

    code: str
    status: int
    title: Message
    explanation: Message = field(compare=False)

    def __str__(self) -> str:
        return self.code


_CODES: dict[str, ErrorCode] = {}


def define_error(code: str, *, status: int, title: Message, explanation: Message) -> ErrorCode:
    """Register a code. Raises ValueError when the code is taken or not snake_case."""
    if not CODE_SHAPE.match(code):
        raise ValueError(f"error code {code!r} is not snake_case")
    if code in _CODES:
        raise ValueError(f"error code {code!r} is defined twice")
    _CODES[code] = ErrorCode(code, status, title, explanation)
    return _CODES[code]


def all_errors() -> Iterator[ErrorCode]:
    """Yield every registered code in alphabetical order."""
    return iter(sorted(_CODES.values(), key=lambda error: error.code))


def find_error(code: str) -> ErrorCode | None:
    """Return the registered code, or None."""
    return _CODES.get(code)


class DomainError(Exception):
    """A refusal that the caller can understand and act on.

    ``detail`` is a sentence about this very case, ``errors`` holds messages by field, ``params`` machine-readable
    facts, ``headers`` what the HTTP answer must carry (such as Retry-After). Never put personal data in any of them.
    """

    def __init__(
        self,
        error: ErrorCode,
        *,
        detail: Message | None = None,
        errors: Mapping[str, Sequence[Message]] | None = None,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(error.code)
        self.error = error
        self.detail = detail
        self.errors = dict(errors or {})
        self.params = dict(params or {})
        self.headers = dict(headers or {})

    @property
    def code(self) -> str:
        """The stable code."""
        return self.error.code

    def __str__(self) -> str:
        return f"{self.error.code}: {self.detail or self.error.title}"
