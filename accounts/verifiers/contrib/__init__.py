"""The verifiers that come with the portal."""

from accounts.verifiers.contrib import window

__all__ = ["window"]
