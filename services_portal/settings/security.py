"""Secrets and what a browser is told."""

from typing import Any

from services_portal.kernel import env

# What may be asked of this installation: "demonstration" answers with known secrets and logins, "production" refuses
# to start with any of them (kernel.checks).
PORTAL_ENV = env.str_("PORTAL_ENV", "demonstration")
_PRODUCTION = PORTAL_ENV == "production"
PORTAL_DEMONSTRATION = env.bool_("PORTAL_DEMONSTRATION", not _PRODUCTION)

DEMONSTRATION_SECRETS: dict[str, Any] = {
    "SECRET_KEY": "demonstration-only-" * 4,
    "PORTAL_FIELD_KEYS": {"1": "5e" * 32},
    "PORTAL_INDEX_KEY": "1d" * 32,
}
SECRET_KEY = env.str_("PORTAL_SECRET_KEY", DEMONSTRATION_SECRETS["SECRET_KEY"])
PORTAL_FIELD_KEYS = env.json("PORTAL_FIELD_KEYS", DEMONSTRATION_SECRETS["PORTAL_FIELD_KEYS"])
PORTAL_INDEX_KEY = env.str_("PORTAL_INDEX_KEY", DEMONSTRATION_SECRETS["PORTAL_INDEX_KEY"])
# Back ends that show to anybody what should reach one person.
DEMONSTRATION_BACKENDS = {
    "PORTAL_SMS_GATEWAY": ["console", "outbox"],
    "EMAIL_BACKEND": [
        "accounts.keeping.KeepingEmailBackend",
        "django.core.mail.backends.console.EmailBackend",
        "django.core.mail.backends.dummy.EmailBackend",
        "django.core.mail.backends.filebased.EmailBackend",
        "django.core.mail.backends.locmem.EmailBackend",
    ],
}

ALLOWED_HOSTS = env.list_("PORTAL_ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list_("PORTAL_TRUSTED_ORIGINS", [])
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "services_portal.kernel.http.views.csrf_failure"

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _PRODUCTION
SECURE_SSL_REDIRECT = env.bool_("PORTAL_SSL_REDIRECT", _PRODUCTION)
SECURE_HSTS_SECONDS = env.int_("PORTAL_HSTS_SECONDS", 31_536_000 if _PRODUCTION else 0)
# Believed only when told to: without our own proxy in front, anybody could send the header.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool_("PORTAL_TRUST_PROXY", False) else None
