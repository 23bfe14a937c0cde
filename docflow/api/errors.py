"""Turns everything an endpoint can raise into a problem. Knows no endpoint.

What a caller caused is told with its reason; what broke in here is told as `internal_error` with
the request's id, and its reason goes to the log alone.
"""

from __future__ import annotations

import errno
import traceback

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError, InterfaceError, OperationalError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from docflow.api.problems import RETRY_AFTER_S, Problem, problem_of
from docflow.errors import DocflowError
from schemas.errors import SchemaError

_HTTP_CODES = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
}
_DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
# PostgreSQL's class 53: 53100 is disk_full.
_SQLSTATE_DISK_FULL = "53100"
_MAX_ERRORS = 20
_MAX_STACK = 8_000

INTERNAL = Problem(500, "internal_error", "Something broke in here; the log has the reason.")
STORAGE_FULL = Problem(507, "storage_full", "There is no space left to store this.")


def database_unavailable() -> Problem:
    """The database cannot be reached now."""
    return Problem(
        503,
        "database_unavailable",
        "The database cannot be reached; try again.",
        {"Retry-After": str(RETRY_AFTER_S)},
    )


def to_problem(error: Exception) -> Problem:
    """The problem that an error is."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, DocflowError):
        return problem_of(error)
    if isinstance(error, SchemaError):
        members = {"reason": error.code, "pointer": error.pointer}
        return Problem(422, "invalid_schema", str(error), members=members)
    if isinstance(error, RequestValidationError):
        return _of_request(error)
    if isinstance(error, HTTPException):
        code = _HTTP_CODES.get(error.status_code, "http_error")
        return Problem(error.status_code, code, str(error.detail), error.headers)
    if isinstance(error, ClientDisconnect):
        return Problem(400, "bad_request", "The connection ended before the request did.")
    if isinstance(error, DataError) or _is_out_of_range(error):
        return Problem(422, "invalid_request", "A value cannot be stored, such as one with NUL.")
    if isinstance(error, OSError) and error.errno in _DISK_FULL:
        return STORAGE_FULL
    if isinstance(error, OperationalError | InterfaceError | PoolTimeout):
        return STORAGE_FULL if _is_disk_full(error) else database_unavailable()
    return INTERNAL


def log_failure(event: str, error: Exception) -> None:
    """One line with where it broke. Without the values of variables: they hold documents."""
    stack = "".join(traceback.format_exception(error))
    structlog.get_logger().error(event, error=type(error).__name__, stack=stack[-_MAX_STACK:])


def install_error_handlers(app: FastAPI) -> None:
    """Makes every error of the application a problem."""
    for kind in (
        Problem,
        DocflowError,
        SchemaError,
        RequestValidationError,
        HTTPException,
        StatementError,
        PoolTimeout,
        OSError,
        ClientDisconnect,
        Exception,
    ):
        app.add_exception_handler(kind, _answer)


async def _answer(request: Request, error: Exception) -> Response:
    problem = to_problem(error)
    if problem is INTERNAL:
        log_failure("request_failed", error)
    elif problem.status >= 500 and not isinstance(error, Problem):
        structlog.get_logger().warning(
            "request_refused", code=problem.code, reason=type(error).__name__
        )
    return problem.response(request.state.request_id)


def _of_request(error: RequestValidationError) -> Problem:
    """Where and what, without the values that were sent: they may be secrets."""
    errors = [
        {"location": ".".join(map(str, found["loc"])), "message": str(found["msg"])}
        for found in error.errors()[:_MAX_ERRORS]
    ]
    detail = "; ".join(f"{found['location']}: {found['message']}" for found in errors[:3])
    return Problem(422, "invalid_request", detail[:500], members={"errors": errors})


def _is_out_of_range(error: Exception) -> bool:
    """Whether a parameter is larger than its column's type, such as a moment before the year 1."""
    return isinstance(error, StatementError) and isinstance(error.orig, OverflowError)


def _is_disk_full(error: Exception) -> bool:
    cause = getattr(error, "orig", None)
    state = getattr(cause, "sqlstate", None)
    # SQLite's driver has the name of its result code.
    name = getattr(cause, "sqlite_errorname", None)
    return state == _SQLSTATE_DISK_FULL or name == "SQLITE_FULL"
