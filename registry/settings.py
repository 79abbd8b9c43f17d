"""Django's settings: everything that an operator chooses comes from the environment, read by typed helpers."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

from registry.environment import addresses, choice, flag, folder, integer, postgresql, text
from registry.translations import compiled

BASE_DIR = Path(__file__).resolve().parent.parent

# Database, index, payloads and secrets live here, and nowhere else.
DATA_DIR = folder("DATA_DIR", BASE_DIR / "var")  # sessions and addresses of people are in there


def _secret_key() -> str:
    """From SECRET_KEY, else made once and kept beside the database, readable by its owner only."""
    given = text("SECRET_KEY", "")
    if given:
        return given
    path = DATA_DIR / "secret-key"
    if not path.exists():
        draft = DATA_DIR / f"secret-key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        with suppress(FileExistsError):  # an earlier or simultaneous start's key stays
            os.link(draft, path)  # whole or not at all
        draft.unlink()
    return path.read_text()


SECRET_KEY = _secret_key()
DEBUG = flag("DEBUG", default=False)
ALLOWED_HOSTS = text("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
PUBLIC_ADDRESS = text("PUBLIC_ADDRESS", "http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [PUBLIC_ADDRESS]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "registry.roles",
    "registry.sources",
    "registry.lexicon",
    "registry.catalogue",
    "registry.duplicates",
    "registry.audit",
    "registry.reverting",
    "registry.bulk",
    "harvesters",
    "registry.links",
    "registry.vocabulary",
    "registry.agreement",
    "search",
    "registry.coverage",
    "registry.providers",
    "registry.worklist",
    "registry.faults",
    "registry.takedown",
    "registry.curation",
    "registry.people",
    "registry.limits",
    "registry.alerts",
    "registry.followup",
    "registry.accounts",
    "registry.federation",
    "registry.alliance",
    "registry.api",
    "registry.planning",
    "registry.portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # before what serves the style sheet: it is most of a page's bytes
    "registry.api.middleware.problems_below_the_api",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "registry.portal.choices.remembered_choices",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
]

ROOT_URLCONF = "registry.urls"
WSGI_APPLICATION = "registry.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
                "registry.portal.choices.page_choices",
            ]
        },
    }
]

DATABASES: dict[str, dict[str, Any]] = {
    "default": postgresql("DATABASE_URL")
    or {
        "ENGINE": "registry.sqlite",
        "NAME": DATA_DIR / "registry.sqlite3",
        "OPTIONS": {
            # Rule 14: a writer waits for its turn at BEGIN, never in the middle of a transaction.
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                "PRAGMA wal_autocheckpoint=4000; PRAGMA cache_size=-16000"
            ),
        },
    }
}

TELL_OF_TROUBLE = "registry.curation.telling.tell"
# Told of an address that the mail server refuses for good; says whether it was anybody's.
MAIL_REFUSED = "registry.people.readers.refused"
OUTBOX_DRAIN = "search.index.drain"
# Told of resources that the search index has taken over: what else is derived from them is due too.
OUTBOX_FOLLOWERS = ["registry.planning.offers.note", "registry.alerts.touched.note"]
OUTBOX_DRAFT = "search.entry.draft"
# What the worker does besides, again and again: functions that return soon when nothing is due.
KEPT_BY_WORKER = [
    "search.sought.keep",
    "registry.coverage.keeping.keep_up",
    "registry.vocabulary.terms.keep_up",
    "registry.agreement.drawing.keep_up",
    "registry.vocabulary.lexicon_effect.keep_up",
    "registry.curation.vocabulary_seed.seed",
    "registry.planning.offers.refresh_due",
    "registry.bulk.running.run_due",
    "registry.audit.sealing.seal",
    "registry.duplicates.finding.keep_up",
    "registry.worklist.refreshing.refresh_due",
    "registry.alerts.running.run_due",
    "registry.followup.keeping.keep",
]
# The same of functions that wait for the sites of others: in a process of their own where harvests have theirs.
KEPT_BESIDE = ["registry.links.checking.keep_checking"]
SEARCH_INDEX_DIR = DATA_DIR / "index"
# The rater's model of this node, from `manage.py train`; without it the shipped one is used.
RATER_MODEL = DATA_DIR / "rater-model.json"
# This node's localisation of the standard curriculum; without it the standard alone is shown.
CURRICULUM = DATA_DIR / "curriculum.json"
# Which engine searches (search.engines.ENGINES); Elasticsearch needs a server, and keeps indexes under this name.
SEARCH_ENGINE = choice("SEARCH_ENGINE", default="embedded", among=("embedded", "elasticsearch"))
ELASTICSEARCH_URL = text("ELASTICSEARCH_URL", "http://127.0.0.1:9200")
ELASTICSEARCH_INDEX = text("ELASTICSEARCH_INDEX", "cbet-registry")
# What people look for is counted for so many days, without saying who; 0 counts nothing. Notes wait in files.
SOUGHT_DAYS = integer("SOUGHT_DAYS", default=365, least=0)
SOUGHT_DIR = DATA_DIR / "sought"

# Of what curators rate, so many percent are rated by a second one who does not see the first's rating.
SECOND_RATINGS_PERCENT = integer("SECOND_RATINGS_PERCENT", default=10, least=0)

LANGUAGE_CODE = "en"
# Of the interface, as their speakers call them; content is in whatever language it is.
LANGUAGES = [
    ("en", "English"),
    ("zh-hans", "简体中文"),
    ("zh-hant", "繁體中文"),
    ("es", "Español"),
    ("vi", "Tiếng Việt"),
    ("id", "Bahasa Indonesia"),
]
LANGUAGE_COOKIE_NAME = "ui"
LOCALE_PATHS = [compiled(BASE_DIR / "locale", DATA_DIR / "locale")]
FORMAT_MODULE_PATH = ["registry.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True  # static files need no step of their own

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_ADDRESS.startswith("https://")
if PUBLIC_ADDRESS.startswith("https://"):
    # The web server in front says by which scheme a reader came; addresses that are written out follow it.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "script-src": ["'self'"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
LOGIN_URL = "portal:sign-in"
# Of people's accounts; staff have no password (registry.curation.staff).
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

# The node's domain-shaped namespace for identifiers; fixed once something has been published.
NODE_NAMESPACE = text("NODE_NAMESPACE", "cbet.localhost")

# Without a mail server, mail is written to the log of whoever would send it.
EMAIL_HOST = text("EMAIL_HOST", "")
EMAIL_PORT = integer("EMAIL_PORT", default=587, least=1)
EMAIL_HOST_USER = text("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = text("EMAIL_PASSWORD", "")
EMAIL_USE_TLS = flag("EMAIL_TLS", default=True)
EMAIL_TIMEOUT = 30  # seconds
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
DEFAULT_FROM_EMAIL = text("FROM_EMAIL", f"registry@{NODE_NAMESPACE}")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    # Denied unless a view grants it.
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAdminUser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "registry.api.problems.problem_response",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,  # there is one format; `format` is a parameter as unknown as any other
}
SPECTACULAR_SETTINGS = {
    "TITLE": "CBET registry",
    "DESCRIPTION": "Training content for cross-border e-commerce, rated against the 2+2+6+1 framework.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
}

# Addresses that the fetcher may reach although they are not public: "address" or "address:port", by commas.
HARVEST_ALLOWED_ADDRESSES = addresses("HARVEST_ALLOWED_ADDRESSES")
# The same for webhooks, which anybody may set up: what harvests may reach is not theirs.
WEBHOOK_ALLOWED_ADDRESSES = addresses("WEBHOOK_ALLOWED_ADDRESSES")
# Without, the worker rates what a harvest has brought; a large source is searchable sooner.
RATE_WHILE_HARVESTING = flag("RATE_WHILE_HARVESTING", default=True)
HARVEST_CONTACT = text("HARVEST_CONTACT", PUBLIC_ADDRESS)

# Harvests mostly wait for the sites that they read; each is a process of its own.
HARVESTS_AT_ONCE = integer("HARVESTS_AT_ONCE", default=8, least=1)

# The four sample organisations whose feeds this installation serves itself.
SAMPLE_ALLIANCE = flag("SAMPLE_ALLIANCE", default=False)

WORKERS = integer("WORKERS", default=2, least=1)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_secrets": {"()": "registry.log_filter.WithoutSecrets"}},
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django.request": {"filters": ["without_secrets"]},
        **{name: {"level": "INFO"} for name in ("registry", "harvesters", "search")},
    },
}
