"""Django's settings of the console: `DJANGO_SETTINGS_MODULE=wuzha.processes.settings`."""

from __future__ import annotations

import json
import os
from typing import Any

from django.utils.translation import gettext_lazy as _

from wuzha.packs import pack
from wuzha.processes.house_clock import house_clock
from wuzha.processes.installation import database_of, installation, read_keys
from wuzha.web.catalogue import compiled

PLACE = installation()
WUZHA_KEYS, SECRET_KEY = read_keys(PLACE)
WUZHA_PACK = PLACE.pack
WUZHA_CLOCK, WUZHA_SPEED = house_clock(PLACE.home)
COUNTRY = pack(WUZHA_PACK).country
WUZHA_CURRENCY = COUNTRY.currency
WUZHA_NAVIGATION = "wuzha.web.console.navigation.ITEMS"
WUZHA_LIVE = "/live/"
WUZHA_CHANCE = os.urandom
WUZHA_SECOND_FACTOR = PLACE.second_factor
"""Whether those who decide over others must have a second factor (web/door.py)."""

DEBUG = False
ALLOWED_HOSTS = list(PLACE.hosts)
ROOT_URLCONF = "wuzha.web.urls"
DATABASES = {"default": database_of(PLACE.database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "units.User"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "wuzha.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "wuzha.centre.audit",
    "wuzha.centre.outbox",
    "wuzha.centre.units",
    "wuzha.centre.people",
    "wuzha.centre.approve",
    "wuzha.centre.warn",
    "wuzha.centre.dissuade",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wuzha.web.door.Closed",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "wuzha.web.context.house",
            ],
        },
    }
]

NAMES = {"zh-hans": _("Chinese"), "en": _("English")}

# Languages. Times are instants; pages show them in the pack's zone.
LANGUAGE_CODE = COUNTRY.languages[0]
LANGUAGES = [(code, NAMES[code]) for code in COUNTRY.languages]
LOCALE_PATHS = [compiled(PLACE.home / "cache")]
LANGUAGE_COOKIE_NAME = "wuzha_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = COUNTRY.time_zone

# Files that pages use.
STATIC_URL = "/static/"
STATIC_ROOT = PLACE.home / "cache" / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# Sign-in: nobody signs up by themselves; a second factor is asked for by role (web/door.py).
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "wuzha.web.signing_in.Accounts"
SOCIALACCOUNT_ADAPTER = "wuzha.web.signing_in.SingleSignOn"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_ISSUER = "Wuzha"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS = (
    {"openid_connect": {"APPS": json.loads(PLACE.oidc.read_text())}} if PLACE.oidc else {}
)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]

# Cookies and headers.
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PLACE.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PLACE.https else None
SECURE_HSTS_SECONDS = 31_536_000 if PLACE.https else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
