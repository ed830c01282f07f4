"""
What a page states, as text for people and as JSON.

Held by `tests/facts/test_command.py`.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from wirecheck.facts.page import (
    RANKS,
    Attr,
    Basis,
    Contradiction,
    DocumentedOperation,
    Fact,
    Page,
    Qualifier,
    Side,
)
from wirecheck.wire.lenient_json import Json

# Words for values other than plain `required` and `optional`, by value and qualifier.
_REQUIRED: dict[tuple[Json, Qualifier | None], str] = {
    (True, Qualifier.CONDITIONAL): "required if the member around it is used",
    (False, Qualifier.IMPLICIT): "not marked required",
}


def render_json(page: Page) -> str:
    """
    A page as JSON, ended by a line break.

    Its members are those of the values, in their order; `lines` has counts instead of numbers.
    """
    value: dict[str, Json] = {
        "page": page.name,
        "kind": page.kind,
        "operations": [asdict(operation) for operation in page.operations],
        "facts": [asdict(fact) for fact in page.facts],
        "contradictions": [asdict(contradiction) for contradiction in page.contradictions],
        "lines": {"read": page.read, "unread": len(page.unread)},
    }
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def render_text(page: Page, width: int = 100) -> str:
    """
    A page for people, ended by a line break: one member per line, with its most trusted facts.

    :param width: columns that lines keep to, where words allow.
    """
    lines = [f"{page.name} ({page.kind})"]
    for operation in page.operations:
        facts = [fact for fact in page.facts if fact.op == operation.name]
        lines += ["", operation.name, *_whole(operation, facts)]
        for side in Side:
            lines += _side([fact for fact in facts if fact.side is side], side, width)
    if page.contradictions:
        lines += ["", "contradictions"]
        for contradiction in page.contradictions:
            lines += _contradicted(contradiction, width)
    total = page.read + len(page.unread)
    lines += ["", f"{page.read} of {total} lines were used; not used: {_numbers(page.unread)}"]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _whole(operation: DocumentedOperation, facts: Sequence[Fact]) -> Iterator[str]:
    """The facts of an operation as a whole."""
    codes = sorted({str(fact.value) for fact in facts if fact.attr is Attr.STATUS})
    told: list[tuple[str, Json]] = [("server", server) for server in operation.servers]
    told += [("auth", operation.auth), ("status", ", ".join(codes) or None)]
    told += [("without", fact.value) for fact in facts if fact.attr is Attr.UNSUPPORTED and not fact.path]
    yield from (f"  {label:7} {value}" for label, value in told if value is not None)


def _side(facts: Sequence[Fact], side: Side, width: int) -> Iterator[str]:
    members: dict[str, list[Fact]] = {}
    for fact in facts:
        members.setdefault(fact.path, []).append(fact)
    samples = sum(fact.attr is Attr.EXAMPLE for fact in members.pop("", []))
    if not members and not samples:
        return
    yield ""
    yield f"  {side.value}" + (f" ({samples} sample{'s' if samples > 1 else ''})" if samples else "")
    room = min(max(map(len, members), default=0), width // 2)
    for path, of_member in members.items():
        yield from _member(path, of_member, room, width)


def _member(path: str, facts: Sequence[Fact], room: int, width: int) -> Iterator[str]:
    """The lines of a member; a path that takes more than its room has a line of its own."""
    head, indent = f"    {path:<{room}}  ", " " * (room + 6)
    text = f"{', '.join(_words(facts))} (line {min(fact.lines[0] for fact in facts)})"
    if len(head) > len(indent):
        yield head.rstrip()
        head = indent
    first, *more = textwrap.wrap(text, max(24, width - room - 6), break_on_hyphens=False)
    yield head + first
    yield from (indent + line for line in more)


def _words(facts: Sequence[Fact]) -> Iterator[str]:
    """The facts of a member, in the order of trust."""
    trusted = {fact.attr: fact for fact in sorted(facts, key=lambda fact: RANKS[fact.basis], reverse=True)}
    yield str(trusted[Attr.TYPE].value) if Attr.TYPE in trusted else "type not stated"
    if required := trusted.get(Attr.REQUIRED):
        plain = "required" if required.value else "optional"
        yield _REQUIRED.get((required.value, required.qualifier), plain)
    if default := trusted.get(Attr.DEFAULT):
        yield f"default {_shown(default.value)}"
    if values := trusted.get(Attr.VALUES):
        yield _values(values)
    yield from (text for fact in facts if (text := _limit(fact)))
    if all(fact.basis is Basis.SAMPLE for fact in facts):
        yield "seen in samples only"


def _limit(fact: Fact) -> str | None:
    """A bound of a member, or that it is not supported."""
    if fact.attr is Attr.CONSTRAINT and isinstance(fact.value, dict):
        return " ".join(f"{name} {_shown(value)}" for name, value in fact.value.items())
    who = f" for {fact.value}" if isinstance(fact.value, str) else ""
    return f"not supported{who}" if fact.attr is Attr.UNSUPPORTED else None


def _values(fact: Fact) -> str:
    if fact.qualifier is Qualifier.COUNT:
        return f"{fact.value} values that are not listed"
    listed = fact.value if isinstance(fact.value, list) else [fact.value]
    lead = "such as" if fact.qualifier is Qualifier.OPEN else "one of"
    return f"{lead} {' / '.join(map(_shown, listed))}"


def _shown(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _contradicted(contradiction: Contradiction, width: int) -> Iterator[str]:
    yield f"  {contradiction.path or contradiction.op} ({contradiction.side.value}): {contradiction.why}"
    for claim in contradiction.claims:
        text = f"line {claim.lines[0]}: {_shown(claim.value)}"
        yield textwrap.shorten(f"    {text}", width, placeholder=" …") if len(text) > width else f"    {text}"


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
