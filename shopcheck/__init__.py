"""The front door: the command line, one audit on one machine, the demo, the doctor."""

from importlib import metadata

try:
    __version__ = metadata.version("shopcheck")
except metadata.PackageNotFoundError:  # run from a folder of sources
    __version__ = "0"
