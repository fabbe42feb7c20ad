"""The pipeline on its own, for the processes that the tests start: nothing of Kho above it is needed."""

import os
from pathlib import Path

import dj_database_url

from cms.config.settings.base import SQLITE_OPTIONS

KHO_DATA_DIR = Path(os.environ["KHO_DATA_DIR"])
KHO_MEDIA_DIR = KHO_DATA_DIR / "media"
KHO_SCRATCH_DIR = KHO_DATA_DIR / "scratch"
KHO_SANDBOX = os.environ.get("SANDBOX", "auto")
KHO_FREE_DISK_FLOOR = 0
SECRET_KEY = "tests-only"
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["media_pipeline", "tests.media_pipeline.trial"]
DATABASES = {
    "default": dj_database_url.config(
        env="DATABASE_URL", default=f"sqlite:///{KHO_DATA_DIR / 'kho.sqlite3'}", conn_max_age=60
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
STORAGES = {
    "media": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": KHO_MEDIA_DIR}},
}
LOGGING = {
    "version": 1,
    "formatters": {"plain": {"format": "%(process)d %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
}
