"""The city's settings; what they must know of the portal comes in the environment."""

import os

SECRET_KEY = "the-city-s-own"
# Behind the city's proxy, which ends TLS.
ALLOWED_HOSTS = [os.environ["CITY_HOST"]]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ROOT_URLCONF = "tests.clients.mozilla.urls"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "mozilla_django_oidc",
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["CITY_DATABASE"]}}
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "mozilla_django_oidc.middleware.SessionRefresh",
]
AUTHENTICATION_BACKENDS = ["mozilla_django_oidc.auth.OIDCAuthenticationBackend"]
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGIN_REDIRECT_URL, LOGIN_REDIRECT_URL_FAILURE, LOGOUT_REDIRECT_URL = "/", "/?failed", "/"

ISSUER = os.environ["OIDC_ISSUER"]
OIDC_RP_CLIENT_ID = os.environ["OIDC_CLIENT"]
OIDC_RP_CLIENT_SECRET = os.environ["OIDC_SECRET"]
OIDC_RP_SIGN_ALGO = "RS256"
OIDC_RP_SCOPES = "openid email"
OIDC_USE_PKCE = True
OIDC_STORE_ID_TOKEN = True
OIDC_RENEW_ID_TOKEN_EXPIRY_SECONDS = 0  # every page is a renewal
OIDC_OP_AUTHORIZATION_ENDPOINT = f"{ISSUER}/identity/o/authorize"
OIDC_OP_TOKEN_ENDPOINT = f"{ISSUER}/identity/o/api/token"
OIDC_OP_USER_ENDPOINT = f"{ISSUER}/identity/o/api/userinfo"
OIDC_OP_JWKS_ENDPOINT = f"{ISSUER}/.well-known/jwks.json"
OIDC_OP_LOGOUT_URL_METHOD = "tests.clients.mozilla.urls.leave"
AFTER = os.environ["OIDC_AFTER"]
