"""Strong entity tags (RFC 9110 §8.8.3): equal tags, equal bytes."""

from __future__ import annotations

import hashlib


def etag_of(body: bytes) -> str:
    """Return the tag of ``body`` without its quotes: 32 hex digits."""
    return hashlib.blake2b(body, digest_size=16).hexdigest()
