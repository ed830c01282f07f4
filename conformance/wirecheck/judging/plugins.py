"""
Requirements that users bring: from a file, or from an installed package.

A file is Python, and makes requirements with `wirecheck.requirement` as wirecheck's own families do. A package names
modules, requirements or sequences of them in the entry points `wirecheck.requirements`.
"""

from __future__ import annotations

import functools
import importlib.util
import re
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from graphlib import CycleError
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

from wirecheck.errors import UsageError
from wirecheck.requirements.catalogue import catalogue, in_order_of_premises
from wirecheck.requirements.requirement import Requirement

GROUP = "wirecheck.requirements"
ID = re.compile(r"[a-z][a-z0-9]*/[a-z0-9]+(-[a-z0-9]+)*")


def requirements(sources: Sequence[Path | str | Requirement] = ()) -> tuple[Requirement, ...]:
    """
    Requirements beside those of the catalogue: those of installed packages, then those named, in the order given.

    :param sources: Python files, or requirements themselves.
    :raises UsageError: a file cannot be read, raises an error, or holds no requirement; or a requirement is not valid.
    """
    by_id: dict[str, Requirement] = {requirement.id: requirement for requirement in _installed()}
    for source in sources:
        given = (source,) if isinstance(source, Requirement) else _of_file(Path(source).resolve())
        for requirement in given:
            if by_id.get(requirement.id, requirement) is not requirement:
                raise UsageError(f"`{requirement.id}` is defined twice", hint="an id names one requirement")
            by_id[requirement.id] = requirement
    order = _checked(by_id)
    for requirement in order:
        premises = tuple(by_id[id] for id in requirement.after if id in by_id)
        if premises:
            by_id[requirement.id] = replace(requirement, own_premises=premises)
    return tuple(by_id.values())


def _checked(by_id: dict[str, Requirement]) -> list[Requirement]:
    """The requirements after a check, premises before those that rest on them."""
    ours = {requirement.id for requirement in catalogue()}
    for requirement in by_id.values():
        _check_one(requirement, ours, ours | set(by_id))
    try:
        order = in_order_of_premises(tuple(by_id.values()))
    except CycleError as error:
        ids = ", ".join(f"`{id}`" for id in error.args[1])
        raise UsageError(f"requirements rest on one another: {ids}", hint="remove one `after=`") from None
    return [requirement for requirement in order if requirement.id in by_id]


def _check_one(requirement: Requirement, ours: Collection[str], known: Collection[str]) -> None:
    id = requirement.id
    if not ID.fullmatch(id):
        raise UsageError(f"`{id}` is not a valid id", hint="an id is `family/what-holds`, in lower case")
    if id in ours:
        hint = "choose another id; `--ignore` leaves ours out"
        raise UsageError(f"`{id}` is the id of a requirement of wirecheck", hint=hint)
    if not requirement.statement:
        raise UsageError(
            f"`{id}` does not say what must hold", hint="begin its docstring with one sentence that says it"
        )
    for premise in requirement.after:
        if premise not in known:
            hint = "`wirecheck requirements` lists what it may rest on"
            raise UsageError(f"`{id}` rests on `{premise}`, which is not a requirement", hint=hint)


@functools.cache
def _installed() -> tuple[Requirement, ...]:
    installed: list[Requirement] = []
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        try:
            value = point.load()
        except (Exception, SystemExit) as error:  # noqa: BLE001 - it is somebody else's code
            raise UsageError(
                f"the requirements of `{point.value}` cannot be loaded: {type(error).__name__}: {error}",
                hint="correct or uninstall the package that brings them",
            ) from None
        installed += _within(value)
    return tuple(installed)


@functools.cache
def _of_file(path: Path) -> tuple[Requirement, ...]:
    hint = "a file of requirements is Python that uses `wirecheck.requirement`"
    name = f"wirecheck_own_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if path.suffix != ".py" or spec is None or spec.loader is None:
        raise UsageError(f"`{path.name}` is not a Python file", hint=hint)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except OSError as error:
        raise UsageError(f"`{path}` cannot be read: {error.strerror}", hint=hint) from None
    except (Exception, SystemExit) as error:  # noqa: BLE001 - it is somebody else's code
        told = f"{type(error).__name__}: {error}"
        raise UsageError(f"`{path}` raises an error: {told}", hint=hint) from None
    requirements = tuple(_within(module))
    if not requirements:
        raise UsageError(f"`{path}` contains no requirement", hint=hint)
    return requirements


def _within(value: object) -> Iterator[Requirement]:
    if isinstance(value, Requirement):
        yield value
    elif isinstance(value, (ModuleType, Sequence)):
        members = vars(value).values() if isinstance(value, ModuleType) else value
        yield from (member for member in members if isinstance(member, Requirement))
