"""The verifiers that come with the portal."""

from accounts.verifiers.contrib import face, population_register, registered_phone, window

__all__ = ["face", "population_register", "registered_phone", "window"]
