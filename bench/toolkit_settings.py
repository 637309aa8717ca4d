"""The portal's settings with django-oauth-toolkit as the provider, for a comparison on the same database."""

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from services_portal.settings import *  # noqa: F403
from services_portal.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "oauth2_provider"]
MIDDLEWARE = ["allauth.account.middleware.AccountMiddleware"]  # allauth will not start without its own
ROOT_URLCONF = "bench.toolkit_urls"
OAUTH2_PROVIDER = {
    "OIDC_ENABLED": True,
    "PKCE_REQUIRED": True,
    "OIDC_RSA_PRIVATE_KEY": rsa.generate_private_key(public_exponent=65537, key_size=2048)
    .private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    .decode(),
    "SCOPES": {"openid": "openid", "profile": "profile"},
}
