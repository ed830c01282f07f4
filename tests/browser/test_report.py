"""The HTML report in a real browser: nothing leaves it, everybody can read it, and what can be clicked works."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from wirecheck.engine.runner import Run

if TYPE_CHECKING:
    from playwright.sync_api import Page

Opener = Callable[..., Any]
NAMES = ["clean", "faults", "several", "days", "hostile", "nothing"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDER = """() => [...document.querySelectorAll("body *")].filter((element) => {
    const box = element.getBoundingClientRect();
    const visible = getComputedStyle(element).overflowX === "visible";
    if (visible && element.tagName === "PRE" && element.scrollWidth > element.clientWidth + 1) return true;
    if (!box.width || box.right <= innerWidth + 0.5) return false;
    for (let around = element.parentElement; around; around = around.parentElement) {
        if (getComputedStyle(around).overflowX !== "visible") return false;
    }
    return true;
}).map((element) => element.outerHTML.slice(0, 120))"""
"""What sticks out to the right, or out of its frame, and does not lie in something that scrolls by itself."""


def axe(page: Page) -> list[str]:
    """What axe-core objects to, with the first place of each."""
    tools = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is missing")
    found = tools.Axe().run(page, options={"runOnly": RULES}).response
    return [f"{v['id']}: {len(v['nodes'])} x {v['nodes'][0]['html'][:150]}" for v in found["violations"]]


@pytest.mark.in_part(2)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_everybody_can_read_it(opened: Opener, name: str, scheme: str) -> None:
    """axe-core finds nothing, in light and in dark, with everything unfolded."""
    page = opened(name, color_scheme=scheme).page
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert axe(page) == []


def test_axe_would_find_something(opened: Opener) -> None:
    """A picture without a text, and words that can hardly be read, are found."""
    page = opened("clean").page
    page.evaluate(
        """() => { document.querySelector('#pictures img').removeAttribute('alt');
        document.querySelector('h1').style.color = '#ddd'; }"""
    )
    assert [line.partition(":")[0] for line in axe(page)] == ["color-contrast", "image-alt"]


@pytest.mark.in_part(4)
@pytest.mark.parametrize("name", [*NAMES, "pictures"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_sticks_out(opened: Opener, name: str, width: int) -> None:
    """Nothing is wider than the window, folded or not."""
    page = opened(name, width).page
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert (wide <= width, page.evaluate(WIDER)) == (True, [])


@pytest.mark.parametrize("name", [*NAMES, "pictures"])
def test_nothing_leaves_it(opened: Opener, name: str) -> None:
    """The page asks for itself and for what it holds, nothing else, and has nothing to complain of."""
    found = opened(name)
    found.page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    found.page.wait_for_timeout(200)
    asked = [url for url in found.requests if not url.startswith("data:image/webp;base64,")]
    assert (asked, found.complaints) == ([found.page.url], [])


def test_what_a_gateway_sends_does_nothing(opened: Opener) -> None:
    """Its markup is text: no script of its runs, and it makes no element."""
    page = opened("hostile").page
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    made = page.evaluate("[window.evil, document.scripts.length, document.querySelectorAll('img[onerror]').length]")
    assert made == [None, 1, 0]
    assert "<script>window.evil=1</script>" in page.locator(".message").first.text_content()


def test_a_script_that_is_not_ours_is_not_run(opened: Opener) -> None:
    """Were one to get into the page after all, its policy would stop it."""
    found = opened("clean")
    found.page.evaluate(
        """() => { const script = document.createElement('script'); script.textContent = 'window.evil = 1';
        document.body.append(script); const image = new Image(); image.src = 'http://127.0.0.1:9/leak';
        document.body.append(image); }"""
    )
    found.page.wait_for_timeout(200)
    assert found.page.evaluate("window.evil") is None
    assert len([text for text in found.complaints if "Content Security Policy" in text]) == 2
    assert found.failed == {"http://127.0.0.1:9/leak": "csp"}


# -- the matrix --------------------------------------------------------------------------------------------------------


def rows(page: Page) -> list[str]:
    """The requirements that are shown, with their families."""
    shown: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('#matrix .requirement')].filter((row) => row.checkVisibility())
        .map((row) => row.parentElement.dataset.family + '/' + row.querySelector('code').textContent)"""
    )
    return shown


def test_the_matrix_is_filtered(opened: Opener, lying: Run) -> None:
    """By verdict, level and family, each as the run itself tells it."""
    told = {
        result.requirement: (result.verdict.value, result.level)
        for result in lying.results
        if result.level is not None and result.verdict != "not_applicable"
    }
    page = opened("faults").page
    assert rows(page) == list(told)
    page.get_by_label("held", exact=True).uncheck()
    page.get_by_label("not judged").uncheck()
    broken = [id for id, (verdict, _) in told.items() if verdict == "broken"]
    assert rows(page) == broken
    page.get_by_label("should", exact=True).uncheck()
    page.get_by_label("observe", exact=True).uncheck()
    must = [id for id in broken if told[id][1] == "must"]
    assert rows(page) == must
    page.get_by_label("Family").select_option("picture")
    assert rows(page) == [id for id in must if id.startswith("picture/")]
    assert 0 < len(rows(page)) < len(must) < len(broken) < len(told)
    assert page.locator("#shown").inner_text() == f"{len(rows(page))} of {len(told)} requirements shown"


def test_the_matrix_is_filtered_without_a_mouse(opened: Opener) -> None:
    """The filters are reached by tabbing and turned by the space bar."""
    page = opened("faults").page
    page.get_by_label("Family").focus()
    before = len(rows(page))
    for _ in range(4):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.value") == "held"
    page.keyboard.press("Space")
    assert 0 < len(rows(page)) < before


def test_a_verdict_leads_to_its_finding(opened: Opener) -> None:
    """A broken cell is a link to the finding of that requirement."""
    page = opened("faults").page
    row = page.locator(".requirement", has_text="ratio-is-honoured")
    row.get_by_role("link").click()
    target = page.locator(":target")
    assert target.locator("code").first.text_content() == "picture/ratio-is-honoured"
    assert target.is_visible()


# -- commands ----------------------------------------------------------------------------------------------------------


def test_a_command_is_copied(opened: Opener) -> None:
    """The button puts the whole command on the clipboard, and says so to those who do not see it."""
    page = opened("faults", permissions=["clipboard-read", "clipboard-write"]).page
    command = page.locator(".curl").first
    command.get_by_role("button", name="Copy").click()
    page.wait_for_function("document.getElementById('said').textContent")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == command.locator("pre").inner_text()
    assert copied.startswith("curl -sSi ")
    assert page.locator("#said").inner_text() == "The command is copied."


def test_a_command_is_copied_where_the_clipboard_is_kept_from_pages(opened: Opener) -> None:
    """Then what is selected is copied, as it always could be."""
    page = opened("faults").page
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.locator(".copy").first.click()
    page.wait_for_function("document.getElementById('said').textContent")
    assert page.locator("#said").inner_text() == "The command is copied."


def test_without_scripts_everything_is_there(opened: Opener) -> None:
    """Nothing is shown that would not work, and nothing else is missing."""
    page = opened("faults", java_script_enabled=False).page
    assert page.locator("#filters").is_hidden()
    assert page.locator(".copy").first.is_hidden()
    assert page.locator(".requirement").count() > 40
    assert page.locator(".finding").first.is_visible()


# -- pictures ----------------------------------------------------------------------------------------------------------


def test_pictures_are_true_to_their_shape(opened: Opener) -> None:
    """Each is drawn in the ratio of its own pixels, whatever was asked for."""
    page = opened("pictures").page
    page.locator("#pictures").scroll_into_view_if_needed()
    drawn = page.evaluate(
        """() => [...document.querySelectorAll('#pictures .tile')].slice(0, 60).map((tile) => {
            const box = tile.querySelector('img').getBoundingClientRect();
            const [width, height] = tile.querySelector('.pixels').textContent.split('×').map(Number);
            return [box.width / box.height, width / height]; })"""
    )
    assert len(drawn) == 60
    assert [pair for pair in drawn if abs(pair[0] / pair[1] - 1) > 0.03] == []


def test_what_was_not_asked_for_is_marked(opened: Opener) -> None:
    """Each tenth picture came in another shape: it says so in words, and the shape that was asked for lies over it."""
    page = opened("pictures").page
    marked = page.locator(".tile.broken")
    assert (page.locator(".tile").count(), marked.count(), page.locator(".asked").count()) == (60, 6, 6)
    assert marked.first.locator("b").all_inner_texts() == ["asked 1:1 1K", "got 16:9 1K"]
    assert "asked 1:1 1K, got 16:9 1K" in (marked.first.locator("img").get_attribute("alt") or "")


@pytest.mark.exhaustive
def test_600_pictures_open_at_once(opened: Opener, report: Callable[[str], Path]) -> None:
    """The file stays below 15 MB, and each thumbnail of it can be decoded; how long it takes is told, and not held."""
    assert 1e6 < report("many pictures").stat().st_size < 15e6
    begun = time.perf_counter()
    page = opened("many pictures").page
    print(f"600 pictures opened in {time.perf_counter() - begun:.2f} s")
    decoded = page.evaluate(
        """async () => { const images = [...document.querySelectorAll('#pictures img')];
        images.forEach((image) => { image.loading = 'eager'; });
        await Promise.all(images.map((image) => image.decode()));
        return images.filter((image) => image.naturalWidth > 0).length; }"""
    )
    assert decoded == 600


# -- on paper ----------------------------------------------------------------------------------------------------------


def test_it_can_be_printed(opened: Opener) -> None:
    """It is dark on white whatever the screen is, without what can only be clicked, on pages that have something."""
    page = opened("faults", color_scheme="dark").page
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert [page.locator(name).first.is_visible() for name in ("nav", "#filters", ".copy")] == [False] * 3
    assert page.locator(".finding").first.is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
