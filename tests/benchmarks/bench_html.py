"""
What the report for a browser costs: 600 pictures of 4K, made, weighed, and opened in a browser.

The pictures are noise of many shades that was blown up, which makes files of about 2 MB and thumbnails that are heavier
than those of most real pictures. Rendering is told in seconds, and beside the time that judging the same answers takes;
memory is the peak above what the answers take themselves. Chromium is met as in `tests/browser`, and left out where it
is not there.

    python tests/benchmarks/bench_html.py

Each figure has its target beside it; nothing is asserted.
"""

from __future__ import annotations

import argparse
import base64
import io
import json
import random
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image

from wirecheck import Exchange, Request, Response, load
from wirecheck.engine.runner import Run, judged
from wirecheck.engine.scope import Scope
from wirecheck.plan import Case, Depth, Phase
from wirecheck.reports import html
from wirecheck.reports.report import Report

PROVIDER, MODEL = "apiyi", "gemini-3.1-flash-image-preview"
URL = f"https://api.apiyi.com/v1beta/models/{MODEL}:generateContent"
PICTURES = 600
DISTINCT = 12
"""Pictures that differ; judging and rendering do not know that others are the same."""

ROUNDS = 5
HEAVIEST, SLOWEST = 15.0, 2.0
"""Targets: MB of the file, and seconds until it is open."""

CELLS = {"1:1": (4096, 4096), "16:9": (5504, 3072), "9:16": (3072, 5504), "21:9": (6336, 2688), "4:5": (3712, 4608)}


def drawn(width: int, height: int, seed: int) -> bytes:
    """A PNG as large as a 4K picture is."""
    chance = random.Random(seed)
    small = Image.frombytes("RGB", (width // 16, height // 16), chance.randbytes((width // 16) * (height // 16) * 3))
    out = io.BytesIO()
    small.resize((width, height), Image.Resampling.NEAREST).save(out, "PNG", compress_level=1)
    return out.getvalue()


def answers(count: int) -> list[tuple[Case, list[Exchange]]]:
    """So many pictures of 4K that were asked for in five ratios, and came; each tenth in another ratio."""
    ratios = list(CELLS)
    encoded = {}
    for i in range(min(DISTINCT, count)):
        ratio = ratios[i % len(ratios)]
        encoded[i] = base64.b64encode(drawn(*CELLS[ratio], i)).decode()
    found = []
    for i in range(count):
        ratio = ratios[i % DISTINCT % len(ratios)] if i % 10 else ratios[(i + 1) % len(ratios)]
        config = {"responseModalities": ["IMAGE"], "imageConfig": {"aspectRatio": ratio, "imageSize": "4K"}}
        body = {"contents": [{"parts": [{"text": f"A boat, number {i}."}]}], "generationConfig": config}
        headers = (("Authorization", "Bearer $APIYI_API_KEY"), ("Content-Type", "application/json"))
        request = Request("POST", URL, headers, json.dumps(body).encode())
        part = {"inlineData": {"mimeType": "image/png", "data": encoded[i % DISTINCT % len(encoded)]}}
        usage = {"promptTokenCount": 12, "candidatesTokenCount": 1680, "totalTokenCount": 1692}
        told = {"candidates": [{"content": {"parts": [part]}, "finishReason": "STOP"}], "usageMetadata": usage}
        response = Response(200, (("Content-Type", "application/json"),), json.dumps(told).encode())
        started = 1_795_000_000.0 + i
        exchange = Exchange(request, response, started=started, ended=started + 20 + i % 17)
        case = Case(
            f"{i:012x}", f"{PROVIDER}:generateContent", request, "a picture of 4K", Phase.BILLABLE, "documented"
        )
        found.append((case, [exchange]))
    return found


def opened(path: Path) -> list[float]:
    """Seconds from asking for a file until it is loaded and drawn, in new pages; none without a browser."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return []
    if not Path("/usr/bin/chromium").exists():
        return []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        spent = []
        for _ in range(ROUNDS):
            page = browser.new_page()
            begun = time.perf_counter()
            page.goto(path.as_uri(), wait_until="load")
            page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
            spent.append(time.perf_counter() - begun)
            page.close()
        browser.close()
    return spent


def peak() -> float:
    """The largest memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, default=PICTURES)
    count = parser.parse_args().pictures
    given = answers(count)
    weight = sum(len(e.response.body) for _, found in given for e in found if e.response is not None)
    print(f"{count} pictures of 4K, {weight / 1e6:,.0f} MB of answers")
    before = peak()
    begun = time.perf_counter()
    run: Run = judged(Scope(f"live:{PROVIDER}", load(PROVIDER).operations, Depth.SWEEP), given)
    judging = time.perf_counter() - begun
    begun = time.perf_counter()
    text = html.render(Report([run], "0"))
    rendering = time.perf_counter() - begun
    print(f"judged in {judging:.1f} s, rendered in {rendering:.1f} s ({1000 * rendering / count:.0f} ms a picture)")
    print(f"memory: {peak() - before:.0f} MB more at the peak")
    print(f"the file: {len(text.encode()) / 1e6:.1f} MB (target: below {HEAVIEST:.0f})")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.html"
        path.write_text(text, encoding="utf-8")
        spent = opened(path)
    if spent:
        said = f"median {statistics.median(spent):.2f} s, worst {max(spent):.2f} s"
        print(f"opened in Chromium: {said} (target: below {SLOWEST:.0f})")
    else:
        print("opened in Chromium: not tried, there is no playwright or no /usr/bin/chromium")


if __name__ == "__main__":
    main()
