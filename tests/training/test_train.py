"""The trainer: losses fall, and a resumed run goes on where it stopped."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from model.config import ModelConfig
from model.tokenizer import Tokenizer
from training.batches import Batch
from training.loss import compute_losses
from training.stream import StreamOptions, batches
from training.tokenizer import corpus, train_tokenizer
from training.train import School, train

NANO = Path(__file__).parents[2] / "training" / "nano.json"


def tiny_config(vocab_size: int) -> ModelConfig:
    """nano's own configuration, smaller."""
    source = json.loads(NANO.read_text())
    source["text_config"] |= {"vocab_size": vocab_size, "num_hidden_layers": 2}
    source["vision_config"]["depth"] = 1
    return ModelConfig.from_dict(source)


@pytest.fixture(scope="module")
def batch_and_config(tmp_path_factory: pytest.TempPathFactory) -> tuple[Batch, ModelConfig]:
    file = tmp_path_factory.mktemp("tokenizer") / "tokenizer.json"
    train_tokenizer(corpus(30, 1), 1200).save(str(file))
    batch = next(batches(StreamOptions(file, " ", seed=3, batch_tokens=2500)))
    return batch, tiny_config(Tokenizer.load(file).vocab_size)


def step(school: School, batch: Batch) -> float:
    losses = compute_losses(school.rax, school.tag_head, batch)
    losses.total.backward()  # type: ignore[no-untyped-call]
    for optimiser in school.optimisers:
        optimiser.step()
        optimiser.zero_grad()
    return float(losses.total.detach())


def test_the_loss_of_a_batch_falls_when_trained_on_it(
    batch_and_config: tuple[Batch, ModelConfig],
) -> None:
    batch, config = batch_and_config
    school = School(config, 2e-3, 4e-3)
    losses = [step(school, batch) for _ in range(8)]
    assert losses[-1] < 0.6 * losses[0]


def test_padding_does_not_change_a_sequences_loss(
    batch_and_config: tuple[Batch, ModelConfig],
) -> None:
    batch, config = batch_and_config
    school = School(config, 2e-3, 4e-3)
    before = compute_losses(school.rax, school.tag_head, batch).answer
    wide = torch.nn.functional.pad(batch.ids, (0, 37))
    padded = Batch(
        ids=wide,
        positions=torch.nn.functional.pad(batch.positions, (0, 37)),
        layout=torch.nn.functional.pad(batch.layout, (0, 0, 0, 37)),
        patches=batch.patches,
        grids=batch.grids,
        prompt_ids=batch.prompt_ids,
        copyable=batch.copyable,
        prefix=batch.prefix,
        queries=batch.queries,
        targets=batch.targets,
        weights=batch.weights,
        sources=batch.sources,
        tags=batch.tags,
    )
    after = compute_losses(school.rax, school.tag_head, padded).answer
    assert torch.allclose(before, after, atol=1e-4)


def test_a_checkpoint_restores_weights_optimisers_and_progress(
    batch_and_config: tuple[Batch, ModelConfig], tmp_path: Path
) -> None:
    batch, config = batch_and_config
    school = School(config, 2e-3, 4e-3)
    step(school, batch)
    school.progress.step = 1
    school.save(tmp_path / "checkpoint.pt")
    other = School(config, 2e-3, 4e-3)
    other.load(tmp_path / "checkpoint.pt")
    assert other.progress.step == 1
    assert step(school, batch) == pytest.approx(step(other, batch), abs=1e-5)
    assert step(school, batch) == pytest.approx(step(other, batch), abs=1e-4)


@pytest.fixture
def old_signal_handler() -> Iterator[None]:
    handler = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, handler)


class EndingStream:
    """Gives the same batch; the process is asked to end with the second one."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.given = 0

    def next(self) -> Batch:
        self.given += 1
        if self.given == 2:
            os.kill(os.getpid(), signal.SIGTERM)
        return self.batch


@pytest.mark.usefixtures("old_signal_handler")
def test_a_run_that_is_asked_to_end_keeps_what_it_learned(
    batch_and_config: tuple[Batch, ModelConfig], tmp_path: Path
) -> None:
    batch, config = batch_and_config
    train(School(config, 2e-3, 4e-3), EndingStream(batch), tmp_path, minutes=10)  # type: ignore[arg-type]
    resumed = School(config, 2e-3, 4e-3)
    resumed.load(tmp_path / "checkpoint.pt")
    assert resumed.progress.step == 2
    assert resumed.progress.elapsed_s < 600
