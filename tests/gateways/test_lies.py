"""One lie each on an otherwise truthful gateway: found under the right requirement, and under no other."""

from __future__ import annotations

import resource
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

import pytest

from wirecheck.cli.output import exit_code
from wirecheck.engine.runner import Run
from wirecheck.plan import Depth
from wirecheck.reports import terminal
from wirecheck.reports.report import Report
from wirecheck.requirements.requirement import Level

MUST, SHOULD = Level.MUST, Level.SHOULD


@dataclass(frozen=True)
class Lie:
    """A lie, where it is told, and what it breaks: one requirement at one level, or none with an exit code."""

    id: str
    breaks: str = ""
    level: Level | None = None
    provider: str = "apiyi"
    operation: str = ""
    depth: Depth = Depth.PROBE
    exit: int | None = None

    @property
    def exit_code(self) -> int:
        return self.exit if self.exit is not None else int(self.level is MUST)


LIES = [
    Lie("ratio-ignored", "picture/ratio-is-honoured", MUST),
    Lie("size-ignored", "picture/size-is-honoured", MUST),
    Lie("jpeg-called-png", "picture/declared-type-is-true", MUST),
    Lie("wrong-key-served", "auth/wrong-key-is-refused", MUST),
    Lie("no-key-served", "auth/no-key-is-refused", MUST),
    Lie("error-as-200", "error/is-never-a-2xx", MUST),
    Lie("text-first", "answer/picture-comes-first", MUST),
    Lie("usage-left-out", "usage/is-present", MUST),
    Lie("usage-left-out", "usage/is-present", MUST, "dgrid"),
    Lie("base64-cut", "picture/base64-is-strict", MUST),
    Lie("key-echoed", "auth/key-is-not-echoed", SHOULD),
    Lie("html-errors", "error/is-json", SHOULD),
    Lie("html-errors", "error/is-json", SHOULD, "deerapi"),
    Lie("malformed-500", "error/client-mistake-is-a-4xx", SHOULD),
    Lie("snake-case", "answer/members-are-camel-case", MUST),
    Lie("snake-case", "answer/members-are-camel-case", MUST, "gemini-native"),
    Lie("total-off", "usage/total-is-the-sum", SHOULD),
    Lie("total-off", "usage/total-is-the-sum", MUST, "deerapi"),
    Lie("markdown", "answer/has-the-picture", MUST, "dgrid"),
    Lie("thought-unasked", "answer/thoughts-only-when-asked", MUST),
    Lie("thought-unasked", "answer/thoughts-only-when-asked", SHOULD, "dgrid"),
    Lie("default-ratio", "request/documented-default-applies", MUST),
    Lie("n-ignored", "images/as-many-as-asked", MUST, "deerapi", "createImage", Depth.SWEEP),
    Lie("output-format-ignored", "images/output-format-is-honoured", MUST, "deerapi", "createImage"),
    # with an echo that tells the truth about the picture: one lie, so one requirement
    Lie("output-format-told", "images/output-format-is-honoured", MUST, "deerapi", "createImage"),
    Lie("images-size-ignored", "picture/size-is-honoured", MUST, "deerapi", "createImage", Depth.SWEEP),
    Lie("created-in-ms", "images/created-is-the-time", MUST, "deerapi", "createImage"),
    Lie("path-moved", "endpoint/documented-path-exists", MUST),
    Lie("503-once"),
    Lie("429-stays", exit=3),
    Lie("cut", "body/is-complete", MUST),
    Lie("gzip-label", "body/encoding-is-as-labelled", MUST),
    Lie("two-documents", "body/is-one-document", MUST),
    Lie("get-served", "endpoint/other-methods-are-refused", SHOULD),
    Lie("unknown-model-served", "endpoint/unknown-model-is-refused", SHOULD),
    Lie("empty", "body/is-json", MUST),
    Lie("nested", "body/is-json", MUST),
    Lie("picture-bomb", "picture/is-whole", MUST),
    Lie("header-flood", exit=3),
]


def told(run: Run) -> list[tuple[str, Level, str]]:
    return [(f.requirement, f.level, f.message[:160]) for f in run.findings]


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: f"{lie.id}-{lie.provider}")
def test_a_lie_is_found_where_it_belongs(check: Callable[..., Run], second: ModuleType, lie: Lie) -> None:
    """Each lie is found by the requirement that it breaks, at its level, by no other, with the exit code it earns."""
    with second.Gateway(lie.provider, lie=lie.id) as gateway:
        run = check(lie.provider, gateway.url, lie.depth, lie.operation)
    wanted = {(lie.breaks, lie.level)} if lie.breaks else set()
    found = {(requirement, level) for requirement, level, _ in told(run)}
    assert wanted <= found
    assert exit_code([run]) == lie.exit_code
    assert {x for x in told(run) if x[0] != lie.breaks} == set()
    assert not [r for r in run.results if "could not judge" in r.why]


def test_a_redirect_takes_no_key_along(check: Callable[..., Run], second: ModuleType) -> None:
    """A redirect to another host is a `must` broken, and nothing is ever sent there."""
    with second.Gateway("apiyi") as other, second.Gateway("apiyi", lie="redirect") as gateway:
        gateway.elsewhere = other.url
        run = check("apiyi", gateway.url)
        assert other.seen == 0
    assert exit_code([run]) == 1
    assert {level for _, level, _ in told(run)} == {MUST}
    assert len(told(run)) <= 2


def test_what_an_error_says_does_nothing_to_a_terminal(check: Callable[..., Run], second: ModuleType) -> None:
    """Escapes in a gateway's error reach neither a message nor a report; the refused value is named."""
    with second.Gateway("apiyi", lie="value-refused") as gateway:
        run = check("apiyi", gateway.url)
    assert [(r, level) for r, level, _ in told(run)] == [("request/documented-value-is-served", MUST)]
    assert run.findings[0].value in ("1:8", "8:1")
    assert run.findings[0].message.isprintable()
    shown = terminal.render(Report([run], width=100, colour=False, verbose=True))
    assert all(char.isprintable() or char == "\n" for char in shown)


def test_a_claimed_picture_takes_no_memory(check: Callable[..., Run], second: ModuleType) -> None:
    """A PNG that claims 60,000 by 60,000 pixels is told by its head, and never unpacked."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with second.Gateway("apiyi", lie="picture-bomb") as gateway:
        check("apiyi", gateway.url)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400 * 1024
