"""The lock: what the tests and CI install is one version each, and what the project asks for is in it."""

from __future__ import annotations

import configparser
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCK = [
    Requirement(line)
    for line in (ROOT / ".ci" / "lock.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PYTHONS = [line.rpartition(" ")[2] for line in PROJECT["project"]["classifiers"] if re.search(r":: 3\.\d", line)]


def asked_for() -> Iterator[Requirement]:
    """Each requirement of the project, its extras, its groups, what builds it, and tox itself."""
    tox = configparser.ConfigParser()
    tox.read(ROOT / "tox.ini", encoding="utf-8")
    texts = [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"], *tox["tox"]["requires"].split()]
    for extra in PROJECT["project"]["optional-dependencies"].values():
        texts += extra
    for group in PROJECT["dependency-groups"].values():
        texts += [text for text in group if isinstance(text, str)]
    return map(Requirement, texts)


def locked(python: str) -> dict[str, str]:
    """The version of each package for a Python on this machine."""
    environment = {"python_version": python, "python_full_version": f"{python}.0"}
    there = [entry for entry in LOCK if entry.marker is None or entry.marker.evaluate(environment)]
    versions = {str(canonicalize_name(entry.name)): str(entry.specifier).removeprefix("==") for entry in there}
    assert len(versions) == len(there), "a package is locked twice"
    return versions


def test_an_entry_is_a_version_and_no_place() -> None:
    """One version each: no range, no address, and no file, as these are of the machine that made the lock."""
    assert [str(entry) for entry in LOCK if not re.fullmatch(r"==[\w.+!]+", str(entry.specifier)) or entry.url] == []
    assert {canonicalize_name("wirecheck")}.isdisjoint(canonicalize_name(entry.name) for entry in LOCK)


@pytest.mark.parametrize("python", PYTHONS)
def test_what_is_asked_for_is_locked(python: str) -> None:
    """Each requirement has a version in the lock that it allows, on each Python of the project."""
    versions = locked(python)
    environment = {"python_version": python, "python_full_version": f"{python}.0"}
    missing = []
    for requirement in asked_for():
        version = versions.get(canonicalize_name(requirement.name))
        needed = requirement.marker is None or requirement.marker.evaluate(environment)
        if needed and (version is None or not requirement.specifier.contains(version)):
            missing.append(f"{requirement} (locked is {version}): run `tox -e lock`")
    assert missing == []
