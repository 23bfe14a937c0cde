"""Leases stay while the work goes on, and only then."""

from __future__ import annotations

import contextlib
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


def test_the_seconds_of_a_lease_are_counted_anew_once_it_is_known_how_many_it_takes(
    clock: FakeClock, services: Services, tenant: str
) -> None:
    ids = [add_document(services, tenant) for _ in range(3)]
    keeper = LeaseKeeper(services.database, 60, 15)
    leases = [claimed(services, id_) for id_ in ids]
    with contextlib.ExitStack() as stack:
        for lease, at_most_s in zip(leases, (0, 100, 0), strict=True):
            stack.enter_context(keeper.hold(lease, at_most_s=at_most_s))
        keeper.allow(leases[0], at_most_s=100)
        keeper.allow(leases[1], at_most_s=0)
        clock.advance(40)
        keeper.beat()
        later = clock.moment + timedelta(seconds=60)
        is_extended = [document_of(services, id_).lease_until == later for id_ in ids]
    assert is_extended == [True, False, False]


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
