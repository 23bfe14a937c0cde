"""Tenants and their keys. Knows no HTTP."""

from __future__ import annotations

from sqlalchemy import select

from docflow.database.database import Write
from docflow.database.ids import new_id
from docflow.database.tables import Tenant
from docflow.services import Services
from docflow.webhooks.signing import new_secret

#: who owns what is read by command, from a folder, or over loopback without a key
LOCAL_TENANT = "local"


def ensure_local_tenant(services: Services) -> str:
    """The id of the tenant of this machine, made when it is first asked for."""
    return ensure_tenant(services, LOCAL_TENANT)


def ensure_tenant(services: Services, name: str) -> str:
    """The id of the tenant `name`, made when there is none."""
    with services.database.read() as session:
        known = session.scalar(select(Tenant.id).where(Tenant.name == name))
    if known is not None:
        return known
    with services.database.write() as write:
        # Another process may have been first; the write lock or the unique name decides.
        known = write.session.scalar(select(Tenant.id).where(Tenant.name == name).with_for_update())
        return known or _create(write, name).id


def _create(write: Write, name: str) -> Tenant:
    tenant = Tenant(id=new_id("ten"), name=name, signing_secret=new_secret(), created_at=write.now)
    write.session.add(tenant)
    write.session.flush()
    return tenant
