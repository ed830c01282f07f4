"""What an OpenAPI file may hold that is not asked or not judged: it works, or is refused when it is loaded."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

import wirecheck
from wirecheck.dialects.scaffold import text
from wirecheck.emulator import Emulator
from wirecheck.engine.session import Options, prepare
from wirecheck.errors import SpecError
from wirecheck.judging.judge import readings
from wirecheck.plan import Depth
from wirecheck.reading.reading import Standing
from wirecheck.spec.spec import Spec, load
from wirecheck.wire.exchange import Exchange, Request
from wirecheck.wire.lenient_json import at

Node = dict[str, Any]
Edit = Callable[[Node, Node, Node], None]
"""Changes a file: the document, the path item and the operation."""


def made(folder: Path, dialect: str, *edits: Edit) -> Path:
    document: Node = yaml.safe_load(text(dialect, "mine"))
    (item,) = document["paths"].values()
    for edit in edits:
        edit(document, item, item["post"])
    file = folder / "mine.yaml"
    file.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    return file


def by(method: str) -> Edit:
    def edit(document: Node, item: Node, node: Node) -> None:
        item[method] = item.pop("post")

    return edit


def at_path(path: str) -> Edit:
    def edit(document: Node, item: Node, node: Node) -> None:
        document["paths"] = {path: item}

    return edit


def taking(*parameters: Node) -> Edit:
    def edit(document: Node, item: Node, node: Node) -> None:
        node["parameters"] = [*node.get("parameters", ()), *parameters]

    return edit


def answering(*media_types: str, status: str = "200") -> Edit:
    def edit(document: Node, item: Node, node: Node) -> None:
        shown = node["responses"].pop("200")
        schema = shown["content"].pop("application/json")
        node["responses"][status] = {**shown, "content": dict.fromkeys(media_types, schema)}

    return edit


def asking(*media_types: str) -> Edit:
    def edit(document: Node, item: Node, node: Node) -> None:
        media = node["requestBody"]["content"].pop("application/json")
        node["requestBody"]["content"] = {name: copy.deepcopy(media) for name in media_types}

    return edit


def streaming(**schema: Any) -> Edit:
    def edit(document: Node, item: Node, node: Node) -> None:
        document["components"]["schemas"]["Request"]["properties"]["stream"] = {"type": "boolean", **schema}

    return edit


def shown_streaming(document: Node, item: Node, node: Node) -> None:
    (example,) = node["requestBody"]["content"]["application/json"]["examples"].values()
    example["value"]["stream"] = True


def put(**members: Any) -> Edit:
    return lambda document, item, node: node.update(members)


def top(**members: Any) -> Edit:
    return lambda document, item, node: document.update(members)


def required(place: str, name: str = "x-tenant", **more: Any) -> Node:
    return {"name": name, "in": place, "required": True, **more}


TWO_KEYS = {"a": {"type": "http", "scheme": "bearer"}, "b": {"type": "apiKey", "in": "header", "name": "x-b"}}


def two_keys(document: Node, item: Node, node: Node) -> None:
    document["components"]["securitySchemes"] = TWO_KEYS
    node["security"] = [{"a": [], "b": []}]


GEMINI, IMAGES = "gemini", "openai-images"
REFUSED: dict[str, tuple[str, Edit, str, str]] = {
    "get": (IMAGES, by("get"), "is a GET, and requests of the dialect `openai-images` are sent by POST", "`post:`"),
    "put": (GEMINI, by("put"), "is a PUT", "or leave out its `x-dialect`"),
    "a stream by its name": (
        GEMINI,
        at_path("/v1beta/models/{model}:streamGenerateContent"),
        "answers with a stream",
        "answers at once",
    ),
    "a stream by its last segment": (IMAGES, at_path("/v1/images/generations/stream"), "answers with a stream", ""),
    "events only": (IMAGES, answering("text/event-stream"), "answers with `text/event-stream`", "`application/json`"),
    "lines only": (GEMINI, answering("application/x-ndjson"), "answers with `application/x-ndjson`", "leave out"),
    "bytes only": (IMAGES, answering("image/png"), "answers with `image/png`", "`application/json`"),
    "a task": (IMAGES, answering("application/json", status="202"), "answers with 202", "document the `200`"),
    "a request that asks for a stream": (IMAGES, shown_streaming, "answers with a stream", "without `stream`"),
    "a stream by its const": (IMAGES, streaming(const=True), "answers with a stream", "without `stream`"),
    "a stream by its default": (IMAGES, streaming(default=True), "answers with a stream", "without `stream`"),
    "a form": (IMAGES, asking("multipart/form-data"), "takes no `application/json`", "leave out its `x-dialect`"),
    "a tenant in the path": (
        IMAGES,
        at_path("/v1/{tenant}/images/generations"),
        "has the parameter `{tenant}`, which cannot be filled in",
        "`const`",
    ),
    "a query in the path": (
        GEMINI,
        at_path("/v1beta/models/{model}:generateContent?alt=json"),
        "has a query",
        "in: query",
    ),
    "a query without a value": (IMAGES, taking(required("query", "alt")), "the query parameter `alt` of", "`const`"),
    "a cookie without a value": (IMAGES, taking(required("cookie", "sid")), "the cookie `sid` of", "`example`"),
    "a header without a value": (
        IMAGES,
        taking(required("header", schema={"type": "string"})),
        "the header `x-tenant` of `mine:createImage` is required and has no value",
        "-H 'x-tenant: ...'",
    ),
    "a header of two values": (
        GEMINI,
        taking(required("header", schema={"enum": ["a", "b"]})),
        "the header `x-tenant`",
        "`default`",
    ),
    "a header of its path": (
        GEMINI,
        lambda document, item, node: item.update(parameters=[required("header")]),
        "the header `x-tenant`",
        "`example`",
    ),
    "a header that is a reference": (
        GEMINI,
        lambda document, item, node: (
            document["components"].update(parameters={"t": required("header")}),
            taking({"$ref": "#/components/parameters/t"})(document, item, node),
        )[1],
        "the header `x-tenant`",
        "",
    ),
    "a header with a line end": (
        IMAGES,
        taking(required("header", schema={"const": "a\nb"})),
        "the header `x-tenant` of `mine:createImage` has a value that cannot be sent",
        "",
    ),
    "a parameter of nowhere": (IMAGES, taking(required("body")), "parameters", "specs/README.md"),
    "a server of its own": (
        IMAGES,
        put(servers=[{"url": "https://pictures.test"}]),
        "has `servers` of its own",
        "`https://pictures.test`",
    ),
    "two keys at once": (IMAGES, two_keys, "is secured by `a` and `b` at once", "`-H`"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_judged_is_refused(name: str, tmp_path: Path) -> None:
    """What is wrong, and what can be done instead, before anything is sent."""
    dialect, edit, message, hint = REFUSED[name]
    with pytest.raises(SpecError) as caught:
        load(made(tmp_path, dialect, edit))
    assert (message in caught.value.message, hint in caught.value.hint) == (True, True), caught.value.args


WORKS: dict[str, tuple[str, Edit]] = {
    "JSON beside a form": (IMAGES, asking("multipart/form-data", "application/json")),
    "JSON with a character set": (IMAGES, asking("application/json; charset=utf-8")),
    "JSON beside events": (IMAGES, answering("text/event-stream", "application/json")),
    "any media type": (GEMINI, answering("*/*")),
    "a 201": (IMAGES, answering("application/json", status="201")),
    "any 2xx": (GEMINI, answering("application/json", status="2XX")),
    "a member that may ask for a stream": (IMAGES, streaming(default=False)),
    "a path below a stream": (IMAGES, at_path("/upstream/v1/images/generations")),
    "an optional header": (IMAGES, taking({"name": "x-tenant", "in": "header", "schema": {"const": "a"}})),
    "headers that other places describe": (
        IMAGES,
        taking(required("header", "Authorization"), required("header", "Content-Type"), required("header", "accept")),
    ),
    "a value in the path": (
        IMAGES,
        lambda document, item, node: [
            at_path("/v1/{tenant}/images/generations")(document, item, node),
            taking(required("path", "tenant", schema={"const": "a b"}))(document, item, node),
        ][1],
    ),
    "an address with variables": (
        IMAGES,
        top(servers=[{"url": "https://{region}.test", "variables": {"region": {"default": "eu"}}}]),
    ),
    "the same address again": (IMAGES, lambda document, item, node: node.update(servers=document["servers"])),
}


@pytest.mark.parametrize("name", WORKS)
def test_what_can_work_works(name: str, tmp_path: Path) -> None:
    """Its own emulator is blameless under it, and its answers are held to the schema."""
    dialect, edit = WORKS[name]
    path = made(tmp_path, dialect, edit)
    run = wirecheck.run(str(path), depth=Depth.PROBE)
    assert [(finding.requirement, finding.message) for finding in run.findings] == []
    assert load(path).operations[0].citation("response") is not None


VALUES = [
    ({"schema": {"const": "acme"}}, "acme"),
    ({"schema": {"type": "string", "default": "acme"}}, "acme"),
    ({"schema": {"enum": ["acme"]}}, "acme"),
    ({"schema": {"enum": ["acme", "other"], "default": "other"}}, "other"),
    ({"example": "acme"}, "acme"),
    ({"examples": {"one": {"value": "acme"}}}, "acme"),
    ({"schema": {"type": "string", "examples": ["acme", "other"]}}, "acme"),
    ({"schema": {"type": "string", "example": "acme"}}, "acme"),
    ({"schema": {"$ref": "#/components/schemas/Tenant"}}, "acme"),
    ({"schema": {"type": "integer", "default": 3}}, "3"),
    ({"schema": {"const": True}}, "true"),
]


def with_tenant(document: Node, item: Node, node: Node) -> None:
    document["components"]["schemas"]["Tenant"] = {"const": "acme"}


@pytest.mark.parametrize(("more", "value"), VALUES)
def test_a_required_parameter_has_the_value_that_the_file_names(more: Node, value: str, tmp_path: Path) -> None:
    """Wherever OpenAPI has one."""
    (operation,) = load(made(tmp_path, IMAGES, with_tenant, taking(required("header", **more)))).operations
    assert [parameter.value for parameter in operation.sent] == [value]


@pytest.mark.parametrize("dialect", [GEMINI, IMAGES])
@pytest.mark.parametrize("place", ["header", "query", "cookie"])
def test_a_required_parameter_is_sent(place: str, dialect: str, tmp_path: Path) -> None:
    """With every request, the probes among them; the spec's emulator serves nothing without it."""
    value = "acme"
    path = made(tmp_path, dialect, taking(required(place, schema={"const": value})))
    session = prepare(str(path), Options(depth=Depth.PROBE), {})
    carried = {session.operations[0].sent[0].carried(case.request) for case in session.cases}
    assert carried == {value}
    shown = {
        "header": ("x-tenant", value) in session.cases[0].request.headers,
        "query": session.cases[0].request.url.endswith(f"?x-tenant={value}"),
        "cookie": ("Cookie", f"x-tenant={value}") in session.cases[0].request.headers,
    }
    assert shown[place]
    assert [finding.message for finding in session.run().findings] == []


def sent(spec: Spec, **changes: Any) -> Request:
    (operation,) = spec.operations
    case = next(case for case in prepare(f"emulated:{spec.path}", Options(), {}).cases if case.phase == "billable")
    key = spec.credential(operation, "sk-wirecheck")
    headers = tuple(pair for pair in case.request.headers if pair[0] not in (key[0], "x-tenant"))
    return Request("POST", case.request.url, (key, *headers, *changes.items()), case.request.body)


@pytest.mark.parametrize(
    ("headers", "status", "standing"),
    [
        ({}, 400, Standing.WRONG),
        ({"x-tenant": "other"}, 400, Standing.WRONG),
        ({"x-tenant": "acme"}, 200, Standing.DOCUMENTED),
        ({"X-Tenant": "acme"}, 200, Standing.DOCUMENTED),
    ],
)
def test_a_request_without_it_is_none_of_the_page(
    headers: dict[str, str], status: int, standing: Standing, tmp_path: Path
) -> None:
    """The emulator refuses it, and nobody who judges it holds the page to it."""
    spec = load(made(tmp_path, IMAGES, taking(required("header", schema={"const": "acme"}))))
    request = sent(spec, **headers)
    response = Emulator(spec).respond(request)
    (reading,) = readings([Exchange(request, response)], spec.operations)
    assert (response.status, reading.standing) == (status, standing)


def test_a_header_of_the_callers_own_takes_its_place(tmp_path: Path) -> None:
    """`-H` gives a value where the file has none, and another where it has one."""
    path = str(made(tmp_path, IMAGES, taking(required("header"))))
    with pytest.raises(SpecError, match="has no value"):
        prepare(path, Options(), {})
    run = prepare(path, Options(depth=Depth.PROBE, headers=(("X-Tenant", "ours"),)), {}).run()
    assert {exchange.request.header("x-tenant") for exchange in run.exchanges} == {"ours"}
    assert [finding.message for finding in run.findings] == []


def test_a_key_that_is_a_parameter_too_is_sent_once(tmp_path: Path) -> None:
    """A required header that the security scheme describes is the key."""

    def keyed(document: Node, item: Node, node: Node) -> None:
        document["components"]["securitySchemes"] = {"key": {"type": "apiKey", "in": "header", "name": "x-api-key"}}
        taking(required("header", "X-API-Key"))(document, item, node)

    session = prepare(str(made(tmp_path, IMAGES, keyed)), Options(depth=Depth.PROBE), {})
    assert [name for name, _ in session.cases[-1].request.headers].count("x-api-key") == 1
    assert [finding.message for finding in session.run().findings] == []


def test_no_stream_is_drawn_at_random(tmp_path: Path) -> None:
    """A gateway that does as it is told would answer with events, which nobody reads."""
    path = made(tmp_path, IMAGES, streaming())
    cases = prepare(str(path), Options(depth=Depth.FUZZ, examples=40), {}).cases
    assert not any(at(case.request.document.value, "stream") is True for case in cases)


def test_an_address_with_variables_is_taken_with_their_defaults(tmp_path: Path) -> None:
    """Where each variable has one; and one below the file's own address is none."""
    variables = {"region": {"default": "eu"}, "stage": {"enum": ["a"]}}
    for url, server in [
        ("https://{region}.test/v1", "https://eu.test/v1"),
        ("https://{region}.{stage}.test", None),
        ("https://{other}.test", None),
        ("https://{region}", None),
        ("http://{region}:8080/v1", None),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("/api", None),
    ]:
        assert load(made(tmp_path, IMAGES, top(servers=[{"url": url, "variables": variables}]))).server == server
