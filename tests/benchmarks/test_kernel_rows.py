"""Rows of the kernel benchmark: their arithmetic, what makes them void, peers that fail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
import torch
from torch import Tensor

from benchmarks.kernel_rows import (
    MAX_SETS,
    MIN_SETS,
    ROTATED_BYTES,
    Call,
    Ceilings,
    Draw,
    Peer,
    Prepared,
    Workload,
    error_of,
    input_sets,
    interleaved,
    measure,
    table,
)
from kernels import dispatch
from kernels.dispatch import Path

CEILINGS = Ceilings(copy_gb_per_s=4000.0, matmul_tflop_per_s=800.0)
CPU = torch.device("cpu")


class FakeTimer:
    """Times what it is told, contestant by contestant: first our kernel, then its peers."""

    def __init__(self, *times: Sequence[float]) -> None:
        self.times = [list(reversed(rounds)) for rounds in times]

    def prepare(self, calls: Sequence[Call]) -> Prepared:
        for call in calls:
            call()
        rounds = self.times.pop(0)
        return Prepared(rounds.pop, captured=len(self.times) > 0)


def absent(*_: object) -> Call:
    raise ModuleNotFoundError("No module named 'fla'")


def failing(*_: object) -> Call:
    def call() -> None:
        raise RuntimeError("no kernel\nfor this shape")

    return call


def sum_of_two(a: Tensor, b: Tensor) -> Tensor:
    return a + b


def workload(run: Callable[..., Any] = sum_of_two, **changed: Any) -> Workload:
    options: dict[str, Any] = {"num_bytes": 4_000_000, "num_flops": 0, **changed}
    return Workload("add", "3", lambda draw: (draw.normal(3), draw.normal(3)), run, **options)


def measured(work: Workload, *times: Sequence[float]) -> dict[str, Any]:
    return measure(work, Draw.on(CPU), FakeTimer(*times), CEILINGS, num_rounds=3)


def test_a_row_has_medians_rates_and_ratios() -> None:
    peers: dict[str, Peer] = {"eager": lambda a, b: lambda: a + b}
    row = measured(workload(num_flops=6_000_000, peers=peers), [0.004, 0.002, 0.003], [9, 6, 5])
    assert row["void"] is None
    assert (row["median_ms"], row["min_ms"], row["n"]) == (0.003, 0.002, 3)
    # 4 MB at 4,000 GB/s are a microsecond; the FLOPs take less.
    assert row["floor_ms"] == pytest.approx(0.001)
    assert row["of_ceiling"] == pytest.approx(1 / 3)
    assert row["gb_per_s"] == pytest.approx(4000 / 3)
    assert row["tflop_per_s"] == pytest.approx(2.0)
    assert row["peers"]["eager"]["median_ms"] == 6
    assert row["peers"]["eager"]["ratio"] == pytest.approx(2000)
    assert (row["captured"], row["peers"]["eager"]["captured"]) == (True, False)


def test_the_floor_is_the_flops_where_they_take_longer() -> None:
    work = workload(num_bytes=4_000, num_flops=8_000_000_000)
    assert CEILINGS.floor_ms(work) == pytest.approx(0.01)


def test_a_peer_that_is_absent_or_fails_has_a_reason() -> None:
    peers: dict[str, Peer] = {"fla": absent, "sdpa": failing, "eager": lambda a, b: lambda: a + b}
    row = measured(workload(peers=peers), [1, 1, 1], [2, 2, 2])
    assert row["peers"]["fla"] == {
        "median_ms": None,
        "reason": "peer absent: No module named 'fla'",
    }
    assert row["peers"]["sdpa"] == {"median_ms": None, "reason": "RuntimeError: no kernel"}
    assert row["peers"]["eager"]["ratio"] == 2
    assert row["median_ms"] == 1


def off_where_not_exact(factor: float) -> Callable[[Tensor, Tensor], Tensor]:
    """Stands for a kernel that is wrong: right in float32 only, as which the reference is run."""
    return lambda a, b: a + b if a.dtype == torch.float32 else (a + b) * factor


@pytest.mark.parametrize(
    ("factor", "error"), [(3.0, "2.0e+00"), (torch.nan, "nan")], ids=["wrong", "nan"]
)
def test_a_row_with_an_error_is_void_and_has_no_times(factor: float, error: str) -> None:
    row = measured(workload(off_where_not_exact(factor)))
    assert row["void"] == f"relative RMS error {error} above 5e-03"
    assert row["median_ms"] is None
    assert row["peers"] == {}


def test_a_row_whose_kernel_fails_is_void() -> None:
    def fail(*_: Tensor) -> Tensor:
        raise ValueError("x has shape (3,), weight (4,)")

    row = measured(workload(fail))
    assert row["void"] == "ValueError: x has shape (3,), weight (4,)"
    assert row["median_ms"] is None


def test_what_an_operator_writes_is_compared_too() -> None:
    def write(a: Tensor, b: Tensor) -> Tensor:
        b.copy_(a if a.dtype == torch.float32 else 2 * a)
        return a

    assert error_of(workload(write), Draw.on(CPU)) == 0
    assert error_of(workload(write, written=(1,)), Draw.on(CPU)) == pytest.approx(1)


def test_whole_numbers_must_be_equal() -> None:
    def choose(a: Tensor, b: Tensor) -> Tensor:
        return a.argmax() if a.dtype == torch.float32 else a.argmax() + 1

    assert error_of(workload(lambda a, b: a.argmax()), Draw.on(CPU)) == 0
    assert error_of(workload(choose), Draw.on(CPU)) == float("inf")


def test_the_reference_is_what_a_kernel_is_compared_with() -> None:
    def path(a: Tensor, b: Tensor) -> Tensor:
        return a if dispatch.choose("test", a) is Path.REFERENCE else a + 1

    with dispatch.forced(Path.TRITON):
        assert error_of(workload(path), Draw.on(CPU)) > 0


def test_the_same_numbers_are_drawn_again_and_no_two_inputs_are_equal() -> None:
    draw = Draw.on(CPU)
    first, second = draw.normal(5), draw.normal(5)
    assert not torch.equal(first, second)
    again = draw.again()
    assert torch.equal(again.normal(5), first)
    assert again.bounds([2, 3]) is draw.bounds([2, 3])
    assert draw.bounds([2, 3]).tolist() == [0, 2, 5]


@pytest.mark.parametrize(
    ("num_elements", "expected"),
    [(1, MAX_SETS), (ROTATED_BYTES // 20, 10), (ROTATED_BYTES, MIN_SETS)],
    ids=["small", "middle", "large"],
)
def test_sets_are_as_many_as_no_cache_holds(num_elements: int, expected: int) -> None:
    def build(draw: Draw) -> tuple[Tensor, Tensor]:
        # A view counts as what it is of, once.
        x = torch.empty(num_elements, dtype=torch.bfloat16, device=draw.device)
        return x, x[:1]

    work = Workload("view", "", build, sum_of_two, num_bytes=1)
    assert len(input_sets(work, Draw.on(CPU))) == expected


def test_every_contestant_runs_once_a_round_in_changing_order() -> None:
    ran: list[str] = []

    def contestant(name: str) -> Prepared:
        def timed_round() -> float:
            ran.append(name)
            return float(len(ran))

        return Prepared(timed_round, captured=True)

    times = interleaved({name: contestant(name) for name in "abc"}, num_rounds=8)
    assert [len(samples) for samples in times.values()] == [8, 8, 8]
    rounds = [tuple(ran[i : i + 3]) for i in range(0, 24, 3)]
    assert all(sorted(names) == ["a", "b", "c"] for names in rounds)
    assert len(set(rounds)) > 1


def test_the_table_names_the_quickest_peer_and_why_a_row_is_void() -> None:
    peers: dict[str, Peer] = {name: lambda a, b: lambda: a + b for name in ("slow", "quick")}
    rows = [
        measured(workload(peers={**peers, "fla": absent}), [2, 2, 2], [9, 9, 9], [5, 5, 5]),
        measured(workload(), [2, 2, 2]),
        measured(workload(failing)),
    ]
    rows[2] = {**rows[2], "void": "TypeError: broken"}
    lines = table(rows)
    assert lines[1].endswith("quick takes 2.50 times as long")
    assert "2.0000" in lines[1]
    assert lines[2].endswith("none")
    assert lines[3].split() == ["add", "3", "void", "TypeError:", "broken"]
