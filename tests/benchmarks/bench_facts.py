"""
How long pages of 500 kB take to be read into facts, by their form, and what doubling a page costs.

The pages have 1,500 members or so, each with a description, and every fourth with a set of values: far more than any
page is known to have. Time is that of the process, the best of some rounds, and told beside that of a plain loop over
the page's words: the ratio of the two is the same on machines that are slower, or busy with something else.

    python tests/benchmarks/bench_facts.py

Each figure has its target beside it; nothing is asserted.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Callable

import yaml

from wirecheck.facts import read

SIZE = 500_000
"""Characters of a page."""

TARGET = 0.1
"""Seconds that a page may take."""

DOUBLED = 2.2
"""What a page that is twice as long may cost: more would be a pattern that looks at the page again and again."""

WORDS = (
    "What member {0} of the thing does when it is set, and why a caller would set it at all; see the guide for more of "
    "the same, and mind that some of it repeats. It came with an early version, and has not been changed since."
)
KINDS = ("string", "integer", "boolean", "number")


def table(number: int) -> str:
    """A table in Markdown."""
    rows = ["`POST https://api.bench.example/v1/things`", "", "## Request parameters", ""]
    rows += ["| Name | Type | Required | Default | Description |", "|---|---|---|---|---|"]
    for one in range(number):
        values = f" One of `a{one}`, `b{one}` or `c{one}`." if one % 4 == 0 else ""
        needed, default = ("Yes", "-") if one % 3 == 0 else ("No", str(one) if one % 4 == 1 else "-")
        rows.append(
            f"| `member_{one}` | {KINDS[one % 4]} | {needed} | {default} | {WORDS.format(one)}{values}"
            f" Up to {one + 10} characters. |"
        )
    return "\n".join(rows)


def text(number: int) -> str:
    """Text as a browser copies it."""
    rows = ["Skip to main content", "POST", "/", "v1", "/", "things", "Body", "application/json"]
    for one in range(number):
        rows += [f"member_{one}", "enum<string>" if one % 4 == 0 else KINDS[one % 4]]
        rows += ["required"] if one % 3 == 0 else []
        rows += ["", WORDS.format(one), ""]
        rows += ["Available options:", f"a{one},", f"b{one},", f"c{one}", ""] if one % 4 == 0 else []
    return "\n".join(rows)


def html(number: int) -> str:
    """A table in HTML."""
    rows = ["<!DOCTYPE html><html><body><main><h1>Bench</h1>"]
    rows += ["<pre><code>POST https://api.bench.example/v1/things</code></pre><h2>Request parameters</h2><table>"]
    rows += ["<tr><th>Name</th><th>Type</th><th>Required</th><th>Description</th></tr>"]
    for one in range(number):
        needed = "Yes" if one % 3 == 0 else "No"
        cells = (f"<code>member_{one}</code>", KINDS[one % 4], needed, f"<p>{WORDS.format(one)}</p>")
        rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    return "\n".join([*rows, "</table></main></body></html>"])


def document(number: int) -> dict[str, object]:
    properties = {
        f"member_{one}": {
            "type": "string",
            "description": WORDS.format(one),
            "maxLength": one + 10,
            **({"enum": [f"a{one}", f"b{one}"], "default": f"a{one}"} if one % 4 == 0 else {}),
        }
        for one in range(number)
    }
    schema = {"type": "object", "required": list(properties)[::3], "properties": properties}
    body = {"content": {"application/json": {"schema": schema}}}
    operation = {"requestBody": body, "responses": {"200": {"description": "ok"}}}
    return {"openapi": "3.1.0", "info": {"title": "b", "version": "1"}, "paths": {"/v1/things": {"post": operation}}}


def in_yaml(number: int) -> str:
    """An OpenAPI document in YAML."""
    return f"# Bench\n\n````yaml POST /v1/things\n{yaml.safe_dump(document(number), sort_keys=False)}````\n"


def in_json(number: int) -> str:
    """An OpenAPI document in JSON, a member a line."""
    return f"# OpenAPI definition\n\n```json\n{json.dumps(document(number), indent=2)}\n```\n"


def on_one_line(number: int) -> str:
    """An OpenAPI document in JSON, all of it on one line."""
    return f"## POST /v1/things\n\n```json\n{json.dumps(document(number))}\n```\n"


def prose(number: int) -> str:
    """Paragraphs with a small table behind them."""
    rows = ["POST https://api.bench.example/v1/things", *(WORDS.format(one) for one in range(number))]
    return "\n\n".join([*rows, "| Name | Type | Required |\n|---|---|---|\n| a | string | Yes |\n"])


FORMS: dict[str, Callable[[int], str]] = {
    "table": table, "text": text, "HTML": html, "YAML": in_yaml, "JSON": in_json, "JSON, one line": on_one_line,
    "prose": prose,
}  # fmt: skip


def page(form: Callable[[int], str], size: int) -> tuple[str, int]:
    """A page of a form that is about so long, and how many members it has."""
    number = max(4, round(100 * size / len(form(100))))
    return form(number), number


def best(rounds: int, work: Callable[[], object]) -> float:
    """The least time of the process that some work took."""
    times = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return min(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--size", type=int, default=SIZE)
    given = parser.parse_args()
    words = re.compile(r"\w+")
    print(f"{'form':16} {'kB':>5} {'members':>8} {'facts':>6} {'ms':>6} {'target':>7} {'of a loop':>10} {'doubled':>8}")
    for name, form in FORMS.items():
        whole, members = page(form, given.size)
        half, _ = page(form, given.size // 2)
        took = best(given.rounds, lambda whole=whole: read(whole, "page"))  # type: ignore[misc]
        before = best(given.rounds, lambda half=half: read(half, "page"))  # type: ignore[misc]
        loop = best(given.rounds, lambda whole=whole: [word.lower() for word in words.findall(whole)])  # type: ignore[misc]
        facts = len(read(whole, "page").facts)
        print(
            f"{name:16} {len(whole) / 1e3:5.0f} {members:8} {facts:6} {took * 1e3:6.0f} {TARGET * 1e3:7.0f}"
            f" {took / loop:10.1f} {took / before:8.2f}"
        )
    print(f"\nA page that is twice as long may cost {DOUBLED} times as much.")


if __name__ == "__main__":
    main()
