"""Where a spec has the promise behind a requirement: the citation, and the line in the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import yaml

from wirecheck.requirements.requirement import Requirement
from wirecheck.spec.operation import Citation, Operation
from wirecheck.spec.spec import Spec


@dataclass(frozen=True, slots=True)
class PlacedPromise:
    """
    What a requirement asks of an operation, and where the spec promises it.

    :param citation: the page that promises it; None where the page is silent.
    :param file: the path of the spec, as it was given.
    :param line: the 1-based line of the citation in that file; of the promise itself where the spec is its own page;
        otherwise of the operation.
    """

    statement: str
    explanation: str
    citation: Citation | None
    file: str
    line: int


PlacedPromises: TypeAlias = Mapping[tuple[str, str], PlacedPromise]
"""Promises by requirement id and operation id."""


class _Placed(str):
    """A text of a YAML document that knows its line."""

    __slots__ = ("line",)
    line: int


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # two loaders with one interface
    """The safe loader, with texts that know their lines."""


def _text(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> _Placed:
    text = _Placed(loader.construct_scalar(node))
    text.line = node.start_mark.line + 1
    return text


_Loader.add_constructor("tag:yaml.org,2002:str", _text)
# a status such as 200 is a name, quoted or not
_Loader.add_constructor("tag:yaml.org,2002:int", _text)


def of(spec: Spec, text: str, file: str, requirements: Sequence[Requirement]) -> dict[tuple[str, str], PlacedPromise]:
    """
    The promises of a spec, for each requirement that applies to one of its operations.

    :param text: the text of the spec's file, for the lines.
    :param file: its address.
    """
    placed = {operation.id: operation for operation in _placed(spec, text).operations}
    return {
        (requirement.id, operation.id): PlacedPromise(
            requirement.statement,
            requirement.explanation,
            requirement.citation(operation),
            file,
            _line(requirement, placed.get(operation.id, operation)),
        )
        for operation in spec.operations
        for requirement in requirements
        if requirement.level(operation) is not None
    }


def _placed(spec: Spec, text: str) -> Spec:
    """The same spec with texts that know their lines; unchanged where the YAML reader rejects its JSON."""
    try:
        document = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
    except yaml.YAMLError:
        return spec
    return replace(spec, document=document)


def _line(requirement: Requirement, operation: Operation) -> int:
    """The line of the first citation, as `Requirement.citation` finds it, else of the operation."""
    nodes = [node for place in requirement.promised_by if operation.citation(place) and (node := operation.at(place))]
    cited = [text for node in nodes[:1] for text in (node.get("x-citation"), *node)]
    named = (*cited, operation.node.get("operationId"), operation.path)
    return next((text.line for text in named if isinstance(text, _Placed)), 1)
