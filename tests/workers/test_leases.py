"""Leases stay while the work goes on, and only then."""

from __future__ import annotations

from datetime import timedelta

from docflow.jobs import repository
from docflow.jobs.repository import Lease
from docflow.services import Services
from tests.docflow.jobs.rows import add_document, document_of
from tests.docflow.service_fixtures import FakeClock
from workers.leases import LeaseKeeper


def claimed(services: Services, id_: str, owner: str = "w") -> Lease:
    with services.database.write() as write:
        lease = repository.claim_split(write, id_, owner, 60)
    assert lease is not None
    return lease


def test_what_is_held_is_extended_until_the_work_ends(
    clock: FakeClock, services: Services, tenant: str
) -> None:
    id_ = add_document(services, tenant)
    keeper = LeaseKeeper(services.database, 60, 15)
    with keeper.hold(claimed(services, id_), at_most_s=100) as held:
        clock.advance(40)
        keeper.beat()
        assert document_of(services, id_).lease_until == clock.moment + timedelta(seconds=60)
        assert not held.is_lost
    clock.advance(40)
    keeper.beat()
    assert document_of(services, id_).lease_until == clock.moment + timedelta(seconds=20)


def test_work_that_hangs_loses_its_lease(clock: FakeClock, services: Services, tenant: str) -> None:
    id_ = add_document(services, tenant)
    keeper = LeaseKeeper(services.database, 60, 15)
    with keeper.hold(claimed(services, id_), at_most_s=0):
        clock.advance(40)
        keeper.beat()
        assert document_of(services, id_).lease_until == clock.moment + timedelta(seconds=20)


def test_a_lease_that_somebody_else_took_is_known_to_be_lost(
    clock: FakeClock, services: Services, tenant: str
) -> None:
    id_ = add_document(services, tenant)
    keeper = LeaseKeeper(services.database, 60, 15)
    with keeper.hold(claimed(services, id_), at_most_s=100) as held:
        clock.advance(61)
        with services.database.write() as write:
            repository.expire_leases(write, held.lease.table)
        claimed(services, id_, "other")
        keeper.beat()
        assert held.is_lost
    assert document_of(services, id_).lease_owner == "other"
