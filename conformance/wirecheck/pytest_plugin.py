"""
The pytest plugin: `pytest --wirecheck TARGET` adds one item for each requirement and operation.

The target is tested once, by the first item that needs it; under xdist the workers share that one run, so that nothing
is sent twice. An item fails where its requirement is broken, and is skipped where it could not be judged.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from wirecheck.errors import WirecheckError

if TYPE_CHECKING:
    import respx

OPTIONS = {
    "wirecheck_depth": ("--wirecheck-depth", "probe or sweep"),
    "wirecheck_url": ("--wirecheck-url", "the gateway's base URL"),
    "wirecheck_manner": ("--wirecheck-manner", "how the emulator differs, honestly"),
    "wirecheck_fault": ("--wirecheck-fault", "how the emulator lies"),
    "wirecheck_budget": ("--wirecheck-budget", "how many requests may be charged at most"),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("wirecheck", "conformance of image-generation gateways")
    group.addoption(
        "--wirecheck",
        action="append",
        default=[],
        metavar="TARGET",
        help="add the requirements of a target, such as `apiyi` or `live:apiyi`; repeatable",
    )
    for name, (flag, help) in OPTIONS.items():
        group.addoption(flag, dest=name, default=None, help=help)
    group.addoption("--wirecheck-strict", action="store_true", help="a broken `should` fails its item")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "wirecheck: a requirement of wirecheck's catalogue")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    for text in config.option.wirecheck:
        try:
            collector = Suite.from_parent(session, name=f"wirecheck::{text}", nodeid="wirecheck", target=text)
            items.extend(collector.collect())
        except WirecheckError as error:
            raise pytest.UsageError(_told(error)) from None


@pytest.fixture
def wirecheck_emulator() -> Iterator[Callable[..., respx.MockRouter]]:
    """
    Has a provider's emulator answer until the test ends: `wirecheck_emulator("apiyi", fault="error-as-200")`.

    Takes what `wirecheck.emulator.router.mocked` takes, and gives the respx router, which knows the calls. Caught are
    httpx and httpx2, sync and async, and what is built on them; other hosts are left alone.
    """
    from wirecheck.emulator.router import mocked

    with ExitStack() as stack:
        yield lambda provider, **given: stack.enter_context(mocked(provider, **given))


@pytest.fixture
def wirecheck_server() -> Iterator[Callable[..., str]]:
    """
    Serves a provider's emulator on a free port until the test ends: `url = wirecheck_server("apiyi", manner="gzip")`.

    Takes what `wirecheck.Emulator` takes, and gives the URL.
    """
    from wirecheck.emulator import Emulator
    from wirecheck.emulator.serve import running

    with ExitStack() as stack:
        yield lambda provider, **given: stack.enter_context(running(Emulator(provider, **given)))


class Suite(pytest.Collector):
    """The requirements of one target."""

    def __init__(self, *, target: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.target = target

    def collect(self) -> list[Item]:
        from wirecheck.catalogue import Level, catalogue

        session = _prepared(self.config, self.target)
        return [
            Item.from_parent(
                self,
                name=f"{operation.id}::{requirement.id}",
                nodeid=f"wirecheck::{operation.id}::{requirement.id}",
                operation=operation.id,
                requirement=requirement.id,
            )
            for operation in session.target.operations
            for requirement in catalogue()
            if requirement.level(operation) not in (None, Level.OBSERVE)
        ]


class Item(pytest.Item):
    """One requirement on one operation."""

    parent: Suite

    def __init__(self, *, operation: str, requirement: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.operation = operation
        self.requirement = requirement
        self.add_marker("wirecheck")

    def runtest(self) -> None:
        run = _report(self.config, self.parent.target)
        result = next(
            r for r in run["requirements"] if r["id"] == self.requirement and r["operation"] == self.operation
        )
        self.user_properties += [("level", result["level"]), ("judged", result["judged"])]
        match result["verdict"]:
            case "not_judged":
                pytest.skip(f"not judged: {result['why']}")
            case "not_applicable":
                pytest.skip("not asked at this depth")
            case "broken":
                self._broken(run)

    def _broken(self, run: dict[str, Any]) -> None:
        findings = [
            f for f in run["findings"] if f["requirement"] == self.requirement and f["operation"] == self.operation
        ]
        strict = self.config.option.wirecheck_strict
        if not strict and all(finding["level"] == "should" for finding in findings):
            pytest.xfail(f"should: {findings[0]['message']}")
        raise Broken(findings)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, Broken):
            return str(excinfo.value)
        if isinstance(excinfo.value, WirecheckError):
            return _told(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[str, None, str]:
        return "wirecheck", None, self.nodeid


class Broken(Exception):
    """Findings as pytest shows them."""

    def __init__(self, findings: list[dict[str, Any]]) -> None:
        super().__init__(findings)
        self.findings = findings

    def __str__(self) -> str:
        from wirecheck.reports.terminal import plain

        first = self.findings[0]
        lines = [f"{first['level']}: {first['statement']}"]
        if first["citation"]:
            lines.append(f"promised by {first['citation']['url']} ({first['citation']['page']})")
        lines += [f"- {finding['message']}" for finding in self.findings]
        return "\n".join(map(plain, [*lines, first["curl"]]))


def _told(error: WirecheckError) -> str:
    return f"{error.message}\nhint: {error.hint}" if error.hint else error.message


def _prepared(config: pytest.Config, target: str) -> Any:
    from wirecheck.plan import Depth
    from wirecheck.session import Options, prepare

    option = config.option
    depth, budget = option.wirecheck_depth, option.wirecheck_budget
    if depth not in (None, *(d.value for d in Depth)):
        raise pytest.UsageError(f"--wirecheck-depth: `{depth}` is none of {', '.join(Depth)}")
    if budget is not None and not budget.isdigit():
        raise pytest.UsageError(f"--wirecheck-budget: `{budget}` is no number")
    live = target.startswith("live:")
    options = Options(
        depth=Depth(depth) if depth else None,
        url=option.wirecheck_url if live else None,
        manner=() if live or not option.wirecheck_manner else (option.wirecheck_manner,),
        fault=() if live or not option.wirecheck_fault else (option.wirecheck_fault,),
        budget=int(budget) if budget is not None else None,
    )
    return prepare(target, options)


def _report(config: pytest.Config, target: str) -> dict[str, Any]:
    """The run of a target as the JSON report has it: made once, by whichever worker comes first."""
    import filelock

    memo = config.stash.setdefault(_RUNS, {})
    if target in memo:
        return memo[target]
    if not hasattr(config, "workerinput"):
        memo[target] = _run(config, target)
        return memo[target]
    # the folder that pytest keeps for this session's workers together
    folder: Path = config._tmp_path_factory.getbasetemp().parent  # type: ignore[attr-defined]  # no public way to it
    path = folder / ("wirecheck-" + "".join(char if char.isalnum() else "-" for char in target) + ".json")
    with filelock.FileLock(f"{path}.lock"):
        if not path.exists():
            path.write_text(json.dumps(_run(config, target)), encoding="utf-8")
        memo[target] = json.loads(path.read_text(encoding="utf-8"))
    return memo[target]


def _run(config: pytest.Config, target: str) -> dict[str, Any]:
    from wirecheck import __version__
    from wirecheck.reports import json as report

    found: dict[str, Any] = json.loads(report.render([_prepared(config, target).run()], __version__))["runs"][0]
    return found


_RUNS: pytest.StashKey[dict[str, dict[str, Any]]] = pytest.StashKey()
