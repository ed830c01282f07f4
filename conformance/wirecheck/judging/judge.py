"""
Exchanges judged, requirement by requirement; `verdicts` puts what is noted here together.

All of it is a function from values to values; nothing is sent, read or timed here.
"""

from __future__ import annotations

import re
import shlex
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from wirecheck.judging.verdicts import (
    Breach,
    Evidence,
    Finding,
    Judgement,
    Refusal,
    Row,
    Subject,
    Suspect,
    conclude,
    fingerprint,
)
from wirecheck.reading.reading import Credential, Reading, Standing
from wirecheck.requirements.catalogue import catalogue, in_order_of_premises
from wirecheck.requirements.requirement import Alike, Broken, Held, Level, Outcome, Reads, Requirement, Seen, Unjudged
from wirecheck.spec.spec import Operation, Spec, load
from wirecheck.wire.exchange import Exchange, Failure, Request, Trouble
from wirecheck.wire.lenient_json import items, members


@dataclass(frozen=True, slots=True)
class _Note:
    """
    One outcome of one requirement on one exchange; `outcome` is None where it held.

    :param place: that of the exchange in the plan.
    """

    requirement: Requirement
    reading: Reading
    outcome: Outcome | None
    place: int

    @property
    def breach(self) -> Broken | None:
        return Broken(self.outcome) if isinstance(self.outcome, str) else self._broken

    @property
    def _broken(self) -> Broken | None:
        return self.outcome if isinstance(self.outcome, Broken) else None

    @property
    def suspicion(self) -> bool:
        return self.requirement.suspects and isinstance(self.outcome, Broken)

    @property
    def subject(self) -> Subject:
        assert isinstance(self.outcome, (Broken, Held))
        return self.requirement.id, self.reading.operation.id, self.outcome.member, self.outcome.value


def judge(
    exchanges: Iterable[Exchange], spec: Spec | str, *, requirements: Sequence[Requirement] | None = None
) -> list[Finding]:
    """
    Judge answers that somebody already has: every breach, worst first.

    :param exchanges: requests and answers, in any order; those to other addresses are passed over.
    :param spec: a provider's name, or its spec.
    :param requirements: all of the catalogue where left out.
    :raises SpecError: there is no such provider.
    """
    spec = load(spec) if isinstance(spec, str) else spec
    return list(assess(exchanges, spec.operations, requirements=requirements).findings)


def assess(
    exchanges: Iterable[Exchange],
    operations: Sequence[Operation],
    *,
    requirements: Sequence[Requirement] | None = None,
    cases: Mapping[Request, str] | None = None,
    places: Sequence[int] | None = None,
    drawn: Collection[Request] = (),
    key_default: str = "",
) -> Judgement:
    """
    Judge exchanges, and say of each requirement and operation what became of it.

    :param cases: the id of the case behind a request, where there is one.
    :param places: the place of each exchange in the plan, where this is a part of it.
    :param drawn: requests that were drawn at random, and not planned.
    :param key_default: what a `curl` line falls back to where the key's variable is not set.
    """
    wanted = catalogue() if requirements is None else tuple(requirements)
    notes: list[_Note] = []
    for place, reading in _placed(exchanges, operations, places):
        notes += _judge_one(reading, wanted, place)
        reading.forget()
    return conclude(_evidence(notes, operations, wanted, cases or {}, frozenset(drawn), key_default))


def readings(exchanges: Iterable[Exchange], operations: Sequence[Operation]) -> list[Reading]:
    """Exchanges read against the operations that they belong to; an address that an answer names is joined to it."""
    return [reading for _, reading in _placed(exchanges, operations)]


def _placed(
    exchanges: Iterable[Exchange], operations: Sequence[Operation], places: Sequence[int] | None = None
) -> list[tuple[int, Reading]]:
    given = list(exchanges)
    at = range(len(given)) if places is None else places
    opened = {e.request.url: e for e in given if e.request.method == "GET"}
    # a retry follows what it retries; a first attempt after it is the same request sent anew
    following: dict[Request, int] = {}
    superseded: list[bool] = []
    for exchange in reversed(given):
        superseded.append(following.get(exchange.request, 0) > exchange.attempt)
        following[exchange.request] = exchange.attempt
    found = []
    for place, exchange, retried in zip(at, given, reversed(superseded), strict=True):
        operation = next((o for o in operations if o.matches(exchange.request)), None)
        if operation is not None:
            reading = Reading(operation, exchange, superseded=retried)
            fetched = {url: opened[url] for url in addresses(reading) if url in opened}
            found.append((place, replace(reading, fetched=fetched)))
            reading.forget()
    return found


def addresses(reading: Reading) -> list[str]:
    """The addresses of pictures in an answer."""
    if reading.dialect != "openai-images" or not reading.served:
        return []
    urls = (members(item).get("url") for item in items(reading.answer, "data"))
    return [url for url in urls if isinstance(url, str) and url]


def _judge_one(reading: Reading, wanted: Sequence[Requirement], place: int) -> list[_Note]:
    state: dict[str, Outcome | None] = {}
    notes: list[_Note] = []
    ids = {requirement.id for requirement in wanted}
    # premises are judged even when they were not selected; they are then left out of the report
    for requirement in in_order_of_premises(tuple(wanted)):
        outcomes = _outcomes(requirement, reading, state)
        if outcomes is None:
            continue
        breach = next((o for o in outcomes if isinstance(o, (str, Broken))), None)
        unjudged = next((o for o in outcomes if isinstance(o, Unjudged)), None)
        state[requirement.id] = breach if breach is not None else unjudged
        if requirement.id in ids:
            notes += [_Note(requirement, reading, outcome, place) for outcome in outcomes or (None,)]
    return notes


def _outcomes(requirement: Requirement, reading: Reading, state: Mapping[str, Outcome | None]) -> list[Outcome] | None:
    """What a requirement says on a reading, or None where it does not apply to it."""
    if requirement.level_on(reading) is None or not requirement.asked(reading):
        return None
    if reading.superseded and requirement.family != "limits":
        # the retry that followed has the last word
        return None
    if requirement.reads is Reads.REFUSED and not reading.refused:
        return None
    if requirement.reads is Reads.SERVED and not _readable(requirement, reading):
        return [Unjudged(reading.excuse or "the request was not served")] if reading.documented else None
    if reading.excuse is not None and not _reads_anyway(requirement, reading):
        return [Unjudged(reading.excuse)]
    for premise in requirement.after:
        broken = state.get(premise)
        if isinstance(broken, (str, Broken)):
            return [Unjudged(f"`{premise}` is broken")]
        if isinstance(broken, Unjudged):
            return [broken]
    try:
        return list(requirement.judge(reading))
    except Exception as error:  # noqa: BLE001 - whatever an answer does to us, the run goes on and says so
        return [Unjudged(f"wirecheck could not judge it: {type(error).__name__}: {error}")]


def _readable(requirement: Requirement, reading: Reading) -> bool:
    if not reading.served or reading.credential is not Credential.CALLERS:
        return False
    return reading.standing is not Standing.WRONG or (requirement.judges_wrong_requests and reading.right_method)


def _reads_anyway(requirement: Requirement, reading: Reading) -> bool:
    """Whether a requirement reads an answer that has an excuse for not holding what was asked for."""
    exchange = reading.exchange
    if exchange.response is None or exchange.failure is not None:
        broke_off = exchange.failure is not None and exchange.failure.trouble in (Trouble.CUT, Trouble.TOO_LARGE)
        return requirement.id == "body/is-complete" and broke_off
    if requirement.family in ("body", "error", "limits") or requirement.id == "auth/key-is-not-echoed":
        return True
    return requirement.family == "auth" and exchange.response.ok


def _named(note: _Note) -> int:
    """How clearly an error names what is suspected: its member, and its value."""
    assert isinstance(note.outcome, Broken)
    text = note.reading.error_text
    last = note.outcome.member.rpartition(".")[2].removesuffix("[]")
    snake = re.sub(r"([A-Z])", lambda found: f"_{found[1].lower()}", last)
    named = bool(last) and re.search(rf"\b({re.escape(last)}|{re.escape(snake)})\b", text) is not None
    value = note.outcome.value
    quoted = bool(value) and re.search(rf"(?<![\w:]){re.escape(value)}(?![\w:])", text) is not None
    return 2 * named + quoted


def _evidence(
    notes: Sequence[_Note],
    operations: Sequence[Operation],
    wanted: Sequence[Requirement],
    cases: Mapping[Request, str],
    drawn: frozenset[Request],
    key_default: str,
) -> Evidence:
    by_row: dict[tuple[str, str], list[_Note]] = defaultdict(list)
    refused: dict[int, list[_Note]] = defaultdict(list)
    for note in notes:
        by_row[note.requirement.id, note.reading.operation.id].append(note)
        if note.suspicion:
            refused[id(note.reading)].append(note)

    def finding(note: _Note) -> Finding | None:
        return _finding(note, cases, note.reading.exchange.request in drawn, key_default)

    breaches = (
        Breach(note.place, found)
        for note in notes
        if note.breach is not None and not note.suspicion and (found := finding(note)) is not None
    )
    refusals = (
        Refusal(
            group[0].place,
            group[0].reading.response.status if group[0].reading.response is not None else 0,
            tuple(Suspect(note.subject, _named(note), finding(note)) for note in group),
        )
        for group in refused.values()
    )
    return Evidence(
        tuple(_row(r, o, by_row.get((r.id, o.id), ())) for o in operations for r in wanted),
        tuple(breaches),
        tuple(refusals),
        frozenset(note.subject for note in notes if note.requirement.suspects and isinstance(note.outcome, Held)),
    )


def _row(requirement: Requirement, operation: Operation, notes: Sequence[_Note]) -> Row:
    mine = [note for note in notes if not note.suspicion]
    broken = {id(note.reading) for note in mine if note.breach is not None}
    judged = {id(note.reading) for note in mine if not isinstance(note.outcome, Unjudged)} | broken
    counts: dict[str, list[int]] = {}
    for note in mine:
        if isinstance(note.outcome, Unjudged):
            counts.setdefault(note.outcome.why, [0, note.place])[0] += 1
    return Row(
        requirement.id,
        operation.id,
        requirement.level(operation),
        len(judged),
        len(broken),
        tuple((why, count, place) for why, (count, place) in counts.items()),
        tuple((n.place, n.outcome.value, n.outcome.of) for n in mine if isinstance(n.outcome, Seen)),
        tuple((n.place, n.outcome.key, n.outcome.of) for n in mine if isinstance(n.outcome, Alike)),
        noted=bool(mine),
    )


def _finding(note: _Note, cases: Mapping[Request, str], drawn: bool, key_default: str) -> Finding | None:
    """What there is to report of a breach; None where it is no finding."""
    level, breach = note.requirement.level_on(note.reading), note.breach
    if breach is None or level is None or level is Level.OBSERVE:
        return None
    operation, request = note.reading.operation, note.reading.exchange.request
    return Finding(
        requirement=note.requirement.id,
        statement=note.requirement.statement,
        level=level,
        operation=operation.id,
        message=breach.message,
        member=breach.member,
        value=breach.value,
        citation=note.requirement.citation(operation),
        also=note.requirement.also,
        fingerprint=fingerprint(note.requirement.id, operation.id, breach.member, "" if drawn else breach.value),
        curl=curl(request, key_default),
        cases=(cases[request],) if request in cases else (),
        drawn=drawn,
    )


def curl(request: Request, key_default: str = "") -> str:
    """
    A command that sends a request again, for a POSIX shell; the key comes out of its variable.

    :param key_default: what stands in for the key where the variable is not set.
    """
    words = ["curl", "-sS"]
    if request.method != "POST" or not request.body:
        words += ["-X", request.method]
    words.append(shlex.quote(request.url))
    for name, value in request.headers:
        words += ["-H", _header(name, value, key_default)]
    if request.body:
        words += ["--data-raw", shlex.quote(request.body.decode("utf-8", errors="replace"))]
    return " ".join(words)


def _header(name: str, value: str, key_default: str) -> str:
    """A header for curl: in single quotes, but for a key, which stands in it by the name of its variable."""
    found = re.fullmatch(r"((?:\w+ )?)\$([A-Za-z_]\w*)", value)
    if found is None or not re.fullmatch(r"[\w-]+", name):
        return shlex.quote(f"{name}: {value}")
    variable = f"${{{found[2]}:-{key_default}}}" if key_default else f"${found[2]}"
    return f'"{name}: {found[1]}{variable}"'


def unsent(request: Request, why: str) -> Exchange:
    """An exchange that did not take place: what asked for it is then not judged, and says why."""
    return Exchange(request, failure=Failure(Trouble.UNSENT, why))
