"""The report of an evaluation as tables. Knows no rule of scoring."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from docflow.evaluation import Failure, Report
from docflow.formats.text import printable
from docflow.reports.reliability import Reliability
from docflow.results import Json
from schemas.evaluate import Row

_NUMBER_COLUMNS = ("precision", "recall", "F1", "correct", "wrong", "missed", "invented")
# Of the columns, the one that a narrow terminal has no room for.
_WIDE_COLUMN, _WIDE = "ceiling", 95
MAX_CELL_CHARACTERS = 60


def print_report(report: Report, console: Console) -> None:
    """Fields by kind, then the figures over all documents, then the failures asked for."""
    console.print(_scores_table(report, with_ceiling=console.width >= _WIDE))
    for line in _summary(report):
        console.print(Text(line))
    if report.failures:
        console.print(_failures_table(report.failures))


def _scores_table(report: Report, *, with_ceiling: bool) -> Table:
    names = (*_NUMBER_COLUMNS, _WIDE_COLUMN) if with_ceiling else _NUMBER_COLUMNS
    numbers = [Column(name, justify="right", no_wrap=True) for name in names]
    # Folded: a field whose name is cut says nothing.
    labels = [Column(name, overflow="fold") for name in ("kind", "field")]
    table = Table(*labels, *numbers, box=SIMPLE_HEAD, padding=(0, 0, 0, 1))
    scores = report.scores
    kinds = dict.fromkeys(row.kind for row in scores.fields)
    for kind in kinds:
        for row in scores.fields:
            if row.kind == kind:
                table.add_row(*_row_cells(row)[: 2 + len(names)])
        if kind in scores.header:
            table.add_row(*_row_cells(scores.header[kind])[: 2 + len(names)], style="bold")
        table.add_section()
    return table


def _row_cells(row: Row) -> list[Text]:
    shares = (row.precision, row.recall, row.f1)
    counts = (row.correct, row.wrong, row.missed, row.invented)
    names = (Text(printable(row.kind)), Text(printable(row.field)))
    numbers = [*map(_share, shares), *(Text(str(count)) for count in counts)]
    return [*names, *numbers, _share(row.ceiling)]


def _share(value: float | None) -> Text:
    return Text("" if value is None else f"{value:.3f}")


def _summary(report: Report) -> list[str]:
    lines = [
        f"documents: {report.num_documents}, read: {report.num_read}, pages: {report.num_pages}"
    ]
    lines += [
        f"{kind}: ceiling {row.ceiling:.3f}, the share of the header's labelled values that stand "
        "in the text the model was given"
        for kind, row in report.scores.header.items()
        if row.ceiling is not None
    ]
    lines += [
        f"read with a schema of their labelled keys, {count}: {printable(keys)}"
        for keys, count in report.own_schemas.items()
    ]
    lines += [f"not read, {code}: {count}" for code, count in report.errors.items()]
    lines += [
        f"{kind}: {perfect} of {report.scores.documents[kind]} without an error in the header"
        for kind, perfect in report.scores.perfect.items()
    ]
    ungrounded = "not counted" if report.num_ungrounded is None else report.num_ungrounded
    lines += [f"invented values: {report.scores.invented}", f"ungrounded values: {ungrounded}"]
    if report.seconds_median is not None:
        median, p95 = report.seconds_median, report.seconds_p95
        lines.append(f"seconds a page: median {median:.2f}, 95th percentile {p95:.2f}")
    return lines + _reliability(report.reliability)


def _reliability(found: Reliability) -> list[str]:
    cut = found.at_coverage
    if found.ece is None or cut is None:
        return []
    return [
        f"confidence of {found.num_values} values: expected calibration error (ece) "
        f"{found.ece:.3f}",
        f"accuracy_at_80_coverage: {cut.accuracy:.3f}, threshold_at_80_coverage: "
        f"{cut.threshold:.4f} (keeps {cut.coverage:.0%})",
    ]


def _failures_table(failures: tuple[Failure, ...]) -> Table:
    names = ("file", "field", "", "expected", "got", "raw")
    # Folded: a name that ends in an ellipsis cannot be looked up.
    table = Table(*(Column(name, overflow="fold") for name in names), box=SIMPLE_HEAD)
    for failure in failures:
        cells = (failure.file, failure.field, failure.outcome)
        values = (failure.expected, failure.got, failure.raw)
        table.add_row(*map(_cell, cells), *map(_cell, values))
    return table


def _cell(value: Json) -> Text:
    if value is None:
        return Text("-")
    text = printable(str(value))
    cut = text if len(text) <= MAX_CELL_CHARACTERS else text[: MAX_CELL_CHARACTERS - 1] + "…"
    return Text(cut)
