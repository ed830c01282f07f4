"""Tapes judged again: as they were judged the first time, and out of files that others recorded."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from wirecheck.emulator import KEY, Emulator, faults_for
from wirecheck.engine.prices import Money, Prices, spent
from wirecheck.engine.replay import prepare
from wirecheck.engine.runner import Run
from wirecheck.engine.session import Options
from wirecheck.engine.session import prepare as session
from wirecheck.errors import TapeError, UsageError, WirecheckError
from wirecheck.reports import html
from wirecheck.reports import json as report
from wirecheck.reports.report import Report
from wirecheck.secrets.key_patterns import WRONG_KEY
from wirecheck.spec.spec import load, providers
from wirecheck.tape.har import Entry, to_har
from wirecheck.tape.reader import journal_of
from wirecheck.tape.recorder import Recorder
from wirecheck.wire.exchange import Exchange, Request, Response
from wirecheck.wire.lenient_json import at, items

RECORDED = Path(__file__).parents[1] / "tape" / "recorded"


def record(path: Path, target: str, **options: Any) -> Run:
    with Recorder(path, "1.0") as recorder:
        return session(target, Options(**options), {}).run(recorder=recorder)


def replay(text: str) -> Run:
    [found] = prepare(text)
    return found.run()


FAULTS = ["", "ratio-ignored", "value-refused", "gzip-mislabelled", "body-cut", "key-echoed", "url-dead", "not-utf-8"]
FAULTS += ["busy-without-wait", "error-as-200", "client-error-500", "picture-lost"]


LIES = [
    (provider, fault)
    for provider in providers()
    for fault in FAULTS
    if not fault or any(known.id == fault for o in load(provider).operations for known in faults_for(o))
]


@pytest.mark.exhaustive
@pytest.mark.parametrize(("provider", "fault"), LIES)
def test_the_same_answers_make_the_same_findings(
    provider: str, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever an answer is like, its tape is judged as it was."""
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda seconds: None)
    path = tmp_path / "t.har"
    live = record(path, provider, fault=(fault,) if fault else ())
    taped = replay(f"replay:{path}")
    assert (taped.results, taped.findings, taped.left_out) == (live.results, live.findings, live.left_out)
    assert replace(taped.counts, sent=live.counts.sent, retried=live.counts.retried) == live.counts
    assert (taped.target, taped.depth, taped.operations) == (
        f"replay:{provider}:{path}",
        live.depth,
        live.operations,
    )


def test_what_a_budget_cut_is_not_judged_again_either(tmp_path: Path) -> None:
    """A tape of half a plan is no whole one."""
    path = tmp_path / "t.har"
    live = record(path, "apiyi", budget=3)
    taped = replay(f"replay:{path}")
    assert (taped.unjudged, taped.left_out) == (live.unjudged, live.left_out)
    assert live.left_out


@pytest.mark.parametrize("resumed", [False, True], ids=["the tape", "its journal"])
def test_a_tape_that_a_budget_cut_says_what_is_on_it(resumed: bool, tmp_path: Path) -> None:
    """Its time, its counts and its prices are those of the requests that were sent, as the run itself told them."""
    path = tmp_path / "t.har"
    prices = Prices("USD", Decimal("0.04"))
    before = time.time()
    with Recorder(path, "1.0") as recorder:
        live = session("apiyi", Options(budget=3, prices=prices), {}).run(recorder=recorder)
        if resumed:
            shutil.copy(journal_of(path), tmp_path / "copy.har.journal")
    if resumed:
        path = tmp_path / "copy.har"
        shutil.move(tmp_path / "copy.har.journal", journal_of(path))
    [found] = prepare(f"replay:{path}", prices=prices)
    taped = found.run()
    assert before < taped.started < live.started + live.seconds
    assert taped.money == Money(
        "USD", Decimal("0.12"), taped.money.at_worst if taped.money else Decimal(), spent(live.charges)
    )
    assert taped.charges == live.charges
    document = json.loads(report.render(Report([taped], "1.0")))["runs"][0]
    assert document["money"]["charged"] == "0.12"
    assert not document["started"].startswith("1970")
    page = html.render(Report([taped], "1.0"))
    on_tape = taped.counts.planned - len(taped.left_out)
    assert (f"{on_tape} on the tape of {taped.counts.planned} planned" in page, on_tape < 20) == (True, True)


def test_a_tape_on_which_nothing_came_has_the_time_of_now(tmp_path: Path) -> None:
    """There is no other, and it is not 1970."""
    path = tmp_path / "t.har"
    recorder = Recorder(path, "1.0")
    recorder.open("emulated:apiyi", {"provider": "apiyi", "depth": "sweep"}, session("apiyi", environ={}).cases)
    recorder._journal.close()
    assert abs(replay(f"replay:{path}").started - time.time()) < 3600


def test_several_targets_on_one_tape(tmp_path: Path) -> None:
    """Each is a run of its own again, and one can be asked for."""
    path = tmp_path / "t.har"
    with Recorder(path, "1.0") as recorder:
        for name in ("apiyi", "dgrid"):
            session(name, environ={}).run(recorder=recorder)
    assert [found.spec.provider for found in prepare(f"replay:{path}")] == ["apiyi", "dgrid"]
    assert replay(f"replay:dgrid:{path}").operations == ("dgrid:generateContent",)
    with pytest.raises(UsageError, match="has no runs of `deerapi`"):
        prepare(f"replay:deerapi:{path}")


def test_a_run_that_was_cut_says_so(tmp_path: Path) -> None:
    """From a journal alone: what came is judged, the rest was cut, and that is no clean bill."""
    path = tmp_path / "t.har"
    recorder = Recorder(path, "1.0")
    ready = session("apiyi", environ={})
    track = recorder.open("emulated:apiyi", {"provider": "apiyi", "depth": "sweep"}, ready.cases)
    done = ready.run()
    first = next(case for case in ready.cases if case.phase == "billable")
    track.keep(first, next(e for e in done.exchanges if e.request == first.request))
    recorder._journal.close()
    assert (path.exists(), journal_of(path).exists()) == (False, True)
    found = replay(f"replay:{path}")
    assert len(found.left_out) == len(ready.cases) - 1
    assert {left.why for left in found.left_out} == {"the run was interrupted before its answer arrived"}
    assert found.unjudged


@pytest.mark.parametrize("name", ["chromium", "mitmproxy"])
def test_a_file_of_a_browser_or_a_proxy(name: str) -> None:
    """An honest gateway's answers are blameless, whoever recorded them; the rest is counted; no key is kept."""
    found = replay(f"replay:apiyi:{RECORDED / name}.har")
    assert (found.findings, len(found.exchanges), found.counts.charged) == ((), 2, 2)
    assert [(skipped.count, skipped.why) for skipped in found.skipped] == [(1, "not to the provider's operations")]
    assert found.depth is None
    assert KEY not in repr(found.exchanges)
    assert {e.request.header("authorization") for e in found.exchanges} == {"Bearer $APIYI_API_KEY"}


def har(path: Path, *entries: dict[str, Any]) -> Path:
    path.write_text(json.dumps({"log": {"version": "1.2", "creator": {}, "entries": list(entries)}}))
    return path


def foreign(provider: str, change: Callable[[Any], Any] = lambda entry: entry, base: str = "") -> list[dict[str, Any]]:
    """What a proxy would have recorded of an example and of the pictures that it names."""
    spec = load(provider)
    operation = spec.operations[-1]
    emulator = Emulator(provider)
    name, value = spec.credential(operation, KEY)
    url = operation.url(base or spec.server or "https://gateway.test", operation.served_model)
    headers = ((name, value), ("Content-Type", "application/json"))
    body = operation.examples[0].value if operation.dialect == "gemini" else {"model": "dall-e-3", "prompt": "a boat"}
    request = Request("POST", url, headers, json.dumps(body).encode())
    response = emulator.respond(request)
    opened = [Request("GET", str(at(item, "url"))) for item in items(response.document.value, "data")]
    exchanges = [_exchange(request, response), *(_exchange(asked, emulator.respond(asked)) for asked in opened)]
    found = [to_har(Entry(exchange)) for exchange in exchanges]
    for entry in found:
        del entry["_wirecheck"]
    return [change(entry) for entry in found]


def _exchange(request: Request, response: Response) -> Exchange:
    return Exchange(request, response, None, time.time(), None, time.time())


def without_credentials(entry: dict[str, Any]) -> dict[str, Any]:
    """As browsers save it: keys and cookies taken out."""
    kept = [h for h in entry["request"]["headers"] if h["name"].lower() not in ("authorization", "cookie")]
    return {**entry, "request": {**entry["request"], "headers": kept}}


@pytest.mark.parametrize("change", [lambda entry: entry, without_credentials])
@pytest.mark.parametrize("provider", ["apiyi", "deerapi", "dgrid"])
def test_the_provider_is_known_by_its_host(provider: str, change: Callable[[Any], Any], tmp_path: Path) -> None:
    """Providers share paths; a host that a page names decides; a key that the recorder left out is no missing key."""
    path = har(tmp_path / "f.har", *foreign(provider, change))
    found = replay(f"replay:{path}")
    assert (found.provider, found.findings, found.skipped) == (provider, (), ())
    held = {row.requirement for row in found.results if row.judged}
    assert ("picture/is-known" in held or "picture/is-whole" in held, "auth/no-key-is-refused" in held) == (True, False)


def test_an_address_of_a_picture_is_joined(tmp_path: Path) -> None:
    """The picture that an answer names by its address is on the tape as well, and is looked at."""
    found = replay(f"replay:{har(tmp_path / 'f.har', *foreign('deerapi'))}")
    opened = [e for e in found.exchanges if e.request.method == "GET"]
    [row] = [r for r in found.results if r.requirement == "images/url-opens" and r.operation == "deerapi:createImage"]
    assert (len(opened), row.verdict.value) == (1, "held")


def test_a_call_without_a_key_is_seen_where_keys_were_kept(tmp_path: Path) -> None:
    """Where other requests on the tape carry their keys, one that does not was sent without."""
    [kept] = foreign("apiyi")
    found = replay(f"replay:{har(tmp_path / 'f.har', kept, without_credentials(kept))}")
    assert [f.requirement for f in found.findings] == ["auth/no-key-is-refused"]


def keyed(entry: dict[str, Any], key: str, status: int = 200, body: str = "") -> dict[str, Any]:
    """An entry with another key, and perhaps another answer."""
    others = [h for h in entry["request"]["headers"] if h["name"].lower() != "authorization"]
    request = {**entry["request"], "headers": [*others, {"name": "Authorization", "value": f"Bearer {key}"}]}
    if status == 200:
        return {**entry, "request": request}
    headers = [{"name": "Content-Type", "value": "application/json"}]
    content = {"size": len(body), "mimeType": "application/json", "text": body}
    return {
        **entry,
        "request": request,
        "response": {**entry["response"], "status": status, "headers": headers, "content": content},
    }


REFUSALS = [
    (401, '{"error": {"code": 401, "message": "The token has expired.", "status": "UNAUTHENTICATED"}}'),
    (403, '{"error": {"code": 403, "message": "This account is closed.", "status": "PERMISSION_DENIED"}}'),
    (400, '{"error": {"code": 400, "message": "API key not valid.", "details": [{"reason": "API_KEY_INVALID"}]}}'),
]


@pytest.mark.parametrize("provider", ["apiyi", "deerapi", "dgrid"])
@pytest.mark.parametrize(("status", "body"), REFUSALS)
@pytest.mark.parametrize("turned", [False, True])
def test_each_key_is_judged_by_itself(turned: bool, status: int, body: str, provider: str, tmp_path: Path) -> None:
    """That one key was refused is no breach where another was served; it is told, with the address."""
    entries = foreign(provider)
    mixed = [*entries, keyed(entries[0], "sk-old", status, body), keyed(entries[0], "sk-old", 400, "{}")]
    found = replay(f"replay:{provider}:{har(tmp_path / 'f.har', *(mixed[::-1] if turned else mixed))}")
    assert (found.findings, len(found.exchanges)) == ((), len(entries))
    assert [(skipped.count, skipped.why) for skipped in found.skipped] == [
        (2, "the key was refused; another key was served")
    ]


def test_a_key_that_is_served_is_judged_whatever_else_it_gets(tmp_path: Path) -> None:
    """Refused at times is another thing than refused; and where no key is served, all of them are judged."""
    [kept] = foreign("apiyi")
    status, body = REFUSALS[0]
    at_times = [kept, keyed(kept, "sk-other"), keyed(kept, "sk-other", status, body)]
    assert len(replay(f"replay:apiyi:{har(tmp_path / 'a.har', *at_times)}").exchanges) == 3
    never = [keyed(kept, key, status, body) for key in ("sk-one", "sk-two")]
    assert len(replay(f"replay:apiyi:{har(tmp_path / 'b.har', *never)}").exchanges) == 2


def test_a_probe_of_keys_is_no_other_key(tmp_path: Path) -> None:
    """A request without a key, or with one that was made up, is judged as what it is."""
    [kept] = foreign("apiyi")
    status, body = REFUSALS[0]
    probes = [without_credentials(keyed(kept, "", status, body)), keyed(kept, f"{WRONG_KEY}1", status, body)]
    found = replay(f"replay:apiyi:{har(tmp_path / 'f.har', kept, *probes)}")
    assert (len(found.exchanges), found.skipped) == (3, ())
    assert {"auth/no-key-is-refused", "auth/wrong-key-is-refused"} <= {r.requirement for r in found.results if r.judged}


def test_prices_of_a_file_from_elsewhere(tmp_path: Path) -> None:
    """Without a plan, what was charged is what was expected."""
    [found] = prepare(f"replay:{har(tmp_path / 'f.har', *foreign('apiyi'))}", prices=Prices("", Decimal("0.04")))
    assert found.run().money == Money("", Decimal("0.04"), Decimal("0.04"), Decimal("0.04"))


def test_a_cookie_is_no_key(tmp_path: Path) -> None:
    """A recorder that takes keys out may leave cookies in, such as those of a network in front of the gateway."""
    [kept] = foreign("apiyi", without_credentials)
    kept["request"]["headers"].append({"name": "Cookie", "value": "__cf_bm=1"})
    found = replay(f"replay:apiyi:{har(tmp_path / 'f.har', kept)}")
    assert (found.findings, {r.requirement for r in found.results if r.judged} & {"auth/no-key-is-refused"}) == (
        (),
        set(),
    )


def test_a_preflight_is_passed_over(tmp_path: Path) -> None:
    """What a browser asks on its own account is nobody's request."""
    [kept] = foreign("apiyi")
    asked = {**kept, "request": {**kept["request"], "method": "OPTIONS", "postData": None, "bodySize": 0}}
    found = replay(f"replay:{har(tmp_path / 'f.har', asked, kept)}")
    assert (len(found.exchanges), found.findings) == (1, ())
    assert [(s.count, s.why) for s in found.skipped] == [(1, "sent by a browser or a proxy by itself")]


BAD: list[tuple[str, type[WirecheckError], str]] = [
    ("replay:", UsageError, "does not name a tape"),
    ("replay:apiyi:", UsageError, "does not name a tape"),
    ("replay:{folder}/nowhere.har", TapeError, "there is no tape"),
    ("replay:apiyi:{folder}/nowhere.har", TapeError, "there is no tape"),
    ("replay:{folder}", TapeError, "cannot be read"),
    ("replay:{folder}/unclear.har", UsageError, "could be any of apiyi, deerapi, gemini-native"),
    ("replay:{folder}/other.har", TapeError, "goes to an operation of a known provider"),
    ("replay:{folder}/empty.har", TapeError, "goes to an operation of a known provider"),
    ("replay:apiyi:{folder}/other.har", TapeError, "nothing on"),
]


@pytest.mark.parametrize(("text", "error", "message"), BAD)
def test_what_cannot_be_judged_is_told(text: str, error: type[WirecheckError], message: str, tmp_path: Path) -> None:
    """Each with a hint, and before anything is judged."""
    har(tmp_path / "unclear.har", *foreign("apiyi", base="https://gateway.test"))
    har(tmp_path / "other.har", *foreign("apiyi", base="https://gateway.test/elsewhere?x="))
    har(tmp_path / "empty.har")
    text = text.format(folder=tmp_path)
    with pytest.raises(error) as caught:
        replay(text)
    assert (message in caught.value.message, bool(caught.value.hint)) == (True, True), caught.value.message


@pytest.mark.parametrize("text", ["[" * 100_000, '{"log": {"entries": [' + "[" * 100_000], ids=["all", "an entry"])
def test_a_tape_that_is_nested_without_end_is_no_tape(text: str, tmp_path: Path) -> None:
    """It is read no further than a tape can go, as each level costs as much as all above it."""
    path = tmp_path / "t.har"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TapeError):
        prepare(f"replay:{path}")
