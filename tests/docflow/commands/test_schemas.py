"""`docflow schemas`: list, show, add."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.docflow.conftest import Run, Write

LETTER = {"type": "object", "properties": {"sender": {"type": "string"}}}


def test_the_list_names_what_ships_with_the_package(run: Run) -> None:
    stdout = run("schemas").stdout
    assert all(name in stdout for name in ("invoice", "receipt", "form"))


def test_the_list_as_json_has_the_values_of_each(run: Run) -> None:
    schemas = json.loads(run("schemas", "--format", "json").stdout)["schemas"]
    invoice = next(schema for schema in schemas if schema["name"] == "invoice")
    assert "totals.total" in invoice["values"]
    assert invoice["origin"] == "package"


def test_show_prints_the_schema_as_json(run: Run) -> None:
    shown = json.loads(run("schemas", "show", "receipt").stdout)
    assert "supplier" in shown["properties"]


def test_an_added_schema_can_be_named(run: Run, write: Write) -> None:
    added = run("schemas", "add", write("letter.json", **LETTER))
    assert added.stdout == "letter\n"
    assert "letter" in run("schemas").stdout
    assert json.loads(run("schemas", "show", "letter").stdout)["properties"]["sender"]


def test_an_added_schema_is_kept_in_the_home_folder(
    run: Run, write: Write, own_settings: Path
) -> None:
    run("schemas", "add", write("letter.json", **LETTER))
    assert [path.name for path in (own_settings / "schemas").iterdir()] == ["letter.json"]


def test_adding_the_same_schema_again_is_no_error(run: Run, write: Write) -> None:
    file = write("letter.json", **LETTER)
    assert run("schemas", "add", file).exit_code == 0
    assert run("schemas", "add", file).exit_code == 0


def test_another_schema_of_the_same_name_needs_replace(run: Run, write: Write) -> None:
    run("schemas", "add", write("letter.json", **LETTER))
    other = write("letter.json", type="object", properties={"date": {"type": "string"}})
    assert run("schemas", "add", other).exit_code == 2
    assert run("schemas", "add", other, "--replace").exit_code == 0
    assert "date" in run("schemas", "show", "letter").stdout


@pytest.mark.parametrize("name", ["../letter", "/etc/passwd", "", "no_such_schema"])
def test_what_is_no_schema_cannot_be_shown(run: Run, name: str) -> None:
    ended = run("schemas", "show", name)
    assert ended.exit_code == 2
    assert ended.stdout == ""


@pytest.mark.parametrize("text", ["", "[]", "{", '{"type": "object"}'])
def test_what_is_no_schema_is_not_added(
    run: Run, tmp_path: Path, own_settings: Path, text: str
) -> None:
    file = tmp_path / "letter.json"
    file.write_text(text)
    assert run("schemas", "add", str(file)).exit_code == 2
    assert not own_settings.exists()


def test_the_name_of_a_schema_of_the_package_is_taken(run: Run, write: Write) -> None:
    ended = run("schemas", "add", write("invoice.json", **LETTER))
    assert ended.exit_code == 2
    assert "invoice" in ended.stderr
