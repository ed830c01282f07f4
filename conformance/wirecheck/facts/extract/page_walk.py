"""The blocks of a page, gone through in order: which part speaks of what, and what each block claims."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from wirecheck.facts.extract import member_claims, openapi, prose, sample_claims
from wirecheck.facts.extract.claims import Claims, Raw
from wirecheck.facts.extract.nests import Nests
from wirecheck.facts.extract.sample_claims import line_of
from wirecheck.facts.extract.target import Target, target
from wirecheck.facts.page import Attr, Basis, Claim, Contradiction, Side
from wirecheck.facts.parse import paths, tables
from wirecheck.facts.parse.blocks import Block, Code, Endpoint, Entry, Heading, Nesting, OpenApi, Prose, Status, Table
from wirecheck.facts.parse.calls import call
from wirecheck.facts.parse.literals import Node
from wirecheck.facts.parse.samples import Sample, auth, placeholder, sample, split
from wirecheck.facts.parse.sections import side
from wirecheck.wire.lenient_json import Json

_MEDIA = re.compile(r"(?:application/json|multipart/form-data|application/x-www-form-urlencoded)[\w; =/-]*")


_NEUTRAL = re.compile(
    r"(?:示例|examples?|samples?|json|code|shell|curl|python|javascript|node\.?js)\s*[:：]?", re.IGNORECASE
)
_STATUS_INFO = re.compile(r"\s*(?:json5?\s+)?(?:title=[\"'])?([1-5]\d\d)\b")
_BODY = re.compile(r"(?:body|schema|data schema|数据结构)\b.*", re.IGNORECASE)


_APART = 2
"""Lines between statuses that are tabs in a row."""


class Reading:
    """
    Goes through the blocks of one page.

    :param claims: where what is found goes.
    """

    def __init__(self, claims: Claims) -> None:
        self.claims = claims
        self.operations: dict[str, Target] = {}
        self._heading: Side | str | None = None
        self._entries: Side | str | None = None
        self._status: int | None = None
        self._label = ""
        self._unsupported = False
        self._since_status = True
        self._tabs: list[tuple[int, int]] = []
        self._nests = Nests()
        self._carriers: list[tuple[str, int, int]] = []
        self._in_path: list[Raw] = []
        self._looked = 0

    def read(self, blocks: Sequence[Block]) -> None:
        """Read all blocks: the operations first, for the samples are read by them."""
        for block in blocks:
            if isinstance(block, Endpoint):
                self._endpoint(block)
            elif isinstance(block, OpenApi):
                for found in openapi.read(self.claims, block):
                    known = self.operations.setdefault(found.name, found)
                    known.servers = {**found.servers, **known.servers}
        carried = [block for found in self.operations.values() for block in found.samples]
        codes = [*(block for block in blocks if isinstance(block, Code)), *carried]
        self._sampled = {id(block): one for block in codes if (one := sample(block.text))}
        if not self.operations:
            self._from_samples()
        for one in self._sampled.values():
            if one.body:
                for about in (Side.REQUEST,) if one.url else (Side.REQUEST, Side.RESPONSE):
                    self._nests.show(about, (path for path, _ in one.body.walk()))
        self._labelled = any(isinstance(block, Entry) and block.required is not None for block in blocks)
        self._names = self._declared(blocks)
        several = len(self.operations) > 1
        for block in blocks:
            if isinstance(block, Endpoint) and several:
                made = target(block.method, block.target)
                self.claims.op = made.name if made and made.name in self.operations else self.claims.op
            self._block(block)
        for block in carried:
            self._code(block)
        self._keys()

    def _endpoint(self, block: Endpoint) -> None:
        made = target(block.method, block.target)
        if made is None:
            return
        known = self.operations.setdefault(made.name, made)
        if made.server and made.server not in known.servers:
            known.servers[made.server] = (Basis.DECLARED, block.first, block.last)
        known.lines = known.lines or (block.first, block.last)

    def _from_samples(self) -> None:
        for one in self._sampled.values():
            made = target(one.method, one.url) if one.url and one.method else None
            if made and not any(known.matches(made.path) for known in self.operations.values()):
                self.operations.setdefault(made.name, made)

    def _declared(self, blocks: Sequence[Block]) -> dict[Side, set[str]]:
        """Names of members at the root that are declared or sampled where it is plain on which side they stand."""
        names: dict[Side, set[str]] = {Side.REQUEST: set(), Side.RESPONSE: set()}
        where: Side | str | None = None
        for block in blocks:
            if isinstance(block, Heading):
                where = side(block.text, block.level > 0) or (where if block.level == 0 else None)
            elif isinstance(block, Entry) and (block.side or where) in names:
                names[block.side or where].add(paths.root(block.path))  # type: ignore[index]
            elif isinstance(block, Status):
                where = Side.RESPONSE
            elif isinstance(block, Code) and (one := self._sampled.get(id(block))) and one.url and one.body:
                if isinstance(one.body.value, dict):
                    names[Side.REQUEST].update(one.body.value)
            elif isinstance(block, Table) and (shape := tables.columns(block.header.cells)) and "name" in shape:
                about = Side.RESPONSE if where is Side.RESPONSE else Side.REQUEST
                at = shape.index("name")
                found = [paths.normal(row.cells[at]) for row in block.rows if len(row.cells) > at]
                names[about].update(paths.root(one) for one in found if one)
        for claim in self.claims.raw:
            if claim.side in names and claim.path:
                names[claim.side].add(paths.root(claim.path))
        return names

    def _block(self, block: Block) -> None:
        match block:
            case Heading():
                self._head(block)
            case Endpoint():
                self.claims.mark(block.first, block.last)
            case Status():
                self._heading = self._entries = Side.RESPONSE
                # tabs stand in a row, and what one of them shows stands below the last: the first is the open one
                if self._tabs and block.line - self._tabs[-1][1] <= _APART:
                    self._tabs.append((block.code, block.line))
                else:
                    self._tabs = [(block.code, block.line)]
                self._status, self._since_status = self._tabs[0][0], False
                self._nests.clear()
                self.claims.claim(Side.RESPONSE, "", Attr.STATUS, block.code, Basis.DECLARED, block.line)
            case Entry():
                self._entry(block)
            case Table():
                self._table(block)
            case Code():
                self._code(block)
            case Prose():
                self._label = block.text if len(block.text) < 80 else ""
                if _MEDIA.fullmatch(block.text):
                    self.claims.mark(block.first)
                if self._nests.named_again(block.text):
                    self.claims.mark(block.first)
                    return
                self._run_together(block)
                self._scheme(block)
                self._address(block)
                self._unsupported = prose.read(self.claims, block, self._unsupported)
            case Nesting():
                if self._nests.open() if block.opens else self._nests.close():
                    self.claims.mark(block.line)
            case OpenApi():
                pass

    def _scheme(self, block: Prose) -> None:
        """A scheme that stands alone among the words on keys, such as `Bearer`."""
        if self._heading == "auth" and (found := re.fullmatch(r"(Bearer|Basic)(?:\s+Token)?", block.text, re.I)):
            carrier = f"Authorization: {found[1].capitalize()}"
            self.claims.claim(Side.OPERATION, "", Attr.AUTH, carrier, Basis.DECLARED, block.first, block.last)

    def _address(self, block: Prose) -> None:
        """A URL that stands alone and leads to an operation of the page: what comes before its path is a server."""
        if not block.text.startswith("http") or " " in block.text:
            return
        server, path, _ = split(block.text)
        for op in self.operations.values():
            if server and op.ends(path):
                op.servers.setdefault(server + op.base(path), (Basis.DECLARED, block.first, block.last))
                self.claims.mark(block.first)

    def _head(self, block: Heading) -> None:
        found = side(block.text, block.level > 0)
        self._label = "" if found is Side.REQUEST and self._status else block.text
        if _NEUTRAL.fullmatch(block.text.strip()) or (
            found is Side.REQUEST and self._status and not self._since_status and _BODY.fullmatch(block.text.strip())
        ):
            self.claims.mark(block.line)
            return
        self._nests.clear()
        self._heading, self._status = found, None
        self._unsupported = prose.is_unsupported(block.text)
        if found is not None:
            self.claims.mark(block.line)
        if found is not None or block.level:
            self._entries = found
        for text in re.findall(r"(?<!\d)([1-5]\d\d)(?!\d)", block.text) if found is Side.RESPONSE else ():
            self._status = int(text)
            self.claims.claim(Side.RESPONSE, "", Attr.STATUS, int(text), Basis.DECLARED, block.line)

    def _entry(self, block: Entry) -> None:
        where = block.side or self._entries
        if where == "auth":
            where = block.side or Side.HEADER
        if where == "status":
            return
        about = where if isinstance(where, Side) else Side.REQUEST
        self._since_status = True
        if self._nests.repeats(block):
            self.claims.mark(block.first, block.last)
            return
        path = self._nests.below(block, about)
        member_claims.entry(self.claims, replace(block, path=path), about, self._labelled)
        words = " ".join((block.words, *block.examples, block.default or ""))
        if about is Side.HEADER:
            if carrier := auth(path, member_claims.scheme(words) or ""):
                self.claims.claim(Side.OPERATION, "", Attr.AUTH, carrier, Basis.DECLARED, block.first, block.last)
            elif self._entries == "auth":
                self._carriers.append((path, block.first, block.last))

    def _keys(self) -> None:
        """Headers in the part on keys carry the key, whatever their names, where nothing else is said to."""
        if not any(one.attr is Attr.AUTH for one in self.claims.raw):
            for name, first, last in self._carriers:
                self.claims.claim(Side.OPERATION, "", Attr.AUTH, name, Basis.DECLARED, first, last)

    def _run_together(self, block: Prose) -> None:
        """Values without blanks between them, the first of which a sample has: where they divide is a guess."""
        text = block.text
        if " " in text or len(text) > 400:
            return
        self._in_path += [
            one for one in self.claims.raw[self._looked :] if one.attr is Attr.EXAMPLE and one.side is Side.PATH
        ]
        self._looked = len(self.claims.raw)
        for one in self._in_path:
            if not isinstance(one.value, str):
                continue
            rest = text.removeprefix(one.value)
            stem = re.match(r"[A-Za-z]+[-_.]", one.value)
            if rest == text or not stem or not rest.startswith(stem[0]):
                continue
            quote = self.claims.quote((block.first, block.last))
            ways: tuple[list[Json], ...] = ([one.value, rest], [text])
            claims = tuple(Claim(way, Basis.PROSE, (block.first, block.last), quote) for way in ways)
            op = self.claims.op or one.op or ""
            why = "values ran together, and may be divided in more than one way"
            self.claims.ambiguous.append(Contradiction(op, one.side, one.path, Attr.VALUES, why, claims))
            self.claims.mark(block.first)
            return

    @property
    def _method(self) -> str:
        """The method of the operation that this part of the page is about."""
        name = self.claims.op or next(iter(self.operations), "")
        return name.partition(" ")[0]

    def _table(self, block: Table) -> None:
        shape = tables.columns(block.header.cells)
        if shape is None:
            if self._heading == "status" and tables.column(block.header.cells[0]) == "status":
                prose.statuses(self.claims, block)
            return
        if ("status" in shape and "name" not in shape) or self._heading == "status":
            prose.statuses(self.claims, block)
            return
        where = self._heading if isinstance(self._heading, Side) else None
        if where is None and "required" not in shape and self._method in ("GET", "DELETE"):
            where = Side.RESPONSE
        where = Side.HEADER if self._heading == "auth" else where
        member_claims.table(self.claims, block, where)
        for row in block.rows:
            line = " ".join(row.cells)
            if where is Side.HEADER and (carrier := auth(row.cells[0].strip("`* "), member_claims.scheme(line) or "")):
                self.claims.claim(Side.OPERATION, "", Attr.AUTH, carrier, Basis.TABLE, row.line)

    def _code(self, block: Code) -> None:
        one = self._sampled.get(id(block))
        if one and block.first > 1 and self.claims.lines[block.first - 2].lstrip().startswith(("```", "~~~")):
            self.claims.mark(block.first - 1)
            self.claims.mark(min(block.last + 1, len(self.claims.lines)))
        if one is None:
            made = call(block.text)
            op = next((one for one in self.operations.values() if made and made.names[0] in one.path.split("/")), None)
            if made and op:
                sample_claims.call(self.claims, block, made, op)
            prose.code(self.claims, block)
            return
        if one.url:
            self._request(block, one)
        elif one.body:
            self._body(block, one.body)

    def _request(self, block: Code, one: Sample) -> None:
        server, path, query = split(one.url or "")
        op = next(
            (found for found in self.operations.values() if found.method == one.method and found.matches(path)), None
        )
        if op is None:
            op = next(
                (found for found in self.operations.values() if found.method == one.method and found.ends(path)), None
            )
        if op is None:
            return
        before, self.claims.op = self.claims.op, op.name if len(self.operations) > 1 else self.claims.op
        line = line_of(block, block.text.find(one.url or ""))
        base = op.base(path)
        if server and (server + base) not in op.servers:
            op.servers[server + base] = (Basis.SAMPLE, line, line)
        op.sampled(self.claims, path, line)
        sample_claims.slashed(self.claims, op, path, line)
        for name in query:
            self.claims.member(Side.QUERY, name, Basis.SAMPLE, line)
        for name, value in one.headers:
            at = line_of(block, block.text.find(name))
            carrier = auth(name, value)
            self.claims.member(Side.HEADER, name, Basis.SAMPLE, at)
            if carrier:
                self.claims.claim(Side.OPERATION, "", Attr.AUTH, carrier, Basis.SAMPLE, at)
        for name, value in one.form:
            at = line_of(block, block.text.find(f"{name}="))
            self.claims.member(Side.REQUEST, name, Basis.SAMPLE, at)
            if not value.startswith(("@", "<")) and not placeholder(value):
                self.claims.claim(Side.REQUEST, name, Attr.EXAMPLE, value, Basis.SAMPLE, at)
        if one.body:
            sample_claims.members(self.claims, block, one.body, Side.REQUEST)
        self.claims.mark(block.first, block.last)
        self.claims.op = before

    def _body(self, block: Code, body: Node) -> None:
        if told := _STATUS_INFO.match(block.info):
            self._status = int(told[1])
            self.claims.claim(
                Side.RESPONSE, "", Attr.STATUS, self._status, Basis.DECLARED, block.first - 1, block.first
            )
        about = self._role(block, body)
        if self._status and self._tabs and about is not Side.REQUEST:
            self._status = self._tabs.pop(0)[0]
        if about is None:
            return
        if about is Side.RESPONSE and self._status and not 200 <= self._status < 300:
            self.claims.mark(block.first, block.last)
            return
        sample_claims.members(self.claims, block, body, about)

    def _role(self, block: Code, body: Node) -> Side | None:
        """Whether a body is sent or comes back: by what it is called, else by its members, else by where it stands."""
        if isinstance(body.value, dict) and "error" in body.value and len(body.value) <= 2:
            return Side.RESPONSE if self._status else None
        for text in (block.info, self._label):
            called = side(text) if text else None
            if called in (Side.REQUEST, Side.RESPONSE):
                return Side(called)
            if _STATUS_INFO.match(text):
                return Side.RESPONSE
        if self._status or (self._heading is Side.RESPONSE and self._entries is Side.RESPONSE):
            return Side.RESPONSE
        names = set(body.value) if isinstance(body.value, dict) else set()
        sent, back = (len(names & self._names[one]) for one in (Side.REQUEST, Side.RESPONSE))
        if sent != back:
            return Side.REQUEST if sent > back else Side.RESPONSE
        if not names:
            return None
        return Side.RESPONSE if self._heading is not Side.REQUEST else Side.REQUEST
