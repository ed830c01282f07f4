"""Workflow commands: read as GitHub's runner reads them, and none but ours."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from wirecheck.engine.runner import Run
from wirecheck.reports import github
from wirecheck.reports.report import Report

ANY = st.text(st.characters(exclude_categories=())) | st.text("\r\n:#[]%,;= \u2028errorwning-stopcmd")
KNOWN = {"error", "warning", "notice", "debug", "group", "endgroup", "add-mask", "set-output", "stop-commands", "echo"}


@dataclass(frozen=True)
class Command:
    """What the runner makes of a line."""

    name: str
    title: str
    message: str


def commands(output: str) -> list[Command]:
    """The commands in a step's output, by the rules of the runner's `ActionCommand`."""
    found = []
    for line in re.split("\r\n|\r|\n", output):
        if line.lstrip().startswith("::") and "::" in line.lstrip()[2:]:
            head, _, data = line.lstrip()[2:].partition("::")
            name, _, rest = head.partition(" ")
            pairs = dict(pair.split("=", 1) for pair in rest.split(",") if "=" in pair)
            if name in KNOWN:
                found.append(Command(name, unescaped(pairs.get("title", "")), unescaped(data)))
        elif (old := re.search(r"##\[([\w-]+)[^]]*\](.*)", line)) and old[1] in KNOWN:
            found.append(Command(old[1], "", old[2]))
    return found


def unescaped(text: str) -> str:
    for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, char)
    return text


def test_the_report_looks_as_it_did(sample: Run, snapshot: Callable[[str, str], None]) -> None:
    """An annotation for each broken requirement, one for what was not judged, and how it ended."""
    snapshot("github.txt", github.render(Report([sample])))


def test_each_cause_is_an_annotation(sample: Run) -> None:
    """A `must` is an error, a `should` a warning, what is known a notice; ten ratios are one."""
    found = commands(github.render(Report([sample])))
    assert [(command.name, command.title) for command in found] == [
        ("error", "must picture/ratio-is-honoured apiyi:generateContent"),
        ("warning", "should body/is-labelled-json apiyi:generateContent"),
        ("notice", "must usage/total-is-the-sum apiyi:generateContent"),
        ("warning", "not judged on apiyi:generateContent"),
    ]
    assert found[0].message.splitlines()[1] == "- 8:1 asked for, the picture is 1024x1024, nearest to 1:1"
    assert found[0].message.splitlines()[-1] == sample.findings[0].curl


def test_the_same_operation_of_two_targets_is_told_apart(sample: Run) -> None:
    """Where an operation was tested twice, the target stands in the title."""
    other = replace(sample, target="emulated:apiyi")
    titles = [command.title for command in commands(github.render(Report([sample, other])))]
    assert [title for title in titles if title.startswith("should")] == [
        "should body/is-labelled-json apiyi:generateContent on live:apiyi",
        "should body/is-labelled-json apiyi:generateContent on emulated:apiyi",
    ]


def test_missing_parts_are_a_warning(sample: Run) -> None:
    """A merged run that is not whole says so."""
    found = commands(github.render(Report([replace(sample, results=(), findings=(), missing=("2/8", "5/8"))])))
    assert found == [Command("warning", "parts of live:apiyi are missing", "2/8, 5/8")]


def test_a_percent_sign_comes_through(hostile: Callable[[str], Run]) -> None:
    """What looks escaped is told as it was sent."""
    assert (
        "- 100%0A %25 of it" in commands(github.render(Report([hostile("100%0A %25 of it")])))[0].message.splitlines()
    )


@settings(max_examples=150, deadline=None)
@given(text=ANY)
def test_no_text_gives_orders(hostile: Callable[[str], Run], text: str) -> None:
    """Whatever a gateway says, there are four annotations, each a line, and the last line is ours."""
    run = hostile(text)
    output = github.render(Report([replace(run, target=f"replay:{text}", missing=("1/2",))]))
    lines = output.splitlines()
    assert [command.name for command in commands(output)] == ["error", "warning", "notice", "warning", "warning"]
    assert (len(lines), lines[-1].startswith("1 operation: ")) == (6, True)
    assert output.encode()


@settings(max_examples=300, deadline=None)
@given(text=ANY)
def test_what_is_defused_has_no_command(text: str) -> None:
    """Neither the new way of writing them nor the old one is left; without them a text stays as it is."""
    for evil in (text, f"::stop-commands::{text}", f"x\r  ::error::{text}", f"{text}##[error]{text}", f":{text}::x::y"):
        assert commands(github.defused(evil)) == []
    assert github.defused("plain: text, a::b") == "plain: text, a::b"


def test_a_long_text_is_cut(hostile: Callable[[str], Run]) -> None:
    """A message of a megabyte takes a few hundred characters."""
    assert len(github.render(Report([hostile("a" * 1_000_000)]))) < 20_000
