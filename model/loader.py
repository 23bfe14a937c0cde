"""The network from a checkpoint folder, and back. Knows no hub and no download.

A folder holds ``config.json`` and safetensors, in one file or in several with an index. Every
tensor must have its place and every parameter its tensor; all else is a `CheckpointError` that
names the tensors.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from model.config import ModelConfig
from model.cpu_choice import prefers_int8
from model.cpu_linear import quantise_linears
from model.network.deltanet import GatedDeltaNet
from model.network.rax import Rax
from model.tensor_names import IGNORED_PREFIX, Slot, canonical_name, slots

CONFIG_FILE = "config.json"
WEIGHTS_FILE = "model.safetensors"
INDEX_FILE = "model.safetensors.index.json"
LM_HEAD = "lm_head.weight"
# Safetensors' spelling; other types are no weights of ours.
STORED_DTYPES = {"BF16": torch.bfloat16, "F16": torch.float16, "F32": torch.float32}
# Small and short: without bf16 instructions a machine is slower by a factor of ten or more, not by
# a few per cent.
PROBE_SIZE, PROBE_ROUNDS = 256, 3


class CheckpointError(ValueError):
    """The files do not hold exactly the weights this configuration needs."""


def load_network(
    folder: str | Path, device: str | torch.device = "cpu", dtype: torch.dtype | None = None
) -> Rax:
    """The network of a checkpoint folder, in evaluation mode.

    dtype: of matrices and activations; None lets `choose_dtype` decide, and on a CPU
    `prefers_int8` whether large matrices are kept in 8 bits.
    Raises: CheckpointError, ConfigError.
    """
    folder, device = Path(folder), torch.device(device)
    config = read_config(folder)
    if dtype is not None:
        return build_network(config, read_tensors(folder), device, dtype)
    stored = stored_dtype(folder)
    dtype = choose_dtype(device, stored)
    if device.type != "cpu" or not prefers_int8(config.text, dtype):
        return build_network(config, read_tensors(folder), device, dtype)
    # As stored: a copy in float32 would not fit where 8 bits do.
    as_stored = STORED_DTYPES[stored]
    network = build_network(config, read_tensors(folder), device, as_stored)
    quantise_linears(network, dtype)
    return network


def read_config(folder: Path) -> ModelConfig:
    """The folder's configuration.

    Raises: CheckpointError when the file is missing or no JSON; ConfigError when unsupported.
    """
    path = folder / CONFIG_FILE
    try:
        return ModelConfig.from_dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, json.JSONDecodeError) as error:
        raise CheckpointError(f"cannot read {path}: {error}") from error


def read_tensors(folder: Path) -> Iterator[tuple[str, Tensor]]:
    """Names and tensors one by one: two copies of the model need not fit. Skips ``mtp.*``."""
    for path in _weight_files(folder):
        with _opened(path) as file:
            for name in file.keys():  # noqa: SIM118
                if not name.startswith(IGNORED_PREFIX):
                    yield name, file.get_tensor(name)


def build_network(
    config: ModelConfig,
    tensors: Iterable[tuple[str, Tensor]],
    device: torch.device,
    dtype: torch.dtype,
) -> Rax:
    """The network filled from published tensors.

    Raises: CheckpointError for missing, unexpected, misshapen or converted ones.
    """
    network = empty_network(config, device, dtype)
    parameters = dict(network.named_parameters())
    places = slots(config)
    missing, unexpected, repeated_head = set(places), [], None
    for published, tensor in tensors:
        name = canonical_name(published)
        if name == LM_HEAD and network.lm_head is None:
            repeated_head = tensor
        elif name not in missing:
            unexpected.append(published)
        else:
            missing.remove(name)
            _fill(parameters[places[name].parameter], places[name], published, tensor)
    if missing or unexpected:
        raise CheckpointError(
            f"missing tensors: {sorted(missing)}; unexpected tensors: {sorted(unexpected)}"
        )
    _check_head(network, repeated_head)
    _check_decay(network)
    return network.eval()


def empty_network(config: ModelConfig, device: torch.device, dtype: torch.dtype) -> Rax:
    """Unwritten parameters of `dtype`; DeltaNet's decays and gated norms are always float32."""
    # Random numbers on the meta device write nothing, but make torch import its compiler: 2 s.
    with torch.device("meta"), _without_initialisation():
        network = Rax(config).to(dtype)
        for layer in network.modules():
            if isinstance(layer, GatedDeltaNet):
                layer.A_log = nn.Parameter(layer.A_log.float())
                layer.norm.weight = nn.Parameter(layer.norm.weight.float())
    return network.to_empty(device=device)


@contextmanager
def _without_initialisation() -> Iterator[None]:
    """Random initialisers of `torch.nn.init` do nothing meanwhile. Not for several threads."""
    names = ("normal_", "uniform_", "kaiming_uniform_")
    kept = {name: getattr(nn.init, name) for name in names}
    try:
        for name in names:
            setattr(nn.init, name, lambda tensor, *_, **__: tensor)
        yield
    finally:
        for name, function in kept.items():
            setattr(nn.init, name, function)


def stored_dtype(folder: Path) -> str:
    """How the embeddings are stored, in safetensors' spelling: ``BF16``, ``F16`` or ``F32``."""
    for path in _weight_files(folder):
        with _opened(path) as file:
            for name in file.keys():  # noqa: SIM118
                if name.endswith("embed_tokens.weight"):
                    return str(file.get_slice(name).get_dtype())
    raise CheckpointError(f"{folder} holds no embeddings")


def choose_dtype(device: torch.device, stored: str) -> torch.dtype:
    """bfloat16 where it loses nothing and this machine multiplies it faster, else float32.

    Without bf16 instructions a CPU is slower in it by a factor of ten or more, so it is measured.
    """
    if stored != "BF16":
        return torch.float32
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float32
    return min((torch.float32, torch.bfloat16), key=lambda dtype: _matmul_seconds(device, dtype))


def save_checkpoint(network: Rax, folder: str | Path) -> None:
    """Writes weights under their published names, and the configuration.

    Matrices are stored as float16, vectors as float32. Each file appears whole or not at all.
    Raises: CheckpointError when a weight is too large for float16 or not finite.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    parameters = dict(network.named_parameters())
    tensors = {
        name: _published(parameters[slot.parameter], slot, name)
        for name, slot in slots(network.config).items()
    }
    unfinished = folder / f"{WEIGHTS_FILE}.part"
    save_file(tensors, unfinished, metadata={"format": "pt"})
    os.replace(unfinished, folder / WEIGHTS_FILE)
    unfinished = folder / f"{CONFIG_FILE}.part"
    unfinished.write_text(json.dumps(network.config.to_dict(), indent=2) + "\n", encoding="utf-8")
    os.replace(unfinished, folder / CONFIG_FILE)


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    try:
        with safe_open(path, framework="pt") as file:
            yield file
    except (OSError, SafetensorError) as error:
        raise CheckpointError(f"cannot read {path}: {error}") from error


def _weight_files(folder: Path) -> list[Path]:
    index = folder / INDEX_FILE
    if not index.exists():
        return [folder / WEIGHTS_FILE]
    try:
        names = sorted(set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()))
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise CheckpointError(f"cannot read {index}: {error!r}") from error
    if any(Path(name).name != name for name in names):
        raise CheckpointError(f"{index} points outside its folder: {names}")
    return [folder / name for name in names]


@torch.no_grad()
def _fill(parameter: nn.Parameter, slot: Slot, published: str, tensor: Tensor) -> None:
    if tuple(tensor.shape) != slot.shape:
        raise CheckpointError(f"{published} has shape {tuple(tensor.shape)}, expected {slot.shape}")
    rows = parameter[slot.start : slot.start + slot.shape[0]]
    rows.copy_(tensor.reshape(rows.shape))


def _published(parameter: Tensor, slot: Slot, name: str) -> Tensor:
    rows = parameter.detach()[slot.start : slot.start + slot.shape[0]].cpu().reshape(slot.shape)
    stored = rows.to(torch.float16 if rows.dim() > 1 else torch.float32).contiguous()
    if not stored.isfinite().all():
        raise CheckpointError(f"{name} is not finite as {stored.dtype}")
    return stored.clone()


def _check_head(network: Rax, repeated_head: Tensor | None) -> None:
    """A tied matrix may be written twice; then both copies must agree."""
    embeddings = network.decoder.embed_tokens.weight
    if repeated_head is not None and not torch.equal(repeated_head.to(embeddings), embeddings):
        raise CheckpointError(
            f"{LM_HEAD} differs from the embeddings, but the configuration ties them"
        )


def _check_decay(network: Rax) -> None:
    """Converted checkpoints store -exp(A_log), and 1 + weight for norms: all decays negative."""
    decays: list[Tensor] = [
        layer.A_log for layer in network.modules() if isinstance(layer, GatedDeltaNet)
    ]
    if decays and bool((torch.cat(decays) < 0).all()):
        raise CheckpointError(
            "every A_log is negative, so these weights were converted (GGUF or MLX);"
            " use the published ones"
        )


def _matmul_seconds(device: torch.device, dtype: torch.dtype) -> float:
    """Best of a few rounds, after one that warms up."""
    matrix = torch.ones(PROBE_SIZE, PROBE_SIZE, dtype=dtype, device=device)
    seconds = []
    for _ in range(1 + PROBE_ROUNDS):
        start = time.perf_counter()
        matrix @ matrix
        seconds.append(time.perf_counter() - start)
    return min(seconds[1:])
