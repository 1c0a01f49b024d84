"""Which shop program a page comes from: by its signs, never by words that a text may hold."""

import tomllib
from collections import Counter
from importlib import resources
from pathlib import Path

import pytest

from audit.model import Role
from checks.find import read_page
from checks.find.channels import site_platform

WANTED = ("WooCommerce", "Shopify", "Magento", "PrestaShop", "OpenCart", "Lightspeed", "Shopware")

PAGES = {
    "WooCommerce": '<meta name="generator" content="WordPress 6.8"><meta name="generator" content="WooCommerce 9.9">',
    "WordPress": '<meta name="generator" content="WordPress 6.8"><link rel=stylesheet href="/wp-content/themes/x.css">',
    "Shopify": '<script src="//shop.example/cdn/shop/t/3/assets/a.js"></script><div class="shopify-section"></div>',
    "Magento": '<script type="text/x-magento-init">{"*": {}}</script>',
    "PrestaShop": "<script>var prestashop = {};</script><script src=/modules/ps_shoppingcart/a.js></script>",
    "OpenCart": '<a href="index.php?route=common/home">Home</a><link href="catalog/view/stylesheet/a.css">',
    "Lightspeed": '<link rel="stylesheet" href="https://cdn.webshopapp.com/shops/12/themes/3/a.css">',
    "Shopware": '<script src="https://shop.example/bundles/storefront/a.js"></script>',
    "Oxid": '<link rel="stylesheet" href="/out/apex/src/css/styles.css">',
    "": "<script src=/static/app.js></script>",
}


def told(html: str) -> str:
    page = f"<!doctype html><html lang=nl><head><title>Winkel</title>{html}</head><body>Hallo</body></html>"
    return read_page(page.encode(), url="https://winkel.nl/", market="NL", role=Role.HOME).generator


@pytest.mark.parametrize("name", PAGES)
def test_a_program_is_known_by_its_signs(name: str) -> None:
    assert told(PAGES[name]) == name


@pytest.mark.parametrize("name", WANTED)
def test_the_name_in_a_text_is_no_sign(name: str) -> None:
    text = f'<p>Wij bouwen met {name}; lees onze {name}-gids.</p><a href="https://www.{name.lower()}.com">{name}</a>'
    assert told(text) == ""


def test_another_program_s_name_is_kept_as_the_page_says_it() -> None:
    assert told('<meta name="generator" content="Hugo 0.1">') == "Hugo"


def test_of_a_site_s_pages_the_shop_goes_before_what_carries_it() -> None:
    assert site_platform(["", "WordPress", "WooCommerce"]) == "WooCommerce"
    assert site_platform(["WordPress", ""]) == "WordPress"
    assert site_platform(["Hugo", "Shopify"]) == "Shopify"
    assert site_platform(["", ""]) == ""


def test_every_sign_has_its_source_and_is_in_lower_case() -> None:
    known = tomllib.loads(resources.files("checks.find").joinpath("platforms.toml").read_text("utf-8"))
    assert set(WANTED) <= {p["name"] for p in known.values()}
    for platform in known.values():
        assert platform["source"].startswith("https://")
        signs = [*platform.get("meta", ()), *platform.get("marks", ())]
        assert signs == [sign.lower() for sign in signs] != []


@pytest.mark.parametrize(
    ("site", "name"),
    [
        ("shops/opencart", "OpenCart"),
        ("shops/wordpress", "WooCommerce"),
        ("shops/oscar", ""),
        ("corpora/sites/argon40", "Magento"),
        ("corpora/sites/beaubnana", "Shopify"),
        ("corpora/sites/bobbywagner", "Shopify"),
        ("corpora/sites/itsmeperfume", "Shopify"),
        ("corpora/sites/fleurdor", "WooCommerce"),
        ("corpora/sites/freres-canna", "WooCommerce"),
        ("corpora/sites/megabounce", "WooCommerce"),
        ("corpora/sites/umotion", "WooCommerce"),
        ("corpora/sites/hairdiagnostics", "WordPress"),
        ("corpora/sites/brouwerij-kwartje", ""),
    ],
)
def test_real_shops(shared: Path, site: str, name: str) -> None:
    if not (shared / site).is_dir():
        pytest.skip(f"{site} is not in the shared data")
    pages = sorted((shared / site).rglob("*.html"))[:4]
    found = Counter(
        read_page(p.read_bytes(), url=f"https://{p.name}.test/", market="NL", role=Role.OTHER).generator for p in pages
    )
    assert site_platform(found) == name
    assert set(found) <= {name, "WordPress", ""}
