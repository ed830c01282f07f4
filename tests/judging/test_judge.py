"""Exchanges judged together: premises, suspects, levels and fingerprints."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

import pytest
from PIL import Image

from wirecheck.judging.findings import Judgement, Result, fingerprint
from wirecheck.judging.judge import assess, judge, unsent
from wirecheck.requirements.catalogue import get
from wirecheck.requirements.requirement import EvenIf, Level, Reads, Verdict, requirement
from wirecheck.spec.spec import load
from wirecheck.wire.exchange import Exchange, Failure, FailureKind, Request, Response

APIYI = load("apiyi").operation("generateContent")
JSON = (("Content-Type", "application/json"),)
VALUES = "request/documented-value-is-served"


def request(*, key: str | None = "Bearer $APIYI_API_KEY", base: str = "https://gateway.test", **image: str) -> Request:
    config = {"responseModalities": ["IMAGE"], **({"imageConfig": image} if image else {})}
    body = json.dumps({"contents": [{"parts": [{"text": "a boat"}]}], "generationConfig": config})
    headers = (("Authorization", key), *JSON) if key else JSON
    return Request("POST", APIYI.url(base), headers, body.encode())


def exchange(
    status: int = 200, answer: Any = None, headers: tuple[tuple[str, str], ...] = JSON, **image: Any
) -> Exchange:
    nothing: dict[str, Any] = {"candidates": []}
    refusal = {"error": {"code": status, "message": "that will not do"}}
    given = answer if answer is not None else nothing if status == 200 else refusal
    raw = given if isinstance(given, bytes) else json.dumps(given).encode()
    return Exchange(request(**image), Response(status, headers, raw), started=1e9, ended=1e9)


def result(judgement: Judgement, id: str) -> Result:
    return next(row for row in judgement.results if row.requirement == id)


def blamed(judgement: Judgement, id: str = VALUES) -> list[str]:
    return [finding.value for finding in judgement.findings if finding.requirement == id]


def test_a_broken_premise_is_one_finding() -> None:
    """A page of HTML is one breach; what rests on it is not judged, and says why."""
    judgement = assess([exchange(answer=b"<html>")], [APIYI])
    assert [finding.requirement for finding in judgement.findings if finding.level is Level.MUST] == ["body/is-json"]
    candidate = result(judgement, "answer/has-a-candidate")
    assert (candidate.verdict, candidate.why) == (Verdict.NOT_JUDGED, "`body/is-json` is broken")


def test_a_premise_is_judged_even_when_it_is_not_selected() -> None:
    """Selecting one requirement does not blame it for what breaks below it."""
    judgement = assess([exchange(answer=b"<html>")], [APIYI], requirements=[get("answer/has-a-candidate")])
    assert (
        list(judgement.findings),
        len(judgement.results),
        judgement.results[0].verdict,
    ) == ([], 1, Verdict.NOT_JUDGED)


def test_a_case_left_out_is_not_judged() -> None:
    """What was not sent says so."""
    judgement = assess([unsent(request(), "left out: the budget is spent")], [APIYI])
    row = result(judgement, "answer/has-a-candidate")
    assert (row.verdict, "left out: the budget is spent" in row.why) == (Verdict.NOT_JUDGED, True)
    assert judgement.findings == ()


def test_only_the_value_that_is_refused_everywhere_is_blamed() -> None:
    """Of the values in refused requests, those that were served elsewhere are cleared."""
    judgement = assess(
        [
            exchange(aspectRatio="1:1", imageSize="1K"),
            exchange(aspectRatio="4:1", imageSize="2K"),
            exchange(400, aspectRatio="8:1", imageSize="1K"),
            exchange(400, aspectRatio="8:1", imageSize="2K"),
        ],
        [APIYI],
    )
    assert blamed(judgement) == ["8:1"]


def test_what_nothing_tells_apart_is_named_together() -> None:
    """Where every refusal shares two values and no error names one, nobody is blamed alone."""
    judgement = assess([exchange(400, aspectRatio=ratio, imageSize="4K") for ratio in ("1:8", "2:3", "4:5")], [APIYI])
    messages = [finding.message for finding in judgement.findings if finding.requirement == VALUES]
    assert [("4K" in text, "IMAGE" in text, "2:3" in text) for text in messages] == [(True, True, False)]


def test_the_value_that_the_error_names_is_blamed() -> None:
    """What an error says outweighs what refusals share."""
    said = {"error": {"message": "aspectRatio 4:5 is not supported"}}
    judgement = assess(
        [
            exchange(400, said, aspectRatio="4:5", imageSize="4K"),
            exchange(400, said, aspectRatio="4:5", imageSize="2K"),
        ],
        [APIYI],
    )
    assert blamed(judgement) == ["4:5"]


def test_a_served_example_clears_its_values() -> None:
    """The page's own request was served: its ratio, size and modality are above suspicion."""
    judgement = assess(
        [exchange(aspectRatio="16:9", imageSize="2K"), exchange(400, aspectRatio="16:9", imageSize="4K")], [APIYI]
    )
    assert blamed(judgement) == ["4K"]


def test_a_refusal_of_what_was_served_elsewhere_stays_a_finding() -> None:
    """A gateway that refuses now and then is not excused by the times it serves."""
    judgement = assess(
        [exchange(aspectRatio="2:3", imageSize="4K"), exchange(400, aspectRatio="2:3", imageSize="4K")], [APIYI]
    )
    assert len(blamed(judgement)) == 1


def test_findings_of_a_must_come_first() -> None:
    """The worst is at the top."""
    judgement = assess([exchange(answer=b'\xef\xbb\xbf{"a": 1}', headers=(("Content-Type", "text/html"),))], [APIYI])
    levels = [finding.level for finding in judgement.findings]
    assert {Level.MUST, Level.SHOULD} == set(levels)
    assert sorted(levels, key=list(Level).index) == levels


@pytest.mark.parametrize(
    ("extra", "level"),
    [({}, Level.MUST), ({"thinkingConfig": {"unheardOf": 1}}, Level.SHOULD)],
)
def test_a_request_beyond_the_page_makes_no_must(extra: dict[str, Any], level: Level) -> None:
    """What the page never documented is no promise of its page."""
    config = {"responseModalities": ["IMAGE"], **extra}
    body = {"contents": [{"parts": [{"text": "a boat"}]}], "generationConfig": config}
    asked = Request("POST", APIYI.url("https://gateway.test"), request().headers, json.dumps(body).encode())
    answer = b'{"candidates": [{"content": {"parts": []}}]}'
    judgement = assess([Exchange(asked, Response(200, JSON, answer))], [APIYI])
    assert [level] == [f.level for f in judgement.findings if f.requirement == "answer/has-a-finish-reason"]


BLOCKED = {"promptFeedback": {"blockReason": "SAFETY"}}
CUT = Exchange(request(), Response(200, JSON, b"{"), failure=Failure(FailureKind.CUT, "it broke off"))
UNSENT = unsent(request(), "left out")
EXCUSED = [
    (exchange(429), EvenIf.EXCUSED_ERROR),
    (exchange(answer=BLOCKED), EvenIf.BLOCKED),
    (CUT, EvenIf.CUT_OFF),
]


def verdicts(exchanges: list[Exchange], even_if: EvenIf | None, id: str = "house/is-looked-at") -> list[Verdict]:
    made = requirement(id, default_level=Level.SHOULD, reads=Reads.ANY, even_if=even_if)(lambda reading: iter(()))
    return [row.verdict for row in assess(exchanges, [APIYI], requirements=[made]).results]


@pytest.mark.parametrize(("given", "policy"), EXCUSED, ids=["error", "blocked", "cut off"])
def test_an_excused_answer_is_judged_by_what_asks_for_it(given: Exchange, policy: EvenIf) -> None:
    """What is no fair trial is left out, but by a requirement that says otherwise; one policy is not another."""
    others = EvenIf.EXCUSED | EvenIf.CUT_OFF | EvenIf.RETRIED
    assert verdicts([given], policy) == [Verdict.HELD]
    assert verdicts([given], others & ~policy) == [Verdict.NOT_JUDGED]
    assert verdicts([given], None) == [Verdict.NOT_JUDGED]


def test_a_retried_answer_is_judged_by_what_asks_for_it() -> None:
    """A retry has the last word, but with a requirement that says otherwise."""
    tries = [Exchange(request(), Response(429, JSON, b"{}"), attempt=attempt) for attempt in (1, 2)]
    made = [
        requirement(f"house/{name}", default_level=Level.SHOULD, reads=Reads.ANY, even_if=policy)(
            lambda reading: iter(("no",))
        )
        for name, policy in (("last", EvenIf.EXCUSED_ERROR), ("all", EvenIf.EXCUSED_ERROR | EvenIf.RETRIED))
    ]
    judgement = assess(tries, [APIYI], requirements=made)
    assert [(row.requirement, row.broken) for row in judgement.results] == [("house/last", 1), ("house/all", 2)]


def test_what_was_never_sent_is_judged_by_none() -> None:
    """There is nothing to look at."""
    assert verdicts([UNSENT], EvenIf.EXCUSED | EvenIf.CUT_OFF | EvenIf.RETRIED) == [Verdict.NOT_JUDGED]


JUDGED_BY_FAMILIES = {
    "auth": [Verdict.NOT_JUDGED, Verdict.HELD, Verdict.NOT_JUDGED],
    "body": [Verdict.HELD, Verdict.HELD, Verdict.NOT_JUDGED],
    "error": [Verdict.HELD, Verdict.HELD, Verdict.NOT_JUDGED],
    "limits": [Verdict.HELD, Verdict.HELD, Verdict.NOT_JUDGED],
    "picture": [Verdict.NOT_JUDGED] * 3,
}
"""What becomes of an error, a blocked answer and one that was cut off, with a requirement that does not say."""


@pytest.mark.parametrize("family", JUDGED_BY_FAMILIES)
def test_a_house_rule_in_a_family_of_ours_judges_what_the_family_does(family: str) -> None:
    """A requirement of one's own that does not say what it judges takes that from the family that it joined."""
    found = [verdict for given, _ in EXCUSED for verdict in verdicts([given], None, f"{family}/is-looked-at")]
    assert found == JUDGED_BY_FAMILIES[family]


KEYS = [
    (None, 401, []),
    (None, 400, ["auth/refusal-is-401-or-403"]),
    (None, 200, ["auth/no-key-is-refused"]),
    ("Bearer wirecheckWrongKey1", 403, []),
    ("Bearer wirecheckWrongKey1", 200, ["auth/wrong-key-is-refused"]),
    ("Bearer wirecheckWrongKey1", 500, ["auth/refusal-is-401-or-403"]),
]


@pytest.mark.parametrize(("key", "status", "ids"), KEYS)
def test_an_exchange_with_a_bad_key_tells_of_keys_alone(key: str | None, status: int, ids: list[str]) -> None:
    """Whatever is served to a stranger is not held against the promises to callers, of whom one was served."""
    served = [finding.requirement for finding in judge([exchange()], "apiyi")]
    found = [finding.requirement for finding in judge([exchange(), exchange(status, key=key)], "apiyi")]
    assert sorted(found) == sorted([*served, *ids])


def test_exchanges_with_other_addresses_are_passed_over() -> None:
    """A tape may hold more than the gateway's own."""
    assert judge([Exchange(Request("POST", "https://other.test/x"), Response(200, (), b"<html>"))], "apiyi") == []


def test_a_fingerprint_is_that_of_the_fault() -> None:
    """The target and what else a case asked for do not change it; requirement, operation and value do."""
    cases = [
        exchange(400, aspectRatio="8:1", imageSize="1K"),
        exchange(400, aspectRatio="8:1", imageSize="2K", base="http://127.0.0.1:1/prefix"),
    ]
    said = {"error": {"message": "aspectRatio 8:1"}}
    marks = {
        finding.fingerprint
        for case in cases
        for finding in judge([Exchange(case.request, Response(400, JSON, json.dumps(said).encode()))], "apiyi")
        if finding.value == "8:1"
    }
    assert {fingerprint(VALUES, APIYI.id, "generationConfig.imageConfig.aspectRatio", "8:1")} == marks
    assert (
        len({fingerprint("a/b", "o"), fingerprint("a/c", "o"), fingerprint("a/b", "p"), fingerprint("a/b", "o", "m")})
        == 4
    )
    assert all(len(mark) == 12 and int(mark, 16) >= 0 for mark in marks)


def test_a_finding_names_every_case_that_shows_it() -> None:
    """Two answers with one fault are one finding with two cases, and two counts."""
    shown = [exchange(aspectRatio="1:1"), exchange(aspectRatio="2:3")]
    judgement = assess(shown, [APIYI], cases={shown[0].request: "a1", shown[1].request: "b2"})
    finding = next(f for f in judgement.findings if f.requirement == "answer/has-a-candidate")
    assert (finding.cases, result(judgement, finding.requirement).broken) == (("a1", "b2"), 2)


def test_a_judge_that_fails_is_not_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake of ours blames nobody and stops nothing."""

    def boom(self: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("wirecheck.requirements.answer.items", boom)
    row = result(assess([exchange()], [APIYI]), "answer/has-a-candidate")
    assert (row.verdict, "wirecheck could not judge it" in row.why) == (Verdict.NOT_JUDGED, True)


def test_a_key_among_exchanges_from_elsewhere_is_in_no_finding() -> None:
    """It stands there by the name of its variable, and is found where the answer repeats it."""
    echo = {"error": {"code": 400, "message": "not for sk-canary-1, nor for hush-canary-2"}}
    sent = request(key="Bearer sk-canary-1")
    sent = Request(sent.method, sent.url, (*sent.headers, ("X-Auth-Token", "hush-canary-2")), sent.body)
    found = judge([Exchange(sent, Response(400, JSON, json.dumps(echo).encode()))], "apiyi")
    assert "auth/key-is-not-echoed" in {finding.requirement for finding in found}
    assert ("canary" in repr(found), "$APIYI_API_KEY" in repr(found)) == (False, True)


RATIO = "picture/ratio-is-honoured"


def drawn(width: int, height: int, ratio: str) -> Exchange:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).save(out, "PNG")
    part = {"inlineData": {"mimeType": "image/png", "data": base64.b64encode(out.getvalue()).decode()}}
    candidate = {"content": {"role": "model", "parts": [part]}, "finishReason": "STOP", "index": 0}
    return exchange(answer={"candidates": [candidate]}, aspectRatio=ratio)


ROWS = [
    ([(16, 9, "16:9")], [(Level.MUST, Verdict.HELD, 1, 0)]),
    ([(9, 9, "16:9")], [(Level.MUST, Verdict.BROKEN, 1, 1)]),
    # what holds beyond the page is told where nothing on it does
    ([(7, 5, "7:5")], [(Level.MUST, Verdict.NOT_APPLICABLE, 0, 0), (Level.SHOULD, Verdict.HELD, 1, 0)]),
    ([(7, 5, "7:5"), (16, 9, "16:9")], [(Level.MUST, Verdict.HELD, 1, 0)]),
    (
        [(16, 9, "16:9"), (9, 9, "7:5"), (9, 9, "6:5")],
        [(Level.MUST, Verdict.HELD, 1, 0), (Level.SHOULD, Verdict.BROKEN, 2, 2)],
    ),
    (
        [(9, 9, "16:9"), (9, 9, "7:5"), (16, 9, "16:9")],
        [(Level.MUST, Verdict.BROKEN, 2, 1), (Level.SHOULD, Verdict.BROKEN, 1, 1)],
    ),
]


@pytest.mark.parametrize(("pictures", "rows"), ROWS)
def test_what_is_beyond_the_page_has_a_row_of_its_own(
    pictures: list[tuple[int, int, str]], rows: list[tuple[Level, Verdict, int, int]]
) -> None:
    """A row of a `must` counts what the page documents, and is broken only where a finding of its level shows it."""
    judgement = assess([drawn(w * 100, h * 100, ratio) for w, h, ratio in pictures], [APIYI], requirements=[get(RATIO)])
    assert [(row.level, row.verdict, row.judged, row.broken) for row in judgement.results] == rows
    broken = {row.row for row in judgement.results if row.verdict is Verdict.BROKEN}
    assert {finding.row for finding in judgement.findings} == broken
    assert [finding.beyond for finding in judgement.findings] == [f.citation is None for f in judgement.findings]


def test_a_random_must_is_not_hidden_by_a_planned_should() -> None:
    """Of one member, only a finding of the same level makes that of a random request superfluous."""
    planned, random = drawn(900, 900, "7:5"), drawn(900, 900, "16:9")
    judgement = assess([planned, random], [APIYI], requirements=[get(RATIO)], drawn=[random.request])
    assert [(finding.level, finding.drawn) for finding in judgement.findings] == [
        (Level.MUST, True),
        (Level.SHOULD, False),
    ]
