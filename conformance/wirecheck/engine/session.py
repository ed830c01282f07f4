"""
Setting up a run: target, key, plan and transport, for the command line, the pytest plugin and Python.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from wirecheck.emulator import KEY, Emulator
from wirecheck.engine import credentials, option_checks, runner
from wirecheck.engine.prices import Money, estimate, spent
from wirecheck.engine.run_options import Options as Options
from wirecheck.engine.runner import Run
from wirecheck.engine.scope import Scope
from wirecheck.engine.sender import Progress, Sending
from wirecheck.engine.targets import Target, base_url, parse, renamed
from wirecheck.errors import UsageError
from wirecheck.judging import plugins
from wirecheck.plan import Case, Depth, Draws, Phase, Wire, at_worst, expected, plan, probe_cache, repeated, shards
from wirecheck.plan.priority import by_value
from wirecheck.requirements import catalogue
from wirecheck.requirements.requirement import Requirement
from wirecheck.secrets.redaction import Secrets
from wirecheck.spec.spec import Operation
from wirecheck.tape.recorder import Recorder, cases_of
from wirecheck.transports import Keyed, Transport
from wirecheck.transports import emulated as emulation
from wirecheck.transports.paced import Pace, Paced

LIVE_BUDGET = 4
"""The default number of requests that a live run may be charged for."""


@dataclass(frozen=True, slots=True)
class _Defaults:
    """The defaults of a kind of target; `key` is the value that `curl` lines fall back to."""

    depth: Depth
    budget: int | None
    key: str


DEFAULTS = {
    "live": _Defaults(Depth.PROBE, LIVE_BUDGET, ""),
    "emulated": _Defaults(Depth.SWEEP, None, KEY),
}


@dataclass(frozen=True)
class Session:
    """A target with its plan, ready to run."""

    target: Target
    options: Options
    depth: Depth
    wire: Wire
    cases: tuple[Case, ...]
    budget: int | None
    requirements: tuple[Requirement, ...] = ()
    whole: tuple[str, ...] = ()
    """The ids of all cases of the plan, where these are a part of it."""
    key_default: str = ""
    secrets: Secrets = field(default_factory=Secrets, repr=False)

    @property
    def text(self) -> str:
        return self.target.text

    @property
    def operations(self) -> tuple[Operation, ...]:
        return self.target.operations

    @property
    def notes(self) -> tuple[str, ...]:
        """What is done otherwise than the options say it, in a line each."""
        url = self.options.url
        if url is None or url.rstrip("/") == self.wire.base.rstrip("/"):
            return ()
        return (f"`--url {url}` ends as the paths begin, which is taken once: requests go to {self.wire.base}",)

    @property
    def within(self) -> tuple[Case, ...]:
        """The cases that are sent to a gateway that does what its page says: the others are beyond the budget."""
        left = self.budget
        if left is None:
            return self.cases
        billable = [case for case in self.cases if case.phase is Phase.BILLABLE][:left]
        probes = left > len(billable)
        paid = {case.id for case in billable}
        return tuple(
            case
            for case in self.cases
            if case.phase is Phase.FREE or case.id in paid or (case.phase is Phase.PROBE and probes)
        )

    @property
    def expected(self) -> int:
        """Billable requests of a gateway that does what its page says, within the budget."""
        return self._capped(expected(self.cases))

    @property
    def at_worst(self) -> int:
        """Billable requests at worst, within the budget."""
        return self._capped(at_worst(self.cases))

    def _capped(self, count: int) -> int:
        return count if self.budget is None else min(count, self.budget)

    @property
    def money(self) -> Money | None:
        """The cost of the plan, where prices were given."""
        if self.options.prices is None:
            return None
        operations = {operation.id: operation for operation in self.operations}
        return estimate(self.cases, operations, self.options.prices, self.budget)

    def run(
        self,
        progress: Progress | None = None,
        *,
        recorder: Recorder | None = None,
        stop: threading.Event | None = None,
    ) -> Run:
        """
        Send the plan and judge the answers.

        :param recorder: the tape that answers are written to, and taken from where it already has them.
        :param stop: once it is set, nothing more is sent.
        :raises Unreachable: the target does not answer.
        """
        cases: Iterable[Case] = self.cases
        track = None
        if recorder is not None:
            cases = _by_phase((*self.cases, *self._paid_before(recorder)))
            track = recorder.open(self.text, self._about(), cases)
        transport = Keyed(self._transport(stop), self.secrets)
        sending = Sending(transport, self.options.jobs, self.budget, track, progress, stop, self.options.max_time)
        try:
            run = runner.run(self._scope(), tuple(cases), sending)
        finally:
            transport.close()
        if track is not None and run.tape_error is None:
            track.write({left.case: left.why for left in run.left_out})
        return self._completed(run)

    def _scope(self) -> Scope:
        return Scope(
            self.text,
            self.operations,
            self.depth,
            self.requirements,
            self.key_default,
            self.options.prices,
            self.whole,
        )

    def _completed(self, run: Run) -> Run:
        """A run with the details that the options add to it."""
        money = self.money
        if money is not None:
            money = replace(money, charged=spent(run.charges))
        seed = (self.options.seed or 0) if self.depth is Depth.FUZZ else None
        run = replace(run, money=money, shard=self.options.shard or "", seed=seed)
        # a part is merged with others where its exchanges are not available
        return runner.pictured(run, self.operations) if run.shard else run

    def _about(self) -> dict[str, Any]:
        """The details of the run that a tape records beside its cases."""
        return {
            "provider": self.target.spec.provider,
            "operations": [operation.id for operation in self.operations],
            "depth": self.depth.value,
            "model": self.options.model or "",
            "shard": self.options.shard or "",
            "seed": self.options.seed,
            "plan": list(self.whole),
            "emulator": [list(self.options.manner), list(self.options.fault)],
        }

    def _paid_before(self, recorder: Recorder) -> list[Case]:
        """Cases of an earlier plan whose answers are on the tape: they are judged with those of this one."""
        earlier = recorder.plan(self.text)
        if not earlier:
            return []
        self._check_goes_on(recorder, earlier)
        known = {case.id for case in self.cases}
        others = [case for case, _ in cases_of(earlier) if case.id not in known and self._is_ours(case)]
        return [case for case in others if recorder.holds(self.text, case)]

    def _is_ours(self, case: Case) -> bool:
        """Whether a case belongs to the operations of this run."""
        ours = {operation.id for operation in self.operations}
        return case.operation in ours and case.request.url.startswith(self.wire.base)

    def _check_goes_on(self, recorder: Recorder, earlier: Mapping[str, Any]) -> None:
        """Refuse a tape of another emulator, or of another part of the plan."""
        if earlier.get("emulator") != self._about()["emulator"]:
            hint = "resume with the same `--manner` and `--fault`, or name another tape"
            raise UsageError(f"`{recorder.path}` was recorded from an emulator with other manners or faults", hint=hint)
        part, recorded = self.options.shard or "", str(earlier.get("shard") or "")
        if part and part != recorded:
            what = f"part {recorded}" if recorded else "the whole plan"
            hint = "a tape has one part of a plan; name another tape"
            raise UsageError(f"`{recorder.path}` was recorded of {what}", hint=hint)

    def _transport(self, stop: threading.Event | None) -> Transport:
        if not self.target.live:
            emulator = _emulator(self.target, self.options, self.secrets.values[self.wire.key_env])
            return emulation.Emulated(emulator.respond)
        from wirecheck.transports.live import Live

        options = self.options
        live = Live(
            self.wire.base,
            timeout=options.timeout,
            connections=options.jobs,
            ca_cert=options.ca_cert,
            insecure=options.insecure,
        )
        return Paced(live, Pace(options.rate, stop=stop), self.wire.base) if options.rate is not None else live


def prepare(
    target: Target | str,
    options: Options | None = None,
    environ: Mapping[str, str] | None = None,
    *,
    unsent: bool = False,
) -> Session:
    """
    Set up a run; nothing is sent.

    :param unsent: nothing will be sent, and no key is needed.

    :raises WirecheckError: an option is not valid for the target, or the key is missing.
    """
    options = options or Options()
    target = parse(target, [name for name, _ in options.headers]) if isinstance(target, str) else target
    requirements = catalogue.select(options.select, options.ignore, plugins.requirements(options.requirements))
    option_checks.check(options, target)
    target, model = renamed(target, options.model)
    if options.manner or options.fault:
        # the emulator knows its manners and faults
        _emulator(target, options, KEY)
    wire, secrets = _wire(target, options, os.environ if environ is None else environ, unsent=unsent)
    wire = replace(wire, model=model)
    defaults = DEFAULTS[target.kind]
    depth = options.depth or defaults.depth
    option_checks.check_depth(options, depth)
    cases, whole = _planned(target, options, depth, wire)
    budget = options.budget if options.budget is not None else defaults.budget
    if budget is not None and budget < expected(cases):
        cases = by_value(cases, {operation.id: operation for operation in target.operations})
    return Session(
        target,
        options,
        depth,
        wire,
        tuple(cases),
        budget,
        requirements,
        whole,
        defaults.key,
        secrets,
    )


def _emulator(target: Target, options: Options, key: str) -> Emulator:
    return Emulator(target.spec, manner=tuple(options.manner) or "plain", fault=tuple(options.fault), key=key)


def _wire(target: Target, options: Options, environ: Mapping[str, str], *, unsent: bool) -> tuple[Wire, Secrets]:
    """The address for requests, and the secrets in them."""
    key_env = options.key_env or target.spec.key_env
    headers, secrets = credentials.hidden(options.headers, target, key_env)
    key = credentials.key_of(key_env, environ, needed=target.live and not unsent)
    base = _base(target, options) if target.live else emulation.ADDRESS
    if options.ca_cert is not None:
        from wirecheck.transports.live import verifying

        verifying(options.ca_cert, options.insecure)
    wire = Wire(base, key_env, headers, prompts=tuple(options.prompts))
    return wire, Secrets({key_env: key}, secrets)


def _base(target: Target, options: Options) -> str:
    url = options.url or target.spec.server
    if url is None:
        raise UsageError(
            f"`{target.spec.provider}` has no server address in its spec",
            hint="give the address with `--url https://...`",
        )
    checked = option_checks.gateway(url)
    return base_url(checked, target.operations) if options.url else checked


def _planned(target: Target, options: Options, depth: Depth, wire: Wire) -> tuple[list[Case], tuple[str, ...]]:
    """The plan in the order in which it is sent; of a part of it, also the ids of the whole."""
    given = {"count": options.examples, "seed": options.seed}
    draws = Draws(**{name: value for name, value in given.items() if value is not None})
    once = _by_phase(
        case for operation in target.operations for case in plan(operation, depth, wire, draws, probe_cache.probes)
    )
    cases = repeated(once, options.repeat) if options.repeat > 1 else once
    if not options.shard:
        return cases, ()
    return shards.part(cases, shards.parse(options.shard)), tuple(case.id for case in cases)


def _by_phase(cases: Iterable[Case]) -> list[Case]:
    phases = list(Phase)
    return sorted(cases, key=lambda case: phases.index(case.phase))
