"""`docflow` as a process: exit status, what is on which stream, what is imported."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.docflow.conftest import RUN_WITH_FAKE, Run, Write

ROOT = Path(__file__).resolve().parents[3]


def test_all_read_ends_with_0(shell: Run, write: Write) -> None:
    ended = shell("extract", write("a.pdf"), "--format", "json")
    assert ended.returncode == 0
    assert json.loads(ended.stdout)["status"] == "done"


def test_one_failed_ends_with_1_and_json_for_all(shell: Run, write: Write) -> None:
    ended = shell("extract", "none.pdf", write("a.pdf"), "--format", "json")
    assert ended.returncode == 1
    assert [json.loads(line)["status"] for line in ended.stdout.splitlines()] == ["failed", "done"]


def test_a_wrong_command_ends_with_2(shell: Run) -> None:
    ended = shell("extract", "a.pdf", "--schema", "no_such_schema")
    assert ended.returncode == 2
    assert ended.stdout == ""


def test_what_c_code_and_child_processes_print_does_not_reach_stdout() -> None:
    script = (
        "import os, subprocess, sys\n"
        "from docflow.commands.streams import results_only_stdout\n"
        "with results_only_stdout() as results:\n"
        "    os.write(1, b'from C\\n')\n"
        "    subprocess.run([sys.executable, '-c', 'print(\"from a child\")'])\n"
        "    print('from Python')\n"
        "    results.write('result\\n')\n"
        "print('after')\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ended.stdout == "result\nafter\n"
    assert sorted(ended.stderr.split("\n")) == ["", "from C", "from Python", "from a child"]


def test_results_are_utf8_whatever_the_locale(shell: Run, write: Write) -> None:
    file = write("a.pdf", data={"name": "Söhne 北京"})
    ended = shell("extract", file, "--format", "json", LC_ALL="C", PYTHONUTF8="0")
    assert "Söhne 北京" in ended.stdout


def test_a_reader_that_goes_away_ends_the_command_quietly(write: Write) -> None:
    files = [write(f"{number}.pdf") for number in range(20)]
    process = subprocess.Popen(
        [sys.executable, "-c", RUN_WITH_FAKE, "extract", *files, "--format", "json"],
        cwd=ROOT,
        env=os.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    stderr = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=60) == 1
    assert "Traceback" not in stderr


def test_an_interrupted_run_ends_at_once_and_keeps_what_was_read(write: Write) -> None:
    files = [write("a.pdf"), *(write(f"{number}.pdf", hang=50) for number in range(20))]
    # Where the tests run in the background of a shell, processes ignore Ctrl-C from their start.
    heed = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    process = subprocess.Popen(
        [sys.executable, "-c", heed + RUN_WITH_FAKE, "extract", *files, "--format", "json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    start = time.monotonic()
    rest, said = process.communicate(timeout=40)
    assert time.monotonic() - start < 20
    assert process.returncode not in (0, 2)
    assert json.loads(first)["file"] == files[0]
    assert rest == ""
    assert "Traceback" not in said


@pytest.mark.parametrize("arguments", [("--help",), ("schemas",), ("models",), ("--version",)])
def test_a_command_that_reads_no_document_never_imports_torch(
    arguments: tuple[str, ...],
) -> None:
    script = (
        "import sys\n"
        "from docflow.cli import app\n"
        f"app({list(arguments)!r}, standalone_mode=False)\n"
        "heavy = {'torch', 'transformers', 'pymupdf', 'onnxruntime'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
