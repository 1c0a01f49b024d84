"""The yardstick: a crawler that renders every page in the same Chromium and reads phones and e-mails off the text.

``python -m tests.bench.plain LIST AT_ONCE`` prints ``{"pages": rendered, "found": [[values of a shop]…]}`` as JSON.
With a FOLDER after it, it keeps evidence there: of each page what was shown and a picture at both widths.
"""

import asyncio
import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import phonenumbers
from playwright.async_api import Browser, Page, async_playwright

from crawler.chromium import installed_browser
from crawler.window import DESKTOP, PHONE

PAGES = 12
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+\w")


def values(text: str) -> set[str]:
    """Numbers (E.164) and addresses in the text of a page."""
    numbers = (match.number for match in phonenumbers.PhoneNumberMatcher(text, "NL"))
    return {m.group().lower() for m in EMAIL.finditer(text)} | {
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) for number in numbers
    }


def fresh(hrefs: Iterable[str], page: str, home: str, seen: set[str]) -> list[str]:
    """Addresses of the shop's own pages among the links of ``page`` that were not seen before; now they are."""
    urls = dict.fromkeys(urljoin(page, href).partition("#")[0] for href in hrefs)
    found = [url for url in urls if urlsplit(url).netloc == urlsplit(home).netloc and url not in seen]
    seen.update(found)
    return found


async def _keep(page: Page, folder: Path, name: str) -> None:
    """The page as it was shown, photographed at both widths."""
    (folder / f"{name}.html").write_text(await page.content())
    for size in (DESKTOP, PHONE):
        await page.set_viewport_size({"width": size["width"], "height": size["height"]})
        await page.screenshot(path=folder / f"{name}-{size['width']}.jpg", type="jpeg", quality=60)


async def _visit(browser: Browser, home: str, folder: Path | None, name: str) -> tuple[int, set[str]]:
    """All pages of one shop in link order: how many were rendered, and every value seen."""
    context = await browser.new_context()
    page = await context.new_page()
    queue, seen, found = [home], {home}, set()
    rendered = 0
    while queue and rendered < PAGES:
        await page.goto(queue.pop(0), wait_until="load")
        rendered += 1
        found |= values(await page.inner_text("body"))
        hrefs = await page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))")
        queue += fresh(hrefs, page.url, home, seen)
        if folder is not None:
            await _keep(page, folder, f"{name}-{rendered}")
            await page.set_viewport_size({"width": DESKTOP["width"], "height": DESKTOP["height"]})
    await context.close()
    return rendered, found


async def _crawl(homes: list[str], at_once: int, folder: Path | None) -> tuple[int, list[set[str]]]:
    pages = 0
    found: list[set[str]] = [set() for _ in homes]
    queue = iter(enumerate(homes))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=installed_browser(), args=["--disable-gpu"])

        async def worker() -> None:
            nonlocal pages
            for number, home in queue:
                rendered, found[number] = await _visit(browser, home, folder, str(number))
                pages += rendered

        await asyncio.gather(*(worker() for _ in range(at_once)))
        await browser.close()
    return pages, found


def main() -> None:
    """Crawl the shops of a list."""
    homes = Path(sys.argv[1]).read_text().split()
    folder = Path(sys.argv[3]) if sys.argv[3:] else None
    pages, found = asyncio.run(_crawl(homes, int(sys.argv[2]), folder))
    print(json.dumps({"pages": pages, "found": [sorted(values) for values in found]}))


if __name__ == "__main__":
    main()
