"""E-mail: kept for the demonstration's page, else by SMTP."""

from services_portal.kernel import env
from services_portal.settings.security import PORTAL_DEMONSTRATION

EMAIL_BACKEND = "accounts.keeping.KeepingEmailBackend" if PORTAL_DEMONSTRATION else "accounts.mailing.SmtpBackend"
EMAIL_HOST = env.str_("PORTAL_SMTP_HOST", "localhost")
EMAIL_PORT = env.int_("PORTAL_SMTP_PORT", 25)
EMAIL_HOST_USER = env.str_("PORTAL_SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.str_("PORTAL_SMTP_PASSWORD", "")
EMAIL_USE_TLS = env.bool_("PORTAL_SMTP_STARTTLS", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str_("PORTAL_MAIL_FROM", "portal@localhost")
