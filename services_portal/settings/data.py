"""PostgreSQL and Redis: the ones that DATABASE_URL and REDIS_URL name, else the engines under PORTAL_HOME.

Reading the settings starts nothing; the entry points attach (``kernel.engines``).
"""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from services_portal.kernel import engines, env

_urls = engines.urls()
DATABASE_URL = _urls.database_url
REDIS_URL = _urls.redis_url
PORTAL_EMBEDDED_ENGINES = engines.embedded()
PORTAL_ENGINES_DURABLE = engines.durable()


def _database(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or query.pop("port", "")),
        "CONN_MAX_AGE": env.int_("DATABASE_CONN_MAX_AGE", 600),
        "CONN_HEALTH_CHECKS": True,
        # Without a limit a database behind a silent firewall would hold a request for minutes.
        "OPTIONS": {"connect_timeout": "5"} | query,
    }


DATABASES = {"default": _database(DATABASE_URL)}
CACHES = {
    "default": {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "portal"},
}
# Hot reads prepare their statements; set to 0 behind a pooler that cannot carry prepared statements over.
PORTAL_PREPARED_STATEMENTS = env.bool_("PORTAL_PREPARED_STATEMENTS", True)
