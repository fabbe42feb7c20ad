"""Settings shared by every way of running Kho. The environment is read here, once."""

import os
from pathlib import Path

import dj_database_url

from cms.config.languages import register_language_names

ROOT = Path(__file__).resolve().parents[3]

KHO_DATA_DIR = Path(os.environ.get("KHO_DATA_DIR") or ROOT / "var").resolve()
KHO_MEDIA_DIR = KHO_DATA_DIR / "media"
KHO_FEEDS_DIR = KHO_DATA_DIR / "feeds"
KHO_SCRATCH_DIR = KHO_DATA_DIR / "scratch"
KHO_SEARCH_DIR = KHO_DATA_DIR / "search"

HOST = os.environ.get("HOST", "127.0.0.1")
PORT = int(os.environ.get("PORT", "8000"))
SITE_URL = os.environ.get("SITE_URL", f"http://{HOST}:{PORT}").rstrip("/")
KHO_SANDBOX = os.environ.get("SANDBOX", "auto")
KHO_FREE_DISK_FLOOR = int(os.environ.get("KHO_FREE_DISK_FLOOR", str(2 * 1024**3)))
KHO_MAX_UPLOAD_BYTES = int(os.environ.get("KHO_MAX_UPLOAD_BYTES", str(10 * 1024**3)))
KHO_QUOTA_BYTES = int(os.environ.get("KHO_QUOTA_BYTES", "0"))
KHO_MALWARE_SCANNER = os.environ.get("KHO_MALWARE_SCANNER", "none")
KHO_CLAMD_ADDRESS = os.environ.get("KHO_CLAMD_ADDRESS", "/run/clamav/clamd.ctl")
KHO_ORPHAN_DAYS = int(os.environ.get("KHO_ORPHAN_DAYS", "7"))
KHO_X_ACCEL_PREFIX = os.environ.get("KHO_X_ACCEL_PREFIX", "")
KHO_SEARCH_ENGINE = os.environ.get("KHO_SEARCH_ENGINE", "embedded")
KHO_METRICS_TOKEN = os.environ.get("KHO_METRICS_TOKEN", "")
KHO_SECURITY_CONTACT = os.environ.get("KHO_SECURITY_CONTACT", "")
KHO_THEME = os.environ.get("KHO_THEME", "")

INSTALLED_APPS = [
    "cms.config",
    "cms.portal",
    "cms.api",
    "cms.desk",
    "cms.pages",
    "cms.feeds",
    "cms.indexing",
    "cms.reports",
    "cms.distribution",
    "cms.library",
    "cms.journal",
    "cms.accounts",
    "cms.taxonomy",
    "media_pipeline",
    "search",
    "themes",
    "ninja",
    "csp",
    "wagtail.snippets",
    "wagtail.sites",
    "wagtail.contrib.settings",
    "wagtail.users",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "cms.config.middleware.HeadWithoutBody",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "cms.config.middleware.ContentPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cms.desk.closed.ClosedScreens",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "cms.config.urls"
WSGI_APPLICATION = "cms.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "themes" / "default" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000; PRAGMA foreign_keys=ON;"
    ),
}
DATABASES = {
    "default": dj_database_url.config(
        env="DATABASE_URL",
        default=f"sqlite:///{KHO_DATA_DIR / 'kho.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "cms.accounts.backends.MembershipBackend",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/quan-tri/login/"

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["cms.config.formats"]
LOCALE_PATHS = [ROOT / "cms" / "config" / "locale"]
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
register_language_names()

STATIC_URL = "/static/"
STATIC_ROOT = KHO_DATA_DIR / "static"
STATICFILES_DIRS = [ROOT / "themes" / "default" / "static"]
S3_OPTIONS = {
    "endpoint_url": os.environ.get("S3_ENDPOINT_URL") or None,
    "bucket_name": os.environ.get("S3_BUCKET", "kho"),
    "access_key": os.environ.get("S3_ACCESS_KEY_ID") or None,
    "secret_key": os.environ.get("S3_SECRET_ACCESS_KEY") or None,
    "region_name": os.environ.get("S3_REGION", "us-east-1"),
    "addressing_style": "path",
    "file_overwrite": False,
    "querystring_expire": 60,
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": KHO_MEDIA_DIR}},
    "media": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": KHO_MEDIA_DIR}},
    "feeds": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": KHO_FEEDS_DIR, "allow_overwrite": True},
    },
    "staticfiles": {"BACKEND": "cms.config.static_files.HashedStaticFiles"},
}
if os.environ.get("S3_BUCKET"):
    STORAGES["media"] = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": S3_OPTIONS}
FILE_UPLOAD_TEMP_DIR = None
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

WAGTAIL_SITE_NAME = "Kho"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_I18N_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
WAGTAIL_CONTENT_LANGUAGES = [("vi", "Tiếng Việt")]
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_AUTOSAVE_INTERVAL = 5000
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "cms.library.workflow_finish.finish"
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_USER_CREATION_FORM = "wagtail.users.forms.UserCreationForm"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SESSION_COOKIE_HTTPONLY = True
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "media-src": ["'self'", "blob:"],
        "font-src": ["'self'"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
    }
}

NINJA_PAGINATION_PER_PAGE = 50
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.request": {"level": "ERROR"},
        # Anybody can send a foreign Host header; the answer is a 400, not a trace in the log each time.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
        "ffmpeg": {"level": "WARNING"},
    },
}
