"""`--model`: a name that the page does not have, alone or for one of its models, on every way in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

import wirecheck
from wirecheck.cli import wirecheck as cli
from wirecheck.dialects.scaffold import text
from wirecheck.engine.replay import prepare as replayed
from wirecheck.engine.session import Options, prepare
from wirecheck.engine.targets import parse, renamed
from wirecheck.errors import UsageError
from wirecheck.judging.judge import readings
from wirecheck.plan import Depth, Phase
from wirecheck.reading.excuses import TroubleKind
from wirecheck.reading.reading import Standing
from wirecheck.spec.spec import Operation
from wirecheck.tape.recorder import Recorder
from wirecheck.wire.exchange import Exchange, Response

pytest_plugins = ["pytester"]

BY_PATH, BY_BODY = "gemini-native", "emulated:deerapi:createImage"
STANDS = {BY_PATH: "gemini-3.1-flash-image-preview", BY_BODY: "gpt-image-2"}


def operation(target: str, model: str) -> Operation:
    found, name = renamed(parse(target), model)
    assert name == model.partition("=")[0]
    return found.operations[0]


def standings(target: str, model: str) -> set[Standing]:
    """How the billable requests of a sweep stand to the page, each with an answer that says nothing."""
    session = prepare(target, Options(model=model, depth=Depth.SWEEP), {})
    cases = [case for case in session.cases if case.phase is Phase.BILLABLE and case.kind == "documented"]
    exchanges = [Exchange(case.request, Response(400, (), b"{}")) for case in cases]
    return {reading.standing for reading in readings(exchanges, session.operations) if reading.model.given}


@pytest.mark.parametrize("target", STANDS)
def test_its_requests_are_documented(target: str) -> None:
    """In the path and in the body, and with `=` as those of the page's model."""
    assert standings(target, "our-alias") == {Standing.DOCUMENTED}
    assert standings(target, f"our-alias={STANDS[target]}") == {Standing.DOCUMENTED}


@pytest.mark.parametrize("target", STANDS)
def test_a_stand_in_is_asked_what_its_model_is_asked(target: str) -> None:
    """The same requests but for the name, also those for upstream's values; and it has that model's facts."""

    def asked(model: str) -> list[str]:
        cases = prepare(target, Options(model=model, depth=Depth.SWEEP), {}).cases
        return [case.purpose.replace(model.partition("=")[0], "") for case in cases]

    model = STANDS[target]
    assert asked(f"our-alias={model}") == asked(model)
    known, alias = operation(target, f"our-alias={model}"), operation(target, "our-alias")
    assert known.model("our-alias").facts is known.model(model).facts is not None
    assert alias.model("our-alias").facts is None


def test_a_name_alone_takes_what_every_model_of_the_page_takes(tmp_path: Path) -> None:
    """A member that one of them lacks is not asked of it, unless the page requires it of all."""
    raw = yaml.safe_load(text("gemini", "mine"))
    (node,) = (item["post"] for item in raw["paths"].values())
    node["x-citation"] = "https://docs.test/images"
    size = "generationConfig.imageConfig.imageSize"
    node["x-models"]["models"] = {
        "new": {"kind": "image", "upstream": "gemini-3.1-flash-image"},
        "old": {"kind": "image", "upstream": "gemini-2.5-flash-image"},
    }
    node["x-models"]["default"] = "new"
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(raw, sort_keys=False), encoding="utf-8")
    takes = {name: operation(str(path), name).model(name.partition("=")[0]).takes(size) for name in NAMES}
    assert takes == NAMES
    # of its pictures this page requires the member, whatever upstream's models take
    assert operation(BY_PATH, "alias").model("alias").takes(size)


NAMES = {"alias": False, "alias=new": True, "alias=old": False, "gemini-3.1-flash-image": True}


def test_a_closed_set_of_models_has_it_too(tmp_path: Path) -> None:
    """The page closes its set, by reference and by branches; the name that the caller gives stands in it."""
    raw = yaml.safe_load(text("openai-images", "mine"))
    raw["components"]["schemas"]["Model"] = {"type": "string", "enum": ["gpt-image-2"]}
    for schema in (
        {"$ref": "#/components/schemas/Model"},
        {"const": "gpt-image-2"},
        {"anyOf": [{"$ref": "#/components/schemas/Model"}, {"type": "null"}]},
    ):
        raw["components"]["schemas"]["Request"]["properties"]["model"] = schema
        path = tmp_path / "mine.yaml"
        path.write_text(yaml.safe_dump(raw, sort_keys=False), encoding="utf-8")
        (own,) = parse(str(path)).operations
        body: Any = {"model": "alias", "prompt": "A boat"}
        assert not own.request_validator.is_valid(body)
        assert operation(str(path), "alias=gpt-image-2").request_validator.is_valid(body)
        assert not own.request_validator.is_valid(body)
        assert standings(str(path), "alias") == {Standing.DOCUMENTED}


@pytest.mark.parametrize("target", STANDS)
def test_its_emulator_serves_a_stand_in(target: str) -> None:
    """And holds what the page promises; a lie about it is a `must` as about the page's own model."""
    options = {"model": f"our-alias={STANDS[target]}", "depth": "probe"}
    honest = wirecheck.run(target, **options)
    assert [finding.message for finding in honest.findings] == []
    assert "our-alias" in str(honest.exchanges[0].request.url) + str(honest.exchanges[0].request.body)
    lying = wirecheck.run(target, fault=("base64-cut",), **options)
    assert {finding.level for finding in lying.findings if finding.requirement == "picture/is-whole"} == {"must"}


@pytest.mark.parametrize("target", ["emulated:deerapi:generateContent", BY_BODY])
def test_a_name_that_nobody_serves_is_no_breach(target: str) -> None:
    """The page does not name it: the gateway's words are told, and what could not be seen is not judged."""
    run = wirecheck.run(target, model="no-model-of-theirs", depth="probe")
    assert [finding.message for finding in run.findings] == []
    (trouble,) = run.troubles
    assert (trouble.kind, "no-model-of-theirs" in trouble.words) == (TroubleKind.MODEL, True)
    musts = {result.requirement for result in run.unjudged}
    assert {"picture/is-whole", "auth/documented-key-is-served"} <= musts


@pytest.mark.parametrize("target", STANDS)
def test_it_survives_on_the_tape(target: str, tmp_path: Path) -> None:
    """What is replayed is judged with the name and the model that it stood for."""
    tape = tmp_path / "tape.har"
    options = Options(model=f"our-alias={STANDS[target]}", depth=Depth.PROBE, fault=("base64-cut",))
    with Recorder(tape, "1") as recorder:
        run = prepare(target, options, {}).run(recorder=recorder)
    (again,) = replayed(f"replay:{tape}")
    assert [(f.fingerprint, f.level) for f in again.run().findings] == [(f.fingerprint, f.level) for f in run.findings]
    assert run.findings
    assert again.operations[0].model("our-alias").given


WRONG = [
    ("alias=no-model", "`no-model` is not a model of `deerapi`", "its models are `gpt-image-2`, `dall-e-3`"),
    ("alias=", "lacks a name", "NAME=PAGE-MODEL"),
    ("=gpt-image-2", "lacks a name", "NAME=PAGE-MODEL"),
    (" = ", "lacks a name", "NAME=PAGE-MODEL"),
]


@pytest.mark.parametrize(("model", "message", "hint"), WRONG)
def test_a_wrong_name_is_a_usage_error(model: str, message: str, hint: str) -> None:
    """With the models that the page has."""
    with pytest.raises(UsageError) as caught:
        prepare(BY_BODY, Options(model=model), {})
    assert (message in caught.value.message, hint in caught.value.hint) == (True, True), caught.value.args


def test_a_model_of_one_operation_is_a_name_alone_on_the_others() -> None:
    """All operations of a provider are asked."""
    target, _ = renamed(parse("deerapi"), "alias=gpt-image-2")
    facts = {operation.name: operation.model("alias").facts for operation in target.operations}
    assert (facts["generateContent"], facts["createImage"] is not None) == (None, True)


def test_every_way_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pytester: pytest.Pytester) -> None:
    """The command line, a file of settings and pytest take it as Python does."""
    monkeypatch.chdir(tmp_path)
    model = "our-alias=gpt-image-2"
    shown = CliRunner().invoke(cli, ["plan", BY_BODY, "--model", model, "--format", "json", "--depth", "probe"])
    assert len(json.loads(shown.stdout)[0]["cases"]) > 3
    Path("pyproject.toml").write_text(f'[tool.wirecheck]\nmodel = "{model}"\ndepth = "probe"\n')
    done = CliRunner().invoke(cli, ["run", BY_BODY, "--tape", "tape.har"])
    assert (done.exit_code, "our-alias" in Path("tape.har").read_text()) == (0, True), done.output
    found = pytester.runpytest_inprocess(
        "--wirecheck", BY_BODY, "--wirecheck-model", model, "--wirecheck-depth", "probe", "-p", "no:randomly"
    )
    assert (found.ret, found.parseoutcomes().get("failed", 0)) == (0, 0)
