"""Structured logs; PORTAL_LOG_LEVEL and PORTAL_LOG_STYLE (json or console)."""

from services_portal.kernel import env
from services_portal.kernel.logging import logging_config
from services_portal.settings.core import DEBUG

LOGGING = logging_config(
    level=env.str_("PORTAL_LOG_LEVEL", "INFO" if DEBUG else "WARNING"),
    style="console" if env.str_("PORTAL_LOG_STYLE", "console" if DEBUG else "json") == "console" else "json",
)
