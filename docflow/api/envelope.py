"""What is around every request: its id, its checks, its headers, its line in the log. Knows no
endpoint and no database.

It stands outside of all other middleware, so that no answer leaves without it.
"""

from __future__ import annotations

import ipaddress
import re
import time
from typing import Any
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from docflow.api.errors import INTERNAL, log_failure
from docflow.api.http_metrics import HttpMetrics
from docflow.api.problems import MEDIA_TYPE, Problem
from docflow.database.ids import new_id
from docflow.errors import display_name

API_PREFIX = "/v1"
REQUEST_ID_HEADER = "X-Request-ID"
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

#: on every answer that says nothing else
DEFAULT_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Envelope:
    """The outermost part of the application."""

    def __init__(self, app: ASGIApp, metrics: HttpMetrics, *, asks_for_keys: bool) -> None:
        """asks_for_keys: where no key tells the user from a web page they look at, pages of other
        sites are refused by the names they give.
        """
        self._app = app
        self._metrics = metrics
        self._asks_for_keys = asks_for_keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        exchange = _Exchange(scope, send, _request_id(headers))
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=exchange.request_id)
        started = time.perf_counter()
        try:
            problem = self._refusal(scope, headers)
            if problem is not None:
                await exchange.send_problem(problem)
            else:
                await self._app(scope, receive, exchange.send)
        except Exception as error:
            # The handler of errors logged it where an answer had not begun.
            if not exchange.is_started:
                log_failure("request_failed", error)
                await exchange.send_problem(INTERNAL)
            elif exchange.status < 500:
                log_failure("answer_broken_off", error)
                raise
        finally:
            seconds = time.perf_counter() - started
            self._metrics.observe(scope["method"], _route(scope), exchange.status, seconds)
            _log(scope, exchange.status, seconds)

    def _refusal(self, scope: Scope, headers: Headers) -> Problem | None:
        if b"\x00" in scope["path"].encode() or b"%00" in scope["query_string"]:
            return Problem(400, "bad_request", "The address holds a NUL character.")
        if self._asks_for_keys:
            return None
        if not _is_local_name(headers.get("host", "")):
            return Problem(
                403, "host_refused", "Without API keys the server answers to no public name."
            )
        origin = headers.get("origin")
        is_other = origin is not None and urlsplit(origin).netloc != headers.get("host")
        if is_other and scope["method"] not in _SAFE_METHODS:
            return Problem(403, "origin_refused", "Pages of other sites may not write here.")
        return None


class _Exchange:
    """The answer of one request on its way out."""

    def __init__(self, scope: Scope, send: Send, request_id: str) -> None:
        self.request_id = request_id
        self.status = 499
        self.is_started = False
        self._send = send
        self._is_replaced = False
        scope.setdefault("state", {})["request_id"] = request_id

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if _is_plain_413(message):
                # Written by the body limit, which knows no problems.
                self._is_replaced = True
                too_large = Problem(413, "too_large", "The body is larger than allowed here.")
                await self.send_problem(too_large)
                return
            self.is_started = True
            self.status = message["status"]
            self._add_headers(message)
        elif self._is_replaced:
            return
        await self._send(message)

    async def send_problem(self, problem: Problem) -> None:
        response = problem.response(self.request_id)
        start = {
            "type": "http.response.start",
            "status": problem.status,
            "headers": list(response.raw_headers),
        }
        self._add_headers(start)
        self.is_started = True
        self.status = problem.status
        await self._send(start)
        await self._send({"type": "http.response.body", "body": response.body})

    def _add_headers(self, message: Message) -> None:
        headers = MutableHeaders(raw=message["headers"])
        for name, value in DEFAULT_HEADERS.items():
            headers.setdefault(name, value)
        headers[REQUEST_ID_HEADER] = self.request_id
        message["headers"] = headers.raw


def _is_plain_413(message: Message) -> bool:
    media_type = Headers(raw=message.get("headers", [])).get("content-type", "")
    return message["status"] == 413 and not media_type.startswith(MEDIA_TYPE)


def _request_id(headers: Headers) -> str:
    """The caller's own, so that their log and ours can be joined; else a new one."""
    given = headers.get(REQUEST_ID_HEADER, "")
    return given if _REQUEST_ID.fullmatch(given) else new_id("req")


def _is_local_name(header: str) -> bool:
    """Whether a `Host` is an address or a name without a dot, such as `localhost:8000`.

    A page of `evil.example` can have that name resolve to loopback (DNS rebinding) and then read
    what is answered there; for an address or a plain name it cannot.
    """
    try:
        name = urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return False
    if not name or set(header) & set("/?#@\\"):
        return False
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return "." not in name
    return True


def _route(scope: Scope) -> str:
    """The template of the path: few values, where paths have many."""
    template: str | None = getattr(scope.get("route"), "path", None)
    if template is None:
        return "other"
    # The route knows its router's prefix, not the one that the router was included with.
    return API_PREFIX + template if scope["path"].startswith(API_PREFIX + "/") else template


def _log(scope: Scope, status: int, seconds: float) -> None:
    state: dict[str, Any] = scope["state"]
    document_id = scope.get("path_params", {}).get("document_id") or state.get("document_id")
    known = {
        "document_id": None if document_id is None else display_name(document_id),
        "document_ids": state.get("document_ids"),
        "tenant_id": state.get("tenant_id"),
        "key_id": state.get("key_id"),
        "client": scope["client"][0] if scope.get("client") else None,
    }
    structlog.get_logger("docflow.access").info(
        "request",
        method=scope["method"],
        # Both are what somebody sent: a terminal must not be rewritten by them.
        path=display_name(scope["path"]),
        route=_route(scope),
        status=status,
        duration_ms=round(seconds * 1000, 1),
        **{name: value for name, value in known.items() if value is not None},
    )
