"""The command line, run inside the tests' own process."""

from shopcheck.cli import run_command


def shopcheck(*arguments: object) -> int:
    """The exit code of ``shopcheck ARGUMENTS``."""
    return run_command([str(argument) for argument in arguments])
