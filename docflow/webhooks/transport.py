"""Makes one webhook request and says how it ended. Knows no delivery, no schedule and no secret.

No proxy and no setting of the environment is looked at, no redirect is followed, no connection is
kept: an attempt is one request to one checked address.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import httpcore2

from docflow.errors import DocflowError
from docflow.webhooks.addresses import AllowList, Target, parse_url
from docflow.webhooks.network import AddressRefused, CheckedBackend, Deadline, Resolver, resolve

TIMEOUT_S = 15.0
MAX_ANSWER_BYTES = 65_536
_MAX_ERROR_CHARS = 300
_FAILURES = (
    httpcore2.TimeoutException,
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.UnsupportedProtocol,
)


@dataclass(frozen=True)
class Answer:
    """How a request ended.

    status: of HTTP, None where none came. error: why none came, a sentence. body: the first bytes
    of the answer. retry_after: that header, as it came. is_refused: the URL or the address behind
    it is not allowed, and no request was made.
    """

    status: int | None
    duration_ms: int
    error: str | None = None
    body: bytes = b""
    retry_after: str | None = None
    is_refused: bool = False


class Transport(Protocol):
    """Sends requests; never raises for what a receiver or the network does."""

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """The answer to one request."""
        ...


class HttpTransport:
    """Requests over the network, to addresses that are public or that the operator allows."""

    def __init__(
        self,
        allow: AllowList,
        *,
        resolver: Resolver = resolve,
        timeout_s: float = TIMEOUT_S,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        """timeout_s: of a whole attempt, from the name's resolution to the end of the answer."""
        self._allow = allow
        self._resolver = resolver
        self._timeout_s = timeout_s
        self._ssl_context = ssl_context or _default_ssl_context()

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        start = time.monotonic()

        try:
            return self._exchange(parse_url(url, self._allow), headers, body, start)
        except DocflowError as error:
            return Answer(None, _ms_since(start), error.message, is_refused=True)
        except AddressRefused as error:
            return Answer(None, _ms_since(start), str(error), is_refused=True)
        except _FAILURES as error:
            return Answer(None, _ms_since(start), _sentence(error))

    def _exchange(
        self, target: Target, headers: Mapping[str, str], body: bytes, start: float
    ) -> Answer:
        backend = CheckedBackend(target, self._resolver, Deadline(self._timeout_s))
        url = httpcore2.URL(
            scheme=target.scheme, host=target.host, port=target.port, target=target.path
        )
        fields = {"Host": target.host_header, "Content-Length": str(len(body)), **headers}
        with (
            httpcore2.ConnectionPool(
                ssl_context=self._ssl_context, network_backend=backend, max_connections=1
            ) as pool,
            pool.stream("POST", url, headers=list(fields.items()), content=body) as response,
        ):
            text = _first_bytes(response)
            retry_after = _header(response, b"retry-after")
            return Answer(response.status, _ms_since(start), body=text, retry_after=retry_after)


def _first_bytes(response: httpcore2.Response) -> bytes:
    """What is kept of the answer. That the rest is missing or late changes nothing: the status is
    the answer.
    """
    read = bytearray()
    try:
        for chunk in response.iter_stream():
            read += chunk
            if len(read) >= MAX_ANSWER_BYTES:
                break
    except _FAILURES:
        pass
    return bytes(read[:MAX_ANSWER_BYTES])


def _header(response: httpcore2.Response, name: bytes) -> str | None:
    for field, value in response.headers:
        if field.lower() == name:
            return value.decode("latin-1")[:64]
    return None


def _ms_since(start: float) -> int:
    return round((time.monotonic() - start) * 1000)


def _sentence(error: Exception) -> str:
    """The failure for the log of attempts, with its kind: some have no words of their own."""
    words = str(error) or "no reason given"
    return f"{type(error).__name__}: {words}"[:_MAX_ERROR_CHARS]


@cache
def _default_ssl_context() -> ssl.SSLContext:
    # Reading the system's certificates takes milliseconds; they are read once a process.
    return ssl.create_default_context()
