"""Read contact details off a page: what is it, whose is it, where does it stand."""

from checks.find.files import read_file
from checks.find.owner import settle_owners
from checks.find.page import read_page
from checks.find.reading import Button, Link, PageReading
from checks.find.text import read_text

__all__ = ["Button", "Link", "PageReading", "read_file", "read_page", "read_text", "settle_owners"]
