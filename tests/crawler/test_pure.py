"""Addresses, robots.txt, the guard and sitemaps: nothing here touches a network."""

import gzip
from pathlib import Path

import pytest

from audit.outcomes import Reason
from crawler.guard import Guard, LookupFailedError, PrivateAddressError, is_public
from crawler.robots import MAX_BYTES, product_token, read_robots
from crawler.sitemap import MAX_URLS, read_sitemap, telling
from crawler.urls import clean, host_port, key, site


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        ("HTTP://Shop.NL:80/Contact#top", "http://shop.nl/Contact"),
        ("https://shop.nl", "https://shop.nl/"),
        ("https://shop.nl:443/a/../b/./c", "https://shop.nl/b/c"),
        ("http://shop.nl/?utm_source=x&id=3&gclid=abc", "http://shop.nl/?id=3"),
        ("http://shop.nl/index.php?route=information/contact", "http://shop.nl/index.php?route=information/contact"),
        ("http://shop.nl/c?PHPSESSID=12&p=1", "http://shop.nl/c?p=1"),
        ("http://127.0.0.1:8001/x", "http://127.0.0.1:8001/x"),
        ("  https://shop.nl/a b ", "https://shop.nl/a%20b"),
        ("https://müller.de/", "https://xn--mller-kva.de/"),
    ],
)
def test_clean(written: str, cleaned: str) -> None:
    assert clean(written) == cleaned


@pytest.mark.parametrize("written", ["mailto:a@b.nl", "javascript:void(0)", "ftp://x.nl/", "//", "http://", "tel:0"])
def test_clean_refuses_what_is_no_web_address(written: str) -> None:
    with pytest.raises(ValueError, match="not a web address"):
        clean(written)


def test_odd_addresses_of_the_corpus_do_not_break_anything(shared: Path) -> None:
    folder = shared / "corpora" / "robustness" / "url_normalise"
    lines = [line for file in folder.rglob("*.csv") for line in file.read_text("utf-8").splitlines()]
    survived = 0
    for line in lines:
        for url in line.split(", "):
            try:
                assert clean(clean(url)) == clean(url)
                assert key(clean(url)) == key(clean(url) + "#x")
                survived += 1
            except ValueError:
                continue
    assert survived > 100


def test_keys_of_the_same_page() -> None:
    same = ["http://www.shop.nl/contact", "https://shop.nl/contact/", "https://shop.nl/contact/index.html"]
    assert len({key(u) for u in same}) == 1
    assert key("http://shop.nl/?a=1&b=2") == key("http://shop.nl/?b=2&a=1")
    assert key("http://shop.nl/?a=1") != key("http://shop.nl/?a=2")


def test_sites_and_hosts() -> None:
    assert site("https://help.shop.co.uk/") == site("http://www.shop.co.uk/x") == "shop.co.uk"
    assert site("http://127.0.0.1:8001/") != site("http://127.0.0.1:8002/")
    assert host_port("https://shop.nl:443/x") == "shop.nl"
    assert host_port("http://shop.nl:8080/x") == "shop.nl:8080"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1", "::1", "::", "fe80::1", "fd00:ec2::254", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "::7f00:1", "168.63.129.16", "192.0.2.1", "198.18.0.1", "240.0.0.1",
        "shop.nl", "fe80::1%eth0", "ff02::1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:8.8.8.8", "1.1.1.1"]
)
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


async def test_guard_pins_what_it_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([["93.184.216.34", "10.0.0.1"], ["10.0.0.1"]])

    async def look_up(host: str) -> tuple[str, ...]:
        return tuple(next(answers))

    guard = Guard()
    monkeypatch.setattr(guard, "_look_up", look_up)
    assert guard.pinned("shop.nl") == ()
    assert await guard.check("Shop.NL") == ("93.184.216.34",)
    assert await guard.check("shop.nl") == guard.pinned("shop.nl") == ("93.184.216.34",)  # rebinding finds nothing
    with pytest.raises(PrivateAddressError):
        await guard.check("inside.nl")
    assert guard.pinned("inside.nl") == ()


async def test_guard_and_literals() -> None:
    guard = Guard()
    for host in ("127.0.0.1", "[::1]", "2130706433", "0x7f.1", "localhost"):
        with pytest.raises((PrivateAddressError, LookupFailedError)):
            await guard.check(host)
    assert await guard.check("127.0.0.1", allow_private=True) == ("127.0.0.1",)


def test_robots_statuses() -> None:
    rules = b"User-agent: *\nDisallow: /"
    assert not read_robots(200, rules, agent="shopcheck").allows("http://s.nl/")
    assert read_robots(404, rules, agent="shopcheck").allows("http://s.nl/")
    assert read_robots(401, rules, agent="shopcheck").allows("http://s.nl/")
    assert read_robots(403, rules, agent="shopcheck").allows("http://s.nl/")
    unreachable = read_robots(503, rules, agent="shopcheck")
    assert unreachable.trouble is Reason.ROBOTS_UNREACHABLE
    assert not unreachable.allows("http://s.nl/")
    assert read_robots(429, b"", agent="shopcheck").trouble is Reason.RATE_LIMITED


def test_robots_as_in_the_rfc(shared: Path) -> None:
    folder = shared / "corpora" / "robustness" / "robots_cases" / "crawler_commons"
    longest = read_robots(200, (folder / "rfc9309-example-longest-match-robots.txt").read_bytes(), agent="foobot")
    assert longest.allows("http://e.com/example/page/x.html")
    assert not longest.allows("http://e.com/example/page/disallowed.gif")
    simple = (folder / "rfc9309-example-simple-robots.txt").read_bytes()
    assert not read_robots(200, simple, agent="shopcheck").allows("http://e.com/example/index.html")
    assert read_robots(200, simple, agent="shopcheck").allows("http://e.com/publications/")
    assert read_robots(200, simple, agent="foobot").allows("http://e.com/example/page.html")
    assert not read_robots(200, simple, agent="foobot").allows("http://e.com/other.html")
    assert read_robots(200, simple, agent="quxbot").allows("http://e.com/example/page.html")


def test_every_robots_file_of_the_corpus_is_read(shared: Path) -> None:
    files = [f for f in (shared / "corpora" / "robustness" / "robots_cases").rglob("*") if f.is_file()]
    for file in files:
        robots = read_robots(200, file.read_bytes(), agent="shopcheck")
        assert robots.allows("http://e.com/") in (True, False)
        assert robots.crawl_delay >= 0
    boms = [f for f in files if "bom" in f.name]
    assert len(boms) == 3
    for file in boms:
        assert not read_robots(200, file.read_bytes(), agent="anybot").allows("http://e.com/profile/"), file.name


def test_robots_beyond_the_size_limit_is_not_read() -> None:
    body = b"User-agent: *\nDisallow: /a\n" + b"#" * MAX_BYTES + b"\nDisallow: /b\n"
    robots = read_robots(200, body, agent="shopcheck")
    assert not robots.allows("http://s.nl/a")
    assert robots.allows("http://s.nl/b")


def test_robots_delay_sitemaps_and_our_name() -> None:
    body = b"User-agent: ShopCheck\nCrawl-delay: 4\nDisallow: /x\nSitemap: https://s.nl/map.xml\n"
    robots = read_robots(200, body, agent=product_token("shopcheck/0.1 (+mailto:a@b.nl)"))
    assert (robots.crawl_delay, robots.sitemaps, robots.allows("https://s.nl/x")) == (
        4.0,
        ("https://s.nl/map.xml",),
        False,
    )


def test_sitemaps_of_the_corpus(shared: Path) -> None:
    folder = shared / "corpora" / "robustness" / "sitemaps" / "crawler_commons"
    read = {f.name: read_sitemap(f.read_bytes(), "http://e.com/s.xml") for f in folder.rglob("*") if f.is_file()}
    assert read["sitemap.badns.xml"].urls == ("http://www.example.com/1", "http://www.example.com/2")
    assert read["sitemap.txt"].urls == ("http://www.domain.com/page1.html", "http://www.domain.com/page2.html")
    assert len(read["sitemap.txt.gz"].urls) == 5
    assert all(u.startswith("http://") for u in read["sitemap-with-bom.txt"].urls)
    assert len(read["sitemap.index.xml"].files) >= 2
    assert read["sitemap.index.xml"].urls == ()
    assert len(read["xmlSitemap.gz"].urls) >= 1


def test_broken_and_hostile_sitemaps() -> None:
    assert read_sitemap(b"", "http://e.com/").urls == ()
    assert read_sitemap(b"\x1f\x8bnot gzip", "http://e.com/").urls == ()
    entities = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><urlset><url><loc>/a&amp;b</loc></url><url><loc>'
    assert read_sitemap(entities, "http://e.com/").urls == ("http://e.com/a&b",)
    bomb = gzip.compress(b"<url><loc>/x</loc></url>" * 2_000_000)
    assert read_sitemap(bomb, "http://e.com/").urls == ("http://e.com/x",)
    many = "".join(f"<url><loc>/p{n}</loc></url>" for n in range(MAX_URLS + 5)).encode()
    assert len(read_sitemap(many, "http://e.com/").urls) == MAX_URLS


def test_page_sitemaps_come_before_goods_and_only_telling_addresses_are_kept() -> None:
    index = b"<sitemapindex>%s</sitemapindex>" % b"".join(
        b"<sitemap><loc>http://e.com/%s</loc></sitemap>" % n for n in (b"product-1.xml", b"other.xml", b"pages.xml")
    )
    assert [u.rpartition("/")[2] for u in read_sitemap(index, "http://e.com/").files] == [
        "pages.xml",
        "other.xml",
        "product-1.xml",
    ]
    urls = ("http://e.com/rode-fiets", "http://e.com/info/klantenservice", "http://e.com/index.php?route=contact")
    assert telling(urls) == list(urls[1:])
