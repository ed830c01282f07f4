"""Runs to make reports of: one that has a bit of everything, real ones, and one in which every text is hostile."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from wirecheck.engine.runner import RequestCounts, Run
from wirecheck.engine.sender import LeftOut
from wirecheck.engine.session import Options, prepare
from wirecheck.judging.findings import Finding, Result
from wirecheck.plan import Depth
from wirecheck.reports import placed_promises
from wirecheck.reports.placed_promises import PlacedPromise, PlacedPromises
from wirecheck.requirements.catalogue import catalogue
from wirecheck.requirements.requirement import Level, Verdict
from wirecheck.spec.spec import Citation, load

SNAPSHOTS = Path(__file__).parent / "snapshots"
OPERATION = "apiyi:generateContent"
PAGE = Citation("text-to-image", "sizes", "https://docs.example/text-to-image", "2026-11-20")
CURL = """curl -sS https://api.example/v1 -H "Authorization: Bearer $APIYI_API_KEY" --data-raw '{"a": "`b`"}'"""
RATIO = Finding(
    requirement="picture/ratio-is-honoured",
    statement="The picture has the ratio that was asked for.",
    level=Level.MUST,
    operation=OPERATION,
    message="8:1 asked for, the picture is 1024x1024, nearest to 1:1",
    member="aspectRatio",
    value="8:1",
    citation=PAGE,
    fingerprint="0123456789ab",
    curl=CURL,
    cases=("aaaaaaaaaaaa",),
)
MANY = tuple(
    replace(RATIO, value=f"{n}:1", message=f"{n}:1 asked for, the picture is 1024x1024", fingerprint=f"{n:012x}")
    for n in range(2, 11)
)
LABEL = Finding(
    requirement="body/is-labelled-json",
    statement="A served answer is labelled `application/json`.",
    level=Level.SHOULD,
    operation=OPERATION,
    message="it is labelled `text/plain`",
    also="Google does this, too: https://issues.example/1",
    fingerprint="ba9876543210",
    curl="curl -sS https://api.example/v1",
)
KNOWN = Finding(
    requirement="usage/total-is-the-sum",
    statement="The total is the sum of its parts.",
    level=Level.MUST,
    operation=OPERATION,
    message="10 and 258 make 268, the total is 270",
    fingerprint="cccccccccccc",
    curl="curl -sS https://api.example/v1",
    known="reported as ticket 7",
)
RESULTS = (
    Result("answer/has-a-candidate", OPERATION, Level.MUST, Verdict.HELD, judged=3),
    Result("picture/ratio-is-honoured", OPERATION, Level.MUST, Verdict.BROKEN, judged=14, broken=13),
    Result("body/is-labelled-json", OPERATION, Level.SHOULD, Verdict.BROKEN, judged=3, broken=3),
    Result("usage/total-is-the-sum", OPERATION, Level.MUST, Verdict.BROKEN, judged=3, broken=1),
    Result("usage/is-present", OPERATION, Level.MUST, Verdict.NOT_JUDGED, why="no answer came"),
    Result("limits/wait-is-told", OPERATION, Level.SHOULD, Verdict.NOT_APPLICABLE),
    Result("request/bad-input-is-refused", OPERATION, Level.OBSERVE, Verdict.HELD, judged=2, value="served: size"),
)
SAMPLE = Run(
    target="live:apiyi",
    provider="apiyi",
    operations=(OPERATION,),
    depth=Depth.SWEEP,
    counts=RequestCounts(42, 42, 15, 1),
    left_out=(LeftOut("a", OPERATION, "a picture", "the budget is spent"),) * 2,
    results=RESULTS,
    findings=(RATIO, *MANY, LABEL, KNOWN),
    started=1795000000.0,
    seconds=12.34,
)
LIES: list[tuple[str, dict[str, object]]] = [
    ("apiyi", {}),
    ("apiyi", {"budget": 0}),
    ("deerapi", {"fault": ("error-as-200", "key-echoed")}),
    ("dgrid", {"fault": ("ratio-ignored",)}),
]


@pytest.fixture(scope="session")
def sample() -> Run:
    """A run with a bit of everything."""
    return SAMPLE


@pytest.fixture(scope="session")
def promises() -> PlacedPromises:
    """What the sample's page promises."""
    told = PlacedPromise(
        "The picture has the ratio that was asked for.", "Prints are cut by it.", PAGE, "specs/a.yaml", 7
    )
    silent = PlacedPromise(LABEL.statement, "", None, "specs/a.yaml", 3)
    return {(RATIO.requirement, OPERATION): told, (LABEL.requirement, OPERATION): silent}


@pytest.fixture(scope="session", params=LIES, ids=[f"{name}-{index}" for index, (name, _) in enumerate(LIES)])
def real(request: pytest.FixtureRequest) -> Run:
    """A run against an emulator: honest, honest but hardly asked, and lying."""
    target, given = request.param
    return prepare(target, Options(depth=Depth.PROBE, **given), environ={}).run()


@pytest.fixture(scope="session")
def real_promises() -> PlacedPromises:
    """What the specs of those runs promise."""
    found: dict[tuple[str, str], PlacedPromise] = {}
    for spec in map(load, ("apiyi", "deerapi", "dgrid")):
        assert spec.path is not None
        found |= placed_promises.of(
            spec, spec.path.read_text(encoding="utf-8"), f"specs/{spec.provider}/openapi.yaml", catalogue()
        )
    return found


@pytest.fixture(scope="session")
def hostile() -> Callable[[str], Run]:
    """The sample with a text in each place where something of a gateway's may stand."""

    def made(text: str) -> Run:
        findings = (
            replace(RATIO, message=text, member=text, value=text, curl=f"curl {text}"),
            *(replace(f, message=text, value=text) for f in MANY),
            replace(LABEL, message=text, member=text),
            replace(KNOWN, message=text, known=text or KNOWN.known),
        )
        results = tuple(replace(r, why=text if r.why else "", value=text if r.value else "") for r in RESULTS)
        left = tuple(replace(left, why=text, purpose=text) for left in SAMPLE.left_out)
        return replace(SAMPLE, findings=findings, results=results, left_out=left)

    return made


@pytest.fixture(scope="session")
def snapshot() -> Callable[[str, str], None]:
    """Holds a text against a file; WIRECHECK_SNAPSHOTS=write draws it anew."""

    def held(name: str, text: str) -> None:
        path = SNAPSHOTS / name
        if os.environ.get("WIRECHECK_SNAPSHOTS") == "write":
            path.write_text(text, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == text

    return held
