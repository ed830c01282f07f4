"""Price tables, what a plan costs by them, and what should be on the bill."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from wirecheck.engine.prices import Prices, charges, estimate, read, request_id, said
from wirecheck.engine.session import Options, prepare
from wirecheck.errors import UsageError
from wirecheck.plan import Case, Phase
from wirecheck.spec.spec import load
from wirecheck.wire.exchange import Exchange, Failure, FailureKind, Request, Response, may_be_charged

APIYI = load("apiyi").operation("generateContent")
IMAGES = load("deerapi").operation("createImage")
MODEL = "gemini-3.1-flash-image-preview"
TABLE = """
currency = "USD"
default = 0.5
[models]
"gemini-3.1-flash-image-preview" = { price = 0.04, sizes = { "512" = 0.02, "4K" = 0.12 } }
dall-e-3 = 0.08
[models."gpt-image-1.5"]
sizes = { "1024x1024" = 0.04, "1024x1024/high" = 0.17 }
"""


def gemini(size: str | None = None, ratio: str | None = None, text: bool = False) -> Request:
    config: dict[str, Any] = {"responseModalities": ["TEXT"] if text else ["IMAGE"]}
    picture = {name: value for name, value in (("aspectRatio", ratio), ("imageSize", size)) if value}
    if picture:
        config["imageConfig"] = picture
    body = {"contents": [{"parts": [{"text": "a boat"}]}], "generationConfig": config}
    return Request("POST", APIYI.url("https://a.test"), (), json.dumps(body).encode())


def image(model: str, **more: Any) -> Request:
    body = {"model": model, "prompt": "a boat", **more}
    return Request("POST", IMAGES.url("https://a.test"), (), json.dumps(body).encode())


@pytest.fixture
def table(tmp_path: Path) -> Prices:
    path = tmp_path / "prices.toml"
    path.write_text(TABLE)
    return read(str(path))


PRICED: list[tuple[Any, Request, str | None]] = [
    (APIYI, gemini("4K"), "0.12"),
    (APIYI, gemini("512", "21:9"), "0.02"),
    (APIYI, gemini("2K"), "0.04"),
    (APIYI, gemini(), "0.04"),
    (IMAGES, image("dall-e-3"), "0.08"),
    (IMAGES, image("dall-e-3", n=3), "0.24"),
    (IMAGES, image("gpt-image-1.5", size="1024x1024"), "0.04"),
    (IMAGES, image("gpt-image-1.5", size="1024x1024", quality="high"), "0.17"),
    (IMAGES, image("gpt-image-1.5", size="1536x1024"), None),
    (IMAGES, image("another"), "0.5"),
]


@pytest.mark.parametrize(("operation", "request_", "price"), PRICED)
def test_a_request_has_its_price(table: Prices, operation: Any, request_: Request, price: str | None) -> None:
    """By model, size and quality, the most exact first; each picture of several costs as much."""
    found = table.of(operation, request_)
    assert (None if found is None else str(found)) == price


def test_one_price_is_for_everything() -> None:
    """A number is a price of each billable request."""
    assert read(" 0.04 ").of(APIYI, gemini("4K")) == Decimal("0.04")


BAD: list[tuple[str, str]] = [
    ("currency = 1", "`currency` of"),
    ("default = -1", "is not a valid price: -1"),
    ("default = nan", "is not a valid price: NaN"),
    ("default = inf", "is not a valid price: Infinity"),
    ("default = true", "is not a number"),
    ('default = "0.04"', "is not a number"),
    ("models = 3", "`models` of"),
    ("[models]\nx = []", "`x` of"),
    ("[models.x]\nsizes = 1", "`sizes` of `x`"),
    ("[models.x]\nsizes = { 4K = 'dear' }", "`4K` of `x`"),
    ("[models.x]\nprize = 1", "`prize` of"),
    ("defualt = 1", "`defualt` of"),
    ("default = ", "is not valid TOML"),
    ("\xff", "is not valid TOML"),
]


@pytest.mark.parametrize(("text", "message"), BAD)
def test_a_wrong_table_is_told(tmp_path: Path, text: str, message: str) -> None:
    """What cannot be a price is refused before anything is sent, with a hint."""
    path = tmp_path / "prices.toml"
    path.write_text(text)
    with pytest.raises(UsageError) as caught:
        read(str(path))
    assert (message in caught.value.message, bool(caught.value.hint)) == (True, True), caught.value.message


@pytest.mark.parametrize("text", ["-1", "nan", "1e99", "no-such-file.toml", "", "/"])
def test_what_is_neither_a_price_nor_a_table_is_told(text: str) -> None:
    """A number that is no price, or a file that is not there."""
    with pytest.raises(UsageError):
        read(text)


def case(number: int, phase: Phase, size: str = "1K", kind: str = "documented") -> Case:
    return Case(f"c{number}", APIYI.id, gemini(size), "", phase, kind)


PLAN = [
    case(0, Phase.FREE),
    case(1, Phase.BILLABLE, "512"),
    case(2, Phase.BILLABLE, "4K"),
    case(3, Phase.PROBE, "4K", "wrong type"),
    case(4, Phase.PROBE, "4K", "wrong type"),
    case(5, Phase.PROBE, "2K", "missing"),
]


@pytest.mark.parametrize(
    ("budget", "expected", "worst"),
    [(None, "0.14", "0.3"), (0, "0", "0"), (1, "0.02", "0.12"), (2, "0.14", "0.24"), (3, "0.14", "0.28")],
)
def test_a_plan_has_a_price(table: Prices, budget: int | None, expected: str, worst: str) -> None:
    """What is billable, in its order; at worst one probe of each kind as well, the dearest that the budget allows."""
    found = estimate(PLAN, {APIYI.id: APIYI}, table, budget)
    assert (found.expected, found.at_worst, found.currency) == (Decimal(expected), Decimal(worst), "USD")


def test_what_has_no_price_is_counted() -> None:
    """A table that does not name a model does not make it free."""
    assert estimate(PLAN, {APIYI.id: APIYI}, Prices(), None).unpriced == 2


SAID = [("0.12", "0.12"), ("0.1200", "0.12"), ("0.1", "0.10"), ("3", "3"), ("3.0", "3"), ("0.0053", "0.0053")]
SAID += [("1E+3", "1000"), ("0", "0"), ("0E-9", "0")]


@pytest.mark.parametrize(("amount", "text"), SAID)
def test_an_amount_reads_well(amount: str, text: str) -> None:
    """No needless zeros, no exponents, cents in full."""
    assert (said(Decimal(amount)), said(Decimal(amount), "USD")) == (text, f"{text} USD")


OK = Response(200, (("X-Request-ID", "req_1"),), b"{}")
CHARGED: list[tuple[Exchange, bool]] = [
    (Exchange(gemini(), OK), True),
    (Exchange(gemini(), Response(400)), False),
    (Exchange(gemini(), Response(503)), False),
    (Exchange(gemini(), None, Failure(FailureKind.TIMEOUT, "")), True),
    (Exchange(gemini(), OK, Failure(FailureKind.CUT, "")), True),
    (Exchange(gemini(), None, Failure(FailureKind.UNREACHABLE, "")), False),
    (Exchange(gemini(), None, Failure(FailureKind.UNSENT, "")), False),
    (Exchange(Request("GET", "https://cdn.test/p.png"), OK), False),
]


@pytest.mark.parametrize(("exchange", "wanted"), CHARGED)
def test_what_may_have_been_charged(exchange: Exchange, wanted: bool) -> None:
    """What was served, and what may have been made and lost."""
    assert may_be_charged(exchange) is wanted


def test_the_bill(table: Prices) -> None:
    """What was charged, with what the gateway calls it, and whether it is sure."""
    first = Exchange(gemini("4K", "21:9"), OK, None, 5.0, 6.0, 7.0)
    lost = Exchange(gemini(text=True), None, Failure(FailureKind.TIMEOUT, ""), 3.0, None, 4.0)
    free = Exchange(gemini(), Response(400), None, 1.0, None, 2.0)
    found = charges([first, free, lost], {first.request: "case-a"}, [APIYI], table)
    assert [
        (c.case, c.model, c.asked, c.started, c.ended, c.status, c.request_id, c.price, c.certain) for c in found
    ] == [
        ("case-a", MODEL, "21:9 4K", 5.0, 7.0, 200, "req_1", Decimal("0.12"), True),
        ("", MODEL, "words", 3.0, 4.0, None, "", Decimal("0.04"), False),
    ]


IDS: list[tuple[Response | None, str]] = [
    (None, ""),
    (Response(200, (("CF-Ray", "9f"), ("x-oneapi-request-id", "2026x"))), "2026x"),
    (Response(200, (("CF-Ray", "9f"),)), "9f"),
    (Response(200, (("x-request-id", " "),), b'{"responseId": "r1"}'), "r1"),
    (Response(200, (), b'{"id": "i1"}'), "i1"),
    (Response(200, (), b'{"id": 7}'), ""),
    (Response(200, (("X-Request-Id", "a\x1b[31m\nb" + "c" * 500),)), "a[31mb" + "c" * 114),
]


@pytest.mark.parametrize(("response", "wanted"), IDS)
def test_a_request_is_known_by_its_id(response: Response | None, wanted: str) -> None:
    """Its own header before those of proxies, then the answer; nothing in it acts on a terminal."""
    assert request_id(response) == wanted


def test_a_run_tells_its_bill() -> None:
    """A run by a price table knows what was expected and what was charged."""
    found = prepare("apiyi", Options(prices=Prices("EUR", Decimal("0.1"))), {}).run()
    assert found.money is not None
    assert (found.money.expected, found.money.charged) == (Decimal("1.5"), Decimal("1.5"))
    assert (len(found.charges), found.counts.charged, all(c.request_id for c in found.charges)) == (15, 15, True)
