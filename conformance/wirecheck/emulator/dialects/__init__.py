"""
The protocols that the emulator speaks, by the name that a spec gives in `x-dialect`.

A package adds one by an entry point in the group `wirecheck.emulator_dialects`, under the name of the dialect.

Held by `tests/emulator/test_dialects.py`.
"""

from __future__ import annotations

import functools
from importlib.metadata import entry_points

from wirecheck.emulator.dialects.emulated_dialect import EmulatedDialect
from wirecheck.emulator.dialects.gemini import GEMINI
from wirecheck.emulator.dialects.openai_images import OPENAI_IMAGES
from wirecheck.errors import UsageError
from wirecheck.spec.spec import Operation

GROUP = "wirecheck.emulator_dialects"

_known: dict[str, EmulatedDialect] = {dialect.name: dialect for dialect in (GEMINI, OPENAI_IMAGES)}


def register(dialect: EmulatedDialect) -> None:
    """
    Add a dialect to the emulator.

    :raises UsageError: its name is already taken.
    """
    if _known.get(dialect.name, dialect) is not dialect:
        raise UsageError(
            f"there are two emulated dialects `{dialect.name}`", hint="give each a name of its own, or uninstall one"
        )
    _known[dialect.name] = dialect


def registered() -> tuple[EmulatedDialect, ...]:
    """Every dialect: our own, then those that packages bring."""
    _register_installed()
    return tuple(_known.values())


def dialect_of(operation: Operation) -> EmulatedDialect:
    """
    The dialect that an operation speaks.

    :raises UsageError: it is not known.
    """
    _register_installed()
    if operation.dialect not in _known:
        raise UsageError(
            f"the emulator does not speak `{operation.dialect}`, the dialect of `{operation.id}`",
            hint=f"it speaks {', '.join(_known)}; a package can add another by the entry points `{GROUP}`",
        )
    return _known[operation.dialect]


@functools.cache
def _register_installed() -> None:
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        try:
            dialect = point.load()
        except (Exception, SystemExit) as error:  # noqa: BLE001 - it is somebody else's code
            raise UsageError(
                f"the emulated dialect `{point.value}` cannot be loaded: {type(error).__name__}: {error}",
                hint="correct or uninstall the package that brings it",
            ) from None
        register(dialect)


__all__ = ["GROUP", "EmulatedDialect", "dialect_of", "register", "registered"]
