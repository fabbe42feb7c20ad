"""For the tests: own data folder for each test process, fast password hashing, plain static files."""

import os
import tempfile
from pathlib import Path

# Each xdist worker has a folder of its own; the processes that it starts share it.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
if os.environ.get("KHO_TEST_DATA_OWNER") != WORKER:
    os.environ["KHO_DATA_DIR"] = tempfile.mkdtemp(prefix="kho-test-")
    os.environ["KHO_TEST_DATA_OWNER"] = WORKER

from .base import *  # noqa: E402, F403
from .base import DATABASES, STORAGES  # noqa: E402

DEBUG = False
SECRET_KEY = "tests-only"  # noqa: S105
ALLOWED_HOSTS = ["*"]
SITE_URL = "http://testserver"
WAGTAILADMIN_BASE_URL = SITE_URL
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
KHO_FREE_DISK_FLOOR = 0
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the browser and process tests read it from several threads and processes.
    DATABASES["default"]["TEST"] = {"NAME": Path(os.environ["KHO_DATA_DIR"]) / "test.sqlite3"}
