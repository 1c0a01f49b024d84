"""Forms of a page, and the two kinds of them that are links: a list of options that leads somewhere at once, and a
button with nothing to fill in. The walk hands over their elements."""

from selectolax.lexbor import LexborNode

from checks.find.dom import Anchor, Attributes, Context, Document, Form, Stream, fold

_SCRIPT = "javascript:"


class Forms:
    """The forms of a document, as the walk comes by them. What a function gives back: whether to go inside."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.open: Form | None = None

    def begin(self, node: LexborNode, attributes: Attributes, context: Context) -> bool:
        """A form."""
        self.open = Form(attributes, context, self.document.stream(context).length)
        self.document.forms.append(self.open)
        return True

    def end(self, stream: Stream) -> None:
        """Behind a form; where nothing is filled in, its button takes the visitor on, as a link does."""
        form, self.open = self.open, None
        if form is None:
            return
        form.end = stream.length
        target = (form.attributes.get("action") or "").strip()
        asks = form.fields or form.hidden or (form.attributes.get("method") or "get").lower() != "get"
        if asks or not target or target[: len(_SCRIPT)].lower() == _SCRIPT:
            return
        anchor = Anchor(target, form.attributes, form.context, form.start, form.end)
        anchor.label = next(filter(None, form.labels), "")[:200]
        self.document.anchors.append(anchor)

    def input(self, node: LexborNode, attributes: Attributes, context: Context) -> bool:
        """A field, a hidden value or a button."""
        kind = (attributes.get("type") or ("textarea" if node.tag == "textarea" else "text")).lower()
        value = attributes.get("value") or ""
        if kind in ("submit", "button", "image"):
            anchor = Anchor(None, attributes, context, 0)
            anchor.label = fold(value or attributes.get("alt") or "").strip()
            self.document.buttons.append(anchor)
            if self.open is not None:
                self.open.labels.append(anchor.label)
        elif kind == "hidden":
            if self.open is not None:
                self.open.hidden += 1
        else:
            self._field(kind, attributes)
            stream = self.document.stream(context)
            stream.add(" ", context)
            if value and ("readonly" in attributes or "disabled" in attributes) and fold(value):
                stream.add(fold(value), context)
        return kind == "textarea"

    def select(self, node: LexborNode, attributes: Attributes, context: Context) -> bool:
        """A list of options: a field, or a menu."""
        if "location" in (attributes.get("onchange") or ""):
            self._menu(node, context)
            return False
        self._field("select", attributes)
        self.document.stream(context).add(" ", context)
        return False

    def _menu(self, node: LexborNode, context: Context) -> None:
        for option in node.css("option[value]"):
            target = (option.attributes.get("value") or "").strip()
            if target[:1] in ("/", "?") or target[:4].lower() == "http" or "." in target:
                anchor = Anchor(target, option.attributes, context, self.document.stream(context).length)
                anchor.end, anchor.label = anchor.start, fold(option.text() or "").strip()[:200]
                self.document.anchors.append(anchor)

    def _field(self, kind: str, attributes: Attributes) -> None:
        self.document.inputs.append(kind)
        if self.open is not None:
            name = attributes.get("name") or attributes.get("id") or attributes.get("placeholder") or ""
            needed = "required" in attributes or attributes.get("aria-required") == "true"
            self.open.fields.append((kind, name, needed))
            self.open.labels.append(attributes.get("placeholder") or attributes.get("aria-label") or "")
