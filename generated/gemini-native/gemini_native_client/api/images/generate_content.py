from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx2 as httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.generate_content_request import GenerateContentRequest
from ...models.generate_content_response import GenerateContentResponse
from ...types import Response


def _get_kwargs(
    model: str,
    *,
    body: GenerateContentRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1beta/models/{model}:generateContent".format(
            model=quote(str(model), safe=""),
        ),
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
    model: str,
    *,
    client: AuthenticatedClient,
    body: GenerateContentRequest,
) -> Response[GenerateContentResponse]:
    """Make text or a picture with a Gemini model

     Google's own protocol with a bearer key; text and pictures are made at the same endpoint. A picture
    needs `responseModalities` and `imageConfig`; a picture may also be sent along to start from.

    Args:
        model (str): The model. Two make pictures; for text, any of Gemini's standard models.
            Example: gemini-3.1-flash-image-preview.
        body (GenerateContentRequest): What to make, and how.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[GenerateContentResponse]
    """

    kwargs = _get_kwargs(
        model=model,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    model: str,
    *,
    client: AuthenticatedClient,
    body: GenerateContentRequest,
) -> GenerateContentResponse | None:
    """Make text or a picture with a Gemini model

     Google's own protocol with a bearer key; text and pictures are made at the same endpoint. A picture
    needs `responseModalities` and `imageConfig`; a picture may also be sent along to start from.

    Args:
        model (str): The model. Two make pictures; for text, any of Gemini's standard models.
            Example: gemini-3.1-flash-image-preview.
        body (GenerateContentRequest): What to make, and how.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        GenerateContentResponse
    """

    return sync_detailed(
        model=model,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    model: str,
    *,
    client: AuthenticatedClient,
    body: GenerateContentRequest,
) -> Response[GenerateContentResponse]:
    """Make text or a picture with a Gemini model

     Google's own protocol with a bearer key; text and pictures are made at the same endpoint. A picture
    needs `responseModalities` and `imageConfig`; a picture may also be sent along to start from.

    Args:
        model (str): The model. Two make pictures; for text, any of Gemini's standard models.
            Example: gemini-3.1-flash-image-preview.
        body (GenerateContentRequest): What to make, and how.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[GenerateContentResponse]
    """

    kwargs = _get_kwargs(
        model=model,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    model: str,
    *,
    client: AuthenticatedClient,
    body: GenerateContentRequest,
) -> GenerateContentResponse | None:
    """Make text or a picture with a Gemini model

     Google's own protocol with a bearer key; text and pictures are made at the same endpoint. A picture
    needs `responseModalities` and `imageConfig`; a picture may also be sent along to start from.

    Args:
        model (str): The model. Two make pictures; for text, any of Gemini's standard models.
            Example: gemini-3.1-flash-image-preview.
        body (GenerateContentRequest): What to make, and how.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        GenerateContentResponse
    """

    return (
        await asyncio_detailed(
            model=model,
            client=client,
            body=body,
        )
    ).parsed
