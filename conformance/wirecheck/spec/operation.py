"""
One documented endpoint: its address, what it promises and where, and what its requests and answers look like.

A *location* names a place in an operation, in the words of the spec:
`request.generationConfig.imageConfig.aspectRatio`, `response.candidates[].finishReason`, `response` (the 200),
`media-type` (its JSON content), `errors` (the default answer), `path.model`, `security`, `server`, `operation`.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote, unquote

from wirecheck.errors import SpecError
from wirecheck.spec import dialect_registry, examples, json_schema, known_models, members, parameters
from wirecheck.spec.members import Member
from wirecheck.spec.operation_parts import (
    EVENT_STREAM,
    JSON_TYPE,
    SUCCESSES,
    Citation,
    Example,
    Model,
    readable,
)
from wirecheck.spec.parameters import Parameter
from wirecheck.wire.exchange import Request
from wirecheck.wire.lenient_json import Json, at

if TYPE_CHECKING:
    from wirecheck.dialects.protocol import Dialect
    from wirecheck.spec.spec import Spec

__all__ = ["JSON_TYPE", "Citation", "Example", "Model", "Operation"]

MAX_MEMBERS = 1_000
"""The largest number of members in a request; documented ones have fewer than a hundred."""

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
    def streams(self) -> bool:
        """Whether its dialect reads streams of events."""
        return EVENT_STREAM in self.protocol.answer_types

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
        return known_models.named(self)

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
        name = name or ""
        if name in self.models:
            return self.models[name]
        # kept, so that what is known of it is one value
        if name not in self._others:
            self._others[name] = known_models.other(self, name)
        return self._others[name]

    @functools.cached_property
    def _others(self) -> dict[str, Model]:
        """The models that were asked for and that the page does not name."""
        return {}

    # -- the wire ------------------------------------------------------------------------------------------------------

    @property
    def fixed_model(self) -> str | None:
        """The model that the path itself names, or None if the model is a parameter or a member."""
        found = re.search(r"/models/([^/{}:]+):", self.path)
        return found[1] if found else None

    @functools.cached_property
    def route(self) -> str:
        """The path with the values of its parameters; the model stays a parameter."""
        path = self.path
        for parameter in self.every_parameter:
            if parameter.place == "path" and parameter.value is not None and parameter.name != "model":
                path = path.replace(f"{{{parameter.name}}}", quote(parameter.value, safe=""))
        return path

    def url(self, base: str, model: str | None = None) -> str:
        """The address under a base URL: with the model in its place in the path, and what has to be in the query."""
        path = self.route
        if model is not None:
            path = re.sub(r"(?<=/models/)(\{model\}|[^/{}:]+)(?=:)", lambda _: quote(model, safe=""), path)
        return base.rstrip("/") + path + parameters.query(self.sent)

    def matches(self, request: Request) -> bool:
        """Whether a request goes to this operation's path, with whatever method, model and prefix."""
        return self._pattern.search(request.path) is not None

    @functools.cached_property
    def _pattern(self) -> re.Pattern[str]:
        generic = re.sub(r"(?<=/models/)([^/{}:]+)(?=:)", "{model}", self.route)
        return re.compile(
            "".join(
                "(?P<model>[^/]+?)" if part == "{model}" else re.escape(part)
                for part in re.split(r"(\{model\})", generic)
            )
            + "/?$"
        )

    def prefix(self, path: str) -> str | None:
        """What stands before this operation's path in a path that ends with it, or None."""
        found = self._pattern.search(path)
        return path[: found.start()] if found else None

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
        """An answer by its status; that of success may be documented as another one that comes with a picture."""
        responses = self.node.get("responses") or {}
        names = SUCCESSES if status == "200" else (status,)
        return self.spec.resolve(next((responses[name] for name in names if name in responses), None))

    def _parameter(self, name: str) -> Mapping[str, Json] | None:
        nodes = map(self.spec.resolve, self.parameters)
        return next((node for node in nodes if node.get("name") == name), None)

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
    def around(self) -> Mapping[str, Any]:
        """The path item that the operation stands in."""
        return self.spec.resolve(self.spec.document["paths"][self.path])

    @property
    def parameters(self) -> list[Any]:
        """The parameters of the operation and of its path, references not followed."""
        return [*(self.node.get("parameters") or ()), *(self.around.get("parameters") or ())]

    @functools.cached_property
    def every_parameter(self) -> tuple[Parameter, ...]:
        """The parameters of the operation and of its path."""
        return parameters.read(self.spec.resolve, self.parameters)

    @functools.cached_property
    def sent(self) -> tuple[Parameter, ...]:
        """The parameters outside of path and body that every request has to have, but for the key."""
        key, _ = self.spec.credential(self, "")
        keyed = (self.spec.security_scheme(self.node) is not None, key.lower())
        return tuple(
            parameter
            for parameter in self.every_parameter
            if parameter.required and parameter.place != "path"
            if (parameter.place == "header", parameter.name.lower()) != keyed
        )

    def content(self, status: str | None) -> Mapping[str, Any]:
        """The documented contents of the request, or of the answer with a status, by media type."""
        holder = self.node.get("requestBody") if status is None else self._response(status)
        return self.spec.resolve(holder).get("content") or {} if holder else {}

    def media_type(self, status: str | None) -> Mapping[str, Any] | None:
        """The content, in a media type that the dialect reads, of the request or of the answer with a status."""
        read = self.protocol.body_formats if status is None else self.protocol.answer_types
        return next((media for _, media in readable(self.content(status), tuple(read))), None)

    @functools.cached_property
    def request_type(self) -> str | None:
        """The media type of requests; None if the page has none that the dialect can write."""
        written = readable(self.content(None), tuple(self.protocol.body_formats))
        return next((media_type for media_type, _ in written), None)

    # -- requests and answers ------------------------------------------------------------------------------------------

    @functools.cached_property
    def request_schema(self) -> dict[str, Json]:
        """The JSON Schema of the request's body, self-contained, with closed sets of arrays as enums."""
        schema = self._schema(self.media_type(None))
        members.widen(schema, "model", list(self.spec.stand_ins))
        return schema

    @functools.cached_property
    def response_schema(self) -> dict[str, Json]:
        """The JSON Schema of the 200's body, self-contained."""
        return self._schema(self.media_type("200"))

    @functools.cached_property
    def request_validator(self) -> json_schema.Validator:
        return self._compiled(self.request_schema, "request")

    @functools.cached_property
    def response_validator(self) -> json_schema.Validator:
        return self._compiled(self.response_schema, "answer")

    def _compiled(self, schema: dict[str, Json], what: str) -> json_schema.Validator:
        try:
            return json_schema.compiled(schema)
        except ValueError as error:
            problem = str(error).split("\n", 1)[0][:200]
            raise SpecError(
                f"the schema of the {what} of `{self.id}` is not valid: {problem}",
                hint="schemas are JSON Schema 2020-12, as OpenAPI 3.1 requires",
            ) from None

    def _schema(self, media: Mapping[str, Any] | None) -> dict[str, Json]:
        return json_schema.self_contained(self.spec, self.id, (media or {}).get("schema"))

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
        for name, entry in examples.shown(self.spec.resolve, media or {}):
            text = entry.get("x-citation")
            cited = self.spec.cite(text) if isinstance(text, str) else None
            if cited is None and self.spec.is_page:
                cited = self.spec.own_page(f"example.{name}")
            found.append(Example(name, entry.get("value"), cited, entry.get("x-model")))
        return tuple(found)


def operation_of(request: Request, operations: Iterable[Operation]) -> Operation | None:
    """The operation that a request goes to, as `Operation.matches` tells; None if it goes to none of them."""
    return next((operation for operation in operations if operation.matches(request)), None)
