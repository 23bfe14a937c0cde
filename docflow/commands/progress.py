"""Says on stderr how far a run is: a moving line on a terminal, one line a document elsewhere."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from docflow.commands.pipelines import OnProgress
from docflow.formats.text import printable
from docflow.results import Result

# What the stages the pipeline reports are called for people; others are shown by their own name.
STAGES = {"pages": "looking at pages", "reading": "reading values"}


class Progress:
    """Progress over `total` documents."""

    def __init__(self, total: int) -> None:
        # Looked up here, not at import: tests and embedders replace sys.stderr.
        self._console = Console(file=sys.stderr, highlight=False)
        self._total = total
        self._num_ended = 0

    @contextlib.contextmanager
    def document(self, file: str) -> Iterator[OnProgress]:
        """While `file` is read; yields the function the pipeline reports to."""
        title = f"[{self._num_ended + 1}/{self._total}] {printable(file)}"
        if not self._console.is_terminal:
            yield lambda stage, done, total: None
            return
        with self._console.status(Text(title)) as status:

            def report(stage: str, done: int, total: int) -> None:
                name = STAGES.get(stage, stage)
                status.update(Text(f"{title}: {name} {done}/{total}"))

            yield report

    def ended(self, result: Result) -> None:
        """After a document inside `document`: a line where no terminal showed its progress."""
        if self._console.is_terminal:
            self._num_ended += 1
        else:
            self.line(result)

    def line(self, result: Result) -> None:
        """One line for a document that ended."""
        self._num_ended += 1
        if result["status"] == "failed":
            outcome = f"failed: {result['error']['code']}"
        else:
            outcome = f"{result['status']}, {result['usage']['seconds']:.1f} s"
        line = f"[{self._num_ended}/{self._total}] {printable(result['file'])}: {outcome}"
        self._console.print(Text(line), soft_wrap=True)
