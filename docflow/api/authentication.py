"""Tells from a request's headers whose key it carries. Knows no endpoint.

A valid key passes whatever else came from its address: a limit on addresses would let anyone behind
the same proxy lock others out, and 238 random bits need no protection from guessing. The limit
keeps failed attempts cheap and visible.
"""

from __future__ import annotations

import math

import structlog
from starlette.requests import Request

from docflow.api.problems import Problem
from docflow.api.rate_limit import FailureLimit
from docflow.database.tables import ApiKey
from docflow.services import Services
from docflow.tenants.key_service import check_key


def authenticate(services: Services, request: Request, presented: str | None) -> ApiKey:
    """The key's row.

    Raises:
        Problem: 401, the same whatever is wrong; 429 where an address failed too often.
    """
    pepper: bytes = request.app.state.key_pepper
    is_single = len(request.headers.getlist("authorization")) == 1
    key = check_key(services, pepper, presented) if presented and is_single else None
    if key is not None:
        request.state.tenant_id = key.tenant_id
        request.state.key_id = key.id
        return key
    limit: FailureLimit = request.app.state.failure_limit
    address = request.client.host if request.client else "unknown"
    wait_s = limit.add_failure(address)
    if wait_s > 0:
        raise Problem(
            429,
            "too_many_attempts",
            "There were too many requests without a valid API key.",
            {"Retry-After": str(math.ceil(wait_s))},
        )
    structlog.get_logger().info("authentication_failed", address=address)
    raise Problem(
        401,
        "unauthenticated",
        "A valid API key is needed: `Authorization: Bearer df_...`.",
        {"WWW-Authenticate": "Bearer"},
    )
