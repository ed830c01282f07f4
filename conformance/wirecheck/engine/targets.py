"""Targets to be tested: `kind:provider` or `kind:provider:operation`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from wirecheck.errors import UsageError
from wirecheck.spec.spec import Operation, Spec, load, named_by_path, providers, split

KINDS = ("emulated", "live")


@dataclass(frozen=True)
class Target:
    """A target to be tested: `kind:provider` or `kind:provider:operation`."""

    kind: str
    spec: Spec
    operations: tuple[Operation, ...]
    text: str

    def __str__(self) -> str:
        return self.text

    @property
    def live(self) -> bool:
        """Whether it is a real gateway rather than an emulator."""
        return self.kind == "live"


def parse(text: str, given: Collection[str] = ()) -> Target:
    """
    Read a target; a provider's name alone, or the path of a spec, means its emulator.

    A path has a slash or a backslash in it, or ends in `.yaml`, `.yml` or `.json`.

    :param given: the names of headers that the caller sends with every request.
    :raises UsageError: the kind is not known.
    :raises SpecError: the provider or its operation is not known.
    """
    kind, rest = _parted(text)
    provider, operation = split(rest)
    if not provider:
        raise UsageError(f"`{text}` does not name a provider", hint=f"known are {', '.join(providers())}")
    spec = load(provider, given)
    operations = (spec.operation(operation),) if operation else spec.operations
    return Target(kind, spec, operations, f"{kind}:{rest}")


def renamed(target: Target, text: str | None) -> tuple[Target, str | None]:
    """
    A target whose spec knows a model that the caller names, and the name itself.

    :param text: a name, or `NAME=PAGE-MODEL`, which says for which of the page's models it stands.
    :raises UsageError: the page has no such model.
    """
    if text is None:
        return target, None
    known = [name for operation in target.operations for name in operation.models]
    name, equals, model = (text, "", "") if text in known else (part.strip() for part in text.partition("="))
    if equals and not (name and model):
        raise UsageError(
            f"`--model {text}` lacks a name", hint="such as `--model my-model` or `--model NAME=PAGE-MODEL`"
        )
    if model and model not in known:
        listed = ", ".join(f"`{name}`" for name in dict.fromkeys(known))
        raise UsageError(f"`{model}` is not a model of `{target.spec.provider}`", hint=f"its models are {listed}")
    if not model and all(name in operation.models for operation in target.operations):
        return target, name
    spec = standing_in(target.spec, name, model)
    return replace(target, spec=spec, operations=tuple(spec.operation(o.name) for o in target.operations)), name


def standing_in(spec: Spec, name: str, model: str) -> Spec:
    """A spec that knows one more name of a model."""
    return replace(spec, stand_ins={**spec.stand_ins, name: model})


def base_url(url: str, operations: Sequence[Operation]) -> str:
    """A base URL without those segments at its end with which the paths of operations begin: they are taken once."""
    parts = urlsplit(url)
    whole = next((prefix for o in operations if (prefix := o.prefix(parts.path)) is not None), None)
    if whole is not None:
        return parts._replace(path=whole).geturl()
    segments = parts.path.rstrip("/").split("/")
    doubled = max((_doubled(segments, operation.route.split("/")) for operation in operations), default=0)
    return parts._replace(path="/".join(segments[: len(segments) - doubled])).geturl() if doubled else url


def _doubled(base: Sequence[str], path: Sequence[str]) -> int:
    """How many segments at the end of a base are those at the beginning of a path."""
    first = path[1:]
    counts = range(min(len(base) - 1, len(first)), 0, -1)
    return next((count for count in counts if list(base[-count:]) == list(first[:count])), 0)


def _parted(text: str) -> tuple[str, str]:
    """The kind of a target, and what comes after it."""
    kind, colon, rest = text.partition(":")
    if kind == "replay" and colon:
        raise UsageError("requests cannot be sent to a tape", hint="`wirecheck run replay:FILE` judges what is on it")
    if colon and kind in KINDS:
        return kind, rest
    # a path may contain colons, such as the one of a drive letter
    if not colon or len(kind) == 1 or named_by_path(kind):
        return "emulated", text
    hint = f"did you mean `emulated:{text}` or `live:{text}`?"
    if kind not in providers():
        known = ", ".join(f"`{kind}:`" for kind in KINDS)
        hint = f"a target is `kind:provider[:operation]`, kinds are {known}; or `replay:FILE`"
    raise UsageError(f"`{text}` is not a valid target", hint=hint)
