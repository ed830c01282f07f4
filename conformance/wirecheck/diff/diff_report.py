"""Differences as text, as JSON and as Markdown."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence

from wirecheck.diff.difference import Client, Difference, WireBreak, impact
from wirecheck.diff.rules import DiffRule, get
from wirecheck.wire.lenient_json import Json

TITLES = {
    WireBreak.CALLERS: "breaks callers",
    WireBreak.READERS: "breaks those who read answers strictly",
    WireBreak.BEHAVIOUR: "changes what happens",
    WireBreak.NONE: "breaks nobody",
}
CLIENTS = {
    Client.BREAKING: "the client breaks",
    Client.ADDITIVE: "the client changes without breaking code",
    Client.NONE: "the client does not change",
}
IN_CLIENT = {
    Client.BREAKING: " The generated client breaks.",
    Client.ADDITIVE: " The generated client changes without breaking code.",
    Client.NONE: "",
}


def render_text(
    differences: Sequence[Difference], old: str, new: str, *, width: int = 100, verbose: bool = False
) -> str:
    """
    Differences for a terminal, the worst first.

    :param old: the name of the old spec.
    :param verbose: list differences in descriptions, samples and citations too, instead of only counting them.
    """
    lines = [f"{old} -> {new}", ""]
    shown = [each for each in differences if verbose or not _quiet(each)]
    for wire in WireBreak:
        entries = [line for each in shown if each.wire is wire for line in _entry(each, width)]
        if entries:
            lines += [TITLES[wire], *entries, ""]
    counts = _counted(differences)
    if counts and not verbose:
        lines += [*textwrap.wrap(f"words only: {', '.join(counts)}; `--verbose` lists them", width), ""]
    lines += textwrap.wrap(conclusion(differences), width)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _entry(each: Difference, width: int) -> Iterator[str]:
    yield "  " + (f"{each.operation}  {each.location}" if each.operation else each.location)
    yield from textwrap.wrap(each.message, width, initial_indent=" " * 6, subsequent_indent=" " * 6)
    rule = get(each.rule)
    if each.client is not Client.NONE or each.wire is not WireBreak.NONE:
        why = f"{rule.id}: {rule.reason}{IN_CLIENT[each.client]}"
        yield from textwrap.wrap(why, width, initial_indent=" " * 6, subsequent_indent=" " * 8, break_on_hyphens=False)
    else:
        yield f"      {rule.id}"


def render_json(differences: Sequence[Difference], old: str, new: str) -> str:
    """Differences as a JSON document, all of them, in the order of the specs."""
    amount = impact(differences)
    document: Json = {
        "old": old,
        "new": new,
        "verdict": {"wire": amount.wire.value, "client": amount.client.value, "bump": amount.bump.value},
        "differences": [_value(each) for each in differences],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _value(each: Difference) -> dict[str, Json]:
    rule = get(each.rule)
    return {
        "rule": rule.id,
        "side": rule.side.value,
        "area": rule.area,
        "action": rule.action,
        "operation": each.operation or None,
        "location": each.location,
        "wire": each.wire.value,
        "client": each.client.value,
        "message": each.message,
        "reason": rule.reason,
        "before": each.before,
        "after": each.after,
    }


def render_markdown(differences: Sequence[Difference], old: str, new: str) -> str:
    """Differences as Markdown for a pull request or a changelog, in a table for each group that they break."""
    lines = [f"# {_cell(old)} to {_cell(new)}", "", conclusion(differences), ""]
    for wire in WireBreak:
        rows = [
            f"| {_at(each)} | {_cell(each.message)} | {each.client} | `{each.rule}` |"
            for each in differences
            if each.wire is wire and not _quiet(each)
        ]
        if not rows:
            continue
        lines += [
            f"## {TITLES[wire][0].upper()}{TITLES[wire][1:]}",
            "",
            "| where | what | client | rule |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    counts = _counted(differences)
    if counts:
        lines += ["## Words only", "", *(f"- {count}" for count in counts), ""]
    return "\n".join(lines)


def render_rules(rules: Sequence[DiffRule], *, width: int = 100) -> str:
    """Every rule: whom it breaks, the most that it does to the client, and why."""
    lines = []
    for rule in rules:
        lines.append(f"{rule.id}  wire: {rule.wire}, client: {rule.client}")
        lines += textwrap.wrap(rule.reason, width, initial_indent="    ", subsequent_indent="    ")
    return "".join(f"{line}\n" for line in lines)


def conclusion(differences: Sequence[Difference]) -> str:
    """The impact of differences, in one sentence."""
    if not differences:
        return "No difference."
    amount = impact(differences)
    count = len(differences)
    return (
        f"{count} difference{'' if count == 1 else 's'}: {TITLES[amount.wire]}; {CLIENTS[amount.client]}; "
        f"the next version is a {amount.bump} one."
    )


def _quiet(each: Difference) -> bool:
    """Whether a difference concerns only descriptions, samples or citations."""
    return each.wire is WireBreak.NONE and each.client is Client.NONE and get(each.rule).area.split("-")[-1] in KINDS


# The nouns, singular and plural, of differences that are only counted, by the last word of their area.
KINDS = {
    "description": ("description", "descriptions"),
    "summary": ("summary", "summaries"),
    "citation": ("citation", "citations"),
    "example": ("example", "examples"),
    "info": ("note on the document", "notes on the document"),
}


def _counted(differences: Sequence[Difference]) -> list[str]:
    """How many differences of each kind concern only descriptions, samples or citations."""
    counts = Counter(KINDS[get(each.rule).area.split("-")[-1]] for each in differences if _quiet(each))
    return [f"{count} {singular if count == 1 else plural}" for (singular, plural), count in sorted(counts.items())]


def _at(each: Difference) -> str:
    where = each.location.replace("`", "").replace("|", "\\|").replace("\n", " ")
    return f"{_cell(each.operation)}: `{where}`" if each.operation else f"`{where}`"


def _cell(text: str) -> str:
    """A text for a table cell: one line, without HTML outside backticks."""
    flat = " ".join(text.split()).replace("|", "\\|")
    pieces = flat.split("`")
    return "`".join(piece.replace("<", "&lt;") if at % 2 == 0 else piece for at, piece in enumerate(pieces))
