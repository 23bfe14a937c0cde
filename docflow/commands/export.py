"""`docflow export`: results in, e-invoices out. What is missing is named on stderr."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from docflow.commands.export_inputs import Source, open_sources
from docflow.commands.options import ModelOption
from docflow.commands.streams import results_only_stdout
from docflow.errors import DocflowError, display_name
from docflow.extractions.einvoice import Syntax, deduced_in_short, einvoice_of, fatal_findings
from schemas.einvoice.write import Written

InputsArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT...",
        help="Results of `docflow extract --format json` (.json, .jsonl, or - for stdin), ids of "
        "stored documents (doc_...), or documents, which are read first.",
    ),
]
FormatOption = Annotated[
    Syntax,
    typer.Option(
        "--format",
        metavar="ubl|cii",
        help="ubl: UBL 2.1, as Peppol takes it; cii: Cross Industry Invoice D16B, as Factur-X and "
        "ZUGFeRD hold it.",
    ),
]
OutputOption = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="PATH",
        help="The file to write, or a folder for several. Default: stdout, for one.",
    ),
]


def export(
    inputs: InputsArgument,
    syntax: FormatOption = "ubl",
    output: OutputOption = None,
    allow_invalid: Annotated[
        bool,
        typer.Option("--allow-invalid", help="Write it although rules of EN 16931 are broken."),
    ] = False,
    schema: Annotated[
        str,
        typer.Option(
            "--schema",
            metavar="invoice|credit_note",
            help="What documents among INPUT are read as.",
        ),
    ] = "invoice",
    model: ModelOption = None,
) -> None:
    """Write invoices that were read as e-invoices of EN 16931.

    The rules of EN 16931 are checked, and what breaks them is listed on stderr with its place in
    the data. An invoice that breaks a fatal one is not written unless --allow-invalid is given.
    Ends with 0 if all were written, 1 if one was not, 2 if the command itself is wrong.
    """
    with results_only_stdout() as stdout, open_sources(inputs, schema, model) as sources:
        found = list(sources)
        if output is None and len(found) > 1:
            message = f"there are {len(found)} results; name a folder to write them into"
            raise typer.BadParameter(message, param_hint="--output")
        target = _Target(output, is_folder=len(found) > 1)
        num_failed = 0
        for source in found:
            xml = _einvoice(source, syntax, allow_invalid=allow_invalid)
            if xml is None:
                num_failed += 1
            elif output is None:
                stdout.write(xml.decode())
                stdout.flush()
            else:
                target.write(source.name, xml)
    if num_failed:
        raise typer.Exit(1)


def _einvoice(source: Source, syntax: Syntax, *, allow_invalid: bool) -> bytes | None:
    """The XML of one result; None where there is none to write. What there is to say is said."""
    name = f"{display_name(source.name)} {source.pages}".rstrip()
    if source.result["status"] == "failed":
        error = source.result["error"]
        # The messages of files begin with the name of theirs.
        reason = error["message"].removeprefix(f"{Path(source.name).name}: ")
        typer.echo(f"{name}: could not be read: {reason} ({error['code']})", err=True)
        return None
    try:
        result = source.result
        written = einvoice_of(result["schema"], result["data"], syntax, name)
    except DocflowError as error:
        typer.echo(f"{error.message} ({error.code})", err=True)
        return None
    is_kept = written.is_valid or allow_invalid
    _report(name, written, is_kept=is_kept)
    return written.xml if is_kept else None


def _report(name: str, written: Written, *, is_kept: bool) -> None:
    num_fatal = len(fatal_findings(written))
    num_warnings = len(written.findings) - num_fatal
    counts = f"{num_fatal} fatal, {num_warnings} warning{'s' * (num_warnings != 1)}"
    kept = "" if is_kept else "; not written (--allow-invalid writes it all the same)"
    typer.echo(f"{name}: {counts}{kept}", err=True)
    for finding in written.findings:
        typer.echo(f"  {finding.severity:7}  {finding}", err=True)
    for line in deduced_in_short(written.deduced):
        typer.echo(f"  deduced  {line}", err=True)
    if written.left_out:
        typer.echo(f"  left out {', '.join(written.left_out)}", err=True)


class _Target:
    """Where several e-invoices, or one, are written."""

    def __init__(self, path: Path | None, *, is_folder: bool) -> None:
        self._path = path
        self._is_folder = is_folder or (path is not None and path.is_dir())
        self._used: set[str] = set()

    def write(self, name: str, xml: bytes) -> None:
        """Writes the e-invoice of the result called `name`.

        Raises:
            typer.BadParameter: it cannot be written.
        """
        assert self._path is not None
        try:
            if self._is_folder:
                self._path.mkdir(parents=True, exist_ok=True)
            path = self._path / self._free_name(name) if self._is_folder else self._path
            path.write_bytes(xml)
        except OSError as error:
            message = f"cannot write {self._path}: {error.strerror}"
            raise typer.BadParameter(message, param_hint="--output") from error
        typer.echo(f"  written  {path}", err=True)

    def _free_name(self, name: str) -> str:
        """`invoice.pdf` -> `invoice.xml`; a second one becomes `invoice-2.xml`."""
        stem = Path(name).name.rpartition(".")[0] or Path(name).name or "invoice"
        found, number = stem, 1
        while found in self._used:
            number += 1
            found = f"{stem}-{number}"
        self._used.add(found)
        return f"{found}.xml"
