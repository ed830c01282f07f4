"""Specs: locations and citations, what cannot be loaded, and what every spec in this repository keeps to."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator

import wirecheck
from wirecheck.errors import SpecError
from wirecheck.spec.location import specs_root
from wirecheck.spec.spec import Operation, Spec, load, providers
from wirecheck.wire.exchange import Request
from wirecheck.wire.lenient_json import at

SPECS = [load(name) for name in providers()]
OPERATIONS = [operation for spec in SPECS for operation in spec.operations]
FOLDERS = sorted(path.parent.name for path in Path(__file__).resolve().parents[2].glob("specs/*/openapi.yaml"))
"""The providers, as the checkout has their folders."""
CONFIG = "request.generationConfig"

CITED = [
    ("apiyi", "generateContent", "operation", "text-to-image#post"),
    ("apiyi", "generateContent", "server", "text-to-image#curl"),
    ("apiyi", "generateContent", "security", "text-to-image#authorizations"),
    ("apiyi", "generateContent", "request", "text-to-image#body"),
    ("apiyi", "generateContent", f"{CONFIG}.imageConfig.aspectRatio", "text-to-image#parameter-quick-reference"),
    ("apiyi", "generateContent", "request.contents[].parts[].text", "text-to-image#parameter-quick-reference"),
    ("apiyi", "generateContent", "request.contents[].role", None),
    ("apiyi", "generateContent", "request.tools", "text-to-image#unsupported-features"),
    ("apiyi", "generateContent", "response", "text-to-image#response"),
    ("apiyi", "generateContent", "media-type", None),
    ("apiyi", "generateContent", "errors", None),
    ("apiyi", "generateContent", "path.model", None),
    (
        "apiyi",
        "generateContent",
        "response.candidates[].content.parts[].inlineData.data",
        "text-to-image#sample-answer",
    ),
    ("apiyi", "generateContent", "response.candidates[].content.role", None),
    ("apiyi", "generateContent", "response.no.such[].place", None),
    ("deerapi", "generateContent", "path.model", "gemini-generate-image#path-parameters"),
    ("deerapi", "generateContent", "media-type", "gemini-generate-image#response"),
    ("deerapi", "generateContent", "errors", "gemini-generate-image#implementation-notes"),
    ("deerapi", "createImage", "response.usage", "openai-generate#response"),
    (
        "dgrid",
        "generateContent",
        f"{CONFIG}.imageConfig.imageSize",
        "gemini-native-format#gemini-native-request-fields",
    ),
    ("gemini-native", "generateContent", "request.systemInstruction.parts", None),
    ("gemini-native", "generateContent", "request.systemInstruction", "gemini#request-body"),
]


@pytest.mark.parametrize(("provider", "name", "location", "citation"), CITED)
def test_a_location_has_its_citation(provider: str, name: str, location: str, citation: str | None) -> None:
    """A place is cited where the page promises it, and nowhere else."""
    found = load(provider).operation(name).citation(location)
    assert citation == (str(found) if found else None), "where it was meant to move, say so in CITED of this file"


def test_a_citation_knows_its_page() -> None:
    """The address and the day of the reading come with it."""
    found = load("apiyi").cite("text-to-image#curl")
    assert (found.read_on, found.url.startswith("https://docs.apiyi.com/")) == ("2026-11-20", True)


def test_a_location_of_no_kind_is_an_error() -> None:
    """A misspelt kind of place is ours to mend."""
    with pytest.raises(SpecError, match="is not a valid location"):
        OPERATIONS[0].at("answer.candidates")


def test_the_specs_are_found_in_the_checkout() -> None:
    """Beside `conformance`, where nobody has installed them elsewhere."""
    assert Path(__file__).resolve().parents[2] / "specs" == specs_root() or (specs_root() / "upstream").is_dir()
    assert {"apiyi", "deerapi", "dgrid", "gemini-native"} <= set(FOLDERS)
    assert list(providers()) == FOLDERS


def test_the_specs_are_found_in_a_wheel(tmp_path: Path) -> None:
    """An installed package has them inside of itself."""
    ignore = shutil.ignore_patterns("__pycache__", "specs")
    shutil.copytree(Path(wirecheck.__file__).parent, tmp_path / "wirecheck", ignore=ignore)
    shutil.copytree(specs_root(), tmp_path / "wirecheck" / "specs")
    script = (
        "import wirecheck.spec.spec as s, wirecheck.spec.location as f; print(f.specs_root()); print(*s.providers())"
    )
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {script}"]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path).stdout
    assert [str(tmp_path / "wirecheck" / "specs"), " ".join(FOLDERS)] == told.splitlines()


MINIMAL = """
openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /v1/x:
    post:
      x-dialect: gemini
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Gone'}
"""
BAD = [
    ("a: [1", "is not YAML"),
    ("- 1", "is not OpenAPI 3.1"),
    ("", "is not OpenAPI 3.1"),
    ("openapi: 3.0.3\npaths: {}", "is not OpenAPI 3.1"),
    ("openapi: 3.1.0\npaths: {}", "has no operation with an `x-dialect`"),
    ("openapi: 3.1.0", "has no operation with an `x-dialect`"),
    (MINIMAL.replace("gemini", "grpc"), "the dialect `grpc` of"),
    (MINIMAL.replace("x-dialect: gemini", "summary: s"), "has no operation with an `x-dialect`"),
]


@pytest.mark.parametrize(("text", "message"), BAD)
def test_a_bad_spec_is_told_in_one_line(tmp_path: Path, text: str, message: str) -> None:
    """What is wrong with a file is an error of ours with the file's name, and no traceback of a library's."""
    path = tmp_path / "openapi.yaml"
    path.write_text(text)
    with pytest.raises(SpecError) as caught:
        load(path)
    assert message in caught.value.message
    assert "\n" not in caught.value.message


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 are an error of ours."""
    (tmp_path / "openapi.yaml").write_bytes(b"openapi: \xff")
    with pytest.raises(SpecError, match="cannot be read"):
        load(tmp_path)


def test_a_dangling_reference_is_told(tmp_path: Path) -> None:
    """A reference that points to nothing names itself, before anything is asked of the spec."""
    (tmp_path / "openapi.yaml").write_text(MINIMAL)
    with pytest.raises(SpecError, match=r"`#/components/schemas/Gone` in [^ ]+ points to nothing"):
        load(tmp_path)


def test_a_reference_that_runs_in_a_circle_ends(tmp_path: Path) -> None:
    """A reference to itself is told, and does not run forever."""
    circle = MINIMAL + "components:\n  schemas:\n    Gone: {$ref: '#/components/schemas/Gone'}\n"
    (tmp_path / "openapi.yaml").write_text(circle)
    with pytest.raises(SpecError, match="leads back to itself"):
        load(tmp_path).operations[0].at("request.contents")


@pytest.mark.parametrize("name", ["nobody", "", "APIYI", "upstream", "apiyi/openapi.yml", "/"])
def test_an_unknown_provider_is_told(name: str) -> None:
    """A name that no folder has gets the names that there are."""
    with pytest.raises(SpecError) as caught:
        load(name)
    assert caught.value.hint


def test_an_unknown_operation_is_told() -> None:
    """The hint names the operations that there are."""
    with pytest.raises(SpecError) as caught:
        load("deerapi").operation("drawImage")
    assert caught.value.hint == "it has `generateContent`, `createImage`"


MATCHES = [
    ("apiyi", "/v1beta/models/gemini-3.1-flash-image-preview:generateContent", True),
    ("apiyi", "/v1beta/models/another:generateContent", True),
    ("apiyi", "/prefix/v1beta/models/another:generateContent/", True),
    ("apiyi", "/v1beta/models/a/b:generateContent", False),
    ("apiyi", "/v1beta/models/a:streamGenerateContent", False),
    ("dgrid", "/v1/models/a%20b:generateContent", True),
    ("dgrid", "/v1beta/models/a:generateContent", False),
]


@pytest.mark.parametrize(("provider", "path", "matches"), MATCHES)
def test_a_request_belongs_to_an_operation_by_its_path(provider: str, path: str, matches: bool) -> None:
    """Any prefix and any model, and no other path."""
    request = Request("POST", f"https://gateway.test{path}")
    assert matches == load(provider).operation("generateContent").matches(request)


@pytest.mark.parametrize(
    ("provider", "model", "path"),
    [
        ("apiyi", "other", "/v1beta/models/other:generateContent"),
        ("apiyi", None, "/v1beta/models/gemini-3.1-flash-image-preview:generateContent"),
        ("dgrid", "a/b c", "/v1/models/a%2Fb%20c:generateContent"),
        ("dgrid", "\\1", "/v1/models/%5C1:generateContent"),
    ],
)
def test_a_model_is_put_into_the_path_and_read_from_it(provider: str, model: str | None, path: str) -> None:
    """A name stays one segment, also where the page fixes the model, and comes back as it was."""
    operation = load(provider).operation("generateContent")
    url = operation.url("https://gateway.test/", model)
    assert f"https://gateway.test{path}" == url
    assert (model or operation.fixed_model) == operation.model_asked(Request("POST", url))


# -- what every spec keeps to ------------------------------------------------------------------------------------------


def walk(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    if isinstance(node, dict):
        yield path, node
    for key, inner in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield from walk(inner, (*path, str(key)))


each_spec = pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.provider)
each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)


@each_spec
def test_it_is_valid_openapi(spec: Spec) -> None:
    """Other tools can read it."""
    assert [error.message for error in OpenAPIV31SpecValidator(spec.document).iter_errors()] == []


@each_spec
def test_every_citation_names_a_page(spec: Spec) -> None:
    """A citation of a page that is not listed points to nothing, and so does one without an anchor."""
    cited = {str(node["x-citation"]) for _, node in walk(spec.document) if "x-citation" in node}
    assert cited
    assert [
        text for text in sorted(cited) if text.partition("#")[0] not in spec.pages or not text.partition("#")[2]
    ] == []


@each_spec
def test_every_read_page_has_its_day_and_digest(spec: Spec) -> None:
    """A page that promises something says when it was read, and what of."""
    pages = {key: page for key, page in spec.pages.items() if "operations" in page}
    assert dict.fromkeys(pages, True) == {
        key: {"url", "title", "read_on", "digest"} <= set(p) for key, p in pages.items()
    }
    assert {operation.name for operation in spec.operations} == {n for p in pages.values() for n in p["operations"]}  # type: ignore[attr-defined]


@each_spec
def test_values_that_look_like_numbers_are_strings(spec: Spec) -> None:
    """YAML reads a bare `16:9` as 969 and a bare `512` as a number."""
    nodes = [(path, node) for path, node in walk(spec.document) if node.get("type") == "string"]
    values = [(path, value) for path, node in nodes for key in ("enum", "examples") for value in node.get(key) or ()]
    values += [(path, node["default"]) for path, node in nodes if "default" in node]
    assert [(path, value) for path, value in values if not isinstance(value, str)] == []


class Strict(yaml.SafeLoader):
    """A loader that takes no key twice."""


def _mapping(loader: Strict, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key) for key, _ in node.value]
    assert sorted(map(str, set(keys))) == sorted(map(str, keys)), node.start_mark
    return yaml.SafeLoader.construct_mapping(loader, node, deep=True)


Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


@pytest.mark.parametrize(
    "path", sorted(specs_root().glob("*/*.yaml")), ids=lambda path: f"{path.parent.name}-{path.name}"
)
def test_no_key_stands_twice(path: Path) -> None:
    """Of two keys of one name YAML keeps the last, without a word."""
    assert isinstance(yaml.load(path.read_text(encoding="utf-8"), Loader=Strict), dict)


UNCITED = {
    "apiyi:generateContent": {"contents[].role"},
    "deerapi:generateContent": {"contents[].parts[].inlineData.mimeType", "contents[].parts[].inlineData.data"},
    "dgrid:generateContent": {"contents[].parts[].inlineData.mimeType", "contents[].parts[].inlineData.data"},
    "deerapi:createImage": set(),
    "gemini-native:generateContent": {
        *(f"systemInstruction.parts{rest}" for rest in ("", "[].inline_data.mime_type", "[].inline_data.data")),
        *("safetySettings[].category", "safetySettings[].threshold"),
    },
}
"""Members that no page names, and that a request cannot be typed without."""


@each_operation
def test_every_member_of_a_request_is_cited(operation: Operation) -> None:
    """What a page documents is cited; what is there for other reasons is listed here."""
    waived = UNCITED.get(operation.id, set())
    assert waived - {m.path for m in operation.members} == set(), "take what is gone out of UNCITED in this file"
    how = "give each an `x-citation`, or, where it is there for another reason, an entry in UNCITED with a comment why"
    assert [m.path for m in operation.members if m.citation is None and m.path not in waived] == [], how


@each_operation
def test_examples_are_valid(operation: Operation) -> None:
    """The page's own requests and answers keep to the schema that was read off the page."""
    assert operation.examples
    wrong = [
        (e.name, [x.message for x in operation.request_validator.iter_errors(e.value)]) for e in operation.examples
    ]
    assert [(example.name, []) for example in operation.examples] == wrong
    wrong = [
        (e.name, [x.message for x in operation.response_validator.iter_errors(e.value)]) for e in operation.answers
    ]
    assert [(example.name, []) for example in operation.answers] == wrong


@each_operation
def test_examples_are_cited_and_use_documented_values(operation: Operation) -> None:
    """An example belongs to a page, and takes what is in the page's own sets."""
    assert [example.name for example in (*operation.examples, *operation.answers) if example.citation is None] == []


@each_operation
def test_every_operation_says_what_it_needs(operation: Operation) -> None:
    """Security, the charge, what to retry and the models stand on the operation itself."""
    assert {"security", "x-billable", "x-retry", "x-models", "x-citation"} <= set(operation.node)
    assert operation.served_model in operation.models
    assert [name for name, model in operation.models.items() if model.facts is None] == []
    assert operation.citation("security") is not None


@each_spec
def test_schemas_have_titles_and_properties_descriptions(spec: Spec) -> None:
    """Clients take class names and docstrings from them."""
    titles = [
        node["title"]
        for path, node in walk(spec.document)
        if "title" in node and path[0:2] == ("components", "schemas")
    ]
    assert sorted(set(titles)) == sorted(titles)
    schemas = at(spec.document, "components", "schemas")  # type: ignore[arg-type]
    assert isinstance(schemas, dict)
    assert [name for name, schema in schemas.items() if not isinstance(schema, dict) or not schema.get("title")] == []
    bare = [
        f"{name}.{member}"
        for name, schema in schemas.items()
        for member, node in (at(schema, "properties") or {}).items()  # type: ignore[union-attr]
        if not spec.resolve(node).get("description")
    ]
    assert bare == []
