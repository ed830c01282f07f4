"""The pytest plugin, in runs of pytest of its own: items, selection, reports, and one run for all workers."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from wirecheck.emulator import Emulator
from wirecheck.spec.spec import load
from wirecheck.wire.exchange import Request

BARE = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "APIYI"))}
RATIO = "wirecheck::apiyi:generateContent::picture/ratio-is-honoured"


def play(folder: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", str(folder), *arguments]
    env = {**BARE, **environ}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=100, env=env, check=False)


def test_items_are_named_by_operation_and_requirement(tmp_path: Path) -> None:
    """An item's id says what holds where."""
    done = play(tmp_path, "--wirecheck", "apiyi", "--collect-only", "-q")
    ids = [line for line in done.stdout.splitlines() if line.startswith("wirecheck::")]
    assert (done.returncode, RATIO in ids, len(ids) == len(set(ids)) > 30) == (0, True, True), done.stdout


def test_a_truthful_gateway_passes_and_k_selects(tmp_path: Path) -> None:
    """`-k` chooses items like any other."""
    done = play(tmp_path, "--wirecheck", "apiyi", "--wirecheck-depth", "probe", "-k", "usage", "-v")
    assert done.returncode == 0, done.stdout
    assert {"usage"} == set(re.findall(r"apiyi:generateContent::(\w+)/", done.stdout))


def test_a_broken_requirement_fails_its_item(tmp_path: Path) -> None:
    """The failure names statement, page and command; JUnit has it under the same name."""
    (tmp_path / "test_own.py").write_text("def test_own() -> None: pass\n")
    given = ("--wirecheck", "apiyi", "--wirecheck-depth", "probe", "--wirecheck-fault", "ratio-ignored")
    done = play(tmp_path, *given, "--junitxml", "out.xml")
    assert done.returncode == 1, done.stdout
    assert "must: The picture has the ratio that was asked for." in done.stdout
    assert "promised by https://docs.apiyi.com/" in done.stdout
    assert "curl -sSi" in done.stdout
    cases = list(ET.parse(tmp_path / "out.xml").getroot().iter("testcase"))
    failed = [f"{case.get('classname')} {case.get('name')}" for case in cases if case.find("failure") is not None]
    assert ["picture/ratio-is-honoured" in name for name in failed] == [True]
    assert "test_own" in {case.get("name") for case in cases}


def test_a_value_of_a_set_that_is_left_open_is_promised(tmp_path: Path) -> None:
    """DeerAPI's page names the ratio and not its values: whatever value is served is honoured, or the item fails."""
    given = ("--wirecheck", "deerapi", "--wirecheck-depth", "probe", "-k", "generateContent and ratio-is")
    assert play(tmp_path, *given).returncode == 0
    lie = (*given, "--wirecheck-fault", "ratio-ignored")
    done = play(tmp_path, *lie)
    assert (done.returncode, "promised by https://apidoc.deerapi.com/" in done.stdout) == (1, True), done.stdout
    (tmp_path / "known.toml").write_text('[[departure]]\nrequirement = "picture/ratio-is-honoured"\nreason = "x"\n')
    known = play(tmp_path, *lie, "--wirecheck-baseline", "known.toml")
    assert (known.returncode, "known.toml: `picture/ratio-is-honoured` is a `must` now" in known.stdout) == (0, True)


@pytest.mark.exhaustive
@pytest.mark.parametrize(("extra", "code"), [((), 0), (("--wirecheck-strict",), 1)])
def test_a_should_fails_only_when_asked(tmp_path: Path, extra: tuple[str, ...], code: int) -> None:
    """A broken `should` is an expected failure, and with `--wirecheck-strict` a real one."""
    given = ("--wirecheck", "apiyi", "--wirecheck-depth", "probe", "--wirecheck-fault", "html-errors")
    assert code == play(tmp_path, *given, *extra).returncode


BAD = [
    (("--wirecheck", "nobody"), "there is no provider `nobody`"),
    (("--wirecheck", "live:apiyi"), "`APIYI_API_KEY` is not set or is empty"),
    (("--wirecheck", "apiyi", "--wirecheck-depth", "deep"), "`deep` is not one of probe, sweep"),
    (("--wirecheck", "apiyi", "--wirecheck-budget", "x"), "`x` is not a number"),
    (("--wirecheck", "apiyi", "--wirecheck-fault", "no-such"), "no-such"),
    (("--wirecheck", "apiyi", "--wirecheck-select", "no/such"), "there is no requirement `no/such`"),
    (("--wirecheck", "apiyi", "--wirecheck-header", "x"), "`x` is not a valid header"),
    (("--wirecheck", "apiyi", "--wirecheck-requirements", "gone.py"), "cannot be read"),
    (("--wirecheck", "replay:gone.har"), "there is no tape `gone.har`"),
    (("--wirecheck-fault", "ratio-ignored"), "--wirecheck-fault needs a target"),
    (("--wirecheck-strict",), "--wirecheck-strict needs a target"),
]


@pytest.mark.exhaustive
@pytest.mark.parametrize(("arguments", "message"), BAD)
def test_a_mistake_is_a_usage_error(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    """pytest ends with 4 and says what is wrong, without a traceback."""
    done = play(tmp_path, *arguments)
    assert (done.returncode, message in done.stderr, "Traceback" in done.stdout + done.stderr) == (4, True, False)


LIE = ("--wirecheck", "apiyi", "--wirecheck-depth", "probe", "--wirecheck-fault", "ratio-ignored")


@pytest.mark.exhaustive
def test_what_failed_last_is_run_again(tmp_path: Path) -> None:
    """`--lf` takes the items of requirements that were broken, and no others."""
    command = [sys.executable, "-m", "pytest", "--rootdir", str(tmp_path), *LIE, "-q"]
    for extra, passed in ((), True), (("--lf",), False):
        done = subprocess.run([*command, *extra], cwd=tmp_path, capture_output=True, text=True, env=BARE, check=False)
        assert (done.returncode, "1 failed" in done.stdout, " passed" in done.stdout) == (1, True, passed), done.stdout


@pytest.mark.exhaustive
def test_a_marker_chooses_them(tmp_path: Path) -> None:
    """`-m wirecheck` takes the requirements, and `-m "not wirecheck"` the tests beside them."""
    (tmp_path / "test_own.py").write_text("def test_own() -> None: pass\n")
    mine = play(tmp_path, *LIE, "-q", "--collect-only", "-m", "wirecheck").stdout
    others = play(tmp_path, *LIE, "-q", "--collect-only", "-m", "not wirecheck").stdout
    assert (RATIO in mine, "test_own" in mine) == (True, False)
    assert (RATIO in others, "test_own" in others) == (False, True)


def test_a_failure_reads_well(tmp_path: Path) -> None:
    """Statement, citation, message and command, and not a line of code."""
    out = play(tmp_path, *LIE, "--tb=long", "-l").stdout
    failure = out.split("= FAILURES =")[1].split("short test summary")[0]
    lines = [line for line in failure.splitlines() if line and not line.startswith(("=", "_"))]
    assert [line.split(" ")[0] for line in lines] == ["must:", "promised", "-", "curl", "wirecheck"], failure
    assert lines[-1] == "wirecheck emulated:apiyi: 31 requests, 2 charged"
    assert re.search(r"^collected \d\d+ items$", out, re.MULTILINE), out


@pytest.mark.exhaustive
def test_two_targets_of_one_provider(tmp_path: Path, gateway: ThreadingHTTPServer) -> None:
    """The second is named with its kind; each takes the options that are its own."""
    url = f"http://127.0.0.1:{gateway.server_port}"
    given = (*LIE, "--wirecheck", "live:apiyi", "--wirecheck-url", url, "-v", "-k", "ratio-is-honoured")
    done = play(tmp_path, *given, APIYI_API_KEY="sk-canary-1")
    verdicts = dict(re.findall(r"^(wirecheck::\S+) (\w+)", done.stdout, re.MULTILINE))
    assert verdicts == {RATIO: "FAILED", RATIO.replace("::", "::live:apiyi:", 1): "PASSED"}, done.stdout


@pytest.mark.exhaustive
def test_a_tape_is_written_and_judged_again(tmp_path: Path) -> None:
    """What one session pays for, the next one judges without a network; with workers it is written once."""
    first = play(tmp_path, *LIE, "--wirecheck-tape", "t.har", "-n", "2")
    again = play(tmp_path, "--wirecheck", "replay:t.har", "-q")
    assert [done.returncode for done in (first, again)] == [1, 1], first.stdout + again.stdout
    assert f"FAILED {RATIO}" in again.stdout
    refused = play(tmp_path, *LIE, "--wirecheck-tape", "t.har")
    assert "`t.har` already exists" in refused.stdout
    assert play(tmp_path, *LIE, "--wirecheck-tape", "t.har", "--wirecheck-resume").returncode == 1


def test_requirements_of_ones_own_are_items(tmp_path: Path) -> None:
    """A file of them is asked beside the catalogue."""
    (tmp_path / "house.py").write_text(
        "from wirecheck import Level, requirement\n"
        "@requirement('house/has-a-trace', default_level=Level.SHOULD)\n"
        "def has_a_trace(reading):\n"
        "    'Answers name their trace.'\n"
        "    yield 'it does not'\n"
    )
    given = ("--wirecheck", "apiyi", "--wirecheck-depth", "probe", "--wirecheck-requirements", "house.py")
    done = play(tmp_path, *given, "--wirecheck-select", "house", "--wirecheck-strict")
    assert "FAILED wirecheck::apiyi:generateContent::house/has-a-trace" in done.stdout, done.stdout


@pytest.fixture
def gateway() -> Iterator[ThreadingHTTPServer]:
    """APIYI's emulator behind a socket, that counts what it is sent."""
    emulator = Emulator(load("apiyi"), key="sk-canary-1")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.server.seen.append((self.headers.get("Authorization"), body))  # type: ignore[attr-defined]
            response = emulator.respond(Request(self.command, self.path, tuple(self.headers.items()), body))
            self.send_response(response.status)
            for name, value in response.headers:
                if name.lower() not in ("content-length", "date", "server"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(response.body)))
            self.end_headers()
            self.wfile.write(response.body)

        do_GET = do_POST

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.seen = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.exhaustive
def test_workers_share_one_run(tmp_path: Path, gateway: ThreadingHTTPServer) -> None:
    """Under xdist nothing is sent, and paid for, twice."""
    url = f"http://127.0.0.1:{gateway.server_port}"
    given = ("--wirecheck", "live:apiyi", "--wirecheck-url", url, "--wirecheck-budget", "2", "-n", "2")
    done = play(tmp_path, *given, APIYI_API_KEY="sk-canary-1")
    sent = gateway.seen  # type: ignore[attr-defined]
    assert len(sent) >= 4, done.stdout
    assert len(set(sent)) == len(sent)
    assert "canary" not in done.stdout + done.stderr
    assert done.returncode == 0, done.stdout
