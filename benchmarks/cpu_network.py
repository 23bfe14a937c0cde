"""One side of `benchmarks.cpu`'s comparison of whole networks, in a process of its own:
`python -m benchmarks.cpu_network ours|transformers|errors`. Prints one JSON line.

Both sides have random weights at the 2B model's shape, the same prompt and greedy decoding.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from transformers import Qwen3_5Config, Qwen3_5ForConditionalGeneration
from transformers.generation.streamers import BaseStreamer

from model.batch import Batch, Phase
from model.cache import Cache
from model.config import ModelConfig
from model.cpu_choice import prefers_int8, usable_cores
from model.cpu_linear import quantise_linears
from model.loader import choose_dtype, empty_network
from model.network.initialise import initialise
from model.network.norms import GatedRMSNorm
from model.network.rax import Rax

SETTINGS = Path(__file__).parents[1] / "tests/model/data/qwen35_2b_config.json"
PAGE_SIZE = 64
CPU = torch.device("cpu")


@dataclass(frozen=True, slots=True)
class Timing:
    """Of one prompt: seconds to its first token, and to each token after that one."""

    prefill_s: float
    token_s: list[float]

    @classmethod
    def of(cls, moments: list[float]) -> Timing:
        """moments: the start, the first token, the second, ..."""
        first, *others = (after - before for before, after in pairwise(moments))
        return cls(first, others)


def settings(num_layers: int | None) -> dict[str, Any]:
    """The 2B model's ``config.json``, with fewer decoder layers where asked for."""
    values: dict[str, Any] = json.loads(SETTINGS.read_text())
    text = values["text_config"]
    text["layer_types"] = text["layer_types"][:num_layers]
    text["num_hidden_layers"] = len(text["layer_types"])
    return values


def random_network(num_layers: int | None, dtype: torch.dtype) -> Rax:
    """Ours, with the same weights for each dtype: those of a checkpoint in bfloat16."""
    config = ModelConfig.from_dict(settings(num_layers))
    network = empty_network(config, CPU, torch.bfloat16)
    torch.manual_seed(0)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.zero_()
        for module in network.modules():
            if isinstance(module, GatedRMSNorm):
                module.weight.fill_(1)
    initialise(network, config.text.initializer_range)
    for parameter in network.parameters():
        if parameter.dtype == torch.bfloat16:
            parameter.data = parameter.data.to(dtype)
    return network.eval()


class Sequence:
    """One sequence on the packed form of a network."""

    def __init__(self, network: Rax, dtype: torch.dtype, max_tokens: int) -> None:
        self.network, self.length = network, 0
        self._pages = list(range(1, 2 + max_tokens // PAGE_SIZE))
        self._cache = Cache(
            network.config,
            num_pages=len(self._pages) + 1,
            num_slots=2,
            page_size=PAGE_SIZE,
            dtype=dtype,
        )
        self._cache.reset(1)

    def advance(self, ids: Tensor, phase: Phase) -> Tensor:
        """Hidden states [T, hidden] of the next tokens, all of them certain."""
        start, count = self.length, len(ids)
        self.length += count
        index = torch.arange(start, self.length)
        certain = torch.tensor([count], dtype=torch.int32) if phase is Phase.STEP else None
        batch = Batch(
            phase=phase,
            ids=ids,
            positions=index.expand(3, -1),
            cu_seqlens=torch.tensor([0, count], dtype=torch.int32),
            lengths=torch.tensor([start], dtype=torch.int32),
            slots=torch.ones(1, dtype=torch.int32),
            table=torch.tensor([self._pages], dtype=torch.int32),
            places=torch.tensor(self._pages)[index // PAGE_SIZE] * PAGE_SIZE + index % PAGE_SIZE,
            max_tokens=count,
            max_length=self.length,
            num_replay=None if certain is None else torch.zeros_like(certain),
            num_certain=certain,
        )
        return self.network.advance(batch, self._cache)


@torch.inference_mode()
def time_ours(network: Rax, dtype: torch.dtype, prompt: Tensor, num_new: int) -> Timing:
    """A prompt and num_new greedy tokens after its first."""
    sequence = Sequence(network, dtype, len(prompt) + num_new)
    moments = [time.perf_counter()]
    token = _next(network, sequence.advance(prompt, Phase.PREFILL))
    moments.append(time.perf_counter())
    for _ in range(num_new):
        token = _next(network, sequence.advance(token, Phase.STEP))
        moments.append(time.perf_counter())
    return Timing.of(moments)


def _next(network: Rax, hidden: Tensor) -> Tensor:
    return head(network)(hidden[-1:]).argmax(-1)


def head(network: Rax) -> Callable[[Tensor], Tensor]:
    """Hidden states to logits."""
    return network.vocab_logits if network.lm_head is None else network.lm_head


class Clock(BaseStreamer):
    """Notes when `generate` hands over the prompt and each token."""

    def __init__(self) -> None:
        self.moments: list[float] = []

    def put(self, value: Tensor) -> None:
        self.moments.append(time.perf_counter())

    def end(self) -> None:
        pass


def time_transformers(
    # transformers' own types refuse `generate` on it.
    network: Any,
    prompt: Tensor,
    num_new: int,
) -> Timing:
    """The same by `generate`."""
    clock = Clock()
    start = time.perf_counter()
    count = num_new + 1
    network.generate(
        prompt[None],
        attention_mask=torch.ones_like(prompt[None]),
        do_sample=False,
        min_new_tokens=count,
        max_new_tokens=count,
        streamer=clock,
    )
    _prompt, *tokens = clock.moments
    return Timing.of([start, *tokens])


def transformers_network(num_layers: int | None) -> Qwen3_5ForConditionalGeneration:
    """Theirs in float32, with the random weights it starts with."""
    torch.manual_seed(0)
    return Qwen3_5ForConditionalGeneration(Qwen3_5Config(**settings(num_layers))).float().eval()


def ours_row(options: argparse.Namespace, prompt: Tensor) -> dict[str, Any]:
    """As `model.loader` would do it: loaded as bfloat16, then as this machine decodes fastest."""
    network = random_network(options.layers, torch.bfloat16)
    dtype = getattr(torch, options.dtype) if options.dtype else choose_dtype(CPU, "BF16")
    is_int8 = prefers_int8(network.config.text, dtype)
    if is_int8:
        quantise_linears(network, dtype)
    loaded_gib = _memory_gib("VmRSS")
    row = _timed(options, lambda num_new: time_ours(network, dtype, prompt, num_new))
    weights = "int8" if is_int8 else str(dtype).removeprefix("torch.")
    dtype_name = str(dtype).removeprefix("torch.")
    return {"weights": weights, "activations": dtype_name, "loaded_gib": loaded_gib, **row}


def transformers_row(options: argparse.Namespace, prompt: Tensor) -> dict[str, Any]:
    network = transformers_network(options.layers)
    loaded_gib = _memory_gib("VmRSS")
    row = _timed(options, lambda num_new: time_transformers(network, prompt, num_new))
    return {"weights": "float32", "activations": "float32", "loaded_gib": loaded_gib, **row}


def _timed(options: argparse.Namespace, run: Callable[[int], Timing]) -> dict[str, Any]:
    run(2)
    timings = [run(options.tokens) for _ in range(options.repeats)]
    prefill_s = sorted(timing.prefill_s for timing in timings)
    token_s = sorted(seconds for timing in timings for seconds in timing.token_s)
    return {
        "prefill_s_least": round(prefill_s[0], 3),
        "prefill_s_p50": round(statistics.median(prefill_s), 3),
        "decode_ms_p20": round(token_s[len(token_s) // 5] * 1e3, 1),
        "decode_ms_p50": round(statistics.median(token_s) * 1e3, 1),
        "ran_gib": _memory_gib("VmRSS"),
        "peak_gib": _memory_gib("VmHWM"),
    }


@torch.inference_mode()
def errors_row(options: argparse.Namespace, prompt: Tensor) -> dict[str, Any]:
    """Relative RMS differences of the last hidden states from the same weights in float32.

    Random weights only: errors of trained ones differ, and nothing here speaks of answers.
    """
    network = random_network(options.layers, torch.float32)
    wanted = _hidden(network, torch.float32, prompt)
    logits = head(network)(wanted[-8:])
    quantise_linears(network, torch.float32)
    row = {
        f"hidden_{name}": _error(_hidden(network, torch.float32, prompt, size), wanted)
        for name, size in (("int8_prefill", None), ("int8_steps_of_8", 8))
    }
    row["logits_int8"] = _error(head(network)(wanted[-8:]), logits)
    del network
    network = random_network(options.layers, torch.bfloat16)
    row["hidden_bfloat16"] = _error(_hidden(network, torch.bfloat16, prompt).float(), wanted)
    return row


def _hidden(network: Rax, dtype: torch.dtype, prompt: Tensor, step: int | None = None) -> Tensor:
    """Of the whole prompt in one pass, or in passes of `step` tokens."""
    sequence = Sequence(network, dtype, len(prompt))
    if step is None:
        return sequence.advance(prompt, Phase.PREFILL)
    return torch.cat([sequence.advance(ids, Phase.STEP) for ids in prompt.split(step)])


def _error(actual: Tensor, expected: Tensor) -> float:
    difference = (actual - expected).square().mean().sqrt()
    return round(float(difference / expected.square().mean().sqrt()), 5)


def _memory_gib(field: str) -> float:
    """VmRSS: what this process has in memory now; VmHWM: the most it ever had."""
    lines = Path("/proc/self/status").read_text().splitlines()
    kib = next(line.split()[1] for line in lines if line.startswith(field))
    return round(int(kib) / 2**20, 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("side", choices=("ours", "transformers", "errors"))
    parser.add_argument("--layers", type=int)
    parser.add_argument("--dtype", choices=("float32", "bfloat16"))
    parser.add_argument("--prompt", type=int, default=256)
    parser.add_argument("--tokens", type=int, default=16)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    torch.set_num_threads(usable_cores())
    generator = torch.Generator().manual_seed(1)
    prompt = torch.randint(0, 200_000, (options.prompt,), generator=generator)
    rows = {"ours": ours_row, "transformers": transformers_row, "errors": errors_row}
    print(json.dumps(rows[options.side](options, prompt)))


if __name__ == "__main__":
    main()
