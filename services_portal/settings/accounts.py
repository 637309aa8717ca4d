"""One login: django-allauth, its limits and its factors."""

from typing import Any

from services_portal.kernel import env
from services_portal.settings.core import BASE_DIR
from services_portal.settings.security import PORTAL_DEMONSTRATION, SESSION_COOKIE_SECURE

AUTH_USER_MODEL = "accounts.User"
# One way in: this backend also answers the admin site, so that no second factor is gone around.
AUTHENTICATION_BACKENDS = ["accounts.signin.backend.IdentifierBackend"]
# Passwords kept before Argon2id open still, and are rehashed at the next sign-in.
PASSWORD_HASHERS = [
    "accounts.passwords.own_hasher.OwnArgon2Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.passwords.breached.validator.BreachedPasswordValidator"},
]
# Passwords known from breaches; `manage.py breached_passwords_build` makes a larger list than the one that comes along.
PORTAL_BREACHED_PASSWORDS = env.str_(
    "PORTAL_BREACHED_PASSWORDS", str(BASE_DIR / "accounts" / "passwords" / "breached" / "common.bin")
)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/me/"

# Short messages: a gateway by name (accounts.sms) and its options as JSON.
PORTAL_SMS_GATEWAY = env.str_("PORTAL_SMS_GATEWAY", "outbox" if PORTAL_DEMONSTRATION else "disabled")
PORTAL_SMS_OPTIONS = env.json("PORTAL_SMS_OPTIONS", {})

# How long after it was last proved a phone number still stands for its person: operators give numbers out again.
PORTAL_PHONE_TRUST_DAYS = env.int_("PORTAL_PHONE_TRUST_DAYS", 90)

# How long it counts that somebody has shown that it is he (accounts.signin.presence), in seconds.
PORTAL_PRESENCE_SECONDS = env.int_("PORTAL_PRESENCE_SECONDS", 600)

# Hours between the opening of a way back at a window and the moment from which its key opens the account.
PORTAL_RECOVERY_HOURS = env.int_("PORTAL_RECOVERY_HOURS", 24)

# Ways to prove who one is: a verifier by name (accounts.verifiers) and its options, as JSON.
PORTAL_VERIFIERS: dict[str, dict[str, Any]] = env.json("PORTAL_VERIFIERS", {"window": {}})

SIX_DIGITS = {"numeric": True, "length": 6, "dashed": False}
CODE_SECONDS = 300

ACCOUNT_ADAPTER = "accounts.signin.account_adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "accounts.selectors.display_name"
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
# Either a number, or an address and a password: accounts.signin.forms.SignupBase.
ACCOUNT_SIGNUP_FIELDS = ["email*", "phone", "password1*"]
ACCOUNT_FORMS = {"login": "accounts.signin.login_form.LoginForm"}
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.signin.forms.SignupBase"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_FORMAT = SIX_DIGITS
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 900
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
# Our own letters tell of every change, on every channel (accounts.signin.noticing).
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PHONE_VERIFICATION_CODE_FORMAT = SIX_DIGITS
ACCOUNT_PHONE_VERIFICATION_TIMEOUT = CODE_SECONDS
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = SIX_DIGITS
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = CODE_SECONDS
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_CODE_FORMAT = SIX_DIGITS
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 900
ACCOUNT_REAUTHENTICATION_TIMEOUT = PORTAL_PRESENCE_SECONDS
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SESSION_COOKIE_SECURE else "http"
# Tries of passwords (accounts.signin.limits); the right one takes back its own try and no other.
PORTAL_SIGNIN_LIMITS = {
    "address": "10/m/ip",
    "name": "5/5m/key,30/d/key",
    "account": "10/5m/key,60/d/key",
    "device": "5/5m/key,30/d/key",
    "second_factor": "20/d/key",
}
# Ways to a city's own identity system and back.
PORTAL_CITY_SIGN_IN_LIMITS = {"city": "30/m/ip"}
# Where a city's identity system may stand besides the public internet: networks of authorities, as 10.20.0.0/16.
PORTAL_CITY_SIGN_IN_NETWORKS = env.list_("PORTAL_CITY_SIGN_IN_NETWORKS", [])
# Counted in Redis; "login_failed" counts second factors alone. A code may be guessed at three times; the daily limits
# keep guessing, and the bill, small.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key,30/d/key",
    "signup": "20/m/ip",
    "request_login_code": "20/m/ip,3/m/key,20/d/key",
    "confirm_email": "3/m/key,20/d/key",
    "verify_phone": "20/m/ip,3/m/key,20/d/key",
    "reset_password": "20/m/ip,5/m/key",
    "reauthenticate": "10/m/user",
    "change_phone": "3/m/user",
}

MFA_ADAPTER = "accounts.signin.mfa_adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Services Portal"
MFA_TOTP_TOLERANCE = 1
# Browsers offer passkeys on https and on localhost; a demonstration is the latter.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SESSION_COOKIE_SECURE

# A session is listed with the time and device of its sign-in; following every request would be a write a read.
USERSESSIONS_TRACK_ACTIVITY = False
HEADLESS_ONLY = False
HEADLESS_CLIENTS = ("app", "browser")

# How many proxies of ours append to X-Forwarded-For; by default nobody's is believed.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int_("PORTAL_TRUSTED_PROXY_COUNT", int(env.bool_("PORTAL_TRUST_PROXY", False)))

# Cities' apps sign residents in through us: accounts.identity.
IDP_OIDC_ADAPTER = "accounts.identity.adapter.OidcAdapter"
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 900
IDP_OIDC_REFRESH_TOKEN_EXPIRES_IN = 30 * 24 * 3600
IDP_OIDC_ID_TOKEN_EXPIRES_IN = 300

# Hours between the day that two accounts are said to be one person's and the day that they become one: either can
# object meanwhile.
PORTAL_MERGE_COOLING_HOURS = env.int_("PORTAL_MERGE_COOLING_HOURS", 24)

# Days within which a person can give back old accounts that he has added to his.
PORTAL_CLAIM_UNDO_DAYS = env.int_("PORTAL_CLAIM_UNDO_DAYS", 30)
# Days between the day that a person asks to close his account and the day that it is erased: he can call it off.
PORTAL_CLOSURE_COOLING_DAYS = env.int_("PORTAL_CLOSURE_COOLING_DAYS", 7)
