"""Keys are made, checked, noted as used, and revoked; on both databases."""

from __future__ import annotations

import pytest

from docflow.database.tables import ApiKey
from docflow.errors import DocflowError
from docflow.services import Services
from docflow.tenants import key_service
from docflow.tenants.api_keys import load_pepper, new_key
from docflow.tenants.service import ensure_tenant
from tests.docflow.service_fixtures import FakeClock


def check(services: Services, text: str) -> ApiKey | None:
    return key_service.check_key(services, load_pepper(services.settings), text)


def last_used(services: Services, key_id: str) -> object:
    with services.database.read() as session:
        return session.get_one(ApiKey, key_id).last_used_at


def test_a_key_is_its_tenants(services: Services) -> None:
    key = key_service.create_key(services, "acme", "laptop")
    row = check(services, key.text)
    assert row is not None
    assert (row.id, row.tenant_id, row.name) == (key.id, ensure_tenant(services, "acme"), "laptop")


def test_another_pepper_secret_or_id_is_no_key(services: Services) -> None:
    key = key_service.create_key(services, "acme", "")
    assert key_service.check_key(services, b"another", key.text) is None
    assert check(services, new_key().text) is None
    other = new_key()
    forged = other.text.replace(other.id, key.id)
    assert check(services, forged) is None


def test_a_revoked_key_ends_at_once_and_once(services: Services) -> None:
    key = key_service.create_key(services, "acme", "")
    key_service.revoke_key(services, key.id)
    assert check(services, key.text) is None
    for key_id in (key.id, "absent"):
        with pytest.raises(DocflowError) as raised:
            key_service.revoke_key(services, key_id)
        assert raised.value.code == "not_found"


def test_a_key_of_another_tenant_is_not_revoked(services: Services) -> None:
    key = key_service.create_key(services, "acme", "")
    with pytest.raises(DocflowError):
        key_service.revoke_key(services, key.id, "other")
    key_service.revoke_key(services, key.id, "acme")


def test_use_is_noted_at_most_once_a_minute(clock: FakeClock, services: Services) -> None:
    key = key_service.create_key(services, "acme", "")
    assert last_used(services, key.id) is None
    first = clock.moment
    for seconds in (0, 30, 29):
        clock.advance(seconds)
        assert check(services, key.text) is not None
        assert last_used(services, key.id) == first
    clock.advance(1)
    check(services, key.text)
    assert last_used(services, key.id) == clock.moment


def test_keys_are_listed_with_their_tenants(services: Services) -> None:
    first = key_service.create_key(services, "acme", "one")
    second = key_service.create_key(services, "other", "two")
    listed = [(key.id, tenant) for key, tenant in key_service.list_keys(services, None)]
    assert listed == [(first.id, "acme"), (second.id, "other")]
    assert [key.id for key, _ in key_service.list_keys(services, "other")] == [second.id]


@pytest.mark.parametrize("tenant", ["", "  ", "x" * 121, "a\nb"])
def test_a_tenant_has_a_printable_name(sqlite_services: Services, tenant: str) -> None:
    with pytest.raises(DocflowError):
        key_service.create_key(sqlite_services, tenant, "")
