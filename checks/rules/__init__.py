"""The checks: one file each, found by discovery.

A module here has ``ID`` (kebab-case), a docstring that is the catalogue text, and ``check(view, **options) -> Claim``
whose keyword arguments are the options that a pack may set.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from functools import cache

from checks.claims import Claim


@cache
def checks() -> dict[str, Callable[..., Claim]]:
    """Every check by its id, sorted by id."""
    found = {}
    for info in pkgutil.iter_modules(__path__):
        if not info.name.startswith("_"):
            module = importlib.import_module(f"{__name__}.{info.name}")
            if not isinstance(getattr(module, "ID", None), str) or not callable(getattr(module, "check", None)):
                raise AttributeError(
                    f'checks/rules/{info.name}.py needs ID = "…" and check(view, *, …); see CONTRIBUTING.md'
                )
            found[module.ID] = module.check
    return dict(sorted(found.items()))


def description(check_id: str) -> str:
    """The catalogue text of a check. Raises KeyError for an unknown id."""
    return inspect.cleandoc(inspect.getmodule(checks()[check_id]).__doc__ or "")


def options(check_id: str) -> tuple[str, ...]:
    """Names of the options that a pack may set for a check."""
    parameters = inspect.signature(checks()[check_id]).parameters.values()
    return tuple(p.name for p in parameters if p.kind is inspect.Parameter.KEYWORD_ONLY)
