"""Embedded PostgreSQL and Redis, from wheels, for development, tests and demonstration.

:func:`urls` says where they are, or would be, and starts nothing: settings may be read by any tool. :func:`attach`
makes sure that they run, starting them when no other process has, and holds them until this process ends; it stands at
the entry points (``manage.py``, WSGI, Celery, the tests). With DATABASE_URL or REDIS_URL set, that engine is somebody
else's and is left alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from services_portal.kernel import env
from services_portal.kernel.engines.attachment import Attachment
from services_portal.kernel.engines.errors import EngineError
from services_portal.kernel.engines.places import Places
from services_portal.kernel.engines.servers import Postgres, Redis, Server

__all__ = ["EngineError", "Urls", "attach", "attended", "detach", "durable", "embedded", "home", "urls"]

CHECKOUT = Path(__file__).resolve().parents[3]
GIVEN_BY = {Postgres.name: "DATABASE_URL", Redis.name: "REDIS_URL"}

_attachments: dict[str, Attachment] = {}


@dataclass(frozen=True)
class Urls:
    """Where the database and Redis are."""

    database_url: str
    redis_url: str


def home() -> Path:
    """Return PORTAL_HOME, the one folder of all data; ``var`` in the checkout by default."""
    return env.path("PORTAL_HOME", CHECKOUT / "var")


def durable() -> bool:
    """Return whether embedded engines keep every commit through a power cut; only tests do without."""
    return env.bool_("PORTAL_ENGINES_DURABLE", True)


def embedded() -> list[str]:
    """Return the names of the engines that the environment gives no address for."""
    return [name for name, variable in GIVEN_BY.items() if not env.raw(variable)]


def _servers() -> list[Server]:
    places = Places(home())
    return [Postgres(places, durable()), Redis(places, durable(), database=env.int_("PORTAL_REDIS_DATABASE", 0))]


def urls() -> Urls:
    """Return the addresses from the environment, else those of the embedded engines; starts nothing."""
    database_url, redis_url = (env.raw(GIVEN_BY[server.name]) or server.url for server in _servers())
    return Urls(database_url, redis_url)


def attach() -> Urls:
    """Make the engines run that the environment does not give, hold them until :func:`detach` or the process's end.

    Attaching twice is the same as once. Raises EngineError, naming the engine and the reason.
    """
    for server in _servers():
        key = f"{server.places.home}:{server.name}"
        if server.name in embedded() and key not in _attachments:
            _attachments[key] = Attachment(server)
    return urls()


def attended() -> bool:
    """Whether every engine that this process holds is still minded by its keeper."""
    return all(attachment.attended() for attachment in _attachments.values())


def detach() -> None:
    """Let go of the engines; when no other process holds them, return after they have stopped."""
    while _attachments:
        _key, attachment = _attachments.popitem()
        attachment.leave()
