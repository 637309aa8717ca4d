"""Static files, served by us with far-future names."""

from services_portal.settings.core import BASE_DIR

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
