"""
How many of the emulator's lies are found, and at what price: wirecheck at both depths, and schemathesis beside it.

Each endpoint's emulator tells each of its faults once, over HTTP, and is then honest in each of its manners. Counted
are the faults that are found, what is said against honest gateways, the requests that a gateway would have charged
for (those that the emulator served), and the time of a run. All of it comes from one call:

    python tests/benchmarks/bench_faults.py

takes about fifteen minutes on two cores; `--quick` takes a sample of faults and manners, the same for both.

wirecheck finds a fault where a finding is of a requirement that the fault names. schemathesis finds it where it reports
anything that it does not report of the honest gateway: a weaker test, in its favour. It runs all of its phases, checks
and modes with its default number of examples, on the provider's spec with `faults_tuning.yaml` put over it. Seeds are
fixed. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import contextlib
import copy
import itertools
import logging
import multiprocessing
import os
import re
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from wirecheck.emulator import KEY, Emulator, faults_for, manners
from wirecheck.emulator.hooks import Body, EmulatedCall
from wirecheck.emulator.server import running
from wirecheck.engine.session import Options, prepare
from wirecheck.plan import Depth
from wirecheck.spec.spec import Operation, load, providers

TUNING = Path(__file__).with_name("faults_tuning.yaml")
TOOLS = ("probe", "sweep", "schemathesis")
SEED = 1
CONFIG = f"""
seed = {SEED}
continue-on-failure = true
request-timeout = 60
[generation]
mode = "all"
deterministic = true
database = "none"
allow-x00 = false
codec = "ascii"
[checks.positive_data_acceptance]
expected-statuses = ["2xx"]
[checks.negative_data_rejection]
expected-statuses = ["400", "401", "403", "404", "405", "413", "415", "422"]
"""
SETTINGS = (
    "100 examples, its default; phases examples, coverage, fuzzing and stateful, which finds no links to follow; "
    f"mode all, all checks, seed {SEED}, past the first failure"
)


@dataclass(frozen=True, slots=True)
class Job:
    """One run: a tool on an endpoint that is honest in a manner, or tells a fault."""

    tool: str
    provider: str
    operation: str
    manner: str = "plain"
    fault: str = ""
    tuned: bool = True

    @property
    def endpoint(self) -> str:
        return f"{self.provider}:{self.operation}"


@dataclass(frozen=True, slots=True)
class Done:
    """What a run said, what it was charged for, and how long it took."""

    job: Job
    said: tuple[str, ...]
    requests: int
    billable: int
    seconds: float


class Counted(Emulator):
    """An emulator that counts what it is asked and what it serves."""

    def __init__(self, job: Job) -> None:
        super().__init__(load(job.provider), manner=job.manner, fault=(job.fault,) if job.fault else ())
        self._serving, self._asking = itertools.count(), itertools.count()

    def _call(self, request: Any) -> EmulatedCall:
        next(self._asking)
        return super()._call(request)

    def _served(self, call: EmulatedCall, hooks: Any) -> Body:
        next(self._serving)
        return super()._served(call, hooks)

    def counts(self) -> tuple[int, int]:
        """Requests, and those of them that were served; to be read once."""
        return next(self._asking), next(self._serving)


def run(job: Job) -> Done:
    """Run a job in this process."""
    emulator = Counted(job)
    with running(emulator) as url:
        began = time.perf_counter()
        said = _schemathesis(job, url) if job.tool == "schemathesis" else _wirecheck(job, url)
        seconds = time.perf_counter() - began
    return Done(job, tuple(said), *emulator.counts(), seconds)


def _wirecheck(job: Job, url: str) -> list[str]:
    """The requirements of its findings, one for each finding."""
    options = Options(depth=Depth(job.tool), url=url, budget=10_000)
    session = prepare(f"live:{job.endpoint}", options, environ={load(job.provider).key_env: KEY})
    return [finding.requirement for finding in session.run().findings]


def _schemathesis(job: Job, url: str) -> list[str]:
    """Its failures and errors, each kind once."""
    import schemathesis
    from schemathesis.engine import events, from_schema

    document = tuned(job.provider) if job.tuned else copy.deepcopy(dict(load(job.provider).document))
    loaded = schemathesis.openapi.from_dict(document, config=schemathesis.Config.from_str(CONFIG))
    loaded.config.update(base_url=url, headers={"Authorization": f"Bearer {KEY}"})
    if job.tuned:
        loaded.hook(_only_what_the_page_forbids(load(job.provider).operation(job.operation)))
    said: dict[str, None] = {}
    for event in from_schema(loaded.include(operation_id=job.operation)).execute():
        if isinstance(event, events.ScenarioFinished):
            for check in itertools.chain.from_iterable(event.recorder.checks.values()):
                if check.failure_info is not None:
                    said[_normalised(check.name, check.failure_info.failure)] = None
        elif isinstance(event, events.NonFatalError):
            said[f"error: {event.info.title}"] = None
        elif isinstance(event, events.FatalError):
            said[f"error: {type(event.exception).__name__}"] = None
    return list(said)


def _only_what_the_page_forbids(operation: Operation) -> Callable[[Any, Any], bool]:
    """
    A filter: a body that was made wrong counts only where the page's own schema forbids it.

    What the tuning adds, and members that nobody documented, an honest gateway may let pass.
    """

    def filter_case(_: Any, case: Any) -> bool:
        components = case.meta.components if case.meta is not None else {}
        wrong = {location.value for location, found in components.items() if found.mode.is_negative}
        if wrong != {"body"} or case.method != operation.method:
            return True
        try:
            return not operation.request_validator.is_valid(case.body)
        except ValueError:  # no JSON at all
            return True

    return filter_case


def _normalised(check: str, failure: Any) -> str:
    """The name of a check and the words of its failure, without what differs from one request to the next."""
    words = re.sub(r'"[^"]{24,}"?', '"..."', failure.message.partition("\n")[0])
    return f"{check}: {failure.title}: {re.sub('[0-9]+', '#', words)} {failure._unique_key}".strip()


def tuned(provider: str) -> dict[str, Any]:
    """The provider's spec as a careful user of schemathesis would have it."""
    tuning = yaml.safe_load(TUNING.read_text())
    document: dict[str, Any] = patched(copy.deepcopy(dict(load(provider).document)), tuning["providers"][provider])
    errors = tuning["errors"]
    for operation in (node for path in document["paths"].values() for node in path.values()):
        del operation["responses"]["default"]
        for status in errors["statuses"]:
            more = errors["on-429"] if status == "429" else {}
            operation["responses"][status] = {**errors["response"], **more}
    return document


def patched(value: Any, patch: Any) -> Any:
    """A value with a merge patch (RFC 7396) put over it."""
    if not isinstance(patch, Mapping):
        return patch
    found = dict(value) if isinstance(value, Mapping) else {}
    for name, inner in patch.items():
        if inner is None:
            found.pop(name, None)
        else:
            found[name] = patched(found.get(name), inner)
    return found


# -- what there is to run ----------------------------------------------------------------------------------------------


def jobs(endpoints: Sequence[str], *, quick: bool = False, tuned: bool = True) -> Iterator[Job]:
    """Every run, the long ones first."""
    step = 6 if quick else 1
    for tool in reversed(TOOLS):
        for provider in providers():
            for operation in load(provider).operations:
                if endpoints and operation.id not in endpoints:
                    continue
                for manner in manners()[::step]:
                    yield Job(tool, provider, operation.name, manner=manner.id, tuned=tuned)
                for fault in faults_for(operation)[::step]:
                    yield Job(tool, provider, operation.name, fault=fault.id, tuned=tuned)


def _enter(folder: str) -> None:
    """Make ready a process: what schemathesis writes goes to a folder that is thrown away, and nobody logs."""
    os.chdir(folder)
    logging.disable()
    import schemathesis  # noqa: F401 - so that no run is charged with the import


def run_all(wanted: Sequence[Job], processes: int) -> list[Done]:
    """All runs, several at a time, each in one process."""
    done: list[Done] = []
    spawning = multiprocessing.get_context("spawn")
    with (
        tempfile.TemporaryDirectory() as folder,
        ProcessPoolExecutor(processes, spawning, initializer=_enter, initargs=(folder,)) as pool,
    ):
        for result in pool.map(run, wanted):
            done.append(result)
            if sys.stderr.isatty():
                print(f"\r{len(done)} of {len(wanted)} runs", end="", file=sys.stderr, flush=True)
    return done


# -- what came of it ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """One tool at one endpoint."""

    found: int
    faults: int
    blamed: int
    billable: int
    requests: int
    seconds: float
    missed: tuple[str, ...]

    def __add__(self, other: Row) -> Row:
        return Row(
            self.found + other.found,
            self.faults + other.faults,
            self.blamed + other.blamed,
            self.billable + other.billable,
            self.requests + other.requests,
            self.seconds + other.seconds,
            (),
        )


def row(results: Sequence[Done]) -> Row:
    """What a tool made of an endpoint."""
    honest = {done.job.manner: done for done in results if not done.job.fault}
    lies = [done for done in results if done.job.fault]
    missed = tuple(done.job.fault for done in lies if not _found(done, honest["plain"]))
    return Row(
        found=len(lies) - len(missed),
        faults=len(lies),
        blamed=sum(len(done.said) for done in honest.values()),
        billable=honest["plain"].billable,
        requests=honest["plain"].requests,
        seconds=statistics.median(done.seconds for done in results),
        missed=missed,
    )


def _found(done: Done, plain: Done) -> bool:
    if done.job.tool == "schemathesis":
        return bool(set(done.said) - set(plain.said))
    operation = load(done.job.provider).operation(done.job.operation)
    fault = next(fault for fault in faults_for(operation) if fault.id == done.job.fault)
    return bool(set(done.said) & set(fault.breaks))


def table(rows: Mapping[str, Mapping[str, Row]]) -> Iterator[str]:
    """One Markdown table: an endpoint a line, and all of them together."""
    yield "| endpoint | faults | found | false findings | billable requests | seconds |"
    yield "|---|--:|--:|--:|--:|--:|"
    for endpoint, tools in rows.items():
        cells = [tools[tool] for tool in TOOLS]
        figures = [
            _three(f"{cell.found}" for cell in cells),
            _three(f"{cell.blamed}" for cell in cells),
            _three(f"{cell.billable}" for cell in cells),
            _three(f"{cell.seconds:.1f}" for cell in cells),
        ]
        yield f"| {endpoint} | {cells[0].faults} | {' | '.join(figures)} |"


def _three(cells: Iterator[str]) -> str:
    return " / ".join(cells)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().partition("\n")[0])
    parser.add_argument("endpoints", nargs="*", help="such as apiyi:generateContent; all where left out")
    parser.add_argument("--quick", action="store_true", help="every sixth fault and manner, for both")
    parser.add_argument("--untuned", action="store_true", help="the specs as they stand for schemathesis")
    parser.add_argument("--missed", action="store_true", help="name what was missed, and what was said of the honest")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    began = time.perf_counter()
    done = run_all(list(jobs(given.endpoints, quick=given.quick, tuned=not given.untuned)), given.processes)
    by_cell: dict[str, dict[str, list[Done]]] = defaultdict(lambda: defaultdict(list))
    for result in done:
        by_cell[result.job.endpoint][result.job.tool].append(result)
    rows = {endpoint: {tool: row(cell) for tool, cell in tools.items()} for endpoint, tools in sorted(by_cell.items())}
    total = {tool: sum((tools[tool] for tools in rows.values()), Row(0, 0, 0, 0, 0, 0.0, ())) for tool in TOOLS}
    print("\n".join(table({**rows, "all": total})))
    sample = ", one in six of them" if given.quick else ""
    spec = "the specs as they stand" if given.untuned else f"the specs with {TUNING.name} over them"
    sent = " / ".join(str(total[tool].requests) for tool in TOOLS)
    print(f"""
Each cell: wirecheck probe / wirecheck sweep / schemathesis {version("schemathesis")}.
schemathesis: {spec}; {SETTINGS}.
False findings are summed over {len(manners())} honest manners{sample}.
Billable are the requests that the plain gateway served in one run; of {sent} that were sent to all of them.
Seconds are the median of the runs, {given.processes} at a time, and for all the sum of these.
{len(done)} runs in {time.perf_counter() - began:.0f} s.""")
    if given.missed:
        _tell(rows, done)


def _tell(rows: Mapping[str, Mapping[str, Row]], done: Sequence[Done]) -> None:
    for tool in TOOLS:
        missed = Counter(fault for tools in rows.values() for fault in tools[tool].missed)
        print(f"\n{tool} missed: " + (", ".join(f"{f} ({n})" if n > 1 else f for f, n in missed.items()) or "nothing"))
        said = Counter(word for one in done if one.job.tool == tool and not one.job.fault for word in set(one.said))
        for word, count in said.most_common():
            print(f"  {count} honest runs: {word}")


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()
