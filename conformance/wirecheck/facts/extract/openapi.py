"""The machine-readable part of a page: an OpenAPI document, whole or cut to an endpoint, with a line a member."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from wirecheck.facts.extract.claims import Claims, Mention
from wirecheck.facts.extract.member_claims import scheme
from wirecheck.facts.extract.merged_schema import resolved
from wirecheck.facts.extract.operation_draft import OperationDraft, operation_at
from wirecheck.facts.extract.schema import Schemas
from wirecheck.facts.page import Attr, Basis, Qualifier, Side
from wirecheck.facts.parse import located_yaml
from wirecheck.facts.parse.blocks import Code, OpenApi
from wirecheck.facts.parse.located_yaml import LocatedValue
from wirecheck.facts.parse.samples import auth

METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
MEDIA = ("application/json", "multipart/form-data", "application/x-www-form-urlencoded")
_SIDES = {"path": Side.PATH, "query": Side.QUERY, "header": Side.HEADER}
_TRANSPORT = ("content-type", "accept", "user-agent")


# An operation of a document: where it is sent to, its node, and the path item around that.
_Endpoint: TypeAlias = tuple[OperationDraft, LocatedValue, LocatedValue]


def read(claims: Claims, block: OpenApi) -> Iterator[OperationDraft]:
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
    for target, node, item in [endpoint for endpoint in endpoints if endpoint[0].name.upper() in only] or endpoints:
        claims.op = target.name
        reader.endpoint(target, node, item)
        claims.op, claims.spot = "", None
        yield target


def _endpoints(paths: LocatedValue, block: OpenApi) -> Iterator[_Endpoint]:
    path, method = paths.text("path"), paths.text("method")
    if path and method and (op := operation_at(method, path)):
        # the shape that older exports have: one path, its members beside it
        line = block.first + paths.line_of("path")
        yield replace(op, lines=(line, line)), paths, paths
        return
    for path, item in paths.pairs():
        for method, node in item.pairs():
            if method.lower() in METHODS and node.is_object and (op := operation_at(method, path)):
                line = block.first + item.line_of(method)
                yield replace(op, lines=(line, line)), node, item


class _Reader:
    """Reads the endpoints of one document."""

    def __init__(self, claims: Claims, root: LocatedValue, block: OpenApi) -> None:
        self._claims = claims
        self._root = root
        self._schemas = Schemas(claims, root, block.first, block.last)
        self._line = self._schemas.line
        self._resolved = partial(resolved, root)

    def endpoint(self, target: OperationDraft, node: LocatedValue, item: LocatedValue) -> None:
        """Claims of an endpoint; its servers and samples go to its target."""
        self._servers(target, (node, item, self._root))
        self._security(node)
        target.samples += self._samples(node)
        for holder in (item, node):
            for parameter in map(self._resolved, holder.under("parameters").items()):
                if parameter:
                    self._parameter(parameter)
        if node.get("request"):
            self._older(node)
            return
        self._content(node.get("requestBody"), Side.REQUEST)
        answers = node.under("responses")
        for status, answer in answers.pairs():
            if len(status) == 3 and status[0] in "12345":
                self._claims.spot = answers.column_of(status)
                self._status(status, answers)
                if status.startswith("2"):
                    self._content(answer, Side.RESPONSE)

    def _samples(self, node: LocatedValue) -> Iterator[Code]:
        """Code that documentation systems let a document carry."""
        for sample in (*node.under("x-codeSamples").items(), *node.under("x-code-samples").items()):
            source = sample.get("source")
            text = sample.text("source")
            if source is None or not text:
                continue
            first, last = self._line(source.line), self._line(source.end)
            if last - first < text.count("\n"):
                text = " ".join(re.sub(r"\\\n", " ", text).split("\n"))
            elif last > first:
                first += 1
            yield Code(text, sample.text("lang") or "", first, last)

    def _status(self, status: str, answers: LocatedValue) -> None:
        if status.isdigit():
            line = self._line(answers.line_of(status))
            self._claims.claim(Side.RESPONSE, "", Attr.STATUS, int(status), Basis.OPENAPI, line)

    def _servers(self, target: OperationDraft, holders: Iterable[LocatedValue]) -> None:
        """The servers that are named nearest to the endpoint: at the first of the holders that names any."""
        for holder in holders:
            urls = [(_filled(server), self._line(server.line)) for server in holder.under("servers").items()]
            named = [(url.rstrip("/"), line) for url, line in urls if url and url.startswith("http")]
            for url, line in named:
                target.servers.setdefault(url, (Basis.OPENAPI, line, line))
            if named:
                return

    def _security(self, node: LocatedValue) -> None:
        own = node.get("security")
        for requirement in (self._root.under("security") if own is None else own).items():
            for name, _ in requirement.pairs():
                described = self._resolved(self._root.get("components", "securitySchemes", name))
                if described and (carrier := _carrier(described)):
                    self._claims.spot = described.column
                    self._key(carrier, described)

    def _key(self, carrier: str | None, node: LocatedValue) -> None:
        """A node says what carries the key."""
        if carrier:
            self._claims.claim(Side.OPERATION, "", Attr.AUTH, carrier, Basis.OPENAPI, self._line(node.line))

    def _parameter(self, node: LocatedValue) -> None:
        name, side = node.text("name"), _SIDES.get(node.text("in") or "")
        if not name or side is None or (side is Side.HEADER and name.lower() in _TRANSPORT):
            return
        mention = Mention(self._claims, side, name, Basis.OPENAPI, self._line(node.line))
        schemas = [schema for schema in (node.get("schema"), node) if schema]
        self._schemas.member(mention, node.column, schemas, _required(node, side is Side.PATH))
        if side is Side.HEADER:
            self._key(_header_carrier(name, node), node)

    def _content(self, body: LocatedValue | None, side: Side) -> None:
        """A body: the members of its schema, and its examples."""
        holder = self._resolved(body)
        media = _media(holder.under("content")) if holder else None
        if media is None:
            return
        schema = media.get("schema")
        if schema:
            self._schemas.walk(side, schema)
        named = [self._resolved(example) or example for _, example in media.under("examples").pairs()]
        shown = [media.get("example"), *(example.get("value") for example in named)]
        if schema and not any(shown):
            shown = [(self._resolved(schema) or schema).get("example")]
        for example in filter(None, shown):
            self._schemas.example(side, example)

    def _older(self, node: LocatedValue) -> None:
        """The older shape: `request.body.<media>.schemaArray`, `response.<status>.<media>.schemaArray`."""
        for holder in node.under("request", "security").items():
            for name, described in holder.under("parameters", "header").pairs():
                self._key(auth(name, described.text("scheme") or ""), described)
        for where, side in _SIDES.items():
            for name, parameter in node.under("request", "parameters", where).pairs():
                schemas = parameter.under("schema").items()
                if schemas:
                    mention = Mention(self._claims, side, name, Basis.OPENAPI, self._line(parameter.line))
                    self._schemas.member(mention, None, schemas, _required(schemas[0]))
        self._older_content(node.under("request", "body"), Side.REQUEST)
        answers = node.under("response")
        for status, answer in answers.pairs():
            self._status(status, answers)
            if status.isdigit() and status.startswith("2"):
                self._older_content(answer, Side.RESPONSE)

    def _older_content(self, content: LocatedValue, side: Side) -> None:
        media = _media(content)
        if media is None:
            return
        for schema in media.under("schemaArray").items():
            self._schemas.walk(side, schema)
        for _, example in media.under("examples").pairs():
            if value := example.get("value"):
                self._schemas.example(side, value)


def _required(node: LocatedValue, otherwise: bool = False) -> tuple[bool, Qualifier]:
    """Whether a parameter is required, and whether the document says so."""
    text = node.text("required")
    return text == "true" if text else otherwise, Qualifier.IMPLICIT if text is None else Qualifier.EXPLICIT


def _media(content: LocatedValue) -> LocatedValue | None:
    """The body in the form that is read: JSON before others."""
    forms = list(content.pairs())
    for wanted in MEDIA:
        for name, media in forms:
            if name.partition(";")[0].strip().lower() == wanted:
                return media
    return next((media for name, media in forms if "json" in name or name == "*/*"), None)


def _filled(server: LocatedValue) -> str | None:
    """The address of a server, its variables as they are by default."""
    url = server.text("url")
    for name, variable in server.under("variables").pairs():
        if url and (default := variable.text("default")):
            url = url.replace(f"{{{name}}}", default)
    return url


def _carrier(described: LocatedValue) -> str | None:
    """What carries the key by a security scheme."""
    kind = (described.text("type") or "").lower()
    if kind == "http":
        return f"Authorization: {(described.text('scheme') or 'Bearer').capitalize()}"
    if kind != "apikey":
        return "Authorization: Bearer" if kind in ("oauth2", "openidconnect") else None
    name = described.text("name") or ""
    if described.text("in") == "query":
        return f"?{name}"
    words = described.text("description") or ""
    return f"{name}: Bearer" if name.lower() == "authorization" and "bearer" in words.lower() else name


def _header_carrier(name: str, node: LocatedValue) -> str | None:
    """What carries the key by a header among the parameters, with the scheme that its example or description names."""
    shown = node.text("example") or node.text("schema", "example") or node.text("schema", "default") or ""
    words = f"{shown} {node.text('description') or ''}"
    carrier = auth(name, words.strip())
    named = scheme(words) if carrier and ":" not in carrier else None
    return f"{carrier}: {named}" if named else carrier
