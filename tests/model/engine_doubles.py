"""Stand-ins for the engine's tests: a small tokenizer trained on the spot, scripted networks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise

import torch
from tokenizers import Regex, decoders, models, pre_tokenizers, trainers
from tokenizers import Tokenizer as BpeTokenizer
from torch import Tensor

from model.batch import Batch
from model.cache import Cache
from model.config import FULL, LINEAR, ModelConfig, NanoOptions, TextConfig, VisionConfig
from model.network.copy_head import CopyHead
from model.network.rax import Rax
from model.tokenizer import Tokenizer

SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|image_pad|>"]
STRUCTURE = r'[{}\[\],:"]+|[^{}\[\],:"]+'
CORPUS = [
    '{"number":" R-1042","date":null,"supplier":{"name":" ACME GmbH"},"currency":" EUR"}',
    '{"items":[{"text":" Web Design","amount":" 119,00"},{"text":null,"amount":" 5.00"}]}',
    " Invoice number R-1042 date 05.03.2019 ACME GmbH Main Street 5 12345 Town total EUR 119,00",
]


@lru_cache(maxsize=1)
def tiny_tokenizer() -> Tokenizer:
    """Byte-level BPE of about 500 entries that never joins JSON's structure with text."""
    bpe = BpeTokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(STRUCTURE), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True),
        ]
    )
    bpe.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=500,
        special_tokens=SPECIAL,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    bpe.train_from_iterator(CORPUS * 20, trainer)
    return Tokenizer(bpe, vocab_size=512)


def tiny_config(
    *, copy_head: bool = False, vision: bool = False, prefix: bool = False
) -> ModelConfig:
    """Two layers of each kind's smallest shape."""
    text = TextConfig(
        vocab_size=512,
        hidden_size=32,
        intermediate_size=48,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=16,
        layer_types=(LINEAR, FULL),
        linear_num_key_heads=2,
        linear_num_value_heads=2,
        linear_key_head_dim=8,
        linear_value_head_dim=8,
        mrope_section=(1, 1, 0),
    )
    tower = VisionConfig(
        depth=1,
        hidden_size=16,
        intermediate_size=16,
        num_heads=2,
        out_hidden_size=32,
        num_position_embeddings=16,
    )
    nano = NanoOptions(copy_head=copy_head, copy_dim=16, prefix_attention=prefix)
    pad = tiny_tokenizer().special("<|image_pad|>")
    return ModelConfig(text, tower if vision else None, pad, nano=nano)


def tiny_network(
    seed: int = 0, *, copy_head: bool = False, vision: bool = False, prefix: bool = False
) -> Rax:
    """The real network with random weights large enough that its choices differ."""
    torch.manual_seed(seed)
    network = Rax(tiny_config(copy_head=copy_head, vision=vision, prefix=prefix)).eval()
    with torch.no_grad():
        network.decoder.embed_tokens.weight.mul_(30)
    return network


class ScriptedNetwork:
    """Logits are a function of the number of tokens seen. calls: (ids, positions) of each pass."""

    copy_head: CopyHead | None = None

    def __init__(self, logits: Callable[[int], Tensor]) -> None:
        self.config = tiny_config()
        self.calls: list[tuple[list[int], Tensor]] = []
        self._logits = logits

    def advance(self, batch: Batch, cache: Cache) -> Tensor:
        self.calls.append((batch.ids.tolist(), batch.positions))
        bounds = batch.cu_seqlens.tolist()
        seen = [
            length + i + 1
            for length, (start, end) in zip(batch.lengths.tolist(), pairwise(bounds), strict=True)
            for i in range(end - start)
        ]
        return torch.tensor(seen).view(-1, 1).float()

    def encode_images(
        self,
        patches: Tensor,
        grids: Sequence[tuple[int, int]],
        kept: Sequence[Tensor] | None = None,
    ) -> Tensor:
        raise AssertionError("the script has no images")

    def vocab_logits(self, hidden: Tensor) -> Tensor:
        return torch.stack([self._logits(int(seen)) for seen in hidden[:, 0].tolist()])


def follow(tokens: Sequence[int], prompt_tokens: int) -> ScriptedNetwork:
    """A network that wants to write `tokens` behind its prompt, then the last of them again."""

    def logits(seen: int) -> Tensor:
        row = torch.zeros(512)
        row[tokens[min(seen - prompt_tokens, len(tokens) - 1)]] = 10.0
        return row

    return ScriptedNetwork(logits)


def dice(seed: int) -> ScriptedNetwork:
    """A network whose wishes are random, and the same for the same seed."""

    def logits(seen: int) -> Tensor:
        return torch.randn(512, generator=torch.Generator().manual_seed(seed * 100_003 + seen))

    return ScriptedNetwork(logits)


def text_positions(count: int) -> Tensor:
    """Rotary positions [3, count] of plain text."""
    return torch.arange(count).expand(3, -1)
