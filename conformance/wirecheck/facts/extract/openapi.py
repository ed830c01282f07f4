"""The machine-readable part of a page: an OpenAPI document, whole or cut to an endpoint, with a line a member."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wirecheck.facts.extract.claims import Claims
from wirecheck.facts.extract.schema import Place, Schemas
from wirecheck.facts.extract.target import Target, target
from wirecheck.facts.page import Attr, Basis, Side
from wirecheck.facts.parse import located_yaml
from wirecheck.facts.parse.blocks import Code, OpenApi
from wirecheck.facts.parse.located_yaml import Document
from wirecheck.facts.parse.samples import auth

METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
MEDIA = ("application/json", "multipart/form-data", "application/x-www-form-urlencoded")
_SIDES = {"path": Side.PATH, "query": Side.QUERY, "header": Side.HEADER}
_TRANSPORT = ("content-type", "accept", "user-agent")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An operation of a document with the path item around it."""

    found: Target
    node: Document
    item: Document
    line: int


def read(claims: Claims, block: OpenApi) -> Iterator[Target]:
    """
    Claims of a document.

    :returns: its operations, those that the page is about.
    """
    root = located_yaml.load(block.text)
    paths = root.get("paths") if root else None
    if root is None or paths is None:
        return
    claims.mark(block.first, block.last)
    reader = _Reader(claims, root, block)
    endpoints = list(_endpoints(paths, block))
    only = {name.upper() for name in block.only}
    wanted = [one for one in endpoints if one.found.name.upper() in only] or endpoints
    for one in wanted:
        claims.op = one.found.name
        reader.endpoint(one)
        claims.op = claims.spot = None
        yield one.found


def _endpoints(paths: Document, block: OpenApi) -> Iterator[Endpoint]:
    path, method = paths.text("path"), paths.text("method")
    if path and method and (found := target(method, path)):
        # the shape that older exports have: one path, its members beside it
        yield Endpoint(found, paths, paths, block.first + paths.line_of("path"))
        return
    for path, item in paths.pairs():
        for method, node in item.pairs():
            if method.lower() in METHODS and node.is_object and (found := target(method, path)):
                yield Endpoint(found, node, item, block.first + item.line_of(method))


class _Reader:
    def __init__(self, claims: Claims, root: Document, block: OpenApi) -> None:
        self._claims = claims
        self._root = root
        self._first = block.first
        self._last = block.last
        self._schemas = Schemas(claims, root, block.first, block.last)

    def _line(self, line: int) -> int:
        return min(self._first + line, self._last)

    def endpoint(self, one: Endpoint) -> None:
        op = one.found
        op.lines = (one.line, one.line)
        self._servers(one)
        self._auth(one)
        op.samples += self._samples(one.node)
        for holder in (one.item, one.node):
            for parameter in holder.under("parameters").items():
                self._parameter(self._schemas.resolved(parameter))
        if one.node.get("request"):
            self._older(one.node)
            return
        body = self._schemas.resolved(one.node.get("requestBody"))
        if body:
            self._content(body, Side.REQUEST)
        answers = one.node.under("responses")
        for status, answer in answers.pairs():
            if len(status) == 3 and status[0] in "12345":
                self._claims.spot = answers.column_of(status)
                self._answer(status, self._schemas.resolved(answer), self._line(answers.line_of(status)))

    def _samples(self, node: Document) -> Iterator[Code]:
        """Code that documentation systems let a document carry."""
        for name in ("x-codeSamples", "x-code-samples"):
            for one in node.under(name).items():
                source = one.get("source")
                text = one.text("source")
                if source is None or not text:
                    continue
                first, last = self._line(source.line), self._line(source.end)
                if last - first < text.count("\n"):
                    text = " ".join(re.sub(r"\\\n", " ", text).split("\n"))
                elif last > first:
                    first += 1
                yield Code(text, one.text("lang") or "", first, last)

    def _answer(self, status: str, answer: Document | None, line: int) -> None:
        if status.isdigit():
            self._claims.claim(Side.RESPONSE, "", Attr.STATUS, int(status), Basis.OPENAPI, line)
        if status.startswith("2") and answer:
            self._content(answer, Side.RESPONSE)

    def _servers(self, one: Endpoint) -> None:
        for holder in (one.node, one.item, self._root):
            found = holder.get("servers")
            urls = [(_filled(server), server) for server in found.items()] if found else []
            named = [(url.rstrip("/"), server) for url, server in urls if url and url.startswith("http")]
            for url, server in named:
                line = self._line(server.line)
                one.found.servers.setdefault(url, (Basis.OPENAPI, line, line))
            if named:
                return

    def _auth(self, one: Endpoint) -> None:
        found = one.node.get("security")
        security = found if found is not None else self._root.get("security")
        for requirement in security.items() if security and security.is_array else ():
            for name, _ in requirement.pairs():
                scheme = self._schemas.resolved(self._root.get("components", "securitySchemes", name))
                if scheme and (carrier := _carrier(scheme)):
                    line = self._line(scheme.line)
                    self._claims.spot = scheme.column
                    self._claims.claim(Side.OPERATION, "", Attr.AUTH, carrier, Basis.OPENAPI, line)

    def _parameter(self, node: Document | None) -> None:
        if node is None:
            return
        name, where = node.text("name"), _SIDES.get(node.text("in") or "")
        if not name or where is None or (where is Side.HEADER and name.lower() in _TRANSPORT):
            return
        line = self._line(node.line)
        required = node.text("required")
        self._schemas.member(
            Place(where, name, line, node.column),
            [one for one in (node.get("schema"), node) if one],
            required == "true" if required else where is Side.PATH,
            explicit=required is not None,
        )
        shown = node.text("example") or node.text("schema", "example") or node.text("schema", "default") or ""
        words = f"{shown} {node.text('description') or ''}"
        if where is Side.HEADER and (carrier := auth(name, words.strip())):
            from wirecheck.facts.extract.member_claims import scheme

            carrier = carrier if ":" in carrier or not scheme(words) else f"{carrier}: {scheme(words)}"
            self._claims.claim(Side.OPERATION, "", Attr.AUTH, carrier, Basis.OPENAPI, line)

    def _content(self, holder: Document, side: Side) -> None:
        content = holder.get("content")
        if content is None:
            return
        media = _media(list(content.pairs()))
        if media is None:
            return
        schema = media.get("schema")
        if schema:
            self._schemas.walk(side, "", [schema])
        examples = media.get("examples")
        shown = [one for one in (media.get("example"),) if one]
        if examples and examples.is_object:
            shown += [
                value for _, one in examples.pairs() if (value := (self._schemas.resolved(one) or one).get("value"))
            ]
        if not shown and schema and (own := (self._schemas.resolved(schema) or schema).get("example")):
            shown.append(own)
        for one in shown:
            self._schemas.example(side, one)

    def _older(self, node: Document) -> None:
        """The older shape: `request.body.<media>.schemaArray`, `response.<status>.<media>.schemaArray`."""
        for holder in node.under("request", "security").items():
            for where, names in holder.under("parameters").pairs():
                for name, scheme in names.pairs():
                    if where == "header" and (carrier := auth(name, scheme.text("scheme") or "")):
                        self._claims.claim(
                            Side.OPERATION, "", Attr.AUTH, carrier, Basis.OPENAPI, self._line(scheme.line)
                        )
        for where, side in _SIDES.items():
            for name, one in node.under("request", "parameters", where).pairs():
                schemas = one.under("schema").items()
                if schemas:
                    required = schemas[0].text("required")
                    place = Place(side, name, self._line(one.line))
                    self._schemas.member(place, schemas, required == "true", explicit=required is not None)
        self._older_content(list(node.under("request", "body").pairs()), Side.REQUEST)
        answers = node.under("response")
        for status, answer in answers.pairs():
            if status.isdigit():
                line = self._line(answers.line_of(status))
                self._claims.claim(Side.RESPONSE, "", Attr.STATUS, int(status), Basis.OPENAPI, line)
                if status.startswith("2"):
                    self._older_content(list(answer.pairs()), Side.RESPONSE)

    def _older_content(self, content: Sequence[tuple[str, Document]], side: Side) -> None:
        media = _media(content)
        if media is None:
            return
        for schema in media.under("schemaArray").items():
            self._schemas.walk(side, "", [schema])
        for _, example in media.under("examples").pairs():
            if value := example.get("value"):
                self._schemas.example(side, value)


def _media(content: Sequence[tuple[str, Document]]) -> Document | None:
    for wanted in MEDIA:
        for name, media in content:
            if name.partition(";")[0].strip().lower() == wanted:
                return media
    return next((media for name, media in content if "json" in name or name == "*/*"), None)


def _filled(server: Document) -> str | None:
    """The address of a server, its variables as they are by default."""
    url = server.text("url")
    for name, one in server.under("variables").pairs():
        if url and (default := one.text("default")):
            url = url.replace(f"{{{name}}}", default)
    return url


def _carrier(scheme: Document) -> str | None:
    kind = (scheme.text("type") or "").lower()
    if kind == "http":
        return f"Authorization: {(scheme.text('scheme') or 'Bearer').capitalize()}"
    if kind == "apikey":
        name = scheme.text("name") or ""
        where = scheme.text("in")
        if where == "query":
            return f"?{name}"
        words = scheme.text("description") or ""
        return f"{name}: Bearer" if name.lower() == "authorization" and "bearer" in words.lower() else name
    return "Authorization: Bearer" if kind in ("oauth2", "openidconnect") else None
