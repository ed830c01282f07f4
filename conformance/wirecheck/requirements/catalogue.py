"""The catalogue: all requirements, family by family in the order of every report, and those that names select."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from graphlib import TopologicalSorter

from wirecheck.errors import UsageError, meant
from wirecheck.requirements import answer, auth, body, endpoint, error, images, limits, picture, request, usage
from wirecheck.requirements.requirement import Requirement

FAMILIES = (auth, endpoint, request, body, answer, images, picture, usage, error, limits)


@functools.cache
def catalogue() -> tuple[Requirement, ...]:
    """Every requirement, in the order of the families."""
    return tuple(value for family in FAMILIES for value in vars(family).values() if isinstance(value, Requirement))


@functools.cache
def in_order_of_premises(wanted: tuple[Requirement, ...] = ()) -> tuple[Requirement, ...]:
    """Every requirement of the catalogue and of those that are wanted, premises before what rests on them."""
    by_id = {requirement.id: requirement for requirement in (*catalogue(), *wanted)}
    sorter = TopologicalSorter({requirement.id: requirement.after for requirement in by_id.values()})
    return tuple(by_id[id] for id in sorter.static_order())


def get(id: str) -> Requirement:
    """
    The requirement of that id.

    :raises UsageError: there is none.
    """
    for requirement in catalogue():
        if requirement.id == id:
            return requirement
    hint = meant(id, (requirement.id for requirement in catalogue()), "wirecheck requirements")
    raise UsageError(f"there is no requirement `{id}`", hint=hint)


def select(
    select: Sequence[str] = (), ignore: Sequence[str] = (), own: Sequence[Requirement] = ()
) -> tuple[Requirement, ...]:
    """
    The requirements that ids or families name, less those that others name.

    :param own: requirements beside those of the catalogue.
    :raises UsageError: a name is neither an id nor a family, or nothing is left.
    """
    known = {name for requirement in (*catalogue(), *own) for name in (requirement.id, requirement.family)}
    for name in (*select, *ignore):
        if name.rstrip("/") not in known:
            get(name)
    wanted = {name.rstrip("/") for name in select}
    unwanted = {name.rstrip("/") for name in ignore}
    found = tuple(
        requirement
        for requirement in (*catalogue(), *own)
        if (not wanted or {requirement.id, requirement.family} & wanted)
        and not {requirement.id, requirement.family} & unwanted
    )
    if not found:
        raise UsageError("no requirement is left to be judged", hint="`--ignore` takes out all that `--select` names")
    return found
