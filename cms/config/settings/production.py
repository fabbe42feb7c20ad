"""How Kho runs: DEBUG off, the secret key from the environment or from the data folder."""

import os
import secrets
from urllib.parse import urlsplit

from .base import *  # noqa: F403
from .base import HOST, KHO_DATA_DIR, SITE_URL

DEBUG = False


def secret_key() -> str:
    """The signing key: SECRET_KEY, else the one kept in the data folder (made on first use, readable by its owner)."""
    given = os.environ.get("SECRET_KEY")
    if given:
        return given
    path = KHO_DATA_DIR / "secret_key"
    KHO_DATA_DIR.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64))
    return path.read_text(encoding="ascii").strip()


# Without a jail nothing is processed, unless SANDBOX=auto or off says so in words.
KHO_SANDBOX = os.environ.get("SANDBOX") or "require"
SECRET_KEY = secret_key()
SECURE = SITE_URL.startswith("https://")
ALLOWED_HOSTS = sorted({urlsplit(SITE_URL).hostname or HOST, HOST, "localhost", "127.0.0.1", "[::1]"} - {"0.0.0.0"})  # noqa: S104
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
# W019 asks for DENY: Wagtail's preview and compare show the site in a frame of the same origin.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
