"""What models are made of: members that may be left out, base64, and JSON in and out with nothing lost."""

from __future__ import annotations

import binascii
import enum
import functools
import sys
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, Self

import pybase64
from attrs import define, field, fields


class Unset(enum.Enum):
    """The type of a member that is left out. It is false, and one object only, copied and pickled or not."""

    UNSET = "UNSET"

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset.UNSET
"""A member that is left out: of a request it is not sent, in an answer it did not come."""


class Base64:
    """
    Base64; of that in an answer nothing is decoded or copied before somebody asks.

    `str(it)` is the text, `it.decode()` the bytes, and `Base64.encode` makes it of bytes. It equals its own text.
    """

    __slots__ = ("_text",)

    _ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    _FOREIGN = bytes(set(range(256)) - set(_ALPHABET) - set(b"-_"))
    _STANDARD = bytes.maketrans(b"-_", b"+/")

    def __init__(self, text: str | bytes | bytearray | memoryview) -> None:
        self._text = text

    @classmethod
    def encode(cls, data: bytes) -> Base64:
        """The base64 of some bytes, for a request."""
        return cls(pybase64.b64encode(data))

    def decode(self) -> bytes:
        """
        The bytes.

        What strict base64 is not is read as far as it can be, because it was paid for: a data URL, the alphabet for
        URLs, line breaks, missing padding, an end that was cut off.
        """
        try:
            return pybase64.b64decode(self._text, validate=True)
        except (binascii.Error, ValueError):
            text = str(self).encode("ascii", errors="ignore")
        if text.startswith(b"data:"):
            text = text.partition(b",")[2]
        text = text.translate(self._STANDARD, delete=self._FOREIGN)
        text = text[:-1] if len(text) % 4 == 1 else text
        return pybase64.b64decode(text + b"=" * (-len(text) % 4))

    def __str__(self) -> str:
        return self._text if isinstance(self._text, str) else str(self._text, "utf-8", "replace")

    def __len__(self) -> int:
        return len(self._text)

    def __repr__(self) -> str:
        return f"<Base64, {len(self)} characters>"

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other) if isinstance(other, Base64 | str) else NotImplemented

    def __hash__(self) -> int:
        return hash(str(self))

    def __reduce__(self) -> tuple[type[Base64], tuple[str]]:
        return Base64, (str(self),)


@define(kw_only=True, repr=False, slots=False)
class Model:
    """
    A JSON object.

    Of an object that came, what fits is read into the members, and nothing is lost: unknown members are in
    `additional_properties`, and a value of another type than the documented one stays as it is.
    """

    additional_properties: dict[str, Any] = field(init=False, factory=dict)
    """Members that nobody documented, by their names in JSON; those of a request are sent."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        The model of a JSON object.

        :raises TypeError: a member that a request needs is missing; answers need none.
        """
        members = _members(cls)
        known, more = {}, {}
        for name, value in src_dict.items():
            if member := members.get(name):
                known[member.attribute] = member.read(value)
            else:
                more[name] = value
        model = cls(**known)
        model.additional_properties = more
        return model

    def to_dict(self) -> dict[str, Any]:
        """The JSON object, without what is unset; base64 is text in it."""
        return {name: _plain(value) for name, value in members_of(self).items()}

    def __getitem__(self, name: str) -> Any:
        return self.additional_properties[name]

    def __setitem__(self, name: str, value: Any) -> None:
        self.additional_properties[name] = value

    def __delitem__(self, name: str) -> None:
        del self.additional_properties[name]

    def __contains__(self, name: object) -> bool:
        return name in self.additional_properties

    def __repr__(self) -> str:
        shown = {one.name: getattr(self, one.name) for one in fields(type(self)) if one.init}
        if self.additional_properties:
            shown["additional_properties"] = self.additional_properties
        inner = ", ".join(f"{name}={value!r}" for name, value in shown.items() if value is not UNSET)
        return f"{type(self).__name__}({inner})"


def members_of(model: Model) -> dict[str, Any]:
    """What is set in a model, by the names in JSON, unknown members first; the values are as in the attributes."""
    known = {name: getattr(model, member.attribute) for name, member in _members(type(model)).items()}
    return {**model.additional_properties, **{name: value for name, value in known.items() if value is not UNSET}}


def base64_members(model: type[Model]) -> frozenset[str]:
    """The names in JSON of all members, at any depth, that hold base64."""
    found, seen, waiting = set[str](), set[type[Model]](), [model]
    while waiting:
        one = waiting.pop()
        seen.add(one)
        for name, member in _members(one).items():
            if member.base64:
                found.add(name)
            waiting.extend(set(member.models) - seen)
    return frozenset(found)


# -- reading and writing -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Member:
    attribute: str
    read: Callable[[Any], Any]
    models: tuple[type[Model], ...]
    base64: bool


_MEMBERS: dict[type[Any], Mapping[str, _Member]] = {}


def _members(model: type[Model]) -> Mapping[str, _Member]:
    """The members of a model by their names in JSON, which are the attributes' where nothing else is said."""
    if model not in _MEMBERS:
        # The models' modules import each other for type checkers only; their package has all of them.
        package = sys.modules[model.__module__.rpartition(".")[0]]
        hints = typing.get_type_hints(model, localns=vars(package))
        told = (one for one in fields(model) if one.init)
        _MEMBERS[model] = {one.metadata.get("json", one.name): _member(one.name, hints[one.name]) for one in told}
    return _MEMBERS[model]


def _member(attribute: str, hint: Any) -> _Member:
    kinds = tuple(_kinds(hint))
    models = tuple(kind for kind in kinds if issubclass(kind, Model))
    return _Member(attribute, functools.partial(_read, models, Base64 in kinds), models, Base64 in kinds)


def _kinds(hint: Any) -> typing.Iterator[type]:
    """The classes that a type is made of, those of lists' items included."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType, list):
        for inner in typing.get_args(hint):
            yield from _kinds(inner)
    elif isinstance(hint, type):
        yield hint


def _read(models: tuple[type[Model], ...], is_base64: bool, value: Any) -> Any:
    """A JSON value, its objects as the model that knows most of their members; what is no such object stays."""
    if isinstance(value, list):
        return [_read(models, is_base64, item) for item in value]
    if isinstance(value, Mapping) and models:
        return max(models, key=lambda model: len(_members(model).keys() & value.keys())).from_dict(value)
    return Base64(value) if is_base64 and isinstance(value, str) else value


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return value.to_dict()
    if isinstance(value, Base64):
        return str(value)
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
