"""What `make run` uses: one machine, embedded database, sample content."""

import secrets

from .base import *  # noqa: F403
from .base import SECRET_KEY, STORAGES, VAR_DIR, env

DEMO_LOGINS = True
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
# Static files straight from their folders: nothing to collect before the first start.
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG


def _local_secret() -> str:
    """A secret of this machine's own, made once: sessions and encrypted contacts outlive a restart."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(50), encoding="ascii")
        path.chmod(0o600)
    return path.read_text(encoding="ascii")


SECRET_KEY = SECRET_KEY or _local_secret()
