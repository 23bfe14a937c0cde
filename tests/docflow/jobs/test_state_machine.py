"""Any order of claims, crashes, duplicates and sweeps: each document ends once, none is lost."""

from __future__ import annotations

import tempfile
from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)
from sqlalchemy import select

from docflow.database.migrate import migrate
from docflow.database.tables import Document, Event, Extraction, Window
from docflow.events.outbox import ENDING_TYPES
from docflow.jobs import endings, packets, repository
from docflow.jobs.packets import FoundPart
from docflow.jobs.repository import Lease, LeaseLost
from docflow.jobs.states import FINAL, FINAL_WINDOW
from docflow.jobs.sweeper import sweep
from docflow.queue import ASSEMBLE, EXTRACT_WINDOW, SPLIT
from docflow.results import Classification, DocumentResult
from docflow.services import open_services
from docflow.settings import Settings
from docflow.tenants.service import ensure_local_tenant
from tests.docflow.jobs.rows import add_document
from tests.docflow.service_fixtures import FakeClock, RecordingQueue

CLAIMS = {
    SPLIT: repository.claim_split,
    EXTRACT_WINDOW: repository.claim_window,
    ASSEMBLE: repository.claim_assemble,
}
LEASE_S = 60.0
MAX_DOCUMENTS = 4
#: a split that would make so many windows finds so many documents instead, also in one of a packet
PACKET_OF = 3
INVOICE: Classification = {"schema": "invoice", "confidence": 0.9, "alternatives": []}


def result(document_id: str) -> DocumentResult:
    return {
        "id": document_id,
        "file": "a.pdf",
        "schema": "invoice",
        "status": "done",
        "model": "nano",
        "pages": 1,
        "data": {},
        "fields": [],
        "checks": [],
        "usage": {"prompt_tokens": 0, "output_tokens": 0, "seconds": 0.0},
    }


@lru_cache(maxsize=1)
def empty_database() -> bytes:
    """A SQLite file with all tables: migrating takes longer than a run."""
    with tempfile.TemporaryDirectory() as folder:
        services = open_services(Settings(home=Path(folder)), queue=RecordingQueue())
        migrate(services.database)
        # Closing the last connection writes the log back into the file.
        services.close()
        return (Path(folder) / "docflow.db").read_bytes()


class Jobs(RuleBasedStateMachine):
    """Workers as leases they hold; a crash is a lease nobody comes back for."""

    leases = Bundle("leases")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock, self.queue = FakeClock(), RecordingQueue()
        home = Path(self.folder.name)
        (home / "docflow.db").write_bytes(empty_database())
        self.services = open_services(Settings(home=home), queue=self.queue, clock=self.clock)
        self.tenant = ensure_local_tenant(self.services)
        self.num_claims = self.num_documents = 0
        self.messages: list[tuple[str, ...]] = []

    def teardown(self) -> None:
        self.run_to_the_end()
        with self.services.database.read() as session:
            states = session.scalars(select(Document.state)).all()
        assert set(states) <= {*map(str, FINAL)}
        self.services.close()
        self.folder.cleanup()

    @initialize()
    def begin(self) -> None:
        self.submit()
        self.submit()

    @precondition(lambda self: self.num_documents < MAX_DOCUMENTS)
    @rule()
    def submit(self) -> None:
        self.num_documents += 1
        id_ = add_document(self.services, self.tenant)
        self.queue.tell(SPLIT, id_)

    @precondition(lambda self: self.queue.told)
    @rule(target=leases, index=st.integers(0, 9))
    def claim(self, index: int) -> object:
        """Takes a message, in any order."""
        message = self.queue.told.pop(index % len(self.queue.told))
        self.messages.append(message)
        return self._claimed(message)

    @precondition(lambda self: self.queue.told)
    @rule(target=leases)
    def claim_oldest(self) -> object:
        message = self.queue.told.pop(0)
        self.messages.append(message)
        return self._claimed(message)

    @precondition(lambda self: self.messages)
    @rule(target=leases, index=st.integers(0, 99))
    def claim_again(self, index: int) -> object:
        """A message that was taken before comes once more."""
        return self._claimed(self.messages[index % len(self.messages)])

    @precondition(lambda self: self.messages)
    @rule(target=leases)
    def crash_and_recover(self) -> object:
        """The last worker dies; another one takes up what it had."""
        self.clock.advance(LEASE_S + 1)
        sweep(self.services)
        return self._claimed(self.messages[-1])

    @rule(lease=leases)
    def heartbeat(self, lease: Lease) -> None:
        is_held = self._is_held(lease)
        with self.services.database.write() as write:
            assert repository.extend(write, lease, LEASE_S) == is_held

    @rule(lease=leases, num_windows=st.integers(1, 3))
    def complete(self, lease: Lease, num_windows: int) -> None:
        """Also what was completed before, or belongs to somebody else by now."""
        self._complete(lease, num_windows)

    @rule(lease=leases, is_final=st.booleans())
    def fail(self, lease: Lease, is_final: bool) -> None:
        is_held = self._is_held(lease)
        try:
            if not is_final:
                with self.services.database.write() as write:
                    repository.give_back(write, lease, delay_s=2, error_code="x", error_message="y")
            elif lease.table is Window:
                endings.fail_window(self.services, lease, self._document_id(lease), "x", "y")
            else:
                endings.fail_document(self.services, lease, "x", "y")
        except LeaseLost:
            assert not is_held
        else:
            assert is_held

    @rule(lease=leases)
    def drain(self, lease: Lease) -> None:
        is_held = self._is_held(lease)
        with self.services.database.write() as write:
            assert repository.return_untouched(write, lease) == is_held

    @rule(seconds=st.sampled_from([1.0, 31.0, 61.0]))
    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds)

    @rule()
    def sweep_now(self) -> None:
        sweep(self.services)

    @precondition(lambda self: self.queue.told)
    @rule()
    def lose_all_messages(self) -> None:
        self.queue.told.clear()

    @invariant()
    def nothing_is_doubled(self) -> None:
        with self.services.database.read() as session:
            ended = [
                row.id
                for row in session.scalars(select(Document))
                if row.state in {*map(str, FINAL)}
            ]
            events = session.scalars(
                select(Event.document_id).where(Event.type.in_(ENDING_TYPES))
            ).all()
            extracted = Counter(session.scalars(select(Extraction.document_id)))
        assert Counter(events) == Counter(ended)
        assert set(extracted.values()) <= {1}
        assert set(extracted) <= set(ended)

    @invariant()
    def who_works_holds_a_lease(self) -> None:
        with self.services.database.read() as session:
            for row in [*session.scalars(select(Document)), *session.scalars(select(Window))]:
                is_running = row.state in ("splitting", "assembling", "running")
                assert is_running == (row.lease_owner is not None), (row.id, row.state)

    @invariant()
    def documents_end_only_after_their_windows(self) -> None:
        with self.services.database.read() as session:
            for row in session.scalars(select(Document).where(Document.state == "done")):
                states = session.scalars(
                    select(Window.state).where(Window.document_id == row.id)
                ).all()
                assert set(states) <= {*map(str, FINAL_WINDOW)}
                assert len(states) == row.num_windows

    @invariant()
    def a_packet_has_its_documents_once(self) -> None:
        with self.services.database.read() as session:
            rows = session.scalars(select(Document)).all()
        packets_made = [row.id for row in rows if row.schema_name == "packet"]
        numbers = Counter((row.parent_id, row.part_number) for row in rows if row.parent_id)
        expected = [(id_, n + 1) for id_ in packets_made for n in range(PACKET_OF)]
        assert numbers == Counter(expected)

    def run_to_the_end(self) -> None:
        """What a worker that never fails makes of the rest, from the rows alone."""
        for _ in range(14):
            self.queue.told.clear()
            self.clock.advance(700)
            sweep(self.services)
            for message in self.queue.told[:]:
                lease = self._claim(*message)
                if lease is not None:
                    self._complete(lease, 1)

    def _claimed(self, message: tuple[str, ...]) -> object:
        lease = self._claim(*message)
        return multiple() if lease is None else lease

    def _claim(self, task: str, id_: str) -> Lease | None:
        self.num_claims += 1
        with self.services.database.write() as write:
            return CLAIMS[task](write, id_, f"worker#{self.num_claims}", LEASE_S)

    def _complete(self, lease: Lease, num_windows: int) -> None:
        is_held = self._is_held(lease)
        try:
            if lease.table is Window:
                outcome = endings.WindowOutcome({}, 1, 1, 0.1)
                endings.finish_window(self.services, lease, self._document_id(lease), outcome)
            elif lease.state == "splitting" and num_windows == PACKET_OF:
                parts = [FoundPart(n + 1, n + 1, INVOICE) for n in range(PACKET_OF)]
                packets.finish_packet(self.services, lease, [], parts, PACKET_OF, 0.1)
            elif lease.state == "splitting":
                pieces = [[number + 1] for number in range(num_windows)]
                endings.finish_split(self.services, lease, [], pieces, num_windows)
            else:
                endings.finish_document(self.services, lease, result(lease.id))
        except LeaseLost:
            assert not is_held
        else:
            assert is_held

    def _is_held(self, lease: Lease) -> bool:
        """Whether the row still belongs to this claim."""
        with self.services.database.read() as session:
            row = session.get_one(lease.table, lease.id)
        return row.lease_owner == lease.owner

    def _document_id(self, lease: Lease) -> str:
        with self.services.database.read() as session:
            return session.get_one(Window, lease.id).document_id


def _runs(num_runs: int, num_steps: int) -> settings:
    return settings(
        max_examples=num_runs,
        stateful_step_count=num_steps,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )


class TestJobs(Jobs.TestCase):  # type: ignore[name-defined,misc]
    settings = _runs(8, 30)


@pytest.mark.slow
@pytest.mark.timeout(1200)
class TestManyJobs(Jobs.TestCase):  # type: ignore[name-defined,misc]
    settings = _runs(200, 50)
