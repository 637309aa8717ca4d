"""Structured logs: one JSON object a line in production, readable lines in development, each with the request id."""

from __future__ import annotations

from typing import Any, Literal

import structlog
from structlog.types import EventDict, Processor

from services_portal.kernel.context import request_id


def add_request_id(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Put the id of the present request on the line."""
    if identifier := request_id():
        event["request_id"] = identifier
    return event


def drop_request(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Leave out the request object that Django hands along: it is written with its query, which may hold a name."""
    event.pop("request", None)
    return event


def logging_config(*, level: str, style: Literal["json", "console"]) -> dict[str, Any]:
    """Return Django's LOGGING for our loggers and for everybody else's, all through structlog's formatter."""
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        drop_request,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        add_request_id,
    ]
    tail: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if style == "json":
        tail += [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    else:
        tail += [structlog.dev.ConsoleRenderer(colors=False)]
    formatter = {"()": structlog.stdlib.ProcessorFormatter, "foreign_pre_chain": shared, "processors": tail}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"structured": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"level": level, "propagate": True, "handlers": []},
            # Refusals are told by the kernel's request line; a fault comes from here, with its traceback.
            "django.request": {"level": "ERROR", "propagate": True},
            "django.server": {"level": "WARNING", "propagate": True, "handlers": []},
            # It writes whole addresses, and an address may hold a key.
            "httpx": {"level": "WARNING", "propagate": True, "handlers": []},
        },
    }
