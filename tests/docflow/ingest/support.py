"""What the tests of folder ingestion share: small files, and workers that need no model."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from docflow.database.tables import Document
from docflow.extractions.repository import BY_MODEL, store_extraction
from docflow.ingest.candidates import Candidate, Source
from docflow.ingest.intake import Intake
from docflow.ingest.local_files import LocalFiles
from docflow.ingest.runner import Pace, Runner
from docflow.ingest.tally import Ended, Tally
from docflow.services import Services
from schemas.schema import load_builtin
from tests.docflow.fakes import document_result

#: so that a test of many files takes no minutes
QUICK = Pace(settle_s=0.0, give_up_s=1.0, rescan_s=0.5, poll_s=0.2, update_s=0.02, pause_s=0.02)


def pdf(text: str = "") -> bytes:
    """Bytes that are taken for a PDF; another text makes another document."""
    return b"%PDF-1.7\n" + text.encode()


def files_of(source: Source) -> list[str]:
    """The places of a source's candidates."""
    return [str(found.relative) for found in source.candidates() if isinstance(found, Candidate)]


def finish_documents(services: Services) -> int:
    """Does the workers' part: every queued document becomes done with one page. How many."""
    with services.database.write() as write:
        queued = list(write.session.scalars(select(Document).where(Document.state == "queued")))
        for document in queued:
            store_extraction(write, document, document_result(), BY_MODEL)
            document.state, document.num_pages = "done", 1
            document.finished_at = document.updated_at = write.now
    return len(queued)


class FakeWorkers:
    """Finishes queued documents in a thread until it is stopped."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work)

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout: float) -> None:
        self._stop.set()
        self._thread.join(timeout)

    def _work(self) -> None:
        while not self._stop.wait(0.02):
            finish_documents(self._services)


@dataclass
class Run:
    """One run over a folder, as the command makes it."""

    services: Services
    tenant_id: str
    folder: Path
    watch: bool = False
    wait: bool = False
    pace: Pace = QUICK
    schema: str = "invoice"
    move_to: Path | None = None
    source: Source | None = None
    ended: list[Ended] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.tally = Tally(self.ended.append)
        excluded = [self.move_to] if self.move_to else []
        intake = Intake(
            self.services,
            self.tenant_id,
            load_builtin(self.schema),
            "nano",
            move_to=self.move_to,
        )
        self._runner = Runner(
            self.services.database,
            [self.source or LocalFiles(self.folder, excluded=excluded)],
            intake,
            self.tally,
            self.stop,
            watch=self.watch,
            wait=self.wait,
            pace=self.pace,
            on_warning=self.warnings.append,
        )

    def __call__(self) -> Run:
        """Runs to the end."""
        self._runner.run()
        return self

    def in_thread(self) -> threading.Thread:
        """Runs beside the test, until `stop`."""
        thread = threading.Thread(target=self._runner.run)
        thread.start()
        return thread


def documents(services: Services) -> list[Document]:
    """All rows, oldest first."""
    with services.database.read() as session:
        return list(session.scalars(select(Document).order_by(Document.id)))


#: makes a run over the test's folder; options are those of Run
MakeRun = Callable[..., Run]
