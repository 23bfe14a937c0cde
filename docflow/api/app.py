"""The service's HTTP application: gathers the routers. Knows no domain's rules."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp

from docflow.api import health, metrics
from docflow.api.envelope import API_PREFIX, Envelope
from docflow.api.errors import install_error_handlers
from docflow.api.http_metrics import HttpMetrics
from docflow.api.openapi import describe, operation_id
from docflow.api.rate_limit import FailureLimit
from docflow.api.routers import JSON_ROUTERS, UPLOAD_ROUTERS
from docflow.events.hub import EventHub
from docflow.services import Services
from docflow.tenants.api_keys import load_pepper
from docflow.tenants.service import ensure_local_tenant

#: a body of JSON; schemas, the largest, have at most 64 kB
MAX_JSON_BYTES = 2**20
#: an upload: as many files of the largest size, and what multipart adds
MAX_UPLOAD_FILES = 10
_MULTIPART_BYTES = 2**20


class DocflowApi(FastAPI):
    """FastAPI with the envelope around everything, its own error pages included."""

    envelope: dict[str, Any]

    def build_middleware_stack(self) -> ASGIApp:
        return Envelope(super().build_middleware_stack(), **self.envelope)

    def openapi(self) -> dict[str, Any]:
        return describe(self)


def create_app(services: Services, *, require_keys: bool) -> FastAPI:
    """The application. Its database must be migrated.

    require_keys: without, every caller is the tenant of this machine: serve it on loopback only.
    """
    app = DocflowApi(
        title="docflow",
        version=version("docflow"),
        lifespan=_lifespan,
        openapi_url="/v1/openapi.json",
        # Their pages load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=operation_id,
        max_body_size=services.settings.limits.max_file_bytes * MAX_UPLOAD_FILES + _MULTIPART_BYTES,
        telemetry={"auto_configure": False},
    )
    app.state.services = services
    app.state.local_tenant_id = None if require_keys else ensure_local_tenant(services)
    app.state.key_pepper = load_pepper(services.settings)
    app.state.failure_limit = FailureLimit()
    app.state.http_metrics = HttpMetrics()
    app.state.event_hub = EventHub(services)
    app.envelope = {
        "metrics": app.state.http_metrics,
        "asks_for_keys": require_keys,
    }
    install_error_handlers(app)
    for router in (health.router, metrics.router):
        app.include_router(router)
    for router in UPLOAD_ROUTERS:
        app.include_router(router, prefix=API_PREFIX)
    for router in JSON_ROUTERS:
        app.include_router(router, prefix=API_PREFIX, max_body_size=MAX_JSON_BYTES)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    hub: EventHub = app.state.event_hub
    await hub.close()
