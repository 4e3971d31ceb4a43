"""Tests: fast password hashing, files in a scratch folder; the database is whatever DATABASE_URL names."""

import os
import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import DATABASES, STORAGES

SECRET_KEY = "only-for-tests-" + "x" * 40
DEMO_LOGINS = True
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
_scratch = tempfile.TemporaryDirectory(prefix="portal-test-")  # goes with this process
MEDIA_ROOT = Path(_scratch.name) / "media"
PRIVATE_MEDIA_ROOT = Path(_scratch.name) / "private"
WHITENOISE_AUTOREFRESH = True
AXES_ENABLED = False
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
PAGE_CACHE_SECONDS = 0
# Unit tests rebuild the index and must not meet a real one; the service tests name their cluster themselves.
ELASTICSEARCH_URL = ""
CLAMAV_URL = ""

_suffix = os.environ.get("TEST_DB_SUFFIX", "")
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # A file, not memory: threads in the browser tests need the same database.
    DATABASES["default"]["TEST"] = {"NAME": f"{tempfile.gettempdir()}/portal-test{_suffix}.sqlite3"}
elif "postgresql" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["OPTIONS"] = {}
    DATABASES["default"]["TEST"] = {"NAME": f"test_portal{_suffix}"}
