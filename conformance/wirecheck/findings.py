"""
Exchanges judged: requirement by requirement, then put together into verdicts and findings.

All of it is a function from values to values; nothing is sent, read or timed here.
"""

from __future__ import annotations

import hashlib
import re
import shlex
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from wirecheck.catalogue import (
    Alike,
    Broken,
    Held,
    Level,
    Outcome,
    Reads,
    Requirement,
    Seen,
    Unjudged,
    Verdict,
    catalogue,
    in_order_of_premises,
)
from wirecheck.document import items, members
from wirecheck.exchange import Exchange, Failure, Request, Trouble
from wirecheck.reading import Credential, Reading, Standing
from wirecheck.spec import Citation, Operation, Spec, load


@dataclass(frozen=True, slots=True)
class Finding:
    """
    A broken requirement: what, how badly, where it was promised, and a command that shows it.

    `also` says that upstream does the same, where that is known; `cases` are the ids of all cases that show it, and
    `curl` shows the first of them; `known` is why a baseline lists it, empty where none does.
    """

    requirement: str
    statement: str
    level: Level
    operation: str
    message: str
    member: str = ""
    value: str = ""
    citation: Citation | None = None
    also: str = ""
    fingerprint: str = ""
    curl: str = ""
    cases: tuple[str, ...] = ()
    known: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one requirement on one operation; `judged` and `broken` count exchanges."""

    requirement: str
    operation: str
    level: Level | None
    verdict: Verdict
    judged: int = 0
    broken: int = 0
    value: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """All results, a row for each requirement and operation, and the findings."""

    results: tuple[Result, ...]
    findings: tuple[Finding, ...]


_Subject: TypeAlias = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class _Note:
    """One outcome of one requirement on one exchange; `outcome` is None where it held."""

    requirement: Requirement
    reading: Reading
    outcome: Outcome | None


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
    key_default: str = "",
) -> Judgement:
    """
    Judge exchanges, and say of each requirement and operation what became of it.

    :param cases: the id of the case behind a request, where there is one.
    :param key_default: what a `curl` line falls back to where the key's variable is not set.
    """
    wanted = catalogue() if requirements is None else tuple(requirements)
    notes = []
    for reading in readings(exchanges, operations):
        notes += _judge_one(reading, wanted)
        reading.forget()
    notes = _clear_suspects(notes)
    results = tuple(_result(r, o, notes) for o in operations for r in wanted)
    return Judgement(results, _findings(notes, cases or {}, key_default))


def readings(exchanges: Iterable[Exchange], operations: Sequence[Operation]) -> list[Reading]:
    """Exchanges read against the operations that they belong to; an address that an answer names is joined to it."""
    given = list(exchanges)
    opened = {e.request.url: e for e in given if e.request.method == "GET"}
    # a retry follows what it retries; a first attempt after it is the same request sent anew
    following: dict[Request, int] = {}
    superseded: list[bool] = []
    for exchange in reversed(given):
        superseded.append(following.get(exchange.request, 0) > exchange.attempt)
        following[exchange.request] = exchange.attempt
    found = []
    for exchange, retried in zip(given, reversed(superseded), strict=True):
        operation = next((o for o in operations if o.matches(exchange.request)), None)
        if operation is not None:
            reading = Reading(operation, exchange, superseded=retried)
            found.append(replace(reading, fetched={u: opened[u] for u in addresses(reading) if u in opened}))
            reading.forget()
    return found


def addresses(reading: Reading) -> list[str]:
    """The addresses of pictures in an answer."""
    if reading.dialect != "openai-images" or not reading.served:
        return []
    urls = (members(item).get("url") for item in items(reading.answer, "data"))
    return [url for url in urls if isinstance(url, str) and url]


def _judge_one(reading: Reading, wanted: Sequence[Requirement]) -> list[_Note]:
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
            notes += [_Note(requirement, reading, outcome) for outcome in outcomes] or [
                _Note(requirement, reading, None)
            ]
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
    return reading.standing is not Standing.WRONG or (requirement.wrong and reading.right_method)


def _reads_anyway(requirement: Requirement, reading: Reading) -> bool:
    """Whether a requirement reads an answer that has an excuse for not holding what was asked for."""
    exchange = reading.exchange
    if exchange.response is None or exchange.failure is not None:
        broke_off = exchange.failure is not None and exchange.failure.trouble in (Trouble.CUT, Trouble.TOO_LARGE)
        return requirement.id == "body/is-complete" and broke_off
    if requirement.family in ("body", "error", "limits") or requirement.id == "auth/key-is-not-echoed":
        return True
    return requirement.family == "auth" and exchange.response.ok


def _clear_suspects(notes: list[_Note]) -> list[_Note]:
    """
    Of everything that a refused request held, keep what explains the refusals.

    What was served elsewhere is cleared; of the rest, the fewest that explain all refusals stay: first what the errors
    name, then what most refused requests share. Where everything was served elsewhere, the refusal stays as it is, and
    where nothing tells the suspects apart, they are named together.
    """
    cleared = {_subject(note) for note in notes if note.requirement.suspects and isinstance(note.outcome, Held)}
    suspicions: dict[int, list[_Note]] = defaultdict(list)
    for note in notes:
        if note.requirement.suspects and isinstance(note.outcome, Broken):
            suspicions[id(note.reading)].append(note)
    unexplained = {
        key: [note for note in group if _subject(note) not in cleared] or group for key, group in suspicions.items()
    }
    guilty: set[_Subject] = set()
    alike: dict[_Subject, list[_Subject]] = {}
    while unexplained:
        weights: Counter[_Subject] = Counter()
        for group in unexplained.values():
            # 1,000 of one outweigh any number of refusals that merely share it
            weights.update({_subject(note): 1 + 1000 * _named(note) for note in group})
        worst = max(weights, key=lambda subject: weights[subject])  # the first in catalogue order of equals
        guilty.add(worst)
        tied = [subject for subject in weights if weights[subject] == weights[worst]]
        if len(tied) > 1 and weights[worst] < 1000:
            alike[worst] = tied
        unexplained = {k: g for k, g in unexplained.items() if all(_subject(note) != worst for note in g)}
    kept = []
    for note in notes:
        if note.requirement.suspects and isinstance(note.outcome, Broken) and _subject(note) not in guilty:
            note = replace(note, outcome=Unjudged("the request was refused, and something else explains it"))
        elif isinstance(note.outcome, Broken) and note.requirement.suspects and _subject(note) in alike:
            note = replace(note, outcome=_vague(note, alike[_subject(note)]))
        kept.append(note)
    return kept


def _vague(note: _Note, suspects: Sequence[_Subject]) -> Broken:
    """A refusal of which nobody can say what it is about."""
    assert note.reading.response is not None
    named = dict.fromkeys(f"`{member}`" + (f" at `{value}`" if value else "") for _, _, member, value in suspects)
    shown = ", ".join(list(named)[:4]) + (f" and {len(named) - 4} more" if len(named) > 4 else "")
    return Broken(f"a documented request was answered with {note.reading.response.status}; it may be for {shown}")


def _subject(note: _Note) -> _Subject:
    assert isinstance(note.outcome, (Broken, Held))
    return note.requirement.id, note.reading.operation.id, note.outcome.member, note.outcome.value


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


def _result(requirement: Requirement, operation: Operation, notes: Sequence[_Note]) -> Result:
    mine = [n for n in notes if n.requirement.id == requirement.id and n.reading.operation.id == operation.id]
    level = requirement.level(operation)
    broken = {id(n.reading) for n in mine if isinstance(n.outcome, (str, Broken))}
    judged = {id(n.reading) for n in mine if not isinstance(n.outcome, Unjudged)} | broken
    seen: dict[str, list[str]] = defaultdict(list)
    alike: dict[str, list[str]] = defaultdict(list)
    for note in mine:
        if isinstance(note.outcome, Seen):
            seen[note.outcome.value].append(note.outcome.of)
        elif isinstance(note.outcome, Alike):
            alike[note.outcome.key].append(note.outcome.of)
    seen |= {f"{len(of)} times the same": of for of in alike.values() if len(of) > 1}
    whys = Counter(n.outcome.why for n in mine if isinstance(n.outcome, Unjudged))
    if broken:
        verdict = Verdict.BROKEN
    elif judged:
        verdict = Verdict.HELD
    elif mine:
        verdict = Verdict.NOT_JUDGED
    else:
        verdict = Verdict.NOT_APPLICABLE
    why = whys.most_common(1)[0][0] if verdict is Verdict.NOT_JUDGED else ""
    return Result(
        requirement.id,
        operation.id,
        level,
        verdict,
        len(judged),
        len(broken),
        "; ".join(f"{value}: {', '.join(dict.fromkeys(of))}" for value, of in sorted(seen.items())),
        why,
    )


def _findings(notes: Sequence[_Note], cases: Mapping[Request, str], key_default: str) -> tuple[Finding, ...]:
    found: dict[str, Finding] = {}
    for note in notes:
        outcome = Broken(note.outcome) if isinstance(note.outcome, str) else note.outcome
        level = note.requirement.level_on(note.reading)
        if not isinstance(outcome, Broken) or level is None or level is Level.OBSERVE:
            continue
        operation, request = note.reading.operation, note.reading.exchange.request
        mark = fingerprint(note.requirement.id, operation.id, outcome.member, outcome.value)
        case = (cases[request],) if request in cases else ()
        known = found.get(mark)
        if known is None or (known.level is Level.SHOULD and level is Level.MUST):
            found[mark] = Finding(
                requirement=note.requirement.id,
                statement=note.requirement.statement,
                level=level,
                operation=operation.id,
                message=outcome.message,
                member=outcome.member,
                value=outcome.value,
                citation=note.requirement.citation(operation),
                also=note.requirement.also,
                fingerprint=mark,
                curl=curl(request, key_default),
                cases=case if known is None else (*case, *known.cases),
            )
        else:
            found[mark] = replace(known, cases=tuple(dict.fromkeys((*known.cases, *case))))
    order = {level: i for i, level in enumerate(Level)}
    return tuple(sorted(found.values(), key=lambda finding: order[finding.level]))


def fingerprint(requirement: str, operation: str, member: str = "", value: str = "") -> str:
    """Twelve hex digits that name a finding: the same on every target and however its request was packed."""
    text = "\n".join((requirement, operation, f"{member}={value}"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


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
