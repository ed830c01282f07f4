"""Requirements on keys: only a valid key in the documented header is served, and answers never contain keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from wirecheck.reading.excuses import KEY_REFUSED, like_a_wrong_key
from wirecheck.reading.reading import Credential, Reading
from wirecheck.requirements import premises
from wirecheck.requirements.requirement import Broken, EvenIf, Level, Outcome, Reads, Unjudged, requirement
from wirecheck.secrets import key_patterns
from wirecheck.secrets.key_patterns import REDACTED, WRONG_KEY
from wirecheck.wire import lenient_json
from wirecheck.wire.lenient_json import Json


def _no_key(reading: Reading) -> bool:
    return reading.credential is Credential.NONE and reading.right_method


def _wrong_key(reading: Reading) -> bool:
    return reading.credential is Credential.WRONG and reading.right_method


def _key_is_refused(reading: Reading) -> bool:
    """Whether an answer refuses the key, and not what was asked for."""
    response = reading.response
    assert response is not None
    # of a 403, a wrong key's answer tells whether it is about the key
    forbidden = response.status == 403 and (
        reading.others.wrong_key is None or bool(KEY_REFUSED.search(reading.error_text.lower()))
    )
    return response.status in (401, 407) or forbidden or _as_google(reading) or like_a_wrong_key(reading)


def _as_google(reading: Reading) -> bool:
    """Whether a key is refused in Google's way: with 400, and a message about the key."""
    response = reading.response
    return (
        response is not None
        and response.status == 400
        and (
            "api_key_invalid" in response.content.decode(errors="replace").lower()
            or "api key" in reading.error_text.lower()
        )
    )


@requirement(
    "auth/documented-key-is-served",
    promised_by="security",
    reads=Reads.ANY,
    even_if=EvenIf.BLOCKED,
    asked=lambda reading: reading.documented,
)
def documented_key_is_served(reading: Reading) -> Iterator[Outcome]:
    """
    The key in the documented header is accepted.

    A gateway that passes the header on to its upstream unchanged refuses every caller who follows the page. A key that
    is refused wherever it stands is the caller's own matter, and is told as trouble.
    """
    if _key_is_refused(reading):
        elsewhere = reading.others.key_served_in
        but = f"the same key in `{elsewhere}` was served" if elsewhere else "the same key was served at other times"
        yield f"the documented header was answered with {reading.said}; {but}"


@requirement(
    "auth/no-key-is-refused",
    promised_by="security",
    default_level=Level.SHOULD,
    reads=Reads.ANY,
    even_if=EvenIf.BLOCKED,
    asked=_no_key,
    after=("error/is-never-a-2xx",),
)
def no_key_is_refused(reading: Reading) -> Iterator[Outcome]:
    """
    A request without a key is refused.

    Otherwise anyone who finds the address could spend the account's money.
    """
    yield from _let_in(reading, "a request without a key")


@requirement(
    "auth/wrong-key-is-refused",
    promised_by="security",
    default_level=Level.SHOULD,
    reads=Reads.ANY,
    even_if=EvenIf.BLOCKED,
    asked=_wrong_key,
    after=("error/is-never-a-2xx",),
)
def wrong_key_is_refused(reading: Reading) -> Iterator[Outcome]:
    """
    A request with a key that was never issued is refused.

    The key has nothing in common with the caller's: some gateways ignore what follows the first dash, which is fair.
    """
    yield from _let_in(reading, "a request with a wrong key")


def _let_in(reading: Reading, what: str) -> Iterator[Outcome]:
    """The outcome of a request that ought to be refused: a 2xx that cannot be read shows neither."""
    if reading.delivered:
        assert reading.response is not None
        yield f"{what} was answered with {reading.response.status}"
    elif reading.served:
        yield Unjudged("the answer cannot be read")


@requirement(
    "auth/refusal-is-401-or-403",
    default_level=Level.SHOULD,
    reads=Reads.REFUSED,
    even_if=EvenIf.BLOCKED,
    asked=lambda reading: _no_key(reading) or _wrong_key(reading),
    after=("endpoint/documented-path-exists",),
)
def refusal_is_401_or_403(reading: Reading) -> Iterator[Outcome]:
    """
    A missing or wrong key is refused with 401 or 403.

    Clients tell a bad key from a bad request by the status (RFC 9110, sections 15.5.2 and 15.5.4).
    Google itself answers 400 to a wrong key, with `API_KEY_INVALID`; that is accepted too.
    """
    response = reading.response
    assert response is not None
    if response.status not in (401, 403, 429) and not _as_google(reading):
        which = "no" if reading.credential is Credential.NONE else "a wrong"
        yield Broken(f"{which} key was answered with {response.status}", "key", which)


SENT = re.compile(rf"{WRONG_KEY}\w*", re.ASCII)
"""The wrong key in the header of a request."""


@requirement(
    "auth/wrong-key-is-not-echoed",
    default_level=Level.SHOULD,
    reads=Reads.ANY,
    even_if=EvenIf.EXCUSED,
    asked=_wrong_key,
    after=premises.READABLE[:2],
)
def wrong_key_is_not_echoed(reading: Reading) -> Iterator[Outcome]:
    """
    The answer to a wrong key does not repeat that whole key.

    A key that is refused is mostly a good one with a slip in it, or one that has expired here and not elsewhere, and
    errors are logged and pasted into reports. A piece of the key, or a masked one, helps to find the slip.
    """
    response = reading.response
    assert response is not None
    name, _ = reading.operation.spec.credential(reading.operation, "")
    key = SENT.search(reading.exchange.request.header(name) or "")
    for header, value in response.headers if key else ():
        if key and key[0] in value:
            yield Broken(f"the wrong key came back in the header `{header}`", "header", header.lower())
    if key and key[0].encode() in response.content:
        yield Broken("the wrong key came back in the body", "body")


@requirement(
    "auth/key-is-not-echoed",
    default_level=Level.SHOULD,
    reads=Reads.ANY,
    even_if=EvenIf.EXCUSED | EvenIf.OUT_OF_ORDER | EvenIf.UNKNOWN_PATH,
    asked=lambda reading: reading.credential is Credential.CALLERS,
    judges_wrong_requests=True,
    after=premises.READABLE[:2],
)
def key_is_not_echoed(reading: Reading) -> Iterator[Outcome]:
    """
    The caller's key never appears in an answer, headers included.

    Answers are logged, cached and shown, so a key in an answer leaks.
    """
    response = reading.response
    assert response is not None
    for name, value in response.headers:
        if REDACTED in value:
            yield Broken(f"the key came back in the header `{name}`", "header", name.lower())
    if REDACTED.encode() in response.content:
        yield Broken("the key came back in the body", "body")


INNER = re.compile(
    r"\b(?:127\.\d+\.\d+\.\d+|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(?:1[6-9]|2\d|3[01])\.\d+\.\d+):\d+"
    r"|https?://(?:localhost|127\.0\.0\.1|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|[\w.-]+\.(?:internal|svc|local))(?![\w.-])"
)
"""Addresses of private networks (RFC 1918, section 3), with a port or as a URL."""

FREE_TEXT = frozenset({"data", "b64_json", "thoughtSignature", "text", "url", "uri", "renderedContent"})
"""Members that are data and not the gateway's words: one in three large pictures looks like it has a key, by chance."""

LONGEST_WORDS = 4096

LONG = re.compile(rf"[\w+/=-]{{{LONGEST_WORDS // 4},}}", re.ASCII)
"""A picture or a signature in a body that is not JSON, where no member names it."""


def _words(reading: Reading) -> Iterator[tuple[str, str]]:
    """The texts of an answer that the gateway wrote: the place and the text of each."""
    response = reading.response
    assert response is not None
    for name, value in response.headers:
        # a cookie is meant for this caller
        if name.lower() != "set-cookie":
            yield f"the header `{name}`", value
    if not response.document.read:
        yield "the body", LONG.sub(" ", response.content[:65536].decode(errors="replace"))
    for path, said in _strings(response.document.value):
        if len(said) <= LONGEST_WORDS and path.rpartition(".")[2].removesuffix("[]") not in FREE_TEXT:
            yield f"`{path}`" if path else "the body", said


def _strings(value: Json, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a document with its path, items of arrays and the document itself included."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _strings(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner, f"{path}[]")


def _repeatable(reading: Reading) -> Iterator[str]:
    """Texts of the kind that is searched for which the request itself contains."""
    for path, value in lenient_json.walk(reading.body):
        for text in (path.rpartition(".")[2], value):
            if isinstance(text, str) and len(text) < LONGEST_WORDS and (INNER.search(text) or key_patterns.shown(text)):
                yield text


@requirement(
    "auth/no-secret-is-shown",
    default_level=Level.SHOULD,
    reads=Reads.ANY,
    even_if=EvenIf.EXCUSED | EvenIf.OUT_OF_ORDER | EvenIf.UNKNOWN_PATH,
    judges_wrong_requests=True,
    after=premises.READABLE[:2],
)
def no_secret_is_shown(reading: Reading) -> Iterator[Outcome]:
    """
    No answer contains a text that looks like somebody else's key, or an address inside the gateway's network.

    An error that repeats the call to the upstream, with the key in its address, gives that key to every caller.
    Pictures, signatures, texts and links are not searched, and what the caller sent may be repeated.
    """
    host = urlsplit(reading.exchange.request.url).hostname or ""
    ours = list(_repeatable(reading))
    for where, text in _words(reading):
        for said in ours:
            text = text.replace(said, " ")
        key = key_patterns.shown(text)
        if key is not None:
            yield Broken(f"{where} contains what looks like a key: `{key}`", "secret", "key")
        inner = INNER.search(text)
        if inner and host not in inner[0]:
            yield Broken(
                f"{where} contains an internal address: {lenient_json.snippet(inner[0], 0, 60)}", "secret", "address"
            )
