"""Pages from the network: twins that are named are followed, what was read is kept, and nothing else is fetched."""

from __future__ import annotations

import json
import socket
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from wirecheck.drift import snapshots
from wirecheck.facts import PageUnreadable

if TYPE_CHECKING:
    from tests.drift.conftest import Lumen, Site

PAGES = Path(__file__).parent / "pages"
TEXT = (PAGES / "images.txt").read_text(encoding="utf-8")
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
URL = "https://docs.lumen.example/images"
TWIN = f"{URL}.md"
INDEX = "https://docs.lumen.example/llms.txt"


class Web:
    """Addresses with what they answer; what is not there does not answer."""

    def __init__(self, **pages: str) -> None:
        self.pages = pages
        self.asked: list[str] = []

    def fetch(self, url: str) -> str:
        self.asked.append(url)
        if url not in self.pages:
            raise PageUnreadable(f"`{url}` answered 404")
        return self.pages[url]


def web(**pages: str) -> Web:
    return Web(**{{"page": URL, "twin": TWIN, "index": INDEX}.get(name, name): text for name, text in pages.items()})


@pytest.mark.parametrize(
    ("pages", "read", "asked"),
    [
        ({"page": TEXT}, URL, [URL]),
        ({"page": TEXT, "twin": TEXT}, URL, [URL]),
        ({"page": f"{TEXT}\nAs Markdown: {TWIN}.\n", "twin": TEXT}, TWIN, [URL, TWIN]),
        ({"page": f"{TEXT}\nAs Markdown: {TWIN}\n"}, URL, [URL, TWIN]),
        ({"page": f"{TEXT}\nAs Markdown: {TWIN}\n", "twin": "Not found."}, URL, [URL, TWIN]),
        ({"page": f"{TEXT}\nAll pages: {INDEX}\n", "index": f"- [Images]({TWIN}): draw\n", "twin": TEXT}, TWIN,
         [URL, INDEX, TWIN]),
        ({"page": f"{TEXT}\nAll pages: {INDEX}\n", "index": "- [Images](/images.md)\n", "twin": TEXT}, TWIN,
         [URL, INDEX, TWIN]),
        ({"page": f"{TEXT}\nAll pages: {INDEX}\n", "index": "- [Video](/video.md)\n", "twin": TEXT}, URL, [URL, INDEX]),
        ({"page": f"{TEXT}\nAll pages: {INDEX}\n"}, URL, [URL, INDEX]),
        ({"page": f"{TEXT}\nAll pages: https://evil.test/llms.txt and https://evil.test/images.md\n"}, URL, [URL]),
        ({"page": f"{TEXT}\nAll pages: {INDEX}\n", "index": "- [Images](https://evil.test/images.md)\n"}, URL,
         [URL, INDEX]),
        ({"page": '<link rel="alternate" type="text/markdown" href="/images.md">', "twin": TEXT}, TWIN, [URL, TWIN]),
    ],
)  # fmt: skip
def test_a_twin_is_followed_where_it_is_named(pages: dict[str, str], read: str, asked: list[str]) -> None:
    """By the page or by its index, on its own host, and only if an endpoint can be read from it."""
    there = web(**pages)
    assert (snapshots.fetched(URL, there.fetch, NOW).url, there.asked) == (read, asked)


def test_a_page_that_does_not_answer_is_an_error() -> None:
    """No twin is guessed."""
    there = web(twin=TEXT)
    with pytest.raises(PageUnreadable):
        snapshots.fetched(URL, there.fetch, NOW)
    assert there.asked == [URL]


def test_a_snapshot_is_read_back_as_it_was_kept(lumen: Lumen) -> None:
    """The latest of several, byte for byte, under the cache."""
    for text in ("first", "a\r\nb\n\u00a0"):
        path = snapshots.keep(snapshots.Snapshot(URL, text, NOW), "lumen", "../images")
    assert snapshots.latest("lumen", "../images") == snapshots.Snapshot(URL, "a\r\nb\n\u00a0", NOW)
    assert path.is_relative_to(lumen.root.parent / "cache" / "wirecheck" / "pages" / "lumen")


@pytest.mark.parametrize("content", [None, "{", "{}", '{"url": 1, "file": "../../x", "read_at": "y"}'])
def test_a_snapshot_that_is_not_there_is_said(lumen: Lumen, content: str | None) -> None:
    """With what fetches it."""
    if content is not None:
        place = snapshots.folder("lumen", "images")
        place.mkdir(parents=True)
        (place / "latest.json").write_text(content)
    with pytest.raises(PageUnreadable) as caught:
        snapshots.latest("lumen", "images")
    assert "--fetch" in caught.value.hint


def test_pages_are_fetched_kept_and_accepted(lumen: Lumen, site: Site) -> None:
    """Once from the network, then from the cache; the day and the digest follow, comments stay."""
    moved = TEXT.replace("default:vivid", "default:plain")
    site.pages["/images"] = moved
    lumen.at(site.url)
    fetched = lumen.drift("--fetch", "--format", "json")
    site.pages.clear()
    drifts = json.loads(fetched.output)["pages"][0]["drifts"]
    assert fetched.return_value == 1
    assert {(one["against"], one["location"], one["breaks"]) for one in drifts} == {
        ("accepted", "request.style", "behaviour"),
        ("spec", "request.style", "behaviour"),
    }
    assert lumen.drift("--cached", "--format", "json").output == fetched.output
    assert f"fetched on {datetime.now(UTC).date()}, today" in lumen.drift("--cached").output
    assert lumen.drift("--cached", "--accept").return_value == 0
    listing = (lumen.folder / "pages.toml").read_text(encoding="utf-8")
    assert f"read_on = {datetime.now(UTC).date()}  # a Sunday" in listing
    assert json.loads(lumen.drift("--cached", "--format", "json").output)["pages"][0]["drifts"] == [
        one for one in drifts if one["against"] == "spec"
    ]
    assert not list(lumen.root.rglob("*.txt"))


def test_a_page_that_is_named_by_its_address_is_fetched(lumen: Lumen, site: Site) -> None:
    """With its twin, where it names one; nothing of it is kept."""
    site.pages["/images"] = f"{TEXT}\nAs Markdown: {site.url}/images.md\n"
    site.pages["/images.md"] = TEXT.replace("default:vivid", "default:plain")
    report = json.loads(lumen.drift("--page", f"{site.url}/images", "--format", "json").output)
    assert report["pages"][0]["read"] == f"{site.url}/images.md"
    assert {one["location"] for one in report["pages"][0]["drifts"]} == {"request.style"}
    assert not (lumen.root.parent / "cache").exists()


def test_a_page_that_is_gone_is_not_taken_for_drift(lumen: Lumen, site: Site) -> None:
    """Nothing is said of what it stated, and accepting it changes nothing."""
    before = (lumen.folder / "facts" / "images.toml").read_bytes()
    lumen.at(site.url)
    result = lumen.drift("--fetch")
    assert result.return_value == 3
    assert "not readable" in result.output
    assert "404" in result.output
    assert lumen.drift("--fetch", "--accept").return_value == 3
    assert lumen.drift("--cached").return_value == 3
    assert (lumen.folder / "facts" / "images.toml").read_bytes() == before


def test_a_site_that_is_not_there_is_not_taken_for_drift(lumen: Lumen) -> None:
    """It is unreachable, which says nothing of the page."""
    with socket.socket() as taken:
        # bound and not listened to: nothing answers there
        taken.bind(("127.0.0.1", 0))
        lumen.at(f"http://127.0.0.1:{taken.getsockname()[1]}")
        result = lumen.drift("--fetch")
    assert (result.return_value, "not readable" in result.output) == (3, True)


def test_a_day_is_written_without_touching_the_rest() -> None:
    """A key that is not there changes nothing."""
    from wirecheck.drift.accepted import dated

    text = '# head\n[a]\nurl = "u"\nread_on = 2026-01-01\ndigest = "d"\n\n# next\n[b]\ndigest = "e"\n'
    wanted = text.replace("2026-01-01", "2026-02-03").replace('"d"', '"f"')
    assert dated(text, "a", "f", date(2026, 2, 3)) == wanted
    assert dated(text, "c", "f", date(2026, 2, 3)) == text
