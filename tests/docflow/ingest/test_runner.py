"""Runs of folder ingestion on both databases: nothing lost, nothing doubled, nothing truncated."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select

from docflow.database.database import Write
from docflow.database.tables import Document, Event, SourceFile
from docflow.errors import DocflowError
from docflow.ingest import intake as intake_module
from docflow.ingest.candidates import Candidate
from docflow.ingest.local_files import LocalFiles
from docflow.ingest.repository import Seen, find_seen, remember
from docflow.ingest.runner import Pace
from docflow.services import Services
from tests.docflow.ingest.support import (
    FakeWorkers,
    MakeRun,
    documents,
    finish_documents,
    pdf,
)


def count(services: Services, table: type) -> int:
    with services.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


class CountingReads(LocalFiles):
    """Knows how many files were opened."""

    num_reads = 0

    def read_into(self, candidate: Candidate, write: Callable[[bytes], object]) -> bool:
        self.num_reads += 1
        return super().read_into(candidate, write)


def test_each_content_becomes_one_document(
    make_run: MakeRun, inbox: Path, services: Services
) -> None:
    for number in range(6):
        (inbox / f"{number}.pdf").write_bytes(pdf(str(number % 3)))
    run = make_run()()
    assert len(documents(services)) == 3
    assert (run.tally.num_files, run.tally.num_new) == (6, 3)
    assert count(services, Event) == 3


def test_unchanged_files_are_passed_over_without_being_opened(
    make_run: MakeRun, inbox: Path
) -> None:
    (inbox / "a.pdf").write_bytes(pdf())
    make_run()()
    source = CountingReads(inbox)
    run = make_run(source=source)()
    assert source.num_reads == 0
    assert run.tally.num_files == 1


def test_a_changed_file_is_another_document(
    make_run: MakeRun, inbox: Path, services: Services
) -> None:
    (inbox / "a.pdf").write_bytes(pdf("1"))
    make_run()()
    (inbox / "a.pdf").write_bytes(pdf("2 and more"))
    make_run()()
    assert len(documents(services)) == 2


def test_another_schema_reads_the_file_again(
    make_run: MakeRun, inbox: Path, services: Services
) -> None:
    (inbox / "a.pdf").write_bytes(pdf())
    make_run()()
    make_run(schema="receipt")()
    assert [row.schema_name for row in documents(services)] == ["invoice", "receipt"]


def test_what_is_no_document_is_reported_and_remembered(
    make_run: MakeRun, inbox: Path, services: Services
) -> None:
    (inbox / "a.txt").write_text("a letter")
    (inbox / "b.pdf").write_bytes(b"")
    (inbox / "c.pdf").write_bytes(pdf())
    assert [(row.ending, row.code) for row in make_run()().ended] == [
        ("rejected", "unsupported_type"),
        ("rejected", "empty_file"),
    ]
    source = CountingReads(inbox)
    again = make_run(source=source)()
    assert source.num_reads == 0
    assert [row.code for row in again.ended] == ["unsupported_type", "empty_file"]
    (inbox / "b.pdf").write_bytes(pdf("whole by now"))
    assert [row.code for row in make_run()().ended] == ["unsupported_type"]
    assert len(documents(services)) == 2


def test_a_file_that_is_too_large_is_rejected(
    inbox: Path,
    own_settings: Path,
    monkeypatch: pytest.MonkeyPatch,
    make_run: MakeRun,
    services: Services,
) -> None:
    limits = services.settings.limits
    (inbox / "a.pdf").write_bytes(b"%PDF-" + bytes(limits.max_file_bytes))
    assert [row.code for row in make_run()().ended] == ["too_large"]
    assert list(services.store.keys("")) == []


def test_a_file_that_may_not_be_read_is_tried_again_when_it_may(
    make_run: MakeRun, inbox: Path, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Locked(CountingReads):
        def read_into(self, candidate: Candidate, write: Callable[[bytes], object]) -> bool:
            self.num_reads += 1
            raise PermissionError(13, "Permission denied")

    (inbox / "a.pdf").write_bytes(pdf())
    assert [row.code for row in make_run(source=Locked(inbox))().ended] == ["unreadable"]
    with monkeypatch.context() as patch:
        # Tests may run as root, who may read everything.
        patch.setattr(os, "access", lambda path, mode: False)
        locked = Locked(inbox)
        assert [row.code for row in make_run(source=locked)().ended] == ["unreadable"]
        assert locked.num_reads == 0
    make_run()()
    assert len(documents(services)) == 1


def test_a_run_waits_for_the_documents(make_run: MakeRun, inbox: Path, services: Services) -> None:
    for number in range(5):
        (inbox / f"{number}.pdf").write_bytes(pdf(str(number)))
    workers = FakeWorkers(services)
    workers.start()
    try:
        run = make_run(wait=True)()
    finally:
        workers.stop(5)
    assert [row.ending for row in run.ended] == ["done"] * 5
    assert (run.tally.num_pages, run.tally.num_read) == (5, 5)
    assert not run.tally.has_bad_endings


def test_documents_of_an_earlier_run_count_no_pages(
    make_run: MakeRun, inbox: Path, services: Services
) -> None:
    (inbox / "a.pdf").write_bytes(pdf())
    make_run()()
    finish_documents(services)
    run = make_run(wait=True)()
    assert [row.ending for row in run.ended] == ["done"]
    assert run.tally.num_pages == 0


def test_a_document_that_was_deleted_is_not_brought_back(
    make_run: MakeRun, inbox: Path, services: Services
) -> None:
    (inbox / "a.pdf").write_bytes(pdf())
    make_run()()
    with services.database.write() as write:
        write.session.execute(delete(Document))
    run = make_run(wait=True)()
    assert [row.ending for row in run.ended] == ["deleted"]
    assert documents(services) == []


def test_a_file_that_keeps_changing_is_given_up_and_not_remembered(
    make_run: MakeRun, inbox: Path, services: Services
) -> None:
    path = inbox / "a.pdf"
    path.write_bytes(pdf())
    run = make_run(pace=Pace(settle_s=30.0, give_up_s=0.3))()
    assert [row.code for row in run.ended] == ["still_changing"]
    assert count(services, SourceFile) == 0


def test_a_file_that_waits_for_others_is_not_given_up(
    make_run: MakeRun, inbox: Path, services: Services
) -> None:
    class Slow(LocalFiles):
        def read_into(self, candidate: Candidate, write: Callable[[bytes], object]) -> bool:
            time.sleep(0.2)
            return super().read_into(candidate, write)

    for number in range(4):
        (inbox / f"{number}.pdf").write_bytes(pdf(str(number)))
    # The last one is looked at again long after the time in which a file is given up.
    make_run(source=Slow(inbox), pace=Pace(settle_s=0.1, give_up_s=0.2))()
    assert len(documents(services)) == 4


def test_stored_files_are_moved_and_others_left(
    make_run: MakeRun, inbox: Path, tmp_path: Path
) -> None:
    (inbox / "sub").mkdir()
    (inbox / "sub" / "a.pdf").write_bytes(pdf())
    (inbox / "b.txt").write_text("a letter")
    run = make_run(move_to=tmp_path / "done")()
    assert (tmp_path / "done" / "sub" / "a.pdf").read_bytes() == pdf()
    assert [path.name for path in inbox.rglob("*.*")] == ["b.txt"]
    assert run.warnings == []


def test_files_stored_before_are_moved_when_it_is_asked_for(make_run: MakeRun, inbox: Path) -> None:
    (inbox / "a.pdf").write_bytes(pdf())
    make_run()()
    make_run(move_to=inbox / "done")()
    assert [path.name for path in inbox.rglob("*.pdf")] == ["a.pdf"]
    assert (inbox / "done" / "a.pdf").exists()
    # The folder they went to is no source, even inside of the one that is read.
    assert make_run(move_to=inbox / "done")().tally.num_files == 0


def test_a_file_that_cannot_be_moved_stays_with_a_warning(
    make_run: MakeRun, inbox: Path, tmp_path: Path, services: Services
) -> None:
    (inbox / "a.pdf").write_bytes(pdf())
    (tmp_path / "done").write_text("no folder")
    run = make_run(move_to=tmp_path / "done")()
    assert len(documents(services)) == 1
    assert (inbox / "a.pdf").exists()
    assert "could not be moved" in run.warnings[0]


def test_a_file_that_changed_after_it_was_read_is_not_moved(
    make_run: MakeRun,
    inbox: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    services: Services,
) -> None:
    (inbox / "a.pdf").write_bytes(pdf())
    remembered = intake_module.remember

    def remember_and_change(write: Write, tenant_id: str, seen: Seen) -> None:
        remembered(write, tenant_id, seen)
        (inbox / "a.pdf").write_bytes(pdf("more"))

    monkeypatch.setattr(intake_module, "remember", remember_and_change)
    make_run(move_to=tmp_path / "done")()
    assert (inbox / "a.pdf").exists()
    monkeypatch.undo()
    make_run(move_to=tmp_path / "done")()
    assert {row.sha256 for row in documents(services)} == {
        hashlib.sha256(pdf(text)).hexdigest() for text in ("", "more")
    }


def test_a_kill_between_document_and_memory_doubles_nothing(
    make_run: MakeRun, inbox: Path, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inbox / "a.pdf").write_bytes(pdf())

    def die(*arguments: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(intake_module, "remember", die)
        with pytest.raises(SystemExit):
            make_run()()
    assert count(services, SourceFile) == 0
    run = make_run()()
    assert len(documents(services)) == 1
    assert run.tally.num_new == 0


def test_a_full_disk_is_waited_for_and_is_no_fault_of_the_file(
    make_run: MakeRun, inbox: Path, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inbox / "a.pdf").write_bytes(pdf())
    put_file = services.store.put_file
    faults = [OSError(28, "No space left on device")]

    def put(key: str, source: Path) -> None:
        if faults:
            raise faults.pop()
        put_file(key, source)

    monkeypatch.setattr(services.store, "put_file", put)
    run = make_run()()
    assert run.ended == []
    assert [row.state for row in documents(services)] == ["queued"]


def test_a_disk_that_stays_full_ends_the_run_with_its_reason(
    make_run: MakeRun, inbox: Path, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inbox / "a.pdf").write_bytes(pdf())

    def put(key: str, source: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(services.store, "put_file", put)
    with pytest.raises(DocflowError, match="No space left"):
        make_run(pace=Pace(max_faults=1))()


def test_a_name_longer_than_an_index_takes_is_remembered(services: Services, tenant: str) -> None:
    uris = ["file:///" + "é" * 3_000 + end for end in ("a", "b")]
    for uri in uris:
        with services.database.write() as write:
            remember(write, tenant, Seen(uri, "1", "digest", "stored", uri[-1]))
    with services.database.read() as session:
        rows = find_seen(session, tenant, uris)
    assert [rows[uri].document_id for uri in uris] == ["a", "b"]


def test_a_hostile_name_is_stored_and_shown_harmlessly(
    make_run: MakeRun, inbox: Path, services: Services
) -> None:
    path = os.fsencode(inbox) + b"/\x1b[2J\xff\n\xe2\x80\xae.pdf"
    Path(os.fsdecode(path)).write_bytes(pdf())
    make_run()()
    [row] = documents(services)
    assert row.file_name.isprintable()
