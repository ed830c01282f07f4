"""Targets that name a spec by its path, on every way in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

import wirecheck
from wirecheck.cli import wirecheck as cli
from wirecheck.dialects.scaffold import text
from wirecheck.emulator import Emulator
from wirecheck.engine.session import Options, prepare
from wirecheck.engine.targets import parse
from wirecheck.errors import SpecError, UsageError, WirecheckError
from wirecheck.spec.spec import load, providers

pytest_plugins = ["pytester"]

SPEC = text("gemini", "t").replace("operationId: generateContent", "operationId: draw")


@pytest.fixture(autouse=True)
def _in_a_folder_of_specs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("my-gateway.yaml", "apiyi.yaml", "upper.YML", "folder/openapi.yaml", "a:b/c.yaml", "live.yaml"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(SPEC, encoding="utf-8")
    if os.name != "nt":
        # what stands for a drive and backslashes on another system is a plain name on this one
        (tmp_path / "C:\\gateway.yaml").write_text(SPEC, encoding="utf-8")


TARGETS = [
    ("./my-gateway.yaml", "emulated", "my-gateway", "emulated:./my-gateway.yaml"),
    ("my-gateway.yaml", "emulated", "my-gateway", "emulated:my-gateway.yaml"),
    ("live:./my-gateway.yaml", "live", "my-gateway", "live:./my-gateway.yaml"),
    ("emulated:./my-gateway.yaml:draw", "emulated", "my-gateway", "emulated:./my-gateway.yaml:draw"),
    ("./my-gateway.yaml:draw", "emulated", "my-gateway", "emulated:./my-gateway.yaml:draw"),
    ("my-gateway.yaml:draw", "emulated", "my-gateway", "emulated:my-gateway.yaml:draw"),
    ("live:my-gateway.yaml:draw", "live", "my-gateway", "live:my-gateway.yaml:draw"),
    ("./upper.YML", "emulated", "upper", "emulated:./upper.YML"),
    ("./folder", "emulated", "folder", "emulated:./folder"),
    ("./folder:draw", "emulated", "folder", "emulated:./folder:draw"),
    ("live:./folder/openapi.yaml:draw", "live", "folder", "live:./folder/openapi.yaml:draw"),
    ("./a:b/c.yaml", "emulated", "c", "emulated:./a:b/c.yaml"),
    ("./a:b/c.yaml:draw", "emulated", "c", "emulated:./a:b/c.yaml:draw"),
    ("live:a:b/c.yaml:draw", "live", "c", "live:a:b/c.yaml:draw"),
    ("live.yaml", "emulated", "live", "emulated:live.yaml"),
    ("live:live.yaml", "live", "live", "live:live.yaml"),
    ("./apiyi.yaml", "emulated", "apiyi", "emulated:./apiyi.yaml"),
]
DRIVES = [
    ("C:\\gateway.yaml", "emulated", "emulated:C:\\gateway.yaml"),
    ("C:\\gateway.yaml:draw", "emulated", "emulated:C:\\gateway.yaml:draw"),
    ("live:C:\\gateway.yaml", "live", "live:C:\\gateway.yaml"),
    ("live:C:\\gateway.yaml:draw", "live", "live:C:\\gateway.yaml:draw"),
]


@pytest.mark.parametrize(("given", "kind", "provider", "target"), TARGETS)
def test_a_path_is_a_target(given: str, kind: str, provider: str, target: str) -> None:
    """The text stays as it was given, and the provider is the file's, or the folder's."""
    found = parse(given)
    assert (found.kind, found.spec.provider, str(found)) == (kind, provider, target)
    assert [operation.id for operation in found.operations] == [f"{provider}:draw"]


@pytest.mark.skipif(os.name == "nt", reason="a drive has no such file")
@pytest.mark.parametrize(("given", "kind", "target"), DRIVES)
def test_a_drive_is_no_kind(given: str, kind: str, target: str) -> None:
    """The colon of a drive is neither that of a kind nor that of an operation."""
    found = parse(given)
    assert (found.kind, str(found), found.operations[0].name) == (kind, target, "draw")


MISTAKES = [
    ("live:./nowhere.yaml", SpecError, "`nowhere.yaml` does not exist", "wirecheck init"),
    ("./nowhere.yaml:draw", SpecError, "`nowhere.yaml` does not exist", "wirecheck init"),
    ("C:\\nowhere.yaml", SpecError, "does not exist", "wirecheck init"),
    ("dead:./my-gateway.yaml", UsageError, "`dead:./my-gateway.yaml` is not a valid target", "emulated"),
    ("my-gateway", SpecError, "there is no provider `my-gateway`", "`./my-gateway.yaml`"),
    ("live:my-gateway", SpecError, "there is no provider `my-gateway`", "`./my-gateway.yaml`"),
    ("./my-gateway.yaml:paint", SpecError, "`my-gateway` has no operation `paint`", "`draw`"),
    ("./a:b", SpecError, "openapi.yaml` does not exist", ""),
    ("live:", UsageError, "does not name a provider", "apiyi"),
    ("./\0", SpecError, "", ""),
]


@pytest.mark.parametrize(("given", "kind", "message", "hint"), MISTAKES)
def test_a_mistake_is_told(given: str, kind: type[WirecheckError], message: str, hint: str) -> None:
    """A file that is not there, and a name that is meant for a file that is."""
    with pytest.raises(kind) as caught:
        parse(given)
    assert (message in caught.value.message, hint in caught.value.hint) == (True, True), caught.value.args


def test_a_name_stays_a_name() -> None:
    """A file that is called like a provider is not taken for it, nor the other way round."""
    assert "apiyi" in providers()
    assert (load("apiyi").title, load("./apiyi.yaml").title) == ("APIYI Gemini text to image", "t")


def test_a_file_that_changed_is_read_anew() -> None:
    """Whoever edits a spec in a session sees what it says now."""
    path = Path("my-gateway.yaml")
    before = load(path).title
    path.write_text(SPEC.replace('title: "t"', "title: other"), encoding="utf-8")
    os.utime(path, ns=(0, 1))
    assert (before, load(path).title) == ("t", "other")


@pytest.mark.parametrize("arguments", [["run", "./my-gateway.yaml"], ["plan", "live:./my-gateway.yaml:draw"]])
def test_commands_take_a_path(arguments: list[str]) -> None:
    """The command line as well."""
    done = CliRunner().invoke(cli, arguments, standalone_mode=False)
    assert (done.exception, done.return_value, "my-gateway:draw" in done.stdout) == (None, 0, True)


def test_python_takes_a_path() -> None:
    """`load`, `Emulator`, `faults` and `judge` know paths, and Path objects of a bare name."""
    assert wirecheck.load("./my-gateway.yaml") is wirecheck.load("./my-gateway.yaml")
    assert wirecheck.load(Path("folder")).provider == "folder"
    assert Emulator("./my-gateway.yaml").spec.provider == "my-gateway"
    assert "ratio-ignored" in wirecheck.faults("./my-gateway.yaml")


def test_pytest_takes_a_path(pytester: pytest.Pytester) -> None:
    """`pytest --wirecheck ./my-gateway.yaml` has an item for each requirement."""
    pytester.makefile(".yaml", **{"my-gateway": SPEC})
    done = pytester.runpytest_subprocess("--wirecheck", "./my-gateway.yaml", "--wirecheck-depth", "probe", "-q")
    assert done.ret == 0
    outcomes = done.parseoutcomes()
    assert outcomes["passed"] > 30


BASES = [
    ("live:deerapi:createImage", "http://gw.test/v1", "http://gw.test"),
    ("live:deerapi:createImage", "http://gw.test/v1/", "http://gw.test"),
    ("live:deerapi:createImage", "https://gw.test:8443/images/v1", "https://gw.test:8443/images"),
    ("live:deerapi:createImage", "https://gw.test/proxy/v1/images", "https://gw.test/proxy"),
    ("live:deerapi:createImage", "https://gw.test/v1/images/generations", "https://gw.test"),
    ("live:deerapi:generateContent", "https://gw.test/v1beta", "https://gw.test"),
    ("live:deerapi:generateContent", "https://gw.test/p/v1beta/models", "https://gw.test/p"),
    ("live:deerapi:generateContent", "https://gw.test/v1beta/models/m:generateContent", "https://gw.test"),
    ("live:deerapi", "https://gw.test/v1", "https://gw.test"),
    ("live:deerapi:createImage", "https://gw.test/v1beta", "https://gw.test/v1beta"),
    ("live:deerapi:createImage", "https://gw.test/api", "https://gw.test/api"),
    ("live:deerapi:createImage", "https://gw.test", "https://gw.test"),
    ("live:deerapi:createImage", "https://gw.test/", "https://gw.test/"),
]


@pytest.mark.parametrize(("target", "url", "base"), BASES)
def test_what_base_and_path_have_in_common_is_taken_once(target: str, url: str, base: str) -> None:
    """A base URL is often given with the version that the paths begin with; it is said where that is so."""
    session = prepare(target, Options(url=url), {}, unsent=True)
    assert session.wire.base == base
    assert all(case.request.url.startswith(f"{base.rstrip('/')}/v1") for case in session.cases)
    assert [url in note and base in note for note in session.notes] == ([True] if base != url else [])


def test_a_base_that_is_taken_otherwise_is_told_in_a_line() -> None:
    """On stderr, once for all targets."""
    command = ["plan", "live:deerapi:createImage", "live:deerapi:generateContent", "--url", "http://gw.test/v1"]
    done = CliRunner().invoke(cli, command)
    assert done.exit_code == 0
    assert done.stderr.splitlines() == [
        "`--url http://gw.test/v1` ends as the paths begin, which is taken once: requests go to http://gw.test"
    ]
