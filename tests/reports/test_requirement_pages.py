"""The pages of the requirements: the same each time, and stale as soon as one is changed."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from wirecheck.errors import UsageError
from wirecheck.generate.staleness import StaleFile
from wirecheck.reports import requirement_pages
from wirecheck.reports.explanation import MARK
from wirecheck.reports.requirement_pages import check, pages, write
from wirecheck.requirements.catalogue import get
from wirecheck.requirements.requirement import Requirement
from wirecheck.spec.spec import load, providers


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> tuple[Requirement, ...]:
    """A catalogue of two requirements, whose pages are quickly made."""
    chosen = (get("auth/no-key-is-refused"), get("usage/total-is-the-sum"))
    monkeypatch.setattr(requirement_pages, "catalogue", lambda: chosen)
    return chosen


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    """Every page, made once."""
    return pages()


def test_nothing_hangs_on_the_place(told: dict[str, str], tmp_path: Path) -> None:
    """Neither the seed of Python's sets, nor a key in the environment, nor the folder or the terminal change a byte."""
    code = (
        "import hashlib; from wirecheck.reports.requirement_pages import pages;"
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
    assert check(folder) == [StaleFile(name, "missing") for name in names]
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
