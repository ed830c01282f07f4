"""The catalogue: all requirements by family, in the order of every report, and the selection of some by name."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterator, Sequence
from graphlib import TopologicalSorter

from wirecheck.errors import UsageError, meant
from wirecheck.requirements import answer, auth, body, endpoint, error, images, limits, picture, request, usage
from wirecheck.requirements.requirement import EvenIf, Level, Requirement

FAMILIES = (auth, endpoint, request, body, answer, images, picture, usage, error, limits)


@functools.cache
def catalogue() -> tuple[Requirement, ...]:
    """
    Every requirement, in the order of the families.

    :raises ValueError: one of them is a `must` without a citation.
    """
    values = (value for family in FAMILIES for value in vars(family).values())
    requirements = tuple(value for value in values if isinstance(value, Requirement))
    for requirement in requirements:
        if requirement.default_level is Level.MUST:
            # users' own requirements may be a `must` without a citation; those of wirecheck may not
            raise ValueError(f"`{requirement.id}` has `default_level=Level.MUST`: a `must` needs a citation")
    return requirements


def even_if(requirement: Requirement) -> EvenIf:
    """Exchanges that a requirement judges although they are not a fair test of most others."""
    return _even_if_of_family(requirement.family) if requirement.even_if is None else requirement.even_if


@functools.cache
def _even_if_of_family(family: str) -> EvenIf:
    """What all requirements of our family have in common; a user's requirement may belong to the same family."""
    policies = [requirement.even_if or EvenIf.NOTHING for requirement in catalogue() if requirement.family == family]
    return functools.reduce(operator.and_, policies) if policies else EvenIf.NOTHING


@functools.cache
def in_order_of_premises(wanted: tuple[Requirement, ...] = ()) -> tuple[Requirement, ...]:
    """Every requirement of the catalogue and those that are wanted, premises before requirements that rest on them."""
    by_id = {requirement.id: requirement for requirement in (*catalogue(), *_with_premises(wanted))}
    sorter = TopologicalSorter({requirement.id: requirement.after for requirement in by_id.values()})
    return tuple(by_id[id] for id in sorter.static_order() if id in by_id)


def _with_premises(requirements: Sequence[Requirement]) -> Iterator[Requirement]:
    for requirement in requirements:
        yield from _with_premises(requirement.own_premises)
        yield requirement


def get(id: str, own: Sequence[Requirement] = ()) -> Requirement:
    """
    The requirement with that id.

    :param own: more requirements, beside those of the catalogue.
    :raises UsageError: there is none.
    """
    requirements = (*catalogue(), *own)
    for requirement in requirements:
        if requirement.id == id:
            return requirement
    hint = meant(id, (requirement.id for requirement in requirements), "wirecheck requirements")
    raise UsageError(f"there is no requirement `{id}`", hint=hint)


def select(
    select: Sequence[str] = (), ignore: Sequence[str] = (), own: Sequence[Requirement] = ()
) -> tuple[Requirement, ...]:
    """
    The requirements selected by ids or families, without those that are ignored by ids or families.

    :param own: more requirements, beside those of the catalogue.
    :raises UsageError: a name is neither an id nor a family, or nothing is left.
    """
    requirements = (*catalogue(), *own)
    for name in (*select, *ignore):
        if not any(_is_named(requirement, [name]) for requirement in requirements):
            get(name, own)
    wanted = [requirement for requirement in requirements if not select or _is_named(requirement, select)]
    selected = tuple(requirement for requirement in wanted if not _is_named(requirement, ignore))
    if not selected:
        raise UsageError(
            "no requirement is left to be judged", hint="`--ignore` removes everything that `--select` names"
        )
    return selected


def _is_named(requirement: Requirement, names: Sequence[str]) -> bool:
    return any(name.rstrip("/") in (requirement.id, requirement.family) for name in names)
