"""``python -m tests.oscar.project.start``: make the database, fill it, serve the shop on a free loopback port.

Each variant of ``shows.py`` gets a port of its own and a line: its name and its address. Serves until it is killed.
Environment: SHOP_FOLDER (an existing folder).
"""

import os
import threading
from decimal import Decimal

GOODS = {
    "Linnen": [("Gewassen linnen, okergeel", "18.95"), ("Linnen keperbinding, 2 meter breed", "24.50")],
    "Katoen": [("Katoen met stip, nachtblauw", "9.95"), ("Poplin wit 120 gram", "7.25"), ("Canvas naturel", "12.40")],
    "Fournituren": [
        ("Rits deelbaar 40 cm", "3.85"),
        ("Naaimachinenaalden 80/12", "5.60"),
        ("Garenset 12 kleuren", "16.00"),
    ],
}


def fill() -> None:
    """Categories, products with stock, and the country: what a new shopkeeper enters by hand."""
    from django.contrib.sites.models import Site
    from oscar.apps.catalogue.categories import create_from_breadcrumbs
    from oscar.core.loading import get_model

    Site.objects.update_or_create(pk=1, defaults={"domain": "127.0.0.1", "name": "Draadwiel"})
    kind = get_model("catalogue", "ProductClass").objects.create(name="Stof", track_stock=True)
    partner = get_model("partner", "Partner").objects.create(name="Magazijn")
    number = 0
    for category, goods in GOODS.items():
        shelf = create_from_breadcrumbs(category)
        for title, price in goods:
            number += 1
            product = get_model("catalogue", "Product").objects.create(
                title=title, product_class=kind, structure="standalone", upc=f"871845201{number:04}"
            )
            product.description = (
                f"<p>{title}, per meter geknipt. Fabrikant: Weverij Spoelmans N.V., Kortrijk, "
                "vragen over dit product: veiligheid@weverij-spoelmans.be.</p>"
            )
            product.save()
            get_model("catalogue", "ProductCategory").objects.create(product=product, category=shelf)
            get_model("partner", "StockRecord").objects.create(
                product=product, partner=partner, partner_sku=f"S{number}", price=Decimal(price), num_in_stock=40
            )


def main() -> None:
    """Make, fill, serve."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.oscar.project.settings"
    import django

    django.setup()
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.management import call_command
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    from tests.oscar.project.shows import SHOWS
    from tests.oscar.project.urls import BY_PORT

    class Quiet(WSGIRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    # tables straight from the models: running two hundred migrations takes a minute and says nothing about the shop
    call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)
    fill()

    class Static(StaticFilesHandler):
        def get_response(self, request):  # type: ignore[no-untyped-def]
            return (
                self.serve_insecurely(request) if self._should_handle(request.path) else super().get_response(request)
            )

        def serve_insecurely(self, request):  # type: ignore[no-untyped-def]
            from django.contrib.staticfiles.views import serve
            from django.http import Http404, HttpResponseNotFound

            try:
                return serve(request, self.file_path(request.path), insecure=True)
            except Http404:
                return HttpResponseNotFound()

    application = Static(get_wsgi_application())
    threads = []
    for variant in SHOWS:
        server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
        server.set_app(application)
        BY_PORT[str(server.server_port)] = variant
        threads.append(threading.Thread(target=server.serve_forever))
        threads[-1].start()
        print(variant, f"http://127.0.0.1:{server.server_port}/", flush=True)
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
