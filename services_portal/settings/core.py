"""Apps, middleware, templates."""

from pathlib import Path
from typing import Any

from services_portal.kernel import env

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DEBUG = env.bool_("PORTAL_DEBUG", False)

INSTALLED_APPS = [
    "services_portal.web",  # first: its templates dress the pages of the apps below
    "services_portal.kernel",
    "cities",
    "catalog",
    "accounts",
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "services_portal.kernel.admin_site.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.idp.oidc",
]

MIDDLEWARE = [
    "services_portal.kernel.middleware.RequestIdMiddleware",
    "services_portal.kernel.health.middleware.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.signin.device.DeviceMiddleware",
    "accounts.signin.input_middleware.SigninInputMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "services_portal.kernel.middleware.ActorMiddleware",
    "services_portal.web.middleware.PagesMiddleware",
    "services_portal.kernel.middleware.DomainErrorMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "services_portal.web.visitor.portal",
            ]
        },
    }
]

ROOT_URLCONF = "services_portal.urls"
WSGI_APPLICATION = "services_portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
