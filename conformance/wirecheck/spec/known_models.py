"""
The models of an operation: those that its page or its spec names, and those that a caller names beside them.

What upstream publishes about a model holds where the page is silent. A spec that is its own page outranks it: a member
that it documents is taken by its models, and a model that it names is served.

Held by `tests/spec/test_own.py` and held by `tests/spec/test_named_models.py`.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from wirecheck.spec import upstream
from wirecheck.spec.operation_parts import Model
from wirecheck.spec.upstream import PublishedModel
from wirecheck.wire.lenient_json import Json, at, dotted, items, members

if TYPE_CHECKING:
    from wirecheck.spec.operation import Operation


def named(operation: Operation) -> Mapping[str, Model]:
    """The models of `x-models`, else those that the requests ask for; and each name that stands for one of them."""
    facts = upstream.models(operation.dialect)
    entry = operation.node.get("x-models") or {}
    entries = dict(entry.get("models") or {})
    if not entries:
        said = [entry.get("default"), entry.get("served"), *_shown(operation)]
        entries = {name: {"kind": facts[name].kind if name in facts else "image"} for name in said if name}
        entries |= {entry["text"]: {"kind": "text"}} if "text" in entry else {}
    found = {
        name: Model(name, str(entry.get("kind", "image")), _facts(operation, entry.get("upstream", name), served=True))
        for name, entry in entries.items()
    }
    stand_ins = {
        name: replace(found[model], name=name, given=True)
        for name, model in operation.spec.stand_ins.items()
        if model in found
    }
    return found | stand_ins


def other(operation: Operation, name: str) -> Model:
    """
    A model that the page does not name: as upstream knows it, or as an unknown one that makes pictures.

    One that the caller names takes what every model of the page takes.
    """
    facts = _facts(operation, name, served=False)
    model = Model(name, facts.kind if facts else "image", facts)
    if name not in operation.spec.stand_ins:
        return model
    return replace(model, given=True, without=() if facts else tuple(_not_taken_by_all(operation)))


def _shown(operation: Operation) -> Iterator[str]:
    """The models that stand in the path, in the documented requests, and in the schemas around them."""
    if operation.fixed_model is not None:
        yield operation.fixed_model
    for example in operation.examples:
        yield from (name for name in (example.model, at(example.value, "model")) if isinstance(name, str))
    parameter = operation.at("path.model") or {}
    for schema in (operation.spec.resolve(parameter.get("schema")), dict(operation.at("request.model") or {})):
        said = [schema.get("default"), *items(schema, "examples"), *items(schema, "enum")]
        yield from (name for name in said if isinstance(name, str))


def _facts(operation: Operation, name: str, *, served: bool) -> PublishedModel | None:
    """What is known of a model of upstream's; in a spec that is its own page, without what that overrules."""
    facts = upstream.models(operation.dialect).get(name)
    if facts is None or not operation.spec.is_page:
        return facts
    documented = [member.path for member in operation.members]
    without = (
        path for path in facts.without if not any(own == path or own.startswith(f"{path}.") for own in documented)
    )
    state = "current" if served and facts.retired else facts.state
    return replace(facts, without=tuple(without), state=state, max_n=max(facts.max_n, _largest_count(operation)))


def _largest_count(operation: Operation) -> int:
    """How many pictures at once the page documents; 0 if it does not say."""
    path = operation.protocol.vocabulary.count
    member = operation.member(path) if path else None
    if member is None:
        return 0
    shown = (dotted(example.value, path) for example in operation.examples)
    values = (member.schema.get("maximum"), member.default, *member.values, *shown)
    return max((value for value in values if isinstance(value, int) and not isinstance(value, bool)), default=0)


def _not_taken_by_all(operation: Operation) -> Iterator[str]:
    """The members that one of the page's picture models does not take, but for those that the page requires."""
    models = [model for model in operation.models.values() if model.kind == "image" and model.facts is not None]
    living = [model for model in models if not (model.facts and model.facts.retired)] or models
    for path in dict.fromkeys(path for model in living for path in (model.facts.without if model.facts else ())):
        if not any(_is_required(operation, path, example.value) for example in operation.examples):
            yield path


def _is_required(operation: Operation, path: str, request: Json) -> bool:
    """Whether a documented request is none any more without a member that it has."""
    *outer, name = path.split(".")
    if name not in members(request, *outer):
        return False
    body = copy.deepcopy(request)
    del members(body, *outer)[name]
    return not operation.request_validator.is_valid(body)
