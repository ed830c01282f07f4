"""What is public: it is there, it is documented, and it does what its words say."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

import wirecheck
from wirecheck.engine.session import prepare
from wirecheck.errors import UsageError, WirecheckError
from wirecheck.plan import Depth
from wirecheck.tape.recorder import Recorder


@pytest.mark.parametrize("name", wirecheck.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    """Each can be had from the package, and says what it is."""
    value = getattr(wirecheck, name)
    assert inspect.getdoc(value)
    if inspect.isfunction(value):
        hints = inspect.signature(value)
        assert hints.return_annotation is not inspect.Signature.empty
        assert not [p for p in hints.parameters.values() if p.annotation is inspect.Parameter.empty]


def test_what_is_public_is_listed() -> None:
    """Nothing is public by accident."""
    assert {*wirecheck._HOMES, "faults", "manners"} == set(wirecheck.__all__)
    with pytest.raises(AttributeError, match="no attribute `nothing`"):
        wirecheck.nothing  # noqa: B018


def test_a_run_is_a_line() -> None:
    """An emulator, honest and not."""
    assert wirecheck.run("apiyi").broken == ()
    found = wirecheck.run("emulated:apiyi", depth="probe", fault=["ratio-ignored"])
    assert ([finding.requirement for finding in found.broken], found.depth) == (
        ["picture/ratio-is-honoured"],
        Depth.PROBE,
    )


def test_a_tape_is_run_like_any_target(tmp_path: Path) -> None:
    """`replay:` gives what the run gave; of several providers, one is to be named."""
    path = tmp_path / "t.har"
    with Recorder(path, "1.0") as recorder:
        live = prepare("apiyi", environ={}).run(recorder=recorder)
        prepare("dgrid", environ={}).run(recorder=recorder)
    assert wirecheck.run(f"replay:apiyi:{path}").results == live.results
    with pytest.raises(UsageError, match="holds runs of apiyi, dgrid"):
        wirecheck.run(f"replay:{path}")


MISTAKES: list[tuple[str, dict[str, object], str]] = [
    ("nobody", {}, "there is no provider `nobody`"),
    ("apiyi", {"depth": "deep"}, "there is no depth `deep`"),
    ("apiyi", {"no_such": 1}, "unknown option"),
    ("replay:x.har", {"fault": ["ratio-ignored"]}, "`--fault` cannot be used with a tape"),
]


@pytest.mark.parametrize(("target", "options", "message"), MISTAKES)
def test_a_mistake_is_an_error_with_a_hint(target: str, options: dict[str, object], message: str) -> None:
    """Every error of wirecheck's has one base, a message and a hint."""
    with pytest.raises(WirecheckError, match=message) as caught:
        wirecheck.run(target, **options)  # type: ignore[arg-type]
    assert caught.value.hint
