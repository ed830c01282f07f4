"""`wirecheck compare`: what is compared with what, in each format, and one clear line for each mistake."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from wirecheck.cli.compare import command
from wirecheck.errors import SpecError, UsageError, WirecheckError
from wirecheck.spec.location import specs_root
from wirecheck.spec.spec import providers


def call(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, standalone_mode=False)


def compared(*arguments: str) -> list[tuple[str, str]]:
    document = json.loads(call(*arguments, "--format", "json").stdout)
    return [(one["a"], one["b"]) for one in document["comparisons"]]


def test_two_providers_are_compared() -> None:
    """What is compared is told, and the exit code is 0, whatever there is to tell."""
    result = call("apiyi", "gemini-native")
    assert result.return_value == 0
    assert result.stdout.startswith("apiyi:generateContent -> gemini-native:generateContent\n")


def test_an_operation_stands_for_itself() -> None:
    """An operation of a provider can be named; its counterpart is found."""
    assert compared("deerapi:generateContent", "dgrid") == [("deerapi:generateContent", "dgrid:generateContent")]


def test_a_spec_of_ones_own_is_compared() -> None:
    """A path stands for a spec, and may name an operation as well."""
    path = specs_root() / "apiyi" / "openapi.yaml"
    assert compared(str(path), "dgrid") == [("apiyi:generateContent", "dgrid:generateContent")]
    assert compared(f"{path}:generateContent", "dgrid") == [("apiyi:generateContent", "dgrid:generateContent")]


def test_all_are_compared_in_both_directions() -> None:
    """Each provider is compared with each other that speaks the same."""
    names = providers()
    expected = {(f"{a}:generateContent", f"{b}:generateContent") for a in names for b in names if a != b}
    assert set(compared("--all")) == expected
    assert call("--all").stdout.count(" -> ") == len(expected)


def test_what_has_no_counterpart_is_told() -> None:
    """An operation that the other does not have is named, beside what is compared."""
    result = call("deerapi", "apiyi")
    assert "`deerapi:createImage` has no counterpart: `apiyi` has no operation of `openai-images`" in result.stdout


def test_what_has_no_counterpart_anywhere_is_told() -> None:
    """An operation that no other provider has is named below all comparisons."""
    last = call("--all").stdout.splitlines()[-1]
    assert last == "`deerapi:createImage` has no counterpart: no other provider has an operation of `openai-images`"


@pytest.mark.parametrize("format", ["text", "json", "markdown"])
def test_each_format_goes_to_stdout(format: str) -> None:
    """The format that is asked for is printed."""
    result = call("apiyi", "dgrid", "--format", format)
    assert result.return_value == 0
    assert {"text": "apiyi:generateContent -> ", "json": "{\n", "markdown": "## From `apiyi"}[format] in result.stdout


@pytest.mark.parametrize(
    ("arguments", "error", "told"),
    [
        ((), UsageError, "`compare` needs two providers"),
        (("apiyi",), UsageError, "`compare` needs two providers"),
        (("apiyi", "dgrid", "deerapi"), UsageError, "`compare` needs two providers"),
        (("apiyi", "--all"), UsageError, "`--all` takes no provider names"),
        (("apiyi", "nobody"), SpecError, "there is no provider `nobody`"),
        (("apiyi:draw", "dgrid"), SpecError, "`apiyi` has no operation `draw`"),
        (("deerapi:createImage", "apiyi"), UsageError, "`deerapi:createImage` speaks `openai-images`"),
    ],
)
def test_a_mistake_is_one_line_with_a_hint(arguments: tuple[str, ...], error: type[WirecheckError], told: str) -> None:
    """What cannot be compared is told, with what to do."""
    result = call(*arguments)
    assert isinstance(result.exception, error)
    assert result.exception.message.startswith(told)
    assert result.exception.hint


@pytest.mark.parametrize("text", ["openapi: 3.1.0\npaths: 3", "openapi: 3.1.0\npaths: {/: null}", "- a"])
def test_a_file_that_is_no_spec_is_told(text: str, tmp_path: Path) -> None:
    """Whatever is in a file that is no spec, no traceback is shown."""
    path = tmp_path / "broken.yaml"
    path.write_text(text, encoding="utf-8")
    assert isinstance(call(str(path), "apiyi").exception, SpecError)
