"""
Fetching a page from the network, with limits, and without following redirects into private networks.

The address that a user names is always opened; the target of a redirect only if it is public.
"""

from __future__ import annotations

import time
from urllib.parse import urljoin, urlsplit

from wirecheck.errors import Unreachable, UsageError
from wirecheck.facts.page import PageUnreadable
from wirecheck.facts.parse import encoding
from wirecheck.transports import NoAnswer
from wirecheck.transports.live import Live
from wirecheck.wire.exchange import FailureKind, Request, Response

# The largest size of a page, in bytes, without its content encoding.
LARGEST = 10 * 2**20

# The time limit for a page in seconds, redirects included.
TIMEOUT = 30.0

REDIRECTS = 5

_ACCEPT = "text/markdown, text/html;q=0.9, text/plain;q=0.8, */*;q=0.1"
_MOVED = (301, 302, 303, 307, 308)


def fetch(url: str, timeout: float = TIMEOUT) -> str:
    """
    The text of a page, as Markdown where the site offers it.

    :raises UsageError: this is not a valid address of a page.
    :raises Unreachable: nothing answered, or a redirect leads to an address that is not opened.
    :raises PageUnreadable: the answer is not a page: it is an error, too long, or not text.
    """
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise UsageError(f"`{url}` is not a valid address of a page", hint="an address begins with `https://`")
    ends = time.monotonic() + timeout
    at = url
    for _ in range(REDIRECTS + 1):
        response = _opened(url, at, ends - time.monotonic(), timeout)
        target = response.header("location")
        if response.status not in _MOVED or not target:
            return _text(response, at)
        at = urljoin(at, target)
    raise Unreachable(f"`{url}` redirects more than {REDIRECTS} times", hint="open it in a browser, and save the page")


def _opened(base: str, url: str, left: float, timeout: float) -> Response:
    if left <= 0:
        raise Unreachable(f"`{base}` did not answer within {timeout:g} s", hint="save the page, and name the file")
    live = Live(base, timeout=left, connections=1, largest=LARGEST, own_network=False)
    try:
        return live.send(Request("GET", url.partition("#")[0], (("Accept", _ACCEPT),)))
    except NoAnswer as error:
        if error.failure.kind is FailureKind.TOO_LARGE:
            told = f"`{url}` is longer than {LARGEST // 2**20} MiB"
            raise PageUnreadable(told, hint="name one page, not a whole site") from None
        raise Unreachable(f"`{url}`: {error.failure.message}", hint="save the page, and name the file") from None
    finally:
        live.close()


def _text(response: Response, url: str) -> str:
    if response.status in (401, 403, 407):
        raise PageUnreadable(
            f"`{url}` answered {response.status}: access is denied", hint="save the page, and name the file"
        )
    if not response.ok:
        raise PageUnreadable(f"`{url}` answered {response.status}", hint="has the page moved?")
    content = response.content
    if len(content) > LARGEST or len(response.body) > LARGEST:
        raise PageUnreadable(f"`{url}` is longer than {LARGEST // 2**20} MiB", hint="name one page, not a whole site")
    return encoding.text(content, url, response.header("content-type") or "")
