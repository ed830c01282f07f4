"""
A run set up: target, key, plan and transport put together, for the command line, the pytest plugin and Python alike.
"""

from __future__ import annotations

import itertools
import math
import os
import re
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from wirecheck.emulator import KEY, Emulator
from wirecheck.engine import runner
from wirecheck.engine.prices import Money, Prices, estimate
from wirecheck.engine.runner import Run
from wirecheck.engine.sender import Progress
from wirecheck.errors import KeyMissing, UsageError
from wirecheck.judging import plugins
from wirecheck.plan import Case, Depth, Draws, Phase, Wire, at_worst, expected, plan, probe_cache, repeated, shards
from wirecheck.plan.priority import by_value
from wirecheck.requirements import catalogue
from wirecheck.requirements.requirement import Requirement
from wirecheck.secrets.redaction import Secrets
from wirecheck.spec.spec import Operation, Spec, load, named_by_path, providers, split
from wirecheck.tape.recorder import Recorder, cases_of
from wirecheck.transports import Keyed, Transport
from wirecheck.transports import emulated as emulation
from wirecheck.transports.paced import Pace, Paced, Rate
from wirecheck.wire.exchange import Headers

KINDS = ("emulated", "live")
LIVE_BUDGET = 4
"""Requests that a live run may be charged for unless it is told otherwise."""

SENSITIVE = re.compile(r"auth|key|token|cookie|secret|password", re.IGNORECASE)


@dataclass(frozen=True)
class Target:
    """What is tested: `kind:provider` or `kind:provider:operation`."""

    kind: str
    spec: Spec
    operations: tuple[Operation, ...]
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Options:
    """How a target is tested; each is the option of `wirecheck run` of that name."""

    depth: Depth | None = None
    url: str | None = None
    model: str | None = None
    headers: Headers = field(default=(), repr=False)
    key_env: str | None = None
    budget: int | None = None
    repeat: int = 1
    jobs: int = 8
    timeout: float = 300.0
    rate: Rate | None = None
    ca_cert: Path | None = None
    insecure: bool = False
    manner: Sequence[str] = ()
    fault: Sequence[str] = ()
    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    shard: str | None = None
    requirements: Sequence[Path | str | Requirement] = ()
    prices: Prices | None = None
    prompts: tuple[str, ...] = ()
    examples: int | None = None
    seed: int | None = None


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
        """What the plan costs, where somebody named prices."""
        if self.options.prices is None:
            return None
        operations = {operation.id: operation for operation in self.target.operations}
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

        :param recorder: the tape that answers are kept on, and taken from where it holds them already.
        :param stop: once it is set, nothing more is sent.
        :raises Unreachable: nothing answers at the target.
        """
        cases = self.cases if recorder is None else _by_phase((*self.cases, *self._paid_before(recorder)))
        reel = recorder.open(self.target.text, self._plan(), cases) if recorder is not None else None
        transport = Keyed(self._transport(stop), self.secrets)
        try:
            found = runner.run(
                self.target.text,
                self.target.operations,
                cases,
                transport,
                depth=self.depth,
                jobs=self.options.jobs,
                budget=self.budget,
                requirements=self.requirements,
                key_default=self.key_default,
                progress=progress,
                reel=reel,
                prices=self.options.prices,
                stop=stop,
                plan=self.whole,
            )
        finally:
            transport.close()
        if reel is not None and found.trouble is None:
            reel.write({left.case: left.why for left in found.left_out})
        money = self.money
        if money is not None:
            money = replace(money, charged=sum((charge.price or Decimal() for charge in found.charges), Decimal()))
        seed = self.options.seed or 0
        found = replace(
            found, money=money, shard=self.options.shard or "", seed=seed if self.depth is Depth.FUZZ else None
        )
        # a part is put together with others where its exchanges are not
        return runner.pictured(found, self.target.operations) if found.shard else found

    def _plan(self) -> dict[str, Any]:
        """What a tape says of the run beside its cases."""
        return {
            "provider": self.target.spec.provider,
            "operations": [operation.id for operation in self.target.operations],
            "depth": self.depth.value,
            "shard": self.options.shard or "",
            "seed": self.options.seed,
            "plan": list(self.whole),
            "emulator": [list(self.options.manner), list(self.options.fault)],
        }

    def _paid_before(self, recorder: Recorder) -> list[Case]:
        """Cases of an earlier plan whose answers are on the tape: they are judged with those of this one."""
        earlier = recorder.plan(self.target.text)
        if earlier and earlier.get("emulator") != self._plan()["emulator"]:
            hint = "resume with the same `--manner` and `--fault`, or name another tape"
            raise UsageError(f"`{recorder.path}` was recorded from another emulator", hint=hint)
        part, recorded = self.options.shard or "", str(earlier.get("shard") or "")
        if part and earlier and part != recorded:
            what = f"part {recorded}" if recorded else "the whole plan"
            hint = "a tape holds one part; name another tape"
            raise UsageError(f"`{recorder.path}` was recorded of {what}", hint=hint)
        known = {case.id for case in self.cases}
        mine = {operation.id for operation in self.target.operations}
        return [
            case
            for case, _ in cases_of(earlier)
            if case.id not in known
            and case.operation in mine
            and case.request.url.startswith(self.wire.base)
            and recorder.holds(self.target.text, case)
        ]

    def _transport(self, stop: threading.Event | None) -> Transport:
        if self.target.kind == "live":
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
        emulator = Emulator(
            self.target.spec,
            manner=tuple(self.options.manner) or "plain",
            fault=tuple(self.options.fault),
            key=self.secrets.values[self.wire.key_env],
        )
        return emulation.Emulated(emulator.respond)


def parse(text: str) -> Target:
    """
    Read a target; a provider's name alone, or the path of a spec, means its emulator.

    A path has a slash or a backslash in it, or ends in `.yaml`, `.yml` or `.json`.

    :raises UsageError: the kind is not known.
    :raises SpecError: the provider or its operation is not known.
    """
    kind, colon, rest = text.partition(":")
    if kind == "replay" and colon:
        raise UsageError("a tape is no target to be sent to", hint="`wirecheck run replay:FILE` judges what is on it")
    if not colon or (kind not in KINDS and (len(kind) == 1 or named_by_path(kind))):
        # a path may have colons of its own, such as that of a drive
        kind, rest = "emulated", text
    elif kind not in KINDS:
        known = ", ".join(f"`{kind}:`" for kind in KINDS)
        hint = f"a target is `kind:provider[:operation]`, kinds are {known}; or `replay:FILE`"
        if kind in providers():
            hint = f"did you mean `emulated:{text}` or `live:{text}`?"
        raise UsageError(f"`{text}` is no target", hint=hint)
    provider, operation = split(rest)
    if not provider:
        raise UsageError(f"`{text}` names no provider", hint=f"known are {', '.join(providers())}")
    spec = load(provider)
    operations = (spec.operation(operation),) if operation else spec.operations
    return Target(kind, spec, operations, f"{kind}:{rest}")


def prepare(
    target: Target | str,
    options: Options = Options(),
    environ: Mapping[str, str] | None = None,
    *,
    unsent: bool = False,
) -> Session:
    """
    Put together what a run needs; nothing is sent.

    :param unsent: the session is for looking at only, and needs no key.

    :raises WirecheckError: an option makes no sense for the target, or the key is missing.
    """
    environ = os.environ if environ is None else environ
    target = parse(target) if isinstance(target, str) else target
    wanted = catalogue.select(options.select, options.ignore, plugins.requirements(options.requirements))
    live = target.kind == "live"
    for name, text in (("url", options.url), ("model", options.model), ("key-env", options.key_env)):
        if text is not None and not text.strip():
            raise UsageError(f"`--{name}` is empty", hint="is a variable not set? Give it a value, or leave it out")
    if options.key_env is not None and not re.fullmatch(r"[A-Za-z_]\w*", options.key_env, re.ASCII):
        raise UsageError(f"`{options.key_env}` is no variable's name", hint="such as `--key-env GATEWAY_KEY`")
    if not (options.timeout > 0 and math.isfinite(options.timeout)):
        raise UsageError(f"`--timeout {options.timeout}` is no time", hint="it is a number of seconds, such as 300")
    if options.url and not live:
        raise UsageError("`--url` is for `live:` targets", hint=f"say `live:{target.spec.provider}`")
    for name, given in (("rate", options.rate), ("ca-cert", options.ca_cert), ("insecure", options.insecure)):
        if given and not live:
            raise UsageError(f"`--{name}` is for `live:` targets", hint=f"say `live:{target.spec.provider}`")
    if live and (options.manner or options.fault):
        raise UsageError("`--manner` and `--fault` are for emulated targets", hint=f"say `{target.spec.provider}`")
    if not live and (options.manner or options.fault):
        Emulator(target.spec, manner=tuple(options.manner) or "plain", fault=tuple(options.fault))
    key_env = options.key_env or target.spec.key_env
    headers, extra = _headers(options.headers, target)
    values = {key_env: _key(key_env, live and not unsent, environ), **extra}
    base = _base(target, options) if live else emulation.ADDRESS
    if options.ca_cert is not None:
        from wirecheck.transports.live import verifying

        verifying(options.ca_cert, options.insecure)
    wire = Wire(base, key_env, headers, options.model, tuple(options.prompts))
    depth = options.depth or (Depth.PROBE if live else Depth.SWEEP)
    draws = _draws(options, depth)
    planned = (plan(operation, depth, wire, draws, probe_cache.probes) for operation in target.operations)
    once = _by_phase(itertools.chain.from_iterable(planned))
    cases = repeated(once, options.repeat) if options.repeat > 1 else once
    budget = options.budget if options.budget is not None else (LIVE_BUDGET if live else None)
    whole = tuple(case.id for case in cases) if options.shard else ()
    if options.shard:
        cases = shards.part(cases, shards.parse(options.shard))
    if budget is not None and budget < expected(cases):
        cases = by_value(cases, {operation.id: operation for operation in target.operations})
    key_default = "" if live else KEY
    return Session(target, options, depth, wire, tuple(cases), budget, wanted, whole, key_default, Secrets(values))


def _draws(options: Options, depth: Depth) -> Draws:
    given = {"count": options.examples, "seed": options.seed}
    named = {name: value for name, value in given.items() if value is not None}
    if named and depth is not Depth.FUZZ:
        option = "examples" if "count" in named else "seed"
        raise UsageError(f"`--{option}` is for requests that are drawn", hint="say `--depth fuzz`")
    return Draws(**named)


def _by_phase(cases: Iterable[Case]) -> list[Case]:
    phases = list(Phase)
    return sorted(cases, key=lambda case: phases.index(case.phase))


def header(text: str) -> tuple[str, str]:
    """
    Name and value out of `NAME:VALUE`.

    :raises UsageError: it is no header.
    """
    name, colon, value = text.partition(":")
    bare = name.strip().replace("-", "").replace("_", "")
    if not colon or not (bare.isascii() and bare.isalnum()):
        raise UsageError(f"`{text}` is no header", hint="a header is `NAME:VALUE`")
    if any(ord(char) < 32 or ord(char) == 127 for char in value):
        raise UsageError(f"the header `{name}` holds a control character", hint="a header is one line")
    return name.strip(), value.strip()


def _key(name: str, live: bool, environ: Mapping[str, str]) -> str:
    key = environ.get(name, "").strip()
    if not key and live:
        raise KeyMissing(f"`{name}` holds no key", hint=f"export {name}=... or name another variable with `--key-env`")
    if not key.isascii() or not key.isprintable() or " " in key:
        raise KeyMissing(f"`{name}` holds characters that no header can carry", hint="copy the key anew")
    return key or KEY


def _headers(headers: Headers, target: Target) -> tuple[Headers, dict[str, str]]:
    """Headers with what is secret in them by name only, and the secrets by these names."""
    kept: list[tuple[str, str]] = []
    secret: dict[str, str] = {}
    reserved = target.spec.credential(target.operations[0], "")[0].lower()
    for name, value in headers:
        if name.lower() == reserved:
            raise UsageError(
                f"`{name}` carries the key", hint="put the key into a variable and name it with `--key-env`"
            )
        if SENSITIVE.search(name):
            variable = "WIRECHECK_" + re.sub(r"\W", "_", name).upper()
            secret[variable] = value
            value = f"${variable}"
        kept.append((name, value))
    return tuple(kept), secret


def _base(target: Target, options: Options) -> str:
    url = options.url or target.spec.server
    if url is None:
        raise UsageError(
            f"`{target.spec.provider}` has no address of its own", hint="name yours with `--url https://...`"
        )
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError as error:
        raise UsageError(
            f"`{url}` is no URL: {error}", hint="such as https://gateway.example or http://127.0.0.1:8460"
        ) from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"`{url}` is no URL", hint="such as https://gateway.example or http://127.0.0.1:8460")
    if parts.username or parts.password:
        raise UsageError("the URL carries a password", hint="pass credentials with `-H` or in the key's variable")
    if parts.query or parts.fragment:
        raise UsageError(f"`{url}` has more than a path", hint="give the part before `?`")
    return url
