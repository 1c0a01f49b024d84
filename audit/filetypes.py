"""What a file is that was given where text was meant, told by its first bytes."""

_FIRST_BYTES = (
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"\x1f\x8b", "packed (gzip); unpack it first"),
    (b"BZh", "packed (bzip2); unpack it first"),
    (b"\xfd7zXZ", "packed (xz); unpack it first"),
    (b"7z\xbc\xaf", "an archive (7z)"),
    (b"SQLite format 3", "a database (SQLite)"),
    (b"\x7fELF", "a program"),
)


def kind_of_file(data: bytes) -> str:
    """The kind of file, with its article, such as ``a picture (PNG)``; empty for text and for what we do not know."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "a picture (WebP)"
    if data[4:8] == b"ftyp":
        return "a picture (AVIF, HEIC) or a film"
    return next((kind for first, kind in _FIRST_BYTES if data.startswith(first)), "")
