"""The sweeper finds what was left behind, and tells of nothing twice."""

from __future__ import annotations

from dataclasses import dataclass, replace

from docflow.database.tables import IdempotencyKey
from docflow.jobs import repository
from docflow.jobs.sweeper import TOLD_AGAIN_ANYWAY_S, sweep
from docflow.queue import ASSEMBLE, EXTRACT_WINDOW, SPLIT
from docflow.services import Services
from tests.docflow.jobs.rows import add_document, add_windows, document_of, window_of
from tests.docflow.service_fixtures import FakeClock, RecordingQueue

#: three sweeps of the default settings
TOLD_AGAIN_S = 30.0


def told(services: Services) -> list[tuple[str, ...]]:
    queue = services.queue
    assert isinstance(queue, RecordingQueue)
    return queue.told


@dataclass
class LongQueue(RecordingQueue):
    """A queue that workers will need a while for."""

    def num_waiting(self, task: str) -> int | None:
        return 10_000


def test_a_lost_message_is_told_again_after_a_while(
    clock: FakeClock, services: Services, tenant: str
) -> None:
    id_ = add_document(services, tenant)
    sweep(services)
    assert told(services) == []
    clock.advance(TOLD_AGAIN_S + 1)
    assert sweep(services).splits == 1
    assert sweep(services).splits == 0
    assert told(services) == [(SPLIT, id_)]


def test_a_queue_that_is_long_is_not_made_longer(
    clock: FakeClock, services: Services, tenant: str
) -> None:
    services = replace(services, queue=LongQueue())
    add_document(services, tenant)
    clock.advance(TOLD_AGAIN_S + 1)
    assert sweep(services).splits == 0
    clock.advance(TOLD_AGAIN_ANYWAY_S)
    assert sweep(services).splits == 1


def test_rows_of_a_worker_that_died_are_told_of_in_the_same_sweep(
    clock: FakeClock, services: Services, tenant: str
) -> None:
    split = add_document(services, tenant)
    read = add_document(services, tenant, "reading")
    [window] = add_windows(services, read, ["queued"])
    with services.database.write() as write:
        assert repository.claim_split(write, split, "w", 60)
        assert repository.claim_window(write, window, "w", 60)
    clock.advance(61)
    report = sweep(services)
    assert report.expired == 2
    assert told(services) == [(SPLIT, split), (EXTRACT_WINDOW, window)]
    assert document_of(services, split).state == "queued"
    assert window_of(services, window).state == "queued"


def test_a_document_whose_windows_have_ended_is_assembled(
    clock: FakeClock, services: Services, tenant: str
) -> None:
    id_ = add_document(services, tenant, "reading")
    add_windows(services, id_, ["done", "failed"])
    clock.advance(TOLD_AGAIN_S + 1)
    assert sweep(services).assemblies == 1
    assert told(services) == [(ASSEMBLE, id_)]


def test_a_second_try_is_told_of_when_it_is_due(
    clock: FakeClock, services: Services, tenant: str
) -> None:
    id_ = add_document(services, tenant)
    with services.database.write() as write:
        lease = repository.claim_split(write, id_, "w", 60)
        assert lease is not None
        repository.give_back(write, lease, delay_s=100, error_code="x", error_message="y")
    clock.advance(90)
    assert sweep(services).splits == 0
    clock.advance(11)
    assert sweep(services).splits == 1


def test_a_broker_that_is_away_loses_nothing(
    clock: FakeClock, services: Services, tenant: str
) -> None:
    ids = [add_document(services, tenant) for _ in range(3)]
    clock.advance(TOLD_AGAIN_S + 1)
    queue = services.queue
    assert isinstance(queue, RecordingQueue)
    queue.is_reachable = False
    sweep(services)
    queue.is_reachable = True
    clock.advance(TOLD_AGAIN_S + 1)
    sweep(services)
    assert {message[1] for message in queue.told} == set(ids)


def test_idempotency_keys_are_forgotten_when_their_time_is_over(
    clock: FakeClock, services: Services, tenant: str
) -> None:
    with services.database.write() as write:
        write.session.add(
            IdempotencyKey(
                tenant_id=tenant,
                key="k",
                request_digest="0" * 64,
                created_at=write.now,
                expires_at=write.now,
            )
        )
    clock.advance(1)
    assert sweep(services).keys == 1
    assert sweep(services).keys == 0
