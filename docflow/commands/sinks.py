"""Where results go: standard output or a file, as table, JSON Lines or CSV."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, TextIO

import typer
from rich.console import Console

from docflow.commands.streams import results_only_stdout
from docflow.formats.csv_rows import write_csv
from docflow.formats.json_lines import write_json_line
from docflow.formats.tables import print_result
from docflow.results import Result

Format = Literal["table", "json", "csv"]
Sink = Callable[[Result], None]
# Wide enough for a table of items where no terminal tells its width.
PIPE_WIDTH = 110


@contextlib.contextmanager
def open_sink(chosen: Format | None, output: Path | None) -> Iterator[Sink]:
    """Yields a function that takes each result in turn.

    Without `output` results go to stdout in the `chosen` format, else as tables. With `output` they
    go into that file: in the `chosen` format and nothing to stdout; or, where none was chosen, in
    the format its name ends in (`.csv`, else JSON Lines), and tables to stdout.

    Raises:
        typer.BadParameter: the file cannot be written.
    """
    with contextlib.ExitStack() as stack:
        stdout = stack.enter_context(results_only_stdout())
        if output is None:
            yield stack.enter_context(_format_sink(chosen or "table", stdout))
            return
        file = stack.enter_context(_open_output(output))
        in_file = stack.enter_context(_format_sink(chosen or _format_of(output), file))
        if chosen is not None:
            yield in_file
            return
        on_stdout = stack.enter_context(_format_sink("table", stdout))

        def write_both(result: Result) -> None:
            in_file(result)
            on_stdout(result)

        yield write_both


@contextlib.contextmanager
def _format_sink(chosen: Format, stream: TextIO) -> Iterator[Sink]:
    if chosen == "json":
        yield lambda result: write_json_line(result, stream)
    elif chosen == "csv":
        results: list[Result] = []
        try:
            yield results.append
        finally:
            # Also after an interruption: what was read by then is not lost.
            write_csv(results, stream)
    else:
        console = results_console(stream)
        yield lambda result: print_result(result, console)


def results_console(stream: TextIO) -> Console:
    """A console on `stream`: as wide as the terminal, or plain text of a fixed width."""
    return Console(file=stream, width=None if stream.isatty() else PIPE_WIDTH, highlight=False)


def _format_of(output: Path) -> Format:
    return "csv" if output.suffix.lower() == ".csv" else "json"


def _open_output(path: Path) -> TextIO:
    try:
        return path.open("w", encoding="utf-8", errors="backslashreplace", newline="")
    except OSError as error:
        raise typer.BadParameter(
            f"cannot write {path}: {error.strerror}", param_hint="--output"
        ) from error
