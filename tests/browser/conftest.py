"""A browser, and reports of every kind to open in it."""

from __future__ import annotations

import base64
import io
import json
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from wirecheck import Exchange, Request, Response, load
from wirecheck.engine.runner import Run, judged
from wirecheck.engine.scope import Scope
from wirecheck.engine.session import Options, prepare
from wirecheck.plan import Case, Depth, Phase
from wirecheck.reports import html
from wirecheck.reports import json as json_report
from wirecheck.reports.report import Report
from wirecheck.requirements import catalogue
from wirecheck.requirements.requirement import Verdict

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = Path(os.environ.get("WIRECHECK_BROWSER", "/usr/bin/chromium"))
LIES = (
    *("key-echoed", "ratio-ignored", "size-ignored", "default-size-differs", "usage-missing", "client-error-500"),
    *("error-without-message", "role-is-assistant", "model-of-another-name", "unsupported-ignored", "jpeg-called-png"),
    *("no-key-served", "bad-key-is-500", "inner-address-shown", "method-served", "text-before-picture"),
    *("json-as-text-plain", "counts-negative", "code-differs", "blank-picture"),
)
"""Twenty faults that can be told at once."""

FEW, MANY = 60, 600
"""Pictures of a report that is opened often, and of one that is large."""
DAY = 86_400.0
EVIL = "<script>window.evil=1</script><img src=http://127.0.0.1:9/leak onerror='window.evil=1'>\"'`&{{ 7 * 7 }}\u202e"


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """
    Chromium, without a window; what needs it is skipped where it is not there, but for one that somebody named.

    It is gone when other tests follow: while it is there, a loop runs, and no other can.
    """
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        missing = pytest.fail if "WIRECHECK_BROWSER" in os.environ else pytest.skip
        missing(f"there is no browser at {CHROMIUM}")
    with playwright.sync_playwright() as driver:
        # as root, and in containers, there is no sandbox to be had
        found = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@dataclass
class Opened:
    """A report in a page, with what the page asked for and complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


Opener = Callable[..., Opened]


@pytest.fixture
def opened(browser: Browser, report: Callable[[str], Path]) -> Iterator[Opener]:
    """Opens a report by its name; further options are those of a browser's context."""
    contexts = []

    def open(name: str, width: int = 1280, **options: Any) -> Opened:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        found = Opened(page)
        page.on("request", lambda request: found.requests.append(request.url))
        page.on("requestfailed", lambda request: found.failed.update({request.url: str(request.failure)}))
        page.on("console", lambda message: found.complaints.append(message.text))
        page.on("pageerror", lambda error: found.complaints.append(str(error)))
        page.goto(report(name).as_uri())
        return found

    yield open
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def lying() -> Run:
    """A run in which twenty faults were told."""
    return _live(_run("apiyi", fault=LIES))


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory, lying: Run) -> Callable[[str], Path]:
    """The file of a report, by its name; each is made once, when it is asked for."""
    folder = tmp_path_factory.mktemp("reports")
    runs: dict[str, Callable[[], list[Run]]] = {
        "clean": lambda: [_run("apiyi")],
        "faults": lambda: [lying],
        "several": lambda: [_run(name) for name in ("apiyi", "dgrid", "deerapi", "gemini-native")],
        "days": _days,
        "hostile": lambda: [_hostile(lying)],
        "pictures": lambda: [_many(FEW)],
        "many pictures": lambda: [_many(MANY)],
        "nothing": list,
    }

    def made(name: str) -> Path:
        path = folder / f"{name}.html"
        if not path.exists():
            path.write_text(html.render(Report(runs[name](), "1.2.3")), encoding="utf-8")
        return path

    return made


def _days() -> list[Run]:
    """Runs of three days, as they are read back from JSON reports."""
    days = [(14, ()), (7, ("ratio-ignored",)), (0, ("usage-missing",))]
    runs = [replace(_live(_run("apiyi", fault=fault)), started=1_795_000_000.0 - ago * DAY) for ago, fault in days]
    return [run for one in runs for run in json_report.parse(json_report.render(Report([one], "0")))]


def _run(target: str, **given: Any) -> Run:
    return prepare(target, Options(depth=Depth.SWEEP, **given), environ={}).run()


def _live(run: Run) -> Run:
    """A run of an emulator as it would be of the gateway itself."""
    return replace(run, target=run.target.replace("emulated:", "live:"))


def _hostile(run: Run) -> Run:
    """A run in which whatever a gateway may have a hand in is meant to do harm."""
    findings = tuple(replace(f, message=EVIL, member=EVIL, value=EVIL, curl=EVIL, known=EVIL) for f in run.findings)
    results = tuple(replace(r, why=EVIL if r.verdict is Verdict.NOT_JUDGED else "", value=EVIL) for r in run.results)
    exchanges = tuple(
        replace(e, response=Response(e.response.status, (("Content-Type", EVIL),), EVIL.encode()))
        for e in run.exchanges
        if e.response is not None
    )
    charges = tuple(replace(c, request_id=EVIL, model=EVIL, asked=EVIL) for c in run.charges)
    return replace(run, findings=findings, results=results, exchanges=exchanges, charges=charges)


def _many(count: int) -> Run:
    """
    A run of so many pictures, each tenth in another shape than was asked for.

    They are noise of 1K, whose thumbnails are as heavy as those of 4K: thumbnails have the same pixels.
    """
    ratios = {"1:1": (1024, 1024), "16:9": (1376, 768), "9:16": (768, 1376), "21:9": (1584, 672), "4:5": (928, 1152)}
    names = list(ratios)
    encoded = {name: base64.b64encode(_noise(*size)).decode() for name, size in ratios.items()}
    answers = []
    for i in range(count):
        ratio, came = names[i % len(names)], names[(i + (i % 10 == 0)) % len(names)]
        config = {"responseModalities": ["IMAGE"], "imageConfig": {"aspectRatio": ratio, "imageSize": "1K"}}
        body = {"contents": [{"parts": [{"text": f"A boat, number {i}."}]}], "generationConfig": config}
        url = "https://api.apiyi.com/v1beta/models/gemini-3.1-flash-image-preview:generateContent"
        headers = (("Authorization", "Bearer $APIYI_API_KEY"), ("Content-Type", "application/json"))
        request = Request("POST", url, headers, json.dumps(body).encode())
        parts = [{"inlineData": {"mimeType": "image/jpeg", "data": encoded[came]}}]
        told = {"candidates": [{"content": {"parts": parts}, "finishReason": "STOP"}]}
        response = Response(200, (("Content-Type", "application/json"),), json.dumps(told).encode())
        started = 1_795_000_000.0 + i
        case = Case(f"{i:012x}", "apiyi:generateContent", request, "a picture", Phase.BILLABLE, "documented")
        answers.append((case, [Exchange(request, response, started=started, ended=started + 12 + i % 17)]))
    shapes = catalogue.select(("picture/ratio-is-honoured",))
    return judged(Scope("live:apiyi", load("apiyi").operations, Depth.SWEEP, shapes), answers)


def _noise(width: int, height: int) -> bytes:
    small = Image.frombytes(
        "RGB", (width // 8, height // 8), random.Random(1).randbytes(width // 8 * (height // 8) * 3)
    )
    out = io.BytesIO()
    small.resize((width, height)).save(out, "JPEG", quality=90)
    return out.getvalue()
