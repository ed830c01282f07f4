"""
The file of a spec, read into JSON within bounds: YAML 1.1 as far as it means the same to everybody, or JSON.

Whoever wrote the file is not trusted to have written it well: a file may be huge, nested without end, blown up by
aliases, or say two things at once. Each is one error, with the line where it is known.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from wirecheck.errors import SpecError
from wirecheck.wire import lenient_json
from wirecheck.wire.lenient_json import Json

MAX_BYTES = 8 * 1024 * 1024
"""The largest file that is read; OpenAI's own spec, of all its endpoints, has 2 MiB."""

MAX_DEPTH = 100
"""Levels of nesting that are read; the specs here have under twenty."""

MAX_NODES = 1_000_000
"""Values that a file may stand for once its aliases are followed."""

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(path: Path, name: str) -> Json:
    """
    The document in a file.

    :param name: what the file is called in what is said of it.
    :raises SpecError: it cannot be read, is neither YAML nor JSON, or is beyond the bounds.
    """
    text = _text(path, name)
    return _json(text, name) if path.suffix.lower() == ".json" else _yaml(text, name)


def line(path: Path, steps: Sequence[str | int]) -> int | None:
    """The line, counted from 1, at which a place in a file of YAML begins, as deep as the way to it goes."""
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
    """The nodes inside of one: what names each, where it begins, and itself."""
    if isinstance(node, yaml.MappingNode):
        return [(key, (key.start_mark, value)) for key, value in node.value if isinstance(key, yaml.ScalarNode)]
    if isinstance(node, yaml.SequenceNode):
        return [(yaml.ScalarNode("", str(i)), (value.start_mark, value)) for i, value in enumerate(node.value)]
    return []


def _text(path: Path, name: str) -> str:
    try:
        if not path.is_file():
            what = "is a folder" if path.is_dir() else "is no file" if path.exists() else "is not there"
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
        what, hint = getattr(error, "strerror", None) or "no file has such a name", "name a file that you may read"
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
    raise SpecError(f"`{name}` is not JSON: {what}", hint="mend it, or write it as YAML, in a file that ends in .yaml")


# -- YAML --------------------------------------------------------------------------------------------------------------


def _yaml(text: str, name: str) -> Json:
    try:
        _bounded(text, name)
        loader = _Strict(text)
        try:
            return _loaded(loader)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join(f"{error.context or ''} {error.problem or ''}".split())
        raise SpecError(
            f"`{name}` is not YAML: {what}{_at(mark)}", hint=_advice(text.splitlines(), mark, str(error.problem))
        ) from None
    except yaml.YAMLError as error:
        raise SpecError(f"`{name}` is not YAML: {' '.join(str(error).split())}", hint="is it a text?") from None


def _loaded(loader: Any) -> Json:
    found: Json = loader.get_single_data()
    return found


def _bounded(text: str, name: str) -> None:
    """
    Look at a file without building anything of it.

    :raises SpecError: it is nested too deep, has two documents, or its aliases stand for too much.
    """
    sizes: dict[str, int] = {}
    # of each collection that is open: its anchor, and the values in it so far
    stack: list[tuple[str | None, int]] = [(None, 0)]
    documents = 0
    for event in yaml.parse(text, Loader=Loader):
        size, anchor = 0, getattr(event, "anchor", None)
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise SpecError(
                    f"`{name}` holds two documents{_at(event.start_mark)}", hint="put each into its own file"
                )
        elif isinstance(event, yaml.AliasEvent) and anchor is not None:
            if anchor in {opened for opened, _ in stack}:
                raise SpecError(
                    f"`*{anchor}` in `{name}` stands inside of itself{_at(event.start_mark)}", hint="use `$ref` instead"
                )
            size = sizes.get(anchor, 1)
        elif isinstance(event, yaml.ScalarEvent):
            size = 1
            if anchor:
                sizes[anchor] = 1
        elif isinstance(event, yaml.CollectionStartEvent):
            stack.append((anchor, 1))
            if len(stack) > MAX_DEPTH:
                raise SpecError(
                    f"`{name}` is nested more than {MAX_DEPTH} levels deep{_at(event.start_mark)}",
                    hint="put the inner schemas into `components`",
                )
        elif isinstance(event, yaml.CollectionEndEvent):
            closed, size = stack.pop()
            if closed:
                sizes[closed] = size
        opened, held = stack[-1]
        stack[-1] = (opened, held + size)
        if held + size > MAX_NODES:
            raise SpecError(
                f"`{name}` stands for more than {MAX_NODES:,} values once its aliases are followed"
                f"{_at(event.start_mark)}",
                hint="use `$ref` in place of aliases",
            )


class _Strict(Loader):  # type: ignore[misc]
    """A loader that takes no key twice, and makes nothing that JSON does not have."""


def _mapping(loader: Any, node: yaml.MappingNode) -> dict[str, Json]:
    seen: dict[str, int] = {}
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise yaml.constructor.ConstructorError(None, None, "a key is no text", key.start_mark)
        if key.value in seen and key.tag != "tag:yaml.org,2002:merge":
            problem = f"`{key.value}` stands twice, first in line {seen[key.value]}"
            raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
        seen[key.value] = key.start_mark.line + 1
    loader.flatten_mapping(node)
    # a status such as 200 is a name, whether it is quoted or not
    return {key.value: loader.construct_object(value, deep=True) for key, value in node.value}


def _integer(loader: Any, node: yaml.ScalarNode) -> int | str:
    if ":" in node.value:
        problem = f"`{node.value}` is a number to YAML; put it into quotes"
        raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark)
    if len(node.value) > 300:
        raise yaml.constructor.ConstructorError(None, None, "a number has too many digits", node.start_mark)
    found: int = loader.construct_yaml_int(node)
    return found


def _float(loader: Any, node: yaml.ScalarNode) -> float:
    found: float = loader.construct_yaml_float(node)
    if ":" in node.value or not math.isfinite(found):
        problem = f"`{node.value}` is no number of JSON's; put it into quotes"
        raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark)
    return found


def _verbatim(loader: Any, node: yaml.ScalarNode) -> str:
    return str(node.value)


_Strict.add_constructor("tag:yaml.org,2002:map", _mapping)
_Strict.add_constructor("tag:yaml.org,2002:int", _integer)
_Strict.add_constructor("tag:yaml.org,2002:float", _float)
for _kind in ("binary", "omap", "pairs", "set"):
    _Strict.add_constructor(f"tag:yaml.org,2002:{_kind}", yaml.constructor.SafeConstructor.construct_undefined)
# JSON has no days
_Strict.add_constructor("tag:yaml.org,2002:timestamp", _verbatim)


def _at(mark: Any) -> str:
    return f", line {mark.line + 1}" if mark is not None else ""


def _advice(lines: Sequence[str], mark: Any, problem: str) -> str:
    """What to do about a line that cannot be read."""
    text = lines[mark.line] if mark is not None and mark.line < len(lines) else ""
    if "\t" in text[: len(text) - len(text.lstrip())]:
        return "YAML is indented with blanks, never with tabs"
    if "stands twice" in problem:
        return "keep one of the two"
    if "could not determine a constructor" in problem:
        return "leave tags such as `!ref` out"
    if "into quotes" in problem:
        return "such as `'16:9'`: other readers of YAML make another number of it"
    return "see that line and the one above it"
