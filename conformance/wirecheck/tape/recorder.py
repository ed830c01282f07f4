"""
Writing a tape: each exchange goes to the journal as it arrives, and all of them to the tape at the end.

A run that resumes a tape first copies its exchanges to the journal, so that at any moment one of the two files has
everything.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from wirecheck.errors import TapeError, UsageError
from wirecheck.plan import Case, Phase
from wirecheck.tape import har, reader
from wirecheck.tape.har import OURS, Entry, Purpose
from wirecheck.tape.journal import Journal
from wirecheck.wire.exchange import Exchange, FailureKind, Request

GONE = (FailureKind.UNREACHABLE, FailureKind.UNSENT)
"""Failures that cost nothing and may be temporary: their requests are sent again."""


class Recorder:
    """
    A tape open for writing; use it as a context manager, which completes the tape.

    :param resume: continue from the tape, if it exists.
    :raises TapeError: it cannot be written.
    :raises UsageError: it already exists, and has answers that were paid for.
    """

    def __init__(self, path: Path, version: str, *, resume: bool = False) -> None:
        self.path = path
        self._version = version
        beside = reader.journal_of(path)
        if not resume and (path.exists() or beside.exists()):
            there = path if path.exists() else beside
            raise UsageError(f"`{there}` already exists", hint="continue it with `--resume`, or name another tape")
        if not path.parent.is_dir():
            raise TapeError(f"there is no folder `{path.parent}`", hint="create it, or name a tape in another folder")
        self._journal = Journal(beside)
        try:
            if path.exists():
                self._journal.take_in(self._own())
                self._journal.lose(reader.lost_on(path))
                for target, plan in reader.plans_on(path).items():
                    if target not in self._journal.plans():
                        self._journal.begin(target, plan)
        except BaseException:
            self._journal.close()
            raise
        self.lost = self._journal.lost()
        """Target, purpose and time of requests that an earlier run sent, and whose answers never came."""

    def _own(self) -> Iterator[Entry]:
        for entry in reader.entries_on(self.path):
            if not isinstance(entry, Entry) or entry.purpose is None:
                why = "it has entries that wirecheck did not write"
                raise TapeError(f"`{self.path}` cannot be resumed: {why}", hint="judge it as it is with `replay:`")
            yield entry

    def __enter__(self) -> Recorder:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self, target: str, plan: Mapping[str, Any], cases: Sequence[Case]) -> TapeTrack:
        """
        The part of the tape that is a target's.

        :param plan: what there is to say about it, as JSON.
        """
        track = TapeTrack(self._journal, target, dict(plan), cases)
        track.write()
        return track

    def plan(self, target: str) -> dict[str, Any]:
        """The plan of a target on the tape; empty where there is none."""
        return self._journal.plans().get(target, {})

    def holds(self, target: str, case: Case) -> bool:
        """Whether the tape has an answer to a case of a target."""
        return TapeTrack(self._journal, target, {}, [case]).recall(case, case.request, 1) is not None

    def close(self) -> None:
        """Write the tape from the journal, and delete the journal once the tape is on disk."""
        if not self._journal.plans() and not self.path.exists():
            # nothing was sent
            self._journal.close()
            self._journal.path.unlink(missing_ok=True)
            return
        # only one run has the journal open, so only one run uses this name
        fresh = self.path.with_name(f"{self.path.name}.new")
        try:
            with fresh.open("w", encoding="ascii") as file:
                for text in self._written():
                    file.write(text)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self.path)
            _sync(self.path.parent)
        except OSError as error:
            self._journal.close()
            hint = f"all exchanges are in `{self._journal.path.name}`; `--resume` writes the tape"
            raise TapeError(f"`{self.path}` cannot be written: {error.strerror}", hint=hint) from None
        self._journal.close()
        self._journal.path.unlink(missing_ok=True)

    def _written(self) -> Iterator[str]:
        """The tape as text, one entry per line, in the order in which the requests were sent."""
        head = {
            "version": "1.2",
            "creator": {"name": "wirecheck", "version": self._version},
            OURS: {"schema": 1, "runs": self._journal.plans(), "lost": self._journal.lost()},
        }
        yield f'{{"log": {json.dumps(head)[:-1]}, "entries": ['
        for i, entry in enumerate(self._journal.entries()):
            yield f"{',' if i else ''}\n{json.dumps(har.to_har(entry))}"
        yield "\n]}}\n"


class TapeTrack:
    """
    One target's part of a tape: existing answers, and new exchanges.

    :param cases: what is planned; a case's place in it is the order in which it is judged.
    """

    def __init__(self, journal: Journal, target: str, plan: dict[str, Any], cases: Sequence[Case]) -> None:
        self._journal = journal
        self._target = target
        self._plan = plan
        self._cases = tuple(cases)
        self._order = {case.id: i for i, case in enumerate(cases)}

    def write(self, left_out: Mapping[str, str] | None = None) -> None:
        """
        Note the plan.

        :param left_out: why a case was not sent, by its id.
        """
        cases = [{**_values(case), "left_out": (left_out or {}).get(case.id, "")} for case in self._cases]
        self._journal.begin(self._target, {**self._plan, "cases": cases})

    def add(self, case: Case) -> None:
        """Add a case to the end of the plan."""
        if case.id not in self._order:
            self._order[case.id] = len(self._cases)
            self._cases = (*self._cases, case)
            self.write()

    def recall(self, case: Case, request: Request, attempt: int) -> Exchange | None:
        """The answer that is on the tape, or None where the request is to be sent."""
        found = self._journal.recall(self._purpose(case), request, attempt)
        if found is not None and found.failure is not None and found.failure.kind in GONE:
            return None
        return found

    def leave(self, case: Case, request: Request, attempt: int) -> None:
        """Note that a request which may be charged is about to be sent."""
        if case.phase is not Phase.FREE and request == case.request:
            self._journal.leave(self._purpose(case), request, attempt, time.time())

    def keep(self, case: Case, exchange: Exchange) -> None:
        """Write an exchange to disk before this returns."""
        self._journal.keep(Entry(exchange, self._purpose(case)))

    def _purpose(self, case: Case) -> Purpose:
        order = self._order[case.id]
        return Purpose(self._target, case.operation, case.id, case.purpose, case.phase.value, case.kind, order)


def _values(case: Case) -> dict[str, Any]:
    return {
        "id": case.id,
        "operation": case.operation,
        "purpose": case.purpose,
        "phase": case.phase.value,
        "kind": case.kind,
        "tokens": case.tokens,
        "request": har.request_to_har(case.request),
    }


def cases_of(plan: Mapping[str, Any]) -> list[tuple[Case, str]]:
    """
    The cases of a plan on a tape, each with the reason if it was left out.

    :raises TapeError: it was changed.
    """
    try:
        return [
            (
                Case(
                    str(raw["id"]),
                    str(raw["operation"]),
                    har.request_from_har(raw["request"]),
                    str(raw["purpose"]),
                    Phase(raw["phase"]),
                    str(raw["kind"]),
                    int(raw["tokens"]),
                ),
                str(raw["left_out"]),
            )
            for raw in plan.get("cases", ())
        ]
    except (KeyError, TypeError, ValueError, har.Unusable):
        raise TapeError("the plan on the tape was changed", hint="remove `_wirecheck` from it") from None


def _sync(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
