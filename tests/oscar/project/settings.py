"""Settings of the test shop. The folder for its database comes from the environment (SHOP_FOLDER)."""

import os
from pathlib import Path

from oscar import INSTALLED_APPS as OSCAR_APPS
from oscar.defaults import *  # noqa: F403


class WithoutMigrations(dict[str, None]):
    """For every app: no migrations, make its tables straight from the models."""

    def __contains__(self, app: object) -> bool:
        return True

    def __getitem__(self, app: str) -> None:
        return None


HERE = Path(__file__).parent
FOLDER = Path(os.environ["SHOP_FOLDER"])

SECRET_KEY = "a test shop on loopback has no secrets"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
ROOT_URLCONF = "tests.oscar.project.urls"
INSTALLED_APPS = [app for app in OSCAR_APPS if app != "django.contrib.admin"]
MIGRATION_MODULES = WithoutMigrations()
SITE_ID = 1
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands")]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
STATIC_URL = "/static/"
MEDIA_URL = "/media/"
MEDIA_ROOT = str(FOLDER / "media")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(FOLDER / "shop.sqlite3"), "ATOMIC_REQUESTS": True}
}
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}
OSCAR_SHOP_TAGLINE = "stoffen per meter"
OSCAR_DEFAULT_CURRENCY = "EUR"
OSCAR_THUMBNAILER = "tests.oscar.project.thumbnails.AsIs"
AUTHENTICATION_BACKENDS = ("django.contrib.auth.backends.ModelBackend",)
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "oscar.apps.basket.middleware.BasketMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "oscar.apps.search.context_processors.search_form",
                "oscar.apps.checkout.context_processors.checkout",
                "oscar.apps.communication.notifications.context_processors.notifications",
                "oscar.core.context_processors.metadata",
                "tests.oscar.project.urls.contact_details",
            ]
        },
    }
]
LOGGING = {"version": 1, "disable_existing_loggers": True}
