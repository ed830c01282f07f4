"""What has to change in a spec so that it says what its page says: one edit a drift, or a word on why there is none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wirecheck.diff.operations import PlacedOperation as Place
from wirecheck.drift.values import Against, Drift
from wirecheck.drift.yaml_editor import Sheet, Steps
from wirecheck.facts import Attr, Fact, Qualifier, Side
from wirecheck.spec.spec import JSON_TYPE
from wirecheck.wire.lenient_json import Json

SCHEME = {"bearer": "bearer", "basic": "basic"}


class ByHand(Exception):
    """A drift that no edit can take in, and why."""


@dataclass(frozen=True)
class Editor:
    """
    Edits the spec of one operation.

    :param method: the operation's method and path, as the spec has them.
    :param stated: the facts that the page states, for what a new member is.
    """

    sheet: Sheet
    place: Place
    stated: tuple[Fact, ...]

    @property
    def operation(self) -> Steps:
        return ("paths", self.place.path, self.place.method)

    def apply(self, drift: Drift) -> None:
        """
        Make the spec say what the page says.

        :raises ByHand: there is no edit for it.
        """
        try:
            if drift.side is Side.OPERATION:
                self._whole(drift)
            elif drift.attr is Attr.STATUS:
                self._status(drift)
            elif drift.attr is Attr.UNSUPPORTED:
                self._unsupported(drift)
            else:
                self._member(drift)
        except ValueError as error:
            raise ByHand(str(error)) from None

    # -- the operation as a whole --------------------------------------------------------------------------------------

    def _whole(self, drift: Drift) -> None:
        match drift.rule, drift.after:
            case "api-server-changed", str() as url:
                self._servers(url)
            case "api-path-changed", str() as path:
                self._path(path)
            case "api-method-changed", str() as method:
                self.sheet.rename(("paths", self.place.path), self.place.method, method.lower())
            case "api-security-changed", str() as carrier:
                self._security(carrier)
            case _:
                raise ByHand("where it belongs in the spec is to be decided")

    def _servers(self, url: str) -> None:
        for steps in ((*self.operation, "servers"), ("paths", self.place.path, "servers"), ("servers",)):
            listed = self.sheet.at(steps)
            if isinstance(listed, list) and listed:
                if "{" in str(listed[0].get("url", "")):
                    raise ByHand("the server has a variable")
                self.sheet.put((*steps, 0), "url", url)
                return
        raise ByHand("the spec names no server")

    def _path(self, path: str) -> None:
        names = set(re.findall(r"{([^{}]+)}", path)), set(re.findall(r"{([^{}]+)}", self.place.path))
        if names[0] != names[1]:
            raise ByHand("its parameters are others")
        self.sheet.rename(("paths",), self.place.path, path)

    def _security(self, carrier: str) -> None:
        wanted = self.place.node.get("security") or self.place.spec.document.get("security") or []
        names = [name for entry in wanted for name in entry]
        if len(names) != 1:
            raise ByHand("the spec has several ways to prove it")
        steps: Steps = ("components", "securitySchemes", names[0])
        header, _, scheme = (part.strip() for part in carrier.partition(":"))
        if header.lower() == "authorization" and scheme.lower() in SCHEME:
            self.sheet.put(steps, "type", "http")
            self.sheet.put(steps, "scheme", SCHEME[scheme.lower()])
            for key in ("in", "name"):
                self.sheet.remove(steps, key)
            return
        self.sheet.put(steps, "type", "apiKey")
        self.sheet.put(steps, "in", "query" if header.startswith("?") else "header")
        self.sheet.put(steps, "name", header.removeprefix("?"))
        for key in ("scheme", "bearerFormat"):
            self.sheet.remove(steps, key)

    def _status(self, drift: Drift) -> None:
        steps = (*self.operation, "responses")
        if drift.after is not None:
            self.sheet.put(steps, str(drift.after), {"description": "To be described; the page names the status."})
        else:
            raise ByHand("whether it still comes is to be decided")

    def _unsupported(self, drift: Drift) -> None:
        if not drift.path:
            raise ByHand("the page names no member")
        known = [str(one) for one in self.sheet.at((*self.operation, "x-unsupported")) or ()]
        if drift.after is True and drift.path not in known:
            self.sheet.put(self.operation, "x-unsupported", [*known, drift.path])
        elif drift.after is None and drift.path in known:
            rest: list[Json] = [one for one in known if one != drift.path]
            if rest:
                self.sheet.put(self.operation, "x-unsupported", rest)
            else:
                self.sheet.remove(self.operation, "x-unsupported")
        else:
            raise ByHand("it is unsupported for some only")

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
            self._required(holder, name, wanted=drift.rule.endswith("became-required"))
        else:
            steps = self._steps(drift.side, drift.path)
            if steps is None:
                raise ByHand("the spec has no such member")
            self._keywords(drift, steps)

    def _gone(self, drift: Drift, holder: Steps, name: str) -> None:
        if drift.sample:
            raise ByHand("samples alone showed it")
        if self._shown(drift):
            raise ByHand("samples still show it")
        if name not in (self.sheet.at((*holder, "properties")) or {}):
            raise ByHand("the spec has no such member")
        self._required(holder, name, wanted=False)
        self.sheet.remove((*holder, "properties"), name)

    def _shown(self, drift: Drift) -> bool:
        return any(
            (fact.op, fact.side, fact.path, fact.attr) == (drift.operation, drift.side, drift.path, Attr.EXISTS)
            for fact in self.stated
        )

    def _come(self, drift: Drift, holder: Steps, name: str) -> None:
        inside: dict[str, Json] = {}
        properties = self.sheet.at((*holder, "properties"))
        if isinstance(properties, Mapping) and name in properties:
            return
        inside = self._schema(drift, name)
        if properties is None:
            self.sheet.put(holder, "properties", {name: inside})
        else:
            self.sheet.put((*holder, "properties"), name, inside)
        if "required" in drift.rule:
            self._required(holder, name, wanted=True)

    def _schema(self, drift: Drift, name: str) -> dict[str, Json]:
        """What the page says of a new member, and of those in it."""
        facts = [fact for fact in self.stated if (fact.op, fact.side, fact.path) == (
            drift.operation, drift.side, drift.path)]  # fmt: skip
        schema: dict[str, Json] = {}
        said = [str(fact.value) for fact in facts if fact.attr is Attr.TYPE]
        kind = said[0] if said else ""
        sets = [f for f in facts if f.attr is Attr.VALUES and f.qualifier in (Qualifier.CLOSED, Qualifier.WHOLE)]
        if sets:
            schema["title"] = self._title(name)
        if kind and "|" not in kind:
            schema["type"] = "array" if kind.endswith("[]") else kind
        schema["description"] = "To be described."
        section = "response" if drift.side is Side.RESPONSE else "body"
        schema["x-citation"] = f"{drift.page}#{section}"
        if sets:
            schema["enum" if sets[0].qualifier is Qualifier.CLOSED else "x-values"] = sets[0].value
        for fact in facts:
            if fact.attr is Attr.DEFAULT:
                schema["default"] = fact.value
            if fact.attr is Attr.CONSTRAINT and isinstance(fact.value, dict):
                schema |= fact.value
        if kind.endswith("[]") and kind != "array":
            schema["items"] = {"type": kind.removesuffix("[]")}
        return schema

    def _title(self, name: str) -> str:
        taken = set(re.findall(r"\btitle: *'?([\w-]+)", self.sheet.text))
        title = re.sub(r"(?:^|[_-])(\w)", lambda found: found[1].upper(), name)
        number = next((i for i in range(1, 100) if (title if i == 1 else f"{title}{i}") not in taken), 1)
        return title if number == 1 else f"{title}{number}"

    def _required(self, holder: Steps, name: str, *, wanted: bool) -> None:
        listed = [str(one) for one in self.sheet.at((*holder, "required")) or ()]
        if wanted and name not in listed:
            self.sheet.put(holder, "required", [*listed, name])
        elif not wanted and name in listed:
            rest: list[Json] = [one for one in listed if one != name]
            if rest:
                self.sheet.put(holder, "required", rest)
            else:
                self.sheet.remove(holder, "required")

    def _parameter(self, drift: Drift) -> None:
        around = self.place.node.get("parameters") or []
        at = next((i for i, one in enumerate(around) if self._named(one, drift)), None)
        if at is None or drift.attr is Attr.EXISTS:
            raise ByHand("a parameter is to be written by hand")
        steps = (*self.operation, "parameters", at)
        if drift.attr is Attr.REQUIRED:
            self.sheet.put(steps, "required", drift.after is True)
        else:
            self._keywords(drift, (*steps, "schema"))

    def _named(self, entry: Any, drift: Drift) -> bool:
        return isinstance(entry, Mapping) and entry.get("in") == drift.side.value and entry.get("name") == drift.path

    def _keywords(self, drift: Drift, steps: Steps) -> None:
        match drift.attr:
            case Attr.DEFAULT:
                if drift.after is None:
                    self.sheet.remove(steps, "default")
                else:
                    self.sheet.put(steps, "default", drift.after)
            case Attr.VALUES:
                self._values(drift, steps)
            case Attr.TYPE if isinstance(drift.after, str) and "|" not in drift.after:
                self._type(drift.after, steps)
            case Attr.CONSTRAINT:
                keyword = re.search(r"`(\w+)`", drift.message)
                assert keyword is not None
                if drift.after is None:
                    self.sheet.remove(steps, keyword[1])
                else:
                    self.sheet.put(steps, keyword[1], drift.after)
            case _:
                raise ByHand("what the spec should say is to be decided")

    def _type(self, kind: str, steps: Steps) -> None:
        node = self.sheet.at(steps)
        if "anyOf" in node or "oneOf" in node:
            raise ByHand("the spec has several types for it")
        name = "array" if kind.endswith("[]") else kind
        was = node.get("type")
        self.sheet.put(steps, "type", [name, "null"] if isinstance(was, list) and "null" in was else name)
        if name != "array":
            self.sheet.remove(steps, "items")
        elif kind != "array" and "items" not in node:
            self.sheet.put(steps, "items", {"type": kind.removesuffix("[]")})

    def _values(self, drift: Drift, steps: Steps) -> None:
        node = self.sheet.at(steps)
        if isinstance(drift.after, int) and not isinstance(drift.after, bool):
            raise ByHand("the page counts the values and does not list them")
        known = next((key for key in ("x-values", "enum") if key in node), None)
        if drift.after is None or drift.rule.endswith("became-not-enum"):
            if known is None:
                raise ByHand("the spec has no set")
            values = list(node[known])
            self.sheet.remove(steps, known)
            self.sheet.put(steps, "examples", values)
            return
        said = drift.after if isinstance(drift.after, list) else [drift.after]
        whole = any(isinstance(one, list) for one in said)
        key = known or ("x-values" if whole else "enum")
        kept = [one for one in node.get(key) or () if one in said]
        if "anyOf" in node:
            raise ByHand("the set of an answer stands in one of its branches")
        self.sheet.put(steps, key, [*kept, *(one for one in said if one not in kept)])
        if key == "enum" and "title" not in node:
            self.sheet.put(steps, "title", self._title(drift.path.rpartition(".")[2].replace("[]", "")))

    # -- where it stands -----------------------------------------------------------------------------------------------

    def _around(self, side: Side, path: str) -> tuple[Steps, str]:
        """The object around a member, and the member's name."""
        head, _, name = path.rpartition(".")
        steps = self._steps(side, head)
        if steps is None or not name or name.endswith("]"):
            raise ByHand("the spec has no object around it")
        return steps, name

    def _steps(self, side: Side, path: str) -> Steps | None:
        """The way to the schema of a member, references followed."""
        steps = self._followed(self._body(side))
        for step in re.findall(r"[^.\[\]]+|\[\]", path):
            node = self.sheet.at(steps) if steps else None
            if steps is None or not isinstance(node, Mapping):
                return None
            if step == "[]":
                steps = (*steps, "items") if "items" in node else None
            else:
                steps = (*steps, "properties", step) if step in (node.get("properties") or {}) else None
            steps = self._followed(steps)
        return steps

    def _body(self, side: Side) -> Steps | None:
        holder: Steps = (*self.operation, *(("requestBody",) if side is Side.REQUEST else ("responses", "200")))
        return (*holder, "content", JSON_TYPE, "schema")

    def _followed(self, steps: Steps | None) -> Steps | None:
        """The way with references followed, and into the one branch beside null."""
        for _ in range(20):
            node = self.sheet.at(steps) if steps is not None else None
            if steps is None or not isinstance(node, Mapping):
                return None
            reference = node.get("$ref")
            branches = node.get("anyOf") or node.get("oneOf") or ()
            real = [
                at for at, one in enumerate(branches) if not (isinstance(one, Mapping) and one.get("type") == "null")
            ]
            if isinstance(reference, str) and reference.startswith("#/"):
                steps = tuple(part.replace("~1", "/").replace("~0", "~") for part in reference[2:].split("/"))
            elif len(real) == 1:
                steps = (*steps, "anyOf" if "anyOf" in node else "oneOf", real[0])
            else:
                return steps
        return None


def wanted(drift: Drift) -> bool:
    """Whether a drift is one that a spec follows: what it has not, and what the page no longer says."""
    if drift.sample or drift.rule.startswith("page-") or drift.attr is Attr.EXAMPLE:
        return False
    if drift.against is Against.SPEC:
        return True
    gone = drift.after is None or drift.rule.endswith(("became-optional", "became-not-enum"))
    return gone and drift.side is not Side.OPERATION
