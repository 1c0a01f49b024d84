"""Pictures as they are: the test shop has no thumbnail library."""

from types import SimpleNamespace
from typing import Any

from oscar.core.thumbnails import AbstractThumbnailer


class AsIs(AbstractThumbnailer):
    """Gives the source itself."""

    def generate_thumbnail(self, source: Any, **opts: Any) -> SimpleNamespace:
        """An object with the address of the picture and the size that was asked for."""
        width, _, height = str(opts.get("size", "300x300")).partition("x")
        name = getattr(source, "name", None) or str(source)
        return SimpleNamespace(url=f"/media/{name}", width=width or 300, height=height or 300)

    def delete_thumbnails(self, source: Any) -> None:
        """Nothing was made."""
