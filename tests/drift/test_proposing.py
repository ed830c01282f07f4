"""The change to a spec as a patch: it applies, keeps comments and order, and is followed by version and changelog."""

from __future__ import annotations

import difflib
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from wirecheck.diff import Bump
from wirecheck.drift.proposing import bumped, logged
from wirecheck.drift.yaml_editor import YamlEditor
from wirecheck.errors import ToolMissing
from wirecheck.spec.spec import load

if TYPE_CHECKING:
    from tests.drift.conftest import Lumen

CHANGES = {
    "a default": (("default:vivid", "default:plain"), ["+          default: plain"], "0.4.0"),
    "a default that goes": (("integer\ndefault:1", "integer"), ["-          default: 1"], "0.4.0"),
    "a value more": (
        ("vivid,\nnatural,\nplain", "vivid,\nnatural,\nplain,\n1:1"),
        ["+          enum: [vivid, natural, plain, '1:1']"],
        "0.4.0",
    ),
    "a value less": (
        ("vivid,\nnatural,\nplain", "vivid,\nnatural"),
        ["+          enum: [vivid, natural]"],
        "1.0.0",
    ),
    "an open set": (
        ("enum<string>\ndefault:vivid\n\nStrong colours or true ones.\n\nAvailable options:\nvivid,\nnatural,\nplain",
         "string\ndefault:vivid\n\nStrong colours or true ones."),
        ["-          enum: [vivid, natural, plain]", "+          examples: [vivid, natural, plain]"],
        "0.4.0",
    ),
    "required": (
        ("quality\nstring\n\nHow", "quality\nstring\nrequired\n\nHow"),
        ["+      required: [model, prompt, quality]"],
        "1.0.0",
    ),
    "optional": (("prompt\nstring\nrequired", "prompt\nstring"), ["+      required: [model]"], "0.4.0"),
    "a type": (("seed\ninteger", "seed\nstring"), ["+          type: string"], "1.0.0"),
    "a limit": (("0 <= x <= 4096", "0 <= x <= 99"), ["+          maximum: 99"], "1.0.0"),
    "a member that goes": (
        ("seed\ninteger\n\nMakes a picture come out the same twice.\n\nRequired range: 0 <= x <= 4096\n\n", ""),
        ["-        seed:", "-          maximum: 4096"],
        "1.0.0",
    ),
    "a member that comes": (
        ("seed\ninteger", "steps\ninteger\ndefault:20\n\nHow long it is painted.\n\nseed\ninteger"),
        ["+        steps:", "+          default: 20", "+          x-citation: images#body"],
        "0.4.0",
    ),
    "a member of the answer": (
        ("created\ninteger\nrequired", "created\ninteger\nrequired\n\nWhen.\n\nmodel\nstring"),
        ["+        model:", "+          x-citation: images#response"],
        "0.4.0",
    ),
    "a name": (
        ("style\nenum<string>", "look\nenum<string>"),
        ["-        style:", "+        look:", "+          enum: [vivid, natural, plain]"],
        "1.0.0",
    ),
    "a server": (("https://api.lumen", "https://eu.lumen"), ["+  - url: https://eu.lumen.example"], "1.0.0"),
    "a path": (("v1\n/\nimages", "v2\n/\nimages"), ["+  /v2/images/generations:"], "1.0.0"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_patch_takes_in_what_a_page_changed(lumen: Lumen, name: str) -> None:
    """It applies with git, touches what it has to and no comment, and then page and spec agree."""
    change, wanted, version = CHANGES[name]
    changes = [change]
    if name == "a path":
        changes.append(("/v1/images", "/v2/images"))
    page = lumen.page(*changes)
    before = lumen.spec.read_text(encoding="utf-8")
    result = lumen.drift("--page", page, "--propose")
    assert result.return_value == 1
    assert "by hand" not in result.output, result.output
    rows = result.output.splitlines()
    assert [row for row in wanted if row not in rows] == []
    patch = lumen.root / "page.patch"
    patch.write_text(result.output, encoding="utf-8")
    lumen.git("apply", str(patch))
    after = lumen.spec.read_text(encoding="utf-8")
    assert comments(after) == comments(before)
    assert changed(before, after) <= 14
    assert load(lumen.spec).operations
    assert f"package_version_override: {version}\n" in (lumen.folder / "client.yaml").read_text(encoding="utf-8")
    assert f"\n## {version}\n\n- " in (lumen.folder / "CHANGELOG.md").read_text(encoding="utf-8")
    lumen.drift("--page", page, "--accept")
    done = lumen.drift("--page", page)
    assert (done.return_value, done.output.splitlines()[-1]) == (0, "No drift on 1 page.")


def comments(text: str) -> list[str]:
    return re.findall(r"#\s.*", text)


def changed(before: str, after: str) -> int:
    """Lines that are touched."""
    return sum(row[:1] in "+-" for row in difflib.ndiff(before.splitlines(), after.splitlines()))


def test_the_page_is_quoted_above_the_patch_and_not_in_it(lumen: Lumen) -> None:
    """Its words are for who reads the patch, and are not kept."""
    page = lumen.page(
        ("seed\ninteger\n\nMakes", "steps\ninteger\n\nHow many times it is gone over.\n\nseed\ninteger\n\nMakes")
    )
    head, _, patch = lumen.drift("--page", page, "--propose").output.partition("diff --git")
    assert "#   the page: steps integer How many times it is gone over." in head
    assert "gone over" not in patch
    assert all(line.startswith("#") for line in head.splitlines())


def test_what_no_edit_can_take_in_is_left_with_why(lumen: Lumen) -> None:
    """A sample that the new set refuses, a parameter, another scheme: nothing is half done."""
    lumen.spec.write_text(
        lumen.spec.read_text(encoding="utf-8").replace("quality: high,", "quality: high, style: plain,"),
        encoding="utf-8",
    )
    page = lumen.page(("vivid,\nnatural,\nplain", "vivid,\nnatural"))
    output = lumen.drift("--page", page, "--propose").output
    assert "# by hand: images: request.style" in output
    assert "after it, the spec could not be read" in output
    assert "diff --git" not in output


def test_nothing_is_proposed_where_nothing_drifts(lumen: Lumen) -> None:
    """And nothing is written in any case."""
    before = lumen.spec.read_bytes()
    assert (lumen.drift("--page", lumen.page(), "--propose").output, lumen.spec.read_bytes()) == ("", before)
    lumen.drift("--page", lumen.page(("default:vivid", "default:plain")), "--propose")
    assert lumen.spec.read_bytes() == before
    assert not (lumen.folder / "CHANGELOG.md").exists()


def test_the_client_has_the_version_that_follows(lumen: Lumen, tmp_path: Path) -> None:
    """The generator is run on the spec as the patch leaves it."""
    from wirecheck.generate import generate

    patch = lumen.root / "page.patch"
    patch.write_text(lumen.drift("--page", lumen.page(("seed\ninteger", "seed\nstring")), "--propose").output)
    lumen.git("apply", str(patch))
    try:
        made = generate([str(lumen.spec)], output=tmp_path / "generated")
    except ToolMissing as error:
        pytest.skip(error.message)
    project = tomllib.loads((made[0].folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (project["name"], project["version"]) == ("lumen-client", "1.0.0")


@pytest.mark.parametrize(("bump", "version"), [(Bump.MAJOR, "2.0.0"), (Bump.MINOR, "1.3.0"), (Bump.PATCH, "1.2.4")])
def test_versions_follow_the_worst_difference(bump: Bump, version: str) -> None:
    """What breaks is a major, what adds a minor, the rest a patch."""
    assert bumped((1, 2, 3), bump) == version


def test_a_changelog_keeps_its_older_entries() -> None:
    """The new one stands above them."""
    text = "# Changelog\n\nWords.\n\n## 1.0.0\n\n- old\n"
    assert logged(text, "1.1.0", ()).startswith("# Changelog\n\nWords.\n\n## 1.1.0\n")
    assert logged(text, "1.1.0", ()).endswith("\n## 1.0.0\n\n- old\n")


SHEET = """\
# head
a:
  - name: x  # eol
    # above b
    b: 1
    c: {d: 1, e: 2}
  # above the second
  - only: 1
# above f
f:
  g: 'q'
  # above h
  h:
    - 1
    - 2
# foot
"""


@pytest.mark.parametrize(
    ("edit", "old", "new"),
    [
        (lambda sheet: sheet.put(("a", 0), "name", "why"), "name: x", "name: why"),
        (lambda sheet: sheet.put(("a", 0), "b", "16:9"), "b: 1", "b: '16:9'"),
        (lambda sheet: sheet.put(("a", 0), "b", "no"), "b: 1", "b: 'no'"),
        (lambda sheet: sheet.put(("a", 0, "c"), "d", 3), "{d: 1,", "{d: 3,"),
        (lambda sheet: sheet.put(("f",), "i", "z"), "    - 2\n", "    - 2\n  i: z\n"),
        (lambda sheet: sheet.put((), "j", ["1K"]), "    - 2\n", "    - 2\nj: ['1K']\n"),
        (lambda sheet: sheet.put(("f",), "h", [3]), "h:\n    - 1\n    - 2\n", "h: [3]\n"),
        (lambda sheet: sheet.remove(("f",), "h"), "  # above h\n  h:\n    - 1\n    - 2\n", ""),
        (lambda sheet: sheet.remove(("a", 0), "name"), "name: x  # eol\n    # above b", "# above b"),
        (lambda sheet: sheet.remove(("a", 0), "b"), "    # above b\n    b: 1\n", ""),
        (lambda sheet: sheet.remove(("a", 0, "c"), "d"), "{d: 1, e: 2}", "{e: 2}"),
        (lambda sheet: sheet.rename(("f",), "g", "gg"), "g: 'q'", "gg: 'q'"),
    ],
)  # fmt: skip
def test_an_edit_touches_nothing_else(edit: object, old: str, new: str) -> None:
    """Not a comment, not a blank, not the order."""
    sheet = YamlEditor(SHEET)
    assert callable(edit)
    assert old in SHEET
    edit(sheet)
    wanted = SHEET.replace(old, new)
    assert sheet.text.splitlines() == wanted.splitlines() or sheet.text.split() == wanted.split()
    assert YamlEditor(sheet.text).document == YamlEditor(wanted).document
