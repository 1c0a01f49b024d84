"""Oscar's own pages, and those that every shop writes itself: contact, service, terms, privacy, robots.txt."""

from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.generic import TemplateView

from tests.oscar.project.shows import SHOP, SHOWS

BY_PORT: dict[str, str] = {}
"""Port: the variant served there; ``start.py`` fills it in."""

PAGES = ("contact", "klantenservice", "algemene-voorwaarden", "privacy", "retourneren")


def contact_details(request: HttpRequest) -> dict[str, Any]:
    """The shop's identity and, as ``shows``, the places at which the variant on this port shows something."""
    return {"identity": SHOP, "shows": SHOWS[BY_PORT[request.get_port()]]}


def robots(_: HttpRequest) -> HttpResponse:
    """What robots may not visit."""
    closed = ("accounts", "basket", "checkout", "dashboard")
    text = "User-agent: *\n" + "".join(f"Disallow: /{folder}/\n" for folder in closed)
    return HttpResponse(text, content_type="text/plain")


urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("robots.txt", robots),
    *(path(f"{page}/", TemplateView.as_view(template_name=f"pages/{page}.html"), name=page) for page in PAGES),
    path("", include(apps.get_app_config("oscar").urls[0])),
]
