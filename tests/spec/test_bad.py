"""Files that are no specs: each is one error of a line, with a hint, in bounded time and memory."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from wirecheck.errors import SpecError
from wirecheck.spec import dialect_registry, source
from wirecheck.spec.spec import load

HEAD = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\n"
OPERATION = """\
paths:
  /v1/models/{model}:generateContent:
    post:
      operationId: draw
      x-dialect: gemini
      x-models: {default: gemini-3.1-flash-image}
      requestBody:
        content:
          application/json:
            schema: {type: object}
            example: {contents: [{parts: [{text: A boat}]}], generationConfig: {responseModalities: [IMAGE]}}
"""
GOOD = HEAD + OPERATION
SECURED = f"{GOOD}security: [{{k: []}}]\n"
DOUBLING = "".join(f"  {chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(24))
BOMB = f"{GOOD}x-bomb:\n  a: &a [lol, lol, lol]\n{DOUBLING}"

BAD: dict[str, tuple[str | bytes, str, str]] = {
    "empty": ("", "is not OpenAPI 3.1", "it should begin with `openapi: 3.1.0`"),
    "a list": ("- 1\n", "is not OpenAPI 3.1", "it should begin with"),
    "a text": ("hello\n", "is not OpenAPI 3.1", "it should begin with"),
    "not YAML": ("openapi: 3.1.0\na: [1\nb: 2\n", "line 3", "see that line and the one above it"),
    "tabs": ("openapi: 3.1.0\ninfo:\n\ttitle: t\n", "line 3", "never with tabs"),
    "an unclosed quote": (f"{HEAD}x: 'a\n", "is not YAML", "the one above"),
    "two documents": (f"{GOOD}---\n{GOOD}", "contains two documents, line 14", "a file of its own"),
    "a key twice": (f"{HEAD}info: {{}}\n", "`info` is there twice, first in line 2, line 3", "remove one"),
    "a bare ratio": (f"{GOOD}x: 16:9\n", "YAML reads `16:9` as a number", "'16:9'"),
    "a bare time": (f"{GOOD}x: 16:9:30.5\n", "`16:9:30.5` is not a number in JSON", "'16:9'"),
    "not a number": (f"{GOOD}x: .nan\n", "`.nan` is not a number in JSON", ""),
    "a long number": (f"{GOOD}x: {'9' * 5000}\n", "too many digits", ""),
    "a tag": (f"{GOOD}x: !ref y\n", "the tag `!ref` makes a value that JSON does not have, line 14", "tags"),
    "python": (f"{GOOD}x: !!python/object/apply:os.system [true]\n", "`!!python/object/apply:os.system` makes", "tags"),
    "bytes": (f"{GOOD}x: !!binary aGk=\n", "the tag `!!binary` makes a value that JSON does not have, line 14", "tags"),
    "a set": (f"{GOOD}x: !!set {{a, b}}\n", "the tag `!!set` makes a value that JSON does not have", "tags"),
    "a key that is a list": (f"{GOOD}? [a, b]\n: c\n", "a key is not a text, line 14", ""),
    "an alias inside itself": (f"{GOOD}x: &a [*a]\n", "`*a` in", "`$ref`"),
    "an unknown alias": (f"{GOOD}x: *nobody\n", "`*nobody` in", "put quotes around"),
    "a bomb": (BOMB, "once its aliases are followed", "`$ref`"),
    "deep": (f"{GOOD}x: {'[' * 10_000}{']' * 10_000}\n", "is nested more than 100 levels deep, line 14", "components"),
    "deep among others": (
        f"{GOOD}x: [{'{a: [' * 400}{']}' * 400}, 1]\n",
        "more than 100 levels deep, line 14",
        "components",
    ),
    "brackets in a text": (f"{GOOD}x: ['{'[' * 500}', }}\n", "is not YAML, line 14", "see that line"),
    "deep mappings": (GOOD + "x:\n" + "".join(f"{' ' * i}a:\n" for i in range(1, 300)), "levels deep", "components"),
    "binary": (bytes(range(256)), "is not UTF-8", "saved as UTF-8"),
    "a picture": (b"\x89PNG\r\n\x1a\n", "is not UTF-8", "saved as UTF-8"),
    "UTF-16": (GOOD.encode("utf-16"), "is not UTF-8", "saved as UTF-8"),
    "zeros": (b"\0" * 1000, "is not YAML", ""),
    "swagger": ("swagger: '2.0'\npaths: {}\n", "is not OpenAPI 3.1, but Swagger 2.0", "convert it"),
    "3.0": (GOOD.replace("3.1.0", "3.0.3"), "is not OpenAPI 3.1, but OpenAPI 3.0.3", "convert it"),
    "3.10": (GOOD.replace("3.1.0", "3.10.0"), "is not OpenAPI 3.1", "convert it"),
    "a version as a number": ("openapi: 4\npaths: {}\n", "but OpenAPI 4", "convert it"),
    "no paths": (HEAD, "has no operation with an `x-dialect`", ", ".join(dialect_registry.names())),
    "paths of null": (f"{HEAD}paths:\n", "`paths` (line 3)", "specs/README.md"),
    "paths as a list": (f"{HEAD}paths: [a]\n", "`paths` (line 3)", "specs/README.md"),
    "a path without a slash": (f"{HEAD}paths: {{v1: {{}}}}\n", "`paths` (line 3)", "specs/README.md"),
    "no dialect": (GOOD.replace("x-dialect: gemini", "summary: s"), "has no operation with", "say which dialect"),
    "an unknown dialect": (GOOD.replace("x-dialect: gemini", "x-dialect: grpc"), "the dialect `grpc` of", "known are"),
    "a dialect that is no text": (GOOD.replace("x-dialect: gemini", "x-dialect: [a]"), "is not known", ""),
    "models as a list": (
        GOOD.replace("x-models: {default: gemini-3.1-flash-image}", "x-models: [a]"),
        "`paths./v1/models/{model}:generateContent.post.x-models` (line 8)",
        "specs/README.md",
    ),
    "a misspelt key of models": (GOOD.replace("{default:", "{defualt:"), "defualt", "specs/README.md"),
    "retry as a number": (GOOD.replace("x-models", "x-retry: 429\n      x-models"), "x-retry", "specs/README.md"),
    "an unknown type": (
        GOOD.replace("{type: object}", "{properties: {a: {type: strng}}}"),
        "properties.a.type` (line 12)",
        "",
    ),
    "a dangling reference": (
        GOOD.replace("{type: object}", "{$ref: '#/components/schemas/Gone'}"),
        "points to nothing",
        "correct the reference",
    ),
    "a reference to itself": (
        GOOD.replace("{type: object}", "{$ref: '#/components/schemas/A'}")
        + "components: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}}}\n",
        "leads back to itself",
        "replace it with what it should stand for",
    ),
    "a reference elsewhere": (
        GOOD.replace("{type: object}", "{$ref: 'https://schemas.test/a.json'}"),
        "leads to another document, and no document is fetched",
        "copy what it points to",
    ),
    "a deep reference elsewhere": (
        GOOD.replace("{type: object}", "{properties: {a: {items: {$ref: 'other.yaml#/A'}}}}"),
        "`other.yaml#/A`",
        "copy what it points to",
    ),
    "a schema that refers to an operation": (
        GOOD.replace("{type: object}", "{properties: {a: {$ref: '#/paths'}}}"),
        "does not point into `components`",
        "components.schemas",
    ),
    "a pattern that is none": (
        GOOD.replace("{type: object}", "{properties: {a: {pattern: '('}}}"),
        "the schema of the request of",
        "JSON Schema 2020-12",
    ),
    "an example beside its schema": (
        GOOD.replace("{type: object}", "{required: [prompt]}"),
        "is not valid against its own schema",
        "correct the example or the schema",
    ),
    "an example that is no object": (
        GOOD.replace("example: {contents: [{parts: [{text: A boat}]}], ", "example: 3 # "),
        "is not an object",
        "wirecheck init",
    ),
    "a path with more to fill in": (
        GOOD.replace("/v1/", "/{tenant}/"),
        "has the parameter `{tenant}`",
        "only `{model}`",
    ),
    "a model in another place": (
        GOOD.replace("models/{model}:", "{model}/"),
        "in a place where it is not recognised",
        "write it as in",
    ),
    "a key in the address": (
        f"{SECURED}components: {{securitySchemes: {{k: {{type: apiKey, in: query, name: key}}}}}}\n",
        "`apiKey` in the query",
        "type: http",
    ),
    "a password": (
        f"{SECURED}components: {{securitySchemes: {{k: {{type: http, scheme: basic}}}}}}\n",
        "`http` `basic`",
        "type: http",
    ),
    "an unknown scheme": (SECURED, "not one of the `securitySchemes`", "describe it there"),
    "a variable that is none": (
        f"{GOOD}components: {{securitySchemes: {{k: {{type: http, scheme: bearer, x-key-env: MY KEY}}}}}}\n",
        "x-key-env` (line 14)",
        "specs/README.md",
    ),
    "two operations of one name": (
        GOOD + OPERATION.replace("/v1/", "/v2/").removeprefix("paths:\n"),
        "has two operations `draw`",
        "`operationId`",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_spec_is_told_in_one_line(name: str, tmp_path: Path) -> None:
    """What is wrong, with the line where it is known, and what to do about it."""
    text, message, hint = BAD[name]
    path = tmp_path / "my-gateway.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    began = time.monotonic()
    with pytest.raises(SpecError) as caught:
        load(path)
    assert (message in caught.value.message, hint in caught.value.hint) == (True, True), caught.value.args
    assert "\n" not in caught.value.message + caught.value.hint
    assert len(caught.value.message) < 500 + len(str(path))
    # a machine under load is slow; without the bounds it is hours
    assert time.monotonic() - began < 20


def test_what_the_bad_ones_are_made_of_is_good(tmp_path: Path) -> None:
    """Without what is wrong with them, they load."""
    path = tmp_path / "my-gateway.yaml"
    path.write_text(GOOD)
    assert [operation.id for operation in load(path).operations] == ["my-gateway:draw"]


JSON = [
    ('{"openapi": "3.1.0",\n "paths": {},}', "is not JSON: ", "line 2"),
    ('{"openapi": "3.1.0", "paths": {}, "paths": {}}', "`paths` appears 2 times", ""),
    ('{"openapi": "3.1.0", "x": NaN}', "`NaN`", ""),
    (f'{{"openapi": "3.1.0", "x": {"[" * 10_000}{"]" * 10_000}}}', "levels", ""),
    ('{"openapi": "3.1.0"} {"openapi": "3.1.0"}', "follow it", ""),
    ("openapi: 3.1.0\n", "is not JSON: ", "line 1"),
    ("", "is not JSON", ""),
]


@pytest.mark.parametrize(("text", "message", "also"), JSON)
def test_bad_json_is_told(text: str, message: str, also: str, tmp_path: Path) -> None:
    """A file that ends in `.json` is held to JSON."""
    path = tmp_path / "my-gateway.json"
    path.write_text(text)
    with pytest.raises(SpecError) as caught:
        load(path)
    assert (message in caught.value.message, also in caught.value.message) == (True, True), caught.value.args
    assert caught.value.hint


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    """100 MB are refused by their size, without being taken in."""
    path = tmp_path / "my-gateway.yaml"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    with pytest.raises(SpecError, match="has 95 MiB") as caught:
        load(path)
    assert caught.value.hint == "a spec has at most 8 MiB"


@pytest.mark.skipif(sys.platform == "win32", reason="there are no limits of memory")
def test_a_bomb_is_found_in_little_memory(tmp_path: Path) -> None:
    """A bomb of 10^23 values, and a file of as many as may be, stay far below a gibibyte."""
    path = tmp_path / "my-gateway.yaml"
    path.write_text(BOMB)
    script = f"from wirecheck.spec.spec import load; load({str(path)!r})"

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False, preexec_fn=bound
    )
    assert "SpecError" in done.stderr.splitlines()[-1], done.stderr
    assert "aliases" in done.stderr.splitlines()[-1]


def test_a_folder_without_a_spec_is_told(tmp_path: Path) -> None:
    """In a folder, `openapi.yaml` is looked for."""
    with pytest.raises(SpecError, match=r"`.*openapi.yaml` does not exist") as caught:
        load(tmp_path)
    assert "wirecheck init" in caught.value.hint


def test_a_folder_that_is_called_like_a_file_is_told(tmp_path: Path) -> None:
    """A folder may be called `x.yaml`."""
    (tmp_path / "x.yaml").mkdir()
    with pytest.raises(SpecError, match=r"`.*openapi.yaml` does not exist"):
        load(tmp_path / "x.yaml")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """What is no plain file is not opened."""
    os.mkfifo(tmp_path / "x.yaml")
    with pytest.raises(SpecError, match="is not a file"):
        load(tmp_path / "x.yaml")


@pytest.mark.parametrize("name", ["./\0.yaml", "./" + "x" * 5000 + ".yaml", "/dev/null", "/dev/zero"])
def test_a_name_that_no_spec_has_is_told(name: str) -> None:
    """Zeros, and names longer than any system takes, are errors of ours."""
    with pytest.raises(SpecError) as caught:
        load(name)
    assert caught.value.hint


def test_a_line_is_that_of_the_place(tmp_path: Path) -> None:
    """As deep as the way goes, and the deepest that there is where it goes on."""
    path = tmp_path / "x.yaml"
    path.write_text("a:\n  b:\n    - c: 1\n    - d: 2\n")
    ways: list[list[str | int]] = [[], ["a"], ["a", "b"], ["a", "b", 1], ["a", "b", 1, "d"], ["a", "b", 7]]
    assert [source.line(path, way) for way in ways] == [1, 1, 2, 4, 4, 2]
