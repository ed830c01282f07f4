"""
Which headers carry secrets, and where in their values.

A name tells a secret by its whole words, so that `x-portkey-provider` is none and `x-portkey-api-key` is one. In other
headers, the value may hold one: in a member of JSON, in a pair such as `key=...`, in an address, or as a text that
looks like a key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from itertools import pairwise

from wirecheck.secrets import key_patterns
from wirecheck.secrets.encodings import Span
from wirecheck.wire.exchange import Headers
from wirecheck.wire.lenient_json import Json

PREFIX = "WIRECHECK_"
"""The beginning of the names of variables that stand for the secrets of headers other than the key's."""

PLACEHOLDER = re.compile(rf"\${PREFIX}\w+", re.ASCII)

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TELLING = _words(
    """
    auth authorization authentication oauth bearer jwt token secret secrets password passwords passwd passphrase
    passcode pwd credential credentials creds cookie cookies session apikey key keys
    """
)
_ABOUT = _words(
    """
    id ids name names type kind mode count limit limits version provider user email ttl age size length usage
    budget policy scheme method status enabled required prefix url uri endpoint format algorithm source domain
    """
)
"""Last words of names that say something about a secret, and are none."""

_NO_SECRET_KEY = _words(
    """
    idempotency idempotent cache partition routing route sort public socket websocket primary foreign shard
    group dedup dedupe deduplication trace object index surrogate
    """
)
"""Words before `key` with which it opens nothing."""

_RUN_TOGETHER = ("apikey", "accesskey", "secretkey", "accesstoken", "authtoken")

_SCHEME = re.compile(r"\s*(?:(?:bearer|basic|token|apikey|key)\s+(?=\S))?", re.IGNORECASE)
_PAIR = re.compile(r"(?:^|(?<=[?&;,#\s]))([\w.-]{1,100})=([^&;,#\s\"']+)")
_USER = re.compile(r"(?<=://)[^/?#@\s\"']+(?=@)")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def is_secret(name: str) -> bool:
    """Whether what has this name is a secret: a header, a member or a parameter."""
    if re.sub(r"[\W_]", "", name).lower().endswith(_RUN_TOGETHER):
        return True
    words = [word.lower() for word in _WORD.findall(name)]
    if not words or words[-1] in _ABOUT:
        return False
    return any(
        word in _TELLING and not (word in ("key", "keys") and before in _NO_SECRET_KEY)
        for before, word in pairwise(["", *words])
    )


def spans(name: str, value: str) -> list[Span]:
    """Where the secrets stand in the value of a header, in order and apart; a scheme such as `Bearer` is none."""
    if is_secret(name):
        start, end = _scheme_end(value), len(value.rstrip())
        return [(start, end)] if start < end else []
    found = sorted([*_in_json(value), *in_address(value), *_alike(value)])
    apart: list[Span] = []
    for start, end in found:
        if not apart or start >= apart[-1][1]:
            apart.append((start, end))
    return apart


def in_address(text: str) -> Iterator[Span]:
    """Where a user with a password stands in addresses, and the values of pairs such as `key=...`."""
    yield from (user.span() for user in _USER.finditer(text))
    yield from (pair.span(2) for pair in _PAIR.finditer(text) if is_secret(pair[1]))


def placeholders(headers: Headers, taken: Collection[str] = ()) -> tuple[Headers, dict[str, str]]:
    """
    Headers with the names of variables in place of their secrets, and the secrets by these names.

    :param taken: names of variables that stand for something else.
    """
    shown: list[tuple[str, str]] = []
    secrets: dict[str, str] = {}
    for name, value in headers:
        pieces, at = list[str](), 0
        for start, end in spans(name, value):
            variable = _free(PREFIX + re.sub(r"\W", "_", name, flags=re.ASCII).upper(), {*secrets, *taken})
            secrets[variable] = value[start:end]
            if "\\" in value[start:end]:
                # a gateway may send back what it has read, as well as what it was sent
                secrets[f"{variable}_READ"] = _unescaped(value[start:end])
            pieces += [value[at:start], f"${variable}"]
            at = end
        shown.append((name, "".join([*pieces, value[at:]])))
    return tuple(shown), secrets


def without_secrets(headers: Headers, variables: re.Pattern[str], instead: str = "") -> Headers:
    """
    Headers without those that are a secret; in the others, a text stands in place of their secrets.

    :param variables: the names that stand for secrets.
    """
    left = []
    for name, value in headers:
        bare = value[_scheme_end(value) :].strip()
        if not variables.fullmatch(bare):
            left.append((name, variables.sub(instead, value)))
    return tuple(left)


def _scheme_end(value: str) -> int:
    scheme = _SCHEME.match(value)
    return scheme.end() if scheme else 0


def _unescaped(text: str) -> str:
    """What a JSON reader makes of the inside of a string; the same text if it is none."""
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text


def _free(variable: str, taken: Collection[str]) -> str:
    """A name that is not taken yet."""
    number, name = 1, variable
    while name in taken:
        number += 1
        name = f"{variable}_{number}"
    return name


def _in_json(value: str) -> Iterator[Span]:
    """Where the texts of secret members stand in a value that is JSON."""
    if value.lstrip()[:1] not in ("{", "["):
        return
    try:
        texts = set(_secret_texts(json.loads(value), False))
    except (ValueError, RecursionError):
        return
    for string in _STRING.finditer(value):
        text = json.loads(string[0], strict=False)
        if text in texts:
            yield string.start() + 1, string.end() - 1


def _secret_texts(value: Json, secret: bool) -> Iterator[str]:
    if isinstance(value, str):
        if secret and value:
            yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _secret_texts(inner, secret or is_secret(name))
    elif isinstance(value, list):
        for inner in value:
            yield from _secret_texts(inner, secret)


def _alike(value: str) -> Iterator[Span]:
    """Where a text stands that looks like a key."""
    body = value.encode("utf-8", "surrogatepass")
    for start, end, _ in key_patterns.found_in(body, 0, len(body)):
        yield len(body[:start].decode("utf-8", "replace")), len(body[:end].decode("utf-8", "replace"))
