"""What a request asks for, and the texts and pictures in it, in terms that are the same for every dialect."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RequestedOutput:
    """
    What a request asks for; None stands for what it leaves to the gateway.

    :param text: whether only text is asked for.
    :param words: whether text is asked for, alone or with pictures.
    :param searches: whether the model is offered a search.
    """

    picture: bool
    text: bool
    ratio: str | None = None
    size: str | None = None
    count: int | None = None
    thoughts: bool | None = None
    thinks_long: bool = False
    words: bool = False
    searches: bool = False
    output_format: str | None = None
    response_format: str | None = None
    quality: str | None = None
    background: str | None = None


@dataclass(frozen=True, slots=True)
class RequestInputs:
    """What a request contains: the text of its turns, that of its system instruction, and its pictures."""

    prompt: str = ""
    system_instruction: str = ""
    pictures: tuple[bytes, ...] = ()
