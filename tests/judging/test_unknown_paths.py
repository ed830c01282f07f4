"""A path is missing where it gets what a made-up path beside it gets; any other 404 is its handler's."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from wirecheck import Exchange, Request, Response, load
from wirecheck.judging.findings import Judgement
from wirecheck.judging.judge import assess
from wirecheck.reading.unknown_paths import UNKNOWN_PATH, beside, is_beside
from wirecheck.spec.spec import Operation, providers

JSON = (("Content-Type", "application/json"),)
OPERATIONS = [operation for provider in providers() for operation in load(provider).operations]
PATH, MODEL = "endpoint/documented-path-exists", "endpoint/model-is-served"
SAMPLE = "request/documented-example-is-served"


def asked(operation: Operation) -> Request:
    example = operation.examples[-1]
    url = operation.url("https://gateway.test/gate", operation.served_model)
    key = operation.spec.credential(operation, "$KEY")
    return Request("POST", url, (key, *JSON), json.dumps(example.value).encode())


def judged(operation: Operation, status: int, answer: Any, nowhere: Any = None, there: int = 404) -> Judgement:
    """The documented request, and, unless it is None, what the made-up path got."""
    request = asked(operation)
    exchanges = [Exchange(request, _answer(status, answer), started=1e9, ended=1e9)]
    if nowhere is not None:
        unknown = replace(request, url=beside(request.url))
        exchanges.append(Exchange(unknown, _answer(there, nowhere), started=1e9, ended=1e9))
    return assess(exchanges, [operation])


def _answer(status: int, body: Any) -> Response:
    page = isinstance(body, bytes)
    return Response(status, () if page else JSON, body if page else json.dumps(body).encode())


def broken(judgement: Judgement) -> dict[str, str]:
    wanted = (PATH, MODEL, SAMPLE)
    return {finding.requirement: finding.message for finding in judgement.findings if finding.requirement in wanted}


def said(message: str, **more: Any) -> dict[str, Any]:
    return {"error": {"message": message, **more}}


FASTAPI = {"detail": "Not Found"}
NGINX = b"<html><head><title>404 Not Found</title></head><body>nginx</body></html>"
EXPRESS = b"<pre>Cannot POST %s</pre>"
ONE_API = said("Invalid URL (POST /v1/x/wirecheck-no-such-path)", type="invalid_request_error", code="")
UPSTREAM = said("The requested URL /v1/projects/p/locations/l/models/m:predict was not found on this server.")

MISSING = [
    ("FastAPI", 404, FASTAPI, FASTAPI),
    ("nginx", 404, NGINX, NGINX),
    ("with the path in it", 404, EXPRESS % b"/a/b", EXPRESS % b"/a/wirecheck-no-such-path"),
    ("one-api", 404, said("Invalid URL (POST /v1/x/y:z)", type="invalid_request_error", code=""), ONE_API),
    ("with an id", 404, said("no route (request id: 1a)"), said("no route (request id: 2b)")),
    ("nothing implemented", 501, b"", b""),
    ("no method at all", 405, {"detail": "Method Not Allowed"}, FASTAPI),
    ("not known", 404, b"", None),
    ("not known, in a page", 404, NGINX, None),
    ("not known, in two words", 404, FASTAPI, None),
]


@pytest.mark.parametrize(("status", "answer", "nowhere"), [row[1:] for row in MISSING], ids=[row[0] for row in MISSING])
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_what_a_made_up_path_gets_is_a_missing_path(
    operation: Operation, status: int, answer: Any, nowhere: Any
) -> None:
    """The finding is the path, and shows the words; the sample is not blamed as well."""
    there = 501 if status == 501 else 404
    found = broken(judged(operation, status, answer, nowhere, there))
    assert list(found) == [PATH]
    assert f"was answered with {status}" in found[PATH]
    if answer == FASTAPI:
        assert "Not Found" in found[PATH]


HANDLED = [
    ("an upstream's address", 404, UPSTREAM, FASTAPI),
    ("an upstream's address, with no other path", 404, UPSTREAM, None),
    ("other words", 404, said("The publisher has no such asset."), FASTAPI),
    ("other words, with no other path", 404, said("The publisher has no such asset."), None),
    ("another envelope", 404, said("Not Found"), FASTAPI),
    ("a 405 of what is behind it", 405, said("That asset is read-only."), FASTAPI),
]


@pytest.mark.parametrize(("status", "answer", "nowhere"), [row[1:] for row in HANDLED], ids=[row[0] for row in HANDLED])
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_any_other_404_is_its_handlers(operation: Operation, status: int, answer: Any, nowhere: Any) -> None:
    """It is told of the page's own request, with the handler's words."""
    found = broken(judged(operation, status, answer, nowhere))
    assert list(found) == [SAMPLE]
    assert answer["error"]["message"][:40] in found[SAMPLE]


def test_a_501_of_what_is_behind_the_path_is_not_the_paths() -> None:
    """Like any other 5xx, it is seen twice before anything is blamed for it."""
    answer = said("Pictures are not implemented for this tier.")
    assert broken(judged(OPERATIONS[0], 501, answer, FASTAPI)) == {}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_a_404_about_the_model_is_the_models(operation: Operation) -> None:
    """Also where a made-up path leads to the same handler."""
    name = operation.served_model
    nowhere = said(f"The model `{UNKNOWN_PATH}` does not exist.")
    found = broken(judged(operation, 404, said(f"The model `{name}` does not exist."), nowhere))
    assert list(found) == [MODEL]
    assert "does not exist" in found[MODEL]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_a_made_up_path_belongs_to_the_operation_beside_it(operation: Operation) -> None:
    """It is in the same folder, under any prefix, and is the operation's own in nothing else."""
    request = asked(operation)
    unknown = replace(request, url=beside(request.url))
    assert unknown.path.rpartition("/")[0] == request.path.rpartition("/")[0]
    assert is_beside(operation, unknown)
    assert not operation.matches(unknown)
    assert not is_beside(operation, request)
    assert not is_beside(operation, replace(unknown, url=f"https://gateway.test/elsewhere/{UNKNOWN_PATH}"))


@pytest.mark.parametrize("status", [200, 401, 404, 500])
def test_a_made_up_path_is_judged_for_leaks_alone(status: int) -> None:
    """Whatever a gateway does there is no promise of its page, but a key in its answer is a leak."""
    operation = load("deerapi").operation("createImage")
    request = replace(asked(operation), url=beside(asked(operation).url))
    clean = Exchange(request, Response(status, (), b"<html>"), started=1e9, ended=1e9)
    assert assess([clean], [operation]).findings == ()
    leaky = Exchange(request, Response(status, JSON, json.dumps(said("no key [the caller's key]")).encode()))
    assert [finding.requirement for finding in assess([leaky], [operation]).findings] == ["auth/key-is-not-echoed"]
