"""Keeps tests, and the Python programs that they start, on this machine."""
