"""Settings, all from the environment: `DATABASE_URL` and `FRONTDESK_*`.  docs/operations.md lists them."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg import pq

from .complaint import number
from .environment import is_on

WEB = Path(__file__).resolve().parent.parent / "web"


def _env(name: str, default: str = "") -> str:
    return os.environ.get(f"FRONTDESK_{name}", default)


def database(url: str) -> dict[str, object]:
    """Django's entry for `postgresql://user:password@host:port/name?option=value` (read by `environment` at the door)."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(
            "the database's address must begin with postgresql://; Frontdesk runs on PostgreSQL alone"
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": _options(parts.query),
        "CONN_HEALTH_CHECKS": True,  # a connection that a crash of the server broke is not handed to a request
    }


def _options(query: str) -> dict[str, str]:
    """What libpq knows and nothing else, by name."""
    known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
    options = dict(parse_qsl(query))
    unknown = sorted(options.keys() - known)
    if unknown:
        raise ImproperlyConfigured(f"the database's address has an option that PostgreSQL does not know: {unknown[0]}")
    return options


def databases() -> dict[str, dict[str, object]]:
    """Migrations run as the owner; everything else as a login of its own that row-level security binds."""
    chosen = os.environ.get("DATABASE_URL", "") if _env("AS_OWNER") else _env("APP_DATABASE_URL")
    entry = database(chosen or "postgresql://nobody@127.0.0.1:1/unset")
    options = entry["OPTIONS"]
    assert isinstance(options, dict)
    if not _env("AS_OWNER"):
        most = number("FRONTDESK_POOL", 8, 0, 1000)
        if most:
            options["pool"] = {"min_size": 1, "max_size": most, "timeout": number("FRONTDESK_POOL_TIMEOUT", 10, 1, 600)}
    options.setdefault("connect_timeout", 5)
    return {"default": entry}


DEBUG = False
DEMO = is_on(_env("DEMO"))
DEMO_PRACTICE = (
    "cedar"  # the practice that `frontdesk demo` makes up; whoever loads one of their own beside it has other passwords
)
SECRET_KEY = _env("SECRET_KEY") or "only-for-commands-that-sign-nothing"
PUBLIC_URL = _env("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
_public = urlsplit(PUBLIC_URL)
HTTPS = _public.scheme == "https"
ALLOWED_HOSTS = [
    _public.hostname or "127.0.0.1",
    *filter(None, (host.strip() for host in _env("ALLOWED_HOSTS").split(","))),
]
if not HTTPS:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_cotton",
    "django_htmx",
    "django_vite",
    "procrastinate.contrib.django",
    "frontdesk.tenancy",
    "frontdesk.people",
    "frontdesk.audit",
    "frontdesk.practice",
    "frontdesk.messaging",
    "frontdesk.intake",
    "frontdesk.booking",
    "frontdesk.reports",
    "frontdesk.web",
    "frontdesk.server",
]
MIDDLEWARE = [
    "frontdesk.server.health.probes",
    "frontdesk.web.middleware.calm_errors",
    "frontdesk.web.middleware.content_security",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "frontdesk.web.language.in_language",
    "frontdesk.web.middleware.in_practice",
    "frontdesk.web.sessions.InTransaction",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "frontdesk.web.middleware.with_actor",
    "frontdesk.web.language.errors_in_titles",
    "frontdesk.web.language.one_point",
]
ROOT_URLCONF = "frontdesk.server.urls"
WSGI_APPLICATION = "frontdesk.server.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "frontdesk.web.context.frame",
            ],
            "builtins": ["frontdesk.web.templatetags.shown_to"],
        },
    }
]
DATABASES = databases()
# How many requests of one practice a web process works on at once: two connections of the pool stay for the others (`web/turns.py`).
AT_WORK = max(1, (number("FRONTDESK_POOL", 8, 0, 1000) or 1000) - 2)
IN_LINE = 16  # more that wait for their turn
PATIENCE = 5  # seconds that each of them waits
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Staff"
AUTHENTICATION_BACKENDS = ["frontdesk.web.signin.StaffBackend"]
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # an e-mail address is unique in its practice, which is where we look it up
    "security.W005",  # https for a clinic's other subdomains, and for ever in browsers' lists, is the clinic's decision:
    "security.W021",  # both are settings (FRONTDESK_HSTS_SUBDOMAINS, FRONTDESK_HSTS_PRELOAD), off until it is made
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # names, not in a cookie
SESSION_COOKIE_NAME = "frontdesk_session"  # one for each practice, and so for its forms (web/sessions.py)
CSRF_COOKIE_NAME = "frontdesk_csrf"
SESSION_COOKIE_AGE = number("FRONTDESK_SESSION_MINUTES", 60, 1) * 60
SESSION_GRAIN = SESSION_COOKIE_AGE // 240  # seconds in which looking at pages writes it once (web/sessions.py)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# For all subdomains, and for ever in browsers, only where whoever owns the domain says so.
SECURE_HSTS_INCLUDE_SUBDOMAINS = is_on(_env("HSTS_SUBDOMAINS"))
SECURE_HSTS_PRELOAD = is_on(_env("HSTS_PRELOAD"))
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if is_on(_env("BEHIND_PROXY")) else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "frontdesk.web.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000  # the most that a page of ours sends: a week of 15-minute steps (672), 150 visits to be proposed a time (3 each)
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

STATIC_URL = "/static/"
STATIC_ROOT = None
STATICFILES_DIRS = [WEB / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False


def WHITENOISE_IMMUTABLE_FILE_TEST(path: str, url: str) -> bool:
    """Built files carry a hash of their content in their name."""
    return url.startswith("/static/built/assets/")


DJANGO_VITE = {
    "default": {
        "dev_mode": False,
        "manifest_path": WEB / "static" / "built" / "manifest.json",
        "static_url_prefix": "built",
    }
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [WEB / "locale"]
LANGUAGE_COOKIE_NAME = "frontdesk_language"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
FORMAT_MODULE_PATH: list[str] = []

EMAIL_URL = _env("EMAIL_URL")
EMAIL_FROM = _env("EMAIL_FROM", "Frontdesk <no-reply@localhost>")
BOUNCE_ADDRESS = _env("BOUNCE_ADDRESS")
TEXT_URL = _env("TEXT_URL")
TEXT_FROM = _env("TEXT_FROM")

# A language model that suggests sentences for what a description leaves open (practice/suggesting.py); none by default.
SUGGEST_URL = _env("SUGGEST_URL")
SUGGEST_MODEL = _env("SUGGEST_MODEL")
SUGGEST_KEY = _env("SUGGEST_KEY")
FROM_ONE_ADDRESS = number(
    "FRONTDESK_FROM_ONE_ADDRESS", 60, 1
)  # codes in a quarter of an hour, requests and uploads in an hour
MESSAGE_LEASE = number("FRONTDESK_MESSAGE_LEASE", 120, 1)  # seconds that a worker has for handing one message over

LISTEN_URL = _env("LISTEN_URL")  # past a pooler that shares connections, on which nobody can listen

DOCUMENTS = Path(_env("DOCUMENTS", "documents"))
DOCUMENT_KEYS = tuple(filter(None, _env("DOCUMENT_KEYS").split(",")))
CLAMD = _env("CLAMD")
LIVE = number("FRONTDESK_LIVE", 24, 1)  # pages that one web process tells of changes at once; each takes a thread
LIVE_EACH = 8  # of them for one person, so that nobody takes them all
KEEP_TEXTS = number("FRONTDESK_KEEP_TEXTS_DAYS", 400, 1)  # how long what patients wrote by text is kept
DOWNTIME = _env("DOWNTIME")
DOWNTIME_PASSPHRASES = _env("DOWNTIME_PASSPHRASES")

PROCRASTINATE_ON_APP_READY = "frontdesk.server.jobs.register"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {
        "no_patient": {"()": "frontdesk.server.logs.NoPatientData"},
        "said_already": {"()": "frontdesk.server.logs.DatabaseLost"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["no_patient"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django.request": {"handlers": ["stderr"], "level": "CRITICAL", "propagate": False},
        "django.security": {"handlers": ["stderr"], "level": "CRITICAL", "propagate": False},
        # That the database does not answer is said once by whoever looks after us (`server/answering.py`), and not by every try.
        "psycopg.pool": {"handlers": ["stderr"], "level": "CRITICAL", "propagate": False},
        # That a query was cut off with the connection is in our own line about the database too.
        "psycopg": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "procrastinate.worker": {"filters": ["said_already"]},
        "procrastinate.periodic": {"filters": ["said_already"]},
        "procrastinate.utils": {"filters": ["said_already"]},
        "procrastinate.worker.frontdesk": {"filters": ["said_already"]},
        "frontdesk": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
