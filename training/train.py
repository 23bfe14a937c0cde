"""Trains docflow-nano on generated documents: ``python -m training.train --out runs/nano --minutes
90``.

Resumes from the newest checkpoint in the folder. The learning rate follows the share of the time
that has passed, so
a run of any length ends annealed. Says losses, documents and tokens per second as it goes.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from model.config import ModelConfig
from model.network.rax import Rax
from training.examples import tag_index
from training.loss import TagHead, compute_losses
from training.stream import BatchStream, StreamOptions

WARMUP_SHARE = 0.02
#: from here on the learning rate falls
DECAY_SHARE = 0.4
FINAL_LR_SHARE = 0.02
CHECKPOINT_S = 300.0


@dataclass(slots=True)
class Progress:
    """Where a run stands. elapsed_s: training time over all resumes."""

    step: int = 0
    documents: int = 0
    tokens: int = 0
    elapsed_s: float = 0.0


class School:
    """The network, its heads and optimisers, and how to save them."""

    def __init__(self, config: ModelConfig, lr: float, muon_lr: float) -> None:
        torch.manual_seed(0)
        self.rax = Rax(config)
        self.tag_head = TagHead(config.text.hidden_size, len(tag_index()))
        matrices, others = _split_parameters(self.rax)
        self.optimisers: list[torch.optim.Optimizer] = [
            torch.optim.Muon(
                matrices, lr=muon_lr, weight_decay=0.02, adjust_lr_fn="match_rms_adamw"
            ),
            torch.optim.AdamW(
                [*others, *self.tag_head.parameters()], lr=lr, betas=(0.9, 0.98), weight_decay=0.01
            ),
        ]
        self.base_lrs = [muon_lr, lr]
        self.progress = Progress()

    def save(self, path: Path) -> None:
        """Write a checkpoint; a crash while writing leaves the old one."""
        state = {
            "rax": self.rax.state_dict(),
            "tag_head": self.tag_head.state_dict(),
            "optimisers": [o.state_dict() for o in self.optimisers],
            "progress": _as_dict(self.progress),
        }
        torch.save(state, path.with_suffix(".part"))
        os.replace(path.with_suffix(".part"), path)

    def load(self, path: Path) -> None:
        """Go on from a checkpoint; one of before there were as many fields to tag will do."""
        state = torch.load(path, weights_only=True)
        self.rax.load_state_dict(state["rax"])
        known = self.tag_head.state_dict()
        self.tag_head.load_state_dict(
            {name: _grown(saved, known[name]) for name, saved in state["tag_head"].items()}
        )
        for optimiser, saved in zip(self.optimisers, state["optimisers"], strict=True):
            parameters = [p for group in optimiser.param_groups for p in group["params"]]
            for index, moments in saved["state"].items():
                for name, moment in moments.items():
                    if torch.is_tensor(moment) and moment.dim():
                        moments[name] = _grown(moment, parameters[index])
            optimiser.load_state_dict(saved)
        self.progress = Progress(**state["progress"])

    def set_lr(self, share: float) -> None:
        """Warm up, stay, then fall to almost nothing over the last half of the run."""
        scale = min(1.0, share / WARMUP_SHARE) if share < WARMUP_SHARE else 1.0
        if share > DECAY_SHARE:
            fallen = min(1.0, (share - DECAY_SHARE) / (1 - DECAY_SHARE))
            cosine = 0.5 * (1 + math.cos(math.pi * fallen))
            scale = FINAL_LR_SHARE + (1 - FINAL_LR_SHARE) * cosine
        for optimiser, base in zip(self.optimisers, self.base_lrs, strict=True):
            for group in optimiser.param_groups:
                group["lr"] = base * max(scale, 0.01)


def _grown(saved: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """`saved` with rows of zeros behind its own, as many as `wanted` has rows."""
    if saved.shape == wanted.shape:
        return saved
    more = saved.new_zeros(wanted.shape[0] - saved.shape[0], *saved.shape[1:])
    return torch.cat([saved, more])


def _as_dict(progress: Progress) -> dict[str, float | int]:
    return {name: getattr(progress, name) for name in ("step", "documents", "tokens", "elapsed_s")}


def _split_parameters(rax: Rax) -> tuple[list[nn.Parameter], list[nn.Parameter]]:
    """Hidden matrices (for Muon; Jordan et al. 2024) and everything else: embeddings, vectors,
    convolutions.
    """
    matrices: list[nn.Parameter] = []
    others: list[nn.Parameter] = []
    for name, parameter in rax.named_parameters():
        hidden = parameter.ndim == 2 and not any(
            w in name for w in ("embed", "layout", "gate_proj")
        )
        (matrices if hidden else others).append(parameter)
    return matrices, others


def train(
    school: School, stream: BatchStream, out: Path, minutes: float, *, cooldown: bool = False
) -> None:
    """Train until `minutes` of training time are used up, or the process is asked to end.

    cooldown: a short run on top of a finished one; the learning rate falls from its first step on.
    """
    budget = minutes * 60
    progress = school.progress
    begun = progress.elapsed_s
    log = (out / "log.jsonl").open("a")
    last_save = last_log = time.monotonic()
    started = time.monotonic() - progress.elapsed_s
    sums: dict[str, float] = {}
    count = 0
    asked_to_end: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, frame: asked_to_end.append(number))
    while (elapsed := time.monotonic() - started) < budget and not asked_to_end:
        progress.elapsed_s = elapsed
        left = (budget - elapsed) / max(budget - begun, 1e-9)
        school.set_lr(1 - (1 - DECAY_SHARE) * left if cooldown else elapsed / budget)
        batch = stream.next()
        losses = compute_losses(school.rax, school.tag_head, batch)
        losses.total.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(school.rax.parameters(), 1.0)
        for optimiser in school.optimisers:
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
        progress.step += 1
        progress.documents += len(batch.ids)
        progress.tokens += batch.ids.numel()
        count += 1
        for name in ("answer", "pointer", "tag", "pointer_accuracy"):
            sums[name] = sums.get(name, 0.0) + float(getattr(losses, name))
        if time.monotonic() - last_log > 30:
            _report(log, progress, {k: v / count for k, v in sums.items()})
            sums, count, last_log = {}, 0, time.monotonic()
        if time.monotonic() - last_save > CHECKPOINT_S:
            school.save(out / "checkpoint.pt")
            last_save = time.monotonic()
    progress.elapsed_s = min(elapsed, budget)
    school.save(out / "checkpoint.pt")
    log.close()


def _report(log: object, progress: Progress, means: dict[str, float]) -> None:
    row = {
        **_as_dict(progress),
        "documents_per_s": progress.documents / max(progress.elapsed_s, 1e-9),
        "tokens_per_s": progress.tokens / max(progress.elapsed_s, 1e-9),
        **means,
    }
    line = json.dumps({k: round(v, 4) for k, v in row.items()})
    print(line, flush=True)
    print(line, file=log, flush=True)  # type: ignore[call-overload]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=Path(__file__).parent / "nano.json")
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=90)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--cooldown", action="store_true")
    parser.add_argument("--lr", type=float, default=2e-3)
    parser.add_argument("--muon-lr", type=float, default=4e-3)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    # lets oneDNN multiply float32 matrices its own way: 1.5 times the speed on an AVX2 CPU, with an
    # error of 4e-6 there; a CPU with AMX really rounds to bfloat16
    torch.backends.mkldnn.matmul.fp32_precision = "bf16"  # type: ignore[attr-defined]
    options.out.mkdir(parents=True, exist_ok=True)
    settings = json.loads(options.config.read_text())
    config = ModelConfig.from_dict(settings)
    (options.out / "config.json").write_text(json.dumps(settings, indent=2) + "\n")
    school = School(config, options.lr, options.muon_lr)
    checkpoint = options.out / "checkpoint.pt"
    if checkpoint.exists():
        school.load(checkpoint)
    stream_options = StreamOptions(
        tokenizer=options.tokenizer,
        value_prefix=config.nano.value_prefix,
        # a resumed run sees new documents
        seed=options.seed + 10_000_000 * school.progress.step,
        num_workers=options.workers,
    )
    with BatchStream(stream_options) as stream:
        train(school, stream, options.out, options.minutes, cooldown=options.cooldown)


if __name__ == "__main__":
    main()
