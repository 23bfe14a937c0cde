"""What endpoints ask for: the services of the process and who is calling. Knows no endpoint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from docflow.api.authentication import authenticate
from docflow.services import Services

_bearer = HTTPBearer(
    scheme_name="api_key",
    description="An API key, made with `docflow keys create`.",
    auto_error=False,
)


@dataclass(frozen=True)
class Caller:
    """Who asks. key_id: None where no key is asked for (this machine's own tenant)."""

    tenant_id: str
    key_id: str | None

    @property
    def name(self) -> str:
        """For rows that say who made them."""
        return self.key_id or "local"


def get_services(request: Request) -> Services:
    """The services that the application was made with."""
    services: Services = request.app.state.services
    return services


ServicesDependency = Annotated[Services, Depends(get_services)]


def get_caller(
    request: Request,
    services: ServicesDependency,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
) -> Caller:
    """The tenant of the request's API key; this machine's where the server asks for none.

    Raises:
        Problem: 401 without a valid key, 429 after too many such attempts.
    """
    local_tenant_id: str | None = request.app.state.local_tenant_id
    if local_tenant_id is not None:
        return Caller(local_tenant_id, None)
    key = authenticate(services, request, credentials.credentials if credentials else None)
    return Caller(key.tenant_id, key.id)


CallerDependency = Annotated[Caller, Depends(get_caller)]
