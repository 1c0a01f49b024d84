"""Read contact details off a page: what is it, whose is it, where does it stand."""

from checks.find.reading import Button, Link, PageReading

__all__ = ["Button", "Link", "PageReading"]
