"""
Comparisons as text, as JSON and as Markdown.

Held by `tests/compare/test_render.py`.
"""

from __future__ import annotations

import io
import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from rich.console import Console
from rich.table import Table
from rich.text import Text

from wirecheck.compare.comparison import Comparison, Objected, Rewritten, Row
from wirecheck.compare.migration import changed_lines
from wirecheck.compare.requests import shown
from wirecheck.wire.lenient_json import Json
from wirecheck.wire.printable import printable

MATRIX = "refused, not promised, promises lost; moving from the row to the column"


def render_text(found: Sequence[Comparison], left: Sequence[str] = (), *, width: int = 100, brief: bool = False) -> str:
    """
    Comparisons for a terminal.

    :param left: a sentence for each operation without a counterpart.
    :param brief: show all in one table, and for each only what is refused.
    """
    parts = [_matrix(found, width)] if brief and len(found) > 1 else []
    parts += ["\n".join(_text(one, width, brief=brief)) for one in found]
    parts += [f"{line}\n" for line in left]
    text = "\n".join(part.rstrip() + "\n" for part in parts)
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def _tables(one: Comparison) -> list[tuple[str, Sequence[Row]]]:
    """What is shown side by side, each part with its title."""
    parts = (("how it is called", one.calls), ("what may be sent", one.requests))
    return [(title, rows) for title, rows in parts if rows]


def _objections(one: Comparison, *, brief: bool) -> list[tuple[str, Sequence[Objected]]]:
    """What the other side objects to, each part with its title; with `brief`, only what it refuses."""
    a, b = _providers(one)
    refused = (f"accepted by {a} but refused by {b}", one.refused)
    unpromised = (f"accepted by {a} but not promised by {b}", () if brief else one.unpromised)
    return [(title, objections) for title, objections in (refused, unpromised) if objections]


def _text(one: Comparison, width: int, *, brief: bool) -> Iterator[str]:
    a, b = _providers(one)
    lists = [(title, [objection(each) for each in objected]) for title, objected in _objections(one, brief=brief)]
    yield f"{one.a} -> {one.b}" + ("" if brief else "\n")
    if not brief:
        yield from (_side_by_side(title, rows, a, b, width) for title, rows in _tables(one))
        lost = [f"{promise.location} {promise.why}" for promise in one.lost]
        lists += [(f"promised by {a} but not by {b}", lost)] if lost else []
    for title, sentences in lists:
        yield title
        yield from (line for sentence in sentences for line in _folded(sentence, width))
        yield ""
    for sample in () if brief else one.rewritten:
        yield from _text_of_sample(sample, width)
    yield from textwrap.wrap(conclusion(one), width)
    yield ""


def _text_of_sample(sample: Rewritten, width: int) -> Iterator[str]:
    yield f"{sample.name}, before (-) and after (+)"
    yield from (f"  {line}" for line in changed_lines(sample) or ["the same"])
    yield from (line for note in sample.notes for line in _folded(note, width))
    yield ""


def objection(one: Objected) -> str:
    """An objection as a sentence that begins with its member."""
    values = ", ".join(f"`{shown(value)}`" for value in one.values)
    why = one.why
    if len(one.values) > 1:
        why = why.replace("is not one of its values", "are not among its values").replace("is not", "are not")
        why = why.replace("accepts it", "accepts them").replace("serves it", "serves them")
        why = why.replace("does not accept it", "does not accept them")
    return f"{one.member} {values} {why}" if values else f"{one.member} {why}"


def _folded(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, initial_indent="  ", subsequent_indent="      ", break_on_hyphens=False)


def _side_by_side(title: str, rows: Sequence[Row], a: str, b: str, width: int) -> str:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="")
    first = min(max(len(row.what) for row in rows), width * 9 // 20)
    table.add_column("", width=first, overflow="fold")
    for name in (a, b):
        table.add_column(name, width=(width - first - 8) // 2, overflow="fold")
    for row in rows:
        table.add_row(*(Text(printable(text)) for text in (row.what, row.a, row.b)))
    return f"{title}\n{textwrap.indent(_printed(table, width - 2), '  ')}"


def _matrix(found: Sequence[Comparison], width: int) -> str:
    names = _names(found)
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="")
    table.add_column("", no_wrap=True)
    for label in names.values():
        table.add_column(label, justify="right", no_wrap=True)
    for a, label in names.items():
        table.add_row(Text(label), *(_cell_of(found, a, b) for b in names))
    return f"{_printed(table, width)}{MATRIX}\n"


def _names(found: Sequence[Comparison]) -> dict[str, str]:
    """The names of the compared operations: that of the provider if it has only one, else the id."""
    ids = list(dict.fromkeys(id for one in found for id in (one.a, one.b)))
    providers = [id.rpartition(":")[0] for id in ids]
    return {id: id if providers.count(name) > 1 else name for id, name in zip(ids, providers, strict=True)}


def _cell_of(found: Sequence[Comparison], a: str, b: str) -> str:
    one = next((one for one in found if (one.a, one.b) == (a, b)), None)
    return f"{len(one.refused)}, {len(one.unpromised)}, {len(one.lost)}" if one is not None else "-"


def _printed(table: Table, width: int) -> str:
    out = io.StringIO()
    Console(file=out, width=width, no_color=True, highlight=False, markup=False).print(table)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def conclusion(one: Comparison) -> str:
    """The result of the move, in one sentence."""
    a, b = _providers(one)
    count = len(one.refused)
    things = f"{count} thing{'' if count == 1 else 's'}" if count else "nothing"
    counts = [
        f"{things} that {a} accepts {'are' if count > 1 else 'is'} refused by {b}",
        f"{len(one.unpromised)} not promised",
        f"{len(one.lost)} promise{'' if len(one.lost) == 1 else 's'} on answers gone",
    ]
    same = sum(sample.same for sample in one.rewritten)
    if one.rewritten and same == len(one.rewritten):
        counts.append("the samples stay as they are")
    return f"{'; '.join(counts)}."


def _providers(one: Comparison) -> tuple[str, str]:
    """The two names: those of the providers, or the whole ids if both have the same provider."""
    a, b = one.a.rpartition(":")[0], one.b.rpartition(":")[0]
    return (a, b) if a != b else (one.a, one.b)


def render_json(found: Sequence[Comparison], left: Sequence[str] = ()) -> str:
    """Comparisons as a JSON document."""
    document: Json = {"comparisons": [_value(one) for one in found], "without_counterpart": list(left)}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _value(one: Comparison) -> dict[str, Json]:
    return {
        "a": one.a,
        "b": one.b,
        "calls": [asdict(row) for row in one.calls],
        "requests": [asdict(row) for row in one.requests],
        "refused": [_objected(each) for each in one.refused],
        "unpromised": [_objected(each) for each in one.unpromised],
        "lost": [asdict(promise) for promise in one.lost],
        "samples": [asdict(sample) for sample in one.rewritten],
    }


def _objected(one: Objected) -> dict[str, Json]:
    return {"member": one.member, "values": list(one.values), "why": one.why}


def render_markdown(found: Sequence[Comparison], left: Sequence[str] = (), *, brief: bool = False) -> str:
    """Comparisons as Markdown; with `brief`, all in one table, and for each only what is refused."""
    lines: list[str] = []
    if brief and len(found) > 1:
        names = _names(found)
        lines += ["# Moving between gateways", "", f"Each cell counts what is {MATRIX}.", ""]
        rows = [[label, *(_cell_of(found, a, b) for b in names)] for a, label in names.items()]
        lines += _table(["", *names.values()], rows)
    for one in found:
        lines += _markdown(one, brief=brief)
    lines += [f"- {_cell(line)}" for line in left]
    return "\n".join(lines).rstrip() + "\n"


def _markdown(one: Comparison, *, brief: bool) -> Iterator[str]:
    a, b = _providers(one)
    yield from (f"## From `{one.a}` to `{one.b}`", "", _capital(conclusion(one)), "")
    for title, rows in () if brief else _tables(one):
        yield from (f"### {_capital(title)}", "")
        what = "`{}`" if rows is one.requests else "{}"
        head = ["member" if rows is one.requests else "", a, b]
        yield from _table(head, [[what.format(row.what), row.a, row.b] for row in rows])
    for title, objections in _objections(one, brief=brief):
        yield from (f"### {_capital(title)}", "")
        cells = [(f"`{each.member}`", ", ".join(f"`{shown(v)}`" for v in each.values), each.why) for each in objections]
        yield from _table(["member", "values", "why"], cells)
    if one.lost and not brief:
        yield from (f"### Promised by {a} but not by {b}", "")
        yield from _table(["where", "what"], [[f"`{promise.location}`", promise.why] for promise in one.lost])
    for sample in () if brief else one.rewritten:
        yield from _markdown_of_sample(sample)


def _markdown_of_sample(sample: Rewritten) -> Iterator[str]:
    yield from (f"### {_capital(sample.name)}, before and after", "")
    # four backticks, because a prompt may contain a fence of three
    yield from ("````diff", *(changed_lines(sample) or ["the same"]), "````", "")
    if sample.notes:
        yield from (*(f"- {_cell(note)}" for note in sample.notes), "")


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows)
    yield ""


def _cell(text: str) -> str:
    """A text for a table cell: one line, without HTML outside backticks."""
    pieces = " ".join(printable(text).split()).replace("|", "\\|").split("`")
    return "`".join(piece.replace("<", "&lt;") if at % 2 == 0 else piece for at, piece in enumerate(pieces))
