"""Tapes written: whole at every moment, gone on from, and never written over."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wirecheck.errors import TapeError, UsageError, WirecheckError
from wirecheck.plan import Case, Phase
from wirecheck.tape.har import Entry
from wirecheck.tape.reader import Blank, entries, entries_on, journal_of, plans
from wirecheck.tape.recorder import Recorder, cases_of
from wirecheck.wire.exchange import Exchange, Failure, FailureKind, Request, Response

TARGET = "live:apiyi"
OK = Response(200, (("Content-Type", "application/json"),), b'{"candidates": []}', 2.5)


def case(number: int, phase: Phase = Phase.BILLABLE) -> Case:
    request = Request("POST", "https://a.test/v1", (("Authorization", "Bearer $KEY"),), b'{"n": %d}' % number)
    return Case(f"case{number}", "apiyi:generateContent", request, f"case {number}", phase, "documented", 7)


CASES = [case(number) for number in range(4)]


def exchange(of: Case, response: Response | None = OK, failure: Failure | None = None, attempt: int = 1) -> Exchange:
    return Exchange(of.request, response, failure, 1.0, 2.5, 3.0, attempt)


def record(path: Path, *kept: Exchange, resume: bool = False) -> None:
    with Recorder(path, "1.0", resume=resume) as recorder:
        track = recorder.open(TARGET, {"provider": "apiyi"}, CASES)
        for one in kept:
            track.keep(next(c for c in CASES if c.request == one.request), one)


def read(path: Path) -> list[Exchange]:
    found = list(entries(path))
    assert not any(isinstance(entry, Blank) for entry in found)
    return [entry.exchange for entry in found if isinstance(entry, Entry)]


def test_a_tape_holds_what_was_kept(tmp_path: Path) -> None:
    """Every exchange with its purpose, and the plan; no journal stays behind."""
    path = tmp_path / "t.har"
    record(path, exchange(CASES[1]), exchange(CASES[0]))
    assert read(path) == [exchange(CASES[1]), exchange(CASES[0])]
    assert [found for found, _ in cases_of(plans(path)[TARGET])] == CASES
    first = next(iter(entries(path)))
    assert isinstance(first, Entry)
    assert first.purpose is not None
    assert (first.purpose.target, first.purpose.case, first.purpose.order) == (TARGET, "case1", 1)
    assert [file.name for file in tmp_path.iterdir()] == ["t.har"]


def test_what_is_on_the_tape_is_recalled(tmp_path: Path) -> None:
    """A case's answer by its request and attempt; another request or attempt is not there."""
    path = tmp_path / "t.har"
    record(path, exchange(CASES[0]), exchange(CASES[0], attempt=2))
    with Recorder(path, "1.0", resume=True) as recorder:
        track = recorder.open(TARGET, {}, CASES)
        asked = CASES[0].request
        moved = Request("POST", "https://b.test/v1", asked.headers, asked.body)
        found = [track.recall(CASES[0], asked, attempt) for attempt in (1, 2, 3)]
        assert found == [exchange(CASES[0]), exchange(CASES[0], attempt=2), None]
        assert [track.recall(CASES[0], moved, 1), track.recall(CASES[1], CASES[1].request, 1)] == [None, None]
        assert (recorder.holds(TARGET, CASES[0]), recorder.holds("live:dgrid", CASES[0])) == (True, False)


@pytest.mark.parametrize(
    ("trouble", "again"),
    [
        (FailureKind.UNREACHABLE, True),
        (FailureKind.UNSENT, True),
        (FailureKind.TIMEOUT, False),
        (FailureKind.CUT, False),
        (FailureKind.NOT_HTTP, False),
        (FailureKind.TOO_LARGE, False),
    ],
)
def test_only_what_cost_nothing_is_sent_anew(tmp_path: Path, trouble: FailureKind, again: bool) -> None:
    """An answer that may have been made is not asked for a second time; a host that was away is."""
    path = tmp_path / "t.har"
    record(path, exchange(CASES[0], None, Failure(trouble, "lost")))
    with Recorder(path, "1.0", resume=True) as recorder:
        track = recorder.open(TARGET, {}, CASES)
        assert (track.recall(CASES[0], CASES[0].request, 1) is None) is again


def test_a_tape_is_never_written_over(tmp_path: Path) -> None:
    """A tape, or the journal of a run that was cut, is somebody's money."""
    path = tmp_path / "t.har"
    record(path, exchange(CASES[0]))
    before = path.read_bytes()
    with pytest.raises(UsageError, match="already exists") as caught:
        Recorder(path, "1.0")
    assert ("--resume" in caught.value.hint, path.read_bytes()) == (True, before)
    path.rename(tmp_path / "t.har.journal")
    with pytest.raises(UsageError, match="already exists"):
        Recorder(path, "1.0")


def test_one_run_at_a_time(tmp_path: Path) -> None:
    """Two runs on one tape would lose each other's answers."""
    path = tmp_path / "t.har"
    with Recorder(path, "1.0", resume=True), pytest.raises(TapeError, match="another run is writing"):
        Recorder(path, "1.0", resume=True)
    # Python 3.13 tells of a database that was left open
    gc.collect()


def test_a_run_that_sent_nothing_leaves_nothing(tmp_path: Path) -> None:
    """Who says no to the question finds the folder as it was."""
    with Recorder(tmp_path / "t.har", "1.0"):
        pass
    assert list(tmp_path.iterdir()) == []


class Killed(BaseException):
    """The process is gone."""


def dying(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> Callable[[], None]:
    def die(*_: Any, **__: Any) -> None:
        raise Killed

    monkeypatch.setattr(owner, name, die)
    return monkeypatch.undo


@pytest.mark.parametrize(
    ("owner", "name"),
    [("os", "fsync"), ("pathlib.Path", "replace"), ("wirecheck.tape.recorder", "_sync"), ("pathlib.Path", "unlink")],
)
def test_a_tape_is_whole_at_every_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: str, name: str
) -> None:
    """Killed in any step of writing the tape, everything is there, and going on from it ends as it should."""
    import importlib

    path = tmp_path / "t.har"
    record(path, exchange(CASES[0]))
    home, _, inner = owner.rpartition(".") if owner.startswith("pathlib.") else (owner, "", "")
    module = importlib.import_module(home)
    with Recorder(path, "1.0", resume=True) as recorder:
        track = recorder.open(TARGET, {"provider": "apiyi"}, CASES)
        track.keep(CASES[1], exchange(CASES[1]))
        revive = dying(monkeypatch, getattr(module, inner) if inner else module, name)
        with pytest.raises(Killed):
            recorder.close()
        revive()
        recorder._journal.close()
        assert read(path) == [exchange(CASES[0]), exchange(CASES[1])]
        monkeypatch.setattr(recorder, "close", lambda: None)
    record(path, exchange(CASES[2]), resume=True)
    assert read(path) == [exchange(CASES[number]) for number in (0, 1, 2)]
    assert not journal_of(path).exists()


def test_killed_while_a_tape_is_taken_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of a tape goes into the journal, or nothing does; either way it is there once."""
    path = tmp_path / "t.har"
    record(path, *map(exchange, CASES))
    seen = 0

    def own(self: Recorder) -> Any:
        nonlocal seen
        for entry in entries_on(path):
            seen += 1
            if seen == 3:
                raise Killed
            yield entry

    with monkeypatch.context() as patch:
        patch.setattr(Recorder, "_own", own)
        with pytest.raises(Killed):
            Recorder(path, "1.0", resume=True)
    assert read(path) == list(map(exchange, CASES))
    record(path, resume=True)
    assert read(path) == list(map(exchange, CASES))


def test_what_left_and_never_came_back_is_told(tmp_path: Path) -> None:
    """A request that was in flight as a run was killed may have been charged; one that was answered is known."""
    path = tmp_path / "t.har"
    recorder = Recorder(path, "1.0")
    track = recorder.open(TARGET, {}, [*CASES, case(9, Phase.FREE)])
    for one in (*CASES[:2], case(9, Phase.FREE)):
        track.leave(one, one.request, 1)
    track.keep(CASES[0], exchange(CASES[0]))
    recorder._journal.close()
    with Recorder(path, "1.0", resume=True) as again:
        assert [(target, purpose) for target, purpose, _ in again.lost] == [(TARGET, "case 1")]


BAD: list[tuple[str, str]] = [
    ("", "is not valid JSON"),
    ("no JSON", "is not valid JSON"),
    ("[]", "has no `log.entries`"),
    ('{"log": {}}', "has no `log.entries`"),
    ('{"log": {"entries": {}}}', "has no `log.entries`"),
]


@pytest.mark.parametrize(("text", "message"), BAD)
def test_what_is_no_tape_is_told(tmp_path: Path, text: str, message: str) -> None:
    """Each is one line and a hint, and the file stays as it is."""
    path = tmp_path / "t.har"
    path.write_text(text)
    for attempt in (lambda: list(entries(path)), lambda: Recorder(path, "1.0", resume=True)):
        with pytest.raises(TapeError, match=message) as caught:
            attempt()
        assert caught.value.hint
    assert path.read_text() == text


def test_a_tape_that_breaks_off_is_read_up_to_there(tmp_path: Path) -> None:
    """Half a file holds half of the answers, and says that it ends too early."""
    path = tmp_path / "t.har"
    record(path, *map(exchange, CASES))
    text = path.read_bytes()
    path.write_bytes(text[: text.rindex(b'"startedDateTime"')])
    found = list(entries(path))
    assert [entry.exchange for entry in found[:-1] if isinstance(entry, Entry)] == list(map(exchange, CASES[:3]))
    assert isinstance(found[-1], Blank)


def test_a_mark_before_the_json_is_read_past(tmp_path: Path) -> None:
    """Some proxies write a byte order mark."""
    path = tmp_path / "t.har"
    record(path, exchange(CASES[0]))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read(path) == [exchange(CASES[0])]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda log: log["entries"].append({"request": {}}),
        lambda log: log["entries"].append({**log["entries"][0], "_wirecheck": {}}),
    ],
)
def test_a_tape_from_elsewhere_is_not_gone_on_from(tmp_path: Path, spoil: Callable[[Any], None]) -> None:
    """Writing it anew would lose what wirecheck did not write."""
    path = tmp_path / "t.har"
    record(path, exchange(CASES[0]))
    har = json.loads(path.read_text())
    spoil(har["log"])
    path.write_text(json.dumps(har))
    with pytest.raises(WirecheckError, match="cannot be resumed"):
        Recorder(path, "1.0", resume=True)
    assert json.loads(path.read_text()) == har


def test_a_plan_that_was_changed_is_told(tmp_path: Path) -> None:
    """What somebody edited is not guessed at."""
    with pytest.raises(TapeError, match="the plan on the tape was changed"):
        cases_of({"cases": [{"id": "x"}]})


def test_a_disk_that_is_full_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tape cannot be written: the journal stays, and the error says so."""
    path = tmp_path / "t.har"
    recorder = Recorder(path, "1.0")
    recorder.open(TARGET, {}, CASES).keep(CASES[0], exchange(CASES[0]))

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(TapeError, match="No space left") as caught:
            recorder.close()
    assert "t.har.journal" in caught.value.hint
    assert read(path) == [exchange(CASES[0])]
