"""
The journal: answers on disk as they arrive, each in its own transaction, synced before anything reads it.

It is an SQLite database beside the tape: if a run is killed at any moment, all that was committed is complete, and
nothing partial is left. One process has it open at a time.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from wirecheck.errors import TapeError
from wirecheck.tape.har import Entry, Purpose
from wirecheck.wire.exchange import Exchange, Failure, FailureKind, Request, Response

SUFFIX = ".journal"
TABLES = """
CREATE TABLE IF NOT EXISTS exchange (
  key TEXT PRIMARY KEY, about TEXT NOT NULL, asked BLOB NOT NULL, answered BLOB
);
CREATE TABLE IF NOT EXISTS leaving (
  key TEXT PRIMARY KEY, target TEXT NOT NULL, purpose TEXT NOT NULL, at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS run (target TEXT PRIMARY KEY, plan TEXT NOT NULL);
"""


class Journal:
    """
    The database of one tape; thread-safe.

    :param path: the journal's own file.
    :raises TapeError: it cannot be opened, or another run uses it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        try:
            self._base = sqlite3.connect(path, timeout=0.2, check_same_thread=False, isolation_level=None)
        except sqlite3.Error as error:
            raise _told(path, error) from None
        try:
            # a single file that is always consistent, and whose folder is synced as well
            for pragma in ("page_size = 65536", "locking_mode = EXCLUSIVE", "synchronous = EXTRA"):
                self._base.execute(f"PRAGMA {pragma}")
            self._base.execute("BEGIN EXCLUSIVE")
            for statement in TABLES.split(";")[:-1]:
                self._base.execute(statement)
            self._base.execute("COMMIT")
        except sqlite3.Error as error:
            self._base.close()
            raise _told(path, error) from None

    def close(self) -> None:
        self._base.close()

    def begin(self, target: str, plan: dict[str, Any]) -> None:
        """Store the plan, in place of an earlier one."""
        self._write("INSERT OR REPLACE INTO run VALUES (?, ?)", (target, json.dumps(plan)))

    def plans(self) -> dict[str, dict[str, Any]]:
        """The plans, by target."""
        return {target: json.loads(plan) for target, plan in self._read("SELECT target, plan FROM run ORDER BY rowid")}

    def leave(self, purpose: Purpose, request: Request, attempt: int, at: float) -> None:
        """Note that a request is about to be sent."""
        row = (key(purpose, request, attempt), purpose.target, purpose.purpose, at)
        self._write("INSERT OR REPLACE INTO leaving VALUES (?, ?, ?, ?)", row)

    def lost(self) -> list[tuple[str, str, float]]:
        """Target, purpose and time of each request that was sent and has no answer."""
        query = "SELECT target, purpose, at FROM leaving WHERE key NOT IN (SELECT key FROM exchange) ORDER BY at"
        return [(str(target), str(purpose), float(at)) for target, purpose, at in self._read(query)]

    def lose(self, lost: Iterable[tuple[str, str, float]]) -> None:
        """Take over the lost requests of an earlier tape; a later answer to the same request does not remove them."""
        for target, purpose, at in lost:
            self._write("INSERT OR IGNORE INTO leaving VALUES (?, ?, ?, ?)", (f"{target} {at}", target, purpose, at))

    def keep(self, entry: Entry) -> None:
        """Write a complete exchange to disk before this returns."""
        self._write("INSERT OR REPLACE INTO exchange VALUES (?, ?, ?, ?)", _row(entry))

    def take_in(self, entries: Iterator[Entry]) -> None:
        """Write many at once: all or none; existing ones are not changed."""
        with self._lock:
            try:
                self._base.execute("BEGIN")
                self._base.executemany("INSERT OR IGNORE INTO exchange VALUES (?, ?, ?, ?)", map(_row, entries))
                self._base.execute("COMMIT")
            except sqlite3.Error as error:
                raise _told(self.path, error) from None
            finally:
                if self._base.in_transaction:
                    self._base.execute("ROLLBACK")

    def recall(self, purpose: Purpose, request: Request, attempt: int) -> Exchange | None:
        """The exchange of a case's request, or None where there is none."""
        query = "SELECT about, asked, answered FROM exchange WHERE key = ?"
        row = next(iter(self._read(query, (key(purpose, request, attempt),))), None)
        return _entry(*row).exchange if row is not None else None

    def keys(self) -> set[str]:
        """The key of every exchange."""
        return {str(key) for (key,) in self._read("SELECT key FROM exchange")}

    def entries(self) -> Iterator[Entry]:
        """Every exchange, one at a time, in the order in which they were kept."""
        for (number,) in self._read("SELECT rowid FROM exchange ORDER BY rowid"):
            [row] = self._read("SELECT about, asked, answered FROM exchange WHERE rowid = ?", (number,))
            yield _entry(*row)

    def _write(self, statement: str, values: tuple[Any, ...]) -> None:
        with self._lock:
            try:
                self._base.execute(statement, values)
            except sqlite3.Error as error:
                raise _told(self.path, error) from None

    def _read(self, query: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        with self._lock:
            try:
                return self._base.execute(query, values).fetchall()
            except sqlite3.Error as error:
                raise _told(self.path, error) from None


def key(purpose: Purpose | None, request: Request, attempt: int) -> str:
    """The key of an exchange: its target, case, request and attempt."""
    whose = (purpose.target, purpose.case) if purpose is not None else ()
    headers = (f"{name}: {value}" for name, value in request.headers)
    text = "\n".join((*whose, str(attempt), request.method, request.url, *headers))
    return hashlib.sha256(text.encode() + b"\n\n" + request.body).hexdigest()


def _row(entry: Entry) -> tuple[str, str, bytes, bytes | None]:
    exchange = entry.exchange
    request, response, failure = exchange.request, exchange.response, exchange.failure
    about = {
        "purpose": dataclasses.asdict(entry.purpose) if entry.purpose else None,
        "request": [request.method, request.url, request.headers],
        "response": [response.status, response.headers, response.first_byte] if response is not None else None,
        "failure": [failure.kind.value, failure.message] if failure is not None else None,
        "times": [exchange.started, exchange.first_byte, exchange.ended],
        "attempt": exchange.attempt,
    }
    answered = response.body if response is not None else None
    return key(entry.purpose, request, exchange.attempt), json.dumps(about), request.body, answered


def _entry(text: str, asked: bytes, answered: bytes | None) -> Entry:
    about = json.loads(text)
    method, url, headers = about["request"]
    request = Request(method, url, _pairs(headers), asked)
    response = None
    if about["response"] is not None:
        status, headers, first_byte = about["response"]
        response = Response(status, _pairs(headers), answered or b"", first_byte)
    failure = None
    if about["failure"] is not None:
        trouble, message = about["failure"]
        failure = Failure(FailureKind(trouble), message)
    started, first_byte, ended = about["times"]
    exchange = Exchange(request, response, failure, started, first_byte, ended, about["attempt"])
    return Entry(exchange, Purpose(**about["purpose"]) if about["purpose"] else None)


def _pairs(headers: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in headers)


def _told(path: Path, error: sqlite3.Error) -> TapeError:
    code = getattr(error, "sqlite_errorcode", None)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return TapeError(f"another run is writing `{path}`", hint="wait for it, or name another tape")
    if code == sqlite3.SQLITE_NOTADB:
        return TapeError(f"`{path}` is not a valid journal", hint="move it away, or name another tape")
    return TapeError(f"`{path}` cannot be written: {error}", hint="name a tape in another folder")
