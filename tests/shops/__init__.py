"""Whole shops, audited through the command line and compared with their truth."""
