"""Secrets and what a browser is told."""

from services_portal.kernel import env
from services_portal.settings.core import DEBUG

SECRET_KEY = env.str_("PORTAL_SECRET_KEY", "demonstration-only-" * 4)
ALLOWED_HOSTS = env.list_("PORTAL_ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list_("PORTAL_TRUSTED_ORIGINS", [])
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
PORTAL_DEMONSTRATION = env.bool_("PORTAL_DEMONSTRATION", DEBUG)

# Demonstration keys are derived from the demonstration secret; a system check refuses them in production.
PORTAL_FIELD_KEYS = env.json("PORTAL_FIELD_KEYS", {"1": "5e" * 32})
PORTAL_INDEX_KEY = env.str_("PORTAL_INDEX_KEY", "1d" * 32)
CSRF_FAILURE_VIEW = "services_portal.kernel.http.views.csrf_failure"
