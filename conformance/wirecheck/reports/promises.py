"""Where a spec promises what a requirement asks for: the citation, and the line of the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import yaml  # noqa: TID251 - `spec` reads values; the lines that they stand on are read here

from wirecheck.catalogue import Requirement
from wirecheck.operation import Citation, Operation
from wirecheck.spec import Spec


@dataclass(frozen=True, slots=True)
class Promise:
    """
    What is asked of an operation, and where that stands.

    :param citation: the page that promises it; None where the page is silent.
    :param file: the spec's address, relative to the root of wirecheck's repository.
    :param line: the line of the citation in that file, or of the operation where there is none; 1-based.
    """

    statement: str
    explanation: str
    citation: Citation | None
    file: str
    line: int


Promises: TypeAlias = Mapping[tuple[str, str], Promise]
"""Promises by the ids of requirement and operation."""


class _Placed(str):
    """A text of a YAML document that knows its line."""

    __slots__ = ("line",)
    line: int


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # two loaders with one face
    """The safe loader, with texts that know their lines."""


def _text(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> _Placed:
    found = _Placed(loader.construct_scalar(node))
    found.line = node.start_mark.line + 1
    return found


_Loader.add_constructor("tag:yaml.org,2002:str", _text)


def of(spec: Spec, text: str, requirements: Sequence[Requirement]) -> dict[tuple[str, str], Promise]:
    """
    The promises of a spec, for each requirement that applies to one of its operations.

    :param text: the spec's file, which gives the lines.
    """
    placed = Spec(spec.provider, yaml.load(text, Loader=_Loader), spec.pages, spec.path)  # noqa: S506 - a safe loader
    file = f"specs/{spec.provider}/{spec.path.name if spec.path is not None else 'openapi.yaml'}"
    return {
        (requirement.id, operation.id): Promise(
            requirement.statement,
            requirement.explanation,
            requirement.citation(operation),
            file,
            _line(requirement, operation),
        )
        for operation in placed.operations
        for requirement in requirements
        if requirement.level(operation) is not None
    }


def _line(requirement: Requirement, operation: Operation) -> int:
    """The line of the first citation, as `Requirement.citation` finds it, else of the operation."""
    nodes = (operation.at(place) for place in requirement.promised_by)
    cited = [found for node in nodes if node and isinstance(found := node.get("x-citation"), _Placed)]
    named = (*cited, operation.node.get("operationId"), operation.path)
    return next((text.line for text in named if isinstance(text, _Placed)), 1)
