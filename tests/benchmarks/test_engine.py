"""The engine's benchmark: its ladder at a tiny shape, its pages, script and arithmetic."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import torch

from benchmarks import engine, engine_peer
from benchmarks.engine_network import random_network, settings
from benchmarks.engine_pages import TINY, Page, Script, Shape, make_pages, without_blank_cells
from benchmarks.engine_report import ladder_rows, summary
from benchmarks.engine_rungs import MOST_DIFFERING, Figures, is_same, ladder
from benchmarks.roofline import Rates, Work, least_cost
from model.config import ModelConfig
from model.engine.request import Generation
from model.positions import prompt_positions

CONFIG = ModelConfig.from_dict(settings(tiny=True))
RATES = Rates(4.3e12, 790e12)
SCRIPT = """
import sys
import benchmarks.engine
foreign = {name.partition(".")[0] for name in sys.modules} & {
    "docflow", "llguidance", "schemas", "tests", "training", "transformers", "workers"
}
assert not foreign, foreign
"""


def rows_of(printed: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in printed.splitlines() if line.startswith("{")]


def recorded_page(wrong: float = 0.3) -> Page:
    page = make_pages(CONFIG, replace(TINY, num_output=200), 1, wrong)[0]
    return page.recorded([100 + 4 * i for i in range(200)])


def script(page: Page, *, forces: bool = True, drafts: bool = True) -> Script:
    return Script(page, CONFIG.text.vocab_size, forces=forces, drafts=drafts)


def figures(**changes: Any) -> Figures:
    base = Figures(10, 2.0, None, 4000, 1.0, 2.0, {"step": 500}, 399, 399, 0, 0, 0, 0.0)
    return replace(base, **changes)


def test_the_ladder_answers_alike_on_every_rung(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    output = tmp_path / "engine.jsonl"
    arguments = ["--tiny", "--no-peers", "--pages", "10", "--budget-s", "20", "--save"]
    assert engine.main([*arguments, "--output", str(output)]) == 0
    *rungs, last = rows_of(capsys.readouterr().out)
    assert [row["rung"] for row in rungs] == [rung.name for rung in ladder(4, 8)]
    has_gpu = torch.cuda.is_available()
    assert [row["rung"] for row in rungs if row["void"]] == ([] if has_gpu else ["+graphs"])
    found = {row["rung"]: row for row in rungs if not row["void"]}
    assert all(row["differing"] == 0.0 for row in found.values())
    assert found["+forced"]["forced_share"] > 0.3
    assert found["+batching 8"]["tokens_a_page_and_step"] == 1.0
    steps = [
        found[name]["tokens_a_page_and_step"] for name in ("+batching 8", "+forced", "+drafts")
    ]
    assert steps == sorted(set(steps))
    assert 0 < found["+drafts"]["drafts_right"] < found["+drafts"]["drafts"]
    assert last["void"] == {row["rung"]: row["void"] for row in rungs if row["void"]}
    saved = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    assert [row["rung"] for row in saved] == [row["rung"] for row in rungs]
    assert all(row["benchmark"] == "engine" and row["commit"] for row in saved)


@pytest.mark.slow
def test_transformers_writes_what_the_engine_writes() -> None:
    command = [sys.executable, "-m", "benchmarks.engine", "--tiny", "--budget-s", "90"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    peers = [row for row in rows_of(done.stdout) if row.get("path") == engine_peer.WITHOUT_FLA]
    assert peers
    assert all(row["first_answer_is_ours"] for row in peers)


def test_without_a_gpu_one_line_says_what_is_needed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert engine.main([]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert "NVIDIA GPU" in printed.err


def test_it_needs_neither_a_grammar_library_nor_the_product_around_the_model() -> None:
    subprocess.run([sys.executable, "-c", SCRIPT], check=True)


def test_fewer_pages_are_the_first_of_more() -> None:
    one, several = make_pages(CONFIG, TINY, 1, 0.3)[0], make_pages(CONFIG, TINY, 3, 0.3)
    assert torch.equal(one.request.input_ids, several[0].request.input_ids)
    assert one.is_wrong == several[0].is_wrong
    ids = [page.request.input_ids[: TINY.num_shared] for page in several]
    assert torch.equal(ids[0], ids[1])
    assert not torch.equal(several[0].request.input_ids, several[1].request.input_ids)


def test_the_asked_share_of_the_tokens_is_forced_in_runs() -> None:
    page = make_pages(CONFIG, Shape(num_output=400), 1, 0.3)[0]
    assert sum(page.is_forced) / 400 == pytest.approx(0.45, abs=0.03)
    runs = sum(now and not before for before, now in pairwise(page.is_forced))
    assert runs < sum(page.is_forced) / 3


def test_lengths_that_differ_stay_within_their_bounds() -> None:
    pages = make_pages(CONFIG, TINY, 40, 0.3, lognormal=True)
    lengths = [page.request.max_new_tokens for page in pages]
    assert min(lengths) >= 200
    assert max(lengths) <= 800
    assert len(set(lengths)) > 20


def test_cells_that_stay_keep_their_places_on_the_full_grid() -> None:
    page = make_pages(CONFIG, TINY, 1, 0.3)[0]
    thin = without_blank_cells(page, CONFIG).request
    whole, _ = prompt_positions(page.request.input_ids, [TINY.grid], image_token_id=4)
    stays = page.request.input_ids != 4
    stays[~stays] = page.kept
    assert not page.kept.all()
    assert torch.equal(thin.positions, whole[:, stays])
    assert thin.patches is not None
    assert len(thin.patches) == 4 * int(page.kept.sum()) == 4 * TINY.num_kept
    assert thin.rope_delta == int(whole.max()) + 1 - len(thin.input_ids)


def test_a_script_forces_the_recorded_runs_and_no_more() -> None:
    page = recorded_page()
    rules, written = script(page), []
    while len(written) < len(page.answer):
        forced = rules.forced()
        assert len(forced) == 0 or page.is_forced[len(written)]
        for token in forced or page.answer[len(written) : len(written) + 1]:
            rules.accept(token)
            written.append(token)
    assert tuple(written) == page.answer
    assert script(page, forces=False).forced() == []


@pytest.mark.parametrize("wrong", [0.0, 0.5, 1.0])
def test_so_many_of_the_drafts_that_are_choices_are_wrong(wrong: float) -> None:
    page = recorded_page(wrong)
    drafts = script(page).draft(len(page.answer))
    is_right = [draft == token for draft, token in zip(drafts, page.answer, strict=True)]
    chosen = [right for right, forced in zip(is_right, page.is_forced, strict=True) if not forced]
    assert all(right for right, forced in zip(is_right, page.is_forced, strict=True) if forced)
    assert chosen.count(False) / len(chosen) == pytest.approx(wrong, abs=0.15)
    assert script(page, drafts=False).draft(8) == []


def test_after_each_token_its_partner_is_far_ahead() -> None:
    network = random_network(CONFIG, torch.device("cpu"), torch.float32)
    ids = torch.randint(8, 512, (1, 50), generator=torch.Generator().manual_seed(42))
    with torch.no_grad():
        logits = network.vocab_logits(network(ids, torch.arange(50).expand(3, 1, -1)))[0]
    assert (logits.argmax(-1) == ids[0] ^ 1).float().mean() > 0.8


@pytest.mark.parametrize(
    ("tokens", "logprobs", "same"),
    [
        ([1, 2, 3], [-0.5, math.nan, -0.3], True),
        ([1, 2, 4], [-0.5, -0.2, -0.3], False),
        ([1, 2, 3], [-0.7, -0.2, -0.3], False),
    ],
    ids=["as_recorded", "other_tokens", "other_values"],
)
def test_an_answer_is_the_recorded_one_by_tokens_and_values(
    tokens: list[int], logprobs: list[float], same: bool
) -> None:
    recorded = Generation(tokens=[1, 2, 3], free_logprobs=[-0.5, -0.2, -0.3])
    answer = Generation(tokens=tokens, free_logprobs=logprobs)
    assert is_same(answer, recorded, 0.05) is same


def test_a_rung_that_answers_otherwise_is_void_and_nothing_is_compared_with_it() -> None:
    rungs = ladder(64, 128)[2:5]
    differing = [0.0, MOST_DIFFERING + 0.01, 0.0]
    measured = [
        engine.Measured(rung, figures(differing=share, seconds=2.0 / (i + 1)))
        for i, (rung, share) in enumerate(zip(rungs, differing, strict=True))
    ]
    first, second, third = ladder_rows(CONFIG, measured, RATES, 2)
    assert second["void"] == "3.0% of the pages differ from what was recorded"
    assert "ratio" not in second
    assert (third["ratio"], third["ratio_to"]) == (3.0, first["rung"])
    assert summary([first, second, third])["best"] == third["rung"]


def test_the_quicker_peer_counts() -> None:
    rungs = ladder_rows(CONFIG, [engine.Measured(ladder(64, 128)[3], figures())], RATES, 2)
    peers = [
        {"peer": "generate", "path": "a", "batch": batch, "void": None, "pages_per_s": speed}
        for batch, speed in ((1, 0.1), (1, 0.2), (32, 1.0), (16, 2.0))
    ]
    found = summary([*rungs, *peers])
    assert found["times_transformers_page_by_page"] == 25.0
    assert found["times_transformers_at_its_best"] == 2.5


@pytest.mark.parametrize(("batch", "pages_per_s"), [(1, 2.7), (64, 35.4), (256, 41.4)])
def test_the_least_cost_of_a_page_of_the_2b_shape(batch: int, pages_per_s: float) -> None:
    # Figures worked out by hand for an H200: 1,300 cells, 400 tokens of prompt, 400 written.
    config = ModelConfig.from_dict(settings(tiny=False))
    cost = least_cost(config, Work(1300, 400, 0, 400, 400, 400), batch, RATES)
    assert cost.pages_per_s == pytest.approx(pages_per_s, abs=0.05)


def test_a_peer_that_is_absent_or_fails_has_a_row_that_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONPATH", "")
    monkeypatch.setattr(sys, "executable", "/bin/false")
    rows = list(engine_peer.peer_rows(True, [], [], time.monotonic() + 60))
    assert [row["void"] for row in rows] == [engine_peer.ABSENT, *["exit status 1"] * 2]


def test_what_a_peer_measured_before_its_time_was_up_counts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    row = {"peer": "generate", "path": "PyTorch", "batch": 1, "void": None, "pages_per_s": 2.0}
    slow = tmp_path / "slow"
    slow.write_text(f"#!/bin/sh\necho '{json.dumps(row)}'\nexec sleep 60\n", encoding="utf-8")
    slow.chmod(0o755)
    monkeypatch.setenv("PYTHONPATH", "")
    monkeypatch.setattr(sys, "executable", str(slow))
    ours = [{"rung": "+graphs", "void": None, "pages_per_s": 3.0}, {"rung": "x", "void": "failed"}]
    _, first, second = engine_peer.peer_rows(True, ours, [], time.monotonic() + 2)
    assert first["times_as_fast"] == {"+graphs": 1.5}
    assert (second["batch"], second["void"]) == (4, "not done within 2 s")
