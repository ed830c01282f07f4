"""Turns members that are declared, or listed in tables, into claims."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from wirecheck.facts.extract import worded_bounds, wording
from wirecheck.facts.extract.claims import Claims, Mention
from wirecheck.facts.extract.value_words import token, typed
from wirecheck.facts.page import Attr, Basis, Qualifier, Side
from wirecheck.facts.parse import kinds, page_tables, paths
from wirecheck.facts.parse.blocks import MemberEntry, Table, TableRow
from wirecheck.facts.parse.samples import placeholder
from wirecheck.wire.lenient_json import Json, walk

_FORM = re.compile(r"string\s*<(uri|url|email|uuid|date|date-time|byte|binary|password|ipv4|ipv6|hostname)>")
_UNSUPPORTED = re.compile(
    r"(?:this (?:parameter|field|option|member) is |(?:is |are )?)not supported (?:for|by|with|on"
    r"|in) (?P<who>[^.,;()]{2,60})",
    re.I,
)
_SCHEME = re.compile(r"\b(Bearer|Basic)\b|(?<![\w-])(x-[\w-]*key)\b", re.IGNORECASE)
_MARKED = re.compile(r"[\[<\\&*_`]")
_STARRED = re.compile(r"\*\s*$|[(（]?(?:required|必填|必需)[)）]?\s*$", re.IGNORECASE)
_LABEL = re.compile(r"\s*(?:\*|[(（]?(?:required|optional|必填|必需|可选)[)）]?)\s*$", re.IGNORECASE)
_IN_TYPE = re.compile(r"[,(]?\s*\b(?P<latin>required|optional)\b\s*\)?|必填|可选", re.IGNORECASE)
_IN_WORDS = re.compile(
    r"\s*[*_(（【]*\s*(required|optional|必填|必需|可选|选填)\s*[*_)）】]*\s*(?:[.:;,。，：]|$|\s)", re.IGNORECASE
)
_IF = re.compile(r"(?:yes|required|是|必填)\b.{0,60}|条件必填|conditional", re.IGNORECASE)
_BETWEEN_VALUES = re.compile(r"\s*(?:,|，|、|/|\||<br\s*/?>|\bor\b)\s*")
_CORNERS = re.compile(r"[\s└├─│>»∟↳·•+-]*")
_SIDES = {"body": Side.REQUEST, "query": Side.QUERY, "path": Side.PATH, "header": Side.HEADER}
# Columns that a table of members has, and other tables have not.
_TELLING = ("type", "required", "default", "values", "example", "range")


def entry(claims: Claims, declared: MemberEntry, side: Side, labelled: bool) -> None:
    """Claim what is declared of a member; on a `labelled` page, a member without a mark is optional."""
    path = paths.normal(declared.path) or declared.path
    kind = kinds.normal(declared.type)
    mention = Mention(claims, side, path, Basis.DECLARED, declared.first, declared.last)
    mention.claim(Attr.EXISTS, True)
    if kind:
        mention.claim(Attr.TYPE, kind)
    if declared.required is not None:
        mention.claim(Attr.REQUIRED, declared.required, Qualifier.EXPLICIT)
    elif labelled and declared.labelled:
        mention.claim(Attr.REQUIRED, False, Qualifier.IMPLICIT)
    _declared_values(mention, declared, kind)
    words(mention.at(*mention.lines, Basis.PROSE), declared.words, kind, declared.default)


def _declared_values(mention: Mention, declared: MemberEntry, kind: str | None) -> None:
    """The default, the set, examples and bounds of a declared member."""
    if (default := token(declared.default or "")) not in page_tables.NOTHING:
        mention.claim(Attr.DEFAULT, typed(default, kind))
    if declared.options:
        mention.claim(Attr.VALUES, _values(declared.options, kind), Qualifier.CLOSED)
    for example in (typed(token(text), kind) for text in declared.examples):
        if not placeholder(example):
            mention.claim(Attr.EXAMPLE, example)
    limits = [limit for text in declared.bounds for limit in worded_bounds.of_label(text, kind)]
    if form := _FORM.fullmatch(declared.type.strip().lower()):
        limits.append({"format": form[1]})
    for limit in limits:
        mention.claim(Attr.CONSTRAINT, limit)


def _values(texts: Iterable[str], kind: str | None) -> list[Json]:
    """Values of a member, or of its items where it is an array."""
    item = kind.removesuffix("[]") if kind else None
    return [typed(token(text), item) for text in texts]


def words(mention: Mention, text: str, kind: str | None, default: str | None = None) -> None:
    """Claims that the words about a member make."""
    around = mention.path + ("[]" if kinds.is_array(kind) and not mention.path.endswith("]") else "")
    for statement in wording.stated(text, kind, default):
        subject = mention.of(f"{around}.{statement.child}") if statement.child else mention
        subject.claim(statement.attr, statement.value, statement.qualifier)
        if statement.attr is Attr.EXAMPLE and isinstance(statement.value, list):
            _inside(subject, statement.value)
    if "not supported" in text.lower() and (match := _UNSUPPORTED.search(text)):
        mention.claim(Attr.UNSUPPORTED, " ".join(match["who"].split()), Qualifier.CONDITIONAL)


def _inside(mention: Mention, example: Json) -> None:
    """Members of the objects in an example."""
    for path, value in walk(example, mention.path):
        if "." in path.removeprefix(mention.path):
            member = mention.of(path)
            member.claim(Attr.EXISTS, True)
            if not placeholder(value):
                member.claim(Attr.TYPE, kinds.of_value(value))


def table(claims: Claims, table: Table, side: Side | None) -> bool:
    """Claim what a table of members states; False if the table does not list members."""
    shape = page_tables.columns(table.header.cells)
    if shape is None or "name" not in shape:
        return False
    if not set(shape).intersection(_TELLING) and not (side and "description" in shape):
        return False
    reader = _TableReader(claims, table.header.cells, shape, side or Side.REQUEST)
    done = [reader.row(row) for row in table.rows]
    if any(done):
        claims.mark(table.header.line, min(row.line for row in table.rows))
    return any(done)


class _TableReader:
    """Reads the rows of a table in order: a row may show that it stands below one before it."""

    def __init__(self, claims: Claims, header: tuple[str, ...], shape: tuple[str | None, ...], side: Side) -> None:
        self._claims = claims
        self._shape = shape
        self._side = Side.HEADER if header[0].lower().startswith(("header", "请求头")) else side
        marks = header[shape.index("required")] if "required" in shape else ""
        self._marks_optional = marks.lower().startswith("optional")
        self._around: list[tuple[int, str]] = []

    def row(self, row: TableRow) -> bool:
        """Claim what a row states; False if it does not name a member."""
        cells = self._cells(row)
        name = _plain(cells["name"])
        path = _nested(_LABEL.sub("", name), self._around)
        if path is None:
            return False
        side = _SIDES.get(_plain(cells["in"]).lower(), self._side)
        mention = Mention(self._claims, side, path, Basis.TABLE, row.line)
        exists = mention.claim(Attr.EXISTS, True)
        if row.others:
            why = "its row can be divided into cells in more than one way"
            self._claims.doubt(replace(exists, attr=Attr.TYPE), why, map(list, (row.cells, *row.others)))
        type = _plain(cells["type"])
        label = _IN_TYPE.search(type)
        kind = kinds.normal(_IN_TYPE.sub("", type) if label else type)
        if kind:
            mention.claim(Attr.TYPE, kind)
        in_type = (label["latin"] or label[0]) if label else ""
        self._required(mention, _plain(cells["required"]) or in_type, bool(_STARRED.search(name)))
        self._values(mention, cells, kind)
        self._words(mention, cells, kind)
        return True

    def _cells(self, row: TableRow) -> dict[str, str]:
        """The cells by their columns: the first of two alike; empty where the row has none."""
        columns: defaultdict[str, str] = defaultdict(str)
        for column, cell in zip(self._shape, row.cells, strict=False):
            columns.setdefault(column or "", cell)
        return columns

    def _required(self, mention: Mention, text: str, starred: bool) -> None:
        """Whether a member is required: by its column, the label in its type, or the star at its name."""
        required = True if starred else None
        if page_tables.YES.fullmatch(text):
            required = not self._marks_optional or text.lower() == "required"
        elif page_tables.NO.fullmatch(text):
            required = self._marks_optional and text.lower() != "optional"
        elif _IF.match(text):
            mention.claim(Attr.REQUIRED, True, Qualifier.CONDITIONAL)
            return
        elif text in ("-", "–", "—") and "required" in self._shape:
            required = False
        if required is not None:
            mention.claim(Attr.REQUIRED, required, Qualifier.EXPLICIT)

    def _values(self, mention: Mention, cells: Mapping[str, str], kind: str | None) -> None:
        """What the cells on defaults, values, examples and ranges state."""
        default, example = _default(cells), token(_plain(cells["example"]))
        if default not in page_tables.NOTHING and len(default) <= 80:
            mention.claim(Attr.DEFAULT, typed(default, kind))
        values = _values(map(_plain, filter(str.strip, _BETWEEN_VALUES.split(cells["values"]))), kind)
        if len(values) > 1 and all(len(str(value)) <= 60 for value in values):
            mention.claim(Attr.VALUES, values, Qualifier.CLOSED)
        if example not in page_tables.NOTHING and not placeholder(example):
            mention.claim(Attr.EXAMPLE, typed(example, kind))
        for statement in wording.stated(f"range {cells['range']}", kind) if cells["range"] else ():
            mention.claim(statement.attr, statement.value, statement.qualifier)

    def _words(self, mention: Mention, cells: Mapping[str, str], kind: str | None) -> None:
        """What the description states; its first word may be a label."""
        text = "\n".join(filter(None, (cells["description"], cells["value"])))
        text = re.sub(r"<br\s*/?>", "\n", text) if "<" in text else text
        if "required" not in self._shape and (label := _IN_WORDS.match(text)):
            required = label[1].lower() in ("required", "必填", "必需")
            mention.claim(Attr.REQUIRED, required, Qualifier.EXPLICIT)
        words(mention, text, kind, _default(cells))


def _default(cells: Mapping[str, str]) -> str:
    return token(_plain(cells["default"]))


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
    """A member's path; rows may show by dashes, dots or corners which member they stand below."""
    # a stack has the members around this one with their depths; members at the same depth or deeper have ended
    marks = _CORNERS.match(name)
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


def scheme(text: str) -> str | None:
    """The scheme of a key that some words name."""
    match = _SCHEME.search(text)
    return match[1].capitalize() if match and match[1] else None
