"""Members that are declared or stand in tables, made into claims."""

from __future__ import annotations

import re

from wirecheck.facts.extract import wording
from wirecheck.facts.extract.claims import Claims
from wirecheck.facts.page import Attr, Basis, Claim, Contradiction, Qualifier, Side
from wirecheck.facts.parse import kinds, paths, tables
from wirecheck.facts.parse.blocks import Entry, Row, Table
from wirecheck.facts.parse.samples import placeholder
from wirecheck.wire.lenient_json import Json

_FORM = re.compile(r"string\s*<(uri|url|email|uuid|date|date-time|byte|binary|password|ipv4|ipv6|hostname)>")
_UNSUPPORTED = re.compile(
    r"(?:this (?:parameter|field|option|member) is |(?:is |are )?)not supported (?:for|by|with|on"
    r"|in) (?P<who>[^.,;()]{2,60})",
    re.I,
)
_SCHEME = re.compile(r"\b(Bearer|Basic)\b|(?<![\w-])(x-[\w-]*key)\b", re.IGNORECASE)


def entry(claims: Claims, one: Entry, side: Side, labelled: bool) -> None:
    """Claims of a declared member; `labelled` where the page marks what is required, so that no mark is one."""
    path = paths.normal(one.path) or one.path
    first, last = one.first, one.last
    kind = kinds.normal(one.type)
    claims.member(side, path, Basis.DECLARED, first, last)
    if kind:
        claims.claim(side, path, Attr.TYPE, kind, Basis.DECLARED, first, last)
    if one.required is not None:
        claims.claim(side, path, Attr.REQUIRED, one.required, Basis.DECLARED, first, last, Qualifier.EXPLICIT)
    elif labelled and one.labelled:
        claims.claim(side, path, Attr.REQUIRED, False, Basis.DECLARED, first, last, Qualifier.IMPLICIT)
    if one.default is not None and (default := wording.token(one.default)) not in tables.NOTHING:
        claims.claim(side, path, Attr.DEFAULT, wording.typed(default, kind), Basis.DECLARED, first, last)
    options: list[Json] = [wording.typed(wording.token(value), _item(kind)) for value in one.options]
    if options:
        claims.claim(side, path, Attr.VALUES, options, Basis.DECLARED, first, last, Qualifier.CLOSED)
    for text in one.examples:
        value = wording.typed(wording.token(text), kind)
        if not placeholder(value):
            claims.claim(side, path, Attr.EXAMPLE, value, Basis.DECLARED, first, last)
    for text in one.bounds:
        for bound in bounds(text, kind):
            claims.claim(side, path, Attr.CONSTRAINT, bound, Basis.DECLARED, first, last)
    form = _FORM.fullmatch(one.type.strip().lower())
    if form:
        claims.claim(side, path, Attr.CONSTRAINT, {"format": form[1]}, Basis.DECLARED, first, last)
    words(claims, side, path, one.words, kind, Basis.PROSE, first, last, one.default)


_SPAN = re.compile(r"(-?\d+(?:\.\d+)?)\s*(?:-|–|to|and|\.\.)\s*(-?\d+(?:\.\d+)?)")
_SIGNED = re.compile(r"([<>]=?|≤|≥)\s*(-?\d+(?:\.\d+)?)")


def _item(kind: str | None) -> str | None:
    return kind.removesuffix("[]") if kind else None


def words(
    claims: Claims,
    side: Side,
    path: str,
    text: str,
    kind: str | None,
    basis: Basis,
    first: int,
    last: int,
    default: str | None = None,
) -> None:
    """Claims that the words about a member make."""
    for said in wording.stated(text, kind, default):
        where = path
        if said.child:
            array = kind == "array" or bool(kind and kind.endswith("[]"))
            where = f"{path}{'[]' if array and not path.endswith(']') else ''}.{said.child}"
        claims.claim(side, where, said.attr, said.value, basis, first, last, said.qualifier)
        if said.attr is Attr.EXAMPLE and isinstance(said.value, list):
            _inside(claims, side, where, said.value, basis, first, last)
    if "not supported" in text.lower() and (found := _UNSUPPORTED.search(text)):
        who = " ".join(found["who"].split())
        claims.claim(side, path, Attr.UNSUPPORTED, who, basis, first, last, Qualifier.CONDITIONAL)


def _inside(claims: Claims, side: Side, path: str, value: Json, basis: Basis, first: int, last: int) -> None:
    """Members of the objects in an example."""
    from wirecheck.wire.lenient_json import walk

    for where, inner in walk(value, path):
        if "." in where.removeprefix(path):
            claims.member(side, where, basis, first, last)
            if not placeholder(inner):
                claims.claim(side, where, Attr.TYPE, kinds.of_value(inner), basis, first, last)


def bounds(text: str, kind: str | None) -> list[dict[str, Json]]:
    """The bounds in a label, by the words of JSON Schema."""
    low = text.lower()
    if "pattern" in low:
        return [{"pattern": text.split(":", 1)[-1].strip().strip("`")}]
    found = [said.value for said in wording.chain(text) if isinstance(said.value, dict)]
    found += [] if found else [_bound(*one) for one in _SIGNED.findall(low)]
    if not found and (span := _SPAN.search(text)):
        found = [{"minimum": wording.number(span[1])}, {"maximum": wording.number(span[2])}]
    if "non-empty" in low and not any("minimum" in one for one in found):
        found.insert(0, {"minimum": 1})
    number = re.search(r"-?\d[\d,]*(?:\.\d+)?", text)
    if not found and number:
        value = wording.number(number[0].replace(",", "").rstrip("."))
        found = [{"maximum" if low.startswith(("max", "最大")) else "minimum": value}]
    if "length" in low or "characters" in low or "长度" in low or "items" in low:
        kind = "array" if "array" in low or "items" in low or (kind and kind.endswith("[]")) else "string"
    return [_sized(one, kind) for one in found]


def _bound(sign: str, value: str) -> dict[str, Json]:
    name = "inimum" if sign[0] in ">≥" else "aximum"
    strict = sign in ("<", ">")
    key = ("exclusiveM" if strict else "m") + name
    return {key: wording.number(value)}


def _sized(bound: dict[str, Json], kind: str | None) -> dict[str, Json]:
    """Bounds of a string or an array are of its length."""
    names = {"string": "Length", "array": "Items"}
    word = names.get("array" if kind and kind.endswith("[]") else kind or "")
    return {(name[:3] + word if word and name[:3] in ("min", "max") else name): value for name, value in bound.items()}


def table(claims: Claims, one: Table, side: Side | None) -> bool:
    """Claims of a table of members; False where it is none."""
    shape = tables.columns(one.header.cells)
    if shape is None or "name" not in shape:
        return False
    told = [column for column in shape if column in ("type", "required", "default", "values", "example", "range")]
    if not told and not (side and "description" in shape):
        return False
    done = False
    around: list[tuple[int, str]] = []
    for row in one.rows:
        done = _row(claims, row, shape, side or Side.REQUEST, one.header.cells, around) or done
    if done:
        claims.mark(one.header.line, min(row.line for row in one.rows))
    return done


def _row(
    claims: Claims,
    row: Row,
    shape: tuple[str | None, ...],
    side: Side,
    header: tuple[str, ...],
    around: list[tuple[int, str]],
) -> bool:
    cells = dict(zip((column or "" for column in reversed(shape)), reversed(_filled(row.cells, shape)), strict=False))
    shown = _plain(cells.get("name", ""))
    star = bool(_STARRED.search(shown))
    name = _LABEL.sub("", shown)
    path = _nested(name, around)
    if path is None:
        return False
    where = _in(cells.get("in", "")) or (Side.HEADER if header[0].lower().startswith(("header", "请求头")) else side)
    line = row.line
    if row.others:
        readings = (row.cells, *row.others)
        quote = claims.quote((line, line))
        options = tuple(Claim(list(cells), Basis.TABLE, (line, line), quote) for cells in readings)
        claims.ambiguous.append(
            Contradiction(claims.op or "", where, path, Attr.TYPE, "its row can be cut in more than one way", options)
        )
    claims.member(where, path, Basis.TABLE, line)
    kind_text = _plain(cells.get("type", ""))
    required_in_type = _IN_TYPE.search(kind_text)
    if required_in_type:
        kind_text = re.sub(r"[,(]?\s*\b(?:required|optional)\b\s*\)?|必填|可选", "", kind_text, flags=re.IGNORECASE)
    kind = kinds.normal(kind_text)
    if kind:
        claims.claim(where, path, Attr.TYPE, kind, Basis.TABLE, line)
    _required(claims, where, path, cells, star, required_in_type and required_in_type[0], header, shape, line)
    default = wording.token(_plain(cells.get("default", "")))
    if default not in tables.NOTHING and len(default) <= 80:
        claims.claim(where, path, Attr.DEFAULT, wording.typed(default, kind), Basis.TABLE, line)
    told = cells.get("values", "")
    listed = re.split(r"\s*(?:,|，|、|/|\||<br\s*/?>|\bor\b)\s*", told) if told else ()
    values: list[Json] = [wording.typed(wording.token(_plain(value)), _item(kind)) for value in listed if value.strip()]
    if len(values) > 1 and all(len(str(value)) <= 60 for value in values):
        claims.claim(where, path, Attr.VALUES, values, Basis.TABLE, line, None, Qualifier.CLOSED)
    example = wording.token(_plain(cells.get("example", "")))
    if example not in tables.NOTHING and not placeholder(example):
        claims.claim(where, path, Attr.EXAMPLE, wording.typed(example, kind), Basis.TABLE, line)
    for said in wording.stated(f"range {cells['range']}", kind) if cells.get("range") else ():
        claims.claim(where, path, said.attr, said.value, Basis.TABLE, line, None, said.qualifier)
    text = "\n".join(cells[column] for column in ("description", "value") if cells.get(column))
    text = re.sub(r"<br\s*/?>", "\n", text) if "<" in text else text
    if "required" not in shape:
        label = re.match(
            r"\s*[*_(（【]*\s*(required|optional|必填|必需|可选|选填)\s*[*_)）】]*\s*(?:[.:;,。，：]|$|\s)",
            text,
            re.IGNORECASE,
        )
        if label:
            value = label[1].lower() in ("required", "必填", "必需")
            claims.claim(where, path, Attr.REQUIRED, value, Basis.TABLE, line, None, Qualifier.EXPLICIT)
    words(claims, where, path, text, kind, Basis.TABLE, line, line, default)
    return True


def _required(
    claims: Claims,
    side: Side,
    path: str,
    cells: dict[str, str],
    star: bool,
    typed: str | None,
    header: tuple[str, ...],
    shape: tuple[str | None, ...],
    line: int,
) -> None:
    text = _plain(cells.get("required", "")) or (typed or "")
    optional = "required" in shape and header[shape.index("required")].lower().startswith("optional")
    if tables.YES.fullmatch(text):
        value: bool | None = not optional or text.lower() == "required"
    elif tables.NO.fullmatch(text):
        value = optional and text.lower() != "optional"
    elif re.match(r"(?:yes|required|是|必填)\b.{0,60}|条件必填|conditional", text, re.IGNORECASE):
        claims.claim(side, path, Attr.REQUIRED, True, Basis.TABLE, line, None, Qualifier.CONDITIONAL)
        return
    elif text in ("-", "–", "—") and "required" in shape:
        value = False
    else:
        value = True if star else None
    if value is not None:
        claims.claim(side, path, Attr.REQUIRED, value, Basis.TABLE, line, None, Qualifier.EXPLICIT)


def _filled(cells: tuple[str, ...], shape: tuple[str | None, ...]) -> tuple[str, ...]:
    """As many cells as there are columns."""
    return (*cells, *("" for _ in range(len(shape) - len(cells))))[: len(shape)]


_MARKED = re.compile(r"[\[<\\&*_`]")
_STARRED = re.compile(r"\*\s*$|[(（]?(?:required|必填|必需)[)）]?\s*$", re.IGNORECASE)
_LABEL = re.compile(r"\s*(?:\*|[(（]?(?:required|optional|必填|必需|可选)[)）]?)\s*$", re.IGNORECASE)
_IN_TYPE = re.compile(r"\b(required|optional)\b|必填|可选", re.IGNORECASE)


def _plain(cell: str) -> str:
    """A cell without the marks of Markdown."""
    if not _MARKED.search(cell):
        return cell.strip()
    if cell.count("`") == 2 and cell[0] == cell[-1] == "`" and "\\" not in cell and "<" not in cell:
        return cell[1:-1].strip()
    cell = re.sub(r"\[([^\]]+)\]\((?:[^)]*)\)", r"\1", cell)
    cell = re.sub(r"</?\w+[^>]*>", "", cell).replace("\\_", "_").replace("&nbsp;", " ").replace("\\|", "|")
    return re.sub(r"\*\*|__(?=\W|$)|`", "", cell).strip()


def _nested(name: str, around: list[tuple[int, str]]) -> str | None:
    """A member's path, where rows show by dashes, dots or corners what they stand below."""
    marks = re.match(r"[\s└├─│>»∟↳·•+-]*", name)
    depth = len(re.sub(r"\s", "", marks[0])) if marks else 0
    path = paths.normal(name[marks.end() :] if marks else name)
    if path is None:
        return None
    while around and around[-1][0] >= depth:
        around.pop()
    if around and depth and "." not in path:
        path = f"{around[-1][1]}.{path}"
    around.append((depth, path))
    return path


def _in(text: str) -> Side | None:
    text = _plain(text).lower()
    return {"body": Side.REQUEST, "query": Side.QUERY, "path": Side.PATH, "header": Side.HEADER}.get(text)


def scheme(text: str) -> str | None:
    """The scheme of a key that some words name."""
    found = _SCHEME.search(text)
    return found[1].capitalize() if found and found[1] else None
