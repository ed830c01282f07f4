"""Ctrl-C: once waits for what is paid for, twice waits for nothing, and the tape is whole either way."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from wirecheck.cli.interruption import stoppable
from wirecheck.emulator import KEY, Emulator
from wirecheck.tape.har import Entry
from wirecheck.tape.reader import entries, journal_of
from wirecheck.wire.exchange import Request


class Slow:
    """A gateway that holds back what is billable until it is let go; `held` is set once two requests wait."""

    def __init__(self) -> None:
        self.emulator = Emulator("apiyi", key=KEY)
        self.go, self.held = threading.Event(), threading.Event()
        self.waiting = self.served = 0
        self.lock = threading.Lock()
        slow = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                response = slow.emulator.respond(
                    Request(self.command, f"http://x{self.path}", tuple(self.headers.items()), body)
                )
                if response.ok:
                    with slow.lock:
                        slow.waiting += 1
                        if slow.waiting == 2:
                            slow.held.set()
                    slow.go.wait(60)
                    slow.served += 1
                try:
                    self.send_response(response.status)
                    for name, value in response.headers:
                        if name.lower() != "content-length":
                            self.send_header(name, value)
                    self.send_header("Content-Length", str(len(response.body)))
                    self.end_headers()
                    self.wfile.write(response.body)
                except OSError:
                    self.close_connection = True

            do_GET = do_POST = answer

            def log_message(self, format: str, *args: Any) -> None:
                """Nothing is said."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"


def interrupts_are_heard() -> None:
    """In a child: Ctrl-C does what it does at a terminal, also where the tests run in the background and ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def at_a_terminal() -> Iterator[None]:
    """In this process: Python's own handler of Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def gateway() -> Iterator[Slow]:
    slow = Slow()
    thread = threading.Thread(target=slow.server.serve_forever, daemon=True)
    thread.start()
    yield slow
    slow.go.set()
    slow.server.shutdown()
    slow.server.server_close()
    thread.join()


@pytest.fixture
def start(gateway: Slow, tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    children: list[subprocess.Popen[str]] = []

    def start(*more: str) -> subprocess.Popen[str]:
        command = ["run", "live:apiyi", "--url", gateway.url, "--yes"]
        command += ["--depth", "sweep", "--budget", "40", "--jobs", "2"]
        child = subprocess.Popen(
            [sys.executable, "-m", "wirecheck", *command, "--tape", "t.har", "--report", "json=r.json", *more],
            cwd=tmp_path,
            env={**os.environ, "APIYI_API_KEY": KEY, "NO_PROXY": "127.0.0.1"},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=interrupts_are_heard,
        )
        children.append(child)
        return child

    yield start
    for child in children:
        child.kill()
        child.communicate()


def served_on(tape: Path) -> int:
    found = [entry.exchange for entry in entries(tape) if isinstance(entry, Entry)]
    return sum(e.response is not None and e.response.ok for e in found)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_once_finishes_what_is_in_flight(
    start: Callable[..., subprocess.Popen[str]], gateway: Slow, tmp_path: Path, number: signal.Signals
) -> None:
    """What was sent is waited for and kept, nothing more is sent, and the report says what was left out."""
    child = start()
    assert gateway.held.wait(60)
    child.send_signal(number)
    assert child.stderr is not None
    while "waiting for what is in flight" not in child.stderr.readline():
        assert child.poll() is None
    gateway.go.set()
    out, _ = child.communicate(timeout=60)
    assert (child.returncode, gateway.served, served_on(tmp_path / "t.har")) == (130, 2, 2)
    assert not journal_of(tmp_path / "t.har").exists()
    [run] = json.loads((tmp_path / "r.json").read_text())["runs"]
    assert (run["interrupted"], run["requests"]["charged"]) == (True, 2)
    assert {left["why"] for left in run["left_out"]} == {"the run was interrupted"}
    assert "interrupted" in out


def test_twice_stops_at_once(start: Callable[..., subprocess.Popen[str]], gateway: Slow, tmp_path: Path) -> None:
    """Nothing is waited for; the tape holds what had come, and no word of what we cut short; going on is possible."""
    child = start()
    assert gateway.held.wait(60)
    child.send_signal(signal.SIGINT)
    assert child.stderr is not None
    while "waiting for what is in flight" not in child.stderr.readline():
        assert child.poll() is None
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=30)
    assert (child.returncode, "Traceback" in err) == (130, False), err
    found = [entry.exchange for entry in entries(tmp_path / "t.har") if isinstance(entry, Entry)]
    assert (len(found), [e.failure for e in found if e.failure]) == (4, [])
    assert not journal_of(tmp_path / "t.har").exists()
    gateway.go.set()
    child = start("--resume")
    _, err = child.communicate(timeout=60)
    assert (child.returncode, err.count("perhaps charged")) == (0, 2)


@pytest.mark.usefixtures("at_a_terminal")
def test_an_interrupt_that_python_loses_ends_the_command_all_the_same() -> None:
    """What is planned is not sent where Ctrl-C came while it was planned."""
    went_on = []

    def plan() -> None:
        with stoppable():
            with contextlib.suppress(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)
            went_on.append("planning")

    with pytest.raises(KeyboardInterrupt):
        plan()
    assert went_on == ["planning"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
