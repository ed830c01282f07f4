"""The lists of manners and faults: those of every dialect, and each dialect's own among them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from wirecheck.emulator.dialects import registered
from wirecheck.emulator.faults import FAULTS
from wirecheck.emulator.hooks import Fault, Manner
from wirecheck.emulator.manners import MANNERS
from wirecheck.errors import UsageError, meant
from wirecheck.spec import spec as specs
from wirecheck.spec.spec import Operation, Spec

Entry = TypeVar("Entry", Manner, Fault)


def manners() -> tuple[Manner, ...]:
    """Every manner, the plain one first."""
    return _in_order(MANNERS, [replace(m, dialect=dialect.name) for dialect in registered() for m in dialect.manners])


def faults() -> tuple[Fault, ...]:
    """Every fault."""
    return _in_order(FAULTS, [replace(f, dialect=dialect.name) for dialect in registered() for f in dialect.faults])


def faults_for(operation: Operation) -> tuple[Fault, ...]:
    """The faults that an operation can have."""
    return tuple(fault for fault in faults() if fault.applies_to(operation))


def manner(name: str) -> Manner:
    """
    The manner with that id.

    :raises UsageError: there is none.
    """
    for known in manners():
        if known.id == name:
            return known
    hint = meant(name, (known.id for known in manners()), "wirecheck manners")
    raise UsageError(f"there is no manner `{name}`", hint=hint)


def fault(name: str, spec: Spec) -> Fault:
    """
    The fault with that id.

    :raises UsageError: there is none, or it does not apply to that provider.
    """
    named = next((known for known in faults() if known.id == name), None)
    if named is None:
        hint = meant(name, (known.id for known in faults()), "wirecheck faults")
        raise UsageError(f"there is no fault `{name}`", hint=hint)
    if not any(map(named.applies_to, spec.operations)):
        able = [p for p in specs.providers() if any(map(named.applies_to, specs.load(p).operations))]
        raise UsageError(
            f"the fault `{name}` does not apply to `{spec.provider}`",
            hint=f"it applies to {_quoted(able)}" if able else "it does not apply to any provider that is known here",
        )
    return named


def _in_order(general: Sequence[Entry], own: Sequence[Entry]) -> tuple[Entry, ...]:
    """
    General entries, each followed by the entries of dialects that are listed after it.

    An entry of a dialect without `listed_after` follows the entry before it; entries that follow no general entry come
    at the end.
    """
    following: dict[str, list[Entry]] = defaultdict(list)
    anchor = dialect = ""
    for entry in own:
        anchor = entry.listed_after or (anchor if entry.dialect == dialect else "")
        dialect = entry.dialect
        following[anchor].append(entry)
    listed: list[Entry] = []
    for known in general:
        listed.append(known)
        listed += following.pop(known.id, ())
    for entries in following.values():
        listed += entries
    return tuple(listed)


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
