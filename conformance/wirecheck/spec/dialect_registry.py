"""
The dialects that an operation may speak, by name: those in `wirecheck.dialects`, in packages, and registered ones.

A package adds its own by an entry point in the group `wirecheck.dialects`, which leads to a `Dialect`. A dialect is
loaded when it is first asked for, so that specs do not import protocols, and `wirecheck.dialects` may import specs.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from typing import TYPE_CHECKING

from wirecheck.errors import SpecError

if TYPE_CHECKING:
    from wirecheck.dialects.protocol import Dialect

GROUP = "wirecheck.dialects"

_loaded: dict[str, Dialect] = {}
"""Dialects that were registered or are loaded already."""


def register(dialect: Dialect) -> None:
    """Register a dialect under its name, in place of any other of that name."""
    _loaded[dialect.name] = dialect


def forget(name: str) -> None:
    """Remove a registered dialect."""
    _loaded.pop(name, None)


def names() -> tuple[str, ...]:
    """The names of all dialects, sorted."""
    brought = {point.name for point in entry_points(group=GROUP)}
    return tuple(sorted({*_own_packages(), *brought, *_loaded}))


def known(name: str) -> bool:
    """Whether there is a dialect of that name; packages are searched last, as that takes time."""
    return name in _loaded or name in _own_packages() or name in names()


def get(name: str) -> Dialect:
    """
    The dialect of a name.

    :raises SpecError: there is none.
    """
    if name not in _loaded:
        _loaded[name] = _load(name)
    return _loaded[name]


def _load(name: str) -> Dialect:
    package = _own_packages().get(name)
    if package is not None:
        dialect: Dialect = import_module(package).DIALECT
        return dialect
    point: EntryPoint | None = next(iter(entry_points(group=GROUP, name=name)), None)
    if point is None:
        raise SpecError(f"`{name}` is not a known dialect", hint=f"known are {', '.join(names())}")
    brought: Dialect = point.load()
    return brought


def _own_packages() -> dict[str, str]:
    """Our own dialects: each package inside `wirecheck.dialects`, by the name that specs use."""
    room = find_spec(GROUP)
    places = room.submodule_search_locations if room is not None else None
    modules = pkgutil.iter_modules(places or [])
    return {module.name.replace("_", "-"): f"{GROUP}.{module.name}" for module in modules if module.ispkg}
