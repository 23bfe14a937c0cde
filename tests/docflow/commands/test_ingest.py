"""`docflow ingest`: reports, exit codes, and what a second run finds."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from docflow.commands import ingest as ingest_command
from docflow.commands.ingest_output import progress_line, summary
from docflow.ingest.intake import Rejected, Taken
from docflow.ingest.tally import Tally
from docflow.services import open_services
from docflow.settings import Settings
from tests.docflow.ingest.support import FakeWorkers, documents, pdf

ROOT = Path(__file__).resolve().parents[3]
Run = Callable[..., Any]


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def fake_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest_command, "open_workers", FakeWorkers)


@pytest.fixture
def ingest(run: Run) -> Run:
    """Runs the command without the wait for files that were written just now."""
    return lambda *arguments: run("ingest", *map(str, arguments), "--settle", "0")


def lines(stdout: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stdout.splitlines()]


def test_all_files_of_a_folder_are_read(ingest: Run, inbox: Path) -> None:
    for number in range(3):
        (inbox / f"{number}.pdf").write_bytes(pdf(str(number)))
    ended = ingest(inbox, "--format", "json")
    assert ended.exit_code == 0, ended.output
    rows = lines(ended.stdout)
    assert sorted(row["file"] for row in rows) == sorted(str(path) for path in inbox.iterdir())
    assert {(row["status"], row["pages"], row["error"]) for row in rows} == {("done", 1, None)}
    assert "3 files: 3 done (3 new documents)" in ended.stderr


def test_a_second_run_finds_everything_done(ingest: Run, inbox: Path) -> None:
    (inbox / "a.pdf").write_bytes(pdf())
    ingest(inbox)
    ended = ingest(inbox)
    assert ended.exit_code == 0
    assert "1 file: 1 done (0 new documents)" in ended.stdout


def test_a_file_that_cannot_be_read_ends_with_1_and_its_reason(ingest: Run, inbox: Path) -> None:
    (inbox / "a.pdf").write_bytes(pdf())
    (inbox / "b.txt").write_text("a letter")
    ended = ingest(inbox)
    assert ended.exit_code == 1
    assert "unsupported_type: b.txt: it is plain text" in " ".join(ended.stdout.split())
    assert "2 files: 1 done, 1 rejected (1 new document)" in ended.stdout
    [rejected] = [r for r in lines(ingest(inbox, "--format", "json").stdout) if r["error"]]
    assert rejected["status"] == "rejected"
    assert rejected["error"]["code"] == "unsupported_type"


def test_files_and_patterns_may_be_named(ingest: Run, inbox: Path) -> None:
    for name in ("a.pdf", "b.pdf", "c.png"):
        (inbox / name).write_bytes(pdf(name))
    ended = ingest(inbox / "c.png", inbox / "*.pdf", "--format", "json")
    assert [Path(row["file"]).name for row in lines(ended.stdout)] == ["c.png", "a.pdf", "b.pdf"]


def test_a_file_named_twice_is_reported_once(ingest: Run, inbox: Path) -> None:
    (inbox / "a.pdf").write_bytes(pdf())
    ended = ingest(inbox, inbox / "a.pdf", "--format", "json")
    assert len(lines(ended.stdout)) == 1


def test_stored_files_are_moved(ingest: Run, inbox: Path, tmp_path: Path) -> None:
    (inbox / "a.pdf").write_bytes(pdf())
    assert ingest(inbox, "--move-to", tmp_path / "done").exit_code == 0
    assert (tmp_path / "done" / "a.pdf").read_bytes() == pdf()
    assert list(inbox.iterdir()) == []


def test_no_wait_only_hands_in(ingest: Run, inbox: Path) -> None:
    (inbox / "a.pdf").write_bytes(pdf())
    ended = ingest(inbox, "--no-wait", "--format", "json")
    assert ended.exit_code == 0
    assert lines(ended.stdout)[0]["status"] == "queued"


def test_docflows_own_files_are_no_documents(ingest: Run, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf())
    for _ in range(2):
        assert "1 file: 1 done" in ingest(tmp_path).stdout


def test_a_schema_may_be_a_file(ingest: Run, inbox: Path, tmp_path: Path) -> None:
    (inbox / "a.pdf").write_bytes(pdf())
    schema = tmp_path / "letter.json"
    schema.write_text(json.dumps({"type": "object", "properties": {"sender": {"type": "string"}}}))
    for _ in range(2):
        assert ingest(inbox, "--schema", schema).exit_code == 0
    services = open_services(Settings())
    [row] = documents(services)
    services.close()
    assert row.schema_name == "letter"
    assert row.schema_id is not None


@pytest.mark.parametrize(
    "arguments",
    [
        ["no/such/folder"],
        ["ftp://host/inbox"],
        [".", "--schema", "no_such_schema"],
        [".", "--model", "no such model"],
        ["s3://bucket/inbox", "--move-to", "done"],
        [],
    ],
)
def test_a_wrong_command_ends_with_2(run: Run, arguments: list[str]) -> None:
    ended = run("ingest", *arguments)
    assert ended.exit_code == 2
    assert ended.stdout == ""


def test_ctrl_c_stops_cleanly_and_the_next_run_goes_on(
    ingest: Run, inbox: Path, own_settings: Path
) -> None:
    (inbox / "a.pdf").write_bytes(pdf())
    watching = (
        "from docflow.commands import ingest\n"
        "from tests.docflow.ingest.support import FakeWorkers\n"
        "ingest.open_workers = FakeWorkers\n"
        "from docflow.cli import main\n"
        "main()\n"
    )
    command = [sys.executable, "-c", watching, "ingest", str(inbox), "--watch", "--settle", "0"]
    process = subprocess.Popen(
        [*command, "--format", "json"],
        cwd=ROOT,
        env=os.environ | {"DOCFLOW_HOME": str(own_settings)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    first = json.loads(process.stdout.readline())
    (inbox / "b.pdf").write_bytes(pdf("2"))
    second = json.loads(process.stdout.readline())
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 0, stderr
    assert [Path(row["file"]).name for row in (first, second)] == ["a.pdf", "b.pdf"]
    assert "Traceback" not in stderr
    assert "2 files: 2 done (0 new documents)" in ingest(inbox).stdout


def test_kills_in_the_middle_lose_and_double_nothing(
    ingest: Run, inbox: Path, tmp_path: Path, own_settings: Path
) -> None:
    contents = [pdf(f"{number:03}" * 20_000) for number in range(120)]
    for number, content in enumerate(contents):
        (inbox / f"{number}.pdf").write_bytes(content)
    done = tmp_path / "done"
    command = [sys.executable, "-m", "docflow.cli", "ingest", str(inbox), "--no-wait"]
    for num_before_kill in (20, 60):
        process = subprocess.Popen(
            [*command, "--settle", "0", "--move-to", str(done)],
            cwd=ROOT,
            env=os.environ | {"DOCFLOW_HOME": str(own_settings)},
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        ends = time.monotonic() + 60
        while process.poll() is None and sum(1 for _ in done.glob("*")) < num_before_kill:
            assert time.monotonic() < ends, "nothing was moved"
            time.sleep(0.002)
        process.kill()
        process.wait()
    assert list(inbox.iterdir()) != []
    assert ingest(inbox, "--move-to", done).exit_code == 0
    services = open_services(Settings())
    digests = sorted(row.sha256 for row in documents(services))
    services.close()
    assert digests == sorted(hashlib.sha256(content).hexdigest() for content in contents)
    assert sorted(path.read_bytes() for path in done.iterdir()) == sorted(contents)
    assert list(inbox.iterdir()) == []


def test_the_line_of_progress_says_pace_and_time_left() -> None:
    tally = Tally(lambda ended: None)
    for number in range(3):
        tally.add(str(number), Taken(f"doc_{number}", is_new=True))
    tally.add("x", Rejected("empty_file", "it is empty"))
    assert progress_line(tally, 10.0) == "1/4 documents, 1 not read"
    tally.num_read = 2
    assert progress_line(tally, 40.0) == "1/4 documents, 0:01:00 left, 1 not read"


def test_no_files_are_no_fault(ingest: Run, inbox: Path) -> None:
    ended = ingest(inbox)
    assert (ended.exit_code, ended.stdout.strip()) == (0, "no files found")
    assert summary(Tally(lambda ended: None)) == "no files found"
