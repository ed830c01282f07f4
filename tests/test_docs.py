"""What the documents say is so: commands are named, outputs are real, samples run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from wirecheck.cli import COMMANDS, wirecheck
from wirecheck.reports import json as report
from wirecheck.reports.report_formats import OWN
from wirecheck.spec.spec import providers

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def steady(text: str) -> str:
    """A report without its time."""
    return re.sub(r"in \d+\.\d s", "in 0.0 s", text)


def output(*words: str, code: int = 0, cwd: Path) -> str:
    """What a command prints in a folder, without any key set."""
    environ = {k: v for k, v in os.environ.items() if not k.endswith(("_API_KEY", "_KEY"))} | {"COLUMNS": "100"}
    got = subprocess.run([sys.executable, *words], cwd=cwd, env=environ, capture_output=True, text=True, check=False)
    assert (got.returncode, got.stderr) == (code, "")
    return got.stdout


def hold(shown: str, real: str) -> None:
    """Hold an output in the README against the real one; WIRECHECK_SNAPSHOTS=write writes it there."""
    if os.environ.get("WIRECHECK_SNAPSHOTS") == "write" and steady(shown) != steady(real):
        path = ROOT / "README.md"
        path.write_text(path.read_text(encoding="utf-8").replace(shown, real), encoding="utf-8")
        shown = real
    assert steady(shown) == steady(real), "write it anew with `WIRECHECK_SNAPSHOTS=write pytest tests/test_docs.py`"


def test_the_first_output_is_real(tmp_path: Path) -> None:
    """The README's first output is that of its first command."""
    shown = next(text for _, text in BLOCKS if text.startswith("target "))
    hold(shown, output("-m", "wirecheck", "run", cwd=tmp_path))


def test_the_lie_is_real(tmp_path: Path) -> None:
    """The README's second output is that of the command above it."""
    command, shown = next(text for _, text in BLOCKS if text.startswith("$ wirecheck run")).split("\n", 1)
    words = command.removeprefix("$ wirecheck ").split()
    hold(shown, output("-m", "wirecheck", *words, code=1, cwd=tmp_path))


def test_the_python_sample_is_real(tmp_path: Path) -> None:
    """The README's Python prints what the block after it shows."""
    at = next(i for i, (language, _) in enumerate(BLOCKS) if language == "python")
    hold(BLOCKS[at + 1][1], output("-c", BLOCKS[at][1], cwd=tmp_path))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name: str) -> None:
    """Each command stands in the README, has a help text, and each of its options has one, too."""
    command = wirecheck.get_command(click.Context(wirecheck), name)
    assert command is not None
    assert f"wirecheck {name}" in README
    assert command.help
    assert [p.name for p in command.params if isinstance(p, click.Option) and not p.help] == []


@pytest.mark.parametrize("name", [row.name for row in OWN if row.name != "terminal"])
def test_every_report_format_is_documented(name: str) -> None:
    """The README names each as `--report` or `--format` takes it."""
    how = f"say in README.md what `--report {name}=` is for"
    assert f"{name}=" in README or f"--format {name}" in README, how


@pytest.mark.parametrize("name", providers())
def test_every_provider_is_documented(name: str) -> None:
    """The README leads to the spec of each."""
    assert f"](specs/{name}/openapi.yaml)" in README, f"name it in README.md, with a link to specs/{name}/openapi.yaml"


DOCUMENTS = [*sorted(ROOT.glob("*.md")), ROOT / "specs" / "README.md", *sorted(ROOT.glob("docs/**/*.md"))]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    """A link to a file of ours leads to one."""
    links = re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_the_pages_of_the_requirements_are_fresh(tmp_path: Path) -> None:
    """Each is what `wirecheck requirements --pages docs/requirements` writes now."""
    folder = str(ROOT / "docs" / "requirements")
    command = [sys.executable, "-m", "wirecheck", "requirements", "--pages", folder, "--check"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    how = "write them with `wirecheck requirements --pages docs/requirements`, and read what changed"
    assert (done.stdout, done.stderr, done.returncode) == ("", "every page is up to date\n", 0), how


def test_commands_in_the_readme_exist() -> None:
    """No command is documented that is not there."""
    named = set(re.findall(r"(?<!-)wirecheck ([a-z]+)\b", "\n".join(text for _, text in BLOCKS)))
    assert named - set(COMMANDS) - {"import"} == set()


def test_schema_is_a_schema() -> None:
    """The JSON report's schema says what each part is, down to the findings."""
    assert report.schema()["properties"]["schema"] == {"const": report.SCHEMA}
