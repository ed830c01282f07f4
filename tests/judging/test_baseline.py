"""Known departures: listed, stale, and written anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecheck.errors import UsageError
from wirecheck.judging.baseline import Baseline, KnownDeparture, parse, read, update
from wirecheck.judging.findings import Finding, Result
from wirecheck.reading.departures import Standing
from wirecheck.requirements.requirement import Level, Verdict

TODAY = date(2026, 11, 21)
RATIO, TOTAL = "picture/ratio-is-honoured", "usage/total-is-the-sum"
APIYI, DGRID = "apiyi:generateContent", "dgrid:generateContent"


def finding(
    requirement: str = RATIO, operation: str = APIYI, mark: str = "0123456789ab", message: str = "no"
) -> Finding:
    return Finding(requirement, "It holds.", Level.MUST, operation, message, fingerprint=mark)


def result(requirement: str = RATIO, operation: str = APIYI, verdict: Verdict = Verdict.BROKEN) -> Result:
    return Result(requirement, operation, Level.MUST, verdict)


LISTS: list[tuple[KnownDeparture, Finding, bool]] = [
    (KnownDeparture("x", RATIO), finding(), True),
    (KnownDeparture("x", RATIO), finding(TOTAL), False),
    (KnownDeparture("x", RATIO, operation=APIYI), finding(), True),
    (KnownDeparture("x", RATIO, operation=APIYI), finding(operation=DGRID), False),
    (KnownDeparture("x", fingerprint="0123456789ab"), finding(TOTAL), True),
    (KnownDeparture("x", fingerprint="ffffffffffff"), finding(), False),
    (KnownDeparture("x", RATIO, "0123456789ab", APIYI), finding(), True),
    (KnownDeparture("x", RATIO, "ffffffffffff", APIYI), finding(), False),
]


@pytest.mark.parametrize(("departure", "found", "listed"), LISTS)
def test_an_entry_lists_what_it_names(departure: KnownDeparture, found: Finding, listed: bool) -> None:
    """All that an entry names has to fit, and what it leaves out is any."""
    [marked] = Baseline((departure,)).mark([found])
    assert marked.known == ("x" if listed else "")


STALE: list[tuple[KnownDeparture, list[Finding], list[Result], str]] = [
    (KnownDeparture("x", RATIO), [finding()], [result()], ""),
    (KnownDeparture("x", RATIO), [], [result(verdict=Verdict.HELD)], "no longer fails"),
    (KnownDeparture("x", RATIO, "ffffffffffff"), [finding()], [result()], "is still broken: `0123456789ab`"),
    (KnownDeparture("x", RATIO, "ffffffffffff"), [finding(TOTAL)], [result()], "no longer fails"),
    (KnownDeparture("x", "picture/no-such"), [], [], "`picture/no-such` names no requirement"),
    (KnownDeparture("x", "house/no-such"), [], [result()], ""),
    (KnownDeparture("x", RATIO), [], [replace(result(verdict=Verdict.NOT_APPLICABLE), level=None)], "nobody asks"),
    (KnownDeparture("x", RATIO), [], [result(verdict=Verdict.NOT_APPLICABLE)], ""),
    (
        KnownDeparture("x", RATIO, operation=APIYI),
        [finding("body/is-json")],
        [result(verdict=Verdict.NOT_JUDGED), result("body/is-json")],
        "`body/is-json`, on which it rests, is broken",
    ),
    (
        KnownDeparture("x", RATIO, operation=APIYI),
        [finding("body/is-json", DGRID)],
        [result(verdict=Verdict.NOT_JUDGED), result("body/is-json", DGRID)],
        "",
    ),
    (KnownDeparture("x", RATIO, level="must"), [finding()], [result()], ""),
    (KnownDeparture("x", RATIO, level="should"), [finding()], [result()], "is a `must` now"),
    (KnownDeparture("x", RATIO, level="must"), [replace(finding(), level=Level.SHOULD)], [result()], "a `should` now"),
    # entries of the first version have no level; there, a value that the page does not name made no `must`
    (KnownDeparture("x", RATIO), [replace(finding(), standing=Standing.OPEN)], [result()], "is a `must` now"),
    (
        KnownDeparture("x", "error/is-never-a-2xx"),
        [replace(finding("error/is-never-a-2xx"), standing=Standing.WRONG)],
        [result("error/is-never-a-2xx")],
        "",
    ),
    (KnownDeparture("x", RATIO), [], [result(verdict=Verdict.NOT_JUDGED)], ""),
    (KnownDeparture("x", RATIO), [], [result(TOTAL, verdict=Verdict.HELD)], ""),
    (KnownDeparture("x", RATIO, operation=DGRID), [], [result(verdict=Verdict.HELD)], ""),
    (KnownDeparture("x", fingerprint="ffffffffffff"), [], [result(verdict=Verdict.HELD)], "no longer fails"),
    (KnownDeparture("x", fingerprint="ffffffffffff"), [], [], ""),
    (KnownDeparture("x", RATIO, expires=date(2026, 11, 21)), [finding()], [result()], ""),
    (KnownDeparture("x", RATIO, expires=date(2026, 11, 20)), [finding()], [result()], "expired on 2026-11-20"),
    (KnownDeparture("x", RATIO, expires=date(2026, 11, 20)), [], [], "expired on 2026-11-20"),
]


@pytest.mark.parametrize(("departure", "findings", "results", "why"), STALE)
def test_an_entry_goes_stale(
    departure: KnownDeparture, findings: list[Finding], results: list[Result], why: str
) -> None:
    """Once it no longer fails, or has expired; not for want of having been judged."""
    found = Baseline((departure,)).stale(findings, results, TODAY)
    assert [why in stale.why for stale in found] == ([True] if why else [])


GOOD = f"""# reviewed by the imaging team
[[departure]]
requirement = "{RATIO}"  # the ratio
reason = "ticket 4711"
expires = 2026-12-31

[[departure]]
fingerprint = "ffffffffffff"
operation = "{DGRID}"
reason = "never mind"
"""


def test_a_file_is_read(tmp_path: Path) -> None:
    """Each entry with what it names."""
    path = tmp_path / "known.toml"
    path.write_text(GOOD)
    assert read(path).departures == (
        KnownDeparture("ticket 4711", RATIO, expires=date(2026, 12, 31)),
        KnownDeparture("never mind", fingerprint="ffffffffffff", operation=DGRID),
    )


def entry(text: str) -> str:
    return f"[[departure]]\n{text}\n"


BAD: list[tuple[str, str]] = [
    ("x =", "is not valid TOML"),
    ("x = 1", "is not a valid baseline"),
    ("departure = 1", "is not a valid baseline"),
    ("departure = [1]", "is not a valid baseline"),
    (entry('reason = "x"'), "names no finding"),
    (entry(f'requirement = "{RATIO}"'), "has no `reason`"),
    (entry(f'requirement = "{RATIO}"\nreason = " "'), "has no `reason`"),
    (entry(f'requirement = "{RATIO}"\nreason = "x"\nlevel = "observe"'), "`level` of entry 1"),
    (entry('fingerprint = "xyz"\nreason = "x"'), "`fingerprint` of entry 1"),
    (entry(f'requirement = "{RATIO}"\nreason = "x"\nexpires = "2026-01-01"'), "is not a date"),
    (entry(f'requirement = "{RATIO}"\nreason = "x"\nexpires = 2026-01-01T00:00:00Z'), "is not a date"),
    (entry(f'requirement = "{RATIO}"\nreason = 7'), "`reason` of entry 1"),
    (entry(f'requirement = "{RATIO}"\nreason = "x"\nexpire = 2026-01-01'), "`expire` of entry 1"),
    (entry(f'requirement = "{RATIO}"\nreason = "x"') * 2, "entry 2 of `the baseline` is a duplicate"),
]


@pytest.mark.parametrize(("text", "message"), BAD, ids=[message for _, message in BAD])
def test_a_wrong_file_is_told(text: str, message: str) -> None:
    """With the entry that is wrong, and a hint."""
    with pytest.raises(UsageError) as caught:
        parse(text)
    assert (message in caught.value.message, bool(caught.value.hint)) == (True, True), caught.value.message


@pytest.mark.parametrize("name", ["gone.toml", "."])
def test_a_file_that_is_none_is_told(tmp_path: Path, name: str) -> None:
    """One that is not there, or is a folder."""
    with pytest.raises(UsageError, match="cannot be read"):
        read(tmp_path / name)


def test_writing_anew_keeps_what_stands() -> None:
    """What still fails or was not judged stays word for word, what no longer fails goes, what is new comes last."""
    new = finding(TOTAL, mark="aaaaaaaaaaaa", message="12 and 3 are not\n16")
    text = update(GOOD, [finding(), new], [result(), result(TOTAL)], TODAY)
    assert text.startswith(GOOD)
    assert parse(text).departures[2] == KnownDeparture(
        "found on 2026-11-21: 12 and 3 are not 16", TOTAL, "aaaaaaaaaaaa", APIYI, level="must"
    )
    gone = update(text, [new], [result(verdict=Verdict.HELD), result(TOTAL)], TODAY)
    assert [departure.reason for departure in parse(gone).departures] == [
        "never mind",
        "found on 2026-11-21: 12 and 3 are not 16",
    ]
    assert gone.startswith("# reviewed by the imaging team\n")


FIRST = Path(__file__).parents[1] / "reports" / "first_version" / "known.toml"


def test_a_baseline_of_the_first_version_is_read() -> None:
    """What it lists stays known; that it is a `must` now is told, until that is written down, too."""
    text = FIRST.read_text(encoding="utf-8")
    [departure] = parse(text).departures
    found = replace(finding(departure.requirement, departure.operation, departure.fingerprint), standing=Standing.OPEN)
    rows = [result(departure.requirement, departure.operation)]
    assert [marked.known for marked in Baseline((departure,)).mark([found])] == [departure.reason]
    [stale] = Baseline((departure,)).stale([found], rows, TODAY)
    assert stale.why.endswith('look at it, and add `level = "must"`')
    anew = update(text, [found], rows, TODAY)
    assert parse(anew).departures == (replace(departure, level="must"),)
    assert parse(anew).stale([found], rows, TODAY) == ()


FINDINGS = st.lists(
    st.builds(
        finding,
        st.sampled_from([RATIO, TOTAL, "body/is-json"]),
        st.sampled_from([APIYI, DGRID]),
        st.text("0123456789abcdef", min_size=12, max_size=12),
        st.text(),
    ),
    max_size=5,
    unique_by=lambda found: found.fingerprint,
)


@given(FINDINGS, FINDINGS)
def test_what_is_written_lists_what_was_found(before: list[Finding], found: list[Finding]) -> None:
    """Whatever a gateway says, the file can be read, lists every finding, and is the same when it is written twice."""
    results = [result(f.requirement, f.operation) for f in (*before, *found)]
    first = update("", before, results, TODAY)
    text = update(first, found, results, TODAY)
    baseline = parse(text)
    assert all(marked.known for marked in baseline.mark(found))
    assert baseline.stale(found, results, TODAY) == ()
    assert update(text, found, results, TODAY) == text
