"""One shop's page of a report as a single file for that shop alone: nothing beside it, and no way to other shops."""

import base64
import mimetypes
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import html

from reports.wording import Words

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
GOING = "//script | //base | //link | //iframe | //object | //embed | //header[@class='top'] | //p[@class='crumb']"
LINKED = ("src", "srcset", "poster", "data", "{http://www.w3.org/1999/xlink}href", "xlink:href")


def standalone(report: Path, slug: str, name: str, deadline: str, words: Words) -> str:
    """The page ``shop/<slug>.html`` of the report in a folder, with its sheet and pictures inside.

    name: what the shop is called. deadline: the last day to answer, in words. Raises OSError when there is no page.
    """
    page = report / "shop" / f"{slug}.html"
    tree: Any = html.document_fromstring(page.read_text("utf-8"))
    for element in tree.xpath(GOING):
        element.drop_tree()
    for element in tree.xpath("//footer//nav | //div[@class='permalink']"):
        element.drop_tree()
    _policy(tree, (report / "static" / "report.css").read_text("utf-8"))
    for picture in tree.xpath("//img"):
        _embed(picture, page.parent)
    for link in tree.xpath("//a[@href]"):
        _unlink(link)
    for element in tree.xpath("//*"):
        for attribute in LINKED:
            if attribute in element.attrib and not element.get(attribute).startswith("data:"):
                del element.attrib[attribute]
    _banner(tree, name, deadline, words)
    return f"<!doctype html>\n{html.tostring(tree, encoding='unicode')}\n"


def _policy(tree: Any, sheet: str) -> None:
    for meta in tree.xpath("//meta[@http-equiv]"):
        meta.set("content", POLICY)
    style = html.Element("style")
    style.text = sheet
    tree.head.append(style)


def _embed(picture: Any, folder: Path) -> None:
    """The picture's bytes in place of its address; one that is not there leaves its description."""
    source = picture.get("src") or ""
    if source.startswith("data:"):
        return
    try:
        data = (folder / unquote(urlsplit(source).path)).read_bytes()
    except OSError:
        picture.attrib.pop("src", None)
        return
    kind = mimetypes.guess_type(source)[0] or "application/octet-stream"
    picture.set("src", f"data:{kind};base64,{base64.b64encode(data).decode()}")


def _unlink(link: Any) -> None:
    """Links into this page and to the web stay; links to other pages of the report lead nowhere and go."""
    target = link.get("href")
    if target.startswith("#") or urlsplit(target).scheme in ("http", "https", "mailto"):
        return
    parent = link.getparent()
    alone = parent.tag == "p" and len(parent) == 1 and not (parent.text or "").strip() and link.find(".//img") is None
    if alone and not (link.tail or "").strip():
        parent.drop_tree()
    else:
        del link.attrib["href"]


def _banner(tree: Any, name: str, deadline: str, words: Words) -> None:
    main = tree.xpath("//main")[0]
    box = html.Element("p", {"class": "box"})
    title = html.Element("b")
    title.text = words("preview.title", shop=name).unescape() + "."
    title.tail = " " + words("preview.note", deadline=deadline).unescape()
    box.append(title)
    main.insert(0, box)
