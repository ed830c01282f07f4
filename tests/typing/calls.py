"""
What type checkers say of calls: mypy and pyright read this file, nobody runs it.

What is right has to pass, and each comment that lets an error pass has to be needed.
"""

from __future__ import annotations

import httpx2
from apiyi_client import AsyncClient, Client, Picture, Unset, images_of
from apiyi_client.models import Content, GenerateContentResponse, GenerationConfig, ImageConfig, Part
from deerapi_client import AsyncClient as DeerapiAsyncClient
from deerapi_client import Base64, urls_of
from deerapi_client import Client as DeerapiClient
from deerapi_client.models import Content as DeerapiContent
from deerapi_client.models import CreateImageResponse, InlineDataInput
from deerapi_client.models import Part as DeerapiPart
from dgrid_client import Client as DgridClient
from gemini_native_client import Client as GeminiNativeClient
from gemini_native_client.models import ImageConfig as GeminiNativeImageConfig


def right(client: Client) -> list[Picture]:
    """A prompt as a string or as turns, and what comes back."""
    config = GenerationConfig(
        response_modalities=["TEXT", "IMAGE"], image_config=ImageConfig(aspect_ratio="16:9", image_size="2K")
    )
    answer: GenerateContentResponse = client.generate_content(contents="A boat", generation_config=config, timeout=60)
    client.generate_content(contents=[Content(parts=[Part(text="A boat")])], generation_config=config)
    for candidate in answer.candidates or []:
        for part in (candidate.content and candidate.content.parts) or []:
            if part.inline_data and part.inline_data.data:
                data: bytes = part.inline_data.data.decode()
                print(len(data))
    reason: str | Unset | None = answer.candidates[0].finish_reason if answer.candidates else None
    print(reason)
    other: Client = client.with_options(timeout=httpx2.Timeout(5.0), max_retries=0)
    return images_of(other.generate_content(contents="A boat", generation_config=config))


async def right_too(client: AsyncClient, deerapi: DeerapiAsyncClient) -> list[str]:
    """The same without waiting."""
    async with client:
        await client.generate_content(
            contents="A boat", generation_config=GenerationConfig(response_modalities=["IMAGE"])
        )
    answer: CreateImageResponse = await deerapi.images.create_image(model="gpt-image-2", prompt="A boat", n=2)
    return urls_of(answer)


def others(deerapi: DeerapiClient, dgrid: DgridClient, native: GeminiNativeClient) -> None:
    """The other providers, a picture in a request among it."""
    boat = InlineDataInput(mime_type="image/png", data=Base64.encode(b""))
    turn = DeerapiContent(parts=[DeerapiPart(text="Make it blue"), DeerapiPart(inline_data=boat)])
    deerapi.generate_content(model="m", contents=[turn])
    dgrid.generate_content(model="m", contents="A boat")
    native.generate_content(model="m", contents="A boat", system_instruction="Draw in ink")


def wrong(client: Client, deerapi: DeerapiClient) -> None:
    """Slips that a type checker finds."""
    ImageConfig(aspect_ratio="16:10")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ImageConfig(image_size="1k")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ImageConfig(ratio="16:9")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    GeminiNativeImageConfig(image_size="1K", aspect_ratio="16:10")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    GenerationConfig(response_modalities=["PICTURE"])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    client.generate_content(contents="A boat")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    deerapi.images.create_image(model="m", prompt=1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    deerapi.images.create_image(prompt="A boat")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
