"""Settings of the portal, from the environment where an operator decides.

MERATA_DATA       folder with the portal's database and the published report (default: ./demo)
MERATA_SECRET_KEY signing key; without it a random one is made at each start, so sessions end with the process
MERATA_DEBUG      "1" for error pages with internals; never in production
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

DATA_ROOT = Path(os.environ.get("MERATA_DATA", "demo")).resolve()
SECRET_KEY = os.environ.get("MERATA_SECRET_KEY") or secrets.token_urlsafe(50)
DEBUG = os.environ.get("MERATA_DEBUG") == "1"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "merata_portal.public",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "merata_portal.config.urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA_ROOT / "portal.sqlite3"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True
