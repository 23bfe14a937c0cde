"""Checkpoint folders: what is accepted, what is refused, and that saving and loading agree."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from model.config import ModelConfig
from model.cpu_linear import QuantisedLinear
from model.loader import CheckpointError, build_network, choose_dtype, load_network, save_checkpoint
from model.network.deltanet import GatedDeltaNet
from model.network.rax import Rax
from tests.model.published import example, our_config, our_network, published_network

Tensors = dict[str, Tensor]
CPU = torch.device("cpu")
DECAY = "model.language_model.layers.0.linear_attn.A_log"
CONV = "model.language_model.layers.0.linear_attn.conv1d.weight"
EMBEDDINGS = "model.language_model.embed_tokens.weight"


@pytest.fixture
def tensors() -> Tensors:
    """The published tensors as they lie on disk: the tied head is not repeated."""
    state = published_network().state_dict()
    return {name: tensor.clone() for name, tensor in state.items() if name != "lm_head.weight"}


def write(folder: Path, tensors: Tensors, config: ModelConfig | None = None) -> Path:
    save_file(tensors, folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps((config or our_config()).to_dict()))
    return folder


def logits(network: Rax) -> Tensor:
    case = example(False)
    with torch.no_grad():
        return network.vocab_logits(network(case.ids, case.positions)).float()


def test_a_single_file_is_loaded(tmp_path: Path, tensors: Tensors) -> None:
    network = load_network(write(tmp_path, tensors), dtype=torch.float32)
    assert torch.equal(logits(network), logits(our_network()))
    assert not network.training


def test_several_files_with_an_index_are_loaded(tmp_path: Path, tensors: Tensors) -> None:
    write(tmp_path, tensors)
    (tmp_path / "model.safetensors").unlink()
    names = sorted(tensors)
    places = {name: f"part-{i % 2}.safetensors" for i, name in enumerate(names)}
    for file in set(places.values()):
        save_file({name: tensors[name] for name in names if places[name] == file}, tmp_path / file)
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps({"weight_map": places}))
    assert torch.equal(logits(load_network(tmp_path, dtype=torch.float32)), logits(our_network()))


def test_the_token_prediction_head_is_left_out(tmp_path: Path, tensors: Tensors) -> None:
    tensors["mtp.fc.weight"] = torch.zeros(4, 8)
    assert torch.equal(
        logits(load_network(write(tmp_path, tensors), dtype=torch.float32)), logits(our_network())
    )


def test_a_text_only_file_is_loaded_by_its_own_names(tmp_path: Path, tensors: Tensors) -> None:
    prefix = "model.language_model."
    text = {"model." + n.removeprefix(prefix): t for n, t in tensors.items() if prefix in n}
    config = ModelConfig(our_config().text)
    network = load_network(write(tmp_path, text, config), dtype=torch.float32)
    assert network.vision is None
    assert torch.equal(logits(network), logits(our_network()))


def test_a_head_of_its_own_is_used_when_not_tied(tmp_path: Path, tensors: Tensors) -> None:
    settings = {**our_config().to_dict(), "tie_word_embeddings": False}
    tensors["lm_head.weight"] = tensors[EMBEDDINGS] * 2
    folder = write(tmp_path, tensors, ModelConfig.from_dict(settings))
    network = load_network(folder, dtype=torch.float32)
    assert torch.equal(logits(network), logits(our_network()) * 2)


def test_decay_and_gated_norm_stay_float32(tmp_path: Path, tensors: Tensors) -> None:
    network = load_network(write(tmp_path, tensors), dtype=torch.bfloat16)
    mixer = network.decoder.layers[0].mixer
    assert isinstance(mixer, GatedDeltaNet)
    assert {mixer.A_log.dtype, mixer.norm.weight.dtype} == {torch.float32}
    assert {mixer.in_proj.weight.dtype, mixer.dt_bias.dtype} == {torch.bfloat16}
    assert torch.equal(mixer.A_log, tensors[DECAY])


def repeat_head_differently(tensors: Tensors) -> None:
    tensors["lm_head.weight"] = tensors[EMBEDDINGS] + 1


def drop_decay(tensors: Tensors) -> None:
    del tensors[DECAY]


def add_stranger(tensors: Tensors) -> None:
    tensors["model.language_model.layers.0.self_attn.q_proj.bias"] = torch.zeros(4)


def use_gguf_name(tensors: Tensors) -> None:
    tensors["blk.0.ssm_a"] = tensors.pop(DECAY)


def turn_convolution(tensors: Tensors) -> None:
    tensors[CONV] = tensors[CONV].mT.contiguous()


def fold_decay(tensors: Tensors) -> None:
    for name in tensors:
        if name.endswith("A_log"):
            tensors[name] = -tensors[name].exp()


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (drop_decay, f"missing tensors: \\['{DECAY}'\\]"),
        (add_stranger, "unexpected tensors: .*q_proj.bias"),
        (use_gguf_name, "blk.0.ssm_a"),
        (turn_convolution, "conv1d.weight has shape"),
        (fold_decay, "converted"),
        (repeat_head_differently, "lm_head.weight differs"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_damaged_checkpoint_is_refused_naming_the_tensor(
    tmp_path: Path, tensors: Tensors, damage: Callable[[Tensors], None], message: str
) -> None:
    damage(tensors)
    with pytest.raises(CheckpointError, match=message):
        load_network(write(tmp_path, tensors))


@pytest.mark.parametrize("file", ["config.json", "model.safetensors"])
def test_a_missing_or_broken_file_is_named(tmp_path: Path, tensors: Tensors, file: str) -> None:
    path = write(tmp_path, tensors) / file
    path.write_bytes(b"{")
    with pytest.raises(CheckpointError, match=file):
        load_network(tmp_path)
    path.unlink()
    with pytest.raises(CheckpointError, match=file):
        load_network(tmp_path)


def test_an_index_cannot_point_outside_its_folder(tmp_path: Path, tensors: Tensors) -> None:
    write(tmp_path, tensors)
    index = {"weight_map": {DECAY: "../model.safetensors"}}
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps(index))
    with pytest.raises(CheckpointError, match="outside"):
        load_network(tmp_path)


def nano_network() -> Rax:
    options = {"copy_head": True, "layout_positions": True, "value_prefix": " "}
    torch.manual_seed(0)
    return Rax(ModelConfig.from_dict({**our_config().to_dict(), "docflow": options})).eval()


def test_a_saved_network_is_loaded_again(tmp_path: Path) -> None:
    network = nano_network()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.copy_(parameter.half())
    save_checkpoint(network, tmp_path)
    loaded = load_network(tmp_path, dtype=torch.float32)
    assert loaded.config == network.config
    expected = network.state_dict()
    assert all(torch.equal(tensor, expected[name]) for name, tensor in loaded.state_dict().items())


def test_matrices_are_stored_small_and_vectors_exactly(tmp_path: Path) -> None:
    save_checkpoint(nano_network(), tmp_path)
    with safe_open(tmp_path / "model.safetensors", framework="pt") as file:
        stored = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    assert {tensor.dtype for tensor in stored.values() if tensor.dim() > 1} == {torch.float16}
    assert {tensor.dtype for tensor in stored.values() if tensor.dim() == 1} == {torch.float32}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config.json", "model.safetensors"]


def test_a_weight_that_is_not_finite_is_not_saved(tmp_path: Path) -> None:
    network = nano_network()
    with torch.no_grad():
        network.decoder.embed_tokens.weight[3, 3] = 1e6
    with pytest.raises(CheckpointError, match="embed_tokens"):
        save_checkpoint(network, tmp_path)


def test_the_faster_dtype_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = {torch.float32: 1.0, torch.bfloat16: 50.0}
    monkeypatch.setattr("model.loader._matmul_seconds", lambda _device, dtype: seconds[dtype])
    assert choose_dtype(CPU, "BF16") == torch.float32
    seconds[torch.bfloat16] = 0.5
    assert choose_dtype(CPU, "BF16") == torch.bfloat16


def test_weights_that_bfloat16_would_round_are_loaded_as_float32(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("model.loader._matmul_seconds", lambda _device, dtype: dtype.itemsize)
    save_checkpoint(nano_network(), tmp_path)
    assert load_network(tmp_path).decoder.embed_tokens.weight.dtype == torch.float32


def test_bfloat16_weights_are_loaded_as_such_where_it_is_faster(
    tmp_path: Path, tensors: Tensors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("model.loader._matmul_seconds", lambda _device, dtype: dtype.itemsize)
    write(tmp_path, {name: tensor.bfloat16() for name, tensor in tensors.items()})
    assert load_network(tmp_path).decoder.embed_tokens.weight.dtype == torch.bfloat16


def test_the_same_tensor_twice_is_refused(tensors: Tensors) -> None:
    twice = [*tensors.items(), (DECAY, tensors[DECAY])]
    with pytest.raises(CheckpointError, match="unexpected"):
        build_network(our_config(), twice, CPU, torch.float32)


def test_large_matrices_are_kept_in_8_bits_where_that_decodes_faster(
    tmp_path: Path, tensors: Tensors, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path, tensors)
    exact = load_network(folder)
    monkeypatch.setattr("model.loader.prefers_int8", lambda config, dtype: True)
    monkeypatch.setattr("model.cpu_linear.MIN_WEIGHTS", 1)
    network = load_network(folder)
    kinds = {type(module) for module in network.decoder.modules()}
    assert QuantisedLinear in kinds
    assert nn.Linear not in kinds
    difference = (logits(network) - logits(exact)).square().mean().sqrt()
    assert 0 < difference < 0.1 * logits(exact).square().mean().sqrt()
    # Whoever names a dtype gets it.
    assert type(load_network(folder, dtype=torch.float32).decoder.embed_tokens) is nn.Embedding
