"""The project: keys, apps, the order of the middleware, database, words, log."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.postgres import database_settings
from somv.environment import env, env_list
from somv.settings.ground import *  # noqa: F403
from somv.settings.ground import BASE_DIR, DEMO, PLAYGROUND, TESTING

DEBUG = False

SECRET_KEY = env("SECRET_KEY", "test-only-secret-key-" + "x" * 40 if TESTING else None)
# First key seals, all unseal: put a new one in front to rotate. 32 bytes, url-safe base64.
SOMV_FIELD_KEYS = env_list("SOMV_FIELD_KEYS", "dGVzdC1vbmx5LWtleS0wMTIzNDU2Nzg5MDEyMzQ1Njc=" if TESTING else "")
SOMV_LOOKUP_KEY = env("SOMV_LOOKUP_KEY", "test-only-lookup-key" if TESTING else None)
# Set only for `new_lookup_key`: the key that SOMV_LOOKUP_KEY replaces.
SOMV_OLD_LOOKUP_KEY = env("SOMV_OLD_LOOKUP_KEY", "")
# The worker's and the verifier's: seals the access log. First key seals, all verify; several are comma separated.
SOMV_AUDIT_KEYS = env_list("SOMV_AUDIT_KEYS", SECRET_KEY if PLAYGROUND else "")
AUDIT_RETENTION_YEARS = int(env("AUDIT_RETENTION_YEARS", "5"))
# Where the end of the chain is exported every night; a folder that the database's administrators cannot write in.
_DEMO_HEADS = str(Path(os.environ.get("SOMV_VAR") or BASE_DIR / "var") / "audit")
AUDIT_HEAD_DIR = env("AUDIT_HEAD_DIR", _DEMO_HEADS if DEMO else "")
AUDIT_MANY_IN_AN_HOUR = int(env("AUDIT_MANY_IN_AN_HOUR", "30"))  # citizens opened by one person: worth a look
# What one person may ask for (ADR 0037): requests in a minute of each web process, and different citizens in an hour.
REQUESTS_A_MINUTE = int(env("REQUESTS_A_MINUTE", "600"))
CITIZENS_AN_HOUR = int(env("CITIZENS_AN_HOUR", "500"))
# Goes on however much was asked for: leaving, staying logged in, and emergency access, which has its own limit.
NEVER_HELD = frozenset(
    {"account_logout", "accounts:stay", "accounts:again"}
    | {"overview:emergency_open", "overview:emergency", "overview:emergency_end"}
)
# Emergency access (domain.md § 4): how long one lasts, and how many numbers one person may try in a day.
EMERGENCY_MINUTES = int(env("EMERGENCY_MINUTES", "60"))
# Answers of people who were screened and never included, in calendar months (domain.md § 3).
SCREENING_KEPT_MONTHS = int(env("SCREENING_KEPT_MONTHS", "6"))
EMERGENCY_TRIES = int(env("EMERGENCY_TRIES", "10"))
# Access review (ADR 0031): the days of the year on which a round begins, month-day.
ACCESS_REVIEW_DAYS = env_list("ACCESS_REVIEW_DAYS", "01-01,07-01")
FICTIVE_CPR = PLAYGROUND
DEMO_PASSWORD = "somv-demo-2026"  # noqa: S105  (said on the log-in page of the demo; the demo holds no real person)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "simple_history",
    "guardian",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "csp",
    "core",
    "audit",
    "accounts",
    "citizens",
    "plans",
    "tracks",
    "meetings",
    "followups",
    "evaluation",
    "overview",
    "somv",
]

MIDDLEWARE = [
    "core.middleware.HeadersMiddleware",  # the first two are outermost: error pages carry their headers, too
    "csp.middleware.CSPMiddleware",
    "core.middleware.LimitsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.KnownDeviceMiddleware",
    "accounts.middleware.SessionLimitMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.NoStoreMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "accounts.middleware.PaceMiddleware",
    "audit.middleware.RequestMiddleware",  # last: everything below it is one transaction
]

ROOT_URLCONF = "somv.urls"
WSGI_APPLICATION = "somv.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "somv.wiring.page_context",
            ],
        },
    }
]
FORM_RENDERER = "core.rendering.FdsRenderer"

DATABASES = {"default": database_settings(env("SOMV_DB_ROLE", "app"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Shared by all processes. It holds codes of the second step that were just used, and how often one tried emergency
# access today: what is thrown out to make room would count anew, so there is room. Log-ins are counted in a table.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
SIMPLE_HISTORY_REVERT_DISABLED = True
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

LANGUAGE_CODE = "da"
LANGUAGES = [("da", _("Danish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = ["somv.formats"]
TIME_ZONE = "Europe/Copenhagen"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = PLAYGROUND
WHITENOISE_MIMETYPES = {".svg": "image/svg+xml; charset=utf-8"}  # of text it says so itself
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if PLAYGROUND
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# An address below these is a key: it opens something for whoever has it, and stands in no log (core.quiet_logs).
SECRET_ADDRESSES = ("velkommen", "kalender")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "core.quiet_logs.Formatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Its warnings carry the request path and body hints; paths hold UUIDs only, but 4xx noise helps nobody.
    "loggers": {"django.request": {"level": "ERROR"}},
}
