"""`wirecheck drift`: pages by name, whose they are, exit codes, and one clear line for each mistake."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from wirecheck import facts
from wirecheck.cli.drift import command
from wirecheck.drift import accepted, changes
from wirecheck.drift.page_set import identify, pages_of, slug
from wirecheck.errors import UsageError, WirecheckError
from wirecheck.facts import PageUnreadable
from wirecheck.spec.location import specs_root
from wirecheck.spec.spec import load, providers

if TYPE_CHECKING:
    from tests.drift.conftest import Lumen

PAGES = Path(__file__).parent / "pages"
KEYS = sorted((path.parents[1].name, path.stem) for path in specs_root().glob("*/facts/*.toml"))
DOCUMENT = """\
openapi: 3.1.0
info: {title: t, version: '1'}
servers: [{url: https://api.lumen.example}]
paths:
  /v1/images/generations:
    post:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [model, prompt]
              properties:
                model: {type: string, default: lumen-paint-1}
                prompt: {type: string}
                n: {type: integer, default: 2}
                style: {type: string, enum: [vivid, natural, plain], default: vivid}
                quality: {type: string}
                seed: {type: integer}
                size: {type: string}
                mood: {type: string}
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema:
                type: object
                required: [created, usage, data]
                properties:
                  created: {type: integer}
                  usage: {type: object}
                  data: {type: array, items: {type: object}}
"""


def test_a_page_that_says_what_it_said_is_no_drift(lumen: Lumen) -> None:
    """The text of the report says how old the reading is."""
    result = lumen.drift("--page", lumen.page())
    assert result.return_value == 0
    assert "lumen  images  no drift; read on 2026-11-01, " in result.output
    assert " days ago" in result.output


def test_a_report_says_what_changed_whom_it_breaks_and_where(lumen: Lumen) -> None:
    """Once, with the line and the words of the page."""
    result = lumen.drift("--page", lumen.page(("\nn\ninteger", "\nn\nstring")))
    assert result.return_value == 1
    for text in (
        "the page has changed since it was accepted",
        " breaks callers request.n (lines 62-66)",
        "is of type `string`, and was of `integer`",
        "request-property-type-changed: A caller who sends what was accepted before may be refused.",
        "the page: n string default:1 How many pictures are drawn.",
        "1 drift: the worst breaks callers.",
    ):
        # wherever the width folds it
        assert text in " ".join(result.output.split()), text
    assert "the page and the spec differ" not in result.output


def test_json_has_every_part_of_a_drift(lumen: Lumen) -> None:
    """Both what was accepted and what the spec says."""
    page = lumen.page(("\nn\ninteger", "\nn\nstring"))
    document = json.loads(lumen.drift("--page", page, "--format", "json").output)
    assert (document["schema"], document["verdict"]) == (1, "drift")
    [one] = document["pages"]
    assert (one["provider"], one["page"], one["read_on"], one["accepted"]) == ("lumen", "images", "2026-11-01", True)
    assert [(each["against"], each["before"], each["after"]) for each in one["drifts"]] == [
        ("accepted", "integer", "string"),
        ("spec", "integer", "string"),
    ]
    drift = one["drifts"][0]
    assert {key: drift[key] for key in ("side", "path", "attr", "location", "breaks", "client", "lines")} == {
        "side": "request",
        "path": "n",
        "attr": "type",
        "location": "request.n",
        "breaks": "callers",
        "client": "breaking",
        "lines": [62, 66],
    }


def test_markdown_lets_no_page_write_markup(lumen: Lumen) -> None:
    """Tables stay tables, and nobody is called by name."""
    page = lumen.page(("How many", "<img src=x> | [a](b) @all `x"), ("\nn\ninteger", "\nn\nstring"))
    output = lumen.drift("--page", page, "--format", "markdown").output
    rows = [line for line in output.splitlines() if "`request.n`" in line]
    assert len(rows) == 1
    assert rows[0].replace("\\|", "").count("|") == 7
    assert "<img" not in output
    assert "](b)" not in output.replace("\\[a](b)", "")
    assert "@all" not in output


def test_a_page_is_read_from_stdin(lumen: Lumen) -> None:
    """As `-`."""
    text = lumen.page(("default:vivid", "default:plain")).read_bytes()
    result = CliRunner().invoke(command, [str(lumen.spec), "--page", "-"], input=text, standalone_mode=False)
    assert (result.return_value, "request.style" in result.output) == (1, True)


def test_a_page_that_shrank_is_not_readable(lumen: Lumen) -> None:
    """And not a page on which all but a member is gone; nor is a login wall a page."""
    whole = lumen.page().read_text(encoding="utf-8")
    head = lumen.root / "head.txt"
    head.write_text("\n".join(whole.splitlines()[:18]), encoding="utf-8")
    wall = lumen.root / "wall.txt"
    wall.write_text("Please sign in to read this.\n", encoding="utf-8")
    result = lumen.drift("--page", head)
    assert (result.return_value, "not readable" in result.output) == (3, True)
    error = lumen.drift("--page", wall).exception
    assert isinstance(error, PageUnreadable)
    assert error.exit_code == 3


def test_samples_alone_are_no_page(lumen: Lumen) -> None:
    """Where all that was documented is missing, it was not read, whatever the samples show."""
    whole = lumen.page().read_text(encoding="utf-8")
    head = lumen.root / "head.txt"
    head.write_text(whole[: whole.index("Authorizations")], encoding="utf-8")
    assert facts.read(head.read_text(encoding="utf-8"), "head").operations
    result = lumen.drift("--page", head)
    assert (result.return_value, "not readable" in result.output) == (3, True)


def test_another_system_is_said_and_only_what_both_state_is_compared(lumen: Lumen) -> None:
    """A page as Markdown says more, and less, than as text."""
    text = f"# Draw\n\n## OpenAPI\n\n````yaml POST /v1/images/generations\n{DOCUMENT}````\n"
    old = facts.read((PAGES / "images.txt").read_text(encoding="utf-8"), "images")
    found = changes(old, facts.read(text, "images.md"), "images")
    assert [(one.location, one.rule) for one in found] == [
        ("operation", "page-kind-changed"),
        ("request.n", "request-property-default-value-changed"),
    ]


@pytest.mark.parametrize("server", ["https://api.weather.example", "https://api.deerapi.com"])
def test_a_page_of_nobody_s_has_to_be_claimed(tmp_path: Path, server: str) -> None:
    """A server that other pages share makes it none of them."""
    nobody = tmp_path / "page.txt"
    head = "| Name | Type | Required | Description |\n|---|---|---|---|\n"
    text = f"# Weather\n\nGET {server}/v9/rain\n\n{head}"
    nobody.write_text(f"{text}| town | string | Yes | Where |\n| days | integer | No | How long |\n", encoding="utf-8")
    error = CliRunner().invoke(command, ["--page", str(nobody)], standalone_mode=False).exception
    assert isinstance(error, UsageError)
    assert (error.message, error.hint) == (
        f"`{nobody}` does not match any page of a provider",
        "name the provider, or the path of your spec, before `--page`",
    )


@pytest.mark.parametrize(("provider", "key"), KEYS)
def test_pages_of_a_provider_are_told_apart(provider: str, key: str) -> None:
    """By endpoint, server and members, wherever the page was saved."""
    page_sets = [pages_of(load(name)) for name in providers()]
    page = replace(pages_of(load(provider)).accepted[key].page, name="saved.txt")
    found, there = identify(page, page_sets, sure=False)
    assert (found.spec.provider, there) == (provider, key)


def test_accepted_facts_are_read_back_as_they_were_written() -> None:
    """Every page in every layout, without quotes and prompts; twice is the same as once."""
    from wirecheck.drift.statements import bare, wordless

    for path in sorted(PAGES.glob("*.txt")):
        page = facts.read(path.read_text(encoding="utf-8"), path.stem)
        text = accepted.render(page, "d")
        back = accepted.parse(text, path.stem, path.name)
        assert back.page.facts == bare(wordless(page)).facts
        assert (back.page.operations, back.page.kind, back.page.read) == (page.operations, page.kind, page.read)
        assert accepted.render(back.page, "d") == text


@pytest.mark.parametrize(("provider", "key"), KEYS)
def test_a_page_that_moved_is_still_its_provider_s(provider: str, key: str) -> None:
    """To another path, or to another host."""
    page_sets = [pages_of(load(name)) for name in providers()]
    page = replace(pages_of(load(provider)).accepted[key].page, name="saved.txt")
    [one] = page.operations
    for moved in (
        replace(one, path="/v1/models/{model}:generateContent"),
        replace(one, servers=("https://else.test",)),
    ):
        facts = tuple(replace(fact, op=moved.name) for fact in page.facts)
        found, there = identify(replace(page, operations=(moved,), facts=facts), page_sets, sure=False)
        assert (found.spec.provider, there) == (provider, key)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--accept",), "`--accept` needs pages"),
        (("--fetch", "--cached"), "`--page`, `--fetch` and `--cached` cannot be combined"),
        (("--fetch", "--page", "x"), "`--page`, `--fetch` and `--cached` cannot be combined"),
        (("--page", "nowhere.txt"), "there is no file"),
        (("--page", "page.txt", "--accept", "--propose"), "`--accept` and `--propose` cannot be combined"),
    ],
)
def test_mistakes_are_one_line_with_a_hint(lumen: Lumen, arguments: tuple[str, ...], message: str) -> None:
    """And exit code 2."""
    lumen.page()
    error = lumen.drift(*arguments).exception
    assert isinstance(error, WirecheckError)
    assert (message in error.message, bool(error.hint), error.exit_code) == (True, True, 2)


def test_a_spec_without_pages_says_how_to_name_one(lumen: Lumen) -> None:
    """Then the page is held against the spec alone, and can be accepted."""
    (lumen.folder / "facts" / "images.toml").unlink()
    (lumen.folder / "pages.toml").unlink()
    error = lumen.drift().exception
    assert isinstance(error, UsageError)
    assert "--page" in error.hint
    error = lumen.drift("--cached").exception
    assert isinstance(error, UsageError)
    assert (error.message, "pages.toml" in error.hint) == ("there is no page to read", True)
    page = lumen.page(("default:vivid", "default:plain"))
    report = json.loads(lumen.drift("--page", page, "--format", "json").output)
    assert [(one["against"], one["location"]) for one in report["pages"][0]["drifts"]] == [("spec", "request.style")]
    assert lumen.drift("--page", page, "--accept").output.strip() == str(lumen.folder / "facts" / "page.toml")
    assert lumen.drift().return_value == 1


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("https://docs.test/a/Text-to-Image.md", "text-to-image"),
        ("stdin", "stdin"),
        ("C:\\x\\My Page.html", "my-page"),
        ("https://docs.test/", "page"),
        ("../../../etc/..", "page"),
    ],
)
def test_a_page_without_a_key_gets_one_that_is_safe(name: str, key: str) -> None:
    """Letters, digits and dashes."""
    assert slug(name) == key
