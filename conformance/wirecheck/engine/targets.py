"""Targets to be tested: `kind:provider` or `kind:provider:operation`."""

from __future__ import annotations

from dataclasses import dataclass

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


def parse(text: str) -> Target:
    """
    Read a target; a provider's name alone, or the path of a spec, means its emulator.

    A path has a slash or a backslash in it, or ends in `.yaml`, `.yml` or `.json`.

    :raises UsageError: the kind is not known.
    :raises SpecError: the provider or its operation is not known.
    """
    kind, rest = _parted(text)
    provider, operation = split(rest)
    if not provider:
        raise UsageError(f"`{text}` does not name a provider", hint=f"known are {', '.join(providers())}")
    spec = load(provider)
    operations = (spec.operation(operation),) if operation else spec.operations
    return Target(kind, spec, operations, f"{kind}:{rest}")


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
