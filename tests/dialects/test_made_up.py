"""
A dialect that only this test knows, of two pages, is all that a protocol needs.

From its two halves and a small spec come a plan, an emulator, a judged run, a tape, every report, and a client.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import pytest
from click.testing import CliRunner, Result

import wirecheck
from wirecheck.cli import wirecheck as cli
from wirecheck.dialects.body_format import BodyFormat, RequestBody
from wirecheck.dialects.capability import Capability
from wirecheck.dialects.planned_request import PROMPT, Depth, PlannedRequest
from wirecheck.dialects.protocol import Dialect
from wirecheck.dialects.requested import RequestedOutput
from wirecheck.dialects.returned_picture import ReturnedPicture
from wirecheck.dialects.usage_names import UsageNames
from wirecheck.dialects.vocabulary import Vocabulary
from wirecheck.emulator import dialects as emulated
from wirecheck.emulator.dialects.emulated_dialect import MadePicture, PicturePlace, UsageMembers
from wirecheck.emulator.dialects.json_over_post import JsonOverPost
from wirecheck.emulator.hooks import Body, EmulatedCall, RefusalReason
from wirecheck.emulator.parsed_request import ParsedRequest
from wirecheck.reports.report_formats import OWN
from wirecheck.spec import dialect_registry
from wirecheck.spec.documented import closed_set
from wirecheck.spec.spec import Model, Operation
from wirecheck.wire import lenient_json
from wirecheck.wire.exchange import Exchange, Request, Response
from wirecheck.wire.lenient_json import Json, at, members
from wirecheck.wire.picture_bytes import parse_size


class Sketch(Dialect):
    """A scene goes in, a drawing comes back, and ink is counted."""

    name = "sketch"
    vocabulary = Vocabulary("scene", frozenset({"scene"}), frozenset({"scene"}), sets=("canvas",), size="canvas")
    usage_names = UsageNames("cost", "words", "ink", "sum", details={}, count=re.compile("words|ink|sum"))

    def requested(self, body: Json, model: Model) -> RequestedOutput:
        return RequestedOutput(picture=True, text=False, size=lenient_json.text(body, "canvas"))

    def says_something(self, body: Json) -> bool:
        return bool(lenient_json.text(body, "scene"))

    def has_content(self, answer: Json) -> bool:
        return bool(at(answer, "drawing"))

    def pictures(self, answer: Json, opened: Mapping[str, Exchange]) -> Iterator[ReturnedPicture]:
        if at(answer, "drawing") is not None:
            data, media_type = at(answer, "drawing", "data"), at(answer, "drawing", "type")
            yield ReturnedPicture("drawing", data, media_type, declares=True)

    def base(self, operation: Operation, model: str | None) -> PlannedRequest:
        body = members(operation.examples[0].value)
        return self.planned(operation, dict(body), "the page's own request", "documented", model)

    def planned(
        self, operation: Operation, body: dict[str, Json], purpose: str, kind: str, model: str | None
    ) -> PlannedRequest:
        return PlannedRequest(body, purpose, model or operation.served_model, kind)

    def asks(self, operation: Operation, depth: Depth, model: str | None) -> Iterator[PlannedRequest]:
        yield self.base(operation, model)
        for canvas in closed_set(operation, "canvas") if depth is not Depth.PROBE else ():
            body: dict[str, Json] = {"scene": PROMPT, "canvas": canvas}
            yield self.planned(operation, body, f"canvas {canvas}", "documented", model)

    def prompted(self, body: dict[str, Json], prompt: str) -> dict[str, Json] | None:
        return {**body, "scene": prompt}


class EmulatedSketch(JsonOverPost):
    """The same protocol, as the emulator speaks it."""

    name = "sketch"
    usage = UsageMembers("cost", ("words", "ink", "sum"), "ink", "sum", lambda body: iter(()))

    def parse(self, operation: Operation, request: Request) -> ParsedRequest:
        return self._parsed(operation, request, request.document.value)

    def _parsed(self, operation: Operation, request: Request, body: Json) -> ParsedRequest:
        model = operation.model(operation.model_asked(request))
        canvas = lenient_json.text(body, "canvas")
        size = canvas if canvas and parse_size(canvas) else "256x128"
        scene = lenient_json.text(body, "scene") or ""
        readable = isinstance(body, dict)
        return ParsedRequest(
            model, scene, size=size, members=body, readable=readable, problem="" if readable else "no object"
        )

    def pixels(self, parsed: ParsedRequest) -> tuple[int, int]:
        return parse_size(parsed.size) or (256, 128)

    def answer(self, call: EmulatedCall, made: Sequence[MadePicture]) -> Body:
        words = len(call.parsed.prompt.split())
        drawing = {"data": made[0].base64, "type": "image/png"}
        return {"drawing": drawing, "cost": {"words": words, "ink": 7, "sum": words + 7}}

    def error(self, call: EmulatedCall, reason: RefusalReason) -> Body:
        return {"error": {"message": reason.message, "code": reason.code or None}}

    def pictures(self, body: Body) -> Iterator[PicturePlace]:
        yield PicturePlace(body["drawing"], "data", "image/png")


SPEC = """
openapi: 3.1.0
info: {title: Sketches, version: '1'}
paths:
  /v1/sketches:
    post:
      operationId: sketch
      x-dialect: DIALECT
      x-billable: true
      x-models: {default: pencil, models: {pencil: {kind: image}}}
      security: [{key: []}]
      requestBody:
        content:
          REQUEST_TYPE:
            schema: {$ref: '#/components/schemas/Request'}
            examples: {boat: {value: {scene: a paper boat, canvas: 256x128}}}
      responses:
        '200':
          description: The drawing.
          content: {ANSWER_TYPE: {schema: {$ref: '#/components/schemas/Answer'}}}
components:
  securitySchemes: {key: {type: http, scheme: bearer}}
  schemas:
    Request:
      title: Request
      type: object
      required: [scene]
      properties:
        scene: {type: string}
        canvas: {type: string, enum: [256x128, 128x256, 192x192], default: 256x128}
    Answer:
      title: Answer
      type: object
      properties:
        drawing:
          title: Drawing
          type: object
          properties: {data: {type: string, contentEncoding: base64}, type: {type: string}}
        cost:
          title: Cost
          type: object
          properties: {words: {type: integer}, ink: {type: integer}, sum: {type: integer}}
"""


def _write(dialect: Dialect, request_type: str = "application/json", answer_type: str = "application/json") -> Path:
    path = Path("sketches.yaml")
    text = SPEC.replace("DIALECT", dialect.name)
    path.write_text(text.replace("REQUEST_TYPE", request_type).replace("ANSWER_TYPE", answer_type))
    return path


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def spec(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A small spec of the dialect, both halves of which are registered."""
    monkeypatch.setattr(emulated, "_known", dict(emulated._known))
    dialect_registry.register(Sketch())
    emulated.register(EmulatedSketch())
    yield _write(Sketch())
    dialect_registry.forget("sketch")


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, standalone_mode=False)


def test_a_plan(spec: Path) -> None:
    """Each value of its closed set is asked for, and what is wrong in one place."""
    plan = json.loads(invoke("plan", "./sketches.yaml", "--depth", "sweep", "--format", "json").stdout)
    purposes = [case["purpose"] for case in plan[0]["cases"]]
    assert {"canvas 128x256", "canvas 192x192", "`scene` missing: refused?", "no key: refused?"} <= set(purposes)


@pytest.mark.parametrize("depth", Depth)
def test_an_honest_gateway(spec: Path, depth: Depth) -> None:
    """Its emulator holds what its page promises, its pictures and its counts among them, at every depth."""
    run = wirecheck.run("./sketches.yaml", depth=depth)
    held = {result.requirement for result in run.results if result.verdict == "held"}
    assert [finding.message for finding in run.findings] == []
    assert {"picture/is-whole", "picture/size-is-honoured", "usage/total-is-the-sum"} <= held
    assert not any(result.requirement.startswith(("answer/", "images/")) for result in run.results if result.judged)


def test_a_run_with_a_finding_its_tape_and_its_reports(spec: Path) -> None:
    """A lie is found, the tape shows it again, and each format has it."""
    formats = [row.name for row in OWN if row.to_file]
    reports = [word for name in formats for word in ("--report", f"{name}=report.{name}")]
    run = invoke("run", "./sketches.yaml", "--fault", "base64-cut", "--tape", "tape.har", *reports)
    assert (run.return_value, "picture/is-whole" in run.stdout) == (1, True)
    silent = [
        name for name in formats if "picture/is-whole" not in Path(f"report.{name}").read_text() and name != "badge"
    ]
    assert silent == []
    replayed = wirecheck.run("replay:./sketches.yaml:tape.har")
    found = json.loads(Path("report.json").read_text())["runs"][0]["findings"]
    assert [finding.message for finding in replayed.findings] == [finding["message"] for finding in found]


def test_a_client(spec: Path) -> None:
    """A client is generated, and takes the members of the request by their names."""
    Path("client.yaml").write_text(
        "project_name_override: sketches-client\npackage_name_override: sketches_client\n"
        "package_version_override: 0.1.0\nliteral_enums: true\nuse_path_prefixes_for_title_model_names: false\n"
    )
    done = invoke("generate", "./sketches.yaml", "--output", "clients")
    assert done.exception is None
    code = "import inspect, sketches_client as made; print(inspect.signature(made.Client.sketch))"
    told = subprocess.run(
        [sys.executable, "-c", code], cwd="clients/sketches", capture_output=True, text=True, check=True
    )
    assert "scene: 'str'" in told.stdout


class Form(BodyFormat):
    """A body that is a form."""

    malformed = "a broken form"

    def write(self, body: Mapping[str, Json]) -> tuple[str, bytes]:
        return FORM, urlencode(body).encode()

    def read(self, request: Request) -> RequestBody:
        try:
            return RequestBody(dict(parse_qsl(request.body.decode(), strict_parsing=True)))
        except ValueError:
            return RequestBody(None, "the body is no form")

    def break_off(self, body: bytes) -> bytes:
        return body + b"&"


FORM, STREAM = "application/x-www-form-urlencoded", "text/event-stream"


class StreamedSketch(Sketch):
    """The same, with a form as its request and a stream of events as its answer."""

    name = "streamed-sketch"
    capabilities: frozenset[Capability] = frozenset()
    body_formats: Mapping[str, BodyFormat] = {FORM: Form()}
    answer_types: Sequence[str] = (STREAM,)

    def answer(self, response: Response) -> Json:
        lines = response.content.decode(errors="replace").splitlines()
        events = [members(json.loads(line[6:])) for line in lines if line.startswith("data: ")]
        return {name: value for event in events for name, value in event.items()} or super().answer(response)


class EmulatedStreamedSketch(EmulatedSketch):
    """The same, as the emulator speaks it."""

    name = "streamed-sketch"
    media_type = STREAM

    def parse(self, operation: Operation, request: Request) -> ParsedRequest:
        return self._parsed(operation, request, Form().read(request).value)

    def encode(self, call: EmulatedCall, body: Body, reason: RefusalReason | None) -> Response:
        if reason:
            return Response(reason.status, (("content-type", "application/json"),), json.dumps(body).encode())
        events = (f"data: {json.dumps({name: value})}\n\n" for name, value in body.items())
        return Response(200, (("content-type", STREAM),), "".join(events).encode())


def test_neither_request_nor_answer_is_json(monkeypatch: pytest.MonkeyPatch) -> None:
    """A form goes in and events come back: it is planned, judged, found, recorded and replayed like any other."""
    monkeypatch.setattr(emulated, "_known", dict(emulated._known))
    dialect_registry.register(StreamedSketch())
    emulated.register(EmulatedStreamedSketch())
    _write(StreamedSketch(), FORM, STREAM)
    try:
        honest = wirecheck.run("./sketches.yaml")
        invoke("run", "./sketches.yaml", "--fault", "size-halved", "--tape", "tape.har", "--report", "json=run.json")
        replayed = wirecheck.run("replay:./sketches.yaml:tape.har")
    finally:
        dialect_registry.forget("streamed-sketch")
    judged = {result.requirement for result in honest.results if result.judged}
    assert [finding.message for finding in honest.findings] == []
    assert {"picture/is-whole", "usage/total-is-the-sum", "body/matches-the-schema"} <= judged
    assert "body/is-json" not in judged
    found = json.loads(Path("run.json").read_text())["runs"][0]["findings"]
    assert "picture/size-is-honoured" in {finding["requirement"] for finding in found}
    assert [finding.message for finding in replayed.findings] == [finding["message"] for finding in found]
