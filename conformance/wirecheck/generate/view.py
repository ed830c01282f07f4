"""
The derived view: a copy of a spec, changed so that the client generator makes a tolerant client from it.

A spec says what a page promises; a client has to read whatever a gateway sends, and to send what its caller asked for.
In answers, therefore, no member is required, sets of values are open, and an object or array may be null: a missing or
new member never costs a caller an answer that was paid for. In requests, sets stay closed, and a default is described
in words but not sent.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias, cast

from wirecheck.errors import SpecError
from wirecheck.spec.spec import JSON_TYPE, METHODS
from wirecheck.wire.lenient_json import Json, at, items, members

Node: TypeAlias = "dict[str, Json]"

SCHEMAS = "#/components/schemas/"
# Appended to the name of an answer's schema if a request has a schema of the same name.
SUFFIX = "Answer"

# The schema that stands for base64; clients have a class of their own for it.
BASE64 = "Base64"

_DROPPED = frozenset({"if", "then", "else", "contentEncoding", "contentMediaType", "examples", "default"})
# An invalid date or a missing member must not keep an answer from its caller.
_DROPPED_IN_ANSWERS = frozenset({"required", "format"})
_MAPS = frozenset({"properties", "patternProperties", "$defs"})
_ONE = frozenset({"items", "additionalProperties", "contains", "not", "propertyNames"})
_MANY = frozenset({"anyOf", "oneOf", "allOf"})
_NULL: Node = {"type": "null"}


def derive(document: Mapping[str, Any]) -> Node:
    """
    The derived view of an OpenAPI document, which is not changed.

    A schema that requests and answers share, and that has to differ between them, becomes two: `Name` and `NameAnswer`.

    :raises SpecError: a reference does not resolve, or the name for a second schema is taken.
    """
    whole = cast("Node", copy.deepcopy(dict(document)))
    schemas = {name: members(schema) for name, schema in members(whole, "components", "schemas").items()}
    request = _Shaper(False, schemas)
    answer = _Shaper(True, schemas)
    operations = list(_operations(whole))

    asked, answered = set[str](), set[str]()
    for _, _, node in operations:
        asked |= _reached(_request_side(whole, node), schemas)
        answered |= _reached(_answer_side(whole, node), schemas)
    # only schemas that both sides use need a second name, and only if shaping makes them differ
    answer = replace(answer, renamed=_second_names(asked & answered, request, answer))

    paths: Node = {}
    for path, method, node in operations:
        members(paths.setdefault(path, {}))[method] = _operation(whole, node, request, answer)
    view: Node = {name: _bare(whole[name]) for name in ("openapi", "info", "tags") if name in whole}
    view["paths"] = paths
    if BASE64 in schemas:
        raise SpecError(f"a schema is called `{BASE64}`, as the clients' own class is", hint="give it another name")
    shaped = dict(_shaped(asked, answered, request, answer))
    if SCHEMAS + BASE64 in json.dumps([paths, shaped]):
        shaped[BASE64] = {"title": BASE64, "type": "object"}
    view["components"] = {
        "securitySchemes": _bare(at(whole, "components", "securitySchemes") or {}),
        "schemas": shaped,
    }
    return view


def _shaped(asked: set[str], answered: set[str], request: _Shaper, answer: _Shaper) -> Iterator[tuple[str, Json]]:
    """The schemas that operations refer to, by their names in requests and in answers."""
    for name, schema in request.schemas.items():
        if name in asked:
            yield name, request.schema(schema, name)
        if name in answered:
            own = replace(answer, suffix=SUFFIX) if name in answer.renamed else answer
            final = answer.renamed.get(name, name)
            yield final, own.schema(schema, final)


# -- operations --------------------------------------------------------------------------------------------------------


def _operations(whole: Node) -> Iterator[tuple[str, str, Node]]:
    for path, entry in members(whole, "paths").items():
        item = members(entry)
        for method in METHODS:
            if method in item:
                node = members(item[method])
                every = (_resolved(whole, entry) for entry in (*items(item, "parameters"), *items(node, "parameters")))
                # what has to be in the query and in headers is sent by itself, and the rest is left out
                node["parameters"] = [entry for entry in every if entry.get("in") == "path"]
                yield path, method, node


def _operation(whole: Node, node: Node, request: _Shaper, answer: _Shaper) -> Node:
    sides = ("parameters", "requestBody", "responses", "security")
    operation = members(_bare({name: value for name, value in node.items() if name not in sides}))
    name = _pascal(str(node.get("operationId") or "operation"))
    security = node.get("security", whole.get("security"))
    if security is not None:
        operation["security"] = copy.deepcopy(security)
    if entries := items(node, "parameters"):
        operation["parameters"] = [_parameter(_resolved(whole, entry), request, name) for entry in entries]
    if "requestBody" in node:
        body = _resolved(whole, node["requestBody"])
        operation["requestBody"] = _with_content(body, request, f"{name}Request")
    operation["responses"] = {
        status: _with_content(entry, answer, f"{name}{SUFFIX}") for status, entry in _documented(whole, node).items()
    }
    return operation


def _documented(whole: Node, node: Node) -> dict[str, Node]:
    """
    The answers with a documented body, or all answers if none has one.

    An answer without a body would turn the type of every answer into `Any`, so the client does not see it.
    """
    answers = {status: _resolved(whole, entry) for status, entry in members(node, "responses").items()}
    return {status: entry for status, entry in answers.items() if entry.get("content")} or answers


def _parameter(node: Node, request: _Shaper, owner: str) -> Node:
    shaped = members(
        _bare({name: value for name, value in node.items() if name not in ("schema", "examples", "example")})
    )
    schema = members(node.get("schema"))
    # the generator reads only the description that stands beside the type
    if "description" in node and "description" not in schema and "$ref" not in schema:
        schema = {**schema, "description": node["description"]}
    place = owner + _pascal(str(node.get("name")))
    if node.get("in") == "path":
        request = replace(request, default="Default on the page: {}; it has to be named.")
    shaped["schema"] = request.schema(schema, place)
    return shaped


def _with_content(node: Node, shaper: _Shaper, place: str) -> Node:
    shaped = members(_bare({name: value for name, value in node.items() if name in ("description", "required")}))
    content: Node = {}
    every = members(node, "content")
    # beside JSON, the other forms of the same are left out
    for kind, media in ({JSON_TYPE: every[JSON_TYPE]} if JSON_TYPE in every else every).items():
        schema = members(media).get("schema")
        content[kind] = {} if schema is None else {"schema": shaper.schema(members(schema), place)}
    if content:
        shaped["content"] = content
    return shaped


def _request_side(whole: Node, node: Node) -> list[Json]:
    body = _resolved(whole, node["requestBody"]) if "requestBody" in node else {}
    parameters = [_resolved(whole, entry).get("schema") for entry in items(node, "parameters")]
    return [*parameters, *(members(media).get("schema") for media in members(body, "content").values())]


def _answer_side(whole: Node, node: Node) -> list[Json]:
    answers = [_resolved(whole, entry) for entry in members(node, "responses").values()]
    return [members(media).get("schema") for entry in answers for media in members(entry, "content").values()]


# -- schemas -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Shaper:
    """
    Shapes schemas for one side of the wire.

    :param schemas: the document's own schemas, by name.
    :param renamed: schemas that have another name on this side.
    :param in_answers: whether the schemas are of answers rather than of requests.
    :param suffix: appended to the titles of inner objects, so that they differ from those of the other side.
    :param default: the sentence that describes a default.
    """

    in_answers: bool
    schemas: Mapping[str, Node]
    renamed: Mapping[str, str] = field(default_factory=dict)
    suffix: str = ""
    default: str = "Default: {}, applied by the gateway."

    def schema(self, node: Node, place: str) -> Node:
        """A shaped schema; its `place`, the names on the path to it, becomes its title if it needs one and has none."""
        if node.get("contentEncoding") == "base64":
            return self._base64(node)
        shaped = self._keywords(node, place)
        if not self.in_answers:
            return self._told(node, shaped)
        if "enum" in shaped:
            return _opened(node, shaped, place)
        for key in ("anyOf", "oneOf"):
            if key in shaped:
                shaped[key] = _opened_union(items(shaped, key))
        return shaped

    def _base64(self, node: Node) -> Node:
        """Base64 as a class of its own; a request may have plain text instead, and an answer null."""
        beside: Node = {key: node[key] for key in ("description",) if key in node}
        other: Node = {"type": "string"} if not self.in_answers else _NULL
        return {**beside, "anyOf": [{"$ref": SCHEMAS + BASE64}, other]}

    def _keywords(self, node: Node, place: str) -> Node:
        shaped: Node = {}
        for key, value in node.items():
            if self._drops(key, value):
                continue
            if key == "const" and self.in_answers:
                shaped["enum"] = [value]
            else:
                shaped[key] = self._keyword(key, value, place)
        sample = next(iter(items(node, "examples")), None)
        if isinstance(sample, str | int | float) and "example" not in shaped:
            shaped["example"] = sample
        return shaped

    def _drops(self, key: str, value: Json) -> bool:
        """Whether clients have no use for a keyword; in answers, neither for keywords that refuse something."""
        if key.startswith("x-") or key in _DROPPED:
            return True
        shut = key in _DROPPED_IN_ANSWERS or (key == "additionalProperties" and value is False)
        return shut and self.in_answers

    def _keyword(self, key: str, value: Json, place: str) -> Json:
        if key == "$ref":
            name = _name(str(value), self.schemas)
            return SCHEMAS + self.renamed.get(name, name)
        if key == "title":
            return f"{value}{self.suffix}"
        if key in _MAPS and isinstance(value, dict):
            return {name: self._member(members(inner), f"{place}/{_pascal(name)}") for name, inner in value.items()}
        if key in _ONE and isinstance(value, dict):
            return self.schema(value, f"{place}Item")
        if key in _MANY and isinstance(value, list):
            shape = self.schema if key == "allOf" or not self.in_answers else self._keywords
            return [shape(members(inner), f"{place}Type{at}") for at, inner in enumerate(value)]
        return copy.deepcopy(value)

    def _told(self, node: Node, shaped: Node) -> Node:
        """A schema of a request that describes its set of values and its default in words, which editors show."""
        told = [str(shaped["description"])] if shaped.get("description") else []
        item = node.get("items")
        for holder, words in ((node, "One of {}."), (members(item), "Each one of {}.")):
            if len(values := items(holder, "enum")) > 1:
                told.append(words.format(", ".join(f"`{value}`" for value in values)))
        if "default" in node:
            value = node["default"]
            told.append(self.default.format(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)))
        return {**shaped, "description": " ".join(told)} if told else shaped

    def _member(self, node: Node, place: str) -> Node:
        shaped = self.schema(node, place)
        kinds = self._kinds(node) if self.in_answers else set()
        if "null" in kinds:
            if "object" in kinds and isinstance(shaped.get("type"), list):
                shaped.setdefault("title", place.replace("/", ""))
            return shaped
        return _nullable(shaped, kinds, place) if kinds & {"object", "array"} else shaped

    def _kinds(self, node: Node, depth: int = 0) -> set[str]:
        """The types that a schema names."""
        if depth > 20:
            return set()
        if "$ref" in node:
            return self._kinds(self.schemas[_name(str(node["$ref"]), self.schemas)], depth + 1)
        if "type" in node:
            kind = node["type"]
            return set(map(str, kind if isinstance(kind, list) else [kind]))
        for key in _MANY:
            if key in node:
                return set[str]().union(*(self._kinds(members(inner), depth + 1) for inner in items(node, key)))
        return {"object"} if "properties" in node else {"array"} if "items" in node else set()


def _nullable(shaped: Node, kinds: set[str], place: str) -> Node:
    """The schema of an object or an array, changed to accept null as well."""
    for key in ("anyOf", "oneOf"):
        if key in shaped:
            return {**shaped, key: [*items(shaped, key), _NULL]}
    if isinstance(shaped.get("type"), list):
        return {**shaped, "type": [*items(shaped, "type"), "null"]}
    if kinds == {"array"} and "$ref" not in shaped:
        return {**shaped, "type": ["array", "null"]}
    beside: Node = {"description": shaped.pop("description")} if "description" in shaped else {}
    inner: Node = {"$ref": shaped["$ref"]} if "$ref" in shaped else {"title": place.replace("/", ""), **shaped}
    return {**beside, "anyOf": [inner, _NULL]}


def _opened(node: Node, shaped: Node, place: str) -> Node:
    """A closed set as an open one: the known values, any other value of their types, or null."""
    values: list[Json] = [value for value in items(shaped, "enum") if value is not None]
    types = _types(values)
    outer = {key: value for key, value in shaped.items() if key not in ("enum", "type", "title")}
    # the title has no suffix, so that the same set under the same name is one type on both sides
    known: Node = {
        "title": node.get("title", place.rpartition("/")[2]),
        "type": next(iter(types), "string"),
        "enum": values,
    }
    listed: list[Json] = [known] if types in (["string"], ["integer"]) else []
    return {**outer, "anyOf": [*listed, *_any_of(types), _NULL]}


def _opened_union(branches: list[Json]) -> list[Json]:
    """The branches of a union, with more branches that open its closed sets."""
    closed = [branch for branch in map(members, branches) if "enum" in branch]
    if not closed:
        return branches
    open_types = {str(members(branch).get("type")) for branch in branches if "enum" not in members(branch)}
    wanted = [*_types([value for branch in closed for value in items(branch, "enum")]), "null"]
    return [*branches, *_any_of([kind for kind in wanted if kind not in open_types])]


def _any_of(types: list[str]) -> list[Json]:
    return [{"type": kind} for kind in types]


def _types(values: list[Json]) -> list[str]:
    names = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array", dict: "object"}
    return list(dict.fromkeys(names[type(value)] for value in values if value is not None))


# -- names and references ----------------------------------------------------------------------------------------------


def _second_names(shared: set[str], request: _Shaper, answer: _Shaper) -> dict[str, str]:
    """The shared schemas that differ between requests and answers, or refer to one that does, with their new names."""
    schemas = request.schemas
    differing = {name for name in shared if request.schema(schemas[name], name) != answer.schema(schemas[name], name)}
    # iterated to a fixed point: a schema that refers to a differing one differs as well, also through others
    while True:
        more = {name for name in shared - differing if set(_references(schemas[name], schemas)) & differing}
        if not more:
            break
        differing |= more
    for name in sorted(differing):
        if name + SUFFIX in schemas:
            raise SpecError(
                f"requests and answers share `{name}`, and the name for a second one, `{name}{SUFFIX}`, is taken",
                hint="give the answers a schema of their own",
            )
    return {name: name + SUFFIX for name in sorted(differing)}


def _reached(roots: list[Json], schemas: Mapping[str, Node]) -> set[str]:
    # a depth-first search over references; schemas may refer to each other in circles
    reached: set[str] = set()
    waiting = [name for root in roots for name in _references(root, schemas)]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(_references(schemas[name], schemas))
    return reached


def _references(node: Json, schemas: Mapping[str, Node]) -> Iterator[str]:
    """The names of the schemas that a schema refers to, in keywords that the view keeps."""
    if not isinstance(node, dict):
        return
    if "$ref" in node:
        yield _name(str(node["$ref"]), schemas)
    for key, value in node.items():
        inner = list(members(value).values()) if key in _MAPS else [value] if key in _ONE else []
        for schema in items(value) if key in _MANY else inner:
            yield from _references(schema, schemas)


def _name(reference: str, schemas: Mapping[str, Node]) -> str:
    name = reference.removeprefix(SCHEMAS)
    if name == reference or name not in schemas:
        raise SpecError(f"`{reference}` does not point to a schema", hint=f"a schema is referred to as `{SCHEMAS}Name`")
    return name


def _resolved(whole: Node, node: Json) -> Node:
    """A parameter, body or answer with its references followed."""
    target = members(node)
    for _ in range(20):
        if "$ref" not in target:
            return target
        steps = [step.replace("~1", "/").replace("~0", "~") for step in str(target["$ref"]).split("/")[1:]]
        further = at(whole, *steps)
        if not isinstance(further, dict):
            break
        target = further
    raise SpecError(f"`{target['$ref']}` leads nowhere", hint="correct the reference")


def _bare(node: Json) -> Json:
    """A node that is not a schema, without our own `x-` keys."""
    if isinstance(node, dict):
        return {key: _bare(value) for key, value in node.items() if not key.startswith("x-")}
    return [_bare(value) for value in node] if isinstance(node, list) else node


def _pascal(text: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[^A-Za-z0-9]+", text))
