"""What is said of a stored password that cannot be used."""

from __future__ import annotations


class MalformedHashError(ValueError):
    """A stored password does not have the form of its scheme, or would cost more than a sign-in may.

    ``reason`` is one of ``scheme`` (none of this name), ``form``, ``work`` (a work factor out of bounds), ``encoding``
    and ``sealed`` (not what :func:`accounts.passwords.seal` wrote). The message never holds any of the text.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(f"malformed password hash: {reason}")
        self.reason = reason
