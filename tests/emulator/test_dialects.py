"""The registry of the emulator's dialects, and a gateway of a dialect that only this test knows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs

import pytest

import wirecheck
from wirecheck.dialects.openai_images import OpenAIImages
from wirecheck.emulator import Emulator, dialects, faults, faults_for, manners
from wirecheck.emulator.dialects import register, registered
from wirecheck.emulator.dialects.emulated_dialect import MadePicture, PicturePlace
from wirecheck.emulator.dialects.gemini import GEMINI
from wirecheck.emulator.dialects.json_over_post import JsonOverPost
from wirecheck.emulator.hooks import Body, EmulatedCall, Fault, Hooks, Manner, RefusalReason, Stage
from wirecheck.emulator.parsed_request import ParsedRequest
from wirecheck.errors import UsageError
from wirecheck.spec import dialect_registry
from wirecheck.spec.spec import Model, Operation, Spec, load
from wirecheck.wire.exchange import Request, Response

OWN = list(dialects._known)
"""Our own dialects, by the emulator's half."""


def _shouted(_: EmulatedCall, body: Body) -> Body:
    return {**body, "picture": body["picture"].upper()}


class Form(JsonOverPost):
    """A form in, a stream of one event out, and errors that are a line of text."""

    name = "form"
    media_type = "text/event-stream"
    manners = (Manner("polite", "Thanks first.", "inferred", Hooks(encoded=lambda _, data: b": thanks\n" + data)),)
    faults = (Fault("shouted", "Base64 in capitals.", "inferred", ("picture/is-whole",), Hooks(answer=_shouted)),)

    def parse(self, operation: Operation, request: Request) -> ParsedRequest:
        form = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
        return ParsedRequest(Model(form.get("model", ""), "image"), form.get("prompt", ""), members=dict(form))

    def refusals(self, call: EmulatedCall) -> Iterator[RefusalReason]:
        if not call.parsed.prompt:
            yield RefusalReason(Stage.PROMPT, 422, "no prompt")

    def pixels(self, parsed: ParsedRequest) -> tuple[int, int]:
        return 64, 32

    def answer(self, call: EmulatedCall, made: Sequence[MadePicture]) -> Body:
        return {"picture": made[0].base64}

    def error(self, call: EmulatedCall, reason: RefusalReason) -> Body:
        return {"line": reason.message}

    def encode(self, call: EmulatedCall, body: Body, reason: RefusalReason | None) -> Response:
        if reason:
            return Response(reason.status, (("content-type", "text/plain"),), body["line"].encode())
        return Response(200, (("content-type", self.media_type),), b"data: " + json.dumps(body).encode() + b"\n\n")

    def pictures(self, body: Body) -> Iterator[PicturePlace]:
        yield PicturePlace(body, "picture", "image/png")

    def error_object(self, body: Body) -> Body | None:
        return None


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test registers is gone after it."""
    monkeypatch.setattr(dialects, "_known", dict(dialects._known))


class JudgedForm(OpenAIImages):
    """The judging side's half, without which no spec of the dialect is loaded."""

    name = "form"

    def upstream_file(self) -> Path | None:
        return None


@pytest.fixture
def spec(registry: None) -> Iterator[Spec]:
    """OpenAI's endpoint at DeerAPI, as if it spoke the form dialect."""
    dialect_registry.register(JudgedForm())
    register(Form())
    deerapi = load("deerapi")
    operation = deerapi.operation("createImage")
    node = {**operation.node, "x-dialect": "form"}
    form = replace(deerapi)
    spoken = replace(operation, node=node, spec=form)
    spoken.__dict__["models"] = operation.models
    form.__dict__["operations"] = (spoken,)
    yield form
    dialect_registry.forget("form")


def _asked(spec: Spec, body: bytes) -> Request:
    operation = spec.operations[0]
    return Request("POST", operation.url("https://gateway.test"), (spec.credential(operation, "sk-wirecheck"),), body)


def test_a_registered_dialect_is_spoken(spec: Spec) -> None:
    """A request that is a form is served as a stream, and refused in plain text, as the dialect has it."""
    served = Emulator(spec).respond(_asked(spec, b"prompt=a+boat"))
    refused = Emulator(spec).respond(_asked(spec, b"prompt="))
    assert (served.status, served.header("content-type"), served.body[:20]) == (
        200,
        "text/event-stream",
        b'data: {"picture": "i',
    )
    assert (refused.status, refused.header("content-type"), refused.body) == (422, "text/plain", b"no prompt")


def test_its_manners_and_faults_are_listed_and_told(spec: Spec) -> None:
    """Manners and faults of a dialect stand at the end of the lists, and apply to its operations alone."""
    assert (manners()[-1].id, faults()[-1].id, faults()[-1].dialect) == ("polite", "shouted", "form")
    emulator = Emulator(spec, manner="polite", fault="shouted")
    assert emulator.respond(_asked(spec, b"prompt=a")).body.startswith(b': thanks\ndata: {"picture": "IVBORW0KGGO')
    assert "shouted" not in {fault.id for fault in faults_for(load("deerapi").operation("createImage"))}


def test_general_faults_work_through_the_dialect(spec: Spec) -> None:
    """Each general fault that applies to it is told without a crash; those of JSON and of usage do not apply."""
    told = [fault.id for fault in faults_for(spec.operations[0])]
    assert not {"json-cut", "single-quotes", "usage-missing", "ratio-ignored", "size-ignored"} & set(told)
    assert "base64-quoted" in told
    for fault in told:
        for body in (b"prompt=a+boat", b""):
            assert 200 <= Emulator(spec, fault=fault).respond(_asked(spec, body)).status < 600


def test_an_unknown_dialect_is_an_error(spec: Spec, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dialect that nobody registered is an error that says which there are."""
    monkeypatch.delitem(dialects._known, "form")
    with pytest.raises(UsageError) as error:
        Emulator(spec)
    assert ", ".join(OWN) in error.value.hint


def test_a_name_is_taken_once(registry: None) -> None:
    """Two dialects of one name are an error; the same one may come twice."""
    register(GEMINI)
    with pytest.raises(UsageError):
        register(type("Other", (Form,), {"name": "gemini"})())
    assert [dialect.name for dialect in registered()] == OWN


class _Point:
    """An entry point that leads to a value, or to an error."""

    name = value = "package:dialect"

    def __init__(self, result: object) -> None:
        self.result = result

    def load(self) -> object:
        if isinstance(self.result, Exception):
            raise self.result
        return self.result


def test_a_package_brings_a_dialect(registry: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an entry point leads to is spoken; one that cannot be loaded is an error that names it."""
    points: list[_Point] = [_Point(Form())]
    monkeypatch.setattr(dialects, "entry_points", lambda group: points if group == dialects.GROUP else [])
    monkeypatch.setattr(dialects, "_register_installed", dialects._register_installed.__wrapped__)
    assert [dialect.name for dialect in registered()] == [*OWN, "form"]
    points[0] = _Point(ImportError("gone"))
    with pytest.raises(UsageError, match="`package:dialect` cannot be loaded: ImportError: gone"):
        registered()


def test_both_halves_of_a_dialect_are_there() -> None:
    """What is judged by is spoken, and what is spoken is judged by."""
    room = Path(wirecheck.__file__).parent / "dialects"
    judged = {path.parent.name.replace("_", "-") for path in room.glob("*/__init__.py")}
    how = "write its half in `emulator/dialects`, and name it in `_known` of `emulator/dialects/__init__.py`"
    assert set(OWN) == judged, how


def test_every_place_in_the_lists_is_there() -> None:
    """What a dialect of ours is listed after is the id of a general manner or fault."""
    entries: list[Manner | Fault] = [*manners(), *faults()]
    ids = {entry.id for entry in entries if not entry.dialect}
    assert {entry.listed_after for entry in entries if entry.dialect} <= {"", *ids}
    assert {name for dialect in registered() for name in dialect.additions} <= ids
