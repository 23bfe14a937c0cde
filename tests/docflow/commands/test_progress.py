"""Progress on stderr: a moving line on a terminal, one line a document elsewhere."""

from __future__ import annotations

import io
import sys

import pytest

from docflow.commands.progress import Progress
from docflow.results import failed_result
from tests.docflow.fakes import document_result


class Terminal(io.StringIO):
    """Text that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_without_a_terminal_each_end_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress(2)
    for result in (document_result(), failed_result("b.pdf", "no_pages", "it has no page")):
        with progress.document(result["file"]) as report:
            report("pages", 1, 1)
        progress.ended(result)
    assert capsys.readouterr().err.splitlines() == [
        "[1/2] acme.pdf: done, 1.2 s",
        "[2/2] b.pdf: failed: no_pages",
    ]


def test_on_a_terminal_the_stage_is_shown_while_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    # Here and not in a fixture: pytest puts its own stream back before the test begins.
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    progress = Progress(3)
    with progress.document("[red]a.pdf") as report:
        report("pages", 1, 4)
    progress.ended(document_result())
    assert "[1/3] [red]a.pdf: looking at pages 1/4" in terminal.getvalue()
    assert "done" not in terminal.getvalue()
