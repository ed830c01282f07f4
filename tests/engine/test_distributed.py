"""Runs spread over executors, a real dask cluster among them: they say what a run here would have said."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from wirecheck.engine import distributed
from wirecheck.engine.prices import Prices
from wirecheck.engine.session import Options, prepare
from wirecheck.errors import UsageError

pytestmark = pytest.mark.exhaustive


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dask scheduler with two workers, each a process of its own."""
    folder = tmp_path_factory.mktemp("cluster")
    file = folder / "scheduler.json"
    quiet: dict[str, Any] = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    common = ["--scheduler-file", str(file), "--no-dashboard"]
    module = [sys.executable, "-m"]
    scheduler = [*module, "distributed.cli.dask_scheduler", *common, "--host", "127.0.0.1", "--port", "0"]
    worker = [*module, "distributed.cli.dask_worker", *common, "--nthreads", "1", "--no-nanny"]
    processes = [subprocess.Popen(command, **quiet) for command in (scheduler, worker, worker)]
    try:
        deadline = time.monotonic() + 30
        while not file.exists():
            assert time.monotonic() < deadline, "the scheduler did not start"
            time.sleep(0.1)
        yield json.loads(file.read_text(encoding="utf-8"))["address"]
    finally:
        for process in processes:
            process.kill()
            process.wait()


def called(*arguments: str) -> tuple[int, Any, str]:
    command = [sys.executable, "-m", "wirecheck", "--isolated", "run", "--format", "json", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    return done.returncode, told(json.loads(done.stdout)) if done.stdout else None, done.stderr


def told(report: Any) -> Any:
    """What a report says, times aside."""
    if isinstance(report, dict):
        aside = {"started", "ended", "seconds", "sent", "retried"}
        return {name: told(value) for name, value in report.items() if name not in aside}
    return [told(item) for item in report] if isinstance(report, list) else report


def test_a_cluster_says_what_a_run_here_says(cluster: str) -> None:
    arguments = ("apiyi", "deerapi", "--fault", "ratio-ignored", "--price", "0.04")
    here, there = called(*arguments), called(*arguments, "--dask", cluster)
    assert here[1]["runs"][0]["findings"]
    assert there == here


def test_a_cluster_sends_pictures_back_small(cluster: str, tmp_path: Path) -> None:
    for where in ("here", "there"):
        report = ("--report", f"html={tmp_path / where}.html")
        called("apiyi", "--depth", "probe", *report, *(("--dask", cluster) if where == "there" else ()))
    here, there = ((tmp_path / f"{where}.html").read_text(encoding="utf-8") for where in ("here", "there"))
    assert there.count("data:image/webp;base64,") == here.count("data:image/webp;base64,") == 2


def test_a_cluster_judges_tapes_where_they_lie(cluster: str, tmp_path: Path) -> None:
    tapes = []
    for number, fault in enumerate(["ratio-ignored", "error-as-200", "mime-type-missing"]):
        tape = tmp_path / f"{number}.har"
        assert called("apiyi", "--depth", "probe", "--fault", fault, "--tape", str(tape))[0] == 1
        tapes.append(f"replay:{tape}")
    here, there = called(*tapes), called(*tapes, "--dask", cluster)
    assert [run["provider"] for run in here[1]["runs"]] == ["apiyi"] * 3
    assert there == here


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["live:apiyi"], "needs a key, which never leaves this process"),
        (["apiyi", "--tape", "t.har"], "`--tape` cannot be used with `--dask`"),
        (["apiyi", "--pictures", "p"], "`--pictures` cannot be used with `--dask`"),
        (["apiyi", "--budget", "3"], "`--budget` cannot be used with `--dask`"),
        (["apiyi", "--shard", "1/2"], "`--shard` cannot be used with `--dask`"),
        (["replay:gone.har"], "there is no tape `gone.har`"),
    ],
)
def test_what_does_not_go_with_a_cluster_is_told(cluster: str, arguments: list[str], message: str) -> None:
    code, report, stderr = called(*arguments, "--dask", cluster)
    assert (code, report) == (2, None)
    assert stderr.startswith("error: ")
    assert message in stderr
    assert "\nhint: " in stderr


@pytest.mark.parametrize("address", ["nonsense://x:1", "tcp://[::1", "tcp://scheduler", "tcp://scheduler:port"])
def test_an_address_that_is_none_is_told(address: str) -> None:
    code, report, stderr = called("apiyi", "--dask", address)
    assert (code, report) == (2, None)
    assert (
        stderr == f"error: `{address}` is not a valid address of a dask scheduler\nhint: such as tcp://scheduler:8786\n"
    )


def test_any_executor_does() -> None:
    options = Options(fault=("usage-missing", "ratio-ignored"), prices=Prices("EUR", default=None))
    plain = prepare("apiyi", options, {}).run()
    steps: list[tuple[int, int]] = []
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        (found,) = distributed.spread(["apiyi"], options, executor, 3, lambda done, of: steps.append((done, of)))
    assert plain.findings
    assert (found.results, found.findings) == (plain.results, plain.findings)
    assert (found.counts.planned, found.counts.charged) == (plain.counts.planned, plain.counts.charged)
    assert found.exchanges == ()
    assert steps == [(1, 3), (2, 3), (3, 3)]


def test_a_target_named_twice_is_two_runs() -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        found = distributed.spread(["apiyi", "apiyi"], Options(), executor, 2)
    assert [run.target for run in found] == ["emulated:apiyi", "emulated:apiyi"]
    assert replace(found[0], started=0, seconds=0, charges=()) == replace(found[1], started=0, seconds=0, charges=())


def test_no_part_of_a_live_run_leaves_the_process() -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        with pytest.raises(UsageError, match="never leaves this process"):
            distributed.spread(["apiyi", "live:apiyi"], Options(), executor, 2)
        assert executor.submit(int).result() == 0
