"""The table of options: each way in has what it says, and a new row is in all of them at once."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest

from wirecheck import pytest_plugin
from wirecheck.cli import options_page, output, wirecheck
from wirecheck.cli.click_options import taken_by
from wirecheck.config import options, settings
from wirecheck.config.options import Kind, Names, Only, Option
from wirecheck.engine.api import prepared
from wirecheck.engine.run_options import MADE_BY, Options, read
from wirecheck.errors import UsageError
from wirecheck.plan import Depth

ROOT = Path(__file__).resolve().parents[2]
VALUES: dict[Kind, Any] = {Kind.TEXT: "x", Kind.NUMBER: 3, Kind.MANY: ["x"], Kind.FLAG: True}


def flags(command: str) -> set[str]:
    """The long options of a command."""
    found = wirecheck.get_command(click.Context(wirecheck), command)
    assert found is not None
    return {flag[2:] for p in found.params for flag in p.opts if flag.startswith("--")}


class Parser:
    """What a plugin asks pytest for."""

    def __init__(self) -> None:
        self.added: dict[str, Any] = {}

    def getgroup(self, *_: str) -> Parser:
        return self

    def addoption(self, name: str, **given: Any) -> None:
        self.added[name] = given


def pytest_options() -> dict[str, Any]:
    parser = Parser()
    pytest_plugin.pytest_addoption(parser)  # type: ignore[arg-type]  # the part of a parser that is asked for
    return parser.added


def test_each_command_has_its_rows() -> None:
    """And no option beside them, but the format of a plan."""
    rows = {command: {o.name for o in options.OPTIONS if command in o.commands} for command in ("run", "plan", "merge")}
    assert (rows["run"], rows["plan"] | {"format"}, rows["merge"]) == tuple(map(flags, ("run", "plan", "merge")))
    assert rows["run"] == {option.name for option in options.OPTIONS}


def test_python_takes_its_rows() -> None:
    """The fields of `Options` are what the table says, with its defaults."""
    fields = {field.name: field.default for field in dataclasses.fields(Options)}
    named = {option.python: option for option in options.OPTIONS if option.python}
    assert set(fields) == set(named)
    assert {name: fields[name] for name, option in named.items() if option.default is not None} == {
        name: option.default for name, option in named.items() if option.default is not None
    }
    assert set(MADE_BY) <= set(options.by_name())


def test_pytest_takes_its_rows() -> None:
    """With `--wirecheck-` in front, and with the table's words."""
    rows = {f"--wirecheck-{option.name}": option.pytest for option in options.OPTIONS if option.pytest}
    assert rows == {name: given["help"] for name, given in pytest_options().items() if name != "--wirecheck"}


@pytest.mark.parametrize("option", options.OPTIONS, ids=lambda option: option.name)
def test_each_option_can_be_set_or_is_refused(option: Option, tmp_path: Path) -> None:
    """A file may set all that the table does not refuse."""
    path = tmp_path / "pyproject.toml"
    value = {Kind.TEXT: '"x"', Kind.NUMBER: "3", Kind.MANY: '["x"]', Kind.FLAG: "true"}[option.kind]
    path.write_text(f"[tool.wirecheck]\n{option.name} = {value}\n", encoding="utf-8")
    if option.refused:
        with pytest.raises(UsageError, match="cannot be set in a file") as refusal:
            settings.read(path)
        assert refusal.value.hint == option.refused
    else:
        assert list(settings.read(path)) == [option.name]


@pytest.mark.parametrize("option", [o for o in options.OPTIONS if o.only and o.python], ids=lambda option: option.name)
def test_what_is_sent_means_nothing_to_a_tape(option: Option) -> None:
    """What says how something is sent is refused where nothing is."""
    with pytest.raises(UsageError, match=f"`--{option.name}` cannot be used with a tape"):
        prepared("replay:none.har", Options(**{option.python: VALUES[option.kind]}))


def test_the_depths_are_those_of_plans() -> None:
    """The table cannot ask the planner, which stands above it."""
    assert options.by_name()["depth"].choices == tuple(depth.value for depth in Depth)


def test_what_was_not_said_is_the_default() -> None:
    """Nothing said, or None, leaves the defaults; what was said is made into values."""
    assert read({}) == read({"jobs": None, "prompt": ()}) == Options()
    found = read({"depth": "probe", "header": ["A: b"], "select": ["picture"], "prompt": ["a boat"], "key_env": "K"})
    assert found == Options(Depth.PROBE, headers=(("A", "b"),), select=("picture",), prompts=("a boat",), key_env="K")


def test_a_new_row_is_in_every_way_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Commands, settings, pytest, the page, and what is refused of a tape: none has a list of its own."""
    row = Option(
        "new-one",
        Kind.MANY,
        "Something new.",
        python="select",
        pytest="something new",
        only=Only.LIVE,
        names=Names.FILE,
        metavar="FILE",
    )
    monkeypatch.setattr(options, "OPTIONS", (*options.OPTIONS, row))

    @click.command()
    @taken_by("run", output.CHOICES)
    def command(**given: Any) -> None:
        """A command."""

    (declared,) = [p for p in command.params if p.name == row.parameter]
    assert (declared.opts, declared.multiple, declared.metavar) == (["--new-one"], True, "FILE")
    path = tmp_path / "pyproject.toml"
    path.write_text('[tool.wirecheck]\nnew-one = ["a.py"]\n', encoding="utf-8")
    assert settings.read(path) == {"new-one": [str(tmp_path / "a.py")]}
    assert pytest_options()["--wirecheck-new-one"]["help"] == "something new"
    assert read({row.parameter: ["x"]}).select == ("x",)
    with pytest.raises(UsageError, match="`--new-one` cannot be used with a tape"):
        prepared("replay:none.har", Options(select=("x",)))
    assert "| `--new-one` FILE | Something new. | `live:` | run, plan | yes | yes | `select` |" in options_page.page()


def test_the_page_is_fresh(tmp_path: Path) -> None:
    """It is what `tox -e pages` writes now."""
    path = tmp_path / "options.md"
    subprocess.run([sys.executable, "-m", "wirecheck.cli.options_page", str(path)], cwd=tmp_path, check=True)
    is_now = (ROOT / "docs" / "options.md").read_text(encoding="utf-8")
    assert is_now == path.read_text(encoding="utf-8"), "write it with `tox -e pages`, and read what changed"
