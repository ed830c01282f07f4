"""Truthful gateways of another hand: none is blamed for its own way of keeping the page."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from types import ModuleType

import pytest

from wirecheck.cli.output import exit_code
from wirecheck.engine.runner import Run
from wirecheck.plan import Depth
from wirecheck.requirements.requirement import Level
from wirecheck.spec.spec import load, providers

Check = Callable[..., Run]


def told(run: Run) -> list[tuple[str, str, str]]:
    return [(str(f.level), f.requirement, f.message) for f in run.findings]


DEPTHS = [Depth.PROBE, *(pytest.param(depth, marks=pytest.mark.exhaustive) for depth in (Depth.SWEEP, Depth.PAIRS))]


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("provider", providers())
def test_a_truthful_gateway_is_blameless(check: Check, second: ModuleType, provider: str, depth: Depth) -> None:
    """A gateway that does what its page says, and otherwise as it likes, gets no finding and exit code 0."""
    with second.Gateway(provider) as gateway:
        run = check(provider, gateway.url, depth)
    assert told(run) == []
    assert [(r.requirement, r.why) for r in run.unjudged] == []
    assert exit_code([run]) == 0
    assert run.counts.charged >= len(run.operations)


@pytest.mark.exhaustive
@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("provider", providers())
def test_a_lenient_gateway_is_blameless(check: Check, second: ModuleType, provider: str, depth: Depth) -> None:
    """A gateway that serves whatever it understands breaks no `must`, and no `should` for that alone."""
    with second.Gateway(provider, lenient=True) as gateway:
        run = check(provider, gateway.url, depth)
    assert [f for f in told(run) if f[0] == Level.MUST] == []
    assert told(run) == []
    assert exit_code([run]) == 0


@pytest.mark.exhaustive
@pytest.mark.parametrize("provider", providers())
def test_the_command_line_agrees(second: ModuleType, provider: str) -> None:
    """The command line judges a truthful gateway as Python does: exit code 0, and the key is not in what it prints."""
    with second.Gateway(provider) as gateway:
        command = [sys.executable, "-m", "wirecheck", "run", f"live:{provider}", "--url", gateway.url, "--yes"]
        command += ["--budget", "100", "--depth", "probe"]
        environ = {**os.environ, load(provider).key_env: second.KEY}
        done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert second.KEY not in done.stdout + done.stderr
