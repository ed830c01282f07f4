"""A provider of one's own goes every way that the others go: taped, replayed, swept, drawn, and told of."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from wirecheck.cli import wirecheck as cli
from wirecheck.dialects.scaffold import text
from wirecheck.emulator import Emulator
from wirecheck.engine.replay import prepare as replayed
from wirecheck.engine.session import Options, prepare
from wirecheck.errors import SpecError, UsageError
from wirecheck.plan import Depth, Phase, Wire, plan
from wirecheck.spec.spec import load
from wirecheck.tape.recorder import Recorder
from wirecheck.wire.exchange import Request
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
