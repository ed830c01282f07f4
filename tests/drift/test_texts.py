"""Pages in the layouts of those that are known, with a line of their text changed: noticed, or rightly not."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from wirecheck import facts
from wirecheck.drift import changes
from wirecheck.facts import Page, PageUnreadable

FOLDER = Path(__file__).parent / "pages"
NAMES = ("declared", "glued", "images", "mixed", "tables")
CONFIG = "request.generationConfig"
SIZE, RATIO = f"{CONFIG}.imageConfig.imageSize", f"{CONFIG}.imageConfig.aspectRatio"

MUTATIONS = [
    # a table whose cells ran together
    ("glued", "default 2K", "default 1K", SIZE, "default", "behaviour"),
    ("glued", "default 2K", "", SIZE, "default", "behaviour"),
    ("glued", "default 1:1", "default 16:9", RATIO, "default", "behaviour"),
    ("glued", "default false", "default true", f"{CONFIG}.thinkingConfig.includeThoughts", "default", "behaviour"),
    ("glued", "default minimal", "default High", f"{CONFIG}.thinkingConfig.thinkingLevel", "default", "behaviour"),
    ("glued", "512 / 1K / 2K / 4K", "1K / 2K / 4K", SIZE, "values", "callers"),
    ("glued", "512 / 1K / 2K / 4K", "512 / 1K / 2K / 4K / 8K", SIZE, "values", "note"),
    ("glued", "512 / 1K / 2K / 4K", "512 / 1K / 2K / 8K", SIZE, "values", "callers"),
    ("glued", "Nominimal (quick) / High (slow)", "Nominimal (quick) / low / High (slow)",
     f"{CONFIG}.thinkingConfig.thinkingLevel", "values", "note"),
    ("glued", "12 ratios", "10 ratios", RATIO, "values", "callers"),
    ("glued", "12 ratios", "14 ratios", RATIO, "values", "note"),
    ("glued", '["IMAGE"] or ["TEXT","IMAGE"]', '["IMAGE"]', f"{CONFIG}.responseModalities", "values", "callers"),
    ("glued", "imageSizestringNo", "imageSizestringYes", SIZE, "required", "callers"),
    ("glued", "responseModalitiesarrayYes", "responseModalitiesarrayNo", f"{CONFIG}.responseModalities", "required",
     "note"),
    ("glued", "imageSizestringNo", "imageSizeintegerNo", SIZE, "type", "callers"),
    ("glued", "includeThoughtsbooleanNo", "includeThoughtsstringNo", f"{CONFIG}.thinkingConfig.includeThoughts",
     "type", "callers"),
    ("glued", "imageConfig.imageSizestring", "imageConfig.tierstring", SIZE, "exists", "callers"),
    ("glued", "imageConfig.imageSizestring", "imageConfig.tierstring", f"{CONFIG}.imageConfig.tier", "exists", "note"),
    ("glued", "thinkingConfig.includeThoughtsboolean", "thinkingConfig.showThoughtsboolean",
     f"{CONFIG}.thinkingConfig.includeThoughts", "exists", "callers"),
    ("glued", "generationConfig.thinkingConfig.thinkingLevelstringNominimal (quick) / High (slow), default minimal\n",
     "", f"{CONFIG}.thinkingConfig.thinkingLevel", "exists", "callers"),
    ("glued", "What each of them", "generationConfig.seedintegerNoMakes it come out alike\nWhat each of them",
     f"{CONFIG}.seed", "exists", "note"),
    ("glued", "What each of them", "generationConfig.seedintegerYesMakes it come out alike\nWhat each of them",
     f"{CONFIG}.seed", "exists", "callers"),
    ("glued", "generationConfig\nobject\nrequired", "generationConfig\nobject", CONFIG, "required", "note"),
    ("glued", "candidates\nobject[]", "results\nobject[]", "response.candidates", "exists", "readers"),
    ("glued", "usageMetadata\nobject", "usageMetadata\nobject\n\nmodelVersion\nstring", "response.modelVersion",
     "exists", "note"),
    ("glued", "usageMetadata\nobject", "usageMetadata\nstring", "response.usageMetadata", "type", "readers"),
    ("glued", "v1beta", "v1", "operation", "exists", "callers"),
    ("glued", "lumen-flash-preview:", "lumen-flash:", "operation", "exists", "callers"),
    ("glued", "api.lumen.example", "eu.lumen.example", "server", "server", "callers"),
    ("glued", '"finishReason": "STOP"', '"finish": "STOP"', "response.candidates[].finishReason", "exists", "note"),
    ("glued", "contents[].parts[].textstringYesWhat to draw\n", "", "request.contents[].parts[].text", "exists",
     "callers"),
    ("glued", '"imageSize": "4K"', '"tier": "4K"', SIZE, "exists", "note"),
    # fields with labels, and a path with a parameter
    ("declared", "contents\nobject[]\nrequired", "contents\nobject[]", "request.contents", "required", "note"),
    ("declared", "tools\nobject[]", "tools\nobject[]\nrequired", "request.tools", "required", "callers"),
    ("declared", "tools\nobject[]\n\nTools that the model may use.\n\n", "", "request.tools", "exists", "callers"),
    ("declared", "tools\nobject[]", "tools\nobject", "request.tools", "type", "callers"),
    ("declared", "tools\nobject[]", "helpers\nobject[]", "request.helpers", "exists", "note"),
    ("declared", 'role ("user" or "model")', 'role ("user", "tool" or "model")', "request.contents[].role", "values",
     "note"),
    ("declared", "default:lumen-flash-preview", "default:lumen-flash", "path.model", "default", "behaviour"),
    ("declared", "model\nstring\ndefault:lumen-flash-preview", "model\nstring", "path.model", "default", "behaviour"),
    ("declared", "Retry 429 and 503", "Retry 429, 502 and 503", "response", "status", "note"),
    ("declared", "200 - application/json", "201 - application/json", "response", "status", "readers"),
    ("declared", "usageMetadata\nobject", "usage\nobject", "response.usageMetadata", "exists", "readers"),
    ("declared", "usageMetadata\nobject", "usageMetadata\nobject\nrequired", "response.usageMetadata", "required",
     "note"),
    ("declared", "v1beta", "v1", "operation", "exists", "callers"),
    ("declared", "https://api.lumen.example", "https://api.lumen.test", "server", "server", "callers"),
    ("declared", '"index": 123', '"place": 123', "response.candidates[].index", "exists", "note"),
    ("declared", '"index": 123', '"index": "<string>"', "response.candidates[].index", "type", "note"),
    ("declared", "Authorization\nstring\nheader", "X-Lumen-Key\nstring\nheader", "header.X-Lumen-Key", "exists",
     "callers"),
    ("declared", "object\n\nHow to draw.", "object\n\nHow to draw.\n\nseed\ninteger\n\nFor the same once more.",
     "request.seed", "exists", "note"),
    # a flat body
    ("images", "default:lumen-paint-1", "default:lumen-paint-2", "request.model", "default", "behaviour"),
    ("images", "integer\ndefault:1", "integer\ndefault:2", "request.n", "default", "behaviour"),
    ("images", "integer\ndefault:1", "integer", "request.n", "default", "behaviour"),
    ("images", "quality\nstring\n\nHow", "quality\nstring\ndefault:low\n\nHow", "request.quality", "default",
     "behaviour"),
    ("images", "vivid,\nnatural,\nplain", "vivid,\nnatural", "request.style", "values", "callers"),
    ("images", "vivid,\nnatural,\nplain", "vivid,\nnatural,\nplain,\nfaded", "request.style", "values", "note"),
    ("images", "opaque,\ntransparent", "opaque,\ntransparent,\nauto", "response.background", "values", "readers"),
    ("images", "opaque,\ntransparent", "opaque", "response.background", "values", "note"),
    ("images", "prompt\nstring\nrequired", "prompt\nstring", "request.prompt", "required", "note"),
    ("images", "seed\ninteger", "seed\ninteger\nrequired", "request.seed", "required", "callers"),
    ("images", "seed\ninteger", "seed\nstring", "request.seed", "type", "callers"),
    ("images", "seed\ninteger", "seed\nnumber", "request.seed", "type", "note"),
    ("images", "0 <= x <= 4096", "0 <= x <= 1024", "request.seed", "constraint", "callers"),
    ("images", "0 <= x <= 4096", "0 <= x <= 9999", "request.seed", "constraint", "note"),
    ("images", "created\ninteger\nrequired", "created\ninteger", "response.created", "required", "readers"),
    ("images", "created\ninteger", "created\nstring", "response.created", "type", "readers"),
    ("images", "data\nobject[]", "pictures\nobject[]", "response.data", "exists", "readers"),
    ("images", "usage\nobject\nrequired", "usage\nobject", "response.usage", "required", "readers"),
    ("images", "style\nenum<string>", "look\nenum<string>", "request.style", "exists", "callers"),
    ("images", "style\nenum<string>", "look\nenum<string>", "request.look", "exists", "note"),
    ("images", "images\n/\ngenerations", "images\n/\ndrawings", "operation", "exists", "callers"),
    ("images", "https://api.lumen.example", "https://draw.lumen.example", "server", "server", "callers"),
    ("images", '"size": "1536x1024"', '"dimensions": "1536x1024"', "request.size", "exists", "note"),
    ("images", '"total_tokens": 409', '"tokens": 409', "response.usage.total_tokens", "exists", "note"),
    # a table, samples and fields together
    ("mixed", "aspectRatiostringNo", "aspectRatiostringYes", RATIO, "required", "note"),
    ("mixed", "imageConfigobjectNo", "imageConfigobjectYes", f"{CONFIG}.imageConfig", "required", "note"),
    ("mixed", "generationConfig\nobject", "generationConfig\nobject\nrequired", CONFIG, "required", "callers"),
    ("mixed", "responseModalitiesarray", "modalitiesarray", f"{CONFIG}.responseModalities", "exists", "callers"),
    ("mixed", "imageConfig.imageSizestring", "imageConfig.sizestring", f"{CONFIG}.imageConfig.size", "exists", "note"),
    ("mixed", "e.g. 512x512", "e.g. 1024x1024", SIZE, "example", "note"),
    ("mixed", "contents\nobject[]", "contents\nobject[]\nrequired", "request.contents", "required", "callers"),
    ("mixed", "candidates\nobject[]", "candidates\nobject", "response.candidates", "type", "readers"),
    ("mixed", "candidates\nobject[]", "answers\nobject[]", "response.answers", "exists", "note"),
    ("mixed", "v1\n", "v2\n", "operation", "exists", "callers"),
    ("mixed", "https://api.lumen.example", "https://api.lumen.test", "server", "server", "callers"),
    ("mixed", "such as lumen-chat-1", "such as lumen-chat-2", "path.model", "example", "note"),
    # tables with pipes
    ("tables", "| contents | object[] | Required", "| contents | object[] | Optional", "request.contents", "required",
     "note"),
    ("tables", "| systemInstruction | object | Optional", "| systemInstruction | object | Required",
     "request.systemInstruction", "required", "callers"),
    ("tables", "| systemInstruction | object", "| systemInstruction | string", "request.systemInstruction", "type",
     "callers"),
    ("tables", "| safetySettings | object[] | Optional | What the filter lets through |\n", "",
     "request.safetySettings", "exists", "callers"),
    ("tables", "| safetySettings |", "| filterSettings |", "request.filterSettings", "exists", "note"),
    ("tables", "1K / 2K / 4K", "1K / 2K", SIZE, "values", "callers"),
    ("tables", "1K / 2K / 4K", "512 / 1K / 2K / 4K", SIZE, "values", "note"),
    ("tables", "16:9 / 9:16", "16:9 / 9:16 / 21:9", RATIO, "values", "note"),
    ("tables", "16:9 / 9:16", "16:9", RATIO, "values", "callers"),
    ("tables", "imageConfig.imageSize | string | Required", "imageConfig.imageSize | string | Optional", SIZE,
     "required", "note"),
    ("tables", "| generationConfig | object | Optional", "| generationConfig | object | Required", CONFIG, "required",
     "callers"),
    ("tables", "maxOutputTokens / topP", "topP", f"{CONFIG}.maxOutputTokens", "exists", "callers"),
    ("tables", "maxOutputTokens / topP", "maxOutputTokens / topP / topK", f"{CONFIG}.topK", "exists", "note"),
    ("tables", "inline_data", "inlineData", "request.contents[].parts[].inline_data", "exists", "callers"),
    ("tables", "v1beta", "v1", "operation", "exists", "callers"),
    ("tables", "https://lumen-host", "https://your-lumen", "server", "server", "callers"),
    ("tables", '; use ["TEXT","IMAGE"] for words as well', "", f"{CONFIG}.responseModalities", "values", "callers"),
]  # fmt: skip


@cache
def text(name: str) -> str:
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


@cache
def page(name: str) -> Page:
    return facts.read(text(name), name)


@pytest.mark.parametrize(("name", "old", "new", "location", "attr", "breaks"), MUTATIONS)
def test_a_changed_line_is_noticed(name: str, old: str, new: str, location: str, attr: str, breaks: str) -> None:
    """At its member and attribute, with whom it breaks."""
    assert old in text(name)
    found = changes(page(name), facts.read(text(name).replace(old, new), name), "page")
    told = [(one.location, one.attr.value, one.breaks.value) for one in found]
    assert (location, attr, breaks) in told, told


def spaced(written: str) -> str:
    return re.sub(r"(?<=[a-z]{3}) (?=[a-z]{3})", "\u00a0", written)


def more_prose(written: str) -> str:
    words = "\n\nLumen has been drawing for years.\n\nAsk the people at the desk, and they will help you.\n\n"
    return re.sub(r"\n(?=(?:Overview|Authorizations|Pictures|Parameter Quick Reference)\n)", words, written)


def other_prose(written: str) -> str:
    for old, new in (
        ("What does", "That which does"),
        ("The turns", "All of the turns"),
        ("The picture", "One picture"),
        ("A key of Lumen", "Some key of Lumen's"),
        ("How many pictures are drawn.", "The number of pictures that are drawn at once."),
        ("How to draw.", "The way in which it is drawn."),
    ):
        written = written.replace(old, new)
    return written


def other_prompts(written: str) -> str:
    return re.sub(r'("text": |"prompt": )"[^"<]+"', r'\1"A quiet harbour, and nobody there"', written)


def sections_moved(written: str) -> str:
    """The section of the key after that of the answer, or the notes before the overview."""
    parts = re.split(r"\n(?=(?:Authorizations|Path Parameters|Body|Response)\n)", written)
    if len(parts) < 3:
        return written
    head, first, *rest = parts
    return "\n".join([head, *rest[::-1], first]) + "\n"


def fewer_blanks(written: str) -> str:
    return written.rstrip("\n")


NOISE: dict[str, Callable[[str], str]] = {
    "CRLF": lambda written: written.replace("\n", "\r\n"),
    "CR": lambda written: written.replace("\n", "\r"),
    "byte order mark": lambda written: "\ufeff" + written,
    "trailing blanks": lambda written: written.replace("\n", "  \n"),
    "blanks of another kind": spaced,
    "blank lines at both ends": lambda written: f"\n\n{written}\n\n\n",
    "no line break at the end": fewer_blanks,
    "more prose": more_prose,
    "other prose": other_prose,
    "other prompts": other_prompts,
    "other order of sections": sections_moved,
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("noise", NOISE)
def test_what_says_nothing_new_is_not_noticed(name: str, noise: str) -> None:
    """White space, prose, prompts, and the order of sections."""
    changed = NOISE[noise](text(name))
    assert [(one.location, one.message) for one in changes(page(name), facts.read(changed, name), "page")] == []


@pytest.mark.parametrize("noise", NOISE)
def test_noise_is_noise(noise: str) -> None:
    """Each of them changes one of the pages at least."""
    assert any(NOISE[noise](text(name)) != text(name) for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_half_a_page_is_not_taken_for_a_short_one(name: str) -> None:
    """Where most of its members are missing, it was not read."""
    lines = text(name).splitlines()
    begun = "\n".join(lines[:9])
    with pytest.raises(PageUnreadable):
        changes(page(name), facts.read(begun, name), "page")
