"""The text of PDF files, read in a process of its own: a broken file can crash a PDF library.

``python -m crawler.documents`` reads a PDF from standard input and writes its text as JSON.
"""

import asyncio
import contextlib
import html
import json
import sys
from dataclasses import dataclass

MAX_PAGES = 40
MAX_CHARACTERS = 300_000
SECONDS = 20.0
MEMORY_BYTES = 1024 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class PdfText:
    """What a PDF says. pages: how many it has; cut: whether text was left off; tool: what read it."""

    text: str
    pages: int
    cut: bool
    tool: str


async def pdf_text(data: bytes) -> PdfText | None:
    """The text of a PDF; None when it cannot be read."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "crawler.documents",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        out, _ = await asyncio.wait_for(process.communicate(data), SECONDS)
        return PdfText(**json.loads(out))
    except (TimeoutError, ValueError, TypeError, OSError):
        return None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def as_html(pdf: PdfText, title: str) -> str:
    """The text as a page, for the readers of pages."""
    paragraphs = "".join(f"<p>{html.escape(line)}</p>\n" for line in pdf.text.splitlines() if line.strip())
    return f"<!DOCTYPE html><html><head><title>{html.escape(title)}</title></head><body>{paragraphs}</body></html>"


def _limit() -> None:
    """Keep a malicious file from eating the machine."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (int(SECONDS), int(SECONDS)))


def main() -> None:
    """Read a PDF from standard input, write its text as JSON."""
    import pypdfium2

    _limit()
    document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    count = len(document)
    parts: list[str] = []
    size = 0
    for index in range(min(count, MAX_PAGES)):
        part = document[index].get_textpage().get_text_bounded()
        parts.append(part)
        size += len(part)
        if size > MAX_CHARACTERS:
            break
    text = "\n".join(parts)
    answer = {
        "text": text[:MAX_CHARACTERS],
        "pages": count,
        "cut": count > MAX_PAGES or len(text) > MAX_CHARACTERS,
        "tool": f"pypdfium2 {pypdfium2.version.PYPDFIUM_INFO}",
    }
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
