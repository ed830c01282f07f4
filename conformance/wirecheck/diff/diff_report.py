"""Differences as text, as JSON and as Markdown."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence

from wirecheck.diff.difference import Bump, Client, Difference, Verdict, Wire, verdict
from wirecheck.diff.rules import Rule, get
from wirecheck.wire.lenient_json import Json

TITLES = {
    Wire.CALLERS: "breaks callers",
    Wire.READERS: "breaks those who read answers strictly",
    Wire.BEHAVIOUR: "changes what happens",
    Wire.NONE: "breaks nobody",
}
CLIENTS = {
    Client.BREAKING: "the client breaks",
    Client.ADDITIVE: "the client changes, and code goes on working",
    Client.NONE: "the client stays as it is",
}
IN_CLIENT = {
    Client.BREAKING: " The generated client breaks.",
    Client.ADDITIVE: " The generated client changes, and breaks no code.",
    Client.NONE: "",
}
LEVEL = {Bump.MAJOR: "major", Bump.MINOR: "minor", Bump.PATCH: "patch"}


def render_text(
    differences: Sequence[Difference], old: str, new: str, *, width: int = 100, verbose: bool = False
) -> str:
    """
    Differences for a terminal, the worst first.

    :param old: what the old spec is called.
    :param verbose: list also what is about words, samples and citations, which is counted otherwise.
    """
    lines = [f"{old} -> {new}", ""]
    for wire in Wire:
        mine = [one for one in differences if one.wire is wire]
        shown = [one for one in mine if verbose or not _quiet(one)]
        if shown:
            lines.append(TITLES[wire])
            for one in shown:
                lines += _entry(one, width)
            lines.append("")
    counts = _counted(differences)
    if counts and not verbose:
        told = ", ".join(counts)
        lines += [*textwrap.wrap(f"words only: {told}; `--verbose` lists them", width), ""]
    lines += textwrap.wrap(conclusion(differences), width)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _entry(one: Difference, width: int) -> Iterator[str]:
    yield f"  {_where(one)}"
    yield from textwrap.wrap(one.message, width, initial_indent=" " * 6, subsequent_indent=" " * 6)
    rule = get(one.rule)
    if one.client is not Client.NONE or one.wire is not Wire.NONE:
        told = f"{rule.id}: {rule.reason}"
        told += IN_CLIENT[one.client]
        yield from textwrap.wrap(told, width, initial_indent=" " * 6, subsequent_indent=" " * 8, break_on_hyphens=False)
    else:
        yield f"      {rule.id}"


def render_json(differences: Sequence[Difference], old: str, new: str) -> str:
    """Differences as a JSON document, all of them, in the order of the specs."""
    amount = verdict(differences)
    document: Json = {
        "old": old,
        "new": new,
        "verdict": {"wire": amount.wire.value, "client": amount.client.value, "bump": amount.bump.value},
        "differences": [_value(one) for one in differences],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _value(one: Difference) -> dict[str, Json]:
    rule = get(one.rule)
    return {
        "rule": rule.id,
        "side": rule.side.value,
        "area": rule.area,
        "action": rule.action,
        "operation": one.operation or None,
        "location": one.location,
        "wire": one.wire.value,
        "client": one.client.value,
        "message": one.message,
        "reason": rule.reason,
        "before": one.before,
        "after": one.after,
    }


def render_markdown(differences: Sequence[Difference], old: str, new: str) -> str:
    """Differences as Markdown, a table for each of those whom they break, for a pull request or a changelog."""
    lines = [f"# {_cell(old)} to {_cell(new)}", "", conclusion(differences), ""]
    for wire in Wire:
        mine = [one for one in differences if one.wire is wire and not _quiet(one)]
        if not mine:
            continue
        lines += [
            f"## {TITLES[wire][0].upper()}{TITLES[wire][1:]}",
            "",
            "| where | what | client | rule |",
            "|---|---|---|---|",
        ]
        lines += [f"| {_at(one)} | {_cell(one.message)} | {one.client} | `{one.rule}` |" for one in mine]
        lines.append("")
    counts = _counted(differences)
    if counts:
        lines += ["## Words only", "", *(f"- {count}" for count in counts), ""]
    return "\n".join(lines)


def render_rules(rules: Sequence[Rule], *, width: int = 100) -> str:
    """Every rule with whom it breaks, what it does to the client at most, and why."""
    lines = []
    for rule in rules:
        lines.append(f"{rule.id}  wire: {rule.wire}, client: {rule.client}")
        lines += textwrap.wrap(rule.reason, width, initial_indent="    ", subsequent_indent="    ")
    return "".join(f"{line}\n" for line in lines)


def conclusion(differences: Sequence[Difference]) -> str:
    """What differences amount to, in one sentence."""
    if not differences:
        return "No difference."
    amount: Verdict = verdict(differences)
    count = len(differences)
    return (
        f"{count} difference{'' if count == 1 else 's'}: {TITLES[amount.wire]}; {CLIENTS[amount.client]}; "
        f"the version goes up by a {LEVEL[amount.bump]}."
    )


def _quiet(one: Difference) -> bool:
    """Whether it is about words, samples or citations alone."""
    return one.wire is Wire.NONE and one.client is Client.NONE and get(one.rule).area.split("-")[-1] in KINDS


KINDS = {
    "description": ("description", "descriptions"),
    "summary": ("summary", "summaries"),
    "citation": ("citation", "citations"),
    "example": ("example", "examples"),
    "info": ("word on the document", "words on the document"),
}
"""What is about words, by the last word of its area, as one and as many."""


def _counted(differences: Sequence[Difference]) -> list[str]:
    """How many differences are about words alone, by kind."""
    counts = Counter(KINDS[get(one.rule).area.split("-")[-1]] for one in differences if _quiet(one))
    return [f"{count} {one if count == 1 else many}" for (one, many), count in sorted(counts.items())]


def _where(one: Difference) -> str:
    return f"{one.operation}  {one.location}" if one.operation else one.location


def _at(one: Difference) -> str:
    where = f"`{_bare(one.location)}`"
    return f"{_cell(one.operation)}: {where}" if one.operation else where


def _bare(text: str) -> str:
    return text.replace("`", "").replace("|", "\\|").replace("\n", " ")


def _cell(text: str) -> str:
    """A text for a cell: one line, and no markup of HTML outside of backticks."""
    flat = " ".join(text.split()).replace("|", "\\|")
    pieces = flat.split("`")
    return "`".join(piece.replace("<", "&lt;") if at % 2 == 0 else piece for at, piece in enumerate(pieces))
