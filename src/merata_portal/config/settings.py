"""Settings of the portal, from the environment where an operator decides.

MERATA_DATA         folder with the portal's database and the published report (default: ./demo)
MERATA_DATABASE_URL postgresql://user:password@host/name; without it SQLite in MERATA_DATA
MERATA_KEYS         file with the keys of personal data; outside MERATA_DATA in production
MERATA_HOSTS        names under which it is served over HTTPS, parted by commas: makes this production
MERATA_SECRET_KEY   signing key; without it a random one is made at each start, so sessions end with the process
MERATA_PROXIES      how many reverse proxies of ours stand in front (default: 0)
MERATA_OIDC_SERVER, MERATA_OIDC_CLIENT, MERATA_OIDC_SECRET, MERATA_OIDC_NAME   the regency's own sign-in
MERATA_LOG_LEVEL    INFO by default
MERATA_METRICS_TOKEN   with it /metrik/ answers others than this machine: Authorization: Bearer TOKEN
MERATA_SECURITY_CONTACT, MERATA_SECURITY_EXPIRES   where a weakness is reported (mailto: or https:), until which day
MERATA_DEBUG        "1" for error pages with internals; refused in production
"""

from __future__ import annotations

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse_lazy

from merata_portal.config import environment
from merata_portal.config.databases import database
from merata_portal.config.log_masking import logging_settings
from merata_portal.config.security import content_security_policy, cookie_settings, transport_settings

PACKAGE = Path(__file__).resolve().parents[1]
DATA_ROOT = Path(os.environ.get("MERATA_DATA", "demo")).resolve()
_HOSTS = environment.hosts()
PRODUCTION = bool(_HOSTS)
SECRET_KEY = environment.secret_key(production=PRODUCTION)
DEBUG = os.environ.get("MERATA_DEBUG") == "1"
if DEBUG and PRODUCTION:
    raise ImproperlyConfigured("MERATA_DEBUG=1 shows internals to visitors; unset it, or unset MERATA_HOSTS")
_LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
# Under the loopback names too, so that this machine's own probes and Prometheus reach /sehat/ and /metrik/.
ALLOWED_HOSTS = [*_HOSTS, *_LOOPBACK]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    # Before allauth, whose pages it replaces by its own.
    "merata_portal.accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_htmx",
    "merata_portal.personal",
    "merata_portal.audit",
    "merata_portal.attachments",
    "merata_portal.jobs",
    "merata_portal.ledger",
    "merata_portal.registry",
    "merata_portal.programmes",
    "merata_portal.participation",
    "merata_portal.complaints",
    "merata_portal.training",
    "merata_portal.infrastructure",
    "merata_portal.analysis",
    "merata_portal.evaluation",
    "merata_portal.planning",
    "merata_portal.exchange",
    "merata_portal.office",
    "merata_portal.public",
    "merata_portal.opendata",
    "merata_portal.api",
]
MIDDLEWARE = [
    # First, so that what any other answers is counted and logged too.
    "merata_portal.config.requests.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    # Before all that make an answer, static files too.
    "merata_portal.config.compressing.CompressionMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # Last, so that it knows the person and the view: refuses every view that does not say who may open it.
    "merata_portal.accounts.middleware.AccessMiddleware",
]
ROOT_URLCONF = "merata_portal.config.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "merata_portal.office.context.frame",
            ]
        },
    }
]

DATABASES = {"default": database(os.environ.get("MERATA_DATABASE_URL", ""), DATA_ROOT)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# In the database, because attempts at signing in are counted there for all processes together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True
STATIC_URL = "static/"
# Straight from the packages: nothing to collect, nothing to forget after an upgrade.
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = reverse_lazy("office:home")

SESSION_COOKIE_AGE = 10 * 3600  # a working day
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_IDLE_SECONDS = 30 * 60  # offices share computers
CONTENT_SECURITY_POLICY = content_security_policy()
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
_PROXIES = environment.proxies()
globals().update(cookie_settings(production=PRODUCTION), **transport_settings(production=PRODUCTION, proxies=_PROXIES))
CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in _HOSTS]

# Sign-in (django-allauth): a name and a password, then a second factor; nobody signs up, no e-mail is sent.
ACCOUNT_ADAPTER = "merata_portal.accounts.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # this session goes on; all others end with the old password
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/15m/key",
    "reauthenticate": "10/m/user",
    # Wrong codes of certificates (accounts.guessing), of an address and of everybody: of 2^35 codes and two thousand
    # certificates one is found after 2^24 tries, six years of them.
    "certificate": "20/h/ip,300/h/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = _PROXIES
MFA_ADAPTER = "merata_portal.accounts.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Merata"
MFA_TOTP_TOLERANCE = 1  # one step of 30 seconds: telephones' clocks differ
MFA_RECOVERY_CODES_SHOW_ONCE = True
SOCIALACCOUNT_ADAPTER = "merata_portal.accounts.single_sign_on.SingleSignOnAdapter"
SOCIALACCOUNT_ONLY = False
OIDC_CLAIM = os.environ.get("MERATA_OIDC_CLAIM", "preferred_username")
_OIDC = environment.oidc()
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [_OIDC] if _OIDC else []}}

METRICS_TOKEN = environment.metrics_token()
SECURITY_CONTACT, SECURITY_EXPIRES = environment.security_contact()

LOGGING = logging_settings(os.environ.get("MERATA_LOG_LEVEL", "INFO"), production=PRODUCTION)
