"""
A request as a command for a POSIX shell, which sends it again and shows what came back.

A line runs as it is pasted: a key is taken from its variable, and a variable that only wirecheck knows asks to be set.
It shows status and headers, and the body as it can be read; a body whose encoding is not what its label says is shown
as it came. The line has no line breaks and no characters that a terminal would not show.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

from wirecheck.reading.reading import KEY_HEADERS
from wirecheck.secrets.header_secrets import PLACEHOLDER
from wirecheck.wire.exchange import Request, Response

LONGEST_WORD = 100_000
"""The most bytes of a body that are an argument of curl; Linux refuses one of 128 KiB."""

ASKED_FOR = "Accept-Encoding: gzip, deflate"
"""The encodings that wirecheck asks for."""

_SET_BY_CURL = ("content-length", "accept-encoding")
_NAME = re.compile(r"\$([A-Za-z_]\w*)", re.ASCII)


def curl(request: Request, response: Response | None = None, key_header: str = "", key_default: str = "") -> str:
    """
    A command that sends a request again and shows the answer.

    :param response: what it was answered with, which decides how the answer is shown.
    :param key_header: the header that is documented for the key; the variable that is named in it, or in another header
        in which keys stand, is the key's.
    :param key_default: the value to use if the key's variable is not set.
    """
    words = ["curl", "-sSi", *_method(request), *_decoding(response)]
    if re.search(r"[\[\]{}]", request.url.partition("://")[2].partition("/")[2]):
        # else curl takes brackets for a list of addresses
        words.append("-g")
    words.append(shlex.quote(request.url))
    places = (key_header.lower(), *KEY_HEADERS)
    keys = _NAME.findall(" ".join(value for name, value in request.headers if name.lower() in places))
    for name, value in _sent(request):
        words += ["-H", _header(name, value, keys, key_default)]
    if request.body and request.header("content-type") is None:
        # else curl calls the body a form
        words += ["-H", "Content-Type:"]
    if not request.body:
        return " ".join(words)
    text = _readable(request.body)
    if text is not None and len(request.body) <= LONGEST_WORD:
        return " ".join([*words, "--data-raw", shlex.quote(text)])
    printf = f"printf %s {shlex.quote(text)}" if text is not None else f"printf {_octal(request.body)}"
    return " ".join([printf, "|", *words, "--data-binary", "@-"])


def _method(request: Request) -> list[str]:
    if request.method == "HEAD":
        return ["-I"]
    implied = "POST" if request.body else "GET"
    return [] if request.method == implied else ["-X", shlex.quote(request.method)]


def _decoding(response: Response | None) -> list[str]:
    """How curl is to treat the encoding of the answer."""
    if response is None or not response.header("content-encoding"):
        return []
    if response.decoded.problem:
        return ["-H", shlex.quote(ASKED_FOR), "-o", "-"]
    return ["--compressed"]


def _sent(request: Request) -> Iterator[tuple[str, str]]:
    """The headers that curl does not set by itself."""
    for name, value in request.headers:
        host = name.lower() == "host" and value == urlsplit(request.url).netloc
        if name.lower() not in _SET_BY_CURL and not host:
            yield name, value


def _header(name: str, value: str, keys: Collection[str], key_default: str) -> str:
    """
    A header for curl: in single quotes, except where the names of variables stand in it.

    :param keys: the names of the variables that hold the key.
    """
    if not value:
        # curl leaves out a header without a value, if it is written with a colon
        return shlex.quote(f"{name};")
    pieces, at = [_escaped(f"{name}: ")], 0
    for variable in _NAME.finditer(value):
        if variable[1] in keys:
            shell = f"${{{variable[1]}:-{key_default}}}" if key_default else variable[0]
        elif PLACEHOLDER.fullmatch(variable[0]):
            shell = f"${{{variable[1]}:?set it to the secret of this header}}"
        else:
            continue
        pieces += [_escaped(value[at : variable.start()]), shell]
        at = variable.end()
    return f'"{"".join(pieces)}{_escaped(value[at:])}"' if at else shlex.quote(f"{name}: {value}")


def _escaped(text: str) -> str:
    """A text within double quotes; an exclamation mark stands in single ones, as bash has a use for it in others."""
    return re.sub(r'[\\"$`]', r"\\\g<0>", text).replace("!", "\"'!'\"")


def _readable(body: bytes) -> str | None:
    """A body as text, if all of it can be shown and pasted."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    return text if text.isprintable() else None


def _octal(body: bytes) -> str:
    """A body as the format of `printf`, with the bytes in octal that are not printable ASCII."""
    escapes = {37: "%%", 92: "\\\\"}
    return shlex.quote("".join(escapes.get(b, chr(b)) if 32 <= b < 127 else f"\\{b:03o}" for b in body))
