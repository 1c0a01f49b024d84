"""Oscar's own pages, and those that every shop writes itself: contact, service, terms, privacy, robots.txt."""

from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.generic import ListView, TemplateView
from oscar.core.loading import get_model

from tests.oscar.project.shows import SHOPS, SHOWS

BY_PORT: dict[str, str] = {}
"""Port: the variant served there; ``start.py`` fills it in."""

PAGES = ("contact", "klantenservice", "algemene-voorwaarden", "privacy", "retourneren")


def contact_details(request: HttpRequest) -> dict[str, Any]:
    """The shop's identity and, as ``shows``, the places at which the variant on this port shows something."""
    variant = BY_PORT[request.get_port()]
    return {"identity": SHOPS[variant], "shop_name": SHOPS[variant]["name"], "shows": SHOWS[variant]}


def robots(_: HttpRequest) -> HttpResponse:
    """What robots may not visit."""
    closed = ("accounts", "basket", "checkout", "dashboard")
    text = "User-agent: *\n" + "".join(f"Disallow: /{folder}/\n" for folder in closed)
    return HttpResponse(text, content_type="text/plain")


class Shelf(ListView):  # type: ignore[type-arg]
    """All products, or those of one category: Oscar's own list needs a search server."""

    template_name = "oscar/catalogue/browse.html"
    context_object_name = "products"
    paginate_by = 20

    def get_queryset(self) -> QuerySet[Any]:
        """What can be bought, oldest first."""
        goods = get_model("catalogue", "Product").objects.browsable().base_queryset().order_by("pk")
        return goods.filter(categories=self.kwargs["pk"]) if "pk" in self.kwargs else goods

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Products wrapped as search results, which is what the template expects."""
        context = super().get_context_data(**named)
        results = [SimpleNamespace(object=product) for product in context["products"]]
        return context | {"products": results, "summary": "Alle producten"}


urlpatterns = [
    path("catalogue/", Shelf.as_view()),
    path("catalogue/category/<slug:slug>_<int:pk>/", Shelf.as_view()),
    path("i18n/", include("django.conf.urls.i18n")),
    path("robots.txt", robots),
    *(path(f"{page}/", TemplateView.as_view(template_name=f"pages/{page}.html"), name=page) for page in PAGES),
    path("", include(apps.get_app_config("oscar").urls[0])),
]
