"""
The file of a spec, read into JSON within limits: JSON, or those parts of YAML 1.1 that all readers agree on.

The file is not trusted: it may be huge, nested endlessly, blown up by aliases, or contradict itself. Each of these is
one error, with the line if it is known.
"""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from wirecheck.errors import SpecError
from wirecheck.wire import lenient_json
from wirecheck.wire.lenient_json import Json

MAX_BYTES = 8 * 1024 * 1024
"""The largest file that is read; OpenAI's own spec, of all its endpoints, has 2 MiB."""

MAX_DEPTH = 100
"""The largest number of nested levels that is read; the specs here have fewer than twenty."""

MAX_NODES = 1_000_000
"""The largest number of values that a file may hold once its aliases are followed."""

_LOOK = "see that line and the one above it"
_QUOTES = "such as `'16:9'`: readers of YAML disagree on which number it is"

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(path: Path, name: str) -> Json:
    """
    The document in a file.

    :param name: what errors call the file.
    :raises SpecError: it cannot be read, is neither YAML nor JSON, or exceeds a limit.
    """
    text = _text(path, name)
    return _json(text, name) if path.suffix.lower() == ".json" else _yaml(text, name)


def line(path: Path, steps: Sequence[str | int]) -> int | None:
    """The line, counted from 1, where a place in a YAML file begins, or else the nearest place around it."""
    if path.suffix.lower() == ".json":
        return None
    node = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=Loader)
    mark = node.start_mark if node is not None else None
    for step in steps:
        inner = next((found for key, found in _inner(node) if key.value == str(step)), None)
        if inner is None:
            break
        mark, node = inner
    return mark.line + 1 if mark is not None else None


def _inner(node: Any) -> list[tuple[Any, tuple[Any, Any]]]:
    """The nodes inside a node: of each its name, where it begins, and the node itself."""
    if isinstance(node, yaml.MappingNode):
        return [(key, (key.start_mark, value)) for key, value in node.value if isinstance(key, yaml.ScalarNode)]
    if isinstance(node, yaml.SequenceNode):
        return [(yaml.ScalarNode("", str(i)), (value.start_mark, value)) for i, value in enumerate(node.value)]
    return []


def _text(path: Path, name: str) -> str:
    try:
        if not path.is_file():
            what = "is a folder" if path.is_dir() else "is not a file" if path.exists() else "does not exist"
            hint = "name a file of OpenAPI 3.1; `wirecheck init` writes one to start from"
            raise SpecError(f"`{name}` {what}", hint=hint)
        size = path.stat().st_size
        if size > MAX_BYTES:
            hint = f"a spec has at most {MAX_BYTES // 1024 // 1024} MiB"
            raise SpecError(f"`{name}` has {size / 1024 / 1024:.0f} MiB", hint=hint)
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what, hint = f"byte {error.start} is not UTF-8", "a spec is a text, saved as UTF-8"
    except (OSError, ValueError) as error:
        what, hint = getattr(error, "strerror", None) or "a file cannot have that name", "name a file that you can read"
    raise SpecError(f"`{name}` cannot be read: {what}", hint=hint)


# -- JSON --------------------------------------------------------------------------------------------------------------


def _json(text: str, name: str) -> Json:
    found = lenient_json.read(text.encode())
    if found.read and not found.slips:
        return found.value
    what = found.slip(*lenient_json.Slip) or "it cannot be read"
    if found.slip(lenient_json.Slip.NOT_JSON):
        try:
            json.loads(text)
        except json.JSONDecodeError as error:
            what = f"{error.msg[:1].lower()}{error.msg[1:]}, line {error.lineno}"
    raise SpecError(
        f"`{name}` is not JSON: {what}", hint="correct it, or write it as YAML, in a file that ends in .yaml"
    )


# -- YAML --------------------------------------------------------------------------------------------------------------


class _Refusal(yaml.MarkedYAMLError):
    """Something that our loader does not accept, with our own message."""

    def __init__(self, problem: str, mark: Any, hint: str) -> None:
        super().__init__(problem=problem, problem_mark=mark)
        self.hint = hint


def _yaml(text: str, name: str) -> Json:
    try:
        _bounded(text, name)
        loader = _Strict(text)
        try:
            return _loaded(loader)
        finally:
            loader.dispose()
    except _Refusal as refusal:
        raise SpecError(
            f"`{name}` is not YAML: {refusal.problem}{_at(refusal.problem_mark)}", hint=refusal.hint
        ) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        words = " ".join(f"{error.context or ''} {error.problem or ''}".split())
        raise SpecError(
            f"`{name}` is not YAML{_at(mark)}; the parser says: {words}", hint=_advice(text.splitlines(), mark)
        ) from None
    except yaml.YAMLError as error:
        words = " ".join(str(error).split())
        raise SpecError(f"`{name}` is not YAML; the parser says: {words}", hint="is it a text file?") from None


def _loaded(loader: Any) -> Json:
    found: Json = loader.get_single_data()
    return found


def _bounded(text: str, name: str) -> None:
    """
    Check a file by its parser's events, without building values from it.

    :raises SpecError: it is nested too deeply or has two documents, or its aliases are undefined or stand for too much.
    """
    bounds = _Bounds(name)
    events: Iterator[Any] = yaml.parse(text, Loader=Loader)
    parsed = 0
    try:
        for event in events:
            bounds.take(event)
            parsed = event.end_mark.index
    except yaml.MarkedYAMLError as error:
        # libyaml reads ahead of its events, and fails on deep nesting before the event that would be too deep arrives
        mark = error.problem_mark
        if mark is not None:
            bounds.open(_opened(text[parsed : mark.index + 1]), mark)
        raise


def _opened(text: str) -> int:
    """How many brackets are open at the end of a text, by the scanner, which has no limit of its own."""
    opened = 0
    with contextlib.suppress(yaml.YAMLError):
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            opened += isinstance(token, yaml.FlowSequenceStartToken | yaml.FlowMappingStartToken)
            opened -= isinstance(token, yaml.FlowSequenceEndToken | yaml.FlowMappingEndToken)
    return opened


class _Bounds:
    """What is known of a file so far: how deep the current place is, and how many values there were."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._documents = 0
        self._sizes: dict[str, int] = {}
        # for each open collection: its anchor, and the number of values in it so far
        self._stack: list[tuple[str | None, int]] = [(None, 0)]

    def take(self, event: Any) -> None:
        """Take the next event into account."""
        size = 0
        match event:
            case yaml.DocumentStartEvent():
                self._begin(event)
            case yaml.AliasEvent():
                size = self._alias(event)
            case yaml.ScalarEvent():
                size = 1
                if event.anchor:
                    self._sizes[event.anchor] = size
            case yaml.CollectionStartEvent():
                self.open(1, event.start_mark)
                self._stack.append((event.anchor, 1))
            case yaml.CollectionEndEvent():
                anchor, size = self._stack.pop()
                if anchor:
                    self._sizes[anchor] = size
        self._hold(size, event.start_mark)

    def open(self, levels: int, mark: Any) -> None:
        """Check that so many more levels are within the limit."""
        if len(self._stack) + levels > MAX_DEPTH:
            raise SpecError(
                f"`{self._name}` is nested more than {MAX_DEPTH} levels deep{_at(mark)}",
                hint="move the inner schemas into `components`",
            )

    def _begin(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            where = _at(event.start_mark)
            raise SpecError(f"`{self._name}` contains two documents{where}", hint="put each into a file of its own")

    def _alias(self, event: Any) -> int:
        """How many values an alias stands for."""
        alias, where = f"`*{event.anchor}` in `{self._name}`", _at(event.start_mark)
        if event.anchor in {opened for opened, _ in self._stack}:
            raise SpecError(f"{alias} contains itself{where}", hint="use `$ref` instead")
        if event.anchor not in self._sizes:
            raise SpecError(
                f"{alias} has no anchor before it{where}", hint="put quotes around a text that begins with `*`"
            )
        return self._sizes[event.anchor]

    def _hold(self, size: int, mark: Any) -> None:
        anchor, held = self._stack[-1]
        self._stack[-1] = (anchor, held + size)
        if held + size > MAX_NODES:
            raise SpecError(
                f"`{self._name}` has more than {MAX_NODES:,} values once its aliases are followed{_at(mark)}",
                hint="use `$ref` instead of aliases",
            )


class _Strict(Loader):  # type: ignore[misc]
    """A loader that rejects repeated keys, and values that JSON does not have."""


def _mapping(loader: Any, node: yaml.MappingNode) -> dict[str, Json]:
    seen: dict[str, int] = {}
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _Refusal("a key is not a text", key.start_mark, hint=_LOOK)
        if key.value in seen and key.tag != "tag:yaml.org,2002:merge":
            problem = f"`{key.value}` is there twice, first in line {seen[key.value]}"
            raise _Refusal(problem, key.start_mark, hint="remove one of the two")
        seen[key.value] = key.start_mark.line + 1
    loader.flatten_mapping(node)
    # a status such as 200 is read as a name, quoted or not
    return {key.value: loader.construct_object(value, deep=True) for key, value in node.value}


def _integer(loader: Any, node: yaml.ScalarNode) -> int | str:
    if ":" in node.value:
        problem = f"YAML reads `{node.value}` as a number; put it in quotes"
        raise _Refusal(problem, node.start_mark, hint=_QUOTES)
    if len(node.value) > 300:
        raise _Refusal("a number has too many digits", node.start_mark, hint=_LOOK)
    found: int = loader.construct_yaml_int(node)
    return found


def _float(loader: Any, node: yaml.ScalarNode) -> float:
    found: float = loader.construct_yaml_float(node)
    if ":" in node.value or not math.isfinite(found):
        problem = f"`{node.value}` is not a number in JSON; put it in quotes"
        raise _Refusal(problem, node.start_mark, hint=_QUOTES)
    return found


def _tagged(loader: Any, node: yaml.Node) -> Json:
    tag = node.tag.replace("tag:yaml.org,2002:", "!!")
    raise _Refusal(
        f"the tag `{tag[:80]}` makes a value that JSON does not have",
        node.start_mark,
        hint="remove tags such as `!ref`",
    )


def _verbatim(loader: Any, node: yaml.ScalarNode) -> str:
    return str(node.value)


_Strict.add_constructor("tag:yaml.org,2002:map", _mapping)
_Strict.add_constructor("tag:yaml.org,2002:int", _integer)
_Strict.add_constructor("tag:yaml.org,2002:float", _float)
for _kind in ("tag:yaml.org,2002:binary", "tag:yaml.org,2002:omap", "tag:yaml.org,2002:pairs", "tag:yaml.org,2002:set"):
    _Strict.add_constructor(_kind, _tagged)
# any other value with a tag
_Strict.add_constructor(None, _tagged)
# JSON has no dates
_Strict.add_constructor("tag:yaml.org,2002:timestamp", _verbatim)


def _at(mark: Any) -> str:
    return f", line {mark.line + 1}" if mark is not None else ""


def _advice(lines: Sequence[str], mark: Any) -> str:
    """The hint for a line that cannot be read."""
    text = lines[mark.line] if mark is not None and mark.line < len(lines) else ""
    if "\t" in text[: len(text) - len(text.lstrip())]:
        return "YAML is indented with spaces, never with tabs"
    return _LOOK
