"""Errors as problem details (RFC 9457), one shape for every endpoint. Knows no endpoint.

{"type": "about:blank", "title": "Not Found", "status": 404, "code": "not_found",
 "detail": "There is no document 'doc_1'.", "request_id": "req_..."}

`code` is stable and what programs look at; `detail` is a sentence for people. Some problems have
members of their own beside these, such as `errors` of a request that breaks its schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from docflow.errors import DocflowError, SetupError

MEDIA_TYPE = "application/problem+json"
#: seconds after which a client may try again what failed for want of a database, a model or memory
RETRY_AFTER_S = 5

#: `responses=` of a route
Responses = dict[int | str, dict[str, Any]]

#: code of a DocflowError -> status. What is not here: 503 where a second try may help, else 422.
STATUS_OF_CODE = {
    "not_found": 404,
    "too_large": 413,
    "unsupported_type": 415,
    "not_ready": 409,
    "not_failed": 409,
    "conflict": 409,
    "document_failed": 409,
    "batch_closed": 409,
    "webhook_disabled": 409,
    "version_conflict": 412,
    "query_refused": 403,
    "query_invalid": 400,
    "query_timeout": 400,
    "storage_full": 507,
}


class Problem(Exception):
    """An error that ends a request.

    code: stable, snake case. detail: one sentence. members: more members of the body.
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        headers: Mapping[str, str] | None = None,
        members: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = dict(headers or {})
        self.members = dict(members or {})

    def body(self, request_id: str | None = None) -> dict[str, Any]:
        """The problem as the JSON object that is sent."""
        body = {
            "type": "about:blank",
            "title": title_of(self.status),
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
            **self.members,
        }
        return body if request_id is None else body | {"request_id": request_id}

    def response(self, request_id: str | None = None) -> JSONResponse:
        """The problem as a response."""
        return JSONResponse(
            self.body(request_id), self.status, headers=self.headers, media_type=MEDIA_TYPE
        )


def not_found(what: str, identifier: str) -> Problem:
    """The same answer for what is not there and for what belongs to someone else."""
    return Problem(404, "not_found", f"There is no {what} {identifier[:80]!r}.")


def problem_of(error: DocflowError) -> Problem:
    """The problem that an error of the package is to someone who asked over HTTP."""
    may_pass = error.retryable or isinstance(error, SetupError)
    status = STATUS_OF_CODE.get(error.code, 503 if may_pass else 422)
    headers = {"Retry-After": str(RETRY_AFTER_S)} if status == 503 else None
    return Problem(status, error.code, error.message, headers)


def title_of(status: int) -> str:
    """The phrase HTTP has for the status."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def problem_responses(*statuses: int, **why: str) -> Responses:
    """For `responses=` of a route: the problems that only this route can answer with.

    What any route can answer (400, 401, 413, 422, 429, 503, 507, 500) is documented by create_app.
    The body's description is filled in there too. why: `s409="..."` for a better description.
    """
    return {status: {"description": why.get(f"s{status}", title_of(status))} for status in statuses}


class FieldErrorView(BaseModel):
    """One thing that is wrong with a request."""

    location: str = Field(description="Where: `body.schema`, `query.limit`, `header.if-match`.")
    message: str


class ProblemView(BaseModel):
    """An error. Which members there are besides these depends on the code."""

    model_config = ConfigDict(extra="allow", title="Problem")

    type: str = Field(description="Always `about:blank`: `code` says which problem it is.")
    title: str
    status: int
    code: str = Field(description="Stable name of the problem, snake case.")
    detail: str = Field(description="What happened, in a sentence.")
    request_id: str | None = Field(default=None, description="Names this request in the log.")
    errors: list[FieldErrorView] | None = Field(
        default=None, description="What is wrong with the request, by its parts."
    )
