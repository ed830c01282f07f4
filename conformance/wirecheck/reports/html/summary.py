"""The summary at the top: the verdict on each subject, and what the run cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wirecheck.engine.prices import Charge, said
from wirecheck.engine.runner import Run
from wirecheck.reports import levels
from wirecheck.reports.causes import broken_requirements
from wirecheck.reports.html.subjects import ReportedSubject, applying, counted, day, lasting, moment, printable
from wirecheck.requirements.requirement import Level, Verdict

UNTIL = 12
"""Numbers below this are written as words."""

WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")


@dataclass(frozen=True, slots=True)
class Billed:
    """A request that the bill should list."""

    when: str
    request_id: str
    model: str
    asked: str
    price: str
    certain: bool


@dataclass(frozen=True, slots=True)
class Card:
    """
    The summary of one subject.

    :param state: `held`, `broken` or `open`.
    :param facts: figures of the run, as pairs of a name and a text.
    :param notes: what limits the verdict.
    :param remarks: what was not tested and does not limit the verdict.
    """

    name: str
    kind: str
    state: str
    verdict: str
    promises: str
    beyond: str
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    remarks: tuple[str, ...]
    bill: tuple[Billed, ...]


def headline(subjects: Sequence[ReportedSubject]) -> str:
    """The whole report in one sentence."""
    if not subjects:
        return "Nothing was tested"
    if len(subjects) == 1:
        return _alone(subjects[0])
    states = [state(subject.latest) for subject in subjects]
    count = len(subjects)
    broken = states.count("broken")
    if broken:
        number = "Each" if broken == count else _word(broken).capitalize()
        verb = "break" if 1 < broken < count else "breaks"
        return f"{number} of {_word(count)} gateways {verb} a `must` requirement"
    unsure = states.count("open")
    if unsure:
        where = f"{_word(unsure)} of {_word(count)} gateways"
        return f"No `must` requirement broken, but not all could be judged at {where}"
    return f"At all {_word(count)} gateways, {levels.all_held(Level.MUST)}"


def _alone(subject: ReportedSubject) -> str:
    run = subject.latest
    who = f"{subject.name}, emulated" if subject.emulated else subject.name
    must = len(applying(run, Level.MUST))
    match state(run):
        case "broken":
            return f"{who}: {levels.broken(_broken(run), Level.MUST, must)}"
        case "open":
            return f"{who}: no `must` requirement broken, but {_open(run)}"
    known = _known(run, Level.MUST)
    but = f", except {known:,} known to be broken" if known else ""
    return f"{who}: {levels.all_held(Level.MUST)}{but}" if must else f"{who}: no `must` requirement was tested"


def _open(run: Run) -> str:
    if run.unjudged:
        return f"{_word(len(run.unjudged))} could not be judged"
    return "the run was interrupted" if run.interrupted else "parts of the run are missing"


def state(run: Run) -> str:
    """The verdict on a run: `broken`, `open` where some `must` requirement could not be judged, or `held`."""
    if run.broken:
        return "broken"
    return "open" if run.unjudged or run.missing or run.interrupted else "held"


def cards(subjects: Sequence[ReportedSubject]) -> list[Card]:
    """A card for each subject."""
    return [_card(subject) for subject in subjects]


def _card(subject: ReportedSubject) -> Card:
    run = subject.latest
    verdict = state(run)
    return Card(
        subject.name,
        subject.kind_said,
        verdict,
        {"held": "Held", "broken": "Broken", "open": "Not all judged"}[verdict],
        _promises(run),
        _beyond(run),
        tuple(_facts(subject)),
        tuple(_notes(run)),
        tuple(_remarks(run)),
        () if subject.emulated else tuple(_billed(run)),
    )


def _promises(run: Run) -> str:
    must = len(applying(run, Level.MUST))
    if not must:
        return "No `must` requirement was tested."
    return _verdicts(run, Level.MUST, must, _broken(run), len(run.unjudged))


def _beyond(run: Run) -> str:
    results = applying(run, Level.SHOULD)
    broken = broken_requirements(f for f in run.findings if f.level is Level.SHOULD and not f.known)
    judged = sum(result.verdict in (Verdict.HELD, Verdict.BROKEN) for result in results)
    return _verdicts(run, Level.SHOULD, judged, len(broken)) if judged else ""


def _verdicts(run: Run, level: Level, total: int, broken: int, unjudged: int = 0) -> str:
    """How the requirements of one level came out, in a sentence."""
    counts = {"broken": broken, "not judged": unjudged, "known to be broken": _known(run, level)}
    parts = [f"{count:,} {verdict}" for verdict, count in counts.items() if count]
    if not parts:
        return f"{levels.requirements(total, level)} held."
    return f"{levels.requirements(total, level)}: {_listed(parts)}."


def _known(run: Run, level: Level) -> int:
    """Requirements whose breaches a baseline lists, and that no other finding breaks."""
    mine = [finding for finding in run.findings if finding.level is level]
    new = broken_requirements(finding for finding in mine if not finding.known)
    return len(broken_requirements(finding for finding in mine if finding.known) - new)


def _listed(parts: Sequence[str]) -> str:
    """Parts as a list in a sentence: `1, 2 and 3`."""
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def _broken(run: Run) -> int:
    return len(broken_requirements(run.broken))


def _facts(subject: ReportedSubject) -> Iterator[tuple[str, str]]:
    run = subject.latest
    yield "Cost", _cost(subject)
    retried = f", {run.counts.retried:,} sent again" if run.counts.retried else ""
    yield "Requests", f"{_sent(run)}{retried}"
    depth = f", depth {run.depth}" if run.depth is not None else ""
    yield "Run", f"{day(run.started)}{depth}" + (f", {lasting(run.seconds)}" if run.seconds else "")
    if len(subject.runs) > 1:
        yield "Runs", f"{len(subject.runs)} since {day(subject.runs[0].started)}; the latest decides"


def _sent(run: Run) -> str:
    """How many requests were sent, or are on the tape."""
    if run.counts.sent:
        return f"{run.counts.sent:,} sent"
    on_tape = f"{run.counts.planned - len(run.left_out):,} on the tape"
    return f"{on_tape} of {run.counts.planned:,} planned" if run.left_out else on_tape


def _cost(subject: ReportedSubject) -> str:
    run, money = subject.latest, subject.latest.money
    charged = counted(run.counts.charged, "request")
    if subject.emulated:
        paid = (
            f"{said(money.charged, money.currency)} for {charged}, if it had been live"
            if money and money.charged is not None
            else ""
        )
        return f"nothing; {paid or f'{charged} would be charged live'}"
    if money is None:
        return f"{charged} charged, without a price"
    paid = said(money.charged, money.currency) if money.charged is not None else "nothing known"
    unpriced = f", {money.unpriced} without a price" if money.unpriced else ""
    expected = said(money.expected, money.currency)
    return f"{paid} for {charged}, {'as' if paid == expected else expected} expected{unpriced}"


def _notes(run: Run) -> Iterator[str]:
    if run.interrupted:
        yield "The run was interrupted; this report covers only the answers until then."
    if run.tape_error is not None:
        yield f"The tape could not be written: {run.tape_error.message}."
    if run.missing:
        yield f"Parts of the plan are missing: {', '.join(run.missing)}."
    for why, count in Counter(result.why for result in run.unjudged).items():
        yield f"{levels.not_judged(count, Level.MUST)}: {printable(why)}."


def _remarks(run: Run) -> Iterator[str]:
    """What was not tested and does not limit the verdict."""
    for why, count in Counter(left.why for left in run.left_out).items():
        yield f"Left out: {counted(count, 'case')}, {why}."
    for skipped in run.skipped:
        yield f"Skipped on the tape: {counted(skipped.count, 'entry', 'entries')}, {printable(skipped.why)}."


def _billed(run: Run) -> Iterator[Billed]:
    for charge in sorted(run.charges, key=lambda charge: charge.started):
        yield Billed(
            moment(charge.started), charge.request_id, charge.model, charge.asked, _price(run, charge), charge.certain
        )


def _price(run: Run, charge: Charge) -> str:
    return "" if charge.price is None else said(charge.price, run.money.currency if run.money else "")


def _word(number: int) -> str:
    return WORDS[number] if 0 <= number < UNTIL else f"{number:,}"
