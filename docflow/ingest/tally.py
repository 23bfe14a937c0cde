"""Counts what became of the files of a run, and waits for their documents. Knows no file and no
terminal.

A file that holds several documents has come to its end when all of them have, and as the worst.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from sqlalchemy.orm import Session

from docflow.ingest.intake import Rejected, Taken
from docflow.ingest.repository import (
    Progress,
    num_pages_read,
    progress_of,
    progress_of_parts,
)
from docflow.jobs.states import FINAL

Ending: TypeAlias = Literal[
    "done", "needs_review", "failed", "rejected", "deleted", "unfinished", "queued"
]
#: of states that are final, the worse with the larger number
_BADNESS = {"done": 0, "needs_review": 1, "failed": 2}
#: what makes a run end with an error
BAD_ENDINGS: tuple[Ending, ...] = ("failed", "rejected", "unfinished")


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of one file. code and message: why it was rejected or failed."""

    file: str
    ending: Ending
    document_id: str | None = None
    num_pages: int = 0
    code: str | None = None
    message: str | None = None


class Tally:
    """The files of a run. on_ended: told of each file once, when it has come to its end."""

    def __init__(self, on_ended: Callable[[Ended], None]) -> None:
        self._on_ended = on_ended
        self._waiting: dict[str, list[str]] = {}
        # Documents that were seen before they were final: only their pages were read in this run.
        self._fresh: set[str] = set()
        self._num_pages_finished = 0
        self._num_pages_reading = 0
        self.num_files = 0
        self.num_new = 0
        #: documents that were read in this run
        self.num_read = 0
        #: whether the run itself ended early
        self.has_fault = False
        self.endings: Counter[Ending] = Counter()

    @property
    def num_ended(self) -> int:
        """Files that have come to their end."""
        return self.endings.total()

    @property
    def num_waiting(self) -> int:
        """Documents that are not final."""
        return len(self._waiting)

    @property
    def num_pages(self) -> int:
        """Pages read since the run began."""
        return self._num_pages_finished + self._num_pages_reading

    @property
    def has_bad_endings(self) -> bool:
        """Whether a file failed, was rejected, or did not come to its end."""
        return self.has_fault or any(self.endings[ending] for ending in BAD_ENDINGS)

    def add(self, file: str, outcome: Taken | Rejected) -> None:
        """Counts a file. Several may be the same document."""
        self.num_files += 1
        if isinstance(outcome, Rejected):
            self._end(Ended(file, "rejected", code=outcome.code, message=outcome.message))
            return
        if outcome.is_new:
            self.num_new += 1
            self._fresh.add(outcome.document_id)
        self._waiting.setdefault(outcome.document_id, []).append(file)

    def update(self, session: Session) -> None:
        """Looks at the documents that are waited for."""
        found = {row.document_id: row for row in progress_of(session, self._waiting)}
        packets = [id_ for id_, row in found.items() if row.is_packet and row.state in FINAL]
        parts: dict[str, list[Progress]] = {}
        for id_, part in progress_of_parts(session, packets):
            parts.setdefault(id_, []).append(part)
        found |= {id_: _of_packet(found[id_], of_packet) for id_, of_packet in parts.items()}
        for document_id in list(self._waiting):
            row = found.get(document_id)
            if row is None or row.state in FINAL:
                self._end_document(document_id, row)
        self._fresh.update(self._waiting)
        reading = [key for key in self._waiting if found[key].num_pages]
        self._num_pages_reading = num_pages_read(session, reading)

    def give_up(self, ending: Ending = "unfinished") -> None:
        """Ends what is still waited for."""
        for document_id, files in self._waiting.items():
            for file in files:
                self._end(Ended(file, ending, document_id))
        self._waiting.clear()

    def _end_document(self, document_id: str, row: Progress | None) -> None:
        ending = _ending(row)
        num_pages = row.num_pages if row else 0
        if document_id in self._fresh:
            self._fresh.remove(document_id)
            self.num_read += 1
            self._num_pages_finished += num_pages
        for file in self._waiting.pop(document_id):
            ended = Ended(
                file,
                ending,
                document_id,
                num_pages,
                row.error_code if row else None,
                row.error_message if row else None,
            )
            self._end(ended)

    def _end(self, ended: Ended) -> None:
        self.endings[ended.ending] += 1
        self._on_ended(ended)


def _of_packet(packet: Progress, parts: Sequence[Progress]) -> Progress:
    """How far a file is whose documents are `parts`: as far as the first that is not final, else
    ended as the worst of them.
    """
    unfinished = [part for part in parts if part.state not in FINAL]
    worst = max(parts, key=lambda part: _BADNESS.get(part.state, 0))
    decides = unfinished[0] if unfinished else worst
    return replace(
        packet,
        state=decides.state,
        error_code=decides.error_code,
        error_message=decides.error_message,
    )


def _ending(row: Progress | None) -> Ending:
    """Of a document that is final, or whose row is gone."""
    if row is None:
        return "deleted"
    if row.state == "done":
        return "done"
    return "needs_review" if row.state == "needs_review" else "failed"
