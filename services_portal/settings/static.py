"""Static files: collected under PORTAL_HOME and served by the web process itself (whitenoise)."""

from services_portal.kernel import engines, env

STATIC_URL = "/static/"
STATIC_ROOT = env.path("PORTAL_STATIC_ROOT", engines.home() / "static")
