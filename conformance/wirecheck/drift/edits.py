"""
Edits a spec until it agrees with its page: one edit for each drift, or the reason why it needs a human.

Held by `tests/drift/test_proposing.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from wirecheck.diff.operations import PlacedOperation
from wirecheck.drift.attributes import CLOSED, listed
from wirecheck.drift.spec_lookup import steps as names_of
from wirecheck.drift.values import Against, Drift
from wirecheck.drift.yaml_editor import Steps, YamlEditor
from wirecheck.facts import Attr, Fact, Qualifier, Side
from wirecheck.spec.spec import JSON_TYPE
from wirecheck.wire.lenient_json import Json

SCHEME = {"bearer": "bearer", "basic": "basic"}


class ByHand(ValueError):
    """There is no automatic edit for a drift; the message says why."""


@dataclass(frozen=True)
class SpecEditor:
    """
    Edits the spec of one operation.

    :param placed: the operation in the spec.
    :param stated: the facts of the page, from which the schema of a new member is made.
    """

    yaml: YamlEditor
    placed: PlacedOperation
    stated: tuple[Fact, ...]

    @property
    def operation(self) -> Steps:
        return ("paths", self.placed.path, self.placed.method)

    def apply(self, drift: Drift) -> None:
        """
        Make the spec agree with the page.

        :raises ByHand: there is no automatic edit for this drift.
        :raises ValueError: the text of the spec cannot be edited at this place.
        """
        if drift.side is Side.OPERATION:
            self._whole(drift)
        elif drift.attr is Attr.STATUS:
            self._status(drift)
        elif drift.attr is Attr.UNSUPPORTED:
            self._unsupported(drift)
        else:
            self._member(drift)

    # -- the operation as a whole --------------------------------------------------------------------------------------

    def _whole(self, drift: Drift) -> None:
        match drift.rule, drift.after:
            case "api-server-changed", str() as url:
                self._servers(url)
            case "api-path-changed", str() as path:
                self._path(path)
            case "api-method-changed", str() as method:
                self.yaml.rename(("paths", self.placed.path), self.placed.method, method.lower())
            case "api-security-changed", str() as carrier:
                self._security(carrier)
            case _:
                raise ByHand("where it belongs in the spec is to be decided")

    def _servers(self, url: str) -> None:
        for steps in ((*self.operation, "servers"), ("paths", self.placed.path, "servers"), ("servers",)):
            listed = self.yaml.at(steps)
            if isinstance(listed, list) and listed:
                if "{" in str(listed[0].get("url", "")):
                    raise ByHand("the server has a variable")
                self.yaml.put((*steps, 0), "url", url)
                return
        raise ByHand("the spec names no server")

    def _path(self, path: str) -> None:
        names = set(re.findall(r"{([^{}]+)}", path)), set(re.findall(r"{([^{}]+)}", self.placed.path))
        if names[0] != names[1]:
            raise ByHand("its parameters are others")
        self.yaml.rename(("paths",), self.placed.path, path)

    def _security(self, carrier: str) -> None:
        ways = self.placed.node.get("security") or self.placed.spec.document.get("security") or []
        names = list(chain.from_iterable(ways))
        if len(names) != 1:
            raise ByHand("the spec has several ways to prove it")
        steps: Steps = ("components", "securitySchemes", names[0])
        header, _, scheme = (part.strip() for part in carrier.partition(":"))
        entries: dict[str, Json] = {"type": "http", "scheme": SCHEME.get(scheme.lower()), "in": None, "name": None}
        if header.lower() != "authorization" or entries["scheme"] is None:
            place = "query" if header.startswith("?") else "header"
            entries = {"type": "apiKey", "in": place, "name": header.removeprefix("?")}
            entries |= {"scheme": None, "bearerFormat": None}
        for key, value in entries.items():
            self._set(steps, key, value)

    def _status(self, drift: Drift) -> None:
        if drift.after is None:
            raise ByHand("whether it still comes is to be decided")
        described: Json = {"description": "To be described; the page names the status."}
        self.yaml.put((*self.operation, "responses"), str(drift.after), described)

    def _unsupported(self, drift: Drift) -> None:
        if not drift.path:
            raise ByHand("the page names no member")
        wanted = drift.after is True
        known = drift.path in (self.yaml.at((*self.operation, "x-unsupported")) or ())
        if wanted == known or (not wanted and drift.after is not None):
            raise ByHand("it is unsupported for some only")
        self._list(self.operation, "x-unsupported", drift.path, wanted=wanted)

    # -- members -------------------------------------------------------------------------------------------------------

    def _member(self, drift: Drift) -> None:
        if drift.side not in (Side.REQUEST, Side.RESPONSE):
            self._parameter(drift)
            return
        holder, name = self._around(drift.side, drift.path)
        if drift.attr is Attr.EXISTS:
            if drift.after is None:
                self._gone(drift, holder, name)
            else:
                self._come(drift, holder, name)
        elif drift.attr is Attr.REQUIRED:
            self._list(holder, "required", name, wanted=drift.rule.endswith("became-required"))
        else:
            steps = self._steps(drift.side, drift.path)
            if steps is None:
                raise ByHand("the spec has no such member")
            self._keywords(drift, steps)

    def _gone(self, drift: Drift, holder: Steps, name: str) -> None:
        if drift.sample:
            raise ByHand("samples alone showed it")
        if any(fact.attr is Attr.EXISTS for fact in self._facts(drift)):
            raise ByHand("samples still show it")
        if name not in (self.yaml.at((*holder, "properties")) or {}):
            raise ByHand("the spec has no such member")
        self._list(holder, "required", name, wanted=False)
        self.yaml.remove((*holder, "properties"), name)

    def _come(self, drift: Drift, holder: Steps, name: str) -> None:
        properties = self.yaml.at((*holder, "properties"))
        if isinstance(properties, Mapping) and name in properties:
            return
        schema = self._schema(drift, name)
        if properties is None:
            self.yaml.put(holder, "properties", {name: schema})
        else:
            self.yaml.put((*holder, "properties"), name, schema)
        if "required" in drift.rule:
            self._list(holder, "required", name, wanted=True)

    def _facts(self, drift: Drift) -> list[Fact]:
        """The facts of the page about the member of a drift."""
        what = (drift.operation, drift.side, drift.path)
        return [fact for fact in self.stated if (fact.op, fact.side, fact.path) == what]

    def _schema(self, drift: Drift, name: str) -> dict[str, Json]:
        """The schema of a new member by the facts of the page, its keywords in the usual order of our specs."""
        facts = self._facts(drift)
        kind = next((str(fact.value) for fact in facts if fact.attr is Attr.TYPE), "")
        values = next(filter(_is_set, facts), None)
        schema: dict[str, Json] = {"title": self._title(name)} if values else {}
        if kind and "|" not in kind:
            schema["type"] = _json_type(kind)
        schema["description"] = "To be described."
        schema["x-citation"] = f"{drift.page}#{'response' if drift.side is Side.RESPONSE else 'body'}"
        if values:
            schema |= _keyword(values)
        for fact in facts:
            schema |= _keyword(fact) if not _is_set(fact) else {}
        if kind.endswith("[]"):
            schema["items"] = {"type": kind.removesuffix("[]")}
        return schema

    def _title(self, name: str) -> str:
        taken = set(re.findall(r"\btitle: *'?([\w-]+)", self.yaml.text))
        title = re.sub(r"(?:^|[_-])(\w)", lambda letter: letter[1].upper(), name)
        return next((free for free in (title, *(f"{title}{i}" for i in range(2, 100))) if free not in taken), title)

    def _list(self, holder: Steps, key: str, name: str, *, wanted: bool) -> None:
        """Add a name to a list, or remove it; an empty list is removed as well."""
        listed = [str(each) for each in self.yaml.at((*holder, key)) or ()]
        if wanted and name not in listed:
            self.yaml.put(holder, key, [*listed, name])
        elif not wanted and name in listed:
            self._set(holder, key, [each for each in listed if each != name] or None)

    def _set(self, steps: Steps, key: str, value: Json) -> None:
        """Set a key to a value, or remove the key if the value is None."""
        if value is None:
            self.yaml.remove(steps, key)
        else:
            self.yaml.put(steps, key, value)

    def _parameter(self, drift: Drift) -> None:
        named = (drift.side.value, drift.path)
        entries = enumerate(self.placed.node.get("parameters") or [])
        at = next(
            (
                at
                for at, entry in entries
                if isinstance(entry, Mapping) and (entry.get("in"), entry.get("name")) == named
            ),
            None,
        )
        if at is None or drift.attr is Attr.EXISTS:
            raise ByHand("a parameter is to be written by hand")
        steps = (*self.operation, "parameters", at)
        if drift.attr is Attr.REQUIRED:
            self.yaml.put(steps, "required", drift.after is True)
        else:
            self._keywords(drift, (*steps, "schema"))

    def _keywords(self, drift: Drift, steps: Steps) -> None:
        match drift.attr:
            case Attr.DEFAULT:
                self._set(steps, "default", drift.after)
            case Attr.VALUES:
                self._values(drift, steps)
            case Attr.TYPE if isinstance(drift.after, str) and "|" not in drift.after:
                self._type(drift.after, steps)
            case Attr.CONSTRAINT:
                keyword = re.search(r"`(\w+)`", drift.message)
                assert keyword is not None
                self._set(steps, keyword[1], drift.after)
            case _:
                raise ByHand("what the spec should say is to be decided")

    def _type(self, kind: str, steps: Steps) -> None:
        node = self.yaml.at(steps)
        if "anyOf" in node or "oneOf" in node:
            raise ByHand("the spec has several types for it")
        name, was = _json_type(kind), node.get("type")
        self.yaml.put(steps, "type", [name, "null"] if isinstance(was, list) and "null" in was else name)
        if name != "array":
            self.yaml.remove(steps, "items")
        elif kind != "array" and "items" not in node:
            self.yaml.put(steps, "items", {"type": kind.removesuffix("[]")})

    def _values(self, drift: Drift, steps: Steps) -> None:
        if isinstance(drift.after, int) and not isinstance(drift.after, bool):
            raise ByHand("the page counts the values and does not list them")
        node = self.yaml.at(steps)
        known = next((key for key in ("x-values", "enum") if key in node), None)
        if drift.after is None or drift.rule.endswith("became-not-enum"):
            self._open(steps, known)
        else:
            self._close(drift, steps, known)

    def _open(self, steps: Steps, known: str | None) -> None:
        """Turn a closed set of values into examples."""
        if known is None:
            raise ByHand("the spec has no set")
        values = list(self.yaml.at((*steps, known)))
        self.yaml.remove(steps, known)
        self.yaml.put(steps, "examples", values)

    def _close(self, drift: Drift, steps: Steps, known: str | None) -> None:
        """Close a set of values; known values keep their order, and new ones follow."""
        node = self.yaml.at(steps)
        if "anyOf" in node:
            raise ByHand("the set of an answer stands in one of its branches")
        values = listed(drift.after)
        key = known or ("x-values" if any(isinstance(value, list) for value in values) else "enum")
        kept = [value for value in node.get(key) or () if value in values]
        self.yaml.put(steps, key, [*kept, *(value for value in values if value not in kept)])
        if key == "enum" and "title" not in node:
            self.yaml.put(steps, "title", self._title(drift.path.rpartition(".")[2].replace("[]", "")))

    # -- places in the spec --------------------------------------------------------------------------------------------

    def _around(self, side: Side, path: str) -> tuple[Steps, str]:
        """The path to the object around a member, and the member's name."""
        head, _, name = path.rpartition(".")
        steps = self._steps(side, head)
        if steps is None or not name or name.endswith("]"):
            raise ByHand("the spec has no object around it")
        return steps, name

    def _steps(self, side: Side, path: str) -> Steps | None:
        """The path in the YAML document to the schema of a member, with references followed; None if it has none."""
        holder: Steps = ("requestBody",) if side is Side.REQUEST else ("responses", "200")
        way = self._followed((*self.operation, *holder, "content", JSON_TYPE, "schema"))
        for name in names_of(path):
            node = self.yaml.at(way) if way is not None else None
            if way is None or not isinstance(node, Mapping):
                return None
            inner = "items" if name == "[]" else "properties"
            known = inner in node and (name == "[]" or name in (node["properties"] or {}))
            way = self._followed((*way, inner) if name == "[]" else (*way, inner, name)) if known else None
        return way

    def _followed(self, steps: Steps) -> Steps | None:
        """The path with references followed, and into the only branch of a union that is not null."""
        for _ in range(20):
            node = self.yaml.at(steps)
            if not isinstance(node, Mapping):
                return None
            further = _reference(node) or _only_branch(steps, node)
            if further is None:
                return steps
            steps = further
        return None


def _reference(node: Mapping[str, Any]) -> Steps | None:
    """The path that a reference points to, or None if the node is not a reference."""
    reference = node.get("$ref")
    if not isinstance(reference, str) or not reference.startswith("#/"):
        return None
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in reference[2:].split("/"))


def _only_branch(steps: Steps, node: Mapping[str, Any]) -> Steps | None:
    """The path to the only branch of a union that is not null, or None if there is no single one."""
    key = "anyOf" if "anyOf" in node else "oneOf"
    branches = enumerate(node.get("anyOf") or node.get("oneOf") or ())
    real = [at for at, branch in branches if not (isinstance(branch, Mapping) and branch.get("type") == "null")]
    return (*steps, key, real[0]) if len(real) == 1 else None


def _json_type(kind: str) -> str:
    return "array" if kind.endswith("[]") else kind


def _is_set(fact: Fact) -> bool:
    return fact.attr is Attr.VALUES and fact.qualifier in CLOSED


def _keyword(fact: Fact) -> dict[str, Json]:
    """A fact in keywords of a schema."""
    if fact.attr is Attr.DEFAULT:
        return {"default": fact.value}
    if _is_set(fact):
        return {"enum" if fact.qualifier is Qualifier.CLOSED else "x-values": fact.value}
    return fact.value if fact.attr is Attr.CONSTRAINT and isinstance(fact.value, dict) else {}


def wanted(drift: Drift) -> bool:
    """Whether a spec should follow a drift: it lacks what the page states, or has what the page no longer states."""
    if drift.sample or drift.rule.startswith("page-") or drift.attr is Attr.EXAMPLE:
        return False
    if drift.against is Against.SPEC:
        return True
    gone = drift.after is None or drift.rule.endswith(("became-optional", "became-not-enum"))
    return gone and drift.side is not Side.OPERATION
