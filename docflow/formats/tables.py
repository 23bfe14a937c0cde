"""Tables for people: what was read, where it stands, how sure we are, which checks it passed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from docflow.formats.text import dotted, part_words, printable
from docflow.results import (
    NO_MODEL,
    DocumentResult,
    FailedResult,
    FieldResult,
    Json,
    Result,
    iterate_leaves,
    pointer_tokens,
)

# A value longer than this is cut in a table; `--format json` has all of it.
MAX_CELL_CHARACTERS = 200
MAX_ABSENT_NAMES = 12
# Of a table of items: number, page and confidence with their frame; what stands between columns.
FRAME_CHARACTERS = 26
GAP_CHARACTERS = 3
FOLDED_CHARACTERS = 24
MIN_COLUMNS = 4
#: of a code's text; --format json has all of it
CODE_CHARS = 70
#: what differs from the page, by the sign of fraud
_OTHER = {
    "xml_page_mismatch": "the XML in the file",
    "acroform_page_mismatch": "the fields of the form",
    "barcode_page_mismatch": "the payment code",
}


def print_result(result: Result, console: Console) -> None:
    """One document: a title line, its fields, a table for each list of items, its checks."""
    if result["status"] == "failed":
        _print_failure(result, console)
        return
    evidence = {field["path"]: field for field in result["fields"]}
    console.print(_title(result))
    _print_flags(result, console)
    _print_fields(result["data"], evidence, console)
    for name, items in _item_lists(result["data"]).items():
        table, left_out = _items_table(name, items, evidence, console.width)
        console.print(table)
        if left_out:
            told = f"no room for {', '.join(left_out)}; --format json has them"
            console.print(Text(printable(told), style="dim"))
    _print_repairs(result, console)
    _print_codes(result, console)
    _print_checks(result, console)
    console.print()


def _print_failure(result: FailedResult, console: Console) -> None:
    error = result["error"]
    line = Text.assemble(
        (printable(result["file"]), "bold"),
        ("  failed  ", "bold red"),
        printable(f"{error['message']} ({error['code']})"),
    )
    console.print(line)
    console.print()


def _title(result: DocumentResult) -> Text:
    pages = {0: "no pages", 1: "1 page"}.get(result["pages"], f"{result['pages']} pages")
    style = "green" if result["status"] == "done" else "yellow"
    seconds = f"{result['usage']['seconds']:.1f} s"
    is_given = result["model"] == NO_MODEL
    reader = f"from {_giver(result)}, no model asked" if is_given else f"model {result['model']}"
    kind = result["schema"]
    if "classification" in result:
        kind += f" (found, {result['classification']['confidence']:.0%} sure)"
    parts = f"{kind}, {pages}, {seconds}, {reader}"
    of_file = f"  {part_words(result['part'])}" if "part" in result else ""
    return Text.assemble(
        (printable(result["file"]), "bold"),
        (of_file, "bold"),
        ("  " + result["status"].replace("_", " "), style),
        ("  " + printable(parts), "dim"),
    )


def _giver(result: DocumentResult) -> str:
    """What a result for which no model was asked comes from."""
    is_form = any(field["source"] == "acroform" for field in result["fields"])
    return "the form's fields" if is_form else "its XML"


def _print_flags(result: DocumentResult, console: Console) -> None:
    for flag in result.get("flags", ()):
        line = Text.assemble(
            ("possible fraud", "bold white on red"),
            ("  " + printable(flag.replace("_", " ")), "bold red"),
            f": the page and {_OTHER[flag]} say different things; see the failed check",
        )
        console.print(line)


def _print_codes(result: DocumentResult, console: Console) -> None:
    for code in result.get("codes", ()):
        text = code["text"]
        told = f"{text[:CODE_CHARS]}..." if len(text) > CODE_CHARS else text
        line = Text.assemble(
            (printable(code["format"]), "bold"),
            (f"  page {code['page']}  ", "dim"),
            printable(" ".join(told.split())),
        )
        console.print(line)


def _print_fields(
    data: Mapping[str, Json], evidence: Mapping[str, FieldResult], console: Console
) -> None:
    lists = _item_lists(data)
    columns = (_header("field"), _header("value"), _right("page"), _right("confidence"), "source")
    table = Table(*columns, box=SIMPLE_HEAD)
    absent: list[str] = []
    for pointer, value in iterate_leaves(data):
        tokens = pointer_tokens(pointer)
        if tokens[0] in lists:
            continue
        if value is None:
            absent.append(dotted(tokens))
            continue
        field = evidence.get(pointer)
        table.add_row(
            _cell(dotted(tokens)),
            _cell(value),
            _cell(field["page"] if field else None),
            _percent(field["confidence"] if field else None),
            _cell(_source(field) if field else None),
        )
    if table.row_count:
        console.print(table)
    if absent:
        console.print(Text(_absent_line(absent), style="dim"))


def _absent_line(absent: Sequence[str]) -> str:
    more = len(absent) - MAX_ABSENT_NAMES
    tail = f" and {more} more" if more > 0 else ""
    return "not found: " + printable(", ".join(absent[:MAX_ABSENT_NAMES])) + tail


def _items_table(
    name: str,
    items: Sequence[Mapping[str, Json]],
    evidence: Mapping[str, FieldResult],
    width: int,
) -> tuple[Table, list[str]]:
    """The table of a list, and the columns that found no room in it: the last ones."""
    rows = [dict(_item_cells(item)) for item in items]
    names = dict.fromkeys(column for row in rows for column in row)
    used = [column for column in names if any(row.get(column) is not None for row in rows)]
    used, left_out = _that_fit(used, rows, width)
    columns = [_right("#"), *map(_header, used), _right("page"), _right("confidence")]
    table = Table(*columns, box=SIMPLE_HEAD)
    table.title = Text(printable(name), style="bold")
    table.title_justify = "left"
    for number, row in enumerate(rows):
        fields = [
            field for path, field in evidence.items() if path.startswith(f"/{name}/{number}/")
        ]
        pages = [field["page"] for field in fields if field["page"] is not None]
        sure = [field["confidence"] for field in fields if field["confidence"] is not None]
        table.add_row(
            _cell(number + 1),
            *(_cell(row.get(column)) for column in used),
            _cell(min(pages, default=None)),
            _percent(min(sure, default=None)),
        )
    return table, left_out


def _that_fit(
    columns: Sequence[str], rows: Sequence[Mapping[str, Json]], width: int
) -> tuple[list[str], list[str]]:
    """(columns to show, columns left out): the first ones, as many as can be read side by side."""
    left = width - FRAME_CHARACTERS
    for number, column in enumerate(columns):
        longest = max(len(str(row.get(column) or "")) for row in rows)
        # A long text is folded, a number and a header are not.
        left -= max(len(column), min(longest, FOLDED_CHARACTERS)) + GAP_CHARACTERS
        if left < 0 and number >= MIN_COLUMNS:
            return list(columns[:number]), list(columns[number:])
    return list(columns), []


def _item_cells(item: Mapping[str, Json]) -> list[tuple[str, Json]]:
    return [(dotted(pointer_tokens(pointer)), value) for pointer, value in iterate_leaves(item)]


def _item_lists(data: Mapping[str, Json]) -> dict[str, list[Mapping[str, Json]]]:
    """The lists of objects directly below `data`: they are shown as tables of their own."""
    return {
        name: value
        for name, value in data.items()
        if isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value)
    }


def _source(field: FieldResult) -> str:
    return f"{field['source']}, repaired" if "repaired" in field else field["source"]


def _print_repairs(result: DocumentResult, console: Console) -> None:
    """What was read before each repaired value, and what made it the right one."""
    for field in result["fields"]:
        if "repaired" in field:
            why = field["repaired"]
            name = dotted(pointer_tokens(field["path"]))
            told = f"{name}: {field['value']}, first read {why['from']['value']}"
            console.print(
                Text.assemble(
                    ("repaired", "yellow"), "  ", printable(f"{told}; {why['derivation']}")
                )
            )


def _print_checks(result: DocumentResult, console: Console) -> None:
    for check in result["checks"]:
        word, style = ("passed", "green") if check["passed"] else ("failed", "bold red")
        message = printable(f"{check['name']}: {check['message']}")
        console.print(Text.assemble(("check " + word, style), "  ", message))


def _right(header: str) -> Column:
    return Column(header, justify="right")


def _header(name: str) -> Column:
    # Text, not str: rich reads square brackets in a str as markup. Folded: nothing may be cut off.
    return Column(Text(printable(name)), overflow="fold")


def _cell(value: Json) -> Text:
    if value is None:
        return Text("")
    text = printable(str(value))
    if len(text) > MAX_CELL_CHARACTERS:
        text = text[: MAX_CELL_CHARACTERS - 1] + "…"
    return Text(text)


def _percent(share: float | None) -> Text:
    # Rounded down: 100 % is kept for certainty.
    return Text("" if share is None else f"{int(share * 100)} %")
