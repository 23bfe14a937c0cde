"""Whether the process lives, and whether it can serve. Asks for no key; tells no tenant's data."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from docflow.api.dependencies import ServicesDependency
from docflow.api.problems import RETRY_AFTER_S, Problem, problem_responses
from docflow.services import Services

router = APIRouter(tags=["operation"])

_BROKER_TIMEOUT_S = 2.0
_PROBE = b"can this be written?"


class HealthView(BaseModel):
    """The process lives."""

    status: Literal["alive"] = "alive"


class ReadinessView(BaseModel):
    """What the service stands on."""

    status: Literal["ready", "degraded"] = Field(
        description="`degraded`: uploads are taken in, and are read once the broker is back."
    )
    database: Literal["ok"]
    storage: Literal["ok"]
    broker: Literal["ok", "unreachable", "embedded"]


@router.get("/healthz")
def get_health() -> HealthView:
    """Whether the process lives."""
    return HealthView()


@router.get("/readyz", responses=problem_responses(503))
def get_readiness(services: ServicesDependency) -> ReadinessView:
    """Whether requests can be served: the database answers and storage can be written."""
    faults = [
        name
        for name, works in (("database", _database_works), ("storage", _storage_works))
        if not works(services)
    ]
    if faults:
        raise Problem(
            503,
            "not_ready",
            f"The service cannot use: {', '.join(faults)}.",
            {"Retry-After": str(RETRY_AFTER_S)},
            {"faults": faults},
        )
    broker = _broker(services)
    return ReadinessView(
        status="degraded" if broker == "unreachable" else "ready",
        database="ok",
        storage="ok",
        broker=broker,
    )


def _database_works(services: Services) -> bool:
    try:
        with services.database.read() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True


def _storage_works(services: Services) -> bool:
    try:
        file = services.store.scratch_file()
        try:
            with file:
                file.write(_PROBE)
                file.flush()
                os.fsync(file.fileno())
        finally:
            with contextlib.suppress(FileNotFoundError):
                Path(file.name).unlink()
    except OSError:
        return False
    return True


def _broker(services: Services) -> Literal["ok", "unreachable", "embedded"]:
    """Rows wait without a broker, so that one which is gone refuses no upload."""
    url = services.settings.broker_url
    if url is None:
        return "embedded"
    try:
        with Redis.from_url(
            url, socket_timeout=_BROKER_TIMEOUT_S, socket_connect_timeout=_BROKER_TIMEOUT_S
        ) as client:
            client.ping()
    except (RedisError, OSError, ValueError):
        return "unreachable"
    return "ok"
