"""What was accepted of the pages, against the specs: green now, and red where a spec departs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from wirecheck.cli.drift import command
from wirecheck.drift.page_set import pages_of
from wirecheck.errors import UsageError
from wirecheck.facts import Attr
from wirecheck.spec.location import specs_root
from wirecheck.spec.spec import load, providers
from wirecheck.wire.lenient_json import Json

PAGES = sorted((path.parents[1].name, path.stem) for path in specs_root().glob("*/facts/*.toml"))


def call(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, standalone_mode=False)


def texts(value: Json) -> Iterator[str]:
    """Every text in a value."""
    if isinstance(value, str):
        yield value
    for inner in value if isinstance(value, list) else value.values() if isinstance(value, dict) else ():
        yield from texts(inner)


AGREED = sum(1 for _ in specs_root().glob("*/facts/*.toml"))
"""The pages of which it was agreed what they state: a new provider's are counted with the others."""


def test_all_pages_agree_with_their_specs() -> None:
    """No drift is left that nobody has looked at, and no exception that nothing needs."""
    result = call()
    assert (result.return_value, result.output.splitlines()[-1]) == (0, f"No drift on {AGREED} pages.")


def test_every_page_that_was_read_is_accepted() -> None:
    """A page with a digest in `pages.toml` has a file of facts, of the same text."""
    for name in providers():
        spec = load(name)
        read = {key: entry["digest"] for key, entry in spec.pages.items() if "digest" in entry}
        assert {key: one.digest for key, one in pages_of(spec).accepted.items()} == read


@pytest.mark.parametrize(("provider", "key"), PAGES)
def test_no_words_of_a_page_are_kept(provider: str, key: str) -> None:
    """Values have no blanks in them, but for what carries the key, and nothing is a quote."""
    for fact in pages_of(load(provider)).accepted[key].page.facts:
        assert fact.quote == ""
        told = "" if fact.attr is Attr.AUTH else fact.value
        assert not [text for text in texts(told) if re.search(r"\s", text)], fact


@pytest.mark.parametrize(
    ("old", "new", "breaks", "location", "rule"),
    [
        ("default: '1K'", "default: '2K'", "behaviour", "imageSize", "request-property-default-value-changed"),
        ("default: '1K'\n", "examples: ['1K']\n", "behaviour", "imageSize", "request-property-default-value-added"),
        ("enum: ['512', '1K', '2K', '4K']", "enum: ['512', '1K', '2K']", "note", "imageSize", "enum-value-added"),
        ("enum: ['512', '1K', '2K', '4K']", "examples: ['1K']", "callers", "imageSize", "became-enum"),
        ("enum: ['512', '1K', '2K', '4K']", "enum: ['512', '1K', '2K', '4K', '8K']", "callers", "imageSize", "removed"),
        ("'9:16', '16:9', '21:9']", "'9:16', '16:9']", "note", "aspectRatio", "request-property-enum-value-added"),
        ("required: [responseModalities]", "", "callers", "responseModalities", "request-property-became-required"),
        ("[[IMAGE], [TEXT, IMAGE]]", "[[IMAGE]]", "note", "responseModalities", "request-property-enum-value-added"),
        ("includeThoughts:\n          type: boolean", "includeThoughts:\n          type: string", "callers",
         "includeThoughts", "request-property-type-changed"),
        ("thinkingLevel:", "thinkingDepth:", "note", "thinkingLevel", "request-optional-property-added"),
        ("https://api.apiyi.com", "https://b.apiyi.com", "callers", "server", "api-server-changed"),
        ("/v1beta/models", "/v1/models", "callers", "operation", "api-path-changed"),
        ("type: http\n      scheme: bearer", "type: apiKey\n      in: header\n      name: X-Key", "callers", "security",
         "api-security-changed"),
        ("- tools[].google_search\n", "", "callers", "request.tools[].google_search", "api-unsupported-added"),
        ("type: integer\n          description: Tokens of the request.", "type: string\n          description: Tokens.",
         "note", "promptTokenCount", "response-property-type-changed"),
        ("usageMetadata:\n          $ref", "usageData:\n          $ref", "note", "usageMetadata",
         "response-property-added"),
    ],
)  # fmt: skip
def test_a_spec_that_departs_from_its_page_is_told(
    apiyi: Path, old: str, new: str, breaks: str, location: str, rule: str
) -> None:
    """At the member, with whom the page's word breaks."""
    text = apiyi.read_text(encoding="utf-8")
    assert old in text
    apiyi.write_text(text.replace(old, new), encoding="utf-8")
    result = call(str(apiyi), "--format", "json")
    drifts = json.loads(result.output)["pages"][0]["drifts"]
    assert result.return_value == 1
    found = [(one["breaks"], one["location"], one["rule"]) for one in drifts]
    assert any(b == breaks and at.endswith(location) and r.endswith(rule) for b, at, r in found), found


def test_a_sample_that_the_spec_refuses_is_told(apiyi: Path) -> None:
    """With the member that is wrong."""
    text = apiyi.read_text(encoding="utf-8")
    enum = "'1:1', '1:4', '1:8', '2:3', '3:2', '3:4', '4:1', '4:3', '4:5', '5:4', '8:1', '9:16', '16:9', '21:9'"
    other = enum.replace("'16:9'", "'16:10'")
    apiyi.write_text(text.replace(enum, other).replace("aspectRatio: '16:9'", "aspectRatio: '1:1'"), encoding="utf-8")
    drifts = json.loads(call(str(apiyi), "--format", "json").output)["pages"][0]["drifts"]
    assert [(one["location"], one["rule"], one["after"]) for one in drifts] == [
        ("request.generationConfig.imageConfig.aspectRatio", "request-sample-invalid", "16:9")
    ]


def test_an_exception_that_nothing_matches_is_stale(apiyi: Path) -> None:
    """It fails the run, and says what it was about."""
    text = apiyi.read_text(encoding="utf-8")
    path = apiyi.with_name("drift.toml")
    exceptions = path.read_text(encoding="utf-8")
    path.write_text(exceptions.replace('location = "operation"', 'location = "server"'), encoding="utf-8")
    result = call(str(apiyi))
    assert result.return_value == 1
    assert "stale exception: text-to-image: server, api-unsupported-added" in result.output
    path.write_text(exceptions.replace("bd62052123cf", "000000000000"), encoding="utf-8")
    assert call(str(apiyi)).return_value == 1
    path.write_text(exceptions, encoding="utf-8")
    assert (call(str(apiyi)).return_value, apiyi.read_text(encoding="utf-8")) == (0, text)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("[[exception]]\npage = 'a'\n", "has no `location`"),
        ("[[exception]]\npage = 1\n", "`page` of entry 1"),
        ("[[exception]]\npgae = 'a'\n", "`pgae` of entry 1"),
        ("[[other]]\n", "has no exceptions"),
        ("nothing", "is not valid TOML"),
        (
            "[[exception]]\npage='a'\nlocation='server'\nrule='api-sever-changed'\nreason='r'\nremove_when='w'\n",
            "there is no rule `api-sever-changed`",
        ),
        (2 * "[[exception]]\npage='a'\nlocation='server'\nrule='api-server-changed'\nreason='r'\nremove_when='w'\n",
         "is a duplicate"),
    ],
)  # fmt: skip
def test_an_exception_that_makes_no_sense_is_refused(apiyi: Path, entry: str, message: str) -> None:
    """With the entry, and a hint."""
    apiyi.with_name("drift.toml").write_text(entry, encoding="utf-8")
    error = call(str(apiyi)).exception
    assert isinstance(error, UsageError)
    assert message in error.message
    assert error.hint


@pytest.mark.parametrize(
    "text", ["", "kind = 1", "nothing", "kind = 'a'\nread = 1\nunread = 0\ndigest = 'd'\noperation = 3"]
)
def test_accepted_facts_that_make_no_sense_are_refused(apiyi: Path, text: str) -> None:
    """With the file, and how to write it anew."""
    (apiyi.parent / "facts" / "text-to-image.toml").write_text(text, encoding="utf-8")
    error = call(str(apiyi)).exception
    assert isinstance(error, UsageError)
    assert "text-to-image.toml" in error.message
    assert "--accept" in error.hint
