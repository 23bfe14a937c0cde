"""The service's parts, for tests of what works behind it."""

from __future__ import annotations

from tests.docflow.service_fixtures import (  # noqa: F401
    clock,
    postgres_url,
    redis_url,
    services,
    sqlite_services,
    tenant,
)
