"""Sessions, cookies and transport: secure unless this is a demonstration on plain HTTP."""

from services_portal.kernel import env
from services_portal.settings.security import PORTAL_DEMONSTRATION

PORTAL_HTTPS = env.bool_("PORTAL_HTTPS", not PORTAL_DEMONSTRATION)

SESSION_SERIALIZER = "accounts.signin.session_serializer.EncryptedSerializer"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = PORTAL_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = PORTAL_HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
# allauth tells people where a code went; a cookie would hold the number in the clear.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PORTAL_HTTPS else 0
SECURE_SSL_REDIRECT = env.bool_("PORTAL_HTTPS_REDIRECT", False)
# Only a proxy of ours may say that the outer connection was HTTPS.
if env.int_("PORTAL_TRUSTED_PROXY_COUNT", 0) > 0:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
