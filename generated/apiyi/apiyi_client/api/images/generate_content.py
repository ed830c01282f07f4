from http import HTTPStatus
from typing import Any

import httpx2 as httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.generate_content_request import GenerateContentRequest
from ...models.generate_content_response import GenerateContentResponse
from ...types import Response


def _get_kwargs(
    *,
    body: GenerateContentRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1beta/models/gemini-3.1-flash-image-preview:generateContent",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> GenerateContentResponse | None:
    if response.status_code == 200:
        response_200 = GenerateContentResponse.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[GenerateContentResponse]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: GenerateContentRequest,
) -> Response[GenerateContentResponse]:
    """Make a picture from a text prompt

     Text to image only: editing a picture is another page and another endpoint. The answer holds the
    picture as base64, several megabytes of it; the page's samples wait up to 300 seconds.

    Args:
        body (GenerateContentRequest): What to draw, and how.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[GenerateContentResponse]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: GenerateContentRequest,
) -> GenerateContentResponse | None:
    """Make a picture from a text prompt

     Text to image only: editing a picture is another page and another endpoint. The answer holds the
    picture as base64, several megabytes of it; the page's samples wait up to 300 seconds.

    Args:
        body (GenerateContentRequest): What to draw, and how.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        GenerateContentResponse
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: GenerateContentRequest,
) -> Response[GenerateContentResponse]:
    """Make a picture from a text prompt

     Text to image only: editing a picture is another page and another endpoint. The answer holds the
    picture as base64, several megabytes of it; the page's samples wait up to 300 seconds.

    Args:
        body (GenerateContentRequest): What to draw, and how.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[GenerateContentResponse]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: GenerateContentRequest,
) -> GenerateContentResponse | None:
    """Make a picture from a text prompt

     Text to image only: editing a picture is another page and another endpoint. The answer holds the
    picture as base64, several megabytes of it; the page's samples wait up to 300 seconds.

    Args:
        body (GenerateContentRequest): What to draw, and how.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        GenerateContentResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
