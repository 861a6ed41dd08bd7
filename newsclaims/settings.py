"""Settings, safe by default; `.env.example` documents each variable they read."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from newsclaims import env
from newsclaims.local import paths

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL = paths.home()

DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.secret("SECRET_KEY", LOCAL.data / "secret-key")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", default=("127.0.0.1", "localhost", "[::1]"))
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "newsclaims",
    "claims",
    "articles",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "axes",
]

MIDDLEWARE = [
    "newsclaims.headers.headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # A wide compare page is a megabyte without it. Safe against BREACH: Django adds bytes at random
    # and masks CSRF tokens anew in each answer.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "newsclaims.people.closing.ClosedReading",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "newsclaims.urls"
WSGI_APPLICATION = "newsclaims.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "articles.roles.in_templates",
                "claims.context.in_templates",
            ],
        },
    },
]

# Data. Without an address, the embedded servers' sockets.

DATABASES = {
    "default": {
        **env.database("DATABASE_URL", f"postgresql://postgres@/newsclaims?host={LOCAL.run}"),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL")
CELERY_BROKER_URL = REDIS_URL or f"redis+socket://{LOCAL.valkey_socket}"
CELERY_WORKER_CONCURRENCY = env.number("WORKER_PROCESSES", default=2)

# Kept by each web process for itself; only what scripts have asked for in the current minute all
# processes must count together, beside the queue and under names of its own.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "counts": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL or f"unix://{LOCAL.valkey_socket}",
        "KEY_PREFIX": "newsclaims-counts",
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    },
}

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "static/"
STATIC_ROOT = env.folder("STATIC_ROOT", LOCAL.data / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = env.folder("MEDIA_ROOT", LOCAL.data / "media")

# Who may do what

OPEN_READING = env.flag("OPEN_READING", default=True)
DEMO = env.flag("DEMO", default=False)
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: whoever is locked out is not asked further
    "django.contrib.auth.backends.ModelBackend",
    "newsclaims.people.backends.AdminsMayAll",
    *(["newsclaims.people.backends.DemoDoor"] if DEMO else []),
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "stories"
LOGOUT_REDIRECT_URL = "stories"

# Wrong passwords are counted by name and address together, in the database, so that all web
# processes know. Who is locked out waits; trying meanwhile makes it no longer. Nobody can lock out
# an editor from elsewhere.

AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "newsclaims.people.signing_in.address_of"
AXES_LOCKOUT_CALLABLE = "newsclaims.people.signing_in.own_answer"
AXES_SENSITIVE_PARAMETERS = ["username", "csrfmiddlewaretoken"]  # kept out of logs and rows
AXES_DISABLE_ACCESS_LOG = True  # who signed in when is nobody's business
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# Requests a minute that the door for scripts answers: to one token or person, and to one address
# that names neither.
API_PER_MINUTE = env.number("API_PER_MINUTE", default=600)
API_PER_MINUTE_OPEN = env.number("API_PER_MINUTE_OPEN", default=120)

# What leaves the site

HTTPS = env.flag("HTTPS", default=False)
PROXIES = env.number("PROXIES", default=1 if HTTPS else 0)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# HSTS is for this name alone: whoever owns the names below it, and the list in browsers that none
# is ever taken from, decides about those.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
    }
}

# Addresses in mails, which no request asks for.
SITE_URL = env.text("SITE_URL", env.site(ALLOWED_HOSTS, is_https=HTTPS)).rstrip("/")

_mail = env.mail("EMAIL_URL", env.folder("MAIL_ROOT", LOCAL.data / "mail"))
EMAIL_BACKEND, EMAIL_FILE_PATH = _mail.backend, _mail.folder
EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.starts_tls, _mail.is_tls
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text(
    "EMAIL_FROM", f"newsclaims@{urlsplit(SITE_URL).hostname}"
)

LANGUAGE_CODE = "en"
TIME_ZONE = env.text("TIME_ZONE", "UTC")
USE_I18N = False
USE_TZ = True

# Intake

DATA_UPLOAD_MAX_NUMBER_FILES = 2_000
MAX_UPLOAD_BYTES = env.number("MAX_UPLOAD_MB", default=200) * 1024 * 1024

_contact = env.text("FETCH_CONTACT")
FETCH_AGENT = f"newsclaims/0.1 (+{_contact})" if _contact else "newsclaims/0.1"
FETCH_LOOPBACK = env.flag("FETCH_LOOPBACK", default=False)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    # Sweeps that found nothing to do would fill the log: all of them every two seconds.
    # axes would tell of every sign-in that went well.
    "loggers": {
        name: {"level": "WARNING"}
        for name in (
            *("celery.app.trace", "celery.beat", "celery.worker.request", "celery.worker.strategy"),
            "axes",
        )
    },
}

if DEBUG and HTTPS:
    raise ImproperlyConfigured("DEBUG shows secrets; switch it off where HTTPS is on")
if DEMO and HTTPS:
    raise ImproperlyConfigured(
        "DEMO lets anybody in as an editor; it is never for where HTTPS is on"
    )
