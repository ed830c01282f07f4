"""A provider of one's own goes every way that the others go: taped, replayed, swept, drawn, and told of."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from wirecheck.cli import wirecheck as cli
from wirecheck.dialects.scaffold import text
from wirecheck.emulator import Emulator
from wirecheck.emulator.drawings import Drawing, draw
from wirecheck.engine.replay import prepare as replayed
from wirecheck.engine.session import Options, prepare
from wirecheck.errors import SpecError, UsageError
from wirecheck.judging.judge import judge, readings
from wirecheck.plan import Depth, Phase, Wire, plan
from wirecheck.spec.spec import Spec, load
from wirecheck.tape.recorder import Recorder
from wirecheck.wire.exchange import Exchange, Request, Response
from wirecheck.wire.lenient_json import at


def recorded(folder: Path, target: str, fault: str = "") -> Path:
    tape = folder / "tape.har"
    with Recorder(tape, "1") as recorder:
        options = Options(depth=Depth.PROBE, fault=(fault,) if fault else ())
        prepare(target, options, {}).run(recorder=recorder)
    return tape


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A spec that has the name of another provider."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "apiyi.yaml"
    path.write_text(text("gemini", "apiyi"), encoding="utf-8")
    return path


def test_a_tape_is_judged_by_the_spec_that_it_was_recorded_with(tmp_path: Path, spec: Path) -> None:
    tape = recorded(tmp_path, "./apiyi.yaml", "ratio-ignored")
    for target in (f"replay:{tape}", f"replay:./apiyi.yaml:{tape}"):
        (found,) = replayed(target)
        assert found.spec.path is not None
        assert found.spec.path.resolve() == spec
        assert [f.requirement for f in found.run().findings] == ["picture/ratio-is-honoured"]
    with pytest.raises(UsageError, match="has no runs of `dgrid`"):
        replayed(f"replay:dgrid:{tape}")


def test_a_tape_whose_spec_is_gone_is_told(tmp_path: Path, spec: Path) -> None:
    tape = recorded(tmp_path, "./apiyi.yaml")
    spec.unlink()
    with pytest.raises(SpecError, match=r"apiyi\.yaml"):
        replayed(f"replay:{tape}")


def test_sets_of_its_own_are_asked_for_and_made(tmp_path: Path) -> None:
    """What the page documents is documented, also where upstream's model would not take it."""
    raw = yaml.safe_load(text("openai-images", "mine"))
    (operation,) = (node["post"] for node in raw["paths"].values())
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    name = schema["$ref"].rpartition("/")[2] if "$ref" in schema else None
    properties = (raw["components"]["schemas"][name] if name else schema)["properties"]
    properties["size"] = {"type": "string", "description": "Width by height.", "enum": ["1024x1024", "640x480"]}
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(raw, sort_keys=False), encoding="utf-8")
    own = load(path)
    cases = plan(own.operations[0], Depth.SWEEP, Wire("http://127.0.0.1:8460", own.key_env))
    asked = [at(case.request.document.value, "size") for case in cases if case.phase is Phase.BILLABLE]
    assert "640x480" in asked
    run = prepare(str(path), Options(depth=Depth.SWEEP), {}).run()
    assert [(f.requirement, f.message) for f in run.findings] == []
    case = next(case for case in cases if at(case.request.document.value, "size") == "640x480")
    emulator = Emulator(own, key="k")
    header, value = own.credential(own.operations[0], "k")
    kept = tuple(pair for pair in case.request.headers if pair[0] != header)
    answer = emulator.respond(Request("POST", case.request.url, ((header, value), *kept), case.request.body))
    assert answer.status == 200
    lying = replace(Options(depth=Depth.SWEEP), fault=("size-ignored",))
    assert "picture/size-is-honoured" in {f.requirement for f in prepare(str(path), lying, {}).run().findings}


Properties = dict[str, Any]


def own_images(folder: Path, model: str = "gpt-image-2", answer: Properties | None = None, **members: Any) -> Spec:
    """A spec of images/generations that documents these members of a request, and of a picture in an answer."""
    raw = yaml.safe_load(text("openai-images", "mine"))
    (operation,) = (node["post"] for node in raw["paths"].values())
    operation["x-models"] = {"default": "ours", "models": {"ours": {"kind": "image", "upstream": model}}}
    (example,) = operation["requestBody"]["content"]["application/json"]["examples"].values()
    example["value"] = {"model": "ours", "prompt": "A red bicycle"}
    schemas = raw["components"]["schemas"]
    kept = {name: schemas["Request"]["properties"][name] for name in ("model", "prompt")}
    schemas["Request"]["properties"] = kept | members
    schemas["Picture"]["properties"] = answer or schemas["Picture"]["properties"]
    path = folder / "mine.yaml"
    path.write_text(yaml.safe_dump(raw, sort_keys=False), encoding="utf-8")
    return load(path)


CONTAINER = {"type": "string", "enum": ["url", "b64_json"], "default": "url"}
OUTRANKED: list[tuple[str, Properties]] = [
    ("gpt-image-2", {"response_format": CONTAINER}),
    ("gpt-image-2", {"response_format": {"type": "string", "enum": ["url", "b64_json"]}}),
    ("dall-e-3", {"response_format": {**CONTAINER, "default": "b64_json"}}),
    ("dall-e-3", {"output_format": {"type": "string", "enum": ["png", "jpeg"]}, "background": {"enum": ["opaque"]}}),
    ("dall-e-3", {"n": {"type": "integer", "maximum": 4}}),
    ("gpt-image-2", {"quality": {"type": "string", "enum": ["draft", "final"]}}),
    ("gpt-image-2", {"size": {"type": "string", "examples": ["800x600"], "default": "800x600"}}),
    ("gpt-image-2", {"background": {"type": "string", "enum": ["white"]}}),
]


@pytest.mark.parametrize(("model", "members"), OUTRANKED)
def test_what_the_file_documents_outranks_upstream(model: str, members: Properties, tmp_path: Path) -> None:
    """Its members are taken, its values served and its default applies, whatever upstream's model does."""
    own = own_images(tmp_path, model, **members)
    (operation,) = own.operations
    facts = operation.model("ours").facts
    assert all(operation.model("ours").takes(name) for name in members)
    assert facts is not None
    assert not facts.retired
    for name, schema in members.items():
        for value in schema.get("enum", schema.get("examples", [schema.get("maximum")])):
            assert operation.protocol.takes_value(operation, facts, name, value)
    run = prepare(str(own.path), Options(depth=Depth.SWEEP), {}).run()
    assert [(finding.requirement, finding.message) for finding in run.findings] == []
    standings = {
        departure.kind for reading in readings(run.exchanges, own.operations) for departure in reading.departures
    }
    assert not standings & {"not-taken", "retired"}


def test_a_size_that_upstreams_model_lacks_is_the_files_to_promise(tmp_path: Path) -> None:
    """It is asked for and made, and whoever makes another one breaks a promise."""
    raw = yaml.safe_load(text("gemini", "mine"))
    (node,) = (item["post"] for item in raw["paths"].values())
    node["x-models"] = {"default": "ours", "models": {"ours": {"kind": "image", "upstream": "gemini-2.5-flash-image"}}}
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(raw, sort_keys=False), encoding="utf-8")
    assert "2K" in (load(path).operations[0].member("generationConfig.imageConfig.imageSize") or raw).values
    honest = prepare(str(path), Options(depth=Depth.SWEEP), {}).run()
    assert [(finding.requirement, finding.message) for finding in honest.findings] == []
    lying = prepare(str(path), Options(depth=Depth.SWEEP, fault=("size-ignored",)), {}).run()
    assert ("picture/size-is-honoured", "must") in {(f.requirement, f.level) for f in lying.findings}


def container(own: Spec, asked: Properties, came: str) -> list[str]:
    """What is found where a request asks for a container, and another one comes or not."""
    picture = draw(Drawing(1024, 1024, "png", 1))
    item = {"url": "https://cdn.test/a.png"} if came == "url" else {"b64_json": b64encode(picture).decode()}
    body = {"model": "ours", "prompt": "A red bicycle", **asked}
    request = Request("POST", "https://x.test/v1/images/generations", own_key(own), json.dumps(body).encode())
    answer = {
        "created": 1_800_000_000,
        "data": [item],
        "usage": {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3},
    }
    response = Response(200, (("Content-Type", "application/json"),), json.dumps(answer).encode())
    link = Exchange(Request("GET", "https://cdn.test/a.png"), Response(200, (("Content-Type", "image/png"),), picture))
    return [f.requirement for f in judge([Exchange(request, response), link], own)]


def own_key(own: Spec) -> tuple[tuple[str, str], ...]:
    return (own.credential(own.operations[0], "$MINE_API_KEY"), ("Content-Type", "application/json"))


HONOURED = "images/response-format-is-honoured"
CAME: list[tuple[Properties, Properties | None, Properties, str, list[str]]] = [
    ({"response_format": CONTAINER}, None, {}, "url", []),
    ({"response_format": CONTAINER}, None, {}, "b64_json", [HONOURED]),
    ({"response_format": CONTAINER}, None, {"response_format": "b64_json"}, "b64_json", []),
    ({"response_format": CONTAINER}, None, {"response_format": "b64_json"}, "url", [HONOURED]),
    ({}, {"url": {"type": "string"}}, {}, "url", []),
    ({}, {"b64_json": {"type": "string"}}, {}, "b64_json", []),
    ({}, {"b64_json": {"type": "string"}}, {}, "url", [HONOURED]),
]


@pytest.mark.parametrize(("members", "answer", "asked", "came", "broken"), CAME)
def test_the_container_is_the_one_of_the_file(
    members: Properties, answer: Properties | None, asked: Properties, came: str, broken: list[str], tmp_path: Path
) -> None:
    """Upstream's model answers in base64 alone; the file says what this gateway does."""
    assert container(own_images(tmp_path, "gpt-image-2", answer, **members), asked, came) == broken


def test_what_was_passed_over_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    raw = yaml.safe_load(text("gemini", "mine"))
    raw["paths"]["/v1/models"] = {"get": {"operationId": "listModels", "responses": {"200": {"description": "all"}}}}
    Path("mine.yaml").write_text(yaml.safe_dump(raw, sort_keys=False), encoding="utf-8")
    found = CliRunner().invoke(cli, ["plan", "./mine.yaml", "--format", "json"])
    assert found.exit_code == 0
    assert json.loads(found.stdout)[0]["target"] == "emulated:./mine.yaml"
    assert found.stderr.startswith("mine.yaml: skipped operations without `x-dialect`: ")
    assert "/v1/models" in found.stderr


@pytest.mark.parametrize("dialect", ["gemini", "openai-images"])
def test_a_spec_to_start_from_is_green_at_random_too(tmp_path: Path, dialect: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(text(dialect, "mine"), encoding="utf-8")
    run = prepare(str(path), Options(depth=Depth.FUZZ, examples=60), {}).run()
    assert [(f.requirement, f.message) for f in run.findings] == []
    assert run.unjudged == ()
