"""What the clients do where nothing fails: settings, requests, pictures, and models that lose nothing."""

from __future__ import annotations

import base64
import copy
import io
import json
import pickle
import ssl
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import anyio
import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from wirecheck.spec import spec

if TYPE_CHECKING:
    from types import ModuleType

    from tests.clients.server import Server

KEY = "sk-canary-0123456789"
PROVIDERS = spec.providers()
OPERATIONS = [operation for provider in PROVIDERS for operation in spec.load(provider).operations]
EXAMPLES = [(operation, example) for operation in OPERATIONS for example in operation.examples]
EMPTY: dict[str, Any] = {"candidates": [], "data": []}
SOMEWHERE = "http://gateway.invalid"

each_provider = pytest.mark.parametrize("provider", PROVIDERS)
each_way = pytest.mark.parametrize("waiting", [True, False], ids=["sync", "async"])
quickly = settings(max_examples=60, deadline=None)


def picture_of(format: str = "PNG", size: tuple[int, int] = (20, 10)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "navy").save(file, format)
    return file.getvalue()


@pytest.fixture
def ask(package: Any, certificates: ssl.SSLContext) -> Callable[..., Any]:
    """What a client answers to a prompt, or to `act`, whether it waits or not."""

    def asked(provider: str, waiting: bool = True, act: Any = None, more: Any = None, **options: Any) -> Any:
        module, models = package(provider), package(provider, "models")
        options = {"api_key": KEY, "verify": certificates, **options}
        given = {"contents": "a boat", **(more or {})}
        if provider == "apiyi":
            given.setdefault("generation_config", models.GenerationConfig(response_modalities=["IMAGE"]))
        else:
            given.setdefault("model", "m")

        def drawn(client: Any) -> Any:
            return act(client) if act else client.generate_content(**given)

        async def acted() -> Any:
            async with module.AsyncClient(**options) as client:
                return await drawn(client)

        if not waiting:
            return anyio.run(acted)
        with module.Client(**options) as client:
            return drawn(client)

    return asked


class Recorder:
    """A transport that answers by itself and keeps what it was asked, for both kinds of clients."""

    def __init__(self, value: Any = EMPTY) -> None:
        self.requests: list[httpx2.Request] = []
        self.value = value

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        return httpx2.Response(200, json=self.value)

    def client(self, waiting: bool, **more: Any) -> Any:
        transport = httpx2.MockTransport(self.answer)
        return (httpx2.Client if waiting else httpx2.AsyncClient)(transport=transport, verify=False, **more)


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


# -- settings ----------------------------------------------------------------------------------------------------------


@each_provider
@each_way
def test_key_from_the_environment(
    ask: Any, server: Server, scripted: ModuleType, monkeypatch: pytest.MonkeyPatch, provider: str, waiting: bool
) -> None:
    """The key is read from the variable that the spec names, and a key that is given goes before it."""
    server.play(scripted.Reply(body=EMPTY), scripted.Reply(body=EMPTY))
    monkeypatch.setenv(spec.load(provider).key_env, f" {KEY}\n")
    ask(provider, waiting, api_key=None, base_url=server.url)
    ask(provider, waiting, api_key="another", base_url=server.url)
    assert [one.headers["authorization"] for one in server.asked(2)] == [f"Bearer {KEY}", "Bearer another"]


@each_provider
@pytest.mark.parametrize("kind", ["Client", "AsyncClient"])
@pytest.mark.parametrize("key", [None, "", " \n"])
def test_no_key(package: Any, provider: str, kind: str, key: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a key there is no client, and the error names the variable."""
    variable = spec.load(provider).key_env
    monkeypatch.setenv(variable, "")
    with pytest.raises(package(provider).ConfigurationError, match=variable) as caught:
        getattr(package(provider), kind)(api_key=key, base_url=SOMEWHERE)
    assert isinstance(caught.value, ValueError)


@each_provider
@pytest.mark.parametrize("end", ["\nX-More: 1", " x", "\x7f", "é", "\u200b"])
def test_key_that_no_header_can_carry(package: Any, provider: str, end: str) -> None:
    """A key with other characters is refused, and not repeated."""
    with pytest.raises(package(provider).ConfigurationError) as caught:
        package(provider).Client(api_key=f"{KEY}{end}.", base_url=SOMEWHERE)
    assert KEY not in str(caught.value) + repr(caught.value) + repr(vars(caught.value))
    assert KEY.encode() not in pickle.dumps(caught.value)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
@each_way
def test_base_url(package: Any, ask: Any, recorder: Recorder, operation: spec.Operation, waiting: bool) -> None:
    """Requests go to the server that the page names; where it names none, a base URL has to be given."""
    loaded = spec.load(operation.provider)
    http = recorder.client(waiting)
    act, _ = told(package, operation, operation.examples[0].value)
    if loaded.server is None:
        with pytest.raises(package(operation.provider).ConfigurationError, match="base_url"):
            ask(operation.provider, waiting, act, http_client=http)
    base = loaded.server or "https://gateway.example.com/below"
    options = {} if loaded.server else {"base_url": base + "/"}
    ask(operation.provider, waiting, act, http_client=http, **options)
    (request,) = recorder.requests
    assert (request.method, str(request.url)) == ("POST", operation.url(base, operation.served_model))


@each_provider
@pytest.mark.parametrize("url", ["gateway.example.com", "ftp://gateway.example.com", "http://", "http://a:port", "//x"])
def test_base_url_that_is_none(package: Any, provider: str, url: str) -> None:
    """What is no address of a server is refused before anything is sent."""
    client = package(provider).Client(api_key=KEY, base_url=SOMEWHERE)
    for act in (package(provider).Client, lambda **given: client.with_options(base_url=given["base_url"])):
        with pytest.raises(package(provider).ConfigurationError, match="base URL"):
            act(api_key=KEY, base_url=url)
    client.close()


@each_provider
@each_way
def test_timeouts(ask: Any, recorder: Recorder, provider: str, waiting: bool) -> None:
    """It is 300 s, and 10 s to connect; the client's own or the call's go before that, and None waits for ever."""
    base = {"base_url": SOMEWHERE}
    ask(provider, waiting, http_client=recorder.client(waiting), **base)
    ask(provider, waiting, http_client=recorder.client(waiting), timeout=7, **base)
    ask(provider, waiting, http_client=recorder.client(waiting), timeout=7, more={"timeout": 9.5}, **base)
    ask(provider, waiting, http_client=recorder.client(waiting), more={"timeout": None}, **base)
    ask(provider, waiting, http_client=recorder.client(waiting), timeout=httpx2.Timeout(5, read=6), **base)
    found = [(one.extensions["timeout"]["connect"], one.extensions["timeout"]["read"]) for one in recorder.requests]
    assert found == [(10, 300), (7, 7), (9.5, 9.5), (None, None), (5, 6)]


@each_provider
@each_way
def test_with_options(
    package: Any, ask: Any, server: Server, scripted: ModuleType, waits: list[float], provider: str, waiting: bool
) -> None:
    """A client with other settings is another client, over the same connections; the first one stays as it is."""
    server.play(*[scripted.Reply(429, "slow")] * 2, *[scripted.Reply(body=EMPTY)] * 2)
    slow = package(provider).RateLimitError
    given = {"contents": "a boat"} | ({} if provider == "apiyi" else {"model": "m"})
    if provider == "apiyi":
        given["generation_config"] = package(provider, "models").GenerationConfig(response_modalities=["IMAGE"])

    async def act(client: Any) -> None:
        before = repr(client)
        other = client.with_options(
            api_key="another", base_url=f"{server.url}/below/", timeout=5, max_retries=0, headers={"X-B": "2"}
        )
        assert repr(client) == before
        assert client.base_url == server.url
        assert other.base_url == f"{server.url}/below"
        assert type(other) is type(client)
        with pytest.raises(slow):
            await settled(other.generate_content(**given))
        assert waits == []
        await settled(client.generate_content(**given))
        assert len(waits) == 1
        await settled(other.with_options().generate_content(**given))

    async def settled(found: Any) -> Any:
        return await found if hasattr(found, "__await__") else found

    options = {"base_url": server.url, "headers": {"X-A": "1"}}
    ask(provider, waiting, (lambda client: anyio.run(act, client)) if waiting else act, **options)
    seen = server.asked(4)
    assert [one.target.startswith("/below/v1") for one in seen] == [True, False, False, True]
    keys = [one.headers["authorization"].removeprefix("Bearer ") for one in seen]
    assert keys == ["another", KEY, KEY, "another"]
    assert [(one.headers.get("x-a"), one.headers.get("x-b")) for one in seen] == [
        ("1", "2"),
        ("1", None),
        ("1", None),
        ("1", "2"),
    ]


@each_provider
@each_way
def test_context_manager(package: Any, provider: str, waiting: bool) -> None:
    """At the end of `with` the connections are closed, whatever was raised in it; `close` does the same."""
    closed = []

    class Transport(httpx2.MockTransport):
        def close(self) -> None:
            closed.append("sync")

        async def aclose(self) -> None:
            closed.append("async")

    transport = Transport(lambda request: httpx2.Response(200))
    http: Any = (httpx2.Client if waiting else httpx2.AsyncClient)(transport=transport, verify=False, trust_env=False)

    async def act() -> None:
        async with package(provider).AsyncClient(api_key=KEY, base_url=SOMEWHERE, http_client=http) as client:
            assert isinstance(client, package(provider).AsyncClient)
            raise KeyError

    async def close() -> None:
        await package(provider).AsyncClient(api_key=KEY, base_url=SOMEWHERE, http_client=http).close()

    def wait() -> None:
        with package(provider).Client(api_key=KEY, base_url=SOMEWHERE, http_client=http) as client:
            assert isinstance(client, package(provider).Client)
            raise KeyError

    with pytest.raises(KeyError):
        wait() if waiting else anyio.run(act)
    assert closed == ["sync" if waiting else "async"]
    assert http.is_closed
    http = (httpx2.Client if waiting else httpx2.AsyncClient)(transport=transport, verify=False, trust_env=False)
    if waiting:
        package(provider).Client(api_key=KEY, base_url=SOMEWHERE, http_client=http).close()
    else:
        anyio.run(close)
    assert closed == ["sync" if waiting else "async"] * 2


@each_provider
@each_way
@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", ""])
def test_proxy(
    ask: Any,
    other: Server,
    scripted: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    provider: str,
    waiting: bool,
    variable: str,
) -> None:
    """Requests go through the proxy that the environment names, or that is given."""
    other.play(scripted.Reply(body=EMPTY))
    if variable:
        monkeypatch.setenv(variable, other.url)
    ask(provider, waiting, base_url=SOMEWHERE, **({} if variable else {"proxy": other.url}))
    (seen,) = other.asked(1)
    assert seen.target.startswith(f"{SOMEWHERE}/v1")


@each_provider
@each_way
def test_proxy_does_not_see_the_key(
    package: Any, ask: Any, other: Server, scripted: ModuleType, waits: list[float], provider: str, waiting: bool
) -> None:
    """A proxy of an encrypted connection is told the host only, and its refusal is an error of the connection."""
    other.play(*[scripted.Reply(403, "no", end="close")] * 3)
    with pytest.raises(package(provider).APIConnectionError) as caught:
        ask(provider, waiting, base_url="https://gateway.invalid", proxy=other.url, max_retries=0)
    seen = other.asked(1)
    assert [(one.method, one.target, one.body) for one in seen] == [("CONNECT", "gateway.invalid:443", b"")]
    assert KEY not in repr(seen) + str(caught.value)


@each_provider
@each_way
def test_verify_is_passed_on(
    package: Any, monkeypatch: pytest.MonkeyPatch, certificates: ssl.SSLContext, provider: str, waiting: bool
) -> None:
    """Certificates are checked unless somebody says otherwise, and as they say."""
    made: list[dict[str, Any]] = []
    name = "Client" if waiting else "AsyncClient"
    module = package(provider, "_http")
    patched = SimpleNamespace(**{**vars(httpx2), name: lambda **given: made.append(given)})
    monkeypatch.setattr(module, "httpx2", patched)
    client = getattr(package(provider), name)
    client(api_key=KEY, base_url=SOMEWHERE)
    client(api_key=KEY, base_url=SOMEWHERE, verify=certificates)
    client(api_key=KEY, base_url=SOMEWHERE, verify=False)
    assert [one["verify"] for one in made] == [True, certificates, False]
    assert not any(one.get("follow_redirects") for one in made)


# -- requests ----------------------------------------------------------------------------------------------------------


def told(package: Any, operation: spec.Operation, value: Any) -> tuple[Callable[[Any], Any], Any]:
    """A documented request as a call, and the model of the same."""
    node: Any = operation.at("request")
    models = package(operation.provider, "models")
    request = getattr(models, node["schema"]["$ref"].rpartition("/")[2]).from_dict(value)
    unset = package(operation.provider).UNSET
    given = {name: one for name, one in vars(request).items() if one is not unset and name != "additional_properties"}
    images = "images/generations" in operation.url("")
    if operation.provider != "apiyi" and not images:
        given["model"] = operation.served_model
    return lambda client: (client.images.create_image if images else client.generate_content)(**given), request


@pytest.mark.parametrize(("operation", "example"), EXAMPLES, ids=[f"{o.id}-{e.name}" for o, e in EXAMPLES])
@each_way
def test_nothing_is_sent_unasked(
    package: Any,
    ask: Any,
    server: Server,
    scripted: ModuleType,
    operation: spec.Operation,
    example: spec.Example,
    waiting: bool,
) -> None:
    """A documented request arrives as it is documented: no member, no default and no header besides."""
    server.play(scripted.Reply(body=EMPTY))
    act, request = told(package, operation, example.value)
    before = copy.deepcopy(request)
    ask(operation.provider, waiting, act, base_url=server.url)
    (seen,) = server.asked(1)
    assert seen.value == example.value
    assert request == before
    assert seen.target == operation.url("", operation.served_model)
    sent = {"host", "accept", "accept-encoding", "connection", "user-agent", "content-length", "content-type"}
    assert set(seen.headers) == sent | {"authorization"}
    assert seen.headers["content-type"] == "application/json"
    name, value = spec.load(operation.provider).credential(operation, KEY)
    assert seen.headers[name.lower()] == value


@each_way
def test_least_of_a_request(package: Any, ask: Any, server: Server, scripted: ModuleType, waiting: bool) -> None:
    """What is left out is not sent: no count, and no size."""
    server.play(scripted.Reply(body=EMPTY))
    ask("deerapi", waiting, lambda it: it.images.create_image(model="m", prompt="é"), base_url=server.url)
    (seen,) = server.asked(1)
    assert seen.value == {"model": "m", "prompt": "é"}


@each_provider
@each_way
def test_string_is_a_prompt(
    package: Any, ask: Any, server: Server, scripted: ModuleType, provider: str, waiting: bool
) -> None:
    """A string is the same as one turn of the user's with one text."""
    models = package(provider, "models")
    server.play(*[scripted.Reply(body=EMPTY)] * 2)
    ask(provider, waiting, base_url=server.url, more={"contents": "a boat"})
    (turn,) = server.seen[0].value["contents"]
    assert turn.pop("role", "user") == "user"
    assert turn == {"parts": [{"text": "a boat"}]}
    turn = models.Content.from_dict(server.seen[0].value["contents"][0])
    ask(provider, waiting, base_url=server.url, more={"contents": [turn]})
    first, second = server.asked(2)
    assert first.body == second.body


@each_way
def test_string_is_an_instruction(ask: Any, server: Server, scripted: ModuleType, waiting: bool) -> None:
    """Other turns may be given as strings, too."""
    server.play(scripted.Reply(body=EMPTY))
    ask("gemini-native", waiting, base_url=server.url, more={"system_instruction": "in ink"})
    (seen,) = server.asked(1)
    assert seen.value["systemInstruction"]["parts"] == [{"text": "in ink"}]


@each_provider
@each_way
def test_more_of_a_request(ask: Any, server: Server, scripted: ModuleType, provider: str, waiting: bool) -> None:
    """Headers and members that nobody documented can be sent, and go before those that would be sent without them."""
    server.play(scripted.Reply(body=EMPTY))
    more = {
        "extra_headers": {"X-A": "call", "X-C": "3"},
        "extra_body": {"contents": [{"parts": []}], "safety": {"level": None}},
    }
    ask(provider, waiting, base_url=server.url, more=more, headers={"X-A": "client", "X-B": "2"})
    (seen,) = server.asked(1)
    assert [seen.headers[name] for name in ("x-a", "x-b", "x-c")] == ["call", "2", "3"]
    assert seen.value["contents"] == [{"parts": []}]
    assert seen.value["safety"] == {"level": None}


@each_provider
@each_way
def test_header_is_sent_once(ask: Any, recorder: Recorder, provider: str, waiting: bool) -> None:
    """A header is the same whichever case its name is written in: the call's goes before the client's, alone."""
    options = {"base_url": SOMEWHERE, "headers": {"user-agent": "mine", "X-A": "client", "X-B": "client"}}
    more = {"extra_headers": {"x-a": "call", "X-b": "call"}}
    ask(provider, waiting, http_client=recorder.client(waiting), more=more, **options)
    (request,) = recorder.requests
    found = [request.headers.get_list(name) for name in ("User-Agent", "X-A", "X-B")]
    assert found == [["mine"], ["call"], ["call"]]


@pytest.mark.parametrize("provider", [provider for provider in PROVIDERS if provider != "apiyi"])
@each_way
def test_model_in_the_path(ask: Any, server: Server, scripted: ModuleType, provider: str, waiting: bool) -> None:
    """A model's name stays one piece of the path, whatever it holds."""
    server.play(scripted.Reply(body=EMPTY))
    ask(provider, waiting, base_url=server.url, more={"model": "a/../b?c#d e"})
    (seen,) = server.asked(1)
    assert seen.target.endswith("/models/a%2F..%2Fb%3Fc%23d%20e:generateContent")


@each_provider
@each_way
def test_no_redirect_by_another_client(
    package: Any, ask: Any, server: Server, other: Server, scripted: ModuleType, provider: str, waiting: bool
) -> None:
    """Not even an `http_client` that follows redirects takes the key somewhere else."""
    server.play(scripted.Reply(307, headers={"Location": other.url}))
    other.play()
    http = (httpx2.Client if waiting else httpx2.AsyncClient)(follow_redirects=True, verify=False)
    with pytest.raises(package(provider).APIStatusError):
        ask(provider, waiting, base_url=server.url, http_client=http)
    assert other.seen == []


@each_provider
@each_way
def test_request_id_of(
    package: Any, ask: Any, server: Server, scripted: ModuleType, provider: str, waiting: bool
) -> None:
    """An answer tells the gateway's id of its request, also once it was copied, and none where there is none."""
    server.play(scripted.Reply(body=EMPTY, headers={"X-Oneapi-Request-Id": "r-1"}), scripted.Reply(body=EMPTY))
    first, second = (ask(provider, waiting, base_url=server.url) for _ in range(2))
    request_id_of = package(provider).request_id_of
    copies = [first, copy.copy(first), copy.deepcopy(first), pickle.loads(pickle.dumps(first))]
    assert [request_id_of(one) for one in copies] == ["r-1"] * 4
    assert request_id_of(second) is None
    assert first == second
    assert first.to_dict() == EMPTY


@each_provider
def test_at_once(package: Any, ask: Any, server: Server, scripted: ModuleType, provider: str) -> None:
    """One asynchronous client serves many calls at once."""
    server.play(*[scripted.Reply(body=EMPTY)] * 8)
    given = {"contents": "a boat"} | ({} if provider == "apiyi" else {"model": "m"})
    if provider == "apiyi":
        given["generation_config"] = package(provider, "models").GenerationConfig(response_modalities=["IMAGE"])
    answers = []

    async def act(client: Any) -> None:
        async def one() -> None:
            answers.append(await client.generate_content(**given))

        async with anyio.create_task_group() as group:
            for _ in range(8):
                group.start_soon(one)

    ask(provider, False, act, base_url=server.url)
    assert [answer.to_dict() for answer in answers] == [EMPTY] * 8


# -- downloads ---------------------------------------------------------------------------------------------------------


@each_provider
@each_way
def test_download(ask: Any, server: Server, other: Server, scripted: ModuleType, provider: str, waiting: bool) -> None:
    """A picture is fetched without the key and the client's headers, also from the gateway and after a redirect."""
    picture = picture_of("JPEG")
    other.play(scripted.Reply(302, headers={"Location": f"{server.url}/boat"}))
    server.play(scripted.Reply(body=picture, headers={"Content-Type": "image/png"}))
    options = {"base_url": server.url, "headers": {"X-Secret": KEY}}
    found = ask(provider, waiting, lambda client: client.download(f"{other.url}/a?b=c"), **options)
    assert (found.data, found.declared_type, found.mime_type) == (picture, "image/png", "image/jpeg")
    seen = [*other.asked(1), *server.asked(1)]
    assert [(one.method, one.target) for one in seen] == [("GET", "/a?b=c"), ("GET", "/boat")]
    assert KEY not in repr(seen)


DOWNLOADS: dict[str, tuple[list[dict[str, Any]], str, int, int]] = {
    "gone": ([{"status": 404, "body": "gone"}], "NotFoundError", 1, 0),
    "busy": ([{"status": 503}, {"status": 429}, {"body": b"x"}], "", 3, 2),
    "busy for ever": ([{"status": 503}] * 3, "InternalServerError", 3, 2),
    "cut off": ([{"body": b"x" * 100, "cut": 50, "end": "close"}], "APIConnectionError", 1, 0),
    "round and round": ([{"status": 302, "headers": {"Location": "/"}}] * 30, "APIError", 21, 0),
}


@each_provider
@each_way
@pytest.mark.parametrize(("script", "raises", "requests", "rests"), DOWNLOADS.values(), ids=DOWNLOADS)
def test_download_that_fails(
    package: Any,
    ask: Any,
    other: Server,
    scripted: ModuleType,
    waits: list[float],
    provider: str,
    waiting: bool,
    script: list[dict[str, Any]],
    raises: str,
    requests: int,
    rests: int,
) -> None:
    """What cannot be fetched is an error of the same tree, and a store that is busy is asked again."""
    other.play(*(scripted.Reply(**one) for one in script))

    def act() -> Any:
        return ask(provider, waiting, lambda client: client.download(other.url), base_url=SOMEWHERE)

    if raises:
        with pytest.raises(getattr(package(provider, "errors"), raises)):
            act()
    else:
        assert act().data == b"x"
    assert (len(other.asked(requests)), len(waits)) == (requests, rests)


@each_provider
@each_way
@pytest.mark.parametrize(
    "url",
    [
        "",
        "boat.png",
        "ftp://example.com/boat.png",
        "data:image/png;base64,aGk=",
        "http://a:port/",
        f"http://{'a' * 64}/",
    ],
)
def test_download_of_no_address(
    package: Any, ask: Any, waits: list[float], provider: str, waiting: bool, url: str
) -> None:
    """An address that a gateway made up is an error of the same tree, too."""
    with pytest.raises(package(provider).APIError):
        ask(provider, waiting, lambda client: client.download(url), base_url=SOMEWHERE)


# -- pictures ----------------------------------------------------------------------------------------------------------

FORMATS = {
    "PNG": ("image/png", ".png"),
    "JPEG": ("image/jpeg", ".jpg"),
    "WEBP": ("image/webp", ".webp"),
    "GIF": ("image/gif", ".gif"),
    "BMP": ("image/bmp", ".bmp"),
    "TIFF": ("image/tiff", ".tiff"),
    "AVIF": ("image/avif", ".avif"),
}


def available(format: str) -> Any:
    try:
        picture_of(format)
    except (KeyError, OSError):
        return pytest.param(format, marks=pytest.mark.skip(reason=f"Pillow writes no {format} here"))
    return pytest.param(format)


@each_provider
@pytest.mark.parametrize("format", [available(format) for format in FORMATS])
def test_picture(package: Any, provider: str, tmp_path: Path, format: str) -> None:
    """A picture is what its bytes are, whatever the answer calls it, and is saved as such."""
    data = picture_of(format, (21, 11))
    picture = package(provider).Picture(data, "image/x-icon")
    mime_type, suffix = FORMATS[format]
    assert (picture.mime_type, picture.size, picture.width, picture.height) == (mime_type, (21, 11), 21, 11)
    assert picture.suffixes[0] == suffix
    path = picture.save(tmp_path / "boat")
    assert path == tmp_path / f"boat{suffix}"
    assert path.read_bytes() == data
    assert repr(picture) == f"<Picture {mime_type}, 21x11, {len(data)} bytes>"
    assert pickle.loads(pickle.dumps(picture)) == picture


SAVED = [
    ("PNG", "boat", "boat.png"),
    ("PNG", "boat.png", "boat.png"),
    ("PNG", "boat.PNG", "boat.PNG"),
    ("PNG", "boat.v2", "boat.v2.png"),
    ("PNG", "boat.txt", "boat.txt.png"),
    ("PNG", "boat.", "boat..png"),
    ("PNG", ".boat", ".boat.png"),
    ("PNG", "a.b/boat", "a.b/boat.png"),
    ("PNG", "new/folder/boat", "new/folder/boat.png"),
    ("JPEG", "boat", "boat.jpg"),
    ("JPEG", "boat.png", "boat.jpg"),
    ("JPEG", "boat.JPEG", "boat.JPEG"),
    ("JPEG", "boat.jpeg", "boat.jpeg"),
    ("JPEG", "boat.jpg.webp", "boat.jpg.jpg"),
    ("WEBP", "boat.jpg", "boat.webp"),
    ("", "boat", "boat.bin"),
    ("", "boat.png", "boat.bin"),
    ("", "boat.v2", "boat.v2.bin"),
]


@pytest.mark.parametrize("kind", [str, Path])
@pytest.mark.parametrize(("format", "name", "saved"), SAVED)
def test_save(package: Any, tmp_path: Path, kind: type, format: str, name: str, saved: str) -> None:
    """The file's suffix goes with its bytes; folders are made, an older file is replaced, and the path comes back."""
    data = picture_of(format) if format else b"what is this"
    target = tmp_path / saved
    if target.parent == tmp_path:
        target.write_bytes(b"older" * 1000)
    assert package("apiyi").Picture(data).save(kind(tmp_path / name)) == target
    assert target.read_bytes() == data
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [target]


def test_unknown_picture(package: Any, tmp_path: Path) -> None:
    """Of bytes that nobody knows, the type is what the answer says, and the size is unknown."""
    picture = package("apiyi").Picture(b"what is this", "image/heic")
    assert (picture.mime_type, picture.size, picture.width, picture.height) == ("image/heic", None, None, None)
    assert picture.save(tmp_path / "boat").name == "boat.heic"
    assert package("apiyi").Picture(b"").mime_type == "application/octet-stream"
    assert "what" not in repr(picture)


HEADS = [picture_of(format) for format in ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")]


@given(head=st.sampled_from(HEADS), length=st.integers(0, 120), tail=st.binary(max_size=60))
@settings(max_examples=300, deadline=None)
def test_broken_picture(package: Any, head: bytes, length: int, tail: bytes) -> None:
    """A picture that broke off, or whose head is nonsense, can still be shown, and has a size or none."""
    picture = package("apiyi").Picture(head[:length] + tail)
    assert picture.size is None or min(picture.size) > 0
    assert repr(picture).startswith("<Picture ")


def test_urls_of(package: Any) -> None:
    """Addresses are told in order, without those of thoughts and without what is none."""
    value = {
        "data": [{"url": "https://a"}, {"url": ""}, {"url": None}, {"b64_json": "aGk="}, {"url": "https://b", "x": 1}],
        "more": {"thought": True, "url": "https://draft", "data": "aGk="},
        "extra": [{"url": 5}, [{"url": "https://c"}]],
    }
    answer = package("deerapi", "models").CreateImageResponse.from_dict(value)
    assert sorted(package("deerapi").urls_of(answer)) == ["https://a", "https://b", "https://c"]
    assert [url for url in package("deerapi").urls_of(answer) if url != "https://c"] == ["https://a", "https://b"]
    assert [picture.data for picture in package("deerapi").images_of(answer)] == [b"hi"]


# -- base64 and what is unset ------------------------------------------------------------------------------------------


@each_provider
def test_unset(package: Any, provider: str) -> None:
    """What is unset is false and one object, copied and pickled or not."""
    unset = package(provider).UNSET
    assert not unset
    assert repr(unset) == "UNSET"
    assert isinstance(unset, package(provider).Unset)
    copies = [copy.copy(unset), copy.deepcopy([unset])[0]]
    copies += [pickle.loads(pickle.dumps(unset, protocol)) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]
    assert all(one is unset for one in copies)


@given(data=st.binary(max_size=200))
@quickly
def test_base64(package: Any, data: bytes) -> None:
    """Bytes come back as they went in; the text is the same however it is held."""
    kind = package("apiyi").Base64
    text = base64.b64encode(data).decode()
    made = kind.encode(data)
    raw = text.encode()
    held = [made, kind(text), kind(raw), kind(bytearray(raw)), kind(memoryview(raw)), kind(memoryview(bytearray(raw)))]
    held += [copy.copy(held[-1]), copy.deepcopy(held[-1]), pickle.loads(pickle.dumps(held[-1]))]
    for one in held:
        assert one.decode() == data
        assert one == made == text
        assert (str(one), len(one), hash(one)) == (text, len(text), hash(made))
        assert repr(one) == f"<Base64, {len(text)} characters>"
    assert len(set(held)) == 1
    assert made != kind(text + "AAAA")
    assert made != 1


SPELLINGS: dict[str, Callable[[str], str]] = {
    "URL-safe": lambda text: text.replace("+", "-").replace("/", "_"),
    "no padding": lambda text: text.rstrip("="),
    "URL-safe, no padding": lambda text: text.replace("+", "-").replace("/", "_").rstrip("="),
    "line breaks": lambda text: "\r\n".join(text[at : at + 5] for at in range(0, len(text), 5)),
    "spaces about it": lambda text: f" \n{text}\n ",
    "data URL": lambda text: f"data:image/png;base64,{text}",
    "too much padding": lambda text: f"{text}====",
}


@pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS)
@given(data=st.binary(max_size=100))
@quickly
def test_base64_spelt_otherwise(package: Any, spell: Callable[[str], str], data: bytes) -> None:
    """Other spellings of base64 are read, too: the picture was paid for."""
    text = spell(base64.b64encode(data).decode())
    assert package("apiyi").Base64(text).decode() == data
    assert package("apiyi").Base64(memoryview(text.encode())).decode() == data
    assert str(package("apiyi").Base64(text)) == text


@given(text=st.one_of(st.text(max_size=40), st.binary(max_size=40), st.text("AB+/-_= \n,:data", max_size=40)))
@settings(max_examples=200, deadline=None)
def test_base64_of_anything(package: Any, text: str | bytes) -> None:
    """Whatever calls itself base64 can be decoded as far as it goes."""
    assert isinstance(package("apiyi").Base64(text).decode(), bytes)


# -- models ------------------------------------------------------------------------------------------------------------

RICH = {
    "candidates": [
        {
            "index": 0,
            "content": {
                "role": "model",
                "parts": [
                    {"text": "here"},
                    {"inlineData": {"mimeType": "image/png", "data": "aGk="}},
                    {"thought": True},
                ],
            },
            "finishReason": "STOP",
            "safetyRatings": [{"category": "c", "probability": "p"}],
        }
    ],
    "usageMetadata": {"promptTokenCount": 1, "candidatesTokenCount": 2, "totalTokenCount": 3, "thoughtsTokenCount": 4},
    "promptFeedback": {"blockReason": "OTHER"},
}

NAMES = (
    "candidates content parts inlineData inline_data data b64_json url mimeType text usage usageMetadata role created",
    "finishReason index thought error message additional_properties from_dict self",
)
names = st.sampled_from([name for line in NAMES for name in line.split()]) | st.text(max_size=5)
atoms = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
)
anything: st.SearchStrategy[Any] = st.recursive(
    atoms, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3), max_leaves=8
)


def mutated(value: Any) -> st.SearchStrategy[Any]:
    """The value with anything in place of anything, and with members removed and added."""
    if isinstance(value, dict):
        known = st.fixed_dictionaries({}, optional={name: mutated(inner) for name, inner in value.items()})
        more = st.dictionaries(names, anything, max_size=2)
        return st.just(value) | st.builds(lambda one, two: {**two, **one}, known, more) | anything
    if isinstance(value, list):
        items = st.one_of([mutated(inner) for inner in value]) if value else anything
        return st.just(value) | st.lists(items | anything, max_size=3) | anything
    return st.just(value) | anything


def objects(value: Any) -> st.SearchStrategy[Any]:
    return mutated(value).filter(lambda one: isinstance(one, dict))


def canonical(value: Any) -> str:
    """A JSON value as text that tells 1 from true."""
    return json.dumps(value, sort_keys=True)


SEEDS = {
    operation: st.one_of([objects(value) for value in (*(answer.value for answer in operation.answers), RICH)])
    for operation in OPERATIONS
}


def answer_class(package: Any, operation: spec.Operation) -> Any:
    node: Any = operation.at("media-type")
    return getattr(package(operation.provider, "models"), node["schema"]["$ref"].rpartition("/")[2])


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
@given(data=st.data())
@quickly
def test_nothing_is_lost(package: Any, operation: spec.Operation, data: st.DataObject) -> None:
    """Any JSON object is read as an answer, gives its pictures without a failure, and is the same JSON again."""
    value = data.draw(SEEDS[operation])
    before = canonical(value)
    kind, module = answer_class(package, operation), package(operation.provider)
    answer = kind.from_dict(value)
    assert canonical(answer.to_dict()) == before
    assert canonical(value) == before
    pictures = module.images_of(answer)
    assert all(isinstance(url, str) for url in module.urls_of(answer))
    assert repr(answer).startswith(kind.__name__)
    for again in (copy.copy(answer), copy.deepcopy(answer), pickle.loads(pickle.dumps(answer))):
        assert again == answer
        assert module.images_of(again) == pictures
        assert canonical(again.to_dict()) == before


@pytest.mark.parametrize(("operation", "example"), EXAMPLES, ids=[f"{o.id}-{e.name}" for o, e in EXAMPLES])
def test_copies_of_requests(package: Any, operation: spec.Operation, example: spec.Example) -> None:
    """The model of a request can be copied and pickled, and a deep copy is another one."""
    _, request = told(package, operation, example.value)
    deep = copy.deepcopy(request)
    for again in (copy.copy(request), deep, pickle.loads(pickle.dumps(request))):
        assert again == request
        assert again.to_dict() == example.value
    deep["more"] = 1
    assert deep != request
    assert "more" in deep
    assert "more" not in request
    assert request.to_dict() == example.value
    del deep["more"]
    assert deep == request


@each_provider
def test_depth(package: Any, provider: str) -> None:
    """However deep a body is nested, what comes of it is an answer or an error of this tree."""
    answers, module = package(provider, "_answers"), package(provider)
    kind, key = package(provider, "models").GenerateContentResponse, package(provider, "_key").Key(KEY)
    for depth in (*range(100, 1100, 50), 2000):
        for opened, closed in (("[", "]"), ('{"error":', "}"), ('[{"retryDelay":', "}]")):
            nested = opened * depth + "1" + closed * depth
            assert isinstance(answers.error_of(500, {}, bytearray(nested.encode()), key), module.InternalServerError)
            body = f'{{"x": {nested}, "candidates": [{{"content": {{"parts": {nested}}}}}]}}'
            try:
                found = answers.answer_of(kind, 200, {}, bytearray(body.encode()), key)
            except module.APIError:
                continue
            assert module.images_of(found) == []


# -- JSON --------------------------------------------------------------------------------------------------------------

long_strings = st.builds(
    lambda unit, count, end: unit * count + end,
    st.sampled_from(["A", "iVBOR/+w", "-_", '"', "\\", "é", "\n", '\\"', "{}", ": ", '",'])
    | st.text(min_size=1, max_size=4),
    st.integers(2000, 20_000),
    st.sampled_from(["", "=", "==", '"', "\\", "\\\\", '"data":']),
)
members = st.sampled_from(["data", "b64_json", "mimeType", "text", 'da"ta', "data\\", "", "ключ"]) | long_strings
strings = st.text(max_size=6) | st.sampled_from(["data", '"data":', "0e1", "\\"]) | long_strings
documents: st.SearchStrategy[Any] = st.recursive(
    strings | st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(members, inner, max_size=4),
    max_leaves=8,
)


def plain(value: Any, kind: type) -> Any:
    if isinstance(value, dict):
        return {name: plain(inner, kind) for name, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner, kind) for inner in value]
    return str(value) if isinstance(value, kind) else value


@given(
    document=st.dictionaries(members, documents, max_size=4) | documents,
    ascii_only=st.booleans(),
    indent=st.sampled_from([None, 0, 4]),
    separators=st.sampled_from([None, (",", ":"), (" , ", " :\n "), (",", ":" + " " * 100)]),
    before=st.sampled_from([b"", b" \r\n\t", b"\xef\xbb\xbf", b"\n" * 5000]),
    after=st.sampled_from([b"", b"\n", b"\0\xff", b' {"data": "' + b"A" * 20_000, b'"', b"}"]),
)
@settings(max_examples=150, deadline=None)
def test_loads(
    package: Any, document: Any, ascii_only: bool, indent: int | None, separators: Any, before: bytes, after: bytes
) -> None:
    """JSON is read as the standard library reads it, but for long base64, which is set aside."""
    text = json.dumps(document, ensure_ascii=ascii_only, indent=indent, separators=separators)
    if text[-1].isdigit():
        after = b"\n" + after
    names = {"data", "b64_json"}
    body = bytearray(before + text.encode() + after)
    found = package("apiyi", "_answers").loads(body, names)
    assert canonical(plain(found, package("apiyi").Base64)) == canonical(json.loads(text))


@pytest.mark.parametrize("kind", ["data", "other"])
def test_long_base64_is_set_aside(package: Any, kind: str) -> None:
    """Long base64 is not parsed, but only where base64 is documented."""
    text = "iVBORw0KGgo" * 4000
    body = bytearray(json.dumps({"a": {kind: text, "data2": text}, "short": "x", "data": "aGk="}).encode())
    found = package("apiyi", "_answers").loads(body, {"data"})
    assert isinstance(found["a"][kind], package("apiyi").Base64 if kind == "data" else str)
    assert found["a"][kind] == text
    assert isinstance(found["a"]["data2"], str)
    assert found["data"] == "aGk="


@each_provider
def test_names_of_base64(package: Any, provider: str) -> None:
    """The members that may be set aside are those that the models have, at any depth."""
    members = package(provider, "types").base64_members
    models = package(provider, "models")
    assert members(models.GenerateContentResponse) == {"data"}
    if provider == "deerapi":
        assert members(models.CreateImageResponse) == {"b64_json"}


# -- errors ------------------------------------------------------------------------------------------------------------


@given(value=anything, status=st.sampled_from([200, 302, 400, 429, 500, 599]), after=st.text(max_size=30))
@settings(max_examples=200, deadline=None)
def test_any_error(package: Any, value: Any, status: int, after: str) -> None:
    """Whatever a body and a header say, an error comes of it, with words that can be printed and a wait or none."""
    answers, key = package("apiyi", "_answers"), package("apiyi", "_key").Key(KEY)
    value = {"error": value} if status == 429 else value
    error = answers.error_of(status, {"retry-after": after}, bytearray(json.dumps(value).encode()), key, "no answer")
    assert isinstance(error, package("apiyi").APIError)
    assert error.message
    assert str(error).isprintable()
    assert canonical(error.body) == canonical(value)
    assert error.retry_after is None or error.retry_after >= 0
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


DATE = "Wed, 21 Oct 2026 0 99 07:28:00 7.28.00 1:2:3:4 : GMT +9999 -0000 , - Jan Feb 30"
date_words = st.lists(st.sampled_from(DATE.split()), max_size=8)


@given(words=date_words, glue=st.sampled_from([" ", "", "-", ",", ", "]))
@settings(max_examples=300, deadline=None)
def test_any_date(package: Any, words: list[str], glue: str) -> None:
    """What is nearly a date asks for some seconds or none, and is no failure."""
    found = package("apiyi", "_answers").wait_asked({"retry-after": glue.join(words)})
    assert found is None or found >= 0
