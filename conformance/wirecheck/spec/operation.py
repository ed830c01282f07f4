"""
One documented endpoint: its address, what it promises and where, and what its requests and answers look like.

A *location* names a place in an operation, in the words of the spec:
`request.generationConfig.imageConfig.aspectRatio`, `response.candidates[].finishReason`, `response` (the 200),
`media-type` (its JSON content), `errors` (the default answer), `path.model`, `security`, `server`, `operation`.
"""

from __future__ import annotations

import copy
import functools
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote, unquote

import jsonschema_rs

from wirecheck.errors import SpecError
from wirecheck.spec import dialect_registry, members, upstream
from wirecheck.spec.members import Member
from wirecheck.spec.operation_parts import JSON_TYPE, Citation, Example, Model
from wirecheck.wire.exchange import Request
from wirecheck.wire.lenient_json import Json, at, items

if TYPE_CHECKING:
    from wirecheck.dialects.protocol import Dialect
    from wirecheck.spec.spec import Spec

__all__ = ["JSON_TYPE", "Citation", "Example", "Model", "Operation", "compiled"]

MAX_MEMBERS = 1_000
"""The largest number of members in a request; documented ones have fewer than a hundred."""

MAX_BRANCHES = 200
"""The largest number of branches of one schema; invalid values are planned for each of them."""

MAX_PLACES = 40
"""The largest number of places in a request where the same object may stand, as recursive schemas allow it."""


@dataclass(frozen=True, eq=False)
class Operation:
    """One documented endpoint."""

    provider: str
    name: str
    method: str
    path: str
    node: Mapping[str, Any]
    spec: Spec = field(repr=False)

    @property
    def id(self) -> str:
        return f"{self.provider}:{self.name}"

    @property
    def dialect(self) -> str:
        return str(self.node["x-dialect"])

    @functools.cached_property
    def protocol(self) -> Dialect:
        """
        The operation's dialect.

        :raises SpecError: it is not known.
        """
        return dialect_registry.get(self.dialect)

    @property
    def billable(self) -> bool:
        return bool(self.node.get("x-billable"))

    @property
    def picture_first(self) -> bool:
        return bool(self.node.get("x-picture-first"))

    @property
    def retry(self) -> tuple[int, ...]:
        """The statuses that the page tells callers to retry; 429 and 503 if it says nothing."""
        return tuple(self.node.get("x-retry") or (429, 503))

    @property
    def unsupported(self) -> tuple[str, ...]:
        return tuple(self.node.get("x-unsupported") or ())

    @functools.cached_property
    def models(self) -> Mapping[str, Model]:
        """The models that the page or its spec names: those of `x-models`, else those that its requests ask for."""
        facts = upstream.models(self.dialect)
        entry = self.node.get("x-models") or {}
        named = entry.get("models") or {}
        if not named:
            said = [entry.get("default"), entry.get("served"), *self._models_shown()]
            named = {name: {"kind": facts[name].kind if name in facts else "image"} for name in said if name}
            named |= {entry["text"]: {"kind": "text"}} if "text" in entry else {}
        return {
            name: Model(name, str(entry.get("kind", "image")), facts.get(entry.get("upstream", name)))
            for name, entry in named.items()
        }

    def _models_shown(self) -> Iterator[str]:
        """The models that stand in the path, in the documented requests, and in the schemas around them."""
        if self.fixed_model is not None:
            yield self.fixed_model
        for example in self.examples:
            yield from (name for name in (example.model, at(example.value, "model")) if isinstance(name, str))
        parameter = self.at("path.model") or {}
        for schema in (self.spec.resolve(parameter.get("schema")), dict(self.at("request.model") or {})):
            said = [schema.get("default"), *items(schema, "examples"), *items(schema, "enum")]
            yield from (name for name in said if isinstance(name, str))

    @property
    def default_model(self) -> str | None:
        """The page's own default model, whether upstream still serves it or not."""
        return cast("str | None", (self.node.get("x-models") or {}).get("default"))

    @property
    def served_model(self) -> str:
        """
        The model that pictures are asked of: one that upstream still serves.

        :raises SpecError: the spec names none.
        """
        entry = self.node.get("x-models") or {}
        said = entry.get("served") or entry.get("default")
        found = said or next((name for name, model in self.models.items() if model.kind == "image"), None)
        if found is None:
            raise SpecError(
                f"`{self.id}` names no model", hint="add one to its `x-models`, such as `x-models: {default: NAME}`"
            )
        return str(found)

    @property
    def text_model(self) -> str | None:
        """The model that text is asked of, if the page names one."""
        return cast("str | None", (self.node.get("x-models") or {}).get("text"))

    def model(self, name: str | None) -> Model:
        """A model by its name: as the spec knows it, as upstream does, or as an unknown picture model."""
        if name is not None and name in self.models:
            return self.models[name]
        facts = upstream.models(self.dialect).get(name or "")
        return Model(name or "", facts.kind if facts else "image", facts)

    # -- the wire ------------------------------------------------------------------------------------------------------

    @property
    def fixed_model(self) -> str | None:
        """The model that the path itself names, or None if the model is a parameter or a member."""
        found = re.search(r"/models/([^/{}:]+):", self.path)
        return found[1] if found else None

    def url(self, base: str, model: str | None = None) -> str:
        """The address under a base URL, with the model in its place in the path, if the path has one."""
        path = self.path
        if model is not None:
            path = re.sub(r"(?<=/models/)(\{model\}|[^/{}:]+)(?=:)", lambda _: quote(model, safe=""), path)
        return base.rstrip("/") + path

    def matches(self, request: Request) -> bool:
        """Whether a request goes to this operation's path, with whatever method, model and prefix."""
        return self._pattern.search(request.path) is not None

    @functools.cached_property
    def _pattern(self) -> re.Pattern[str]:
        generic = re.sub(r"(?<=/models/)([^/{}:]+)(?=:)", "{model}", self.path)
        return re.compile(
            "".join(
                "(?P<model>[^/]+?)" if part == "{model}" else re.escape(part)
                for part in re.split(r"(\{model\})", generic)
            )
            + "/?$"
        )

    def model_asked(self, request: Request, body: Json = None) -> str | None:
        """
        The name of the model that a request asks for; the documented default if it names none.

        :param body: the members of the request, if its body is not JSON.
        """
        found = self._pattern.search(request.path)
        if found and "model" in found.groupdict():
            return unquote(found["model"])
        asked = at(request.document.value if body is None else body, "model")
        if isinstance(asked, str):
            return asked
        return self.default_model if asked is None else None

    # -- what is promised, and where -----------------------------------------------------------------------------------

    def at(self, location: str) -> Mapping[str, Json] | None:
        """The node at a location, or None; references are resolved, and members beside a reference are kept."""
        head, _, rest = location.partition(".")
        if head in ("request", "response") and rest:
            media = self.media_type(None if head == "request" else "200")
            return self._descend((media or {}).get("schema"), rest)
        nodes: dict[str, Callable[[], Mapping[str, Json] | None]] = {
            "operation": lambda: self.node,
            "security": lambda: self.spec.security_scheme(self.node),
            "server": lambda: next(iter(self.spec.document.get("servers") or ()), None),
            "path": lambda: self._parameter(rest),
            "errors": lambda: self._response("default"),
            "response": lambda: self._response("200"),
            "media-type": lambda: self.media_type("200"),
            "request": lambda: self.media_type(None),
        }
        if head not in nodes:
            raise SpecError(f"`{location}` is not a valid location")
        return nodes[head]()

    def _response(self, status: str) -> Mapping[str, Json]:
        return self.spec.resolve((self.node.get("responses") or {}).get(status))

    def _parameter(self, name: str) -> Mapping[str, Json] | None:
        parameters = map(self.spec.resolve, self.parameters)
        return next((parameter for parameter in parameters if parameter.get("name") == name), None)

    def citation(self, location: str) -> Citation | None:
        """Where the page promises what stands at a location, or None if it does not."""
        # cached, as every requirement asks for it on every answer
        if location not in self._citations:
            self._citations[location] = self._citation(location)
        return self._citations[location]

    @functools.cached_property
    def _citations(self) -> dict[str, Citation | None]:
        """The citations that were looked up already, by location."""
        return {}

    def _citation(self, location: str) -> Citation | None:
        node = self.at(location)
        if node is None:
            return None
        text = node.get("x-citation")
        if isinstance(text, str):
            return self.spec.cite(text)
        return self.spec.own_page(location) if self.spec.is_page and self._stated(location, node) else None

    def _stated(self, location: str, node: Mapping[str, Any]) -> bool:
        """Whether a spec that is its own page promises a place in it; what may be null may be missing too."""
        head, _, rest = location.partition(".")
        if head == "errors":
            # a citation at `errors` promises that they carry a request id, which describing errors does not promise
            return False
        if head == "response" and rest:
            return not members.nullable(self.spec.resolve, node)
        return bool(node) or bool(rest)

    def _descend(self, node: Any, path: str) -> Mapping[str, Json] | None:
        for step in path.replace("[]", ".[]").split("."):
            if node is None:
                return None
            node = members.step(self.spec.resolve, node, step)
        return self.spec.resolve(node) if node is not None else None

    @property
    def parameters(self) -> list[Any]:
        """The parameters of the operation and of its path, references not followed."""
        around = self.spec.resolve(self.spec.document["paths"][self.path])
        return [*(self.node.get("parameters") or ()), *(around.get("parameters") or ())]

    def media_type(self, status: str | None) -> Mapping[str, Any] | None:
        """The content, in a media type that the dialect reads, of the request or of the answer with a status."""
        holder = self.node.get("requestBody") if status is None else (self.node.get("responses") or {}).get(status)
        content = self.spec.resolve(holder).get("content") or {} if holder else {}
        read = self.protocol.body_formats if status is None else self.protocol.answer_types
        return next((content[media_type] for media_type in read if media_type in content), None)

    @functools.cached_property
    def request_type(self) -> str | None:
        """The media type of requests; None if the page has none that the dialect can write."""
        content = self.spec.resolve(self.node.get("requestBody")).get("content") or {}
        return next((media_type for media_type in self.protocol.body_formats if media_type in content), None)

    # -- requests and answers ------------------------------------------------------------------------------------------

    @functools.cached_property
    def request_schema(self) -> dict[str, Json]:
        """The JSON Schema of the request's body, self-contained, with closed sets of arrays as enums."""
        return self._schema(self.media_type(None))

    @functools.cached_property
    def response_schema(self) -> dict[str, Json]:
        """The JSON Schema of the 200's body, self-contained."""
        return self._schema(self.media_type("200"))

    @functools.cached_property
    def request_validator(self) -> jsonschema_rs.Draft202012Validator:
        return self._compiled(self.request_schema, "request")

    @functools.cached_property
    def response_validator(self) -> jsonschema_rs.Draft202012Validator:
        return self._compiled(self.response_schema, "answer")

    def _compiled(self, schema: dict[str, Json], what: str) -> jsonschema_rs.Draft202012Validator:
        try:
            return compiled(schema)
        except ValueError as error:
            problem = str(error).split("\n", 1)[0][:200]
            raise SpecError(
                f"the schema of the {what} of `{self.id}` is not valid: {problem}",
                hint="schemas are JSON Schema 2020-12, as OpenAPI 3.1 requires",
            ) from None

    def _schema(self, media: Mapping[str, Any] | None) -> dict[str, Json]:
        root = (media or {}).get("schema")
        components: dict[str, dict[str, Json]] = {}
        references = self.spec.references(root)
        for node in (root, *({"$ref": reference} for reference in references)):
            if members.crowded(self.spec.resolve, node, MAX_BRANCHES):
                raise SpecError(
                    f"a schema of `{self.id}` has more than {MAX_BRANCHES} branches, or is a branch of itself",
                    hint="write its `anyOf`, `oneOf` or `allOf` with fewer branches",
                )
        for reference in references:
            _, head, section, name, *_ = [*reference.split("/"), "", "", ""]
            if head != "components":
                raise SpecError(
                    f"`{reference}` in a schema of `{self.id}` does not point into `components`",
                    hint="move what it points to into `components.schemas`",
                )
            name = unquote(name).replace("~1", "/").replace("~0", "~")
            components.setdefault(section, {})[name] = self.spec.document["components"][section][name]
        schema = {"not": {}} if root is False else dict(root) if isinstance(root, dict) else {}
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            **members.with_enums(copy.deepcopy(schema)),
            "components": members.with_enums(copy.deepcopy(components)),
        }

    @functools.cached_property
    def members(self) -> tuple[Member, ...]:
        """
        Every documented member of the request, outer ones first; a member that contains itself is entered once.

        :raises SpecError: there are more than `MAX_MEMBERS`.
        """
        root = (self.media_type(None) or {}).get("schema")
        every = members.walk(self.spec.resolve, lambda path: self.citation(f"request.{path}"), root)
        found = tuple(itertools.islice(every, MAX_MEMBERS + 1))
        places = Counter(id(member.schema["properties"]) for member in found if member.schema.get("properties"))
        if len(found) > MAX_MEMBERS or max(places.values(), default=0) > MAX_PLACES:
            raise SpecError(
                f"a request of `{self.id}` has more than {MAX_MEMBERS:,} members, or one object in {MAX_PLACES} places",
                hint="leave out members that callers who ask for pictures do not need",
            )
        return found

    def member(self, path: str) -> Member | None:
        """The documented member at a path without the leading `request.`, or None."""
        return next((member for member in self.members if member.path == path), None)

    @functools.cached_property
    def examples(self) -> tuple[Example, ...]:
        """The page's own requests."""
        return self._examples(self.media_type(None))

    @functools.cached_property
    def answers(self) -> tuple[Example, ...]:
        """The page's own answers, placeholders and all."""
        return self._examples(self.media_type("200"))

    def _examples(self, media: Mapping[str, Any] | None) -> tuple[Example, ...]:
        found = []
        for name, entry in self._shown(media or {}):
            text = entry.get("x-citation")
            cited = self.spec.cite(text) if isinstance(text, str) else None
            if cited is None and self.spec.is_page:
                cited = self.spec.own_page(f"example.{name}")
            found.append(Example(name, entry.get("value"), cited, entry.get("x-model")))
        return tuple(found)

    def _shown(self, media: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Examples by name, from wherever OpenAPI allows them: `examples`, `example`, or those of the schema."""
        if media.get("examples"):
            yield from ((name, self.spec.resolve(entry)) for name, entry in media["examples"].items())
        elif "example" in media:
            yield "example", {"value": media["example"]}
        else:
            schema = self.spec.resolve(media.get("schema"))
            values = schema.get("examples") or ([schema["example"]] if "example" in schema else [])
            for i, value in enumerate(values, 1):
                yield f"example-{i}", {"value": value}


def compiled(schema: dict[str, Json]) -> jsonschema_rs.Draft202012Validator:
    """
    A JSON Schema 2020-12, ready to judge values.

    :raises ValueError: it is not a valid schema, or a reference in it leads out of it.
    """
    return jsonschema_rs.Draft202012Validator(schema, retriever=_never)


def _never(uri: str) -> Json:
    """References to other documents are never fetched."""
    raise ValueError(f"`{uri}` is in another document")
