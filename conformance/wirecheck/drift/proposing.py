"""
The change to a spec that a page asks for, as a patch, with the client's version and its changelog.

Nothing is written: the patch is for `git apply`, after a review.
The comments above the patch quote the page; the patch itself does not.
"""

from __future__ import annotations

import difflib
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wirecheck import diff
from wirecheck.diff import Bump, Difference
from wirecheck.drift import spec_lookup
from wirecheck.drift.edits import SpecEditor, wanted
from wirecheck.drift.values import Drift
from wirecheck.drift.yaml_editor import YamlEditor
from wirecheck.errors import SpecError
from wirecheck.facts import Page
from wirecheck.spec import spec as specs
from wirecheck.spec.spec import Spec

VERSION = re.compile(r"^(package_version_override: *)(['\"]?)(\d+)\.(\d+)\.(\d+)\2", re.MULTILINE)
CHANGELOG = "CHANGELOG.md"
HEAD = "# Changelog\n\nWhat callers of this provider's client would notice, newest first.\n"


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file before and after a change; `before` is None for a new file."""

    path: Path
    before: str | None
    after: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """
    What a page asks of a spec.

    :param changes: the files that change, the spec first.
    :param taken: the drifts that the changes settle.
    :param left: the drifts that are left to a human, each with the reason.
    """

    changes: tuple[FileChange, ...]
    taken: tuple[Drift, ...]
    left: tuple[tuple[Drift, str], ...]


def propose(spec: Spec, drifts: Sequence[tuple[Page, Drift]]) -> Proposal:
    """
    The change to a spec that settles all drifts of its pages for which there is an edit.

    An edit that would make the spec invalid is left out and reported.

    :raises SpecError: the spec is not a YAML file, or cannot be read.
    """
    path = spec.path
    if path is None or path.suffix.lower() == ".json":
        raise SpecError(f"`{spec.file}` is not a YAML file", hint="write the spec as YAML; patches keep its comments")
    before = path.read_text(encoding="utf-8")
    # one edit after the other, each on the text and the spec that the last one left
    now, text = spec, before
    taken: list[Drift] = []
    left: list[tuple[Drift, str]] = []
    for page, drift in drifts:
        if not wanted(drift):
            continue
        place = spec_lookup.placed_operations(now, page.operations).get(drift.operation)
        if place is None:
            left.append((drift, "the spec has no such operation"))
            continue
        try:
            editor = YamlEditor(text)
            SpecEditor(editor, place, page.facts).apply(drift)
            now = _loaded(spec, editor.text)
        except ValueError as error:
            left.append((drift, str(error)))
        except SpecError as error:
            left.append((drift, f"after it, the spec could not be read: {error.message}"))
        else:
            if editor.text != text:
                text = editor.text
                taken.append(drift)
    if text == before:
        return Proposal((), (), tuple(left))
    differences = diff.diff(spec, now)
    changes = (FileChange(path, before, text), *_versioned(path.parent, differences))
    return Proposal(changes, tuple(taken), tuple(left))


def _loaded(spec: Spec, text: str) -> Spec:
    """A text as the spec of the same provider."""
    assert spec.path is not None
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / (spec.path.absolute().parent.name or "spec") / spec.path.name
        file.parent.mkdir()
        file.write_text(text, encoding="utf-8")
        pages = spec.path.with_name("pages.toml")
        if pages.is_file():
            file.with_name("pages.toml").write_bytes(pages.read_bytes())
        try:
            return specs.load(file)
        except SpecError as error:
            raise SpecError(error.message.replace(str(file), spec.path.name), hint=error.hint) from error


def _versioned(folder: Path, differences: Sequence[Difference]) -> list[FileChange]:
    """The client's settings with the version that follows, and its changelog with an entry."""
    settings = folder / "client.yaml"
    if not settings.is_file():
        return []
    text = settings.read_text(encoding="utf-8")
    match = VERSION.search(text)
    bump = diff.impact(differences).bump
    if match is None or bump is Bump.NONE:
        return []
    version = bumped((int(match[3]), int(match[4]), int(match[5])), bump)
    changes = [FileChange(settings, text, f"{text[: match.start()]}{match[1]}{version}{text[match.end() :]}")]
    log = folder / CHANGELOG
    old = log.read_text(encoding="utf-8") if log.is_file() else None
    return [*changes, FileChange(log, old, logged(old or HEAD, version, differences))]


def bumped(version: tuple[int, int, int], bump: Bump) -> str:
    """The version that follows: a major for what breaks, a minor for what adds, else a patch."""
    major, minor, patch = version
    if bump is Bump.MAJOR:
        return f"{major + 1}.0.0"
    return f"{major}.{minor + 1}.0" if bump is Bump.MINOR else f"{major}.{minor}.{patch + 1}"


def logged(text: str, version: str, differences: Sequence[Difference]) -> str:
    """A changelog with an entry for a version on top of the others."""
    lines = [f"## {version}", ""]
    for wire in diff.WireBreak:
        for each in differences:
            if each.wire is wire and not each.rule.endswith(("-citation-changed", "-description-changed")):
                where = f"`{each.operation}`: " if each.operation else ""
                breaking = (
                    " **Breaking.**" if wire is diff.WireBreak.CALLERS or each.client is diff.Client.BREAKING else ""
                )
                lines.append(f"- {where}`{each.location}` {each.message}.{breaking}")
    head, separator, rest = text.partition("\n## ")
    return f"{head.rstrip()}\n\n" + "\n".join(lines) + "\n" + (f"\n## {rest}" if separator else "")


def render(proposals: Sequence[Proposal], root: Path) -> str:
    """
    Proposals as one patch, with what it takes in and what it leaves above it, each line of that behind a `#`.

    :param root: the folder that `git apply` is called in.
    """
    lines = []
    for proposal in proposals:
        for drift in proposal.taken:
            lines += [f"# {drift.page}: {drift.location} {_flat(drift.message)}"]
            lines += [f"#   the page: {_flat(drift.quote)}"] if drift.quote else []
        for drift, why in proposal.left:
            lines += [f"# by hand: {drift.page}: {drift.location} {_flat(drift.message)}"]
            lines += [f"#   {_flat(why)}"]
            lines += [f"#   the page: {_flat(drift.quote)}"] if drift.quote else []
    body = "".join(_patch(change, root) for proposal in proposals for change in proposal.changes)
    return "".join(f"{line}\n" for line in lines) + body


def _flat(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in " ".join(text.split()))


def _patch(change: FileChange, root: Path) -> str:
    path = change.path.absolute()
    name = (path.relative_to(root.absolute()) if path.is_relative_to(root.absolute()) else path).as_posix()
    new = change.before is None
    rows = list(
        difflib.unified_diff(
            (change.before or "").splitlines(keepends=True),
            change.after.splitlines(keepends=True),
            "/dev/null" if new else f"a/{name}",
            f"b/{name}",
        )
    )
    rows = [row if row.endswith("\n") else f"{row}\n\\ No newline at end of file\n" for row in rows]
    return f"diff --git a/{name} b/{name}\n" + ("new file mode 100644\n" if new else "") + "".join(rows)
