"""Which weights a CPU gets and how many cores: decided by what is measured and found."""

from __future__ import annotations

import logging
import os
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from model import cpu_choice
from model.config import TextConfig
from model.cpu_choice import decode_seconds, prefers_int8, usable_cores
from tests.model.published import our_config


@pytest.fixture
def wide() -> TextConfig:
    """A configuration with linears as wide as the 2B model's."""
    return replace(our_config().text, hidden_size=2048, intermediate_size=6144)


def measured(monkeypatch: pytest.MonkeyPatch, float_s: float, int8_s: float) -> None:
    monkeypatch.setattr(cpu_choice, "decode_seconds", lambda _dtype: (float_s, int8_s))


@pytest.mark.parametrize(
    ("float_s", "int8_s", "taken"),
    [(2e-3, 5e-4, True), (2e-3, 1.9e-3, False), (1e-3, 2e-3, False)],
    ids=["much_faster", "hardly_faster", "slower"],
)
def test_int8_is_taken_where_it_is_measured_much_faster(
    wide: TextConfig,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    float_s: float,
    int8_s: float,
    taken: bool,
) -> None:
    measured(monkeypatch, float_s, int8_s)
    with caplog.at_level(logging.INFO):
        assert prefers_int8(wide, torch.float32) is taken
    (record,) = caplog.records
    assert f"{int8_s * 1e3:.2f} ms in int8, {float_s * 1e3:.2f}" in record.getMessage()


def test_a_small_network_is_not_even_measured(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(_dtype: torch.dtype) -> tuple[float, float]:
        raise AssertionError("measured")

    monkeypatch.setattr(cpu_choice, "decode_seconds", refuse)
    with caplog.at_level(logging.INFO):
        assert not prefers_int8(our_config().text, torch.float32)
    assert "largest linear" in caplog.text


def test_the_measurement_takes_time_on_one_thread_and_gives_the_others_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cpu_choice, "PROBE_SHAPE", (64, 32))
    threads = [2]
    monkeypatch.setattr(torch, "get_num_threads", lambda: threads[-1])
    monkeypatch.setattr(torch, "set_num_threads", threads.append)
    float_s, int8_s = decode_seconds(torch.float32)
    assert float_s > 0
    assert int8_s > 0
    assert threads == [2, 1, 2]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Four hardware threads, two on each core, and no quota."""
    for cpu in range(4):
        folder = tmp_path / f"cpu{cpu}/topology"
        folder.mkdir(parents=True)
        (folder / "thread_siblings_list").write_text(f"{cpu % 2},{cpu % 2 + 2}\n")
    monkeypatch.setattr(cpu_choice, "CPU_FOLDER", tmp_path)
    monkeypatch.setattr(cpu_choice, "CPU_QUOTA", tmp_path / "cpu.max")
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1, 2, 3}, raising=False)
    return tmp_path


def test_two_hardware_threads_are_one_core(machine: Path) -> None:
    assert usable_cores() == 2


def test_only_cores_of_the_affinity_count(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {1, 3}, raising=False)
    assert usable_cores() == 1


@pytest.mark.parametrize(
    ("quota", "cores"),
    [("max 100000", 2), ("150000 100000", 1), ("50000 100000", 1), ("nonsense", 2)],
    ids=["no_quota", "one_and_a_half", "half", "unreadable"],
)
def test_a_containers_quota_is_kept(machine: Path, quota: str, cores: int) -> None:
    (machine / "cpu.max").write_text(f"{quota}\n")
    assert usable_cores() == cores


def test_threads_of_unknown_cores_count_each(machine: Path) -> None:
    for cpu in range(4):
        (machine / f"cpu{cpu}/topology/thread_siblings_list").unlink()
    assert usable_cores() == 4
