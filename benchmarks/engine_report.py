"""Rows, table and summary of the engine's benchmark, with its goals. Measures nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from benchmarks.engine_pages import Shape
from benchmarks.engine_rungs import MOST_DIFFERING, Figures, Rung
from benchmarks.roofline import Rates, Work, least_cost
from model.config import ModelConfig

GOAL_PAGES_PER_S = 18.0
GOAL_ROOFLINE = 0.5
#: times as fast as transformers' `generate`, page by page and at its best number of pages
GOAL_PEER_ONE, GOAL_PEER_BEST = 20.0, 3.0
#: of the best rung
FIGURES = ("pages_per_s", "out_tokens_per_s", "latency_p50_s", "latency_p95_s", "of_roofline")
GOALS = (
    f"goal on one H200: {GOAL_PAGES_PER_S:.0f} pages/s with 64 to 128 in flight,"
    f" {GOAL_ROOFLINE:.0%} of the roofline, {GOAL_PEER_ONE:.0f} times transformers page by page"
    f" and {GOAL_PEER_BEST:.0f} times at its best number of pages"
)


class Measured(Protocol):
    """A rung that was tried. figures: None where it is void."""

    rung: Rung
    figures: Figures | None
    void: str | None
    peak_gib: float | None
    warm_up_s: float | None
    shape: Shape


def ladder_rows(
    config: ModelConfig, measured: Sequence[Measured], rates: Rates, itemsize: int
) -> list[dict[str, Any]]:
    """A row for each rung, each compared with the last before it that counts."""
    rows: list[dict[str, Any]] = []
    before: dict[str, Any] | None = None
    for each in measured:
        row: dict[str, Any] = {
            "rung": each.rung.name,
            "in_flight": each.rung.num_in_flight,
            "void": each.void,
        }
        if each.figures is not None:
            row |= _figures(each, config, rates, itemsize)
        if before is not None and row["void"] is None:
            row["ratio"] = round(row["pages_per_s"] / before["pages_per_s"], 3)
            row["ratio_to"] = before["rung"]
        rows.append(row)
        before = row if row["void"] is None else before
    return rows


def _figures(
    measured: Measured, config: ModelConfig, rates: Rates, itemsize: int
) -> dict[str, Any]:
    figures, rung = measured.figures, measured.rung
    assert figures is not None
    limit = least_cost(config, _work(measured), rung.num_in_flight, rates, itemsize).pages_per_s
    void = None
    if figures.differing > MOST_DIFFERING:
        void = f"{figures.differing:.1%} of the pages differ from what was recorded"
    num_passes = sum(figures.num_passes.values())
    return {
        "void": void,
        "pages": figures.num_pages,
        "seconds": round(figures.seconds, 3),
        "pages_per_s": round(figures.pages_per_s, 3),
        "steady_pages_per_s": None if figures.steady is None else round(figures.steady, 3),
        "out_tokens_per_s": round(figures.num_tokens / figures.seconds, 1),
        "latency_p50_s": round(figures.latency_p50_s, 3),
        "latency_p95_s": round(figures.latency_p95_s, 3),
        "passes": num_passes,
        **{f"{phase}_passes": count for phase, count in figures.num_passes.items()},
        "tokens_a_pass": round(figures.num_tokens / num_passes, 2),
        "tokens_a_page_and_step": round(
            figures.num_tokens / figures.num_pages / (figures.num_steps + 1), 3
        ),
        "forced_share": round(figures.num_forced / figures.num_tokens, 3),
        "drafts_right": figures.num_right,
        "drafts": figures.num_drafted,
        "peak_gib": None if measured.peak_gib is None else round(measured.peak_gib, 2),
        "warm_up_s": None if measured.warm_up_s is None else round(measured.warm_up_s, 2),
        "roofline_pages_per_s": round(limit, 2),
        "of_roofline": round(figures.pages_per_s / limit, 4),
        "differing": round(figures.differing, 4),
    }


def _work(measured: Measured) -> Work:
    figures, rung, shape = measured.figures, measured.rung, measured.shape
    assert figures is not None
    return Work(
        num_visual=shape.num_kept if rung.drops else shape.num_cells,
        num_prompt=shape.num_prompt,
        num_shared=shape.num_shared if rung.shares else 0,
        num_output=figures.num_tokens / figures.num_pages,
        num_steps=figures.num_steps,
        num_run=figures.num_run,
    )


def summary(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What the goals speak of."""
    rungs = [row for row in rows if "rung" in row and row["void"] is None]
    batched = [row for row in rungs if row["in_flight"] > 1]
    best = max(batched, key=lambda row: row["pages_per_s"], default=None)
    peers = [row for row in rows if "peer" in row and row["void"] is None]
    ones = [row for row in peers if row["batch"] == 1]
    found: dict[str, Any] = {"benchmark": "engine", "goal_pages_per_s": GOAL_PAGES_PER_S}
    if best is not None:
        found |= {"best": best["rung"], **{name: best[name] for name in FIGURES}}
        # Against the quicker of the peer's two paths.
        for name, goal, some in (
            ("page_by_page", GOAL_PEER_ONE, ones),
            ("at_its_best", GOAL_PEER_BEST, peers),
        ):
            quickest = max((row["pages_per_s"] for row in some), default=None)
            ratio = None if not quickest else round(best["pages_per_s"] / quickest, 2)
            found[f"times_transformers_{name}"] = ratio
            found[f"goal_times_transformers_{name}"] = goal
    return {**found, "goal_of_roofline": GOAL_ROOFLINE, "void": _voids(rows)}


def _voids(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    return {
        row.get("rung") or f"{row['peer']} {row['path']} {row['batch']}": row["void"]
        for row in rows
        if row["void"] is not None
    }


def table(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """A line for each rung and peer."""
    lines = [
        f"{'':34}{'pages/s':>9}{'tokens/s':>10}{'p50 s':>8}{'p95 s':>8}{'tok/step':>9}"
        f"{'GiB':>7}{'roofline':>9}{'ratio':>7}"
    ]
    for row in rows:
        name = row.get("rung") or f"{row['peer']}, {row['path']}, {row['batch']} pages"
        start = f"{name:34}"
        if row["void"] is not None:
            lines.append(f"{start}{'void':>9}  {row['void']}")
        elif "rung" in row:
            lines.append(
                f"{start}{row['pages_per_s']:9.2f}{row['out_tokens_per_s']:10.0f}"
                f"{row['latency_p50_s']:8.2f}{row['latency_p95_s']:8.2f}"
                f"{row['tokens_a_page_and_step']:9.2f}{row['peak_gib']:7.2f}"
                f"{row['of_roofline']:9.1%}{row.get('ratio', 1):7.2f}"
            )
        else:
            times = row["times_as_fast"] or {}
            lines.append(
                f"{start}{row['pages_per_s']:9.2f}{row['out_tokens_per_s']:10.0f}"
                f"{row['seconds']:8.2f}{'':17}{row['peak_gib']:7.2f}"
                f"   ours: {max(times.values(), default=0):.1f} times as fast"
            )
    return lines
