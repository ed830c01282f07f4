"""
What can go wrong, as one tree of exceptions under `APIError`.

They hold plain values only, neither the request nor the key, and can be pickled.
"""

from __future__ import annotations

import http
from collections.abc import Mapping
from typing import Any


class APIError(Exception):
    """
    Anything that this client raises by itself.

    :ivar message: one line that says what happened.
    :ivar status_code: the HTTP status, or None where no answer came.
    :ivar request_id: the gateway's own id of the request, for its support and its console, or None.
    :ivar body: the answer's JSON value, or its text where it is no JSON; None where no answer came.
    :ivar headers: the answer's headers, names in lower case.
    :ivar code: what the gateway calls the error: its `code`, `status` or `type`; None where it says nothing.
    :ivar retry_after: seconds that the gateway asks to wait, or None.
    """

    def __init__(
        self,
        message: str,
        *,
        status_code: int | None = None,
        request_id: str | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        code: str | int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status_code = status_code
        self.request_id = request_id
        self.body = body
        self.headers = dict(headers or {})
        self.code = code
        self.retry_after = retry_after

    def __str__(self) -> str:
        told = [self.message]
        if self.status_code is not None and not isinstance(self, APIConnectionError):
            told.insert(0, f"{self.status_code} {phrase(self.status_code)}".strip() + ":")
        if self.request_id:
            told.append(f"(request id {self.request_id})")
        return " ".join(told)


class ConfigurationError(APIError, ValueError):
    """The client cannot be made like this: no key, no base URL, or one that is none."""


class APIConnectionError(APIError):
    """
    No answer came, or not the whole of one.

    Where the request was on its way already, the picture may have been made and charged; it is not asked for again.

    :ivar unsent: whether it was not, so that asking again costs nothing.
    """

    unsent = False


class APITimeoutError(APIConnectionError):
    """The answer took longer than the client's `timeout`."""


class APIResponseError(APIError):
    """The status says success, and the body is no answer: an error, a page of HTML, nothing, or half of one."""


class APIStatusError(APIError):
    """The status is no success. Each kind has a class of its own; this one itself is for those without."""


class BadRequestError(APIStatusError):
    """400: the gateway does not understand the request, or does not take a value in it."""


class AuthenticationError(APIStatusError):
    """401: the key is missing or wrong."""


class PaymentRequiredError(APIStatusError):
    """402: there is no money left on the account."""


class PermissionDeniedError(APIStatusError):
    """403: the key may not do this."""


class NotFoundError(APIStatusError):
    """404: there is no such path or model."""


class ConflictError(APIStatusError):
    """409: the request clashes with another."""


class RequestTooLargeError(APIStatusError):
    """413: the request is too big."""


class UnprocessableEntityError(APIStatusError):
    """422: a value in the request is not one that can be served."""


class RateLimitError(APIStatusError):
    """429: too many requests, or the quota is used up. `retry_after` tells how long to wait, where it is known."""


class InternalServerError(APIStatusError):
    """500 and above: the gateway, or what stands behind it, failed."""


_BY_STATUS: Mapping[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    402: PaymentRequiredError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    413: RequestTooLargeError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}


def class_of(status: int) -> type[APIStatusError]:
    """The class of an HTTP status that is no success."""
    return _BY_STATUS.get(
        status, InternalServerError if status >= http.HTTPStatus.INTERNAL_SERVER_ERROR else APIStatusError
    )


def phrase(status: int) -> str:
    """The words of an HTTP status, empty for one without."""
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return ""
