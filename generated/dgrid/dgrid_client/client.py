"""The operations of DGrid Gemini native format, on a client that waits and on one that lets others run."""

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
)
from .types import UNSET, Unset

_GENERATE_CONTENT = Endpoint(
    "POST",
    "/v1/models/{model}:generateContent",
    "Authorization",
    "Bearer ",
    (429, 503),
)


class Client(SyncClient):
    """
    DGrid Gemini native format.

    :param api_key: The variable `DGRID_API_KEY` when left out.
    :param base_url: `https://api.dgrid.ai` when left out.
    :param timeout: Seconds, or an `httpx2.Timeout`: 300 s, and 10 s to connect, when left out; None waits for ever.
    :param max_retries: How often a call is tried again, after the statuses that the page names and where nothing was sent.
    :param headers: Sent with each request.
    :param proxy: The address of a proxy; the usual variables are read when left out.
    :param verify: How the server's certificate is checked, as in httpx2.
    :param http_client: An `httpx2.Client` to send with, instead of `proxy` and `verify`.
    :raises ConfigurationError: The key or the base URL is missing or malformed.
    """

    _server = "https://api.dgrid.ai"
    _key_env = "DGRID_API_KEY"
    _user_agent = "dgrid-client/0.1.0"

    def generate_content(
        self,
        *,
        model: str,
        contents: str | list[Content] | Unset = UNSET,
        generation_config: GenerationConfig | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        extra_headers: Mapping[str, str] | None = None,
        extra_body: Mapping[str, Any] | None = None,
    ) -> GenerateContentResponse:
        """
        Make text or a picture with a Gemini model.

        One operation for chat and for pictures: members of `generationConfig` ask for a picture, made or edited. A
        model that makes pictures has to be chosen for them.

        :param model: The model. For pictures it has to be one that makes them.
        :param contents: The turns of the conversation. A string is one text prompt.
        :param generation_config: What comes back, in which shape and size. More members may be taken.
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
                ),
                path={
                    "model": str(model),
                },
                timeout=timeout,
                extra_headers=extra_headers,
                extra_body=extra_body,
            )
        )


class AsyncClient(AsyncioClient):
    """
    DGrid Gemini native format.

    :param api_key: The variable `DGRID_API_KEY` when left out.
    :param base_url: `https://api.dgrid.ai` when left out.
    :param timeout: Seconds, or an `httpx2.Timeout`: 300 s, and 10 s to connect, when left out; None waits for ever.
    :param max_retries: How often a call is tried again, after the statuses that the page names and where nothing was sent.
    :param headers: Sent with each request.
    :param proxy: The address of a proxy; the usual variables are read when left out.
    :param verify: How the server's certificate is checked, as in httpx2.
    :param http_client: An `httpx2.AsyncClient` to send with, instead of `proxy` and `verify`.
    :raises ConfigurationError: The key or the base URL is missing or malformed.
    """

    _server = "https://api.dgrid.ai"
    _key_env = "DGRID_API_KEY"
    _user_agent = "dgrid-client/0.1.0"

    async def generate_content(
        self,
        *,
        model: str,
        contents: str | list[Content] | Unset = UNSET,
        generation_config: GenerationConfig | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        extra_headers: Mapping[str, str] | None = None,
        extra_body: Mapping[str, Any] | None = None,
    ) -> GenerateContentResponse:
        """
        Make text or a picture with a Gemini model.

        One operation for chat and for pictures: members of `generationConfig` ask for a picture, made or edited. A
        model that makes pictures has to be chosen for them.

        :param model: The model. For pictures it has to be one that makes them.
        :param contents: The turns of the conversation. A string is one text prompt.
        :param generation_config: What comes back, in which shape and size. More members may be taken.
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
                ),
                path={
                    "model": str(model),
                },
                timeout=timeout,
                extra_headers=extra_headers,
                extra_body=extra_body,
            )
        )
