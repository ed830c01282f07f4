"""
Secrets put into requests as they leave, and taken out of answers as they come.

In everything that wirecheck keeps, the name of its variable (`$APIYI_API_KEY`) stands for a secret. Where a gateway
sends the secret back, in any form, it is replaced with `REDACTED`; what looks like somebody else's key is replaced with
a text that says so. That happens before anything is judged, shown or written. Pictures and signatures stay byte for
byte.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote, unquote

from wirecheck.secrets import header_secrets, key_patterns
from wirecheck.secrets.encodings import Forms, Span, between, forms, runs
from wirecheck.secrets.key_patterns import REDACTED, WRONG_KEY
from wirecheck.wire.exchange import Exchange, Failure, Headers, Request, Response, form_of, inflated

SHORTEST = 6
"""The length in characters from which on a secret is looked for; shorter ones occur everywhere."""

RANDOM = 16
"""The length in characters from which on a part of a secret, such as one of several cookies, is a secret by itself."""

COOKIE = "[a cookie]"
"""The text that replaces the value of a cookie in an answer."""

LEFT_OUT = "[left out]"
"""The text that replaces a credential other than the documented one, in a request that wirecheck did not send."""

_COOKIE = re.compile(r"(\s*[^=;]*=)([^;]+)")
_KEPT = re.compile(rb'"(?:data|b64_json|thought_?[sS]ignature|ur[il])\\*"\s*:\s*\\*"')
"""Members that are data and not words: pictures, signatures, and links, which no longer work once they are changed."""

_MOST_KEPT = 10_000
"""The largest number of such members that is spared in one answer."""

OTHER = "[a secret of the caller's]"
"""The text that replaces a secret other than the key, such as that of a header, in an answer."""

_NAME = re.compile(r"\$\w+")
_SCHEME = re.compile(r"\s*((?:bearer|basic|token|apikey|key)\s+)(?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Secrets:
    """
    Secret values, and the names that stand for them.

    :param values: the key: name without the dollar sign, to value.
    :param others: all other secrets.
    """

    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    others: Mapping[str, str] = field(default_factory=dict, repr=False)

    def fill(self, request: Request) -> Request:
        """The request with each `$NAME` in a header replaced by its value."""
        return replace(request, headers=tuple((name, self._filled(value)) for name, value in request.headers))

    def _filled(self, value: str) -> str:
        values = {**self.others, **self.values}
        return re.sub(r"\$(\w+)", lambda name: values.get(name[1], name[0]), value)

    def text(self, text: str) -> str:
        """A text with the secrets in it replaced, in whatever form they stand there."""
        # a header comes as Latin-1, and may hold UTF-8
        encoding = "utf-8" if any(ord(char) > 255 for char in text) else "latin-1"
        before = text.encode(encoding, "surrogatepass")
        after = self.content(before)
        return text if after is before else after.decode(encoding, "surrogatepass")

    def headers(self, headers: Headers) -> Headers:
        """Headers with the secrets in names and values replaced, and the values of cookies too."""
        clean = ((self.text(name), self.text(value)) for name, value in headers)
        return tuple((name, _crumbled(value) if name.lower() == "set-cookie" else value) for name, value in clean)

    def failure(self, failure: Failure) -> Failure:
        return Failure(failure.kind, self.text(failure.message))

    def response(self, response: Response) -> Response:
        """The answer with the secrets in it replaced; the same, byte for byte, if it has none."""
        headers = self.headers(response.headers)
        body = response.body
        for layer in _layers(response):
            clean = self.content(layer.content)
            if clean is not layer.content:
                # compressed again as gzip, whatever it was before; a body that was cut off stays cut off
                body = gzip.compress(clean, mtime=0)[: None if layer.whole else -8]
                headers = tuple((n, "gzip" if n.lower() == "content-encoding" else v) for n, v in headers)
                break
        if body is response.body and not _is_packed(response):
            body = self.content(body)
        if headers == response.headers and body is response.body:
            return response
        return Response(response.status, headers, body, response.first_byte)

    def content(self, body: bytes) -> bytes:
        """Bytes with the secrets in them replaced; the very same object if they have none."""
        long = runs(body)
        # of two that begin at one place, the key counts
        spans = sorted(
            (start, mark != REDACTED, end, mark)
            for form, mark in self._forms()
            for start, end in form.spans(body, long)
        )
        if spans:
            body = _replaced(body, ((start, end, mark.encode()) for start, _, end, mark in spans))
            long = runs(body)
        kept = sorted([*long, *_kept(body)])
        keys = [key for span in between(kept, len(body)) for key in key_patterns.found_in(body, *span)]
        return _replaced(body, keys) if keys else body

    def _forms(self) -> list[tuple[Forms, str]]:
        """How each secret is looked for, and the text that replaces it."""
        marks: dict[str, str] = {}
        for mark, values in ((REDACTED, self.values), (OTHER, self.others)):
            for value in values.values():
                parts = re.split(r"[;,\s=]+", value)
                whole = [value, *(part for part in parts if len(part) >= RANDOM and re.search(r"\d", part))]
                for secret in whole:
                    # the wrong key is made up by wirecheck, so it is not a secret
                    if len(secret) >= SHORTEST and WRONG_KEY not in secret:
                        marks.setdefault(secret, mark)
        return [(forms(secret), mark) for secret, mark in marks.items()]


def carried(request: Request, credential: str, key_env: str) -> Secrets:
    """
    The secrets in the headers and the address of a request that wirecheck did not send, such as one of a browser's HAR.

    :param credential: the header that the page documents for the key.
    :param key_env: the variable that the key is named after.
    """
    keys: list[str] = []
    others: list[str] = []
    for name, value in request.headers:
        if name.lower() == credential.lower():
            keys.append(_bare(value))
        else:
            others += [value[start:end] for start, end in header_secrets.spans(name, value)]
    for start, end in header_secrets.in_address(request.url):
        secret = unquote(request.url[start:end])
        others.append(secret.partition(":")[2] if request.url[end : end + 1] == "@" else secret)
    known = [key for key in keys if not _is_known(key)]
    return Secrets(
        {key_env: known[-1]} if known else {},
        {f"{number}": other for number, other in enumerate(others) if not _is_known(other)},
    )


def foreign(request: Request, credential: str, key_env: str) -> Request:
    """
    A request that wirecheck did not send, with its secrets replaced.

    The documented credential is replaced with the name of the key's variable; `Bearer` in front of it stays. Any other
    credential is replaced with `LEFT_OUT`, so that one can still see that it was there, and so are cookies, and keys
    and user names in the address. wirecheck's own wrong key stays.

    :param credential: the header that the page documents for the key.
    :param key_env: the variable that the key is named after.
    """
    secrets = carried(request, credential, key_env)
    headers: list[tuple[str, str]] = []
    for name, value in request.headers:
        if name.lower() == credential.lower():
            headers.append((name, _hidden(value, f"${key_env}")))
        else:
            hidden = _without(value, header_secrets.spans(name, value), LEFT_OUT, secrets)
            headers.append((name, secrets.text(hidden)))
    address = sorted(header_secrets.in_address(request.url))
    url = secrets.text(_without(request.url, address, quote(LEFT_OUT), secrets))
    return Request(request.method, url, tuple(headers), secrets.content(request.body))


def without_keys(exchange: Exchange, credential: str, key_env: str) -> Exchange:
    """
    An exchange that wirecheck did not send, with its secrets replaced in the request and in the answer.

    :param credential: the header that the page documents for the key.
    :param key_env: the variable that the key is named after.
    """
    secrets = carried(exchange.request, credential, key_env)
    response = secrets.response(exchange.response) if exchange.response is not None else None
    return replace(exchange, request=foreign(exchange.request, credential, key_env), response=response)


def _without(text: str, spans: Iterable[Span], instead: str, secrets: Secrets) -> str:
    """A text with something else in place of its secrets, which are in order and apart; the key itself stays."""
    pieces, at = list[str](), 0
    for start, end in spans:
        secret = text[start:end]
        stays = _is_known(secret) or secret in secrets.values.values()
        pieces += [text[at:start], secret if stays else instead]
        at = end
    return "".join([*pieces, text[at:]])


def _bare(value: str) -> str:
    """A credential without its scheme."""
    return _SCHEME.sub("", value, count=1).strip()


def _is_known(value: str) -> bool:
    """Whether a credential is empty or not secret: a variable's name, our own wrong key, or a text of ours."""
    nothing = value.lower() in ("", "bearer", "basic", LEFT_OUT, REDACTED)
    return nothing or WRONG_KEY in value or _NAME.fullmatch(value) is not None


def _hidden(value: str, instead: str) -> str:
    """A text in place of a credential; its scheme, such as `Bearer`, stays."""
    scheme = _SCHEME.match(value)
    return value if _is_known(_bare(value)) else f"{scheme[1] if scheme else ''}{instead}"


def _crumbled(value: str) -> str:
    """A `Set-Cookie` with the value of the cookie replaced; browsers write several of them as several lines."""
    return "\n".join(
        line if REDACTED in line else _COOKIE.sub(rf"\1{COOKIE}", line, count=1) for line in value.split("\n")
    )


def _kept(body: bytes) -> Iterator[Span]:
    """Where the values stand of the members that are data and not words."""
    at = 0
    for _ in range(_MOST_KEPT):
        member = _KEPT.search(body, at)
        if not member:
            return
        end = body.find(b'"', member.end())
        at = len(body) if end < 0 else end
        yield member.end(), at


def _replaced(body: bytes, hits: Iterable[tuple[int, int, bytes]]) -> bytes:
    """A body with replacements at some places, which are in order; of overlapping places, the first one counts."""
    parts: list[bytes] = []
    at = 0
    for start, end, instead in hits:
        if start >= at:
            parts += [body[at:start], instead]
        at = max(at, end)
    return b"".join([*parts, body[at:]])


def _is_packed(response: Response) -> bool:
    """Whether a body has a content encoding, and it is the one that its label names."""
    return response.content is not response.body and not response.decoded.problem


@dataclass(frozen=True, slots=True)
class _Layer:
    """What a compressed body holds, and whether that is all of it."""

    content: bytes
    whole: bool


_MOST_LAYERS = 4


def _layers(response: Response) -> Iterator[_Layer]:
    """
    What a body holds when it is decompressed, as far as that goes, and what that holds again, whatever its label says.

    A reader of a tape can decompress a body that was cut off, was compressed twice, or has a wrong label or none: a
    secret in it has to be found all the same.
    """
    packed = _is_packed(response)
    layer = _Layer(response.content if packed else response.body, True)
    layers = [layer] if packed else []
    for _ in range(_MOST_LAYERS):
        below = inflated(layer.content, form_of(layer.content))
        if not below.content:
            break
        layer = _Layer(below.content, layer.whole and not below.problem)
        # a body that is compressed from beginning to end has no words outside of that
        layers = [layer] if layer.whole else [*layers, layer]
    yield from layers
