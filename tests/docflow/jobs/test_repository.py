"""Claims and leases on both databases: one winner, and nothing from those who come late."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from docflow.database.tables import Document, Window
from docflow.jobs import repository
from docflow.jobs.repository import Lease, LeaseLost
from docflow.services import Services
from tests.docflow.jobs.rows import add_document, add_windows, document_of, window_of
from tests.docflow.service_fixtures import FakeClock

LEASE_S = 60.0


def claim(
    services: Services, id_: str, owner: str = "w1", how: Callable[..., Lease | None] | None = None
) -> Lease | None:
    with services.database.write() as write:
        return (how or repository.claim_split)(write, id_, owner, LEASE_S)


def claimed(services: Services, id_: str, owner: str = "w1") -> Lease:
    lease = claim(services, id_, owner)
    assert lease is not None
    return lease


def test_a_claim_raises_attempts_before_any_work(services: Services, tenant: str) -> None:
    id_ = add_document(services, tenant)
    assert claimed(services, id_).attempt == 1
    row = document_of(services, id_)
    assert (row.state, row.attempts, row.lease_owner) == ("splitting", 1, "w1")


def test_of_many_claims_at_once_one_wins(services: Services, tenant: str) -> None:
    ids = [add_document(services, tenant) for _ in range(5)]
    won: list[str] = []
    start = threading.Barrier(6)

    def compete(name: str) -> None:
        start.wait()
        for id_ in ids:
            if claim(services, id_, name) is not None:
                won.append(id_)

    threads = [threading.Thread(target=compete, args=(f"w{n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == sorted(ids)


def test_a_heartbeat_extends_only_ones_own_lease(
    clock: FakeClock, services: Services, tenant: str
) -> None:
    id_ = add_document(services, tenant)
    lease = claimed(services, id_)
    clock.advance(50)
    with services.database.write() as write:
        assert repository.extend(write, lease, LEASE_S)
    assert document_of(services, id_).lease_until == clock.moment + timedelta(seconds=LEASE_S)
    stranger = Lease(Document, id_, lease.state, "w2", 1, None)
    with services.database.write() as write:
        assert not repository.extend(write, stranger, LEASE_S)


def test_a_lease_that_ran_out_is_given_back_with_its_reason(
    clock: FakeClock, services: Services, tenant: str
) -> None:
    id_ = add_document(services, tenant)
    claimed(services, id_)
    with services.database.write() as write:
        assert repository.expire_leases(write, Document) == 0
    clock.advance(LEASE_S + 1)
    with services.database.write() as write:
        assert repository.expire_leases(write, Document) == 1
    again = claimed(services, id_, "w2")
    assert again.attempt == 2
    assert again.last_error == repository.LEASE_EXPIRED_MESSAGE


def test_what_the_first_owner_writes_late_changes_nothing(
    clock: FakeClock, services: Services, tenant: str
) -> None:
    id_ = add_document(services, tenant)
    late = claimed(services, id_)
    clock.advance(LEASE_S + 1)
    with services.database.write() as write:
        repository.expire_leases(write, Document)
    claimed(services, id_, "w2")
    with pytest.raises(LeaseLost), services.database.write() as write:
        repository.finish(write, late, {"state": "failed"})
    assert document_of(services, id_).state == "splitting"
    assert document_of(services, id_).lease_owner == "w2"


def test_a_second_try_waits_its_time(clock: FakeClock, services: Services, tenant: str) -> None:
    id_ = add_document(services, tenant)
    lease = claimed(services, id_)
    with services.database.write() as write:
        repository.give_back(write, lease, delay_s=20, error_code="timed_out", error_message="slow")
    assert claim(services, id_) is None
    clock.advance(21)
    again = claim(services, id_)
    assert again is not None
    assert (again.attempt, again.last_error) == (2, "slow")


def test_a_row_returned_untouched_has_lost_no_try(services: Services, tenant: str) -> None:
    id_ = add_document(services, tenant)
    lease = claimed(services, id_)
    with services.database.write() as write:
        assert repository.return_untouched(write, lease)
        assert not repository.return_untouched(write, lease)
    assert document_of(services, id_).attempts == 0
    assert claimed(services, id_).attempt == 1


def test_a_window_runs_only_while_its_document_is_read(services: Services, tenant: str) -> None:
    reading = add_document(services, tenant, "reading")
    failed = add_document(services, tenant, "failed")
    [alive], [dead] = (
        add_windows(services, reading, ["queued"]),
        add_windows(services, failed, ["queued"]),
    )
    assert claim(services, alive, how=repository.claim_window) is not None
    assert claim(services, dead, how=repository.claim_window) is None
    assert window_of(services, dead).attempts == 0


def test_a_document_is_assembled_once_all_its_windows_have_ended(
    services: Services, tenant: str
) -> None:
    id_ = add_document(services, tenant, "reading")
    [_, running] = add_windows(services, id_, ["done", "running"])
    assert claim(services, id_, how=repository.claim_assemble) is None
    with services.database.write() as write:
        write.session.get_one(Window, running).state = "failed"
    assert claim(services, id_, how=repository.claim_assemble) is not None
    assert claim(services, id_, how=repository.claim_assemble) is None


def test_rows_of_an_owner_that_is_gone_come_back_before_their_time(
    services: Services, tenant: str
) -> None:
    gone, alive = add_document(services, tenant), add_document(services, tenant)
    claimed(services, gone, "host/12/ab#1")
    claimed(services, alive, "host/123/ab#1")
    with services.database.write() as write:
        assert repository.expire_leases(write, Document, owner_prefix="host/12/") == 1
    assert document_of(services, gone).state == "queued"
    assert document_of(services, alive).state == "splitting"
