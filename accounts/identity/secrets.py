"""What is kept of the secrets of apps."""

from __future__ import annotations

import hashlib


def secret_digest(secret: str) -> str:
    """Return what is kept of an app's secret: it is 256 random bits, so a plain digest cannot be guessed back."""
    return f"sha256${hashlib.sha256(secret.encode()).hexdigest()}"
