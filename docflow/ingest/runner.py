"""A run of folder ingestion: looks at the sources, hands files in, waits for their documents. Knows
no terminal.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import structlog
from sqlalchemy.exc import OperationalError

from docflow.database.database import Database
from docflow.errors import DocflowError
from docflow.ingest.candidates import Candidate, Problem, Source
from docflow.ingest.intake import Intake, Rejected, Taken
from docflow.ingest.repository import CHUNK, find_seen
from docflow.ingest.settling import Settling
from docflow.ingest.tally import Tally
from docflow.ingest.watching import FolderWatch

_TICK_S = 0.2
_MAX_PAUSE_S = 30.0
_MAX_UPDATE_PAUSE_S = 5.0
_MIN_LOOKS = 5


@dataclass(frozen=True, slots=True)
class Pace:
    """How long things take.

    settle_s: a file that did not change for so long is whole. give_up_s: a run that does not watch
    waits so long for a file that keeps changing. rescan_s: between two looks at everything while
    watching; poll_s: the same where the system tells of no changes. update_s: between two looks at
    the documents. max_faults: of database or storage in a row that a run survives; one that watches
    survives all. pause_s: after the first fault; it doubles with each in a row.
    """

    settle_s: float = 2.0
    give_up_s: float = 60.0
    rescan_s: float = 60.0
    poll_s: float = 5.0
    update_s: float = 0.5
    max_faults: int = 5
    pause_s: float = 1.0


@dataclass(slots=True)
class _Unsettled:
    """A file that was not whole when it was looked at, first at since_s of the steady clock."""

    source: Source
    candidate: Candidate
    since_s: float
    num_looks: int = 0

    def is_hopeless(self, give_up_s: float) -> bool:
        # Several looks: in a run of very many files a single one may come late.
        return self.num_looks >= _MIN_LOOKS and time.monotonic() - self.since_s > give_up_s


class Runner:
    """One run. stop: set from outside to end it soon, with everything in good order.

    on_tick: called several times a second. on_warning: told what went wrong and harms no document.
    """

    def __init__(
        self,
        database: Database,
        sources: Sequence[Source],
        intake: Intake,
        tally: Tally,
        stop: threading.Event,
        *,
        watch: bool = False,
        wait: bool = True,
        pace: Pace | None = None,
        on_tick: Callable[[], object] = lambda: None,
        on_warning: Callable[[str], object] = lambda sentence: None,
    ) -> None:
        self._database = database
        self._sources = sources
        self._intake = intake
        self._tally = tally
        self._stop = stop
        self._watch = watch
        self._wait = wait
        self._pace = pace or Pace()
        self._on_tick = on_tick
        self._on_warning = on_warning
        self._settling = Settling(self._pace.settle_s)
        self._unsettled: dict[str, _Unsettled] = {}
        self._counted: set[str] = set()
        self._problems: set[str] = set()
        self._num_scans = 0
        self._next_scan_s = 0.0
        self._next_update_s = 0.0
        self._num_faults = 0

    def run(self) -> None:
        """Until all files are in and their documents final; while watching, until stopped.

        Raises:
            DocflowError, OperationalError: database or storage stay out of reach.
        """
        folders = {source.folder for source in self._sources} - {None}
        watched = [folder for folder in folders if folder and folder.is_dir()]
        with FolderWatch(watched if self._watch else []) as changes:
            while not self._stop.is_set():
                try:
                    if self._step(changes):
                        break
                    self._num_faults = 0
                    self._stop.wait(_TICK_S)
                except (OperationalError, DocflowError) as error:
                    self._pause_after(error)
        self._update_at_end()

    def _step(self, changes: FolderWatch) -> bool:
        """One round. True when there is nothing left to do."""
        # Taken first: what changes from here on is seen in the next round.
        changed = changes.take_changed()
        if time.monotonic() >= self._next_scan_s:
            self._scan()
            # The second look is for what came while the watch was being set up.
            is_told = changes.is_watching and self._num_scans > 1
            pause_s = self._pace.rescan_s if is_told else self._pace.poll_s
            self._next_scan_s = time.monotonic() + (pause_s if self._watch else float("inf"))
        elif changed:
            for source in self._sources:
                self._look_at(source, source.candidates_of(changed))
        self._look_again()
        self._tick()
        if self._watch or self._unsettled:
            return False
        return not self._wait or not self._tally.num_waiting

    def _scan(self) -> None:
        for source in self._sources:
            self._look_at(source, source.candidates())
            if self._stop.is_set():
                return
        self._num_scans += 1
        self._counted.clear()

    def _look_at(self, source: Source, found: Iterable[Candidate | Problem]) -> None:
        for chunk in _chunks(self._candidates(found)):
            with self._database.read() as session:
                uris = [candidate.uri for candidate in chunk]
                rows = find_seen(session, self._intake.tenant_id, uris)
            for candidate in chunk:
                if self._stop.is_set():
                    return
                known = self._intake.known(candidate, rows.get(candidate.uri))
                if known is None:
                    self._take_if_settled(source, candidate)
                else:
                    # While watching, what is known was counted when it became so.
                    self._count(candidate, known, is_news=self._num_scans == 0)
                self._tick()

    def _candidates(self, found: Iterable[Candidate | Problem]) -> Iterator[Candidate]:
        for item in found:
            if isinstance(item, Candidate):
                yield item
            elif item.shown not in self._problems:
                self._problems.add(item.shown)
                self._tally.add(item.shown, Rejected("unreadable", item.message))

    def _take_if_settled(self, source: Source, candidate: Candidate) -> None:
        settled = self._settling.is_settled(
            candidate, wall_s=time.time(), steady_s=time.monotonic()
        )
        outcome = self._intake.take(source, candidate) if settled else None
        if outcome is None:
            unsettled = _Unsettled(source, candidate, time.monotonic())
            unsettled = self._unsettled.setdefault(candidate.uri, unsettled)
            unsettled.num_looks += 1
            if self._watch or not unsettled.is_hopeless(self._pace.give_up_s):
                return
            sentence = "it keeps changing; docflow reads files that are whole"
            outcome = Rejected("still_changing", sentence)
        self._forget(candidate)
        self._count(candidate, outcome, is_news=True)

    def _look_again(self) -> None:
        """At files that were not settled, or changed while they were read."""
        for unsettled in list(self._unsettled.values()):
            if self._stop.is_set():
                return
            now = unsettled.source.look_again(unsettled.candidate)
            if now is None:
                self._forget(unsettled.candidate)
            else:
                self._take_if_settled(unsettled.source, now)
            self._tick()

    def _forget(self, candidate: Candidate) -> None:
        self._unsettled.pop(candidate.uri, None)
        self._settling.forget(candidate.uri)

    def _count(self, candidate: Candidate, outcome: Taken | Rejected, *, is_news: bool) -> None:
        if is_news and candidate.uri not in self._counted:
            self._tally.add(candidate.shown, outcome)
            if self._num_scans == 0:
                # Two sources may have the same file.
                self._counted.add(candidate.uri)
        if isinstance(outcome, Taken):
            warning = self._intake.move_away(candidate, outcome.document_id)
            if warning:
                self._on_warning(f"{candidate.shown}: {warning}")

    def _tick(self) -> None:
        if time.monotonic() >= self._next_update_s:
            started_s = time.monotonic()
            with self._database.read() as session:
                self._tally.update(session)
            # With very many documents, no more than a tenth of the time goes into looking.
            took_s = time.monotonic() - started_s
            pause_s = max(self._pace.update_s, min(10 * took_s, _MAX_UPDATE_PAUSE_S))
            self._next_update_s = time.monotonic() + pause_s
        self._on_tick()

    def _pause_after(self, error: OperationalError | DocflowError) -> None:
        """Waits, longer each time; then everything is looked at again."""
        self._num_faults += 1
        if isinstance(error, DocflowError) and not error.retryable:
            raise error
        if not self._watch and self._num_faults >= self._pace.max_faults:
            raise error
        reason = str(error).partition("\n")[0]
        structlog.get_logger().warning("ingest_paused", reason=reason, faults=self._num_faults)
        self._next_scan_s = 0.0
        pause_s = self._pace.pause_s * 2.0 ** min(self._num_faults, 10)
        self._stop.wait(min(pause_s, _MAX_PAUSE_S))

    def _update_at_end(self) -> None:
        # The report is worth having without it.
        with contextlib.suppress(OperationalError), self._database.read() as session:
            self._tally.update(session)
        self._on_tick()


def _chunks(candidates: Iterator[Candidate]) -> Iterator[list[Candidate]]:
    while chunk := list(islice(candidates, CHUNK)):
        yield chunk
