"""The yardstick: a crawler that renders every page in the same Chromium and reads phones and e-mails off the text."""

import asyncio
import re
import time
from urllib.parse import urljoin, urlsplit

import phonenumbers
from playwright.async_api import Browser, async_playwright

from crawler.chromium import installed_browser
from tests.bench.farm import FarmShop

PAGES = 12
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+\w")


async def _visit(browser: Browser, shop: FarmShop) -> tuple[int, set[str]]:
    """All pages of one shop in link order: how many were rendered, and every value seen."""
    context = await browser.new_context()
    page = await context.new_page()
    queue, seen, found = [shop.url], {shop.url}, set()
    rendered = 0
    while queue and rendered < PAGES:
        await page.goto(queue.pop(0), wait_until="load")
        rendered += 1
        text = await page.inner_text("body")
        found |= {m.group().lower() for m in EMAIL.finditer(text)}
        for match in phonenumbers.PhoneNumberMatcher(text, "NL"):
            found.add(phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164))
        for href in await page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))"):
            url = urljoin(page.url, href).partition("#")[0]
            if urlsplit(url).netloc == urlsplit(shop.url).netloc and url not in seen:
                seen.add(url)
                queue.append(url)
    await context.close()
    return rendered, found


async def _crawl(shops: list[FarmShop], at_once: int) -> tuple[int, dict[int, set[str]]]:
    pages, found = 0, {}
    queue = iter(shops)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=installed_browser(), args=["--disable-gpu"])

        async def worker() -> None:
            nonlocal pages
            for shop in queue:
                rendered, found[shop.number] = await _visit(browser, shop)
                pages += rendered

        await asyncio.gather(*(worker() for _ in range(at_once)))
        await browser.close()
    return pages, found


def crawl(shops: list[FarmShop], *, at_once: int = 4) -> tuple[float, int, dict[int, set[str]]]:
    """Seconds, pages rendered, and the values seen by shop number."""
    began = time.monotonic()
    pages, found = asyncio.run(_crawl(shops, at_once))
    return time.monotonic() - began, pages, found
