"""
The pytest plugin: `pytest --wirecheck TARGET` adds one item for each requirement and operation.

The target is tested once, by the first item that needs it; under xdist the workers share that run, so that nothing
is sent twice. An item fails where its requirement is broken, and is skipped where it could not be judged. Where nothing
of an operation was served, one more item is an error that says why.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from wirecheck.config import options
from wirecheck.config.options import Kind, Only, Option
from wirecheck.errors import WirecheckError

if TYPE_CHECKING:
    import respx

    from wirecheck.engine.replay import Replay
    from wirecheck.engine.session import Session
    from wirecheck.judging.baseline import StaleEntry

ACTIONS: dict[Kind, dict[str, Any]] = {
    Kind.FLAG: {"action": "store_const", "const": True},
    Kind.MANY: {"action": "append"},
}
"""How pytest parses each kind of option, where it does not just store the text."""


def taken() -> list[Option]:
    """The options of `wirecheck run` that pytest takes, with `--wirecheck-` before them."""
    return [option for option in options.OPTIONS if option.pytest]


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("wirecheck", "conformance of image-generation gateways")
    group.addoption(
        "--wirecheck",
        action="append",
        default=[],
        metavar="TARGET",
        help="add the requirements of a target, such as `apiyi`, `live:apiyi` or `replay:tape.har`; repeatable",
    )
    for option in taken():
        group.addoption(f"--wirecheck-{option.name}", default=None, help=option.pytest, **ACTIONS.get(option.kind, {}))


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "wirecheck: a requirement of wirecheck's catalogue")
    given = [option.name for option in taken() if _typed(config, option.name) is not None]
    if given and not config.option.wirecheck:
        raise pytest.UsageError(f"--wirecheck-{given[0]} needs a target: name it with --wirecheck TARGET")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    taken: set[str] = set()
    for text in dict.fromkeys(config.option.wirecheck):
        try:
            for suite in _suites(session, config, text):
                found: list[pytest.Item | pytest.Collector] = [*suite.collect()]
                if any(item.nodeid in taken for item in found):
                    # two targets of one provider
                    found = [*suite.collect(f"{text}:")]
                taken |= {item.nodeid for item in found}
                items += [item for item in found if isinstance(item, (Item, ServedItem))]
                # so that pytest counts them as collected
                report = pytest.CollectReport(suite.nodeid, "passed", None, found)
                config.hook.pytest_collectreport(report=report)
        except WirecheckError as error:
            raise pytest.UsageError(_told(error)) from None


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The summary lines: the requests sent and charged for each target."""
    reports = [report for group in terminalreporter.stats.values() for report in group]
    told = [value for report in reports for name, value in getattr(report, "user_properties", ()) if name == SPENT]
    for line in dict.fromkeys(told):
        terminalreporter.write_line(f"wirecheck {line}")


SPENT = "wirecheck"
"""The property of an item with a line on its target's run: how many requests, and what is stale."""


@pytest.fixture
def wirecheck_emulator() -> Iterator[Callable[..., respx.MockRouter]]:
    """
    Answers with a provider's emulator until the test ends: `wirecheck_emulator("apiyi", fault="error-as-200")`.

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
    from wirecheck.emulator.server import running

    with ExitStack() as stack:
        yield lambda provider, **given: stack.enter_context(running(Emulator(provider, **given)))


class Suite(pytest.Collector):
    """The requirements of one target."""

    def __init__(self, *, target: str, ready: Session | Replay, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.target = target
        self.ready = ready

    def collect(self, prefix: str = "") -> Iterator[Item | ServedItem]:
        from wirecheck.requirements.requirement import Level

        for operation in self.ready.operations:
            yield ServedItem.from_parent(
                self,
                name=f"{operation.id}::is-served",
                nodeid=f"wirecheck::{prefix}{operation.id}::is-served",
                operation=operation.id,
            )
            for requirement in self.ready.requirements:
                if requirement.level(operation) not in (None, Level.OBSERVE):
                    yield Item.from_parent(
                        self,
                        name=f"{operation.id}::{requirement.id}",
                        nodeid=f"wirecheck::{prefix}{operation.id}::{requirement.id}",
                        operation=operation.id,
                        requirement=requirement.id,
                    )


class ServedItem(pytest.Item):
    """That something of one operation was served: an error where trouble leaves nothing to be judged."""

    parent: Suite

    def __init__(self, *, operation: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.operation = operation
        self.add_marker("wirecheck")

    def setup(self) -> None:
        try:
            run = _report(self.config, self.parent)
        except WirecheckError as error:
            pytest.fail(_told(error), pytrace=False)
        verdicts = {
            row["verdict"]: row["why"]
            for row in run["requirements"]
            if row["operation"] == self.operation and row["level"] == "must"
        }
        if "not_judged" in verdicts and not {"held", "broken"} & set(verdicts):
            troubles = [trouble for trouble in run["troubles"] if trouble["operation"] == self.operation]
            whys = [_trouble(trouble) for trouble in troubles] or [verdicts["not_judged"]]
            pytest.fail("\n".join(whys), pytrace=False)

    def runtest(self) -> None:
        """All is said in `setup`, where what is raised is an error and not a failure."""

    def reportinfo(self) -> tuple[str, None, str]:
        return "wirecheck", None, self.nodeid


def _trouble(raw: dict[str, Any]) -> str:
    from wirecheck.reports.json import trouble_of
    from wirecheck.reports.trouble_lines import line

    return line(trouble_of(raw), blocking=True).text


class Item(pytest.Item):
    """One requirement on one operation."""

    parent: Suite

    def __init__(self, *, operation: str, requirement: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.operation = operation
        self.requirement = requirement
        self.add_marker("wirecheck")

    def runtest(self) -> None:
        run = _report(self.config, self.parent)
        # on the page, and beyond it where that is broken
        rows = [r for r in run["requirements"] if (r["id"], r["operation"]) == (self.requirement, self.operation)]
        result = next((row for row in rows if row["verdict"] == "broken"), rows[0])
        counts = run["requests"]
        spent = f"{run['target']}: {counts['sent']} requests, {counts['charged']} charged"
        self.user_properties += [("level", result["level"]), ("judged", result["judged"])]
        self.user_properties += [(SPENT, line) for line in (spent, *run["stale"])]
        match result["verdict"]:
            case "not_judged":
                pytest.skip(f"not judged: {result['why']}")
            case "not_applicable":
                pytest.skip("not asked at this depth")
            case "broken":
                self._broken(run)

    def _broken(self, run: dict[str, Any]) -> None:
        findings = [
            f for f in run["findings"] if (f["requirement"], f["operation"]) == (self.requirement, self.operation)
        ]
        if not findings:
            return
        new = [finding for finding in findings if not finding.get("known")]
        if not new:
            pytest.xfail(f"known: {findings[0]['known']}")
        if not _given(self.config, "strict") and all(finding["level"] == "should" for finding in new):
            pytest.xfail(f"should: {new[0]['message']}")
        raise BrokenItem(new)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, BrokenItem):
            return str(excinfo.value)
        if isinstance(excinfo.value, WirecheckError):
            return _told(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[str, None, str]:
        return "wirecheck", None, self.nodeid


class BrokenItem(Exception):
    """Findings as pytest shows them."""

    def __init__(self, findings: list[dict[str, Any]]) -> None:
        super().__init__(findings)
        self.findings = findings

    def __str__(self) -> str:
        from wirecheck.reports.levels import CITED
        from wirecheck.reports.plain import plain
        from wirecheck.requirements.requirement import Level

        first = self.findings[0]
        lines = [f"{first['level']}: {first['statement']}"]
        if first["citation"]:
            lines.append(f"{CITED[Level(first['level'])]} {first['citation']['url']} ({first['citation']['page']})")
        if first["also"]:
            lines.append(first["also"])
        lines += [f"- {finding['message']}" for finding in self.findings]
        return "\n".join(map(plain, [*lines, first["curl"]]))


def _told(error: WirecheckError) -> str:
    return f"{error.message}\nhint: {error.hint}" if error.hint else error.message


def _typed(config: pytest.Config, name: str) -> Any:
    """The value of an option on the command line, or None."""
    return getattr(config.option, f"wirecheck_{name.replace('-', '_')}")


def _given(config: pytest.Config, name: str) -> Any:
    """The value of an option: from the command line, else from `[tool.wirecheck]`."""
    typed = _typed(config, name)
    return typed if typed is not None else _settings(config).get(name)


def _settings(config: pytest.Config) -> dict[str, Any]:
    """The settings in `[tool.wirecheck]` of the nearest pyproject.toml."""
    from wirecheck.config import settings

    if _SETTINGS not in config.stash:
        path = settings.find(config.rootpath)
        config.stash[_SETTINGS] = settings.read(path) if path is not None else {}
    return config.stash[_SETTINGS]


def _value(config: pytest.Config, option: Option) -> Any:
    """The value of an option in its own type; None where it is not set."""
    value = _given(config, option.name)
    if option.choices and value not in (None, *option.choices):
        raise pytest.UsageError(f"--wirecheck-{option.name}: `{value}` is not one of {', '.join(option.choices)}")
    if value is None or option.kind is not Kind.NUMBER:
        return value
    try:
        return option.number(value)
    except ValueError:
        raise pytest.UsageError(f"--wirecheck-{option.name}: `{value}` is not a number") from None


def _suites(session: pytest.Session, config: pytest.Config, target: str) -> list[Suite]:
    return [
        Suite.from_parent(session, name=f"wirecheck::{target}", nodeid="wirecheck", target=target, ready=ready)
        for ready in _ready(config, target)
    ]


def _ready(config: pytest.Config, target: str) -> list[Session | Replay]:
    from wirecheck.engine.api import prepared
    from wirecheck.engine.run_options import read

    kind = target.partition(":")[0] if ":" in target else "emulated"
    values = [(option, _value(config, option)) for option in taken() if option.python]
    return prepared(target, read({option.parameter: value for option, value in values if _is_for(option, kind)}))


def _is_for(option: Option, kind: str) -> bool:
    """Whether an option applies to a kind of target; each of several targets takes the options that apply to it."""
    if kind == "replay":
        return option.only is None
    return option.only is not (Only.EMULATED if kind == "live" else Only.LIVE)


def _report(config: pytest.Config, suite: Suite) -> dict[str, Any]:
    """The run of a target as the JSON report holds it; the first worker that needs it runs it."""
    import filelock

    memo = config.stash.setdefault(_RUNS, {})
    name = suite.ready.text
    if name in memo:
        return memo[name]
    if not hasattr(config, "workerinput"):
        memo[name] = _run(config, suite)
        return memo[name]
    # the folder that pytest keeps for this session's workers together
    folder: Path = config._tmp_path_factory.getbasetemp().parent  # type: ignore[attr-defined]  # no public way to it
    path = folder / ("wirecheck-" + "".join(char if char.isalnum() else "-" for char in name) + ".json")
    with filelock.FileLock(f"{path}.lock"):
        if not path.exists():
            path.write_text(json.dumps(_run(config, suite)), encoding="utf-8")
        memo[name] = json.loads(path.read_text(encoding="utf-8"))
    return memo[name]


def _run(config: pytest.Config, suite: Suite) -> dict[str, Any]:
    from wirecheck import __version__
    from wirecheck.engine.session import Session
    from wirecheck.reports import json as json_report
    from wirecheck.reports.report import Report
    from wirecheck.tape.recorder import Recorder

    tape, listed = _given(config, "tape"), _given(config, "baseline")
    if tape and isinstance(suite.ready, Session):
        # one tape for all targets: the second goes on from the first
        resume = bool(_given(config, "resume")) or config.stash.setdefault(_TAPED, False)
        with Recorder(Path(tape), __version__, resume=resume) as recorder:
            config.stash[_TAPED] = True
            run = suite.ready.run(recorder=recorder)
    else:
        run = suite.ready.run()
    stale: tuple[StaleEntry, ...] = ()
    if listed:
        from wirecheck.judging import baseline

        known = baseline.read(Path(listed))
        run = replace(run, findings=known.mark(run.findings))
        today = datetime.now(UTC).date()
        stale = known.stale(run.findings, run.results, today, suite.ready.requirements)
    found: dict[str, Any] = json.loads(json_report.render(Report([run])))["runs"][0]
    return {**found, "stale": [f"{listed}: {entry.why}" for entry in stale]}


_RUNS: pytest.StashKey[dict[str, dict[str, Any]]] = pytest.StashKey()
_SETTINGS: pytest.StashKey[dict[str, Any]] = pytest.StashKey()
_TAPED: pytest.StashKey[bool] = pytest.StashKey()
