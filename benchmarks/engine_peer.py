"""Transformers' `generate` as a peer of the engine, in processes of its own.

Each process has one path: flash-linear-attention where PYTHONPATH leads to it, or the PyTorch code
of transformers. It has the same weights and pages as the engine, writes as many tokens, and prints
a row for each number of pages at a time as soon as it is measured.
`python -m benchmarks.engine_peer` is one such process. Knows no engine.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from benchmarks.engine_network import fill_published, random_network, settings
from benchmarks.engine_pages import TINY, Page, Shape, make_pages
from benchmarks.machine import forget_peak, peak_gib
from model.config import ModelConfig
from model.engine.request import Generation

ROOT = Path(__file__).parents[1]
PEER = "transformers generate"
#: pages at a time, in the order in which there may be time for them
BATCHES, TINY_BATCHES = (1, 32, 16, 8), (1, 4)
#: what compiles and chooses kernels ahead of what is timed
WARM_UP_TOKENS = 4
WITH_FLA, WITHOUT_FLA = "flash-linear-attention", "PyTorch"
ABSENT = "flash-linear-attention is not on PYTHONPATH"


def peer_rows(
    tiny: bool, rungs: Sequence[Mapping[str, Any]], recorded: Sequence[Generation], end: float
) -> Iterator[dict[str, Any]]:
    """A row for each path and number of pages. rungs: ours, for the ratios. end: the moment by
    which both processes must have ended.
    """
    paths, folders = _python_path()
    processes = {WITHOUT_FLA: paths}
    if folders:
        processes[WITH_FLA] = [*folders, *paths]
    else:
        yield _void(WITH_FLA, 1, ABSENT)
    for i, (path, python_path) in enumerate(processes.items()):
        seconds = (end - time.monotonic()) / (len(processes) - i)
        for row in _process(tiny, path, python_path, seconds):
            tokens = row.pop("tokens", [])
            if row["void"] is None:
                row["first_answer_is_ours"] = bool(recorded) and tokens == recorded[0].tokens
                row["times_as_fast"] = _ratios(rungs, row)
            yield row


def _python_path() -> tuple[list[str], list[str]]:
    """PYTHONPATH without, and that which leads to, flash-linear-attention."""
    given = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    folders = [path for path in given if (Path(path) / "fla").is_dir()]
    return [path for path in given if path not in folders], folders


def _ratios(rungs: Sequence[Mapping[str, Any]], row: Mapping[str, Any]) -> dict[str, float]:
    return {
        rung["rung"]: round(rung["pages_per_s"] / row["pages_per_s"], 2)
        for rung in rungs
        if rung["void"] is None
    }


def _void(path: str, batch: int, reason: str) -> dict[str, Any]:
    return {"peer": PEER, "path": path, "batch": batch, "void": reason}


def _process(
    tiny: bool, path: str, python_path: Sequence[str], seconds: float
) -> list[dict[str, Any]]:
    """What one process printed until its time was up; why it did not print more."""
    command = [sys.executable, "-m", "benchmarks.engine_peer", "--seconds", f"{seconds:.0f}"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(python_path)}
    reason = None
    try:
        done = subprocess.run(
            [*command, "--tiny"] if tiny else command,
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=max(1.0, seconds),
        )
        printed = done.stdout
        if done.returncode:
            lines = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
            reason = lines[-1][:200]
    except subprocess.TimeoutExpired as error:
        # Bytes, whatever was asked for.
        printed = (error.stdout or b"").decode()
        reason = f"not done within {seconds:.0f} s"
    rows = [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
    for row in rows:
        row["asked_path"] = path
    missing = [
        x for x in (TINY_BATCHES if tiny else BATCHES) if x not in {r["batch"] for r in rows}
    ]
    return [*rows, *(_void(path, x, reason or "there was no time left") for x in missing)]


def published_network(config: ModelConfig, tiny: bool, device: torch.device) -> Any:
    """Theirs, with our weights."""
    # Local import: a parent process that only starts the peers needs no transformers.
    from transformers import Qwen3_5Config, Qwen3_5ForConditionalGeneration

    dtype = torch.float32 if tiny else torch.bfloat16
    with torch.device(device):
        kept = torch.get_default_dtype()
        torch.set_default_dtype(dtype)
        try:
            published = Qwen3_5ForConditionalGeneration(Qwen3_5Config(**settings(tiny)))
        finally:
            torch.set_default_dtype(kept)
    fill_published(published, random_network(config, device, dtype))
    return published.eval()


def inputs_of(
    pages: Sequence[Page], config: ModelConfig, device: torch.device
) -> dict[str, Tensor]:
    """What transformers' processor would give, on the device already."""
    pad_id = config.image_token_id
    assert config.vision is not None
    assert pad_id is not None
    requests = [page.request for page in pages]
    ids = torch.stack([request.input_ids for request in requests])
    patches = torch.cat([x.patches for x in requests if x.patches is not None])
    channels, frames = config.vision.in_channels, config.vision.temporal_patch_size
    values = (patches.to(device).float() / 127.5 - 1).view(len(patches), channels, 1, -1)
    grids = [[1, *grid] for request in requests for grid in request.grids or ()]
    return {
        "input_ids": ids.to(device),
        "attention_mask": torch.ones_like(ids).to(device),
        "mm_token_type_ids": ids.eq(pad_id).long().to(device),
        "pixel_values": values.expand(-1, -1, frames, -1).flatten(1),
        "image_grid_thw": torch.tensor(grids).to(device),
    }


@torch.inference_mode()
def generate(network: Any, inputs: dict[str, Tensor], num_tokens: int) -> Tensor:
    """Greedy, without an end before its length: [pages, num_tokens]."""
    written = network.generate(
        **inputs, do_sample=False, max_new_tokens=num_tokens, eos_token_id=None, pad_token_id=0
    )
    tokens: Tensor = written[:, inputs["input_ids"].shape[1] :]
    return tokens


def measured_row(network: Any, config: ModelConfig, shape: Shape, batch: int) -> dict[str, Any]:
    device = next(network.parameters()).device
    inputs = inputs_of(make_pages(config, shape, batch, 0.0), config, device)
    generate(network, inputs, WARM_UP_TOKENS)
    forget_peak(device)
    start = time.perf_counter()
    # Copied to the host, so that the GPU is done.
    tokens = generate(network, inputs, shape.num_output).tolist()
    seconds = time.perf_counter() - start
    num_tokens = sum(len(row) for row in tokens)
    return {
        "peer": PEER,
        "path": WITH_FLA if "fla" in sys.modules else WITHOUT_FLA,
        "batch": batch,
        "void": None if num_tokens == batch * shape.num_output else f"wrote {num_tokens} tokens",
        "pages": batch,
        "seconds": round(seconds, 3),
        "pages_per_s": round(batch / seconds, 4),
        "out_tokens_per_s": round(num_tokens / seconds, 1),
        "peak_gib": round(peak_gib(device), 2),
        "tokens": tokens[0],
    }


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tiny", action="store_true")
    parser.add_argument("--seconds", type=float, default=600.0)
    options = parser.parse_args(arguments)
    end = time.monotonic() + options.seconds
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    config = ModelConfig.from_dict(settings(options.tiny))
    network = published_network(config, options.tiny, device)
    shape, needed = (TINY if options.tiny else Shape()), 0.0
    for batch in TINY_BATCHES if options.tiny else BATCHES:
        start = time.monotonic()
        if start + needed > end:
            break
        try:
            row = measured_row(network, config, shape, batch)
        except Exception as error:
            path = WITH_FLA if "fla" in sys.modules else WITHOUT_FLA
            lines = str(error).strip().splitlines() or [""]
            row = _void(path, batch, f"{type(error).__name__}: {lines[0]}"[:200])
        print(json.dumps(row), flush=True)
        needed = time.monotonic() - start


if __name__ == "__main__":
    main()
