"""Loaded by every Python that a test starts (its folder is on PYTHONPATH): blocks the network there too."""

from offline import block

block()
