"""Runs killed at any moment, and gone on with: nothing is lost, nothing is paid for twice, the report is the same."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from wirecheck.emulator import Emulator
from wirecheck.spec.spec import load
from wirecheck.tape.har import Entry
from wirecheck.tape.reader import entries, journal_of
from wirecheck.wire.exchange import Request, Response

KEY = "sk-wirecheck"
SETTLED = 1.0
"""Seconds after which an answer that was sent has surely arrived."""


@dataclass(slots=True)
class Served:
    """A request that a gateway has seen; `left` is when the last byte of its answer went out."""

    request: tuple[str, bytes, bool]
    """Path, body, and whether it carried the caller's key."""
    billable: bool
    left: float | None = None


@dataclass(slots=True)
class Gateway:
    """A gateway that remembers, and calls `hook` as each request arrives and as its answer has left."""

    respond: Callable[[Request], Response]
    url: str = ""
    log: list[Served] = field(default_factory=list)
    hook: Callable[[str], None] = lambda moment: None
    lock: threading.Lock = field(default_factory=threading.Lock)


@contextmanager
def running(gateway: Gateway) -> Iterator[Gateway]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            request = Request(self.command, f"{gateway.url}{self.path}", tuple(self.headers.items()), body)
            response = gateway.respond(request)
            ours = KEY in (self.headers.get("authorization") or "")
            seen = Served((self.path, body, ours), self.command == "POST" and response.ok)
            with gateway.lock:
                gateway.log.append(seen)
            gateway.hook("asked")
            try:
                self.send_response(response.status)
                for name, value in response.headers:
                    if name.lower() not in ("content-length", "server", "date"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(response.body)))
                self.end_headers()
                half = len(response.body) // 2
                self.wfile.write(response.body[:half])
                gateway.hook("half")
                self.wfile.write(response.body[half:])
                self.wfile.flush()
                seen.left = time.monotonic()
            except OSError:
                self.close_connection = True
            gateway.hook("answered")

        do_GET = do_POST = do_PUT = do_DELETE = answer

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing is said."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that was killed is no news."""

    with Server(("127.0.0.1", 0), Handler) as server:
        gateway.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield gateway
        server.shutdown()
        thread.join()


def start(provider: str, gateway: Gateway, folder: Path, report: str, *more: str) -> subprocess.Popen[str]:
    arguments = ["run", f"live:{provider}", "--url", gateway.url, "--yes", "--depth", "sweep", "--budget", "60"]
    environ = {**os.environ, load(provider).key_env: KEY, "NO_PROXY": "127.0.0.1"}
    return subprocess.Popen(
        [sys.executable, "-m", "wirecheck", *arguments, "--jobs", "4", "--report", f"json={report}", *more],
        cwd=folder,
        env=environ,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def told(path: Path) -> Any:
    """A report without what two runs of the same answers may differ in."""
    return _timeless(json.loads(path.read_text()))


def _timeless(value: Any) -> Any:
    if isinstance(value, dict):
        apart = ("started", "seconds", "sent", "retried")
        return {name: _timeless(inner) for name, inner in value.items() if name not in apart}
    return [_timeless(inner) for inner in value] if isinstance(value, list) else value


def on_disk(tape: Path) -> set[tuple[str, bytes, bool]]:
    """The requests whose answers are on a tape, or in the journal beside it."""
    if not tape.exists() and not journal_of(tape).exists():
        return set()
    found = [entry.exchange for entry in entries(tape) if isinstance(entry, Entry)]
    assert all(exchange.response is not None for exchange in found)
    asked = [exchange.request for exchange in found]
    return {(request.path, request.body, "$" in (request.header("authorization") or "")) for request in asked}


SCENES: list[tuple[str, tuple[str, ...], int]] = [
    ("apiyi", (), 1),
    ("apiyi", ("ratio-ignored", "client-error-500"), 2),
    ("deerapi", (), 3),
    ("dgrid", ("key-echoed", "gzip-mislabelled"), 4),
]


@pytest.mark.exhaustive
@pytest.mark.parametrize(("provider", "faults", "seed"), SCENES)
def test_a_run_that_is_killed_loses_nothing(provider: str, faults: tuple[str, ...], seed: int, tmp_path: Path) -> None:
    """
    Killed again and again, and gone on with until it is done.

    It ends with the report of an undisturbed run; what had arrived is on disk; and no request whose answer is on disk
    is sent anew.
    """
    chance = random.Random(seed)
    emulator = Emulator(provider, fault=faults, key=KEY)
    with running(Gateway(emulator.respond)) as gateway:
        calm = start(provider, gateway, tmp_path, "calm.json")
        calm.communicate(timeout=120)
        asked = len(gateway.log)
        tape, lost, kills, twice = tmp_path / "t.har", 0, 0, 0
        while True:
            begun, before = len(gateway.log), on_disk(tape)
            child = start(provider, gateway, tmp_path, "killed.json", "--tape", "t.har", "--resume")
            if kills < 12:
                _kill_at(child, gateway, chance)
            child.communicate(timeout=120)
            gateway.hook = lambda moment: None
            cut = time.monotonic()
            new = gateway.log[begun:]
            twice += sum(seen.billable and seen.request in before for seen in new)
            if child.returncode != -signal.SIGKILL:
                break
            kills += 1
            now = on_disk(tape)
            there = [seen for seen in new if seen.left is not None and cut - seen.left > SETTLED]
            lost += sum(seen.request not in now for seen in there)
    assert (child.returncode, lost, twice) == (calm.returncode, 0, 0)
    assert kills >= 5
    assert len(gateway.log) > asked
    assert told(tmp_path / "killed.json") == told(tmp_path / "calm.json")
    assert not journal_of(tape).exists()


def _kill_at(child: subprocess.Popen[str], gateway: Gateway, chance: random.Random) -> None:
    """Have a child killed as it starts, as a request arrives, half way through an answer, after it, or by the clock."""
    moment = chance.choice(["start", "asked", "half", "answered", "clock"])
    if moment == "start":
        threading.Timer(chance.uniform(0.0, 0.3), child.kill).start()
    left = chance.randint(1, 5)
    pause = chance.uniform(0.0, 0.01)

    def hook(now: str) -> None:
        nonlocal left
        if now == moment:
            left -= 1
            if left == 0:
                time.sleep(pause)
                child.kill()
        elif moment in ("start", "clock") and left > 0:
            left = 0
            # whatever goes on meanwhile
            threading.Timer(3 * pause, child.kill).start()

    gateway.hook = hook
