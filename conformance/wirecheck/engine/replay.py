"""
Tapes judged again, without a network: wirecheck's own, and HAR files from a browser or a proxy.

What wirecheck recorded stands on the tape with its plan, and is judged as it was then, by the requirements of today.
In a file from elsewhere, the exchanges are looked for that go to a provider's operations; keys are taken out of them as
they are read, and what is passed over is counted, with the reason.
"""

from __future__ import annotations

import itertools
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from wirecheck.emulator import KEY
from wirecheck.engine import runner
from wirecheck.engine.prices import Money, Prices, estimate, spent
from wirecheck.engine.runner import Run, SkippedEntries
from wirecheck.engine.scope import Scope
from wirecheck.engine.sender import LeftOut
from wirecheck.engine.targets import standing_in
from wirecheck.errors import TapeError, UsageError
from wirecheck.judging.judge import unsent
from wirecheck.plan import Case, Depth
from wirecheck.reading.reading import KEY_HEADERS, Reading
from wirecheck.reading.refused_keys import REFUSED, with_a_refused_key
from wirecheck.requirements import catalogue
from wirecheck.requirements.requirement import Requirement
from wirecheck.secrets.redaction import without_keys
from wirecheck.spec.spec import Operation, Spec, load, named_by_path, of_target, providers, split
from wirecheck.tape.har import Entry
from wirecheck.tape.reader import Blank, entries, plans
from wirecheck.tape.recorder import cases_of
from wirecheck.wire.exchange import Exchange, Request

PREFLIGHT = frozenset({"OPTIONS", "HEAD", "CONNECT"})
"""Methods of requests that a browser or a proxy sends by itself."""

CUT = "the run was interrupted before its answer arrived"
ELSEWHERE = "not to the provider's operations"


Answers = tuple[Case, Sequence[Exchange]]


@dataclass(frozen=True, slots=True)
class _Contents:
    """The contents of a tape: answers to cases, exchanges without a plan, and what is not judged."""

    answers: Sequence[Answers] = ()
    others: Sequence[Exchange] = ()
    left_out: Sequence[LeftOut] = ()
    skipped: Sequence[SkippedEntries] = ()


@dataclass(frozen=True)
class Replay:
    """
    The part of a tape that belongs to one provider, ready to be judged.

    :param recorded: the target that was recorded; empty for a tape from elsewhere.
    """

    path: Path
    spec: Spec
    recorded: str = ""
    plan: Mapping[str, Any] = field(default_factory=dict, repr=False)
    requirements: tuple[Requirement, ...] = ()
    prices: Prices | None = None

    @property
    def text(self) -> str:
        return f"replay:{self.spec.provider}:{self.path}"

    @property
    def operations(self) -> tuple[Operation, ...]:
        """The operations that were recorded; all of the provider's where the tape does not list them."""
        names = self.plan.get("operations")
        known = [operation for operation in self.spec.operations if names is None or operation.id in names]
        return tuple(known) or self.spec.operations

    def run(self) -> Run:
        """
        Judge what is on the tape.

        :raises TapeError: it cannot be read, or has no exchange of the provider.
        """
        began = time.time()
        contents = self._recorded() if self.recorded else self._foreign()
        depth = self.plan.get("depth")
        scope = Scope(
            self.text,
            self.operations,
            Depth(depth) if depth in set(Depth) else None,
            self.requirements,
            KEY if self.recorded.startswith("emulated:") else "",
            self.prices,
            tuple(map(str, self.plan.get("plan", ()))),
        )
        run = runner.judged(scope, contents.answers, contents.others)
        planned = len(contents.answers) or len(contents.others)
        return replace(
            run,
            counts=replace(run.counts, planned=planned),
            # what was left out has no time
            started=min((exchange.started for exchange in run.exchanges if exchange.started), default=began),
            money=self._money(contents, run),
            left_out=tuple(contents.left_out),
            skipped=tuple(contents.skipped),
            shard=str(self.plan.get("shard") or ""),
            seed=int(self.plan.get("seed") or 0) if depth == Depth.FUZZ else None,
            seconds=time.time() - began,
        )

    def _money(self, contents: _Contents, run: Run) -> Money | None:
        """What the requests on the tape cost, where prices were given; of a file from elsewhere, there was no plan."""
        if self.prices is None:
            return None
        paid = spent(run.charges)
        if not contents.answers:
            unpriced = sum(charge.price is None for charge in run.charges)
            return Money(self.prices.currency, paid, paid, paid, unpriced)
        left_out = {left.case for left in contents.left_out}
        cases = [case for case, _ in contents.answers if case.id not in left_out]
        operations = {operation.id: operation for operation in self.operations}
        return replace(estimate(cases, operations, self.prices, None), charged=paid)

    def _recorded(self) -> _Contents:
        """What wirecheck recorded, in the order of the plan; a case without an answer says why."""
        came, whys = self._answers()
        answers, left_out = list[Answers](), list[LeftOut]()
        for case, why in cases_of(self.plan):
            exchanges = came.get(case.id)
            if exchanges is None:
                left_out.append(LeftOut(case.id, case.operation, case.purpose, why or CUT))
                # a case that is on the tape twice has the same answer both times
                exchanges = came[case.id] = [unsent(case.request, f"left out: {why or CUT}")]
            answers.append((case, exchanges))
        return _Contents(answers, left_out=left_out, skipped=_skipped(whys, {}))

    def _answers(self) -> tuple[dict[str, list[Exchange]], Counter[str]]:
        """What came of each case by its id, and how much there is else, by why it is not judged."""
        came: dict[str, list[Exchange]] = {}
        whys: Counter[str] = Counter()
        for entry in entries(self.path):
            if isinstance(entry, Blank):
                whys[entry.why] += 1
            elif entry.purpose is None:
                whys["recorded by another tool"] += 1
            elif entry.purpose.target == self.recorded:
                came.setdefault(entry.purpose.case, []).append(entry.exchange)
        return came, whys

    def _foreign(self) -> _Contents:
        """What goes to the provider's operations, of whatever somebody recorded."""
        exchanges: list[Exchange] = []
        whys: Counter[str] = Counter()
        shown: dict[str, str] = {}
        for entry in entries(self.path):
            why = entry.why if isinstance(entry, Blank) else _passed_over(entry, self.operations)
            if why:
                whys[why] += 1
                shown.setdefault(why, _bare(entry.url if isinstance(entry, Blank) else entry.exchange.request.url))
            elif isinstance(entry, Entry):
                exchanges.append(entry.exchange)
        refused = with_a_refused_key(exchanges, self.operations)
        for exchange in itertools.compress(exchanges, refused):
            whys[REFUSED] += 1
            shown.setdefault(REFUSED, _bare(exchange.request.url))
        exchanges = [exchange for exchange, gone in zip(exchanges, refused, strict=True) if not gone]
        if not exchanges:
            raise TapeError(
                f"nothing on `{self.path}` goes to an operation of `{self.spec.provider}`",
                hint=f"its operations are {', '.join(operation.path for operation in self.operations)}",
            )
        opened = list(self._opened(exchanges))
        whys[ELSEWHERE] -= len(opened)
        clean = [*_without_keys(exchanges, self.operations), *opened]
        return _Contents(others=clean, skipped=_skipped(whys, shown))

    def _opened(self, exchanges: Sequence[Exchange]) -> Iterator[Exchange]:
        """The exchanges that opened a picture which an answer names."""
        urls = {url for exchange in exchanges for url in _reading(exchange, self.operations).links}
        if not urls:
            return
        for entry in entries(self.path):
            if isinstance(entry, Blank):
                continue
            request = entry.exchange.request
            if request.method == "GET" and request.url in urls:
                yield replace(entry.exchange, request=Request("GET", request.url))


def prepare(text: str, requirements: Sequence[Requirement] | None = None, prices: Prices | None = None) -> list[Replay]:
    """
    The runs on a tape: one for each target that wirecheck recorded, or one for the provider it belongs to.

    :param text: `replay:FILE` or `replay:PROVIDER:FILE`.
    :param requirements: the default is the whole catalogue.
    :raises TapeError: the tape cannot be read.
    :raises UsageError: nothing on it belongs to a provider, or it could belong to several.
    """
    wanted = catalogue.catalogue() if requirements is None else tuple(requirements)
    provider, path = _parsed(text)
    recorded = plans(path)
    if recorded:
        return list(_of_ours(path, provider, recorded, wanted, prices))
    specs = [load(name) for name in ([provider] if provider else providers())]
    chosen = specs if provider else _whose(path, specs)
    return [Replay(path, spec, requirements=wanted, prices=prices) for spec in chosen]


def _parsed(text: str) -> tuple[str, Path]:
    rest = text.removeprefix("replay:")
    head, colon, tail = rest.partition(":")
    if not (colon and head in providers()):
        head, tail = split(rest) if named_by_path(rest) else ("", rest)
    if Path(rest).exists() or (not tail and head not in providers()):
        head, tail = "", rest
    rest = tail
    if not rest:
        raise UsageError(f"`{text}` does not name a tape", hint="such as `replay:tape.har` or `replay:apiyi:tape.har`")
    return head, Path(rest)


def _of_ours(
    path: Path,
    provider: str,
    recorded: Mapping[str, Mapping[str, Any]],
    requirements: tuple[Requirement, ...],
    prices: Prices | None,
) -> Iterator[Replay]:
    given = load(provider) if provider else None
    targets = _of_provider(provider, given, recorded)
    if not targets:
        there = ", ".join(sorted(set(map(_name, recorded))))
        raise UsageError(f"`{path}` has no runs of `{provider}`", hint=f"it has {there}")
    for target in targets:
        model, _, stands_for = str(recorded[target].get("model") or "").partition("=")
        spec = given or of_target(target)
        spec = standing_in(spec, model.strip(), stands_for.strip()) if model else spec
        yield Replay(path, spec, target, recorded[target], requirements, prices)


def _of_provider(provider: str, given: Spec | None, recorded: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The recorded targets that are a provider's; all of them where none is named."""
    if given is None:
        return list(recorded)
    if named_by_path(provider):
        # a spec of your own is named by its file, which may have the name of another provider
        return [target for target, plan in recorded.items() if str(plan.get("provider")) == given.provider]
    return [target for target in recorded if _name(target) == provider]


def _name(target: str) -> str:
    """How a target names its provider."""
    return split(target.partition(":")[2])[0]


def _whose(path: Path, specs: Sequence[Spec]) -> list[Spec]:
    """The providers that a tape from elsewhere belongs to: by path, and by host where several share the path."""
    certain: dict[str, Spec] = {}
    unclear: dict[str, list[str]] = {}
    for entry in entries(path):
        if isinstance(entry, Blank) or entry.exchange.request.method in PREFLIGHT:
            continue
        candidates = _candidates(entry.exchange.request, specs)
        if len(candidates) == 1:
            certain[candidates[0].provider] = candidates[0]
        elif candidates:
            host = urlsplit(entry.exchange.request.url).hostname or ""
            unclear[host] = [spec.provider for spec in candidates]
    if certain:
        return list(certain.values())
    if unclear:
        host, names = next(iter(unclear.items()))
        targets = " or ".join(f"`replay:{name}:{path}`" for name in names)
        raise UsageError(f"`{host}` on `{path}` could be any of {', '.join(names)}", hint=f"use {targets}")
    hint = "name the provider to check against, as in `replay:apiyi:FILE`"
    raise TapeError(f"nothing on `{path}` goes to an operation of a known provider", hint=hint)


def _candidates(request: Request, specs: Sequence[Spec]) -> list[Spec]:
    """The providers that a request may have gone to: those whose host it is, else all that have the path."""
    near = [spec for spec in specs if any(operation.matches(request) for operation in spec.operations)]
    host = urlsplit(request.url).hostname
    return [spec for spec in near if spec.server and urlsplit(spec.server).hostname == host] or near


def _passed_over(entry: Entry, operations: Sequence[Operation]) -> str:
    """Why an entry from elsewhere is not judged; empty where it is."""
    request = entry.exchange.request
    if not any(operation.matches(request) for operation in operations):
        return ELSEWHERE
    if request.method in PREFLIGHT:
        return "sent by a browser or a proxy by itself"
    if request.method == "POST" and not request.body:
        return "the body of the request was not kept"
    return ""


def _without_keys(exchanges: Sequence[Exchange], operations: Sequence[Operation]) -> Iterator[Exchange]:
    """
    The same exchanges with keys by the names of their variables.

    Browsers take keys out of what they save. If no request on a tape carries a key, the keys are assumed to
    have been removed, and every request counts as one with the caller's key.
    """
    documented = {operation.spec.credential(operation, "")[0].lower() for operation in operations}
    keyed = any(name.lower() in {*documented, *KEY_HEADERS} for e in exchanges for name, _ in e.request.headers)
    for exchange in exchanges:
        operation = _reading(exchange, operations).operation
        spec = operation.spec
        name, _ = spec.credential(operation, "")
        named = spec.credential(operation, f"${spec.key_env}")
        request = exchange.request
        if not keyed and "key=" not in request.url:
            exchange = replace(exchange, request=replace(request, headers=(named, *request.headers)))
        yield without_keys(exchange, name, spec.key_env)


def _reading(exchange: Exchange, operations: Sequence[Operation]) -> Reading:
    return Reading(next(o for o in operations if o.matches(exchange.request)), exchange)


def _skipped(whys: Mapping[str, int], shown: Mapping[str, str]) -> list[SkippedEntries]:
    return [SkippedEntries(count, why, shown.get(why, "")) for why, count in whys.items() if count > 0]


def _bare(url: str) -> str:
    """An address without the parts that may be secret."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}{parts.path}" if parts.hostname else ""
