"""Trains docflow-nano's tokenizer on text the generator writes: ``python -m training.tokenizer
--out FILE``.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

from tokenizers import AddedToken, Regex, decoders, models, normalizers, pre_tokenizers, trainers
from tokenizers import Tokenizer as BpeTokenizer

from training.answers import answer_pieces, leaf_kinds
from training.corpus import sample_document
from training.examples import schema_of
from training.occurrences import find_occurrences
from training.pages import anchor_of
from workers.steps.prompt import asked_fields

SPECIAL_TOKENS = (
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|image_pad|>",
)

#: words, numbers in groups of three, rows, tabs, single signs, and runs of JSON's own characters,
#: which therefore
#: never merge with text: a forced key always meets the boundary it had in training
SPLIT = (
    r" ?[\p{L}\p{M}_]+| ?\p{N}{1,3}|\n|\t|[{}\[\],:"
    + '"'
    + r"]+| ?[^\s\p{L}\p{M}\p{N}_{}\[\],:"
    + '"'
    + r"]| |\s"
)


def train_tokenizer(texts: Iterable[str], vocab_size: int) -> BpeTokenizer:
    """A byte-level BPE of `vocab_size` entries, special tokens first."""
    bpe = BpeTokenizer(models.BPE())
    bpe.normalizer = normalizers.NFC()
    bpe.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(SPLIT), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    bpe.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size,
        min_frequency=2,
        special_tokens=[AddedToken(t, special=True, normalized=False) for t in SPECIAL_TOKENS],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    bpe.train_from_iterator(texts, trainer)
    return bpe


def corpus(num_documents: int, seed: int) -> Iterator[str]:
    """Anchor, question and answer of generated documents."""
    for index in range(num_documents):
        read = sample_document(random.Random(seed + index))
        document = read.document
        anchor, placed = anchor_of(read)
        yield anchor.text
        schema = schema_of(document)
        found = find_occurrences(anchor, placed, document.values, leaf_kinds(schema))
        raws = {path: places[0].raw for path, places in found.items()}
        yield f"{document.kind}:{','.join(asked_fields(schema, describe=False))}\n"
        yield "".join(piece.text for piece in answer_pieces(schema, raws, " "))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--documents", type=int, default=6000)
    parser.add_argument("--vocab-size", type=int, default=8192)
    parser.add_argument("--seed", type=int, default=900_000_000)
    options = parser.parse_args()
    bpe = train_tokenizer(corpus(options.documents, options.seed), options.vocab_size)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    bpe.save(str(options.out))
    print(json.dumps({"vocab_size": bpe.get_vocab_size(), "file": str(options.out)}))


if __name__ == "__main__":
    main()
