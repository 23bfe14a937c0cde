"""Reading many documents: in this process, and in several."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from docflow.commands.pipelines import OnProgress, PageRange
from docflow.commands.reading import Request, read_all
from docflow.settings import Settings
from schemas.schema import Schema
from tests.docflow.conftest import Write
from tests.docflow.fakes import FakePipeline


def open_fake(model: str, settings: Settings) -> Any:
    return FakePipeline(model, settings=settings)


class DyingPipeline(FakePipeline):
    """Takes its process with it, as a crash in C code does."""

    def extract(
        self,
        path: Path,
        schema: Schema,
        *,
        password: str | None = None,
        on_progress: OnProgress | None = None,
        pages: PageRange | None = None,
    ) -> Any:
        os._exit(9)


def open_dying(model: str, settings: Settings) -> Any:
    return DyingPipeline(model, settings=settings)


def requests(write: Write, count: int) -> list[Request]:
    return [Request(write(f"{number}.pdf", pages=number + 1), "form") for number in range(count)]


def test_one_process_reads_in_order(write: Write) -> None:
    read = list(read_all(requests(write, 3), "nano", Settings(), open_fake))
    assert [index for index, _ in read] == [0, 1, 2]


def test_several_processes_read_every_document_once(write: Write) -> None:
    asked = requests(write, 5)
    read = dict(read_all(asked, "nano", Settings(), open_fake, num_processes=2))
    assert sorted(read) == [0, 1, 2, 3, 4]
    assert all(read[index]["file"] == request.file for index, request in enumerate(asked))
    assert [read[index].get("pages") for index in range(5)] == [1, 2, 3, 4, 5]


def test_a_process_that_dies_fails_its_documents_and_ends_the_run(write: Write) -> None:
    read = dict(read_all(requests(write, 3), "nano", Settings(), open_dying, num_processes=2))
    assert {result["status"] for result in read.values()} == {"failed"}
    assert len(read) == 3


def test_a_schema_of_the_user_is_found_in_other_processes(write: Write, own_settings: Path) -> None:
    file = write("letter.json", type="object", properties={"sender": {"type": "string"}})
    asked = [Request(write("a.pdf"), file)]
    [(_, result)] = read_all(asked, "nano", Settings(), open_fake, num_processes=2)
    assert result["status"] == "done"
    assert result["schema"] == "letter"


@pytest.mark.parametrize("num_processes", [1, 2])
def test_no_requests_give_no_results(num_processes: int) -> None:
    assert list(read_all([], "nano", Settings(), open_fake, num_processes=num_processes)) == []
