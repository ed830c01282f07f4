"""What a page states, as text for people and as JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence

from wirecheck.facts.page import RANKS, Attr, Basis, Claim, Contradiction, Fact, Page, Qualifier, Side
from wirecheck.wire.lenient_json import Json


def render_json(page: Page) -> str:
    """
    A page as JSON, ended by a line break.

    `lines` has counts; a fact's `qualifier` is null where there is none.
    """
    value: dict[str, Json] = {
        "page": page.name,
        "kind": page.kind,
        "operations": [
            {"method": one.method, "path": one.path, "servers": list(one.servers), "auth": one.auth}
            for one in page.operations
        ],
        "facts": [_fact(one) for one in page.facts],
        "contradictions": [_contradiction(one) for one in page.contradictions],
        "lines": {"read": page.read, "unread": len(page.unread)},
    }
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _fact(one: Fact) -> Json:
    return {
        "op": one.op,
        "side": one.side.value,
        "path": one.path,
        "attr": one.attr.value,
        "value": one.value,
        "qualifier": one.qualifier.value if one.qualifier else None,
        "basis": one.basis.value,
        "lines": list(one.lines),
        "quote": one.quote,
    }


def _contradiction(one: Contradiction) -> Json:
    return {
        "op": one.op,
        "side": one.side.value,
        "path": one.path,
        "attr": one.attr.value,
        "why": one.why,
        "claims": [_claim(claim) for claim in one.claims],
    }


def _claim(one: Claim) -> Json:
    return {"value": one.value, "basis": one.basis.value, "lines": list(one.lines), "quote": one.quote}


def render_text(page: Page, width: int = 100) -> str:
    """
    A page for people, ended by a line break: a member a line, with what is trusted most of all that is said of it.

    :param width: columns that lines keep to, where words allow.
    """
    lines = [f"{page.name} ({page.kind})"]
    for operation in page.operations:
        of = [fact for fact in page.facts if fact.op == operation.name]
        lines += ["", operation.name]
        lines += [f"  server  {server}" for server in operation.servers]
        lines += [f"  auth    {operation.auth}"] if operation.auth else []
        codes = sorted({fact.value for fact in of if fact.attr is Attr.STATUS and isinstance(fact.value, int)})
        lines += [f"  status  {', '.join(map(str, codes))}"] if codes else []
        for fact in of:
            if fact.attr is Attr.UNSUPPORTED and not fact.path:
                lines.append(f"  without {fact.value}")
        for side in Side:
            lines += _side([fact for fact in of if fact.side is side], side, width)
    if page.contradictions:
        lines += ["", "said in two ways"]
        for one in page.contradictions:
            lines += list(_told(one, width))
    total = page.read + len(page.unread)
    lines += ["", f"{page.read} of {total} lines were read; nothing was drawn from {_numbers(page.unread)}"]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _side(facts: Sequence[Fact], side: Side, width: int) -> Iterator[str]:
    paths = list(dict.fromkeys(fact.path for fact in facts if fact.path))
    samples = sum(fact.attr is Attr.EXAMPLE and not fact.path for fact in facts)
    if not paths and not samples:
        return
    yield ""
    yield f"  {side.value}" + (f" ({samples} sample{'s' if samples > 1 else ''})" if samples else "")
    room = max((len(path) for path in paths), default=0)
    room = min(room, width // 2)
    for path in paths:
        of = [fact for fact in facts if fact.path == path]
        said = ", ".join(_words(of))
        first = min(fact.lines[0] for fact in of)
        head = f"    {path:<{room}}  "
        text = f"{said} (line {first})"
        folded = textwrap.wrap(text, max(24, width - room - 6), break_on_hyphens=False) or [""]
        if len(head) > room + 6:
            yield head.rstrip()
            head = " " * (room + 6)
        yield head + folded[0]
        yield from (" " * (room + 6) + line for line in folded[1:])


def _words(facts: Sequence[Fact]) -> Iterator[str]:
    """What is said of a member, in the order of trust."""
    best = {}
    for fact in sorted(facts, key=lambda fact: RANKS[fact.basis], reverse=True):
        if fact.attr in (Attr.TYPE, Attr.REQUIRED, Attr.DEFAULT) or fact.attr is Attr.VALUES:
            best[fact.attr] = fact
    yield str(best[Attr.TYPE].value) if Attr.TYPE in best else "of no stated type"
    if required := best.get(Attr.REQUIRED):
        yield {
            (True, Qualifier.CONDITIONAL): "required where the member around it is used",
            (False, Qualifier.IMPLICIT): "not marked required",
        }.get(
            (bool(required.value), required.qualifier or Qualifier.EXPLICIT),
            "required" if required.value else "optional",
        )
    if default := best.get(Attr.DEFAULT):
        yield f"default {_shown(default.value)}"
    if values := best.get(Attr.VALUES):
        yield _values(values)
    for fact in facts:
        if fact.attr is Attr.CONSTRAINT and isinstance(fact.value, dict):
            yield " ".join(f"{name} {_shown(value)}" for name, value in fact.value.items())
        if fact.attr is Attr.UNSUPPORTED:
            yield "not supported" + (f" for {fact.value}" if isinstance(fact.value, str) else "")
    if all(fact.basis is Basis.SAMPLE for fact in facts):
        yield "seen in samples only"


def _values(fact: Fact) -> str:
    if fact.qualifier is Qualifier.COUNT:
        return f"{fact.value} values that are not listed"
    listed = fact.value if isinstance(fact.value, list) else [fact.value]
    lead = "such as" if fact.qualifier is Qualifier.OPEN else "one of"
    return f"{lead} {' / '.join(_shown(one) for one in listed)}"


def _shown(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _told(one: Contradiction, width: int) -> Iterator[str]:
    yield f"  {one.path or one.op} ({one.side.value}): {one.why}"
    for claim in one.claims:
        text = f"line {claim.lines[0]}: {_shown(claim.value)}"
        yield textwrap.shorten(f"    {text}", width, placeholder=" …").rjust(0) if len(text) > width else f"    {text}"


def _numbers(numbers: Sequence[int]) -> str:
    """Line numbers with runs folded."""
    if not numbers:
        return "none"
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    shown = [str(first) if first == last else f"{first}-{last}" for first, last in runs[:12]]
    more = f" and {len(runs) - 12} more places" if len(runs) > 12 else ""
    return ("line " if len(numbers) == 1 else "lines ") + ", ".join(shown) + more
