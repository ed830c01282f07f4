"""Findings of drawn requests: one for a member, and the smallest request that shows it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from wirecheck.emulator import Emulator
from wirecheck.engine.merging import merge
from wirecheck.engine.replay import prepare as replayed
from wirecheck.engine.runner import Run
from wirecheck.engine.session import Options, Session, prepare
from wirecheck.plan import Depth
from wirecheck.reports import json as report
from wirecheck.reports.report import Report
from wirecheck.tape.recorder import Recorder
from wirecheck.transports import emulated
from wirecheck.wire.exchange import Request, Response
from wirecheck.wire.lenient_json import at

pytestmark = pytest.mark.exhaustive

FUZZ = Options(depth=Depth.FUZZ, examples=80)


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda seconds: None)


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> list[Request]:
    """What a gateway was asked: one that drops ratios beside deep thoughts of larger pictures, and trips over emoji."""
    honest = Emulator("apiyi", key="sk-wirecheck")
    asked: list[Request] = []

    def respond(request: Request) -> Response:
        asked.append(request)
        body = request.document.value
        if request.method == "POST" and any(ord(char) > 0xFFFF for char in json.dumps(body, ensure_ascii=False)):
            return Response(500, (("Content-Type", "application/json"),), b'{"error": {"message": "no such column"}}')
        deep = at(body, "generationConfig", "thinkingConfig", "thinkingLevel") == "High"
        if deep and at(body, "generationConfig", "imageConfig", "imageSize") != "512":
            body = json.loads(request.body)
            body["generationConfig"].get("imageConfig", {}).pop("aspectRatio", None)
            return honest.respond(replace(request, body=json.dumps(body).encode()))
        return honest.respond(request)

    monkeypatch.setattr(Session, "_transport", lambda self, stop: emulated.Emulated(respond))
    return asked


def found(run: Run, requirement: str) -> Any:
    finding = next(finding for finding in run.findings if finding.requirement.startswith(requirement))
    sent = re.search(r"--data-raw '(.*)'$", finding.curl)
    assert sent is not None
    return finding, json.loads(sent[1])


def test_what_no_sweep_shows_is_found_and_made_small(gateway: list[Request]) -> None:
    assert prepare("apiyi", Options(depth=Depth.SWEEP), {}).run().findings == ()
    run = prepare("apiyi", FUZZ, {}).run()
    finding, body = found(run, "picture/ratio-is-honoured")
    assert finding.drawn
    config = body["generationConfig"]
    image = config.pop("imageConfig")
    assert image.keys() == {"aspectRatio", "imageSize"}
    assert (image["aspectRatio"] != "1:1", image["imageSize"] != "512") == (True, True)
    assert config == {"responseModalities": ["IMAGE"], "thinkingConfig": {"thinkingLevel": "High"}}
    assert len(finding.cases) > 1
    finding, body = found(run, "request/documented-")
    assert finding.drawn
    assert "\U0001f468" in body["contents"][0]["parts"][0]["text"]


def test_each_member_is_one_finding(gateway: list[Request]) -> None:
    """However many values of it are drawn; and the same on every run, and in parts."""
    run = prepare("apiyi", FUZZ, {}).run()
    marks = [(f.requirement, f.operation, f.member) for f in run.findings]
    assert len(set(marks)) == len(marks)
    again = prepare("apiyi", FUZZ, {}).run()
    assert [replace(f, cases=()) for f in again.findings] == [replace(f, cases=()) for f in run.findings]
    parts = [prepare("apiyi", replace(FUZZ, shard=f"{n}/2"), {}).run() for n in (1, 2)]
    (whole,) = merge([report.parse(report.render(Report([part], "1")))[0] for part in parts])
    assert [(f.requirement, f.fingerprint) for f in whole.findings] == [
        (f.requirement, f.fingerprint) for f in run.findings
    ]


def test_no_more_is_charged_than_the_budget(gateway: list[Request]) -> None:
    """What makes a request smaller is charged like any other."""
    session = prepare("apiyi", FUZZ, {})
    whole = session.run()
    assert whole.counts.planned > len(session.cases)
    budget = whole.counts.charged - 2
    assert replace(session, budget=budget).run().counts.charged == budget


def test_what_made_it_smaller_is_on_the_tape(gateway: list[Request], tmp_path: Path) -> None:
    """Nothing is sent again when a run is resumed, and a tape is judged as the run was."""

    @contextmanager
    def recorded(resume: bool) -> Iterator[Callable[[], Run]]:
        with Recorder(tmp_path / "tape.har", "1", resume=resume) as recorder:
            yield lambda: prepare("apiyi", FUZZ, {}).run(recorder=recorder)

    with recorded(False) as run:
        first = run()
    sent = len(gateway)
    with recorded(True) as run:
        second = run()
    assert len(gateway) == sent
    (tape,) = replayed(f"replay:{tmp_path / 'tape.har'}")
    third = tape.run()
    assert first.findings
    assert (first.seed, second.seed, third.seed) == (0, 0, 0)
    assert second.findings == first.findings
    assert third.findings == first.findings
    assert third.results == first.results
