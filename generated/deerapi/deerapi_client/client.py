"""The operations of DeerAPI images, on a client that waits and on one that lets others run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._http import AsyncioClient, Endpoint, SyncClient, Timeout
from .models import (
    Content,
    CreateImageRequest,
    CreateImageRequestResponseFormat,
    CreateImageResponse,
    GenerateContentRequest,
    GenerateContentResponse,
    GenerationConfig,
    Part,
    Tool,
)
from .types import UNSET, Unset

_GENERATE_CONTENT = Endpoint(
    "POST",
    "/v1beta/models/{model}:generateContent",
    "Authorization",
    "Bearer ",
    (429, 500, 503),
)
_CREATE_IMAGE = Endpoint(
    "POST",
    "/v1/images/generations",
    "Authorization",
    "Bearer ",
    (429, 500, 503),
)


class Images:
    """The operations under `client.images`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def create_image(
        self,
        *,
        model: str,
        prompt: str,
        n: int | Unset = UNSET,
        quality: str | Unset = UNSET,
        size: str | Unset = UNSET,
        response_format: CreateImageRequestResponseFormat | Unset = UNSET,
        output_format: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        extra_headers: Mapping[str, str] | None = None,
        extra_body: Mapping[str, Any] | None = None,
    ) -> CreateImageResponse:
        """
        Make pictures over OpenAI's protocol.

        Pictures from a text prompt. Retry 429, 500 and 503, waiting longer each time.

        :param model: The model that draws. Ids come and go; the page of models has the current ones. Default:
            dall-e-3, applied by the gateway.
        :param prompt: What to draw, in words.
        :param n: How many pictures. More than one is not taken everywhere. Default: 1, applied by the gateway.
        :param quality: How much care is taken, for models that have a choice. The values are the model's own.
        :param size: Width and height in pixels. Which ones are taken depends on the model.
        :param response_format: A link or base64, for dall-e-2 and dall-e-3. GPT image models do not take it and
            answer in base64. One of `url`, `b64_json`.
        :param output_format: The file format of the picture, for GPT image models.
        :param timeout: Seconds, or an `httpx2.Timeout`; the client's when left out.
        :param extra_headers: Headers to be sent as well.
        :param extra_body: Members to be sent as well, by their names in JSON.
        :raises APIError: The class under it says what went wrong.
        """
        return self._client._send(
            self._client._call(
                _CREATE_IMAGE,
                CreateImageResponse,
                CreateImageRequest(
                    model=model,
                    prompt=prompt,
                    n=n,
                    quality=quality,
                    size=size,
                    response_format=response_format,
                    output_format=output_format,
                ),
                path={},
                timeout=timeout,
                extra_headers=extra_headers,
                extra_body=extra_body,
            )
        )


class Client(SyncClient):
    """
    DeerAPI images.

    :param api_key: The variable `DEERAPI_KEY` when left out.
    :param base_url: `https://api.deerapi.com` when left out.
    :param timeout: Seconds, or an `httpx2.Timeout`: 300 s, and 10 s to connect, when left out; None waits for ever.
    :param max_retries: How often a call is tried again, after the statuses that the page names and where nothing was sent.
    :param headers: Sent with each request.
    :param proxy: The address of a proxy; the usual variables are read when left out.
    :param verify: How the server's certificate is checked, as in httpx2.
    :param http_client: An `httpx2.Client` to send with, instead of `proxy` and `verify`.
    :raises ConfigurationError: The key or the base URL is missing or malformed.
    """

    _server = "https://api.deerapi.com"
    _key_env = "DEERAPI_KEY"
    _user_agent = "deerapi-client/0.1.0"

    def generate_content(
        self,
        *,
        model: str,
        contents: str | list[Content],
        generation_config: GenerationConfig | Unset = UNSET,
        tools: list[Tool] | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        extra_headers: Mapping[str, str] | None = None,
        extra_body: Mapping[str, Any] | None = None,
    ) -> GenerateContentResponse:
        """
        Make a picture with a Gemini model.

        Turns of text and pictures go in, text and pictures come back. Retry 429, 500 and 503, waiting longer each
        time.

        :param model: The Gemini image model. Ids come and go; the live price list has the current ones. Default on
            the page: gemini-3.1-flash-image-preview; it has to be named.
        :param contents: The turns of the conversation. A string is one text prompt.
        :param generation_config: What comes back, at which resolution, and how long the model thinks. More members
            may be taken.
        :param tools: Tools of Google's. `[{"google_search": {}}]` grounds the picture in what a search finds.
        :param timeout: Seconds, or an `httpx2.Timeout`; the client's when left out.
        :param extra_headers: Headers to be sent as well.
        :param extra_body: Members to be sent as well, by their names in JSON.
        :raises APIError: The class under it says what went wrong.
        """
        return self._send(
            self._call(
                _GENERATE_CONTENT,
                GenerateContentResponse,
                GenerateContentRequest(
                    contents=[Content(role="user", parts=[Part(text=contents)])]
                    if isinstance(contents, str)
                    else contents,
                    generation_config=generation_config,
                    tools=tools,
                ),
                path={
                    "model": str(model),
                },
                timeout=timeout,
                extra_headers=extra_headers,
                extra_body=extra_body,
            )
        )

    @property
    def images(self) -> Images:
        """The operations under this name."""
        return Images(self)


class AsyncImages:
    """The operations under `client.images`."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def create_image(
        self,
        *,
        model: str,
        prompt: str,
        n: int | Unset = UNSET,
        quality: str | Unset = UNSET,
        size: str | Unset = UNSET,
        response_format: CreateImageRequestResponseFormat | Unset = UNSET,
        output_format: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        extra_headers: Mapping[str, str] | None = None,
        extra_body: Mapping[str, Any] | None = None,
    ) -> CreateImageResponse:
        """
        Make pictures over OpenAI's protocol.

        Pictures from a text prompt. Retry 429, 500 and 503, waiting longer each time.

        :param model: The model that draws. Ids come and go; the page of models has the current ones. Default:
            dall-e-3, applied by the gateway.
        :param prompt: What to draw, in words.
        :param n: How many pictures. More than one is not taken everywhere. Default: 1, applied by the gateway.
        :param quality: How much care is taken, for models that have a choice. The values are the model's own.
        :param size: Width and height in pixels. Which ones are taken depends on the model.
        :param response_format: A link or base64, for dall-e-2 and dall-e-3. GPT image models do not take it and
            answer in base64. One of `url`, `b64_json`.
        :param output_format: The file format of the picture, for GPT image models.
        :param timeout: Seconds, or an `httpx2.Timeout`; the client's when left out.
        :param extra_headers: Headers to be sent as well.
        :param extra_body: Members to be sent as well, by their names in JSON.
        :raises APIError: The class under it says what went wrong.
        """
        return await self._client._send(
            self._client._call(
                _CREATE_IMAGE,
                CreateImageResponse,
                CreateImageRequest(
                    model=model,
                    prompt=prompt,
                    n=n,
                    quality=quality,
                    size=size,
                    response_format=response_format,
                    output_format=output_format,
                ),
                path={},
                timeout=timeout,
                extra_headers=extra_headers,
                extra_body=extra_body,
            )
        )


class AsyncClient(AsyncioClient):
    """
    DeerAPI images.

    :param api_key: The variable `DEERAPI_KEY` when left out.
    :param base_url: `https://api.deerapi.com` when left out.
    :param timeout: Seconds, or an `httpx2.Timeout`: 300 s, and 10 s to connect, when left out; None waits for ever.
    :param max_retries: How often a call is tried again, after the statuses that the page names and where nothing was sent.
    :param headers: Sent with each request.
    :param proxy: The address of a proxy; the usual variables are read when left out.
    :param verify: How the server's certificate is checked, as in httpx2.
    :param http_client: An `httpx2.AsyncClient` to send with, instead of `proxy` and `verify`.
    :raises ConfigurationError: The key or the base URL is missing or malformed.
    """

    _server = "https://api.deerapi.com"
    _key_env = "DEERAPI_KEY"
    _user_agent = "deerapi-client/0.1.0"

    async def generate_content(
        self,
        *,
        model: str,
        contents: str | list[Content],
        generation_config: GenerationConfig | Unset = UNSET,
        tools: list[Tool] | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        extra_headers: Mapping[str, str] | None = None,
        extra_body: Mapping[str, Any] | None = None,
    ) -> GenerateContentResponse:
        """
        Make a picture with a Gemini model.

        Turns of text and pictures go in, text and pictures come back. Retry 429, 500 and 503, waiting longer each
        time.

        :param model: The Gemini image model. Ids come and go; the live price list has the current ones. Default on
            the page: gemini-3.1-flash-image-preview; it has to be named.
        :param contents: The turns of the conversation. A string is one text prompt.
        :param generation_config: What comes back, at which resolution, and how long the model thinks. More members
            may be taken.
        :param tools: Tools of Google's. `[{"google_search": {}}]` grounds the picture in what a search finds.
        :param timeout: Seconds, or an `httpx2.Timeout`; the client's when left out.
        :param extra_headers: Headers to be sent as well.
        :param extra_body: Members to be sent as well, by their names in JSON.
        :raises APIError: The class under it says what went wrong.
        """
        return await self._send(
            self._call(
                _GENERATE_CONTENT,
                GenerateContentResponse,
                GenerateContentRequest(
                    contents=[Content(role="user", parts=[Part(text=contents)])]
                    if isinstance(contents, str)
                    else contents,
                    generation_config=generation_config,
                    tools=tools,
                ),
                path={
                    "model": str(model),
                },
                timeout=timeout,
                extra_headers=extra_headers,
                extra_body=extra_body,
            )
        )

    @property
    def images(self) -> AsyncImages:
        """The operations under this name."""
        return AsyncImages(self)
