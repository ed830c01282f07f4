"""
An exchange, read against its operation: all that requirements look at, worked out once.

From the request: whose key it carries, what it asks for, and how it stands to the page. From the answer: whether it was
served, its JSON, its pictures and its tokens.
"""

from __future__ import annotations

import enum
import functools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import jsonschema_rs

from wirecheck.secrets.key_patterns import WRONG_KEY
from wirecheck.spec import upstream
from wirecheck.spec.spec import Model, Operation
from wirecheck.wire import lenient_json, picture_bytes
from wirecheck.wire.exchange import Exchange, Response
from wirecheck.wire.lenient_json import Json, at, items, members

UNKNOWN_MODEL = "wirecheck-no-such-model"
"""How the name of a model begins that is sent to see it refused."""

REQUEST_ID = re.compile(
    r"(request|trace|correlation|req|log|call|vercel|cf)-?_?id$|cf-ray|amzn-trace|traceparent|trace-context|azure-ref"
)
"""Headers that carry an id of the request, by their names in small letters."""

NO_QUOTA = re.compile(
    r"insufficient.{0,10}quota|quota.{0,20}(not enough|exhausted|failed)|billing|\bbalance\b|credit"
    r"|tokenstatusexhausted|额度.{0,6}(不足|用尽)|余额不足|欠费"
)
UNSAFE = re.compile(
    r"moderation|safety|prohibited_content|sensitive_words|content.?(policy|filter)|prompt_blocked|request blocked"
)
LASTING = re.compile(r"no available channel|not.?found|not supported|does not exist|invalid(?!_request)")
"""What no retry cures, whatever the status says; `invalid_request` is put on any error by some gateways."""

NOT_ALLOWED = re.compile(
    r"organi[sz]ation must|unsupported_country|country|territory|user location|ip address|no access to|access_denied"
)
"""What an account may not, with a key that is good: another matter than the key."""

PROMPTED = {"gemini": "contents", "openai-images": "prompt"}
"""The member of each dialect that holds the caller's words."""

DIALECT_SETS = {
    "gemini": (
        "generationConfig.responseModalities",
        "generationConfig.imageConfig.aspectRatio",
        "generationConfig.imageConfig.imageSize",
        "generationConfig.thinkingConfig.thinkingLevel",
    ),
    "openai-images": ("model", "n", "size", "quality", "output_format", "background", "response_format"),
}
"""The members of each dialect that take one value of a set, whether a page closes the set or not."""


class Standing(enum.Enum):
    """How a request stands to the page."""

    DOCUMENTED = "documented"
    OPEN = "open"
    """Valid, and yet with a value or a member that the page leaves open."""
    WRONG = "wrong"


class Credential(enum.Enum):
    """Whose key a request carries."""

    CALLERS = "callers"
    WRONG = "wrong"
    NONE = "none"
    ELSEWHERE = "elsewhere"
    """In another place than the documented one."""


@dataclass(frozen=True, slots=True)
class Departure:
    """One way in which a request departs from the page: a `kind`, the member concerned, and a text."""

    kind: str
    member: str
    message: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for, in either dialect; None is what it leaves to the gateway."""

    picture: bool
    text: bool
    ratio: str | None = None
    size: str | None = None
    count: int | None = None
    thoughts: bool | None = None
    thinks_long: bool = False
    words: bool = False
    output_format: str | None = None
    response_format: str | None = None
    quality: str | None = None
    background: str | None = None


@dataclass(frozen=True)
class Found:
    """A picture in an answer: where, what it says it is, and its base64 or address."""

    where: str
    data: Json
    declared: Json = None
    url: str | None = None
    thought: bool = False
    fetched: bytes | None = None

    @functools.cached_property
    def base64(self) -> picture_bytes.DecodedBase64 | None:
        """The decoded base64, or None where the picture is not in the answer as text."""
        return picture_bytes.unbase64(self.data) if isinstance(self.data, str) else None

    @functools.cached_property
    def image(self) -> picture_bytes.InspectedPicture | None:
        """The picture itself, or None where no bytes came."""
        content = self.base64.content if self.base64 else self.fetched
        return picture_bytes.inspect(content) if content else None


@dataclass(frozen=True)
class Reading:
    """
    One exchange read against its operation.

    :param superseded: a retry followed, so that this answer is not the last word.
    :param fetched: exchanges that opened the addresses in this answer, by address.
    """

    operation: Operation
    exchange: Exchange
    superseded: bool = False
    fetched: Mapping[str, Exchange] = field(default_factory=dict)

    def forget(self) -> None:
        """Let go of what takes as much room as the answer itself; it is worked out anew where it is asked for again."""
        for name in ("parts", "pictures"):
            self.__dict__.pop(name, None)
        if self.response is not None:
            self.response.forget()

    # -- the request ---------------------------------------------------------------------------------------------------

    @property
    def dialect(self) -> str:
        return self.operation.dialect

    @functools.cached_property
    def credential(self) -> Credential:
        name, template = self.operation.spec.credential(self.operation, "")
        value = self.exchange.request.header(name)
        if value is None or value.strip() in ("", template.strip()):
            request = self.exchange.request
            others = (request.header(other) for other in ("authorization", "x-goog-api-key", "x-api-key", "api-key"))
            elsewhere = any(other and other.strip().lower() != "bearer" for other in others)
            return Credential.ELSEWHERE if elsewhere or re.search(r"[?&]key=\S", request.url) else Credential.NONE
        return Credential.WRONG if WRONG_KEY in value else Credential.CALLERS

    @property
    def body(self) -> Json:
        """The request's body, or None where it is no JSON."""
        return self.exchange.request.document.value

    @functools.cached_property
    def model(self) -> Model:
        return self.operation.model(self.operation.model_asked(self.exchange.request))

    @property
    def unknown_model(self) -> bool:
        return self.model.name.startswith(UNKNOWN_MODEL)

    @property
    def right_method(self) -> bool:
        return self.exchange.request.method == self.operation.method

    @functools.cached_property
    def departures(self) -> tuple[Departure, ...]:
        """Every way in which the request departs from the page."""
        return tuple(self._departures())

    @functools.cached_property
    def standing(self) -> Standing:
        found = {departure.standing for departure in self.departures}
        return next((s for s in (Standing.WRONG, Standing.OPEN) if s in found), Standing.DOCUMENTED)

    @property
    def documented(self) -> bool:
        """Whether the request is one that the page promises to serve, with the caller's key."""
        return self.standing is Standing.DOCUMENTED and self.credential is Credential.CALLERS

    def _departures(self) -> Iterator[Departure]:
        wrong, open_ = Standing.WRONG, Standing.OPEN
        request = self.exchange.request
        if not self.right_method:
            yield Departure("method", "", f"the method is {request.method}", wrong)
            return
        if not request.document.read or request.document.slips:
            yield Departure("malformed", "", "the body is no JSON", wrong)
            return
        if self.unknown_model:
            yield Departure("model", "model", f"there is no model `{self.model.name}`", wrong)
        elif self.model.facts is not None and self.model.facts.retired:
            yield Departure("retired", "model", f"`{self.model.name}` is retired upstream", open_)
        for error in self.operation.request_validator.iter_errors(self.body):
            path, kind = member_path(error.instance_path), _kind(error)
            missing = left_out(error)
            if missing is not None:
                path = f"{path}.{missing}".lstrip(".")
            # a page may require of every model what upstream takes with one only
            open_here = missing is not None and not self.model.takes(path)
            yield Departure(kind, path, error.message.split("\n")[0][:200], open_ if open_here else wrong)
        words = PROMPTED[self.dialect]
        if isinstance(self.body, dict) and words not in self.body:
            # where the page does not say that it is needed: nobody says what is made of nothing
            yield Departure("wordless", words, f"`{words}` is left out", open_)
        there = [member for member in self.operation.unsupported if any(True for _ in pick(self.body, member))]
        for member in there:
            # of one inside another, the inner one is what was asked for
            if not any(other.startswith(f"{member}.") for other in there):
                yield Departure("unsupported", member, f"`{member}` is unsupported", wrong)
        known = {member.path for member in self.operation.members}
        for path, _ in lenient_json.walk(self.body):
            top = path.removesuffix("[]")
            if top not in known and not self._free_form(top):
                yield Departure("extra", top, f"`{top}` is not on the page", open_)
            if not self.model.takes(top):
                yield Departure("not-taken", top, f"upstream: `{self.model.name}` does not take `{top}`", open_)
        for path in DIALECT_SETS[self.dialect]:
            value = lenient_json.dotted(self.body, path)
            if value is not None and value not in documented_values(self.operation, path):
                yield Departure("open-value", path, f"the page does not name {json.dumps(value)}", open_)

    def _free_form(self, path: str) -> bool:
        """Whether the page documents an object around a member and leaves what stands in it open."""
        while "." in path:
            path = path.rpartition(".")[0].removesuffix("[]")
            member = self.operation.member(path)
            if member is not None:
                schema = member.schema
                inner = schema.get("items") if "items" in schema else schema
                inner = self.operation.spec.resolve(inner)
                return not inner.get("properties") or bool(inner.get("additionalProperties"))
        return False

    @functools.cached_property
    def asked(self) -> Asked:
        body = self.body
        if self.dialect == "openai-images":
            count = at(body, "n")
            return Asked(
                picture=True,
                text=False,
                size=lenient_json.text(body, "size"),
                count=count if isinstance(count, int) and not isinstance(count, bool) else None,
                output_format=lenient_json.text(body, "output_format"),
                response_format=lenient_json.text(body, "response_format"),
                quality=lenient_json.text(body, "quality"),
                background=lenient_json.text(body, "background"),
            )
        config = members(body, "generationConfig")
        modalities = {str(value).upper() for value in items(config, "responseModalities")}
        thoughts = at(config, "thinkingConfig", "includeThoughts")
        return Asked(
            picture="IMAGE" in modalities,
            # an image model that is told nothing may answer with either
            text=modalities == {"TEXT"} or (not modalities and self.model.kind == "text"),
            ratio=lenient_json.text(config, "imageConfig", "aspectRatio"),
            size=lenient_json.text(config, "imageConfig", "imageSize"),
            thoughts=thoughts if isinstance(thoughts, bool) else None,
            words="TEXT" in modalities or (not modalities and self.model.kind == "text"),
            thinks_long=(lenient_json.text(config, "thinkingConfig", "thinkingLevel") or "").lower() == "high",
        )

    @functools.cached_property
    def _turns(self) -> list[Json]:
        """The parts of every turn of the request (gemini)."""
        return [part for turn in items(self.body, "contents") for part in items(turn, "parts")]

    @property
    def prompt(self) -> str:
        """All words of the request's turns (gemini)."""
        return " ".join(text for part in self._turns if (text := lenient_json.text(part, "text")))

    @property
    def system_instruction(self) -> str:
        """The words of the system instruction (gemini)."""
        parts = items(self.body, "systemInstruction", "parts")
        return " ".join(text for part in parts if (text := lenient_json.text(part, "text")))

    @functools.cached_property
    def input_pictures(self) -> tuple[bytes, ...]:
        """The pictures in the request, in either spelling (gemini)."""
        data = (lenient_json.text(part, name, "data") for part in self._turns for name in ("inlineData", "inline_data"))
        return tuple(picture_bytes.unbase64(text).content for text in data if text)

    # -- the answer ----------------------------------------------------------------------------------------------------

    @property
    def response(self) -> Response | None:
        return self.exchange.response

    @property
    def served(self) -> bool:
        """Whether a 2xx came, whole."""
        return self.response is not None and self.response.ok and self.exchange.failure is None

    @property
    def refused(self) -> bool:
        return self.response is not None and not self.response.ok and self.exchange.failure is None

    @property
    def answer(self) -> Json:
        """The answer's body, or None where it is no JSON."""
        return self.response.document.value if self.response is not None else None

    @functools.cached_property
    def error_text(self) -> str:
        """All words of an error that say what it is about: message, code, type, status."""
        value = self.answer
        if isinstance(value, list) and value:
            value = value[0]
        error = at(value, "error")
        found: list[str] = [error] if isinstance(error, str) else []
        for holder in (members(error), members(value)):
            found += [str(holder[key]) for key in ("message", "code", "type", "status", "detail") if key in holder]
        return " ".join(found)

    @functools.cached_property
    def excuse(self) -> str | None:
        """Why a documented request may go unserved without a promise being broken, or None."""
        if self.exchange.failure is not None:
            return f"no whole answer came: {self.exchange.failure.message}"
        response = self.response
        if response is None:
            return "no answer came"
        if not response.ok:
            said = self.error_text.lower()
            if response.status == 402 or NO_QUOTA.search(said):
                return f"status {response.status}: the account has no quota left"
            if response.status == 429:
                return "status 429, and retries did not cure it"
            if UNSAFE.search(said):
                return f"status {response.status}: refused on grounds of safety"
            if response.status in (400, 401, 403) and NOT_ALLOWED.search(said):
                return f"status {response.status}: the account may not do this"
            passing = response.status in self.operation.retry and self.exchange.attempt == 1
            if self.documented and passing and not LASTING.search(said):
                return f"status {response.status}, and nobody asked again"
            return None
        return self._safety()

    def _safety(self) -> str | None:
        """A refusal on grounds of safety in a 200, or None."""
        if self.dialect != "gemini":
            return None
        reason = lenient_json.text(self.answer, "promptFeedback", "blockReason")
        if reason:
            return f"the prompt was blocked: `{reason}`"
        reasons = [lenient_json.text(candidate, "finishReason") for candidate in items(self.answer, "candidates")]
        found = next((reason for reason in reasons if reason in upstream.refusals()), None)
        return f"the picture was refused: `{found}`" if found and not self.pictures else None

    @functools.cached_property
    def parts(self) -> tuple[tuple[str, dict[str, Json]], ...]:
        """The parts of every candidate with their paths (gemini)."""
        found = []
        for i, candidate in enumerate(items(self.answer, "candidates")):
            for j, part in enumerate(items(candidate, "content", "parts")):
                found.append((f"candidates[{i}].content.parts[{j}]", members(part)))
        return tuple(found)

    @functools.cached_property
    def pictures(self) -> tuple[Found, ...]:
        """Every picture of the answer, drafts of thoughts included."""
        if self.dialect == "gemini":
            return tuple(
                Found(
                    where=f"{where}.inlineData",
                    data=at(part, "inlineData", "data"),
                    declared=at(part, "inlineData", "mimeType"),
                    thought=part.get("thought") is True,
                )
                for where, part in self.parts
                if isinstance(part.get("inlineData"), dict)
            )
        return tuple(self._image(f"data[{i}]", members(item)) for i, item in enumerate(items(self.answer, "data")))

    def _image(self, where: str, item: dict[str, Json]) -> Found:
        url = item.get("url") or None
        opened = self.fetched.get(url) if isinstance(url, str) else None
        response = opened.response if opened and opened.failure is None else None
        return Found(
            where=where,
            # an empty string stands for nothing in rebuilt answers
            data=item.get("b64_json") or None,
            url=url if isinstance(url, str) else None,
            declared=response.header("content-type") if response and response.ok else None,
            fetched=response.content if response and response.ok else None,
        )

    @property
    def finals(self) -> tuple[Found, ...]:
        """The pictures that are no drafts."""
        return tuple(found for found in self.pictures if not found.thought)

    @property
    def usage(self) -> Json:
        return at(self.answer, "usageMetadata" if self.dialect == "gemini" else "usage")


def documented_values(operation: Operation, path: str) -> list[Json]:
    """Every value of a member that the page names: its closed set, its default, its examples."""
    member = operation.member(path)
    found: list[Json] = [lenient_json.dotted(example.value, path) for example in operation.examples]
    if path == "n":
        found.append(1)
    if path == "model":
        found += list(operation.models)
    if member is not None:
        found += member.values
        schema = member.schema
        found += [member.default, schema.get("example"), *items(schema.get("examples"))]
    return [value for value in found if value is not None]


def pick(value: Json, path: str) -> Iterator[Json]:
    """Every value at a dotted path, where `[]` stands for each item."""
    head, _, rest = path.partition(".")
    name, listed = head.removesuffix("[]"), head.endswith("[]")
    if not isinstance(value, dict) or name not in value:
        return
    found = value[name]
    for inner in found if listed and isinstance(found, list) else () if listed else (found,):
        if rest:
            yield from pick(inner, rest)
        else:
            yield inner


def member_path(instance_path: list[str | int]) -> str:
    """A path of names and indices as a dotted path with `[]` for items."""
    text = ""
    for step in instance_path:
        text += "[]" if isinstance(step, int) else f".{step}" if text else step
    return text


def left_out(error: jsonschema_rs.ValidationError) -> str | None:
    """The member that a schema requires, where an error is about one that is not there."""
    required = jsonschema_rs.ValidationErrorKind.Required
    return error.kind.property if isinstance(error.kind, required) else None


def _kind(error: jsonschema_rs.ValidationError) -> str:
    keyword = str(error.schema_path[-1]) if error.schema_path else ""
    if keyword.isdigit() or "required" in map(str, error.schema_path[-2:]):
        keyword = "required"
    return {"required": "missing", "enum": "off-set", "const": "off-set", "type": "wrong-type"}.get(keyword, "invalid")
