"""
What the generated clients cost beside `openai`, `google-genai` and plain httpx2, for a picture of 15 MB.

A server on this machine answers with 20 MB of JSON, in OpenAI's shape and in Gemini's. Each client calls it in a
process of its own, in a new order every round, and each ratio is taken within a round. Measured are the time from the
call to the decoded bytes, the memory at the peak above what was there before the first call, the longest time that the
event loop stood still, and what the import takes above bare Python. The generated clients have a target beside each.

openai runs twice a round, so that the range of the second to the first is what chance alone makes of a ratio of 1. With
two cores or more the server has one to itself, and the clients another.

    python -m venv bench
    bench/bin/pip install openai google-genai attrs httpx2 imagesize pybase64
    bench/bin/python tests/benchmarks/bench_clients.py

On Linux only: memory is read from /proc. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import contextlib
import http.client
import importlib
import importlib.metadata
import json
import multiprocessing
import os
import platform
import random
import socket
import statistics
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

PATHS = [str(Path(__file__).parents[2] / "generated" / provider) for provider in ("deerapi", "apiyi")]
SIGNATURE = b"\x89PNG\r\n\x1a\n"
PICTURE = 15_000_000
KEY, PROMPT = "sk-benchmark", "A boat."
OPENAI_MODEL, GEMINI_MODEL = "gpt-image-2", "gemini-3.1-flash-image-preview"
OPENAI_PATH, GEMINI_PATH = "/v1/images/generations", f"/v1beta/models/{GEMINI_MODEL}:generateContent"
TICK = 0.001
TIME, MEMORY, STALL, IMPORT = 0.6, 0.7, 0.5, 2.0

T = TypeVar("T")
Values = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Variant:
    """A client; the first of a kind, openai, is what the others of that kind are compared with."""

    name: str
    shape: str
    kind: str
    label: str

    @property
    def ours(self) -> bool:
        return self.name in ("deerapi", "apiyi")


VARIANTS = [
    Variant(name, shape, kind, label)
    for kind in ("sync", "async")
    for name, shape, label in (
        ("openai", "OpenAI", "openai"),
        ("openai-again", "OpenAI", "openai, once more"),
        ("httpx2-openai", "OpenAI", "httpx2 and json"),
        ("deerapi", "OpenAI", "deerapi_client"),
        ("google-genai", "Gemini", "google-genai"),
        ("httpx2-gemini", "Gemini", "httpx2 and json"),
        ("apiyi", "Gemini", "apiyi_client"),
    )
]
IMPORTS = ("httpx2", "deerapi_client", "apiyi_client", "openai", "google.genai")


# -- the server --------------------------------------------------------------------------------------------------------


def picture() -> bytes:
    """Random bytes behind the head of a PNG, and their checksum at the end."""
    inner = SIGNATURE + random.Random(1).randbytes(PICTURE - len(SIGNATURE) - 4)
    return inner + zlib.crc32(inner).to_bytes(4, "big")


def check(data: bytes) -> None:
    """
    Whether a picture came whole.

    :raises AssertionError: it did not.
    """
    if len(data) != PICTURE or zlib.crc32(memoryview(data)[:-4]).to_bytes(4, "big") != data[-4:]:
        raise AssertionError("another picture came")


def answers() -> dict[str, bytes]:
    """The answers by the shape they have, heads included."""
    text = base64.b64encode(picture()).decode()
    usage = {"input_tokens": 9, "output_tokens": 6240, "total_tokens": 6249}
    tokens = {"promptTokenCount": 9, "candidatesTokenCount": 6240, "totalTokenCount": 6249}
    parts = [{"inlineData": {"mimeType": "image/png", "data": text}}]
    bodies = {
        "OpenAI": {"created": 1_760_000_000, "data": [{"b64_json": text}], "usage": usage},
        "Gemini": {
            "candidates": [{"content": {"role": "model", "parts": parts}, "finishReason": "STOP", "index": 0}],
            "usageMetadata": tokens,
        },
    }
    head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n"
    encoded = {shape: json.dumps(body).encode() for shape, body in bodies.items()}
    return {shape: head.format(len(body)).encode() + body for shape, body in encoded.items()}


def serve(told: Connection) -> None:
    """Answer whatever is asked, for ever; the port is told as soon as it is known."""
    pin(0)
    listening = socket.create_server(("127.0.0.1", 0))
    ready = answers()
    told.send(listening.getsockname()[1])
    while True:
        connection, _ = listening.accept()
        threading.Thread(target=converse, args=(connection, ready), daemon=True).start()


def converse(connection: socket.socket, ready: Mapping[str, bytes]) -> None:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with connection, connection.makefile("rb") as incoming:
        while first := incoming.readline():
            length = 0
            while (line := incoming.readline()) not in (b"\r\n", b""):
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            incoming.read(length)
            try:
                connection.sendall(ready["Gemini" if b":generateContent" in first else "OpenAI"])
            except OSError:
                return


@contextlib.contextmanager
def server() -> Iterator[int]:
    """The port of a server in a process of its own."""
    ours, its = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(its,), daemon=True)
    process.start()
    try:
        yield int(ours.recv())
    finally:
        process.terminate()
        process.join()


def pin(core: int) -> None:
    """Keep this process on one core, where there are enough for everybody to have one."""
    if (cores := sorted(os.sched_getaffinity(0))) and len(cores) > 1:
        os.sched_setaffinity(0, {cores[core]})


def bare(port: int) -> float:
    """Seconds that the server alone takes: the answer is received and thrown away."""
    taken, buffer = [], bytearray(2 * PICTURE)
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
        for _ in range(9):
            began = time.perf_counter()
            connection.request("POST", OPENAI_PATH, b"")
            with connection.getresponse() as response:
                response.readinto(buffer)
            taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def shuffled(items: Iterable[T]) -> list[T]:
    found = list(items)
    random.shuffle(found)
    return found


# -- the clients -------------------------------------------------------------------------------------------------------


def module(name: str) -> Any:
    """A module that the type checker need not know."""
    return importlib.import_module(name)


@dataclass(frozen=True, slots=True)
class Client:
    """
    A client that is ready to call.

    :param ask: gives the answer, or what gives it when it is awaited.
    :param read: the picture of an answer.
    """

    ask: Callable[[], Any]
    read: Callable[[Any], bytes]


def client_of(variant: Variant, url: str) -> Client:
    """The client as somebody would write it who follows its own documentation."""
    waits = variant.kind == "sync"
    image = {"model": OPENAI_MODEL, "prompt": PROMPT}
    if variant.name.startswith("openai"):
        openai = module("openai")
        client = (openai.OpenAI if waits else openai.AsyncOpenAI)(base_url=f"{url}/v1", api_key=KEY)
        return Client(lambda: client.images.generate(**image), lambda answer: base64.b64decode(answer.data[0].b64_json))
    if variant.name == "deerapi":
        deerapi = module("deerapi_client")
        client = (deerapi.Client if waits else deerapi.AsyncClient)(base_url=url, api_key=KEY)
        return Client(
            lambda: client.images.create_image(**image), lambda answer: bytes(deerapi.images_of(answer)[0].data)
        )
    if variant.name == "google-genai":
        client = module("google.genai").Client(api_key=KEY, http_options={"base_url": url})
        config = {"response_modalities": ["IMAGE"]}
        return Client(
            # Its models alone do not keep a client alive, and one that goes closes its connections.
            lambda: (client if waits else client.aio).models.generate_content(
                model=GEMINI_MODEL, contents=PROMPT, config=config
            ),
            lambda answer: bytes(answer.candidates[0].content.parts[0].inline_data.data),
        )
    if variant.name == "apiyi":
        apiyi = module("apiyi_client")
        client = (apiyi.Client if waits else apiyi.AsyncClient)(base_url=url, api_key=KEY)
        config = module("apiyi_client.models").GenerationConfig(response_modalities=["IMAGE"])
        return Client(
            lambda: client.generate_content(contents=PROMPT, generation_config=config),
            lambda answer: bytes(apiyi.images_of(answer)[0].data),
        )
    httpx2 = module("httpx2")
    client = (httpx2.Client if waits else httpx2.AsyncClient)(headers={"Authorization": f"Bearer {KEY}"}, timeout=300)
    if variant.shape == "OpenAI":
        return Client(
            lambda: client.post(url + OPENAI_PATH, json=image),
            lambda answer: base64.b64decode(answer.json()["data"][0]["b64_json"]),
        )
    contents = {
        "contents": [{"role": "user", "parts": [{"text": PROMPT}]}],
        "generationConfig": {"responseModalities": ["IMAGE"]},
    }
    return Client(
        lambda: client.post(url + GEMINI_PATH, json=contents),
        lambda answer: base64.b64decode(answer.json()["candidates"][0]["content"]["parts"][0]["inlineData"]["data"]),
    )


# -- in the process of one client --------------------------------------------------------------------------------------


def resident(name: str) -> int:
    """Bytes: `VmRSS`, what this process has now, or `VmHWM`, what it had at the peak."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith(name + ":")).split()[1]) * 1024


def forget_peak() -> None:
    """The peak is from now on, where the kernel lets one say so; that of the imports does not count."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def call_all(client: Client, calls: int) -> Values:
    forget_peak()
    before = resident("VmRSS")
    check(client.read(client.ask()))
    taken = []
    for _ in range(calls):
        began = time.perf_counter()
        data = client.read(client.ask())
        taken.append(time.perf_counter() - began)
        del data
    return {"time": statistics.median(taken), "memory": resident("VmHWM") - before}


async def await_all(client: Client, calls: int) -> Values:
    forget_peak()
    before, longest = resident("VmRSS"), 0.0

    async def tick() -> None:
        nonlocal longest
        last = time.perf_counter()
        while True:
            await asyncio.sleep(TICK)
            now = time.perf_counter()
            longest, last = max(longest, now - last), now

    check(client.read(await client.ask()))
    taken, stalls = [], []
    ticking = asyncio.create_task(tick())
    for _ in range(calls):
        await asyncio.sleep(10 * TICK)
        longest, began = 0.0, time.perf_counter()
        data = client.read(await client.ask())
        taken.append(time.perf_counter() - began)
        await asyncio.sleep(10 * TICK)
        stalls.append(longest)
        del data
    ticking.cancel()
    memory = resident("VmHWM") - before
    return {"time": statistics.median(taken), "memory": memory, "stall": statistics.median(stalls)}


def child(index: int, port: int, calls: int) -> None:
    """Measure one variant and print what came of it."""
    pin(1)
    sys.path[:0] = PATHS
    variant, url = VARIANTS[index], f"http://127.0.0.1:{port}"

    async def run() -> Values:
        return await await_all(client_of(variant, url), calls)

    print(json.dumps(call_all(client_of(variant, url), calls) if variant.kind == "sync" else asyncio.run(run())))


# -- in the process that starts them all -------------------------------------------------------------------------------


def environment() -> dict[str, str]:
    """Without proxies, which the clients would ask for this machine too, and without other keys."""
    foreign = ("proxy", "openai_", "google_", "gemini_")
    return {name: value for name, value in os.environ.items() if not any(part in name.lower() for part in foreign)}


def measured(index: int, port: int, calls: int) -> Values:
    command = [sys.executable, __file__, "--child", str(index), "--port", str(port), "--calls", str(calls)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment())
    found: Values = json.loads(done.stdout)
    return found


def import_time(name: str) -> float:
    """Seconds from start to end of a Python that imports a module, or none where the name is empty."""
    code = f"import sys; sys.path[:0] = {PATHS!r}\n" + (f"import {name}" if name else "")
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, env=environment())
    return time.perf_counter() - began


def line(name: str, value: float, ratios: Sequence[float], said: str) -> None:
    """Print a figure, the median of its ratios and their range; the reference has no ratios."""
    ratio = f"{statistics.median(ratios):5.2f}  {min(ratios):.2f} to {max(ratios):.2f}" if ratios else " 1"
    print(f"  {name:32} {value:8.1f}  {ratio:24}{said}".rstrip())


def section(title: str, figure: str, unit: float, target: float, rounds: Sequence[Sequence[Values]]) -> None:
    """Print one figure of all variants that have it, and its ratio to that of openai in the same round."""
    print(f"\n{title}")
    reference = 0
    for index, variant in enumerate(VARIANTS):
        if figure not in rounds[0][index]:
            continue
        first = variant.name == "openai"
        reference = index if first else reference
        value = statistics.median(one[index][figure] for one in rounds) / unit
        ratios = [] if first else [one[index][figure] / one[reference][figure] for one in rounds]
        said = f"target {target:g}" if variant.ours else "chance" if variant.name == "openai-again" else ""
        line(f"{variant.kind:5}  {variant.shape:6}  {variant.label}", value, ratios, said)


def main() -> None:
    parser = argparse.ArgumentParser(description="What the clients cost beside openai, google-genai and httpx2.")
    parser.add_argument("--rounds", type=int, default=5, help="how often each client is started (5)")
    parser.add_argument("--calls", type=int, default=5, help="calls that each start makes, after a first one (5)")
    parser.add_argument("--child", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child is not None:
        child(options.child, options.port, options.calls)
        return
    began = time.perf_counter()
    libraries = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("openai", "google-genai", "httpx2"))
    print(f"{libraries}, Python {platform.python_version()}, {len(os.sched_getaffinity(0))} cores")
    rounds = []
    with server() as port:
        alone = bare(port)
        for _ in range(options.rounds):
            found = {index: measured(index, port, options.calls) for index in shuffled(range(len(VARIANTS)))}
            rounds.append([found[index] for index in range(len(VARIANTS))])
    for name in IMPORTS:
        import_time(name)  # compiles what is not compiled yet
    imports = [{name: import_time(name) for name in shuffled(("", *IMPORTS))} for _ in range(2 * options.rounds)]
    print(f"{options.rounds} rounds of {options.calls} calls; the server alone takes {alone * 1000:.1f} ms an answer")
    section("Time to the decoded bytes: ms, ratio to openai, range", "time", 1e-3, TIME, rounds)
    section("Peak memory: MB, ratio to openai, range", "memory", 1e6, MEMORY, rounds)
    section("Longest stall of the event loop: ms, ratio to openai, range", "stall", 1e-3, STALL, rounds)
    print("\nImport above bare Python: ms, ratio to httpx2, range")
    above = {name: [one[name] - one[""] for one in imports] for name in IMPORTS}
    for name, values in above.items():
        ratios = [] if name == "httpx2" else [one / base for one, base in zip(values, above["httpx2"], strict=True)]
        said = f"target {IMPORT:g}" if name.endswith("_client") else ""
        line(name, statistics.median(values) * 1000, ratios, said)
    print(f"\n{time.perf_counter() - began:.0f} s in all")


if __name__ == "__main__":
    main()
