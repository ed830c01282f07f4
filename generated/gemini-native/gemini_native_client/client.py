"""The operations of Gemini native, on a client that waits and on one that lets others run."""

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
    SafetySetting,
    SystemInstruction,
)
from .types import UNSET, Unset

_GENERATE_CONTENT = Endpoint(
    "POST",
    "/v1beta/models/{model}:generateContent",
    "Authorization",
    "Bearer ",
    (429, 503),
)


class Client(SyncClient):
    """
    Gemini native.

    :param api_key: The variable `GEMINI_NATIVE_API_KEY` when left out.
    :param base_url: Where the gateway is; it has no address of its own.
    :param timeout: Seconds, or an `httpx2.Timeout`: 300 s, and 10 s to connect, when left out; None waits for ever.
    :param max_retries: How often a call is tried again, after the statuses that the page names and where nothing was sent.
    :param headers: Sent with each request.
    :param proxy: The address of a proxy; the usual variables are read when left out.
    :param verify: How the server's certificate is checked, as in httpx2.
    :param http_client: An `httpx2.Client` to send with, instead of `proxy` and `verify`.
    :raises ConfigurationError: The key or the base URL is missing or malformed.
    """

    _server = None
    _key_env = "GEMINI_NATIVE_API_KEY"
    _user_agent = "gemini-native-client/0.1.0"

    def generate_content(
        self,
        *,
        model: str,
        contents: str | list[Content],
        system_instruction: str | SystemInstruction | Unset = UNSET,
        generation_config: GenerationConfig | Unset = UNSET,
        safety_settings: list[SafetySetting] | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        extra_headers: Mapping[str, str] | None = None,
        extra_body: Mapping[str, Any] | None = None,
    ) -> GenerateContentResponse:
        """
        Make text or a picture with a Gemini model.

        Google's own protocol with a bearer key; text and pictures are made at the same endpoint. A picture needs
        `responseModalities` and `imageConfig`; a picture may also be sent along to start from.

        :param model: The model. Two make pictures; for text, any of Gemini's standard models.
        :param contents: The turns of the conversation. A string is one text prompt.
        :param system_instruction: What the model is told ahead of the conversation. A string is one text prompt.
        :param generation_config: How the model chooses its words, and what comes back. More members may be taken.
        :param safety_settings: What the safety filter lets pass.
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
                    system_instruction=SystemInstruction(parts=[Part(text=system_instruction)])
                    if isinstance(system_instruction, str)
                    else system_instruction,
                    generation_config=generation_config,
                    safety_settings=safety_settings,
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
    Gemini native.

    :param api_key: The variable `GEMINI_NATIVE_API_KEY` when left out.
    :param base_url: Where the gateway is; it has no address of its own.
    :param timeout: Seconds, or an `httpx2.Timeout`: 300 s, and 10 s to connect, when left out; None waits for ever.
    :param max_retries: How often a call is tried again, after the statuses that the page names and where nothing was sent.
    :param headers: Sent with each request.
    :param proxy: The address of a proxy; the usual variables are read when left out.
    :param verify: How the server's certificate is checked, as in httpx2.
    :param http_client: An `httpx2.AsyncClient` to send with, instead of `proxy` and `verify`.
    :raises ConfigurationError: The key or the base URL is missing or malformed.
    """

    _server = None
    _key_env = "GEMINI_NATIVE_API_KEY"
    _user_agent = "gemini-native-client/0.1.0"

    async def generate_content(
        self,
        *,
        model: str,
        contents: str | list[Content],
        system_instruction: str | SystemInstruction | Unset = UNSET,
        generation_config: GenerationConfig | Unset = UNSET,
        safety_settings: list[SafetySetting] | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        extra_headers: Mapping[str, str] | None = None,
        extra_body: Mapping[str, Any] | None = None,
    ) -> GenerateContentResponse:
        """
        Make text or a picture with a Gemini model.

        Google's own protocol with a bearer key; text and pictures are made at the same endpoint. A picture needs
        `responseModalities` and `imageConfig`; a picture may also be sent along to start from.

        :param model: The model. Two make pictures; for text, any of Gemini's standard models.
        :param contents: The turns of the conversation. A string is one text prompt.
        :param system_instruction: What the model is told ahead of the conversation. A string is one text prompt.
        :param generation_config: How the model chooses its words, and what comes back. More members may be taken.
        :param safety_settings: What the safety filter lets pass.
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
                    system_instruction=SystemInstruction(parts=[Part(text=system_instruction)])
                    if isinstance(system_instruction, str)
                    else system_instruction,
                    generation_config=generation_config,
                    safety_settings=safety_settings,
                ),
                path={
                    "model": str(model),
                },
                timeout=timeout,
                extra_headers=extra_headers,
                extra_body=extra_body,
            )
        )
