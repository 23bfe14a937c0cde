"""The trainer: losses fall, and a resumed run goes on where it stopped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from model.config import ModelConfig
from model.tokenizer import Tokenizer
from training.batches import Batch
from training.export import CONFIG
from training.loss import compute_losses
from training.stream import StreamOptions, batches
from training.tokenizer import corpus, train_tokenizer
from training.train import School


def tiny_config(vocab_size: int) -> ModelConfig:
    """nano's own configuration, smaller."""
    source = json.loads(CONFIG.read_text())
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
        queries=batch.queries,
        targets=batch.targets,
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
