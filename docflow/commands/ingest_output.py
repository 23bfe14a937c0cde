"""What `docflow ingest` shows: progress on stderr, the report on stdout. Knows no file."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable
from typing import Any, Literal, TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from docflow.commands.sinks import results_console
from docflow.formats.text import printable
from docflow.ingest.tally import Ended, Ending, Tally

ReportFormat = Literal["table", "json"]

_LINE_EVERY_S = 10.0
#: a report of more is read by programs
_MAX_SHOWN = 1_000
_NAMES: dict[Ending, str] = {
    "done": "done",
    "needs_review": "to be reviewed",
    "failed": "failed",
    "rejected": "rejected",
    "deleted": "deleted since",
    "unfinished": "not finished",
    "queued": "handed in",
}


class IngestProgress:
    """A bar where stderr is a terminal, else a line from time to time."""

    def __init__(self) -> None:
        # Looked up here, not at import: tests and embedders replace sys.stderr.
        self._console = Console(file=sys.stderr, highlight=False)
        self._bar = Progress(
            BarColumn(), TextColumn("{task.description}", markup=False), console=self._console
        )
        self._task = self._bar.add_task("looking for documents", total=None)
        self._started_s = time.monotonic()
        self._next_line_s = self._started_s + _LINE_EVERY_S

    def __enter__(self) -> IngestProgress:
        if self._console.is_terminal:
            self._bar.start()
        return self

    def __exit__(self, *reason: object) -> None:
        self._bar.stop()

    def show(self, tally: Tally) -> None:
        """How far the run is."""
        now_s = time.monotonic()
        line = progress_line(tally, now_s - self._started_s)
        if self._console.is_terminal:
            total = tally.num_files or None
            self._bar.update(self._task, total=total, completed=tally.num_ended, description=line)
        elif now_s >= self._next_line_s:
            self._next_line_s = now_s + _LINE_EVERY_S
            self.say(line)

    def say(self, sentence: str) -> None:
        """One line of its own."""
        self._console.print(Text(printable(sentence)), soft_wrap=True)


def progress_line(tally: Tally, elapsed_s: float) -> str:
    """`12/200 documents, 3.4 pages/s, 0:01:02 left, 2 not read`."""
    parts = [f"{tally.num_ended}/{tally.num_files} documents"]
    if elapsed_s > 0 and tally.num_pages:
        parts.append(f"{tally.num_pages / elapsed_s:.1f} pages/s")
    num_read = tally.num_read
    if num_read and tally.num_waiting:
        parts.append(f"{_duration(elapsed_s / num_read * tally.num_waiting)} left")
    num_bad = tally.endings["failed"] + tally.endings["rejected"]
    if num_bad:
        parts.append(f"{num_bad} not read")
    return ", ".join(parts)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"


class Report:
    """The files of a run: each as a line of JSON when it ends, or those with a problem as a table
    at the end.
    """

    def __init__(self, chosen: ReportFormat, stream: TextIO) -> None:
        self._chosen = chosen
        self._stream = stream
        self._shown: list[Ended] = []
        self._num_left_out = 0

    def add(self, ended: Ended) -> None:
        """A file that came to its end."""
        if self._chosen == "json":
            self._stream.write(json.dumps(_as_object(ended), ensure_ascii=False) + "\n")
            self._stream.flush()
        elif ended.ending not in ("done", "queued"):
            if len(self._shown) < _MAX_SHOWN:
                self._shown.append(ended)
            else:
                self._num_left_out += 1

    def finish(self, tally: Tally) -> None:
        """The table, where one was chosen."""
        if self._chosen == "json":
            return
        console = results_console(self._stream)
        if self._shown:
            console.print(_table(self._shown))
        if self._num_left_out:
            console.print(f"and {self._num_left_out} more; --format json lists all")
        console.print(summary(tally), soft_wrap=True)


def summary(tally: Tally) -> str:
    """`200 files: 190 done, 8 to be reviewed, 2 failed (150 new documents)`."""
    counts = ", ".join(
        f"{tally.endings[ending]} {name}"
        for ending, name in _NAMES.items()
        if tally.endings[ending]
    )
    files = "1 file" if tally.num_files == 1 else f"{tally.num_files} files"
    new = "1 new document" if tally.num_new == 1 else f"{tally.num_new} new documents"
    return f"{files}: {counts} ({new})" if counts else "no files found"


def _as_object(ended: Ended) -> dict[str, Any]:
    return {
        # Escaped where a name is no text, so that every reader takes the line.
        "file": ended.file.encode("utf-8", "backslashreplace").decode(),
        "status": ended.ending,
        "document_id": ended.document_id,
        "pages": ended.num_pages,
        "error": {"code": ended.code, "message": ended.message} if ended.code else None,
    }


def _table(shown: Iterable[Ended]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("file", overflow="fold")
    table.add_column("status")
    table.add_column("reason or document", overflow="fold")
    for ended in shown:
        reason = f"{ended.code}: {ended.message}" if ended.code else ended.document_id or ""
        table.add_row(Text(printable(ended.file)), _NAMES[ended.ending], Text(printable(reason)))
    return table
