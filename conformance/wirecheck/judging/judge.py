"""
Exchanges judged, requirement by requirement; `verdicts` combines what is noted here.

Everything here is a function from values to values: nothing is sent, read from disk or timed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from wirecheck.judging import attribution
from wirecheck.judging.curl_line import curl
from wirecheck.judging.findings import (
    Answered,
    Evidence,
    Finding,
    Judgement,
    PlacedFinding,
    RefusedRequest,
    Row,
    Subject,
    Suspect,
    Tally,
    fingerprint,
)
from wirecheck.judging.trouble import troubles
from wirecheck.judging.verdicts import conclude
from wirecheck.reading.excuses import ON_THE_WAY, OtherAnswers, TroubleKind
from wirecheck.reading.reading import Credential, Reading, Standing
from wirecheck.reading.refused_keys import with_a_refused_key
from wirecheck.reading.unknown_paths import is_beside
from wirecheck.requirements.catalogue import catalogue, even_if, in_order_of_premises
from wirecheck.requirements.requirement import (
    Broken,
    EvenIf,
    Held,
    Level,
    Observed,
    Outcome,
    Reads,
    Repeatable,
    Requirement,
    Unanswered,
    Unjudged,
)
from wirecheck.secrets.redaction import without_keys
from wirecheck.spec.operation import operation_of
from wirecheck.spec.spec import Operation, Spec, load
from wirecheck.wire.exchange import Exchange, Failure, FailureKind, Request, Response


@dataclass(frozen=True, slots=True)
class _Note:
    """
    One outcome of one requirement on one exchange; `outcome` is None if it held.

    :param place: that of the exchange in the plan.
    """

    requirement: Requirement
    reading: Reading
    outcome: Outcome | None
    place: int

    @property
    def row(self) -> Row:
        level = self.requirement.level_on(self.reading)
        return self.requirement.id, self.reading.operation.id, level

    @property
    def breach(self) -> Broken | None:
        if isinstance(self.outcome, str):
            return Broken(self.outcome)
        return self.outcome if isinstance(self.outcome, Broken) else None

    @property
    def suspicion(self) -> bool:
        return self.requirement.suspects and isinstance(self.outcome, Broken)

    @property
    def status(self) -> int:
        return self.reading.response.status if self.reading.response is not None else 0

    @property
    def subject(self) -> Subject:
        assert isinstance(self.outcome, (Broken, Held, Unanswered))
        return self.requirement.id, self.reading.operation.id, self.outcome.member, self.outcome.value


def judge(
    exchanges: Iterable[Exchange], spec: Spec | str, *, requirements: Sequence[Requirement] | None = None
) -> list[Finding]:
    """
    Judge answers that were received elsewhere: every breach, worst first.

    :param exchanges: requests and answers, in any order; those to other addresses are ignored, and so are those of
        a key that was refused while another key was served.
    :param spec: a provider's name, or its spec.
    :param requirements: the whole catalogue if left out.
    :raises SpecError: there is no such provider.
    """
    spec = load(spec) if isinstance(spec, str) else spec
    exchanges = list(exchanges)
    refused = with_a_refused_key(exchanges, spec.operations)
    exchanges = [_clean(e, spec.operations) for e, gone in zip(exchanges, refused, strict=True) if not gone]
    return list(assess(exchanges, spec.operations, requirements=requirements).findings)


def _clean(exchange: Exchange, operations: Sequence[Operation]) -> Exchange:
    """An exchange with keys by the names of their variables, so that no finding shows one."""
    operation = operation_of(exchange.request, operations)
    if operation is None:
        return exchange
    key_header, _ = operation.spec.credential(operation, "")
    return without_keys(exchange, key_header, operation.spec.key_env)


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
    Judge exchanges, and give a verdict on each requirement for each operation.

    :param cases: the id of the case that a request belongs to, if there is one.
    :param places: the place of each exchange in the plan, if this is only a part of the plan.
    :param drawn: requests that were drawn at random.
    :param key_default: the value that a `curl` line uses if the key's variable is not set.
    """
    wanted = catalogue() if requirements is None else tuple(requirements)
    notes: list[_Note] = []
    placed = _placed(exchanges, operations, places)
    for place, reading in placed:
        notes += _judge_one(reading, wanted, place)
        reading.forget()
    evidence = _evidence(notes, operations, wanted, cases or {}, frozenset(drawn), key_default)
    return conclude(replace(evidence, answered=_answered(placed, operations), troubles=troubles(placed, cases or {})))


def _answered(placed: Iterable[tuple[int, Reading]], operations: Sequence[Operation]) -> tuple[Answered, ...]:
    """Of each operation, how many requests ought to be served, and how many were."""
    due: Counter[str] = Counter()
    served: Counter[str] = Counter()
    whys: dict[str, str] = {}
    for _, reading in placed:
        id, failure = reading.operation.id, reading.exchange.failure
        if not reading.due or reading.superseded:
            continue
        if failure is not None and failure.kind is FailureKind.UNSENT:
            whys.setdefault(id, failure.message)
            continue
        due[id] += 1
        served[id] += reading.fulfilled
        reading.forget()
    return tuple(Answered(o.id, due[o.id], served[o.id], whys.get(o.id, "")) for o in operations)


def readings(exchanges: Iterable[Exchange], operations: Sequence[Operation]) -> list[Reading]:
    """Exchanges read against their operations; an answer with an address is joined with what was fetched there."""
    return [reading for _, reading in _placed(exchanges, operations)]


def _placed(
    exchanges: Iterable[Exchange], operations: Sequence[Operation], places: Sequence[int] | None = None
) -> list[tuple[int, Reading]]:
    exchanges = list(exchanges)
    places = range(len(exchanges)) if places is None else places
    opened = {exchange.request.url: exchange for exchange in exchanges if exchange.request.method == "GET"}
    placed = []
    for place, exchange, retried in zip(places, exchanges, _retried(exchanges), strict=True):
        request = exchange.request
        operation = operation_of(request, operations)
        unknown = None if operation is not None else next((o for o in operations if is_beside(o, request)), None)
        if operation is not None:
            reading = Reading(operation, exchange, superseded=retried)
            fetched = {url: opened[url] for url in reading.links if url in opened}
            reading = replace(reading, fetched=fetched)
            # asked here, while the answer is unpacked, and kept: a large one is not unpacked once more for it alone
            _ = reading.fulfilled
            placed.append((place, reading))
            reading.forget()
        elif unknown is not None:
            placed.append((place, Reading(unknown, exchange, superseded=retried, unknown_path=True)))
    others = {operation.id: _others(operation, [reading for _, reading in placed]) for operation in operations}
    return [(place, replace(reading, others=others[reading.operation.id])) for place, reading in placed]


def _others(operation: Operation, readings: Sequence[Reading]) -> OtherAnswers:
    """What an operation answered, of that with which other answers are compared."""
    served, elsewhere = False, ""
    wrong_key: Response | None = None
    nowhere: Response | None = None
    for reading in readings:
        whole = reading.exchange.failure is None
        if reading.unknown_path:
            nowhere = reading.response if whole and is_beside(operation, reading.exchange.request) else nowhere
        elif reading.operation is not operation or not reading.right_method:
            continue
        elif reading.credential is Credential.WRONG:
            wrong_key = reading.response if whole else wrong_key
        elif reading.credential is Credential.ELSEWHERE:
            elsewhere = reading.key_header if reading.served and reading.has_content else elsewhere
            reading.forget()
        else:
            served = served or reading.fulfilled
    return OtherAnswers(served, wrong_key, nowhere, elsewhere)


def _retried(exchanges: Sequence[Exchange]) -> list[bool]:
    """Of each exchange, whether a retry of it follows; another first attempt is a new request and not a retry."""
    retried = []
    next_attempt: dict[Request, int] = {}
    for exchange in reversed(exchanges):
        retried.append(next_attempt.get(exchange.request, 0) > exchange.attempt)
        next_attempt[exchange.request] = exchange.attempt
    return retried[::-1]


def _judge_one(reading: Reading, wanted: Sequence[Requirement], place: int) -> list[_Note]:
    notes: list[_Note] = []
    hindrances: dict[str, Unjudged] = {}
    ids = {requirement.id for requirement in wanted}
    # premises are judged also if they were not selected; they are then left out of the report
    for requirement in in_order_of_premises(tuple(wanted)):
        if not _applies(requirement, reading):
            continue
        outcomes = _outcomes(requirement, reading, hindrances)
        hindrance = _hindrance(requirement, outcomes)
        if hindrance is not None:
            hindrances[requirement.id] = hindrance
        if requirement.id in ids:
            notes += [_Note(requirement, reading, outcome, place) for outcome in outcomes or (None,)]
    return notes


def _applies(requirement: Requirement, reading: Reading) -> bool:
    if requirement.level_on(reading) is None or not requirement.asked(reading):
        return False
    if reading.unknown_path and EvenIf.UNKNOWN_PATH not in even_if(requirement):
        return False
    if reading.superseded and EvenIf.RETRIED not in even_if(requirement):
        # the retry that followed decides
        return False
    if requirement.reads is Reads.REFUSED:
        return reading.refused
    return requirement.reads is Reads.ANY or reading.documented or _was_served(requirement, reading)


def _was_served(requirement: Requirement, reading: Reading) -> bool:
    """Whether a requirement on served requests reads this answer."""
    if not reading.served or reading.credential is not Credential.CALLERS:
        return False
    return reading.standing is not Standing.WRONG or (requirement.judges_wrong_requests and reading.right_method)


def _outcomes(requirement: Requirement, reading: Reading, hindrances: Mapping[str, Unjudged]) -> list[Outcome]:
    """The outcomes of a requirement on a reading; `hindrances` says which premises do not hold, and why."""
    excuse = reading.excuse
    if requirement.reads is Reads.SERVED and not _was_served(requirement, reading):
        return [Unjudged(excuse.why if excuse is not None else "the request was not served")]
    if excuse is not None and not _reads_excused(requirement, reading):
        return [Unjudged(excuse.why)]
    for premise in requirement.after:
        # that a premise was not judged for the excuse is no hindrance for a requirement that reads excused answers
        if premise in hindrances and (excuse is None or hindrances[premise].why != excuse.why):
            return [hindrances[premise]]
    try:
        return list(requirement.judge(reading))
    except Exception as error:  # noqa: BLE001 - whatever an answer does to us, the run goes on and says so
        return [Unjudged(f"wirecheck could not judge it: {type(error).__name__}: {error}")]


def _reads_excused(requirement: Requirement, reading: Reading) -> bool:
    """Whether a requirement reads an answer that has an excuse."""
    failure, policy = reading.exchange.failure, even_if(requirement)
    broke_off = failure is not None and failure.kind in (FailureKind.CUT, FailureKind.TOO_LARGE)
    if reading.response is not None and broke_off:
        return EvenIf.CUT_OFF in policy
    if failure is not None or reading.response is None:
        return EvenIf.UNANSWERED in policy
    if reading.excuse is not None and reading.excuse.kind in ON_THE_WAY:
        return EvenIf.OUT_OF_ORDER in policy
    return (EvenIf.BLOCKED if reading.response.ok else EvenIf.EXCUSED_ERROR) in policy


def _hindrance(requirement: Requirement, outcomes: Iterable[Outcome]) -> Unjudged | None:
    """Why requirements that rest on this one are not judged on the same exchange, or None if they are."""
    unjudged = None
    for outcome in outcomes:
        if isinstance(outcome, (str, Broken)):
            return Unjudged(f"`{requirement.id}` is broken")
        if isinstance(outcome, Unjudged) and unjudged is None:
            unjudged = outcome
    return unjudged


def _evidence(
    notes: Sequence[_Note],
    operations: Sequence[Operation],
    wanted: Sequence[Requirement],
    cases: Mapping[Request, str],
    drawn: frozenset[Request],
    key_default: str,
) -> Evidence:
    by_row: dict[Row, list[_Note]] = defaultdict(list)
    breaches: list[PlacedFinding] = []
    refusals: dict[int, list[tuple[_Note, Finding | None]]] = defaultdict(list)
    cleared: set[Subject] = set()
    unanswered: dict[Subject, None] = {}
    for note in notes:
        finding = _finding(note, cases, note.reading.exchange.request in drawn, key_default)
        if note.suspicion:
            refusals[id(note.reading)].append((note, finding))
            continue
        by_row[note.row].append(note)
        if finding is not None:
            breaches.append(PlacedFinding(note.place, finding))
        if note.requirement.suspects and isinstance(note.outcome, Held):
            cleared.add(note.subject)
        if isinstance(note.outcome, Unanswered):
            unanswered[note.subject] = None
    return Evidence(
        tuple(
            _tally(row, beyond, by_row[row])
            for operation in operations
            for requirement in wanted
            for beyond, row in enumerate(_rows(requirement, operation))
        ),
        tuple(breaches),
        tuple(_refused(suspicions, cases) for suspicions in refusals.values()),
        frozenset(cleared),
        unanswered=tuple(unanswered),
    )


def _refused(suspicions: Sequence[tuple[_Note, Finding | None]], cases: Mapping[Request, str]) -> RefusedRequest:
    """A refused request with its suspects, each with how clearly the error names it."""
    first, _ = suspicions[0]
    subjects = [note.subject for note, _ in suspicions]
    weights = attribution.weights(first.reading, [(member, value) for _, _, member, value in subjects])
    first.reading.forget()
    suspects = (
        Suspect(s, weight, finding) for s, weight, (_, finding) in zip(subjects, weights, suspicions, strict=True)
    )
    case = cases.get(first.reading.exchange.request, "")
    return RefusedRequest(first.place, first.status, tuple(suspects), _passing(first), case)


def _passing(note: _Note) -> bool:
    """Whether a refusal may be chance, so that it has to be seen twice."""
    excuse = note.reading.excuse
    return note.status >= 500 or (excuse is not None and excuse.kind is TroubleKind.SAFETY)


def _rows(requirement: Requirement, operation: Operation) -> list[Row]:
    """The row of a requirement on an operation, and one for what goes beyond the page if the level differs there."""
    levels = dict.fromkeys((requirement.level(operation), requirement.level_beyond(operation)))
    return [(requirement.id, operation.id, level) for level in levels]


def _tally(row: Row, beyond: int, notes: Sequence[_Note]) -> Tally:
    unjudged: dict[str, list[int]] = defaultdict(list)
    seen: list[tuple[int, str, str]] = []
    alike: list[tuple[int, str, str]] = []
    for note in notes:
        match note.outcome:
            case Unjudged(why):
                unjudged[why].append(note.place)
            case Unanswered():
                excuse = note.reading.excuse
                unjudged[excuse.why if excuse is not None else "no answer came"].append(note.place)
            case Observed(value, of):
                seen.append((note.place, value, of))
            case Repeatable(key, of):
                alike.append((note.place, key, of))
    return Tally(
        *row,
        beyond=bool(beyond),
        judged=len({id(note.reading) for note in notes if not isinstance(note.outcome, (Unjudged, Unanswered))}),
        broken=len({id(note.reading) for note in notes if note.breach is not None}),
        whys=tuple((why, len(places), places[0]) for why, places in unjudged.items()),
        seen=tuple(seen),
        alike=tuple(alike),
        noted=bool(notes),
    )


def _finding(note: _Note, cases: Mapping[Request, str], drawn: bool, key_default: str) -> Finding | None:
    """The finding for a breach; None if it is below the level of a finding."""
    breach = note.breach
    if breach is None:
        return None
    *_, level = note.row
    if level is None or level is Level.OBSERVE:
        return None
    operation, request = note.reading.operation, note.reading.exchange.request
    shown = breach.shown_by or note.reading.exchange
    key_header, _ = operation.spec.credential(operation, "")
    beyond = level is not note.requirement.level(operation)
    return Finding(
        requirement=note.requirement.id,
        statement=note.requirement.statement,
        level=level,
        operation=operation.id,
        message=breach.message,
        member=breach.member,
        value=breach.value,
        beyond=beyond,
        standing=note.reading.standing,
        citation=None if beyond else note.requirement.citation(operation),
        also=note.requirement.also,
        fingerprint=fingerprint(note.requirement.id, operation.id, breach.member, "" if drawn else breach.value),
        curl=curl(shown.request, shown.response, key_header, key_default),
        cases=(cases[request],) if request in cases else (),
        drawn=drawn,
    )


def unsent(request: Request, why: str) -> Exchange:
    """An exchange that did not take place: requirements that need it are then not judged, with the reason."""
    return Exchange(request, failure=Failure(FailureKind.UNSENT, why))
