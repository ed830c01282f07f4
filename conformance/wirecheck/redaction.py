"""
Secrets put into requests as they leave, and taken out of answers as they come.

In all that wirecheck keeps, a secret stands by the name of its variable (`$APIYI_API_KEY`). What a gateway sends back
of it, plain or encoded, becomes `reading.REDACTED`, before anything is judged, shown or written.
"""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote, quote_plus

from wirecheck.exchange import Failure, Headers, Request, Response
from wirecheck.reading import REDACTED

SHORTEST = 6
"""Characters from which on a secret is looked for; shorter ones turn up everywhere."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """
    Values by the names that stand for them.

    :param values: name without the dollar sign, to value.
    """

    values: Mapping[str, str] = field(default_factory=dict, repr=False)

    def fill(self, request: Request) -> Request:
        """The request with each `$NAME` in a header replaced by its value."""
        return replace(request, headers=tuple((name, self._filled(value)) for name, value in request.headers))

    def _filled(self, value: str) -> str:
        return re.sub(r"\$(\w+)", lambda found: self.values.get(found[1], found[0]), value)

    def text(self, text: str) -> str:
        """A text without the secrets, in whatever form they stand in it."""
        for form in self._forms():
            text = text.replace(form, REDACTED)
        return text

    def headers(self, headers: Headers) -> Headers:
        return tuple((name, self.text(value)) for name, value in headers)

    def failure(self, failure: Failure) -> Failure:
        return Failure(failure.trouble, self.text(failure.message))

    def response(self, response: Response) -> Response:
        """The answer without the secrets; untouched, byte for byte, where there are none in it."""
        headers = self.headers(response.headers)
        body = self._bytes(response.body)
        if body == response.body and response.header("content-encoding") and not response.decoded.problem:
            content = self._bytes(response.content)
            if content != response.content:
                # packed anew as gzip, which every label of ours can say
                body = gzip.compress(content, mtime=0)
                headers = tuple((n, "gzip" if n.lower() == "content-encoding" else v) for n, v in headers)
        if headers == response.headers and body == response.body:
            return response
        return Response(response.status, headers, body, response.first_byte)

    def _bytes(self, body: bytes) -> bytes:
        for form in self._forms():
            body = body.replace(form.encode(), REDACTED.encode())
        return body

    def _forms(self) -> list[str]:
        forms: dict[str, None] = {}
        for value in self.values.values():
            if len(value) < SHORTEST:
                continue
            escaped = json.dumps(value)[1:-1]
            # a body told in a message is escaped twice over
            for form in (value, quote(value, safe=""), quote_plus(value), escaped, json.dumps(escaped)[1:-1]):
                forms[form] = None
            for text in (value, f"Bearer {value}"):
                encoded = base64.b64encode(text.encode()).decode()
                forms[encoded] = None
                forms[encoded.rstrip("=")] = None
        return sorted(forms, key=len, reverse=True)


def foreign(request: Request, credential: str, key_env: str) -> Request:
    return request
