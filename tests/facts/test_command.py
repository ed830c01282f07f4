"""`wirecheck facts`, as it is called."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from wirecheck.cli.facts import command
from wirecheck.errors import UsageError
from wirecheck.facts import PageUnreadable

SAMPLES = Path(__file__).parent / "samples"
PAGE = SAMPLES / "mintlify-chat.txt"


def test_json_has_the_members_that_were_promised() -> None:
    """The JSON is one document with the page, its operations, facts, contradictions and counts of lines."""
    result = CliRunner().invoke(command, [str(PAGE), "--format", "json"], catch_exceptions=False)
    value = json.loads(result.stdout)
    assert list(value) == ["page", "kind", "operations", "facts", "contradictions", "lines"]
    assert value["operations"] == [
        {
            "method": "POST",
            "path": "/api/v1/chat/completions",
            "servers": ["https://gw.parrot.example"],
            "auth": "Authorization: Bearer",
        }
    ]
    members = {"op", "side", "path", "attr", "value", "qualifier", "basis", "lines", "quote"}
    assert all(set(fact) == members for fact in value["facts"])
    rows = PAGE.read_text(encoding="utf-8").split("\n")
    for fact in value["facts"]:
        first, last = fact["lines"]
        quote = fact["quote"].removesuffix("…")
        assert 1 <= first <= last <= len(rows)
        assert quote
        assert " ".join(" ".join(rows[first - 1 : last]).replace("\u200b", "").split()).startswith(quote)
    assert value["lines"]["read"] + value["lines"]["unread"] == sum(bool(row.strip("\u200b ")) for row in rows)


def test_text_says_the_same_in_lines() -> None:
    """People see the endpoint, and each member with its type, default and values."""
    result = CliRunner().invoke(command, [str(PAGE)], catch_exceptions=False)
    assert "POST /api/v1/chat/completions\n  server  https://gw.parrot.example\n" in result.stdout
    assert "enum" not in result.stdout
    text = " ".join(result.stdout.split())
    assert "string, required, default parrot-large, one of parrot-large / parrot-small / parrot-mini" in text


def test_a_page_comes_from_stdin() -> None:
    """`-` reads what is piped in."""
    given = PAGE.read_bytes()
    result = CliRunner().invoke(command, ["-", "--format", "json"], input=given, catch_exceptions=False)
    assert json.loads(result.stdout)["page"] == "stdin"


def test_a_file_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    """Exit code 2, and a folder is no page either."""
    for path in (tmp_path / "none.md", tmp_path):
        with pytest.raises(UsageError) as caught:
            CliRunner().invoke(command, [str(path)], catch_exceptions=False)
        assert caught.value.exit_code == 2


def test_a_page_that_cannot_be_read_exits_with_3(tmp_path: Path) -> None:
    """Exit code 3: it is not known what the page states."""
    (tmp_path / "page.html").write_text("<!doctype html><html><body></body></html>")
    with pytest.raises(PageUnreadable) as caught:
        CliRunner().invoke(command, [str(tmp_path / "page.html")], catch_exceptions=False)
    assert caught.value.exit_code == 3
