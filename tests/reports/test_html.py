"""The report for a browser, as text: what it tells, that it is whole, and that nothing of a gateway's acts in it."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from wirecheck.engine.prices import Money
from wirecheck.engine.runner import Run
from wirecheck.engine.session import Options, prepare
from wirecheck.judging.findings import Result
from wirecheck.plan import Depth
from wirecheck.reports import html
from wirecheck.reports.html.breaches import link, linked
from wirecheck.reports.html.latencies import plot
from wirecheck.reports.html.matrix import matrix
from wirecheck.reports.html.subjects import lasting, reported_subjects
from wirecheck.reports.html.summary import headline
from wirecheck.reports.report import Report
from wirecheck.requirements.requirement import Level, Verdict
from wirecheck.spec.spec import load

VOID = {"meta", "img", "input", "br", "link"}
WEEK = 7 * 86_400.0


class Elements(HTMLParser):
    """Every element with its attributes, and what was not closed as it was opened."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.slips: list[str] = []
        self.said: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.slips.append(f"</{tag}> at {self.getpos()}, open is {self.open[-1:]}")
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    @property
    def prose(self) -> str:
        """The text as it is read, without breaks between elements of a line."""
        return " ".join("".join(self.said).split())

    @property
    def text(self) -> str:
        """The text with a space between all elements."""
        return " ".join(" ".join(self.said).split())


def body(text: str) -> str:
    """What changes from report to report: without style and script, and with thumbnails folded."""
    text = re.sub(r"<style>.*?</style>|<script>.*?</script>", "", text, flags=re.DOTALL)
    text = re.sub(r"data:image/webp;base64,[A-Za-z0-9+/=]+", "data:…", text)
    text = re.sub(r"'sha256-[^']+'", "'sha256-…'", text)
    return "".join(f"{line.strip()}\n" for line in text.splitlines() if line.strip())


def emulated(target: str, **given: Any) -> Run:
    return prepare(target, Options(**{"depth": Depth.PROBE, **given}), environ={}).run()


def test_a_report_looks_as_it_did(sample: Run, snapshot: Callable[[str, str], None]) -> None:
    """A run with a bit of everything."""
    snapshot("report.html", body(html.render(Report([sample], "1.2.3"))))


def test_a_report_of_a_real_run_is_whole(real: Run) -> None:
    """Each element is closed where it ought to be, each id is there once, and each link in the page leads somewhere."""
    page = Elements(html.render(Report([real], "1.2.3")))
    ids = [id for _, attributes in page.found if (id := attributes.get("id"))]
    inner = [href[1:] for _, a in page.found if (href := a.get("href") or "").startswith("#")]
    assert (page.slips, page.open) == ([], [])
    assert sorted(set(ids)) == sorted(ids)
    assert [target for target in inner if target not in ids] == []


def test_each_finding_is_told(real: Run) -> None:
    """With its message, its command and the page that promises it."""
    text = html.render(Report([real], "1.2.3"))
    page = Elements(text)
    for finding in real.findings:
        assert " ".join(finding.curl.split()) in page.prose
        assert " ".join(finding.message.replace("`", "").split()) in page.prose
        if finding.citation is not None and finding.citation.url:
            assert any(attributes.get("href") == finding.citation.url for _, attributes in page.found)


def test_the_page_asks_for_nothing(real: Run) -> None:
    """No element refers to another file, but for links that somebody has to click, and none carries script or style."""
    page = Elements(html.render(Report([real], "1.2.3")))
    sources = [a.get("src") or "" for _, a in page.found if "src" in a]
    assert [source for source in sources if not source.startswith("data:image/webp;base64,")] == []
    assert [tag for tag, _ in page.found if tag in ("link", "iframe", "object", "embed", "base", "form-action")] == []
    assert [name for _, a in page.found for name in a if name.startswith("on") or name == "style"] == []


def test_the_policy_names_the_style_and_the_script(sample: Run) -> None:
    """By their digests, and allows pictures that stand in the page, and nothing else."""
    text = html.render(Report([sample], "1.2.3"))
    [policy] = [a["content"] for tag, a in Elements(text).found if a.get("http-equiv") == "Content-Security-Policy"]
    digests = []
    for tag in ("style", "script"):
        [inner] = re.findall(f"<{tag}>(.*?)</{tag}>", text, flags=re.DOTALL)
        digests.append("sha256-" + base64.b64encode(hashlib.sha256(inner.encode()).digest()).decode())
    assert policy == (
        f"default-src 'none'; img-src data:; style-src '{digests[0]}'; script-src '{digests[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )


HOSTILE = [
    "<script>alert(1)</script>",
    "</pre><img src=x onerror=alert(1)>",
    '" onfocus="alert(1)" autofocus="',
    "`<b>`",
    "{{ 7 * 7 }}{% raw %}",
    "\x00\x1b[2J\u202e\u2028",
    "&lt;i&gt;",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_a_gateways_is_markup(hostile: Callable[[str], Run], text: str) -> None:
    """Whatever it sends, the page has the elements that it has with harmless words, and reads as it was sent."""
    harmless, page = (Elements(html.render(Report([hostile(words)], "1.2.3"))) for words in ("words", text))
    shape = [(tag, sorted(attributes)) for tag, attributes in harmless.found if tag != "code"]
    assert [(tag, sorted(attributes)) for tag, attributes in page.found if tag != "code"] == shape
    assert (page.slips, page.open) == ([], [])
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    assert shown.replace("`", "") in "".join(page.said).replace("`", "")


def test_an_address_is_a_link_where_it_is_one() -> None:
    """Of the web, and of nothing else."""
    assert [
        link("https://a.example/b#c"),
        link("javascript://a.example/%0aalert(1)"),
        link("data:text/html,x"),
        link(""),
    ] == [
        "https://a.example/b#c",
        "",
        "",
        "",
    ]
    pieces = [(piece.text, piece.url) for piece in linked("Google does this, too: https://a.example/1, and OpenAI.")]
    assert pieces == [
        ("Google does this, too: ", ""),
        ("https://a.example/1", "https://a.example/1"),
        (", and OpenAI.", ""),
    ]


# -- the answer --------------------------------------------------------------------------------------------------------


def like(run: Run, provider: str, *verdicts: Verdict) -> Run:
    """A run of another provider, with promises that came out like that."""
    operation = f"{provider}:generateContent"
    results = tuple(
        Result(f"answer/{number}", operation, Level.MUST, verdict, judged=1, broken=verdict is Verdict.BROKEN)
        for number, verdict in enumerate(verdicts)
    )
    findings = tuple(
        replace(run.findings[0], requirement=r.requirement, operation=operation, known="")
        for r in results
        if r.verdict is Verdict.BROKEN
    )
    return replace(
        run, target=f"live:{provider}", provider=provider, operations=(operation,), results=results, findings=findings
    )


HELD, BROKEN, OPEN = Verdict.HELD, Verdict.BROKEN, Verdict.NOT_JUDGED
HEADLINES: list[tuple[list[tuple[Verdict, ...]], str]] = [
    ([], "Nothing was tested"),
    ([(HELD, HELD)], "a: every `must` requirement held"),
    ([(HELD, BROKEN)], "a: 1 of 2 `must` requirements broken"),
    ([(BROKEN,)], "a: 1 `must` requirement broken"),
    ([(HELD, OPEN)], "a: no `must` requirement broken, but one could not be judged"),
    ([()], "a: no `must` requirement was tested"),
    ([(HELD,), (HELD,)], "At all two gateways, every `must` requirement held"),
    ([(HELD,), (BROKEN,)], "One of two gateways breaks a `must` requirement"),
    ([(BROKEN,), (BROKEN,), (HELD,)], "Two of three gateways break a `must` requirement"),
    ([(BROKEN,), (BROKEN, BROKEN)], "Each of two gateways breaks a `must` requirement"),
    ([(HELD,), (OPEN,)], "No `must` requirement broken, but not all could be judged at one of two gateways"),
]


@pytest.mark.parametrize(("verdicts", "said"), HEADLINES, ids=range(len(HEADLINES)))
def test_the_headline_says_how_it_went(sample: Run, verdicts: list[tuple[Verdict, ...]], said: str) -> None:
    """In one sentence, whatever was tested."""
    runs = [like(sample, name, *given) for name, given in zip("abc", verdicts, strict=False)]
    assert headline(reported_subjects(runs)) == said


def test_a_known_departure_is_told(sample: Run) -> None:
    """A baseline keeps it from failing a run, and not from being named."""
    run = like(sample, "a", HELD, BROKEN)
    known = replace(run, findings=tuple(replace(f, known="ticket 7") for f in run.findings))
    text = Elements(html.render(Report([known], "1.2.3"))).text
    assert "a: every must requirement held, except 1 known to be broken" in text
    assert "2 must requirements: 1 known to be broken." in text


COSTS: list[tuple[dict[str, Any], str]] = [
    ({}, "15 requests charged, without a price"),
    ({"money": Money("USD", Decimal("0.60"), Decimal(1), Decimal("0.60"))}, "0.60 USD for 15 requests, as expected"),
    (
        {"money": Money("USD", Decimal("0.50"), Decimal(1), Decimal("0.60"), 2)},
        "0.60 USD for 15 requests, 0.50 USD expected, 2 without a price",
    ),
    ({"target": "emulated:apiyi"}, "nothing; 15 requests would be charged live"),
]


@pytest.mark.parametrize(("given", "said"), COSTS, ids=range(len(COSTS)))
def test_the_cost_is_told(sample: Run, given: dict[str, Any], said: str) -> None:
    """In money where there are prices, and for an emulator as what it is."""
    assert f"Cost {said} Requests" in Elements(html.render(Report([replace(sample, **given)], "1.2.3"))).text


def test_pictures_of_a_spec_of_ones_own_are_shown(tmp_path: Path) -> None:
    """Its operations are found by the path that its target names; where it is gone, none is shown."""
    spec = load("apiyi").path
    assert spec is not None
    own = tmp_path / "gateway.yaml"
    shutil.copy(spec, own)
    for target in (f"emulated:{own}", f"emulated:{own}:generateContent"):
        run = emulated(target)
        assert (
            len([tag for tag, _ in Elements(html.render(Report([run], "1.2.3"))).found if tag == "img"])
            == run.counts.charged
        )
    own.unlink()
    gone = replace(run, target=f"emulated:{tmp_path}/other.yaml")
    assert [tag for tag, _ in Elements(html.render(Report([gone], "1.2.3"))).found if tag == "img"] == []


# -- over time ---------------------------------------------------------------------------------------------------------


def test_runs_of_one_target_make_a_trend(sample: Run) -> None:
    """The newest stands for the target, whatever their order; each turn is told, but not what was not judged."""
    turns = [(HELD,), (BROKEN,), (OPEN,), (BROKEN,), (HELD,)]
    runs = [replace(like(sample, "a", *given), started=sample.started + i * WEEK) for i, given in enumerate(turns)]
    [subject] = reported_subjects(runs[::-1])
    found = matrix([subject], {}, {})
    [line] = found.families[0].rows
    assert [(cell.verdict, [then.verdict for then in cell.history]) for cell in line.cells] == [
        ("held", ["held", "broken", "not_judged", "broken", "held"])
    ]
    assert [(change.before, change.after, change.day) for change in found.changes] == [
        ("broken", "held", "16 December 2026"),
        ("held", "broken", "25 November 2026"),
    ]


def test_a_run_that_was_read_back_says_what_it_lacks() -> None:
    """Its pictures are not in a JSON report, and the page says so; how long its charged requests took is."""
    from wirecheck.reports import json

    run = emulated("apiyi")
    charges = tuple(replace(charge, ended=charge.started + 12) for charge in run.charges)
    run = replace(run, target="live:apiyi", charges=charges)
    [again] = json.parse(json.render(Report([run], "1.2.3")))
    page = Elements(html.render(Report([again], "1.2.3")))
    assert "The pictures of apiyi are not shown" in page.text
    assert [tag for tag, _ in page.found if tag == "img"] == []
    drawn = plot(reported_subjects([again]))
    assert drawn is not None
    assert sum(len(strip.dots) for strip in drawn.strips) == len(run.charges)


# -- how long it took --------------------------------------------------------------------------------------------------


def test_each_answer_has_its_dot() -> None:
    """In the place of its seconds on a scale of tens."""
    run = emulated("apiyi")
    seconds = [0.1 * 10 ** (i % 3) for i in range(len(run.exchanges))]
    timed = [replace(e, started=1e9, ended=1e9 + s) for e, s in zip(run.exchanges, seconds, strict=True)]
    drawn = plot(reported_subjects([replace(run, exchanges=tuple(timed))]))
    assert drawn is not None
    [strip] = drawn.strips
    assert sorted({round(dot.x, 1) for dot in strip.dots}) == [0.0, 50.0, 100.0]
    assert len(strip.dots) == len(run.exchanges)
    assert [label for _, label in drawn.ticks] == ["0.1 s", "1 s", "10 s"]
    assert plot(reported_subjects([replace(run, exchanges=(), charges=())])) is None


def test_times_are_told_for_people() -> None:
    """In the unit that fits."""
    assert [lasting(s) for s in (0.0004, 0.25, 2.34, 59.6, 185)] == ["0.4 ms", "250 ms", "2.3 s", "60 s", "3 min 5 s"]
