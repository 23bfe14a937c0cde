"""int8 weights on a CPU: each result against the same weights as floats."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from model.config import ModelConfig
from model.cpu_linear import (
    MAX_NARROW_ROWS,
    QuantisedEmbedding,
    QuantisedLinear,
    quantise_linears,
    quantise_rows,
)
from model.loader import build_network
from model.network.deltanet import GatedDeltaNet
from model.network.rax import Rax
from tests.kernels.tolerances import TOLERANCE, relative_rms_error
from tests.model.published import our_config, published_network

DTYPES = [torch.float32, torch.bfloat16]
#: of normally distributed weights: a row's greatest of 100 to 2,048 is 2.5 to 3.5 deviations, and
#: rounding to a 127th of that errs by 0.29 of a step
LARGEST_ERROR = 0.011
WIDE = max(MAX_NARROW_ROWS.values()) + 1

pytestmark = pytest.mark.usefixtures("no_gradients")


@pytest.fixture
def no_gradients():  # type: ignore[no-untyped-def]
    with torch.no_grad():
        yield


def random_weight(num_outputs: int, num_inputs: int) -> Tensor:
    return torch.randn(num_outputs, num_inputs, generator=torch.Generator().manual_seed(42)) * 0.02


def float_weight(linear: QuantisedLinear) -> Tensor:
    """What the int8 weights stand for."""
    return linear.q.float() * linear.scale.float()[:, None]


def inputs(*shape: int, dtype: torch.dtype = torch.float32) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(7)).to(dtype)


@pytest.mark.parametrize("dtype", DTYPES, ids=["float32", "bfloat16"])
@pytest.mark.parametrize(
    "shape",
    [(1, 2048), (1, 5, 64), (MAX_NARROW_ROWS[torch.bfloat16], 96), (WIDE, 112), (2, 40, 16)],
    ids=["one_row", "leading_dimensions", "most_narrow_rows", "fewest_wide_rows", "wide_batch"],
)
@pytest.mark.parametrize("num_outputs", [1, 33, 616], ids="{}_outputs".format)
def test_the_result_is_that_of_the_weights_as_floats(
    shape: tuple[int, ...], num_outputs: int, dtype: torch.dtype
) -> None:
    linear = QuantisedLinear(random_weight(num_outputs, shape[-1]))
    x = inputs(*shape, dtype=dtype)
    y = linear(x)
    assert y.dtype == dtype
    # The kernel for few rows takes and gives bfloat16, whatever x is.
    is_wide_float = dtype == torch.float32 and x[..., 0].numel() > MAX_NARROW_ROWS[dtype]
    tolerance = TOLERANCE[torch.float32 if is_wide_float else torch.bfloat16]
    assert relative_rms_error(y, F.linear(x.float(), float_weight(linear))) <= tolerance


def test_wide_weights_are_taken_in_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("model.cpu_linear.TILE_WEIGHTS", 64 * 10 + 3)
    weight = random_weight(47, 64)
    linear = QuantisedLinear(weight)
    x = inputs(WIDE, 64)
    expected = F.linear(x, float_weight(linear))
    assert relative_rms_error(linear(x), expected) <= TOLERANCE[torch.float32]
    assert relative_rms_error(float_weight(linear), weight) <= LARGEST_ERROR


@pytest.mark.parametrize("dtype", DTYPES, ids=["float32", "bfloat16"])
def test_a_row_alone_and_among_few_others_is_the_same_bits(dtype: torch.dtype) -> None:
    linear = QuantisedLinear(random_weight(130, 256))
    x = inputs(MAX_NARROW_ROWS[dtype], 256, dtype=dtype)
    together = linear(x)
    alone = torch.cat([linear(row) for row in x.split(1)])
    assert torch.equal(together, alone)
    assert torch.equal(together[3:8], linear(x[3:8]))


@pytest.mark.parametrize("dtype", DTYPES, ids=["float32", "bfloat16"])
def test_no_rows_give_no_rows(dtype: torch.dtype) -> None:
    linear = QuantisedLinear(random_weight(5, 32))
    assert linear(torch.empty(0, 32, dtype=dtype)).shape == (0, 5)


def test_rows_with_gaps_between_them_are_read_right() -> None:
    linear = QuantisedLinear(random_weight(33, 64))
    x = inputs(6, 100, dtype=torch.bfloat16)
    assert torch.equal(linear(x[:, 8:72]), linear(x[:, 8:72].contiguous()))
    assert torch.equal(linear(x[::2, :64]), linear(x[:, :64])[::2])


def test_inference_mode_before_and_after_makes_no_difference() -> None:
    linear = QuantisedLinear(random_weight(33, 48))
    x = inputs(WIDE, 48)
    with torch.inference_mode():
        first = linear(x).clone()
    assert torch.equal(first, linear(x))


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16], ids=str)
def test_rounding_to_int8_loses_under_a_hundredth_or_so(dtype: torch.dtype) -> None:
    weight = random_weight(300, 2048).to(dtype)
    q, scale = quantise_rows(weight)
    assert (q.dtype, scale.dtype) == (torch.int8, torch.bfloat16)
    assert relative_rms_error(q.float() * scale.float()[:, None], weight) <= LARGEST_ERROR
    assert q.min() >= -127


def test_a_row_of_zeros_stays_zero() -> None:
    weight = random_weight(4, 32)
    weight[2] = 0
    linear = QuantisedLinear(weight)
    assert torch.equal(linear(inputs(1, 32))[:, 2], torch.zeros(1))


def test_a_weight_that_is_not_finite_is_refused() -> None:
    weight = random_weight(4, 32)
    weight[1, 1] = torch.nan
    with pytest.raises(ValueError, match="not finite"):
        QuantisedLinear(weight)


def test_inputs_that_the_kernel_would_read_past_are_refused() -> None:
    with pytest.raises(ValueError, match="100 inputs"):
        QuantisedLinear(random_weight(4, 100))


def test_embeddings_are_the_rows_of_the_head() -> None:
    head = QuantisedLinear(random_weight(20, 32))
    ids = torch.tensor([[3, 0], [19, 3]])
    assert torch.equal(QuantisedEmbedding(head, torch.float32)(ids), float_weight(head)[ids])
    assert QuantisedEmbedding(head, torch.bfloat16)(ids).dtype == torch.bfloat16


@pytest.fixture
def small_weights_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("model.cpu_linear.MIN_WEIGHTS", 0)


def tiny(dtype: torch.dtype) -> Rax:
    """A network of its own: it is changed in place."""
    tensors = published_network().state_dict().items()
    return build_network(our_config(), tensors, torch.device("cpu"), dtype)


def linears(network: nn.Module, kind: type[nn.Module]) -> set[str]:
    return {name for name, module in network.named_modules() if isinstance(module, kind)}


@pytest.mark.usefixtures("small_weights_too")
def test_a_network_gives_up_its_large_matrices_for_int8_ones() -> None:
    network = tiny(torch.float32)
    before = linears(network.decoder, nn.Linear)
    quantise_linears(network, torch.float32)
    assert linears(network.decoder, QuantisedLinear) - {"embed_tokens.head"} == before
    assert not linears(network.decoder, nn.Linear)
    assert all("vision" in name for name in linears(network, nn.Linear))
    assert isinstance(network.lm_head, QuantisedLinear)
    assert isinstance(network.decoder.embed_tokens, QuantisedEmbedding)
    assert network.decoder.embed_tokens.head is network.lm_head


def test_small_matrices_stay_floats() -> None:
    network = tiny(torch.float32)
    before = linears(network.decoder, nn.Linear)
    quantise_linears(network, torch.float32)
    assert linears(network.decoder, nn.Linear) == before


@pytest.mark.usefixtures("small_weights_too")
@pytest.mark.parametrize("num_tokens", [5, 85], ids=["few_tokens", "many_tokens"])
def test_hidden_states_stay_near_those_of_floats(num_tokens: int) -> None:
    network = tiny(torch.float32)
    ids = torch.randint(0, 490, (1, num_tokens), generator=torch.Generator().manual_seed(1))
    positions = torch.arange(num_tokens).expand(3, 1, -1)
    before = network(ids, positions)
    logits = network.vocab_logits(before)
    quantise_linears(network, torch.float32)
    hidden = network(ids, positions)
    # Four layers of errors of a hundredth each, added up.
    assert 0 < relative_rms_error(hidden, before) <= 4 * LARGEST_ERROR
    assert network.lm_head is not None
    assert relative_rms_error(network.lm_head(before), logits) <= LARGEST_ERROR


@pytest.mark.usefixtures("small_weights_too")
def test_a_network_loaded_as_bfloat16_may_compute_in_float32() -> None:
    network = tiny(torch.bfloat16)
    quantise_linears(network, torch.float32)
    assert {parameter.dtype for parameter in network.parameters()} == {torch.float32}
    ids = torch.arange(9)[None]
    assert network(ids, torch.arange(9).expand(3, 1, -1)).dtype == torch.float32


@pytest.mark.usefixtures("small_weights_too")
def test_decays_stay_float32_in_a_bfloat16_network() -> None:
    network = tiny(torch.bfloat16)
    quantise_linears(network, torch.bfloat16)
    layers = [module for module in network.modules() if isinstance(module, GatedDeltaNet)]
    assert layers
    assert {layer.A_log.dtype for layer in layers} == {torch.float32}
    assert {layer.norm.weight.dtype for layer in layers} == {torch.float32}
    assert network.decoder.norm.weight.dtype == torch.bfloat16


def test_float32_weights_do_not_become_bfloat16() -> None:
    with pytest.raises(ValueError, match=r"float32 can't become torch\.bfloat16"):
        quantise_linears(tiny(torch.float32), torch.bfloat16)


def test_an_untied_head_is_quantised_and_the_embeddings_are_kept(
    small_weights_too: None,
) -> None:
    values = our_config().to_dict()
    values["tie_word_embeddings"] = values["text_config"]["tie_word_embeddings"] = False
    network = Rax(ModelConfig.from_dict(values)).eval()
    quantise_linears(network, torch.float32)
    assert isinstance(network.lm_head, QuantisedLinear)
    assert isinstance(network.decoder.embed_tokens, nn.Embedding)
