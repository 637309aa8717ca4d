"""Static files, served by us with far-future names."""

from services_portal.kernel import engines, env

STATIC_URL = "/static/"
STATIC_ROOT = env.path("PORTAL_STATIC_ROOT", engines.home() / "static")
