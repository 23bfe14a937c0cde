"""Which tables a tenant can ask for. Knows no statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import groupby, islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from docflow.database.tables import UserSchema
from docflow.query.relations import BUILTIN, Relation, relations_of
from docflow.user_schemas.service import schema_of_row
from schemas.schema import PACKET, list_builtin, list_reserved, load_builtin

#: so many versions of a schema have columns; older documents still have theirs in `fields`
MAX_VERSIONS = 5

Catalog = Mapping[str, Relation]


def catalog_of(session: Session, tenant_id: str) -> Catalog:
    """The tables by name: `documents`, `fields`, those of the package's schemas, the tenant's."""
    catalog = dict(_builtin())
    taken = set(catalog)
    for _, rows in groupby(_user_schemas(session, tenant_id), key=lambda row: row.name):
        versions = [schema_of_row(row) for row in islice(rows, MAX_VERSIONS)]
        catalog.update(_by_name(relations_of(versions, taken)))
    return catalog


@lru_cache(maxsize=1)
def _builtin() -> Catalog:
    catalog = _by_name(BUILTIN)
    taken = set(catalog)
    for name in (*list_builtin(), PACKET):
        catalog.update(_by_name(relations_of([load_builtin(name)], taken)))
    return catalog


def _user_schemas(session: Session, tenant_id: str) -> Iterable[UserSchema]:
    return session.scalars(
        select(UserSchema)
        .where(UserSchema.tenant_id == tenant_id, UserSchema.name.not_in(list_reserved()))
        .order_by(UserSchema.name, UserSchema.version.desc())
    )


def _by_name(relations: Iterable[Relation]) -> dict[str, Relation]:
    return {relation.name: relation for relation in relations}
