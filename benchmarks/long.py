"""Long prompts through the engine on a CPU: `python -m benchmarks.long`. Weights are random.

What a token of the prompt costs, and how much memory all of it takes, for prompts of growing
length: the cost of full attention grows with what stands before, memory with the keys and values
alone. Each length has a process of its own; the last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from benchmarks.cpu import machine
from benchmarks.engine_network import random_network, settings
from model.cache import page_bytes
from model.config import ModelConfig
from model.engine.constraint import Mask
from model.engine.copied import Copied
from model.engine.engine import Engine
from model.engine.plan import Limits
from model.engine.request import Request
from model.engine.sizes import PAGE_SIZE
from model.network.rax import Rax

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks/results/long.jsonl"
LENGTHS, FULL_LENGTH = (4096, 16384, 65536), 262_144
NUM_NEW = 16
CHUNK = 2048
MIB = 2**20
#: what a pass of CHUNK tokens may take beside the keys and values
GOAL_MIB = 256


@dataclass(frozen=True, slots=True)
class Reading:
    """Of one prompt. step_s: of a token after it. grown_mib: by how much the process's memory grew
    at most, keys and values included.
    """

    prefill_s: float
    step_s: float
    grown_mib: float


def smallest_settings() -> dict[str, Any]:
    """A hybrid network of one layer of each kind: so small that attention is nearly all it does."""
    values = settings(tiny=True)
    values["text_config"] |= {
        "hidden_size": 32,
        "intermediate_size": 32,
        "num_hidden_layers": 2,
        "layer_types": ["linear_attention", "full_attention"],
        "num_attention_heads": 1,
        "num_key_value_heads": 1,
        "head_dim": 16,
        "linear_num_key_heads": 1,
        "linear_num_value_heads": 1,
    }
    values["text_config"]["rope_parameters"]["mrope_section"] = [2, 1, 1]
    values["vision_config"]["out_hidden_size"] = 32
    return values


def smallest_network() -> Rax:
    config = ModelConfig.from_dict(smallest_settings())
    return random_network(config, torch.device("cpu"), torch.float32)


class Clock:
    """Implements `model.engine.constraint.Constraint`: allows everything, notes each token."""

    is_done = False

    def __init__(self, vocab_size: int) -> None:
        self.moments: list[float] = []
        self._vocab_size = vocab_size

    def forced(self) -> list[int]:
        return []

    def allows(self, token: int) -> bool:
        return True

    def mask(self) -> Mask:
        return np.ones(self._vocab_size, dtype=np.bool_)

    def accept(self, token: int, copied: Copied | None = None) -> None:
        self.moments.append(time.perf_counter())

    def draft(self, max_tokens: int) -> list[int]:
        return []


def read(network: Rax, num_tokens: int, num_new: int = NUM_NEW) -> Reading:
    """A prompt and an answer of num_new tokens, num_tokens together."""
    engine = Engine(
        network,
        max_tokens=num_tokens,
        limits=Limits(max_sequences=1, max_prefill_tokens=CHUNK),
    )
    drawn, vocab_size = torch.Generator().manual_seed(42), network.config.text.vocab_size
    count = num_tokens - num_new
    ids = torch.randint(8, vocab_size, (count,), generator=drawn)
    clock = Clock(vocab_size)
    request = Request(
        ids, torch.arange(count).expand(3, -1), constraint=clock, max_new_tokens=num_new
    )
    before, start = memory_mib("VmRSS"), time.perf_counter()
    try:
        engine.generate(request)
    finally:
        engine.close()
    first, last = clock.moments[0], clock.moments[-1]
    return Reading(first - start, (last - first) / (num_new - 1), memory_mib("VmHWM") - before)


def memory_mib(field: str) -> float:
    """VmRSS: what this process has in memory now; VmHWM: the most it ever had."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith(field))) / 1024


def row(num_tokens: int) -> dict[str, Any]:
    """In this process."""
    network = smallest_network()
    read(network, CHUNK + NUM_NEW)
    reading = read(network, num_tokens)
    pages = -(-num_tokens // PAGE_SIZE)
    cache_mib = pages * page_bytes(network.config.text, PAGE_SIZE, torch.float32) / MIB
    return {
        "tokens": num_tokens,
        "prefill_s": round(reading.prefill_s, 2),
        "prefill_us_a_token": round(reading.prefill_s / num_tokens * 1e6, 1),
        "step_ms": round(reading.step_s * 1e3, 2),
        "keys_and_values_mib": round(cache_mib, 1),
        "grown_mib": round(reading.grown_mib, 1),
        "peak_mib": round(memory_mib("VmHWM"), 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--full", action="store_true", help=f"{FULL_LENGTH} tokens too")
    parser.add_argument("--tokens", type=int, help="one length, in this process")
    parser.add_argument("--save", action="store_true", help=f"append the rows to {RESULTS.name}")
    options = parser.parse_args()
    if options.tokens is not None:
        print(json.dumps(row(options.tokens)))
        return
    print(f"goal: {GOAL_MIB} MiB beside the keys and values, whatever the length", flush=True)
    rows = []
    for num_tokens in (*LENGTHS, FULL_LENGTH) if options.full else LENGTHS:
        command = [sys.executable, "-m", "benchmarks.long", "--tokens", str(num_tokens)]
        answer = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
        found = json.loads(answer.stdout.splitlines()[-1])
        rows.append({"benchmark": "long", **found, "chunk": CHUNK, **machine()})
        print(json.dumps(rows[-1]), flush=True)
    if options.save:
        with RESULTS.open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(each) + "\n" for each in rows)


if __name__ == "__main__":
    main()
