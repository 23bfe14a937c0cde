"""The kernel benchmark's command: what it says without a GPU, which workloads it takes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from benchmarks import kernels
from benchmarks.kernel_peers import COMPILED
from benchmarks.kernel_rows import Ceilings, Draw
from benchmarks.kernels import chosen_workloads, command_for_the_rest, measured_rows
from tests.benchmarks.test_kernel_rows import FakeTimer, workload

SCRIPT = """
import sys
import benchmarks.kernels
foreign = {name.partition(".")[0] for name in sys.modules} & {
    "docflow", "model", "schemas", "tests", "training", "transformers", "workers"
}
assert not foreign, foreign
"""


def fail(*_: object) -> torch.Tensor:
    raise RuntimeError("CUDA error: an illegal memory access")


@pytest.fixture
def pretended_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three workloads, of which the second fails, timed on no GPU."""
    draw = Draw.on(torch.device("cpu"))
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(kernels, "Draw", SimpleNamespace(on=lambda device: draw))
    monkeypatch.setattr(kernels, "GraphTimer", lambda: FakeTimer([1.0] * 5, [3.0] * 5))
    monkeypatch.setattr(kernels, "measured_ceilings", lambda *_: Ceilings(4000.0, 800.0))
    monkeypatch.setattr(kernels, "machine", lambda: {"gpu": "none", "commit": "abc"})
    monkeypatch.setattr(kernels, "is_lost", lambda: False)
    monkeypatch.setattr(kernels, "all_workloads", lambda: [workload(), workload(fail), workload()])


def test_without_a_gpu_one_line_says_what_is_needed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    output = tmp_path / "kernels.jsonl"
    assert kernels.main(["--quick", "--output", str(output)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert "NVIDIA GPU" in printed.err
    assert not output.exists()


def test_it_needs_the_kernels_and_nothing_else_of_this_repository() -> None:
    subprocess.run([sys.executable, "-c", SCRIPT], check=True)


def test_workloads_are_chosen_by_a_part_of_their_names() -> None:
    names = [x.name for x in chosen_workloads(["step 64", "swiglu"], quick=False)]
    assert names == [
        "gated_delta_rule_step 64x1",
        "gated_delta_rule_step 64x4 verify",
        "swiglu 64",
        "swiglu 256",
        "swiglu 6800",
        "paged_attention_step 64 at 1900",
    ]
    assert chosen_workloads(["no such kernel"], quick=False) == []


def test_quick_leaves_out_what_takes_long_to_compile() -> None:
    assert any(COMPILED in x.peers for x in chosen_workloads(None, quick=False))
    assert not any(COMPILED in x.peers for x in chosen_workloads(None, quick=True))


def test_a_workload_that_fails_does_not_stop_the_others() -> None:
    works = [workload(), workload(fail), workload()]
    timer = FakeTimer([1.0] * 3, [2.0] * 3)
    draw, ceilings = Draw.on(torch.device("cpu")), Ceilings(4000.0, 800.0)
    rows = list(measured_rows(works, draw, timer, ceilings, num_rounds=3))
    assert [row["median_ms"] for row in rows] == [1.0, None, 2.0]
    assert rows[1]["void"] == "RuntimeError: CUDA error: an illegal memory access"


def test_the_rest_is_measured_by_the_same_command() -> None:
    command = command_for_the_rest(["--quick", "--only", "step", "--start", "2"], num_done=5)
    assert command[:3] == [sys.executable, "-m", "benchmarks.kernels"]
    # The last of two options of one name counts.
    assert command[3:] == ["--quick", "--only", "step", "--start", "2", "--start", "5"]


@pytest.mark.usefixtures("pretended_gpu")
def test_rows_are_written_as_they_come_and_a_table_last(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    output = tmp_path / "results" / "kernels.jsonl"
    assert kernels.main(["--quick", "--only", "add", "--output", str(output)]) == 1
    rows = [json.loads(line) for line in output.read_text().splitlines()]
    assert [row["median_ms"] for row in rows] == [1.0, None, 3.0]
    assert all(row["gpu"] == "none" and row["copy_gb_per_s"] == 4000.0 for row in rows)
    lines = capsys.readouterr().out.splitlines()
    assert json.loads(lines[0])["commit"] == "abc"
    assert [line.split()[2] for line in lines[-3:]] == ["1.0000", "void", "3.0000"]


@pytest.mark.usefixtures("pretended_gpu")
def test_after_a_lost_gpu_a_new_process_takes_the_rest(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    commands: list[list[str]] = []

    def replaced(path: str, command: list[str]) -> None:
        commands.append(command)
        raise SystemExit

    monkeypatch.setattr(kernels, "is_lost", lambda: True)
    monkeypatch.setattr(kernels.os, "execv", replaced)
    given = ["--quick", "--output", str(tmp_path / "kernels.jsonl")]
    with pytest.raises(SystemExit):
        kernels.main(given)
    assert commands == [command_for_the_rest(given, 2)]
