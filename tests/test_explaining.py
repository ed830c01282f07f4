"""Requirements explained by the emulator: each has its examples, and the pages are the same each time."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from wirecheck import explaining
from wirecheck.catalogue import Requirement, Verdict, catalogue, get
from wirecheck.emulator import faults
from wirecheck.emulator.bends import Bend, Call, Fault, Refusal, Stage
from wirecheck.errors import UsageError
from wirecheck.explaining import check, explain, pages, write
from wirecheck.findings import assess
from wirecheck.reports.explanation import MARK, render
from wirecheck.spec import load, providers
from wirecheck.staleness import Stale

OPERATIONS = [operation for name in providers() for operation in load(name).operations]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> tuple[Requirement, ...]:
    """A catalogue of two requirements, whose pages are quickly made."""
    chosen = (get("auth/no-key-is-refused"), get("usage/total-is-the-sum"))
    monkeypatch.setattr(explaining, "catalogue", lambda: chosen)
    return chosen


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    """Every page, made once."""
    return pages()


@pytest.mark.parametrize("requirement", catalogue(), ids=lambda requirement: requirement.id)
def test_every_requirement_has_its_examples(requirement: Requirement) -> None:
    """The same request has an answer that holds and, where a fault names the requirement, one that it is broken by."""
    told = explain(requirement, OPERATIONS)
    example = told.example
    assert example is not None
    (operation,) = [operation for operation in OPERATIONS if operation.id == example.operation]
    (held,) = assess(example.holds, [operation], requirements=[requirement]).results
    # a refusal may be the honest answer where only what was served is judged
    assert held.verdict in (Verdict.HELD, Verdict.NOT_APPLICABLE)
    text = render(told)
    assert len(text.splitlines()) <= 130
    assert [line for line in text.splitlines() if len(line) > 100 and "://" not in line] == []
    breaking = {fault.id: fault for fault in faults() if requirement.id in fault.breaks}
    assert bool(breaking) == bool(example.breaks)
    if example.breaks:
        assert example.breaks[0].request == example.holds[0].request
        (broken,) = assess(example.breaks, [operation], requirements=[requirement]).results
        assert (broken.verdict, example.finding and example.finding.requirement) == (Verdict.BROKEN, requirement.id)
        assert example.fault is not None
        # no fault that could have been shown is narrower
        assert len(breaking[example.fault.id].breaks) == min(len(fault.breaks) for fault in breaking.values())
        assert re.search(r"^  [+-] ", text, re.MULTILINE)


def test_the_narrowest_lie_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of several faults, one that names the fewest requirements is shown, also where it stands last."""
    breaking = [fault for fault in faults() if "request/documented-value-is-served" in fault.breaks]
    widths = sorted({len(fault.breaks) for fault in breaking})
    assert len(widths) > 1
    monkeypatch.setattr(explaining, "faults", lambda: sorted(breaking, key=lambda fault: -len(fault.breaks)))
    example = explain(get("request/documented-value-is-served"), OPERATIONS).example
    assert example is not None
    assert [len(fault.breaks) for fault in breaking if example.fault and fault.id == example.fault.id] == widths[:1]


def test_a_suspicion_is_told_as_a_run_tells_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal that names nothing is told by what only its request holds, as the other answers clear the rest."""

    def refuse(call: Call) -> Refusal | None:
        return Refusal(Stage.MEMBERS, 400, "Bad request.") if b'"tools"' in call.request.body else None

    mute = Fault(
        "mute", "Tools are refused.", "inferred", ("request/documented-member-is-served",), Bend(refuse=refuse)
    )
    monkeypatch.setattr("wirecheck.emulator.FAULTS", (mute,))
    example = explain(get("request/documented-member-is-served"), list(load("deerapi").operations)).example
    assert example is not None
    assert example.finding is not None
    assert example.finding.message.endswith("with 400; it may be for `tools`, `tools[].google_search`")


def test_nothing_hangs_on_the_place(told: dict[str, str], tmp_path: Path) -> None:
    """Neither the seed of Python's sets, nor a key in the environment, nor the folder or the terminal change a byte."""
    code = (
        "import hashlib; from wirecheck.explaining import pages;"
        " print(hashlib.sha256(repr(sorted(pages().items())).encode()).hexdigest())"
    )
    environ = {
        **os.environ,
        "PYTHONHASHSEED": "777",
        "COLUMNS": "40",
        **{load(name).key_env: "sk-canary-1" for name in providers()},
    }
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environ, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == hashlib.sha256(repr(sorted(told.items())).encode()).hexdigest()


def test_no_place_no_time_and_no_key(told: dict[str, str]) -> None:
    """Nothing in a page tells where or when it was made, and nothing looks like a key or acts."""
    assert {text.partition("\n")[0] for text in told.values()} == {MARK}
    odd = re.compile(r"/(tmp|home|root|work)/|AIza[\w-]{20}|sk-[\w-]{16}|[A-Za-z0-9+/]{60}|[^\n -~\w…–—’“”‘·×→≥≤]")
    found = {name: match[0] for name, text in told.items() if (match := odd.search(re.sub(r"\S+://\S+", "", text)))}
    assert found == {}


def test_written_and_fresh(few: tuple[Requirement, ...], tmp_path: Path) -> None:
    """What was written is fresh, whatever was there before, and checking writes nothing."""
    folder = tmp_path / "docs" / "requirements"
    names = ["README.md", "auth/no-key-is-refused.md", "usage/total-is-the-sum.md"]
    assert check(folder) == [Stale(name, "missing") for name in names]
    assert not folder.exists()
    assert write(folder) == [folder / name for name in names]
    assert check(folder) == []
    (folder / "usage" / "of-old.md").write_text(f"{MARK}\n# usage/of-old\n", encoding="utf-8")
    (folder / "usage" / "mine.md").write_text("mine", encoding="utf-8")
    (folder / names[1]).write_text(f"{MARK}\nBy hand.\n", encoding="utf-8")
    assert [(stale.path, stale.reason) for stale in check(folder)] == [
        (names[1], "differs"),
        ("usage/of-old.md", "extra"),
    ]
    assert "-By hand." in check(folder)[0].diff
    write(folder)
    assert check(folder) == []
    assert sorted(path.name for path in (folder / "usage").iterdir()) == ["mine.md", "total-is-the-sum.md"]


def test_a_changed_docstring_makes_its_page_stale(
    few: tuple[Requirement, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page and the index say what the docstring says."""
    write(tmp_path)
    monkeypatch.setattr(few[1].judge, "__doc__", "The total is another.")
    monkeypatch.delitem(vars(few[1]), "_doc", raising=False)
    found = check(tmp_path)
    monkeypatch.delitem(vars(few[1]), "_doc", raising=False)
    assert [(stale.path, stale.reason) for stale in found] == [
        ("README.md", "differs"),
        ("usage/total-is-the-sum.md", "differs"),
    ]
    assert all("The total is another." in stale.diff for stale in found)


def test_nothing_of_others_is_written_over(few: tuple[Requirement, ...], tmp_path: Path) -> None:
    """A file of that name that was not made here stops it before anything is written."""
    (tmp_path / "README.md").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="no page that was made here"):
        write(tmp_path)
    assert [(path.name, path.read_text(encoding="utf-8")) for path in tmp_path.iterdir()] == [("README.md", "mine")]


def test_a_folder_that_cannot_be_written_is_told(few: tuple[Requirement, ...], tmp_path: Path) -> None:
    """A file where a folder has to be is a mistake of input."""
    (tmp_path / "usage").write_text("a file", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be written"):
        write(tmp_path)
