"""Safe defaults for every machine. Each setting that the environment may change is named once, here."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF

BASE_DIR = Path(__file__).resolve().parents[3]
VAR_DIR = BASE_DIR / "var"

env = environ.Env()

DEBUG = False
SECRET_KEY = env("SECRET_KEY", default="")
# Former keys, newest first: what was sealed under them stays readable until it is sealed anew.
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# The address that e-mails, feeds and receipts carry.
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000")

INSTALLED_APPS = [
    "portal.core",
    "portal.organisations",
    "portal.accounts",
    "portal.statutes",
    "portal.ledger",
    "portal.notifications",
    "cms.pages",
    "cms.disclosures",
    "portal.feedback",
    "portal.confidential",
    "portal.accountability",
    "portal.inspection",
    "portal.plans",
    "search",
    "portal.front",
    "content",
    "wagtail.contrib.settings",
    "wagtail.contrib.routable_page",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "captcha",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.forms",
]

MIDDLEWARE = [
    "portal.core.page_cache.AnonymousPageCache",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.feedback.views.kept.KeepTyped",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cms.disclosures.refusals.RefusedPublications",
    "axes.middleware.AxesMiddleware",
    "portal.core.previews.FramedPreviews",
]

ROOT_URLCONF = "portal.config.urls"
WSGI_APPLICATION = "portal.config.wsgi.application"

THEME = env("THEME", default="sen")
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "themes" / THEME / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.core.context.portal",
            ],
        },
    }
]

# Widgets are drawn by the theme too: the captcha has its own words and sound.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'portal.sqlite3'}")}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    # WAL lets residents read while somebody writes; IMMEDIATE takes the write lock at the start of a
    # transaction, so that two writers wait for each other instead of failing half-way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
            "PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000;"
        ),
    }
elif "postgresql" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 8}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="")
CACHES = {
    "default": (
        {"BACKEND": "portal.core.caches.ForgivingRedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 2000}}
    )
}
# Seconds after which a cached public page is made anew even if nothing was published.
PAGE_CACHE_SECONDS = env.int("PAGE_CACHE_SECONDS", default=60)

ELASTICSEARCH_URL = env("ELASTICSEARCH_URL", default="")
# The alias that answers; each rebuild makes an index of its own behind it.
ELASTICSEARCH_INDEX = env("ELASTICSEARCH_INDEX", default="portal")

EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="portal@hungyen.example")
# Seconds that the mail server has for each step of a conversation.
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=30)
# Seconds after which another worker may take a letter that one took and did not finish: longer than any conversation.
MESSAGE_LEASE_SECONDS = env.int("MESSAGE_LEASE_SECONDS", default=900)
# Days of trying after which a letter counts as failed; letters to one receiver in an hour, the rest waits.
MESSAGE_GIVE_UP_DAYS = env.int("MESSAGE_GIVE_UP_DAYS", default=5)
MESSAGES_PER_HOUR = env.int("MESSAGES_PER_HOUR", default=10)
# A mailbox that letters come to: imaps://user:password@host/INBOX; "" for none. docs/letters-by-other-doors.md
IMAP_URL = env("IMAP_URL", default="")
# The name under which the mail server that receives for IMAP_URL writes Authentication-Results; "" when it writes none.
MAIL_AUTHSERV_ID = env("MAIL_AUTHSERV_ID", default="")
# A folder into which a gateway for SMS or Zalo drops letters; "" for none.
LETTERS_FOLDER = env("LETTERS_FOLDER", default="")
# Bytes of one letter with all that came with it; letters taken in one run; letters of one sender in a day.
LETTER_MAX_BYTES = env.int("LETTER_MAX_BYTES", default=25 * 1024 * 1024)
LETTERS_PER_RUN = env.int("LETTERS_PER_RUN", default=50)
LETTERS_PER_SENDER = env.int("LETTERS_PER_SENDER", default=10)
# Days back that a gateway may say a message came; days that a discarded letter is kept.
LETTER_OLDEST_DAYS = env.int("LETTER_OLDEST_DAYS", default=10)
LETTER_KEPT_DAYS = env.int("LETTER_KEPT_DAYS", default=30)

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# What the worker does by itself, and how many seconds lie between two turns.
PERIODIC_COMMANDS = {
    "index_outbox": 5,
    "remind_duties": 900,
    "petition_digest": 900,
    "tell_followers": 60,
    "sweep_messages": 3600,
    "publish_scheduled": 60,
    "expire_postings": 300,
    "read_documents": 60,
    "sweep_uploads": 3600,
    "advance_petitions": 600,
    "apply_retention": 3600,
    "scan_quarantine": 60,
    "scan_uploads": 300,
    "run_duties": 3600,
    "run_plans": 3600,
    "seal_tips": 3600,
    "tell_inspectors": 1800,
    "forget_tips": 3600,
    "keep_versions": 3600,
    "sweep_imports": 60,
    "send_messages": 15,
    "fetch_letters": 60,
    "seal_day": 1800,
    "freeze_scores": 3600,
    "update_scores": 3600,
    "raise_flags": 86400,
    "follow_remedies": 3600,
    "escalate": 900,
}
# With more events than this, pages show the scores that update_scores stored; with fewer they are computed when asked.
SCORE_LIVE_EVENTS = 300_000
# When the scores of a half-year and of a year are frozen ("MM-DD"; the year's in the year after): shortly before the
# plan's reports are due, 10/07 and 10/01.
SCORE_FREEZE_DAYS = {"H1": "07-05", "year": "01-05"}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "wagtailadmin_login"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 1
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_ENABLE_ACCESS_FAILURE_LOG = False

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
# What Wagtail's own translation lacks; its scripts find words only in its own folder and in these.
LOCALE_PATHS = [BASE_DIR / "portal" / "core" / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "themes" / THEME / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_URL = "/tep/"
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(VAR_DIR / "media")))
# What residents attach: never below MEDIA_ROOT, because only a view may hand it out.
PRIVATE_MEDIA_ROOT = Path(env("PRIVATE_MEDIA_ROOT", default=str(VAR_DIR / "private")))
# A virus scanner (clamd) that looks at every attachment: tcp://host:3310 or unix:///run/clamav/clamd.ctl; "" for none.
CLAMAV_URL = env("CLAMAV_URL", default="")
FILE_UPLOAD_HANDLERS = [
    "portal.core.upload_handlers.BoundedUploads",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
CSRF_FAILURE_VIEW = "portal.feedback.views.kept.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# A budget of three hundred lines in the editor sends nine fields a line.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1 * 1024 * 1024

WAGTAIL_SITE_NAME = "Cổng minh bạch và phản ánh Hưng Yên"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
WAGTAIL_ALLOW_UNICODE_SLUGS = False
# Autosave overwrites the revision and would forget where it stored a chosen file the time before; a list of
# names must be found again when it has to go.
WAGTAIL_AUTOSAVE_INTERVAL = 0
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "csv"]
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]

CAPTCHA_IMAGE_SIZE = (220, 80)
CAPTCHA_FONT_SIZE = 44
CAPTCHA_LENGTH = 5
CAPTCHA_TIMEOUT = 60  # minutes: a long letter takes its time

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CONTENT_SECURITY_POLICY = {
    # Wagtail's admin needs inline scripts and styles; only staff reach it.
    "EXCLUDE_URL_PREFIXES": ("/quan-tri/",),
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
}

# Whether sample accounts get the password that the documentation names: only where a developer works.
DEMO_LOGINS = False
