"""Progress on stderr: a moving line on a terminal, one line a document elsewhere."""

from __future__ import annotations

import io
import sys
import time

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


def shows(terminal: Terminal, text: str) -> bool:
    """Whether it does soon: another thread writes the line."""
    deadline = time.monotonic() + 20
    while text not in terminal.getvalue() and time.monotonic() < deadline:
        time.sleep(0.01)
    return text in terminal.getvalue()


def test_of_several_documents_the_oldest_are_named_and_the_rest_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    progress = Progress(9)
    with progress.document("a.pdf"):
        pass
    with (
        progress.document("b.pdf") as report,
        progress.document("c.pdf"),
        progress.document("d.pdf"),
        progress.document("e.pdf"),
    ):
        report("reading", 1, 2)
        assert shows(terminal, "[1/9 read] b.pdf: reading values 1/2; c.pdf; 2 more")


def test_the_terminal_is_given_back_when_a_run_is_interrupted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    progress = Progress(2)
    under_way = progress.document("a.pdf")
    with progress:
        under_way.__enter__()
    # The last that was said of the cursor: it is shown.
    assert terminal.getvalue().rindex("\x1b[?25h") > terminal.getvalue().rindex("\x1b[?25l")
    written = len(terminal.getvalue())
    with progress.document("b.pdf"):
        pass
    assert len(terminal.getvalue()) == written


def test_nothing_moves_on_the_terminal_while_a_result_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    progress = Progress(2)
    with progress.document("a.pdf") as report:
        with progress.hidden():
            written = len(terminal.getvalue())
            report("pages", 1, 2)
            assert len(terminal.getvalue()) == written
        assert shows(terminal, "looking at pages 1/2")
