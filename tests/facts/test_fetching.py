"""Pages from the network: bounded in length and time, redirects to inner addresses refused; against a local server."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from wirecheck.errors import Unreachable, UsageError
from wirecheck.facts import PageUnreadable, fetching, read

PAGE = "POST /v1/pictures\n\n| Field | Type | Required |\n|---|---|---|\n| prompt | string | Yes |\n"


class Site(BaseHTTPRequestHandler):
    """A site with pages of every kind."""

    accepted: ClassVar[list[str]] = []
    inner: ClassVar[int] = 0

    def do_GET(self) -> None:
        self.accepted.append(self.headers.get("Accept", ""))
        getattr(self, "_" + self.path.strip("/").replace("-", "_"), self._missing)()

    def _send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _missing(self) -> None:
        self._send(b"", 404)

    def _page(self) -> None:
        self._send(PAGE.encode(), Content_Type="text/markdown")

    def _packed(self) -> None:
        self._send(gzip.compress(PAGE.encode()), Content_Encoding="gzip")

    def _moved(self) -> None:
        self._send(b"", 302, Location="/page")

    def _round(self) -> None:
        self._send(b"", 302, Location="/round")

    def _inward(self) -> None:
        self._send(b"", 302, Location=f"http://127.0.0.1:{self.inner}/page")

    def _metadata(self) -> None:
        self._send(b"", 302, Location="http://169.254.169.254/latest/meta-data")

    def _to_file(self) -> None:
        self._send(b"", 302, Location="file:///etc/passwd")

    def _closed(self) -> None:
        self._send(b"<h1>Sign in</h1>", 401)

    def _picture(self) -> None:
        self._send(b"\x89PNG\r\n\x1a\n", Content_Type="image/png")

    def _long(self) -> None:
        self._send(b"a" * (fetching.LARGEST + 1))

    def _bomb(self) -> None:
        self._send(gzip.compress(b"a" * (fetching.LARGEST + 1)), Content_Encoding="gzip")

    def _dripping(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            for _ in range(100):
                self.wfile.write(b"a")
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            return

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a test's output is for what fails."""


def _serve() -> ThreadingHTTPServer:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    return server


@pytest.fixture
def site() -> Iterator[str]:
    outer, inner = _serve(), _serve()
    Site.inner = inner.server_port
    Site.accepted = []
    yield f"http://127.0.0.1:{outer.server_port}"
    for server in (outer, inner):
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("path", ["page", "packed", "moved"])
def test_a_page_is_fetched(site: str, path: str) -> None:
    """A page comes as it is, unpacked, and from where its own site has moved it."""
    text = fetching.fetch(f"{site}/{path}")
    assert text == PAGE
    assert [one.path for one in read(text, "page").operations] == ["/v1/pictures"]


def test_markdown_is_asked_for(site: str) -> None:
    """Sites that have a page's Markdown twin are asked for it."""
    fetching.fetch(f"{site}/page")
    assert Site.accepted[0].startswith("text/markdown")


@pytest.mark.parametrize("path", ["inward", "metadata", "to-file"])
def test_no_redirect_leads_inside(site: str, path: str) -> None:
    """An address that a redirect names is opened only where it is public."""
    with pytest.raises(Unreachable, match="not opened"):
        fetching.fetch(f"{site}/{path}")
    assert len(Site.accepted) == 1


def test_a_circle_ends(site: str) -> None:
    """A page that redirects to itself is given up."""
    with pytest.raises(Unreachable, match="more than 5 times"):
        fetching.fetch(f"{site}/round")


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("missing", "404"),
        ("closed", "401"),
        ("picture", "picture"),
        ("long", "longer than 10 MiB"),
        ("bomb", "longer than 10"),
    ],
)
def test_what_is_no_page_is_unreadable(site: str, path: str, why: str) -> None:
    """Errors, pictures and endless bodies say nothing of what a gateway takes."""
    with pytest.raises(PageUnreadable, match=why):
        fetching.fetch(f"{site}/{path}")


def test_a_dripping_page_is_given_up_in_time(site: str) -> None:
    """The bound in time is for the whole page."""
    begun = time.monotonic()
    with pytest.raises(Unreachable, match="within"):
        fetching.fetch(f"{site}/dripping", timeout=0.5)
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("url", ["ftp://example.com/page", "https://", "page.html"])
def test_other_addresses_are_a_usage_error(url: str) -> None:
    """Only HTTP is spoken."""
    with pytest.raises(UsageError, match="is not a valid address of a page"):
        fetching.fetch(url)
