"""
What a provider promises: its spec, an OpenAPI 3.1 document with citations, found and read into values.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote

from wirecheck.errors import SpecError
from wirecheck.spec import checks, location, operation_checks, source
from wirecheck.spec.members import Member
from wirecheck.spec.operation import JSON_TYPE, Citation, Example, Model, Operation
from wirecheck.wire.printable import printable

__all__ = [
    "JSON_TYPE",
    "Citation",
    "Example",
    "Member",
    "Model",
    "Operation",
    "Spec",
    "load",
    "named_by_path",
    "of_target",
    "providers",
    "split",
]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
SUFFIXES = (".yaml", ".yml", ".json")
DATA = ("default", "enum", "const", "example", "value")
"""Keywords whose values are data, in which a `$ref` is an ordinary member."""


def providers() -> tuple[str, ...]:
    """The names of the providers whose specs are here, sorted."""
    return tuple(sorted(path.parent.name for path in location.specs_root().glob("*/openapi.yaml")))


@dataclass(frozen=True, eq=False)
class Spec:
    """
    A provider's promises, read from its spec.

    :param provider: the folder's name, or the file's.
    :param document: the OpenAPI document as it stands.
    :param pages: the tables of `pages.toml`, by page key.
    :param path: the file it was read from, as the caller named it.
    :param stand_ins: names of models that the caller asks for, each with the page's model that it stands for; empty
        where that is not said.
    """

    provider: str
    document: Mapping[str, Any]
    pages: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    path: Path | None = None
    stand_ins: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return str((self.document.get("info") or {}).get("title") or self.provider)

    @property
    def server(self) -> str | None:
        """The base URL that the page names, its variables by their defaults; None if every reader has their own."""
        server = next(iter(self.document.get("servers") or ()), None) or {}
        url = str(server.get("url") or "")
        if re.match(r"\w+://[.:\d]*(\{[^}]*\}[.:\d]*)+(/|$)", url):
            # a host that is a variable as a whole is the reader's own, whatever stands there by default
            return None
        for name, variable in (server.get("variables") or {}).items():
            default = variable.get("default") if isinstance(variable, dict) else None
            url = url if default is None else url.replace(f"{{{name}}}", str(default))
        # one that begins with a slash is below whatever address the file itself comes from
        return url if url and "{" not in url and not url.startswith("/") else None

    @property
    def key_env(self) -> str:
        """The variable that holds the key."""
        schemes = (self.document.get("components") or {}).get("securitySchemes") or {}
        return next((str(s["x-key-env"]) for s in schemes.values() if "x-key-env" in s), key_env(self.provider))

    @functools.cached_property
    def is_page(self) -> bool:
        """Whether the spec is its own page: it cites no page, and promises everything that it states."""
        return not any("x-citation" in node for node in _objects(self.document))

    def own_page(self, location: str) -> Citation:
        """The citation of a place in a spec that is its own page."""
        return Citation(self.path.name if self.path else self.provider, location, str(self.path or ""))

    @functools.cached_property
    def operations(self) -> tuple[Operation, ...]:
        """The operations that speak a dialect we know, in the order of the document."""
        return tuple(
            Operation(
                self.provider, str(node.get("operationId") or f"{method}{path}"), method.upper(), path, node, self
            )
            for method, path, node in self._endpoints()
            if "x-dialect" in node
        )

    @property
    def passed_over(self) -> tuple[str, ...]:
        """The endpoints without a dialect, such as `GET /v1/models`: no request is sent to them."""
        return tuple(f"{method.upper()} {path}" for method, path, node in self._endpoints() if "x-dialect" not in node)

    def _endpoints(self) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        for path, entry in (self.document.get("paths") or {}).items():
            entry = self.resolve(entry)
            for method in METHODS:
                if isinstance(entry.get(method), dict):
                    yield method, path, entry[method]

    def operation(self, name: str) -> Operation:
        """The operation of that name."""
        for operation in self.operations:
            if operation.name == name:
                return operation
        known = ", ".join(f"`{operation.name}`" for operation in self.operations)
        raise SpecError(f"`{self.provider}` has no operation `{name}`", hint=f"it has {known}")

    def security_scheme(self, operation: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """The first security scheme that an operation names."""
        wanted = operation.get("security") or self.document.get("security") or ()
        names = [name for entry in wanted for name in entry]
        schemes = (self.document.get("components") or {}).get("securitySchemes") or {}
        return self.resolve(schemes[names[0]]) if names and names[0] in schemes else None

    def credential(self, operation: Operation, key: str) -> tuple[str, str]:
        """The header that carries a key: name and value."""
        scheme = self.security_scheme(operation.node) or {}
        if scheme.get("type") == "apiKey" and scheme.get("in") == "header":
            return str(scheme.get("name")), key
        return "Authorization", f"Bearer {key}"

    def cite(self, text: str) -> Citation:
        """The citation that `page#anchor` stands for; the page is a key of `pages.toml` or an address."""
        page, _, anchor = text.partition("#")
        entry = self.pages.get(page)
        entry = entry if isinstance(entry, dict) else {}
        url = str(entry.get("url", "")) or (text if "://" in page else "")
        return Citation(page, anchor, url, str(entry.get("read_on", "")))

    def resolve(self, node: Any) -> dict[str, Any]:
        """
        A node with its reference followed; members beside the reference take precedence.

        :raises SpecError: a reference points to nothing, or leads back to itself.
        """
        seen: list[str] = []
        # a schema may be `true`, which allows everything
        node = dict(node) if isinstance(node, dict) else {}
        while isinstance(node.get("$ref"), str):
            reference = str(node.pop("$ref"))
            if reference in seen:
                raise SpecError(
                    f"`{reference}` in `{self.file}` leads back to itself",
                    hint="replace it with what it should stand for",
                )
            seen.append(reference)
            node = {**self._target(reference), **node}
        return cast("dict[str, Any]", node)

    @property
    def file(self) -> str:
        """What errors call the spec."""
        return str(self.path or self.provider)

    def _target(self, reference: str) -> dict[str, Any]:
        if not reference.startswith("#/"):
            raise SpecError(
                f"`{reference}` in `{self.file}` leads to another document, and no document is fetched",
                hint="copy what it points to into `components`, and refer to it as `#/components/schemas/NAME`",
            )
        target: Any = self.document
        for step in reference.removeprefix("#/").split("/"):
            name = unquote(step).replace("~1", "/").replace("~0", "~")
            if isinstance(target, list) and name.isdecimal() and int(name) < len(target):
                target = target[int(name)]
            else:
                target = target.get(name) if isinstance(target, dict) else None
        if isinstance(target, bool):
            return {}
        if not isinstance(target, dict):
            raise SpecError(f"`{reference}` in `{self.file}` points to nothing", hint="correct the reference")
        return target

    def references(self, node: Any) -> tuple[str, ...]:
        """
        Every reference in a node and in what its references lead to.

        :raises SpecError: one of them points to nothing.
        """
        found: dict[str, None] = {}
        ahead = [node]
        while ahead:
            for inner in _objects(ahead.pop()):
                reference = inner.get("$ref")
                if isinstance(reference, str) and reference not in found:
                    found[reference] = None
                    ahead.append(self._target(reference))
        return tuple(found)


def key_env(name: str) -> str:
    """The variable that holds a provider's key, if its page names none."""
    found = re.sub(r"\W", "_", name, flags=re.ASCII).upper() + "_API_KEY"
    return f"_{found}" if found[0].isdigit() else found


def _objects(node: Any) -> Iterator[dict[str, Any]]:
    """Every object in a document except those that are data: values of examples, defaults and sets."""
    ahead: list[tuple[Any, bool]] = [(node, False)]
    while ahead:
        here, by_name = ahead.pop()
        if isinstance(here, dict):
            if not by_name:
                yield here
            # names in `properties` are members of the data, also if they look like keywords
            ahead += [
                (inner, key == "properties" and not by_name)
                for key, inner in reversed(here.items())
                if by_name or key not in DATA
            ]
        elif isinstance(here, list):
            ahead += [(inner, False) for inner in reversed(here)]


def named_by_path(text: str) -> bool:
    """Whether a text is the path of a spec, and not the name of a provider."""
    return "/" in text or "\\" in text or text.lower().endswith(SUFFIXES)


def split(rest: str) -> tuple[str, str]:
    """
    The provider (or path of a spec) and the operation in a target without its kind; the operation may be empty.

    A path may itself contain colons, such as that of a drive, so it is looked for on the disk.
    """
    if not named_by_path(rest):
        provider, _, operation = rest.partition(":")
        return provider, operation
    if _exists(rest):
        return rest, ""
    heads = [(rest[:i], rest[i + 1 :]) for i, char in enumerate(rest) if char == ":"]
    there = [(head, tail) for head, tail in heads if named_by_path(head) and _exists(head)]
    # if the file does not exist, the part that ends like the path of a spec
    named = [(head, tail) for head, tail in heads if head.lower().endswith(SUFFIXES)]
    return (there or named or [(rest, "")])[-1]


def _exists(path: str) -> bool:
    try:
        return Path(path).exists()
    except (OSError, ValueError):
        # a file cannot have that name
        return False


def of_target(text: str) -> Spec:
    """
    The spec of a target that was run earlier, such as `live:apiyi` or `emulated:./my-gateway.yaml:draw`.

    :raises SpecError: the spec no longer exists.
    """
    return load(split(text.partition(":")[2])[0], given=None)


def provider_of(path: Path) -> str:
    """The provider's name: that of its file, or of the folder around an `openapi.yaml`."""
    name = path.absolute().parent.name if path.stem == "openapi" else path.stem
    return printable(name) or "openapi"


def load(name: str | Path, given: Collection[str] | None = ()) -> Spec:
    """
    Load a provider's spec by its name, or any spec by its path.

    A path contains a slash, or ends in `.yaml`, `.yml` or `.json`.

    :param given: the names of headers that the caller sends; None where nothing is sent.

    :raises SpecError: there is no such provider, or the file is not OpenAPI 3.1 with an operation in a known dialect.
    """
    text = str(name)
    if isinstance(name, Path) or named_by_path(text):
        path = Path(text)
    elif text in providers():
        path = location.specs_root() / text / "openapi.yaml"
    else:
        raise SpecError(f"there is no provider `{text}`", hint=_meant(text))
    try:
        path = path / "openapi.yaml" if path.is_dir() else path
        changed = path.stat().st_mtime_ns
    except (OSError, ValueError):
        # reading it will report what is wrong with it
        changed = 0
    spec = _load(path, path.absolute(), changed)
    for operation in spec.operations if given is not None else ():
        operation_checks.filled(operation, given or ())
    return spec


def _meant(text: str) -> str:
    known = ", ".join(f"`{provider}`" for provider in providers())
    here = next((text + suffix for suffix in SUFFIXES if text and _exists(text + suffix)), "")
    return f"for the file in this folder, write `./{here}`" if here else f"known are {known}"


@functools.cache
def _load(path: Path, place: Path, changed: int) -> Spec:
    document = source.read(path, str(path))
    checks.openapi(document, path)
    pages = path.parent / "pages.toml"
    tables = _toml(pages) if pages.is_file() else {}
    spec = Spec(provider_of(place), cast("Mapping[str, Any]", document), tables, path)
    checks.check(spec)
    return spec


def _toml(path: Path) -> Mapping[str, Mapping[str, object]]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SpecError(f"`{path}` cannot be read: {error}", hint="it should have a table for each page") from error
