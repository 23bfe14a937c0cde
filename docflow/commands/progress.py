"""Says on stderr how far a run is: a moving line on a terminal, one line a document elsewhere, in
the order of the results.
"""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Iterator
from typing import Self

from rich.console import Console
from rich.text import Text

from docflow.commands.pipelines import OnProgress
from docflow.formats.text import part_words, printable
from docflow.results import Result

# What the stages the pipeline reports are called for people; others are shown by their own name.
STAGES = {"pages": "looking at pages", "reading": "reading values"}
# Of so many documents under way the name is shown, the oldest first.
_MOST_NAMED = 2


class Progress:
    """Progress over `total` documents. Several may be under way, each in a thread of its own.

    As a context manager it takes its line off the terminal at the end, whatever ended the run.
    """

    def __init__(self, total: int) -> None:
        # Looked up here, not at import: tests and embedders replace sys.stderr.
        self._console = Console(file=sys.stderr, highlight=False)
        self._status = self._console.status("") if self._console.is_terminal else None
        self._lock = threading.Lock()
        self._total = total
        self._num_read = 0
        self._num_ended = 0
        # What is shown of each document under way, oldest first.
        self._under_way: dict[object, str] = {}
        self._is_hidden = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        with self._lock:
            self._is_hidden = True
            self._show()

    @contextlib.contextmanager
    def document(self, file: str) -> Iterator[OnProgress]:
        """While `file` is read; yields the function the pipeline reports to."""
        key, name = object(), printable(file)

        def report(stage: str, done: int, total: int) -> None:
            self._say(key, f"{name}: {STAGES.get(stage, stage)} {done}/{total}")

        self._say(key, name)
        try:
            yield report
        finally:
            with self._lock:
                del self._under_way[key]
                self._num_read += 1
                self._show()

    @contextlib.contextmanager
    def hidden(self) -> Iterator[None]:
        """While something else writes to the terminal."""
        with self._lock:
            self._is_hidden = True
            self._show()
        try:
            yield
        finally:
            with self._lock:
                self._is_hidden = False
                self._show()

    def ended(self, result: Result) -> None:
        """After a document inside `document`: a line where no terminal showed its progress."""
        if self._status is None:
            self.line(result)

    def line(self, result: Result) -> None:
        """One line for a document that ended; of several in a file, the first one counts."""
        of_file = ""
        if result["status"] == "failed" or "part" not in result:
            self._num_ended += 1
        else:
            part = result["part"]
            self._num_ended += part["number"] == 1
            of_file = f" {part_words(part)}"
        if result["status"] == "failed":
            outcome = f"failed: {result['error']['code']}"
        else:
            outcome = f"{result['status']}, {result['usage']['seconds']:.1f} s"
        line = f"[{self._num_ended}/{self._total}] {printable(result['file'])}{of_file}: {outcome}"
        self._console.print(Text(line), soft_wrap=True)

    def _say(self, key: object, text: str) -> None:
        with self._lock:
            self._under_way[key] = text
            self._show()

    def _show(self) -> None:
        """Brings the terminal's line up to date. Hold the lock."""
        if self._status is None:
            return
        if self._is_hidden or not self._under_way:
            self._status.stop()
            return
        self._status.update(Text(self._text(), no_wrap=True, overflow="ellipsis"))
        self._status.start()

    def _text(self) -> str:
        shown = list(self._under_way.values())
        if len(shown) == 1:
            return f"[{self._num_read + 1}/{self._total}] {shown[0]}"
        named, num_others = shown[:_MOST_NAMED], len(shown) - _MOST_NAMED
        others = [f"{num_others} more"] if num_others > 0 else []
        return f"[{self._num_read}/{self._total} read] {'; '.join([*named, *others])}"
