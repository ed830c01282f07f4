"""
What judging costs: all requirements together, on one core, for an answer of 20 MB that holds a picture of 15 MB.

An exchange with APIYI is read and judged as `wirecheck.judge` does it, in a process of its own for each figure: the
time of the core, the memory at the peak above what was there before the body was read (the body counts), how often a
picture is decoded, and how many decoded pictures are there at once. Pictures are noise, which no encoder makes small:
PNG and JPEG of 15 MB, and a PNG of 15 MB that is as large as a 4K picture is. Without pixels means that what
Pillow has to say of the picture is known beforehand; with pixels is what a run does.

    python tests/benchmarks/bench_judging.py

On Linux only: memory is read from /proc. Each figure has its target beside it; nothing is asserted.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import functools
import io
import json
import multiprocessing
import os
import random
import statistics
import tempfile
import time
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from PIL import Image, ImageFile

from wirecheck import Exchange, Request, Response, judge
from wirecheck.secrets.redaction import Secrets
from wirecheck.wire import picture_bytes

PROVIDER, MODEL = "apiyi", "gemini-3.1-flash-image-preview"
URL = f"https://api.apiyi.com/v1beta/models/{MODEL}:generateContent"
PICTURE = 15_000_000
ROUNDS = 7
SEVERAL = 3
FAST, FAST_WITH_PIXELS, LEAN = 100, 60, 6.0
"""Targets: MB of answer in a second without and with pixels, and the memory at the peak in sizes of the answer."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sample:
    """A picture to be judged: its format, width and height, and the size tier that is asked for."""

    name: str
    format: str
    edge: int
    tier: str
    shades: int = 256
    quality: int = 95

    @property
    def media_type(self) -> str:
        return f"image/{self.format.lower()}"


SAMPLES = (
    Sample("PNG", "PNG", 2236, "2K"),
    Sample("JPEG", "JPEG", 2174, "2K", quality=98),
    Sample("PNG as large as 4K", "PNG", 4096, "4K", shades=3),
)


def drawn(sample: Sample) -> bytes:
    """The picture's file: noise of so many shades in each of three colours."""
    noise = random.Random(1).randbytes(sample.edge * sample.edge * 3)
    noise = noise.translate(bytes(value % sample.shades for value in range(256)))
    out = io.BytesIO()
    image = Image.frombytes("RGB", (sample.edge, sample.edge), noise)
    if sample.format == "PNG":
        image.save(out, "PNG", compress_level=6)
    else:
        image.save(out, "JPEG", quality=sample.quality, subsampling=0)
    return out.getvalue()


def answer(sample: Sample) -> bytes:
    """The body of an answer that holds the picture."""
    data = base64.b64encode(drawn(sample)).decode()
    part = {"inlineData": {"mimeType": sample.media_type, "data": data}}
    usage = {"promptTokenCount": 12, "candidatesTokenCount": 1680, "totalTokenCount": 1692}
    found = {"candidates": [{"content": {"parts": [part]}, "finishReason": "STOP"}], "usageMetadata": usage}
    return json.dumps(found).encode()


def exchange(sample: Sample, body: bytes, number: int = 0) -> Exchange:
    """A request and the answer to it, as new as if they had just come."""
    config = {"responseModalities": ["IMAGE"], "imageConfig": {"aspectRatio": "1:1", "imageSize": sample.tier}}
    asked = {"contents": [{"parts": [{"text": f"A boat, number {number}."}]}], "generationConfig": config}
    headers = (("Authorization", "Bearer $APIYI_API_KEY"), ("Content-Type", "application/json"))
    answered = (("Content-Type", "application/json"), ("x-request-id", "req_1"))
    return Exchange(Request("POST", URL, headers, json.dumps(asked).encode()), Response(200, answered, body))


# -- in a process of its own -------------------------------------------------------------------------------------------


def timed(sample: Sample, path: Path, pixels: bool) -> tuple[float, float, list[str]]:
    """Seconds of judging, the median and the worst, and what was found."""
    _one_core()
    body = path.read_bytes()
    with contextlib.nullcontext() if pixels else _no_pixels(drawn(sample)):
        findings = judge([exchange(sample, body)], PROVIDER)
        spent = [_seconds(lambda: judge([exchange(sample, body)], PROVIDER)) for _ in range(ROUNDS)]
    return statistics.median(spent), max(spent), [finding.requirement for finding in findings]


def redacted(path: Path) -> float:
    """Seconds for looking for the key in an answer, which a transport does before anything is judged."""
    _one_core()
    response = Response(200, (), path.read_bytes())
    secrets = Secrets({"APIYI_API_KEY": "sk-0123456789abcdef0123456789abcdef"})
    return statistics.median(_seconds(lambda: secrets.response(response)) for _ in range(ROUNDS))


def peak(sample: Sample, path: Path, answers: int) -> int:
    """Bytes at the peak of judging so many answers, above what was there before they were read."""
    _one_core()
    judge([exchange(sample, b"{}")], PROVIDER)
    Image.preinit()
    Path("/proc/self/clear_refs").write_text("5")
    before = _status("VmRSS")
    judge([exchange(sample, path.read_bytes(), number) for number in range(answers)], PROVIDER)
    return _status("VmHWM") - before


def decoded(sample: Sample, path: Path, answers: int) -> tuple[int, int]:
    """How often Pillow decoded pixels, and the most decoded pictures that were there at once."""
    seen: list[weakref.ref[Image.Image]] = []
    most = 0
    load = ImageFile.ImageFile.load

    def counted(self: ImageFile.ImageFile) -> Any:
        nonlocal most
        if self.tile:
            seen.append(weakref.ref(self))
            most = max(most, sum(image() is not None for image in seen))
        return load(self)

    with _replaced(ImageFile.ImageFile, "load", counted):
        judge([exchange(sample, path.read_bytes(), number) for number in range(answers)], PROVIDER)
    return len(seen), most


@contextlib.contextmanager
def _no_pixels(content: bytes) -> Iterator[None]:
    """What is to be known of the picture is known beforehand."""
    known = picture_bytes.inspect(content)
    with _replaced(picture_bytes, "inspect", lambda content: known):
        yield


@contextlib.contextmanager
def _replaced(owner: type | ModuleType, name: str, value: object) -> Iterator[None]:
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


def _one_core() -> None:
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def _seconds(work: Callable[[], object]) -> float:
    """Seconds of one core, whatever else the machine does meanwhile."""
    began = time.process_time()
    work()
    return time.process_time() - began


def _status(name: str) -> int:
    """A size in bytes out of /proc/self/status."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


# -- what came of it ---------------------------------------------------------------------------------------------------


def alone(work: Callable[[], T]) -> T:
    """The result of a piece of work in a new process."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work).result()


def lines(sample: Sample, path: Path) -> Iterator[tuple[str, str, str]]:
    """Each figure of a sample: what it is, how much, and its target; those first that no machine changes."""
    size = path.stat().st_size
    decodings, most = alone(functools.partial(decoded, sample, path, SEVERAL))
    one = alone(functools.partial(peak, sample, path, 1))
    several = alone(functools.partial(peak, sample, path, SEVERAL))
    without, slowest, findings = alone(functools.partial(timed, sample, path, False))
    with_pixels, slowest_with, _ = alone(functools.partial(timed, sample, path, True))
    yield f"{sample.name}, {sample.edge}x{sample.edge}", f"{size / 1e6:.1f} MB", f"{len(findings)} findings"
    yield "decodings of a picture", f"{decodings / SEVERAL:g}", "1"
    yield "decoded pictures at once", f"{most}", "1"
    yield "memory at the peak / answer", f"{one / size:.2f}", f"under {LEAN:g}"
    yield "each further answer / answer", f"{(several - one) / (SEVERAL - 1) / size:.2f}", ""
    yield "with pixels / without", f"{with_pixels / without:.2f}", ""
    yield "without pixels", f"{size / 1e6 / without:.0f} MB/s", f"over {FAST} MB/s"
    yield "with pixels", f"{size / 1e6 / with_pixels:.0f} MB/s", f"over {FAST_WITH_PIXELS} MB/s"
    yield "  the slowest of both", f"{slowest * 1000:.0f} and {slowest_with * 1000:.0f} ms", ""
    spent = alone(functools.partial(redacted, path))
    yield "before: looking for the key", f"{size / 1e6 / spent:.0f} MB/s", ""


def main() -> None:
    argparse.ArgumentParser(description=(__doc__ or "").strip().partition("\n")[0]).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for number, sample in enumerate(SAMPLES):
            path = Path(folder, f"{number}.json")
            path.write_bytes(answer(sample))
            print(
                *(f"{name:36} {figure:>16}   {target}".rstrip() for name, figure, target in lines(sample, path)),
                sep="\n",
            )
            print()


if __name__ == "__main__":
    main()
