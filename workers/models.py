"""Opens a model reference: network, tokenizer and how to prompt it. Knows no page and no schema.

A loaded model is kept for the life of the process; opening the same reference again gives the same
object. Any number of threads may open and use models.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

import torch

from docflow.errors import DocflowError
from docflow.model_ref import FolderReference, HubReference, ModelReference, NanoReference
from model.config import ConfigError
from model.cpu_choice import usable_cores
from model.engine.engine import Engine
from model.engine.plan import Limits
from model.loader import CheckpointError, load_network
from model.network.rax import Rax
from model.tokenizer import Tokenizer
from workers.budgets import (
    NANO_FOLDER,
    ModelProfile,
    PageBudget,
    budget_of,
    unavailable_on_hub,
    unavailable_server,
)
from workers.steps.calibration import Calibration, load_calibration
from workers.steps.grounding import Vocabulary
from workers.steps.prompt import Style

# A core gains little from more rows at once, and each answer waits for all of them.
CPU_LIMITS = Limits(max_sequences=16)
GPU_LIMITS = Limits(max_sequences=128, max_prefill_tokens=8192, max_step_tokens=1024)


@dataclass(frozen=True)
class LoadedModel:
    """A model ready to answer. name: as shown in results. calibration: as in `ModelProfile`."""

    name: str
    rax: Rax
    tokenizer: Tokenizer
    style: Style
    budget: PageBudget
    calibration: Calibration | None = None
    # Not left to cached_property, which lets two threads make two of them from Python 3.12 on.
    _making: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    @property
    def profile(self) -> ModelProfile:
        """What its documents' pages are prepared for."""
        return ModelProfile(self.name, self.budget, self.calibration)

    @property
    def value_prefix(self) -> str:
        """What the model writes before each value."""
        return self.rax.config.nano.value_prefix

    @property
    def engine(self) -> Engine:
        """Serves requests with this network, of all threads of the process together."""
        with self._making:
            return self._engine

    @property
    def vocabulary(self) -> Vocabulary:
        """The tokenizer's tables for grammars; takes seconds for a large vocabulary."""
        with self._making:
            return self._vocabulary

    @cached_property
    def _engine(self) -> Engine:
        # Embeddings may be kept in 8 bits; a norm's weight has the dtype of activations.
        weight = self.rax.decoder.norm.weight
        return Engine(
            self.rax,
            max_tokens=self.rax.config.text.max_position_embeddings,
            limits=GPU_LIMITS if weight.is_cuda else CPU_LIMITS,
            dtype=weight.dtype,
            device=weight.device,
            # nano's single tokens gain nothing from a second thread, its prompts do
            prefill_threads=usable_cores() if self.rax.config.nano.copy_head else None,
        )

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(self.tokenizer)


#: held while a model is loaded, so that threads that want the same one load it once
_loading: dict[ModelReference, threading.Lock] = {}


def open_model(reference: ModelReference) -> LoadedModel:
    """The model a reference names; whoever asks first loads it and the others wait.

    Raises:
        DocflowError: ``model_unavailable`` with the reason and what to do next.
    """
    with _loading.setdefault(reference, threading.Lock()):
        return _opened(reference)


def begin_to_open(reference: ModelReference) -> None:
    """Loads the model unless another thread is doing so, which nobody waits for here.

    Raises: as `open_model`.
    """
    lock = _loading.setdefault(reference, threading.Lock())
    if lock.acquire(blocking=False):
        try:
            _opened(reference)
        finally:
            lock.release()


@lru_cache(maxsize=2)
def _opened(reference: ModelReference) -> LoadedModel:
    match reference:
        case NanoReference():
            return _load("nano", NANO_FOLDER, load_calibration(NANO_FOLDER))
        case FolderReference(path=path):
            return _load(path.name, path, load_calibration(path))
        case HubReference(repository=repository):
            return _load(repository, _download(repository))
        case _:
            raise unavailable_server(reference)


def _load(name: str, folder: Path, calibration: Calibration | None = None) -> LoadedModel:
    try:
        rax = load_network(folder)
        tokenizer = Tokenizer.load(folder, rax.config.text.vocab_size)
    except (CheckpointError, ConfigError, FileNotFoundError) as error:
        raise DocflowError("model_unavailable", f"model {name}: {error}") from error
    is_nano = rax.config.nano.copy_head
    # nano's matrices are too small to share among threads
    torch.set_num_threads(1 if is_nano else min(torch.get_num_threads(), usable_cores()))
    return LoadedModel(
        name=name,
        rax=rax,
        tokenizer=tokenizer,
        style="compact" if is_nano else "chat",
        budget=budget_of(rax.config),
        calibration=calibration,
    )


def _download(repository: str) -> Path:
    # Only here: the hub's client takes time to import and most runs never need it.
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    wanted = ["*.safetensors", "*.safetensors.index.json", "config.json", "tokenizer.json"]
    try:
        return Path(snapshot_download(repository, allow_patterns=wanted))
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        raise unavailable_on_hub(repository, error) from error
