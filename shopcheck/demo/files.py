"""The two files that a demo shop may hide its contact details in: pictures and a PDF."""

from __future__ import annotations

_SHAPES = (
    '<rect x="70" y="60" width="100" height="120" rx="14"/><rect x="92" y="40" width="56" height="26" rx="6"/>',
    '<circle cx="120" cy="120" r="62"/><circle cx="120" cy="120" r="26" fill="#fff" fill-opacity=".55"/>',
    '<path d="M60 170 L120 52 L180 170 Z"/><rect x="104" y="166" width="32" height="26" rx="4"/>',
    '<path d="M64 92 h112 l-14 92 h-84 z"/><path d="M86 92 q34 -64 68 0" fill="none" stroke-width="9" stroke="#fff"/>',
    '<ellipse cx="120" cy="132" rx="72" ry="46"/><path d="M72 96 q48 -60 96 0" fill-opacity=".7"/>',
    '<rect x="54" y="84" width="132" height="82" rx="41"/><circle cx="96" cy="125" r="20" fill="#fff"/>',
)


def picture(number: int, hue: int) -> bytes:
    """An SVG of a product: one of a few shapes in the shop's colour. number: from 0; hue: degrees."""
    shade = 40 + number * 7 % 24
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 240" width="240" height="240">'
        f'<rect width="240" height="240" fill="hsl({hue} 28% 94%)"/>'
        f'<g fill="hsl({hue} 46% {shade}%)">{_SHAPES[number % len(_SHAPES)]}</g>'
        '<ellipse cx="120" cy="206" rx="66" ry="7" fill="#000" fill-opacity=".08"/></svg>'
    )
    return svg.encode()


def pdf(title: str, lines: list[str]) -> bytes:
    """A one-page PDF 1.4 (A4, Helvetica, WinAnsi) with a title and lines of real text, after ISO 32000-1."""
    text = [b"BT /F1 20 Tf 60 770 Td 24 TL", _shown(title), b"/F1 12 Tf 20 TL T*"]
    text += [_shown(line) for line in lines]
    stream = b"\n".join([*text, b"ET"])
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Font << /F1 5 0 R >> >>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _shown(line: str) -> bytes:
    raw = line.encode("cp1252", "replace")
    for character in (b"\\", b"(", b")"):
        raw = raw.replace(character, b"\\" + character)
    return b"(" + raw + b") Tj T*"
