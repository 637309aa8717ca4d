"""Structured logs."""

from typing import Any

LOGGING: dict[str, Any] = {"version": 1, "disable_existing_loggers": False}
