"""`wirecheck init`: what it writes runs at once, and what it cannot write is told."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from openapi_spec_validator import OpenAPIV31SpecValidator

import wirecheck
from wirecheck.cli import wirecheck as cli
from wirecheck.cli.init import command
from wirecheck.dialects.scaffold import text
from wirecheck.emulator import Emulator
from wirecheck.emulator.server import running
from wirecheck.errors import UsageError, WirecheckError
from wirecheck.plan import Depth
from wirecheck.requirements.catalogue import catalogue
from wirecheck.requirements.requirement import Level
from wirecheck.spec import dialect_registry
from wirecheck.spec.spec import load

each_dialect = pytest.mark.parametrize("dialect", dialect_registry.names())


SHAPES = {
    "gemini": ("ratio-ignored", "request.generationConfig.imageConfig.aspectRatio"),
    "openai-images": ("size-ignored", "request.size"),
}
"""A lie about a picture, and the place in the scaffold that promises otherwise, for each dialect."""


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def init(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, standalone_mode=False)


def told(*arguments: str) -> WirecheckError:
    error = init(*arguments).exception
    assert isinstance(error, WirecheckError), error
    assert "\n" not in error.message + error.hint
    return error


@each_dialect
def test_it_runs_at_once(dialect: str) -> None:
    """What it wrote, checked against its own emulator, is all right, and so says the exit code."""
    assert init("my-gateway", "--dialect", dialect).exit_code == 0
    done = CliRunner().invoke(cli, ["run", "./my-gateway.yaml", "--strict"], standalone_mode=False)
    assert (done.exception, done.return_value, "all held" in done.stdout) == (None, 0, True)


@each_dialect
@pytest.mark.parametrize("depth", Depth)
def test_it_runs_at_every_depth(dialect: str, depth: Depth) -> None:
    """Whatever is asked, its emulator is blameless, and there is a `must` to be judged."""
    init("my-gateway", "--dialect", dialect)
    found = wirecheck.run("./my-gateway.yaml", depth=depth)
    assert [finding.message for finding in found.findings] == []
    assert sum(result.judged > 0 and result.level is Level.MUST for result in found.results) > 15


@each_dialect
def test_it_can_be_live(dialect: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--url` takes the place of the address in it, and the key comes out of the variable that it names."""
    init("my-gateway", "--dialect", dialect)
    monkeypatch.setenv("MY_GATEWAY_API_KEY", "sk-of-mine-1")
    with running(Emulator("./my-gateway.yaml", key="sk-of-mine-1")) as url:
        found = wirecheck.run("live:./my-gateway.yaml", url=url)
    assert (found.target, list(found.findings)) == ("live:./my-gateway.yaml", [])
    assert sum(result.judged for result in found.results) > 20


@each_dialect
def test_it_is_valid_openapi(dialect: str) -> None:
    """Other tools can read it."""
    init("my-gateway", "--dialect", dialect)
    document: Any = yaml.safe_load(Path("my-gateway.yaml").read_text(encoding="utf-8"))
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


@each_dialect
def test_what_it_says_is_held_to(dialect: str) -> None:
    """It is its own page: a lie about a picture is a broken `must`, with the place in the file."""
    assert dialect in SHAPES, "say in SHAPES of this file which lie about a picture breaks which place of its scaffold"
    init("my-gateway", "--dialect", dialect)
    fault, place = SHAPES[dialect]
    found = wirecheck.run("./my-gateway.yaml", fault=[fault])
    broken = {
        (finding.level, str(finding.citation), finding.citation and finding.citation.url) for finding in found.findings
    }
    assert (Level.MUST, f"my-gateway.yaml#{place}", "my-gateway.yaml") in broken


@each_dialect
def test_what_it_says_is_mostly_promised(dialect: str) -> None:
    """Of the requirements that a page can promise, those for this dialect are a `must` here; errors promise no id."""
    init("my-gateway", "--dialect", dialect)
    operation = load("./my-gateway.yaml").operations[0]
    levels = {one.id: one.level(operation) for one in catalogue()}
    assert [levels[id] for id in ("auth/no-key-is-refused", "usage/is-present", "body/matches-the-schema")] == [
        Level.MUST
    ] * 3
    assert levels["error/names-the-request"] is not Level.MUST


def test_it_says_what_to_do_next() -> None:
    """The path is data; the next lines to type are talk."""
    done = init("my-gateway", "--dialect", "gemini")
    assert done.stdout == "my-gateway.yaml\n"
    assert [line.split("    ")[0].strip() for line in done.stderr.splitlines()] == [
        "next:",
        "wirecheck run ./my-gateway.yaml",
        "edit my-gateway.yaml until it describes what your gateway promises; see its comments",
        "export MY_GATEWAY_API_KEY=...",
        "wirecheck run live:./my-gateway.yaml --url https://...",
    ]


def test_a_dialect_is_named() -> None:
    """Nobody can guess it, and nothing is written without it."""
    error = told("my-gateway")
    assert (isinstance(error, UsageError), error.hint) == (
        True,
        f"use {' or '.join(f'`--dialect {name}`' for name in dialect_registry.names())}",
    )
    assert list(Path().iterdir()) == []


def test_it_writes_over_nothing() -> None:
    """A file that is there stays, unless it is told otherwise."""
    Path("my-gateway.yaml").write_text("mine")
    error = told("my-gateway", "--dialect", "gemini")
    assert (error.message, "--force" in error.hint) == ("`my-gateway.yaml` already exists", True)
    assert Path("my-gateway.yaml").read_text() == "mine"
    assert init("my-gateway", "--dialect", "gemini", "--force").exit_code == 0
    assert Path("my-gateway.yaml").read_text(encoding="utf-8") == text("gemini", "my-gateway")


NAMES = [
    ("my-gateway.yaml", "my-gateway.yaml", "my-gateway", "MY_GATEWAY_API_KEY"),
    ("My.Gateway.yml", "My.Gateway.yml", "My.Gateway", "MY_GATEWAY_API_KEY"),
    ("v1.2", "v1.2.yaml", "v1.2", "V1_2_API_KEY"),
    ("42", "42.yaml", "42", "_42_API_KEY"),
    ("my gateway's", "my gateway's.yaml", "my gateway's", "MY_GATEWAY_S_API_KEY"),
    ("größe", "größe.yaml", "größe", "GR__E_API_KEY"),
    ("yes", "yes.yaml", "yes", "YES_API_KEY"),
    ("a#b", "a#b.yaml", "a#b", "A_B_API_KEY"),
    ("{x}", "{x}.yaml", "{x}", "_X__API_KEY"),
    ("apiyi", "apiyi.yaml", "apiyi", "APIYI_API_KEY"),
    ("folder/inner", "folder/inner.yaml", "inner", "INNER_API_KEY"),
    ("folder/openapi", "folder/openapi.yaml", "folder", "FOLDER_API_KEY"),
]


@each_dialect
@pytest.mark.parametrize(("name", "path", "provider", "variable"), NAMES)
def test_names(name: str, path: str, provider: str, variable: str, dialect: str) -> None:
    """Whatever it is called, the spec loads, has its name, and a variable that a shell can set."""
    Path("folder").mkdir()
    assert init(name, "--dialect", dialect).stdout == f"{path}\n"
    spec = load(f"./{path}")
    assert (spec.provider, spec.title, spec.key_env) == (provider, provider, variable)


BAD = [
    ("", "is not a valid name"),
    (".", "is not a valid name"),
    ("..", "is not a valid name"),
    ("folder/", "is not a valid name"),
    ("/", "is not a valid name"),
    ("   ", "is not a valid name"),
    ("a\0b", "cannot be the name of a spec"),
    ("a\nb: c", "cannot be the name of a spec"),
    ("a\x1b[31m", "cannot be the name of a spec"),
    ("a:b", "cannot be the name of a spec"),
    ("a\\b", "cannot be the name of a spec"),
    ("a.json", "would be JSON"),
    ("nowhere/my-gateway", "cannot be written"),
    ("x" * 5000, "cannot be written"),
    ("file/inner", "cannot be written"),
]


@pytest.mark.parametrize(("name", "message"), BAD)
def test_a_name_that_cannot_be_is_told(name: str, message: str) -> None:
    """Nothing is written, and no control character comes back."""
    Path("file").write_text("")
    error = told(name, "--dialect", "gemini")
    assert (isinstance(error, UsageError), message in error.message, error.message.isprintable()) == (True, True, True)
    assert error.hint
    assert list(Path().iterdir()) == [Path("file")]


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="whoever runs this may write everywhere")
def test_a_folder_without_permission_is_told() -> None:
    """The folder may be somebody else's."""
    Path("theirs").mkdir(mode=0o500)
    assert "Permission denied" in told("theirs/my-gateway", "--dialect", "gemini").message


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="there is no folder in which nobody may write")
def test_a_folder_where_nobody_may_write_is_told() -> None:
    """Not even the superuser."""
    assert "cannot be written" in told("/proc/self/my-gateway", "--dialect", "gemini").message
