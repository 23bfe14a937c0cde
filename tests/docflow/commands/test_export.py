"""`docflow export`: results, stored documents and files become e-invoices; stdout has only XML."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from lxml import etree
from typer.testing import CliRunner, Result

from docflow.commands.export import export
from docflow.services import Services
from docflow.tenants.service import ensure_local_tenant
from tests.docflow.documents.finished import finish, upload
from tests.docflow.documents.forms import pdf
from tests.schemas.einvoice import documents
from tests.schemas.einvoice.full_invoice import full_invoice, leaves, read_again, simple_invoice

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """The command, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    app = typer.Typer()
    app.command("export")(export)
    return lambda *arguments, **options: CliRunner().invoke(app, list(arguments), **options)


def result(data: dict[str, Any], file: str = "acme.pdf", schema: str = "invoice") -> dict[str, Any]:
    return {"id": "doc_1", "file": file, "schema": schema, "status": "done", "data": data}


def results_file(*results: dict[str, Any], name: str = "results.jsonl") -> str:
    Path(name).write_text("".join(json.dumps(one) + "\n" for one in results), "utf-8")
    return name


@pytest.mark.parametrize(
    ("syntax", "root"), [("ubl", "Invoice"), ("cii", "CrossIndustryInvoice")], ids=["ubl", "cii"]
)
def test_a_result_becomes_xml_on_stdout(run: Run, syntax: str, root: str) -> None:
    answer = run(results_file(result(full_invoice())), "--format", syntax)
    assert answer.exit_code == 0, answer.stderr
    assert etree.QName(etree.fromstring(answer.stdout_bytes)).localname == root
    assert read_again(answer.stdout_bytes) == leaves(full_invoice())
    assert answer.stderr == "acme.pdf: 0 fatal, 0 warnings\n"


def test_results_come_from_stdin_too(run: Run) -> None:
    answer = run("-", input=json.dumps(result(full_invoice())))
    assert read_again(answer.stdout_bytes) == leaves(full_invoice())


def test_what_breaks_a_rule_is_listed_and_not_written(run: Run) -> None:
    data = full_invoice()
    data["supplier"]["name"] = None
    answer = run(results_file(result(data)), "--output", "out.xml")
    assert answer.exit_code == 1
    lines = answer.stderr.splitlines()
    assert lines[0].startswith("acme.pdf: 1 fatal, 0 warnings; not written (--allow-invalid")
    assert lines[1] == ("  fatal    BR-06: the seller's name (BT-27) is missing: /supplier/name")
    assert not Path("out.xml").exists()
    assert answer.stdout == ""


def test_it_is_written_all_the_same_where_that_is_asked_for(run: Run) -> None:
    data = full_invoice() | {"issue_date": None}
    answer = run(results_file(result(data)), "--output", "out.xml", "--allow-invalid")
    assert answer.exit_code == 0
    assert "BR-03" in answer.stderr
    assert "/issue_date" not in read_again(Path("out.xml").read_bytes())


def test_what_is_deduced_and_left_out_is_told(run: Run) -> None:
    data = simple_invoice() | {"carrier": "DHL"}
    answer = run(results_file(result(data)), "--format", "cii")
    assert answer.exit_code == 0, answer.stderr
    assert "deduced  /line_items/*/line_id (2 times): lines are numbered" in answer.stderr
    assert "deduced  /supplier/address/country = DE: the country of the VAT id" in answer.stderr
    assert "left out /carrier" in answer.stderr


def test_several_results_become_files_of_a_folder(run: Run) -> None:
    first, second = result(full_invoice(), "in/a.pdf"), result(full_invoice(), "more/a.pdf")
    other = result(full_invoice(), "b.pdf")
    answer = run(results_file(first, second), results_file(other, name="b.json"), "-o", "out")
    assert answer.exit_code == 0, answer.stderr
    assert sorted(path.name for path in Path("out").iterdir()) == ["a-2.xml", "a.xml", "b.xml"]


def test_several_results_need_a_folder(run: Run) -> None:
    answer = run(results_file(*[result(full_invoice())] * 2))
    assert answer.exit_code == 2
    assert "name a folder" in answer.stderr


def test_one_that_cannot_be_written_does_not_stop_the_others(run: Run) -> None:
    failed = {
        "file": "x.pdf",
        "status": "failed",
        "error": {"code": "no_pages", "message": "it has no page"},
    }
    receipt = result({"totals": {}}, "r.jpg", "receipt")
    broken = result({"issue_date": 5}, "b.pdf")
    good = result(full_invoice())
    answer = run(results_file(failed, receipt, broken, good), "-o", "out")
    assert answer.exit_code == 1
    assert [path.name for path in Path("out").iterdir()] == ["acme.xml"]
    assert "x.pdf: could not be read: it has no page (no_pages)" in answer.stderr
    assert "r.jpg: was read with the schema 'receipt'" in answer.stderr
    assert "b.pdf: its data do not fit the schema invoice: /issue_date: 5 is" in answer.stderr


@pytest.mark.parametrize(
    ("text", "reason"),
    [("{", "line 1 is no JSON"), ("[1]", "holds no result"), ('{"a": 1}', "holds no result")],
    ids=["broken", "number", "another-object"],
)
def test_a_file_without_results_is_a_wrong_command(run: Run, text: str, reason: str) -> None:
    Path("a.json").write_text(text, "utf-8")
    answer = run("a.json")
    assert answer.exit_code == 2
    assert reason in " ".join(answer.stderr.replace("│", " ").split())


@pytest.fixture
def stored(sqlite_services: Services, monkeypatch: pytest.MonkeyPatch) -> Services:
    """A database that the command opens too."""
    settings = sqlite_services.settings
    monkeypatch.setenv("DOCFLOW_HOME", str(settings.home))
    if settings.database_url is not None:
        monkeypatch.setenv("DOCFLOW_DATABASE_URL", settings.database_url)
    return sqlite_services


def test_a_stored_document_is_exported_by_its_id(run: Run, stored: Services) -> None:
    document = upload(stored, ensure_local_tenant(stored), pdf())
    answer = run(document.id)
    assert (answer.exit_code, "it has no result" in answer.stderr) == (1, True)
    finish(stored, document, full_invoice(), [])
    answer = run(document.id, "-o", "out.xml")
    assert answer.exit_code == 0, answer.stderr
    assert read_again(Path("out.xml").read_bytes()) == leaves(full_invoice())


def test_an_unknown_id_is_not_found(run: Run, stored: Services) -> None:
    answer = run("doc_" + "0" * 26)
    assert answer.exit_code == 1
    assert "there is no document" in answer.stderr


def test_a_document_is_read_first(run: Run, stored: Services) -> None:
    Path("ubl.xml").write_bytes(documents.ubl())
    answer = run("ubl.xml", "--format", "cii", "--allow-invalid", "-o", "out.xml")
    assert answer.exit_code == 0, answer.stderr
    found = read_again(Path("out.xml").read_bytes())
    assert found["/invoice_number"] == "R-2024/17"
    assert found["/totals/amount_due"] == "201.00"


def test_a_kind_that_is_no_invoice_is_a_wrong_command(run: Run) -> None:
    assert run("a.pdf", "--schema", "receipt").exit_code == 2


def test_a_file_without_results_is_said_to_be_empty(run: Run) -> None:
    answer = run(results_file())
    assert answer.exit_code == 2
    assert "is empty" in answer.stderr


def test_the_documents_of_a_packet_are_told_apart_by_their_pages(run: Run) -> None:
    part = {"number": 2, "count": 3, "first_page": 4, "last_page": 6}
    answer = run(results_file(result(full_invoice()) | {"part": part}))
    assert answer.stderr == "acme.pdf pages 4-6: 0 fatal, 0 warnings\n"


def test_what_could_not_be_read_is_named_once(run: Run) -> None:
    error = {"code": "corrupt_file", "message": "b.pdf: it is damaged"}
    answer = run(results_file({"file": "in/b.pdf", "status": "failed", "error": error}))
    assert answer.stderr == "in/b.pdf: could not be read: it is damaged (corrupt_file)\n"
