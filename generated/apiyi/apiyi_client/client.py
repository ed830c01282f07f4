"""The operations of APIYI Gemini text to image, on a client that waits and on one that lets others run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._http import AsyncioClient, Endpoint, SyncClient, Timeout
from .models import (
    Content,
    GenerateContentRequest,
    GenerateContentResponse,
    GenerationConfig,
    Part,
    Tool,
)
from .types import UNSET, Unset

_GENERATE_CONTENT = Endpoint(
    "POST",
    "/v1beta/models/gemini-3.1-flash-image-preview:generateContent",
    "Authorization",
    "Bearer ",
    (429, 503),
)


class Client(SyncClient):
    """
    APIYI Gemini text to image.

    :param api_key: The variable `APIYI_API_KEY` when left out.
    :param base_url: `https://api.apiyi.com` when left out.
    :param timeout: Seconds, or an `httpx2.Timeout`: 300 s, and 10 s to connect, when left out; None waits for ever.
    :param max_retries: How often a call is tried again, after the statuses that the page names and where nothing was sent.
    :param headers: Sent with each request.
    :param proxy: The address of a proxy; the usual variables are read when left out.
    :param verify: How the server's certificate is checked, as in httpx2.
    :param http_client: An `httpx2.Client` to send with, instead of `proxy` and `verify`.
    :raises ConfigurationError: The key or the base URL is missing or malformed.
    """

    _server = "https://api.apiyi.com"
    _key_env = "APIYI_API_KEY"
    _user_agent = "apiyi-client/0.1.0"

    def generate_content(
        self,
        *,
        contents: str | list[Content],
        generation_config: GenerationConfig,
        tools: list[Tool] | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        extra_headers: Mapping[str, str] | None = None,
        extra_body: Mapping[str, Any] | None = None,
    ) -> GenerateContentResponse:
        """
        Make a picture from a text prompt.

        Text to image only: editing a picture is another page and another endpoint. The answer holds the picture as
        base64, several megabytes of it; the page's samples wait up to 300 seconds.

        :param contents: The turns of the conversation; the text prompt stands in their parts. A string is one text
            prompt.
        :param generation_config: What comes back, in which shape and size.
        :param tools: Not supported here. Grounding with Google Search and image search are billed apart and not
            passed on.
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
                    contents=[Content(parts=[Part(text=contents)])] if isinstance(contents, str) else contents,
                    generation_config=generation_config,
                    tools=tools,
                ),
                path={},
                timeout=timeout,
                extra_headers=extra_headers,
                extra_body=extra_body,
            )
        )


class AsyncClient(AsyncioClient):
    """
    APIYI Gemini text to image.

    :param api_key: The variable `APIYI_API_KEY` when left out.
    :param base_url: `https://api.apiyi.com` when left out.
    :param timeout: Seconds, or an `httpx2.Timeout`: 300 s, and 10 s to connect, when left out; None waits for ever.
    :param max_retries: How often a call is tried again, after the statuses that the page names and where nothing was sent.
    :param headers: Sent with each request.
    :param proxy: The address of a proxy; the usual variables are read when left out.
    :param verify: How the server's certificate is checked, as in httpx2.
    :param http_client: An `httpx2.AsyncClient` to send with, instead of `proxy` and `verify`.
    :raises ConfigurationError: The key or the base URL is missing or malformed.
    """

    _server = "https://api.apiyi.com"
    _key_env = "APIYI_API_KEY"
    _user_agent = "apiyi-client/0.1.0"

    async def generate_content(
        self,
        *,
        contents: str | list[Content],
        generation_config: GenerationConfig,
        tools: list[Tool] | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        extra_headers: Mapping[str, str] | None = None,
        extra_body: Mapping[str, Any] | None = None,
    ) -> GenerateContentResponse:
        """
        Make a picture from a text prompt.

        Text to image only: editing a picture is another page and another endpoint. The answer holds the picture as
        base64, several megabytes of it; the page's samples wait up to 300 seconds.

        :param contents: The turns of the conversation; the text prompt stands in their parts. A string is one text
            prompt.
        :param generation_config: What comes back, in which shape and size.
        :param tools: Not supported here. Grounding with Google Search and image search are billed apart and not
            passed on.
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
                    contents=[Content(parts=[Part(text=contents)])] if isinstance(contents, str) else contents,
                    generation_config=generation_config,
                    tools=tools,
                ),
                path={},
                timeout=timeout,
                extra_headers=extra_headers,
                extra_body=extra_body,
            )
        )
