"""Sessions: encrypted at rest, two weeks long. Whether cookies need TLS stands in ``security``."""

SESSION_SERIALIZER = "accounts.signin.session_serializer.EncryptedSerializer"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
# allauth tells people where a code went; a cookie would hold the number in the clear.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
