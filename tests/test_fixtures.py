"""The fixtures, in tests of the kind that users write: every client meets the emulator."""

from __future__ import annotations

import asyncio
import importlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
import respx

import wirecheck
from wirecheck.emulator import KEY
from wirecheck.errors import SpecError, UsageError
from wirecheck.spec.spec import load

pytest_plugins = ["pytester"]

ROOT = Path(__file__).resolve().parents[1]
Start = Callable[..., Any]
CONFIG = {"responseModalities": ["IMAGE"], "imageConfig": {"aspectRatio": "16:9", "imageSize": "512"}}


def genai(kind: str, base: str) -> bytes:
    """A picture by Google's own client."""
    from google import genai
    from google.genai import types

    headers = {"Authorization": f"Bearer {KEY}"}
    client = genai.Client(
        api_key=KEY, http_options=types.HttpOptions(base_url=base, api_version="v1beta", headers=headers)
    )
    asked: dict[str, Any] = {"model": "gemini-3.1-flash-image-preview", "contents": "a fox", "config": CONFIG_OF_GENAI}
    answer: Any
    if kind == "sync":
        answer = client.models.generate_content(**asked)
    else:
        answer = asyncio.run(client.aio.models.generate_content(**asked))
    [part] = [part for part in answer.candidates[0].content.parts if part.inline_data]
    return bytes(part.inline_data.data)


CONFIG_OF_GENAI = {"response_modalities": ["IMAGE"], "image_config": {"aspect_ratio": "16:9", "image_size": "512"}}


def openai(kind: str, base: str) -> bytes:
    """A picture by OpenAI's own client."""
    import base64

    import openai

    asked: dict[str, Any] = {"model": "gpt-image-1.5", "prompt": "a fox"}
    given: dict[str, Any] = {"api_key": KEY, "base_url": f"{base}/v1", "max_retries": 0}
    if kind == "sync":
        answer = openai.OpenAI(**given).images.generate(**asked)
    else:
        answer = asyncio.run(openai.AsyncOpenAI(**given).images.generate(**asked))
    return base64.b64decode(answer.data[0].b64_json)


def generated(kind: str, base: str) -> bytes:
    """A picture by the client that is generated for the provider."""
    package = importlib.import_module("apiyi_client")
    models = importlib.import_module("apiyi_client.models")
    asked: dict[str, Any] = {"contents": "a fox", "generation_config": models.GenerationConfig.from_dict(CONFIG)}
    if kind == "sync":
        with package.Client(api_key=KEY, base_url=base) as client:
            answer = client.generate_content(**asked)
    else:

        async def ask() -> Any:
            async with package.AsyncClient(api_key=KEY, base_url=base) as client:
                return await client.generate_content(**asked)

        answer = asyncio.run(ask())
    return bytes(package.images_of(answer)[0].data)


CLIENTS: list[tuple[str, Callable[[str, str], bytes], str]] = [
    ("apiyi", genai, "https://api.apiyi.com"),
    ("deerapi", openai, "https://api.deerapi.com"),
    ("apiyi", generated, "https://api.apiyi.com"),
]


@pytest.fixture(autouse=True)
def clients(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "generated" / "apiyi"))


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize(("provider", "client", "base"), CLIENTS, ids=["google-genai", "openai", "generated"])
def test_every_client_is_caught(
    wirecheck_emulator: Start, provider: str, client: Callable[[str, str], bytes], base: str, kind: str
) -> None:
    """The clients that people have get a picture, and the router knows of the one call."""
    router = wirecheck_emulator(provider)
    assert client(kind, base).startswith(b"\x89PNG")
    assert router.calls.call_count == 1


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize(("provider", "client", "base"), CLIENTS, ids=["google-genai", "openai", "generated"])
def test_a_real_server_serves_every_client(
    wirecheck_server: Start, provider: str, client: Callable[[str, str], bytes], base: str
) -> None:
    """Over a socket it is the same."""
    assert client("sync", wirecheck_server(provider, manner="gzip")).startswith(b"\x89PNG")


def ask(url: str, operation: Any) -> httpx2.Response:
    name, value = operation.spec.credential(operation, KEY)
    return httpx2.post(
        operation.url(url, operation.served_model), headers={name: value}, json=operation.examples[0].value
    )


def test_two_providers_at_once(wirecheck_emulator: Start) -> None:
    """Each host has its own emulator, and tells its own lies."""
    first, second = (load(name).operation("generateContent") for name in ("apiyi", "dgrid"))
    routers: list[respx.MockRouter] = [
        wirecheck_emulator("apiyi", fault="error-as-200"),
        wirecheck_emulator("dgrid"),
    ]
    answers = [ask(str(operation.spec.server), operation).json() for operation in (first, second)]
    assert [sorted(answer)[0] for answer in answers] == ["error", "candidates"]
    assert [router.calls.call_count for router in routers] == [1, 1]


def test_nothing_stays_after_a_test(pytester: pytest.Pytester) -> None:
    """The next test meets no emulator that the one before has started."""
    pytester.makepyfile(
        """
        import httpx2, pytest
        URL = "http://127.0.0.1:9/v1beta/models/gemini-3.1-flash-image-preview:generateContent"
        def test_first(wirecheck_emulator):
            wirecheck_emulator("apiyi", base_url="http://127.0.0.1:9")
            assert httpx2.post(URL).status_code == 401
        def test_second():
            with pytest.raises(httpx2.ConnectError):
                httpx2.post(URL)
        """
    )
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=2)


def test_what_does_not_exist_is_told(wirecheck_emulator: Start, wirecheck_server: Start) -> None:
    """A name that is not known is an error of ours, with a hint."""
    for start in (wirecheck_emulator, wirecheck_server):
        with pytest.raises(SpecError):
            start("nobody")
        with pytest.raises(UsageError, match="no-such"):
            start("apiyi", fault="no-such")


def test_lies_can_be_drawn_from() -> None:
    """All of them by name; of a provider, those that it can tell."""
    everyone, mine = wirecheck.faults(), wirecheck.faults("apiyi")
    assert ("created-missing" in everyone, "created-missing" in mine, set(mine) < set(everyone)) == (True, False, True)
    assert wirecheck.manners()[0] == "plain"


def test_the_documented_application(tmp_path: Path) -> None:
    """Its tests pass as they stand, and its page shows them as they are."""
    folder = ROOT / "docs" / "testing"
    for name in ("covers.py", "test_covers.py"):
        shutil.copy(folder / name, tmp_path)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--rootdir", "."]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout
    shown = (folder / "README.md").read_text().split("```python\n")[1].split("```")[0].strip()
    assert shown in (folder / "test_covers.py").read_text()
