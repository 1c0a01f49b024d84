"""The walk: from the tree of elements to a :class:`~checks.find.dom.Document`, once, without recursion.

Every page comes through here element by element, so that what a name alone tells (of a tag, an attribute, a class) is
looked up in tables, and the rest is asked only where an element has it.
"""

from collections.abc import Callable
from urllib.parse import unquote

from selectolax.lexbor import LexborNode

from audit.model import How
from checks.find import layout
from checks.find.columns import tell_columns
from checks.find.dom import MAX_CHARS, Anchor, Attributes, Context, Document, Stream, fold, parse, parted
from checks.find.elements import (
    APPLICATION_ROOTS,
    COLUMN,
    PLAIN,
    TOLD,
    TRAITS,
    Names,
    Sort,
    Traits,
    told_by_names,
)
from checks.find.forms import Forms
from checks.find.lexicon import kind_named
from checks.find.obfuscation import cloudflare, data_attributes

_NUMBERS = {"telephone": "phone", "tel": "phone", "faxNumber": "fax"}
MAX_NODES = 250_000
MAX_NAMES = 10_000


def take_apart(html: str, *, rendered: bool) -> Document:
    """Parse and walk a page. ``rendered``: the DOM as the browser wrote it down, with ``data-sc-*`` attributes."""
    document = Document()
    if len(html) > MAX_CHARS:
        html = html[:MAX_CHARS]
        document.truncated = True
    tree = parse(html)
    tell_columns(tree, html)
    first = tree.root
    while first is not None and first.prev is not None:
        first = first.prev  # comments before the root element
    # a browser's DOM holds of a drawing only its words
    Walker(document, rendered, svg_text=rendered or "</text>" in html).walk(first, Context())
    return document


class Walker:
    """Walks the tree in document order and fills the document."""

    def __init__(self, document: Document, rendered: bool, svg_text: bool) -> None:
        self.document = document
        self.seen, self.unseen = document.seen, document.unseen
        self.rendered = rendered
        self.reversing: frozenset[str] = frozenset()
        self.forms = Forms(document)
        self.closed = False
        self.told = ""
        self.svg_text = svg_text
        self.depth = 0
        self.nodes = 0
        self.marks: dict[tuple[str, str, str], layout.Marks | None] = {}
        self.silent: set[tuple[str, str | None]] = set()
        self.special: dict[str, Callable[[LexborNode, Attributes, Context], bool]] = {
            "script": self._script, "style": self._style, "noscript": self._noscript, "template": self._template,
            "meta": self._meta, "link": self._link, "base": self._base, "title": self._title, "html": self._html,
            "img": self._image, "iframe": self._frame, "frame": self._frame, "svg": self._svg,
            "form": self.forms.begin, "input": self.forms.input, "textarea": self.forms.input,
            "select": self.forms.select,
            "math": _skip, "canvas": _skip, "datalist": _skip, "video": _skip, "audio": _skip,
        }  # fmt: skip

    def stream(self, context: Context) -> Stream:
        """The stream that text of this context belongs to."""
        return self.unseen if context.hidden else self.seen

    def walk(self, first: LexborNode | None, context: Context) -> None:
        """``first``, what follows it under the same parent, and all below."""
        node = first
        stream = self.stream(context)
        silent = self.silent
        above: list[tuple[LexborNode, Context, Traits, Anchor | None]] = []
        while node is not None:
            self.nodes += 1
            if self.nodes > MAX_NODES:
                self.document.truncated = True
                return
            tag = node.tag or ""
            if tag == "-text":
                text = node.text_content or ""
                if not text.isspace():
                    folded = fold(text)
                    if folded:
                        if stream.end.isalnum() and folded[0].isalnum() and self._parted(node, folded, stream):
                            stream.add(" ", context)
                        stream.add(folded, context)
                        self.closed = node.next is None
                elif stream.end not in " \n":  # what stands between two tags, most often
                    stream.add(" ", context)
            elif (traits := TRAITS.get(tag, PLAIN)) is not PLAIN or tag[:1] != "-":
                inner: Context | None = context
                anchor: Anchor | None = None
                attributes: Attributes = node.attributes
                # most elements have no attributes, or a class only that was seen to tell nothing
                if traits.simple and (
                    (len(attributes) == 1 and (tag, attributes.get("class")) in silent)
                    if attributes
                    else not self.rendered
                ):
                    stream.part(traits, context)
                else:
                    inner, anchor = self._enter(node, tag, traits, attributes, context, stream)
                if inner is not None:
                    child = node.first_child
                    if child is not None:
                        above.append((node, context, traits, anchor))
                        if inner is not context:
                            context = inner
                            stream = self.stream(context)
                        node = child
                        continue
                    if anchor is not None or traits.block:
                        self._leave(traits, self.stream(inner), inner, anchor)
            elif tag == "-comment":
                self.document.comments.append(node.comment_content or "")
            following = node.next
            while following is None:
                if not above:
                    return
                inner = context
                node, context, traits, anchor = above.pop()
                if anchor is not None or traits.form:
                    self._leave(traits, stream, inner, anchor)
                elif traits.block and stream.end != "\n":
                    stream.cut(inner)
                if inner is not context:
                    stream = self.stream(context)
                following = node.next
            node = following

    def _parted(self, node: LexborNode, text: str, stream: Stream) -> bool:
        """Whether an element's border parts two words; a browser has written a blank there if it does."""
        return not self.rendered and parted(stream.pieces[-1], text, closed=self.closed, opens=node.prev is None)

    def _enter(
        self, node: LexborNode, tag: str, traits: Traits, attributes: Attributes, context: Context, stream: Stream
    ) -> tuple[Context | None, Anchor | None]:
        """The context inside an element (None: do not go in), and the link or button that it opens."""
        if tag == "br":  # it has no box of its own: what a browser says of its visibility means nothing
            stream.cut(context)
            return None, None
        self.told = ""
        names = told_by_names(tuple(attributes))
        if (
            traits.placed
            or self.rendered
            or names.shaping
            or (names.classed and (tag, attributes["class"]) not in self.silent)
        ):
            context = self._context(tag, traits, attributes, context)
            stream = self.stream(context)
        if self.told:
            stream.tell(self.told)
        if names.telling and self._noted(names, attributes, context, stream):
            return None, None
        if traits.special and not self.special[tag](node, attributes, context):
            return None, None
        stream.part(traits, context)
        if context.how is How.REVERSED:
            stream.add(fold((node.text(deep=True) or " ")[::-1]) or " ", context)
            return None, None
        target = layout.sent_to(attributes) if names.sends else ""
        if traits.link or target:
            return self._open_link(attributes, context, stream, target)
        if stream.end.isalnum() and layout.at_sign(attributes):
            stream.add("@", self._as_notation(context))
        if traits.button or attributes.get("role") == "button":
            return context, Anchor(None, attributes, context, stream.length, stream.length)
        return context, None

    def _as_notation(self, context: Context) -> Context:
        context = context.copied()
        context.how = How.AT_NOTATION
        return context

    def _open_link(
        self, attributes: Attributes, context: Context, stream: Stream, target: str
    ) -> tuple[Context, Anchor]:
        href = attributes.get("href", attributes.get("xlink:href"))
        href = None if href is None else href.strip()
        if not target and href and href[:11].lower() == "javascript:":
            target = layout.scripted_target(unquote(href[11:]))
        if target and (not href or href.startswith("#") or href[:11].lower() == "javascript:"):
            href = target
        stream.link(context, calls=href is not None and href[:4].lower() == "tel:")
        anchor = Anchor(href, attributes, context, stream.length, stream.length)
        if href:
            anchor.context = context = context.copied()
            context.link = len(self.document.anchors)
            self.document.anchors.append(anchor)
        return context, anchor

    def _leave(self, traits: Traits, stream: Stream, context: Context, anchor: Anchor | None) -> None:
        if anchor is not None:
            anchor.end = stream.length
            if not anchor.href or anchor.href.startswith(("#", "javascript:")):
                self.document.buttons.append(anchor)
            stream.joint = True
            if anchor.href and anchor.href[:4].lower() == "tel:":
                stream.dialled = stream.length
        if traits.block:
            stream.cut(context)
            if traits.form:
                self.forms.end(stream)

    def _context(self, tag: str, traits: Traits, attributes: Attributes, outer: Context) -> Context:
        """The context inside an element: the outer one, unless something about the element changes it."""
        names = attributes.get("class") or ""
        if "id" in attributes:
            own = attributes["id"] or ""
            names = f"{names} {own}"
            if own.lower().startswith(APPLICATION_ROOTS):
                self.document.rooted = True
        key = (tag, names, attributes.get("role") or attributes.get("data-role") or "")
        marks = self.marks.get(key)
        if marks is None and key not in self.marks and len(self.marks) < MAX_NAMES:
            marks = self.marks[key] = layout.marks_of(*key)
            if marks is None and not key[2] and not self.reversing and not layout.at_sign({"class": names}):
                self.silent.add((tag, names))
        style = attributes.get("style")
        hides, turns, struck = layout.style_of(style) if style else (False, False, False)
        turns = turns or (tag == "bdo" and attributes.get("dir") == "rtl")
        turns = turns or (bool(self.reversing) and not self.reversing.isdisjoint(names.split()))
        hides = (hides or "hidden" in attributes) and not self.rendered
        encloses = traits.enclosing and tag not in outer.inside
        struck = struck or traits.struck
        if marks is None and not (turns or hides or struck or encloses or traits.folds or self.rendered):
            return outer
        context = outer.copied()
        if self.rendered:
            context.as_shown(attributes)
            if (context.desktop, context.phone) != (outer.desktop, outer.phone):
                self.stream(context).joint = True  # shown at another width than its neighbour
        if marks is not None:
            self.told = marks.told
            context.mark(tag, marks, self.rendered)
        if encloses:
            context.inside = context.inside | {tag}
        if traits.folds:
            context.clicks = 1 if tag == "details" and "open" not in attributes else 0
        if struck:
            context.struck = True
        if turns:
            context.how = How.REVERSED
        if hides:
            context.hidden = True
            context.clicks = 1
        return context

    def _noted(self, names: Names, attributes: Attributes, context: Context, stream: Stream) -> bool:
        """Keep what the attributes tell. True when the element's own content is replaced by what they hold."""
        for name, sort in names.telling:
            value = attributes[name]
            if not value or (sort is Sort.DATA and "@" not in value):
                continue  # most of them
            if sort is Sort.CFEMAIL:
                address = cloudflare(value).split("?")[0]
                if address:
                    shown = context.copied()
                    shown.how = How.CFEMAIL
                    stream.add(address, shown)
                    return True
            elif sort is Sort.IN_PARTS and len(value) < 500:
                address = data_attributes(attributes)
                if address:
                    self.document.coded.append((address, context, stream.length))
                elif "@" in value or name in TOLD:
                    self.document.told.append((name, value, context))
            elif sort is Sort.COLUMN:
                stream.tell(f"{COLUMN} {value}")
            elif sort is Sort.TELLS or (
                "@" in value and (sort is Sort.DATA or sort is Sort.IN_PARTS) and len(value) < 2000
            ):
                self.document.told.append((name, value, context))
                if sort is Sort.TELLS and len(value) < 30 and (kind := kind_named(value)):
                    stream.tell(kind)
            elif sort is Sort.PROPERTY and attributes.get("content"):
                self.document.properties.append((value, attributes["content"] or "", context))
            elif sort is Sort.PROPERTY and value in _NUMBERS:
                stream.tell(_NUMBERS[value])
        return False

    def _script(self, node: LexborNode, attributes: Attributes, context: Context) -> bool:
        source = attributes.get("src")
        if source:
            self.document.sources.append(source)
        text = node.text_content or (node.first_child.text_content if node.first_child else "") or ""
        if text and "ld+json" in (attributes.get("type") or "").lower():
            self.document.jsonld.append(text)
        elif text:
            self.document.scripts.append((text, context, self.stream(context).length))
        return False

    def _template(self, node: LexborNode, attributes: Attributes, context: Context) -> bool:
        """A template is no text, unless the browser makes a shadow root of it at once."""
        if "shadowrootmode" in attributes and self.depth < 8:
            self.depth += 1
            for fragment in node.template_fragments():
                self.walk(fragment.first_child, context)
            self.depth -= 1
        return False

    def _style(self, node: LexborNode, attributes: Attributes, context: Context) -> bool:
        text = node.text(deep=True) or ""
        if "bidi" in text:
            self.reversing = self.reversing | layout.reversing_classes(text)
            self.silent.clear()
        return False

    def _noscript(self, node: LexborNode, attributes: Attributes, context: Context) -> bool:
        text = node.text(deep=True, separator=" ") or ""
        if text:
            self.document.noscript.append((fold(text), context))
        return False

    def _meta(self, node: LexborNode, attributes: Attributes, context: Context) -> bool:
        name = attributes.get("name") or attributes.get("property") or attributes.get("http-equiv") or ""
        content = attributes.get("content") or ""
        if name and content:
            self.document.metas.append((name.lower(), content))
        return False

    def _link(self, node: LexborNode, attributes: Attributes, context: Context) -> bool:
        if (attributes.get("rel") or "").lower() == "canonical" and not self.document.canonical:
            self.document.canonical = attributes.get("href") or ""
        return False

    def _base(self, node: LexborNode, attributes: Attributes, context: Context) -> bool:
        self.document.base = self.document.base or attributes.get("href") or ""
        return False

    def _title(self, node: LexborNode, attributes: Attributes, context: Context) -> bool:
        if not self.document.title:
            self.document.title = fold(node.text(deep=True) or "").strip()[:300]
        return False

    def _html(self, node: LexborNode, attributes: Attributes, context: Context) -> bool:
        self.document.html_lang = (attributes.get("lang") or attributes.get("xml:lang") or "").strip()[:20]
        return True

    def _image(self, node: LexborNode, attributes: Attributes, context: Context) -> bool:
        alt = attributes.get("alt") or ""
        alt = fold(alt).strip() if alt else ""
        source = attributes.get("src") or ""
        self.document.images.append((alt, source, context))
        stream = self.stream(context)
        if stream.end.isalnum() and (alt.strip("[]() ").lower() in ("@", "at") or layout.at_sign(attributes)):
            stream.add("@", self._as_notation(context))
            return False
        told = layout.told_by(f"{source[-80:].rpartition('/')[2]} {alt if len(alt) < 40 else ''}")
        if told:
            stream.tell(told)
        if alt and context.link >= 0:
            anchor = self.document.anchors[context.link]
            anchor.label = anchor.label or alt[:200]
        return False

    def _frame(self, node: LexborNode, attributes: Attributes, context: Context) -> bool:
        self.document.frames.append(attributes.get("src") or attributes.get("data-src") or "")
        return False

    def _svg(self, node: LexborNode, attributes: Attributes, context: Context) -> bool:
        child = node.first_child
        for _ in range(3):
            if child is None:
                break
            if child.tag == "title" and (kind := kind_named(child.text(deep=True) or "")):
                self.stream(context).tell(kind)
            if child.tag == "use":
                named = child.attributes.get("href") or child.attributes.get("xlink:href") or ""
                told = layout.told_by(named.rpartition("#")[2])
                if told:
                    self.stream(context).tell(told)
            child = child.next
        return self.svg_text


def _skip(node: LexborNode, attributes: Attributes, context: Context) -> bool:
    return False
