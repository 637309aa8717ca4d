"""PostgreSQL and Redis: the ones that DATABASE_URL and REDIS_URL name, else the engines under PORTAL_HOME."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from services_portal.kernel import env

DATABASE_URL = env.str_("DATABASE_URL")
REDIS_URL = env.str_("REDIS_URL")


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
        "OPTIONS": query,
    }


DATABASES = {"default": _database(DATABASE_URL)}
CACHES = {
    "default": {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "portal"},
}
