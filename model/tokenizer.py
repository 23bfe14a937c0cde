"""A byte-level BPE tokenizer around the `tokenizers` library: text to ids and back. Knows no prompt
and no schema.

Loads a Hugging Face ``tokenizer.json``: docflow-nano's small one and Rax's (248,044 entries) alike.
"""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path

from tokenizers import Tokenizer as BpeTokenizer


class Tokenizer:
    """Ids of text.

    Text is data: special tokens written in it (``<|im_start|>``) are encoded as ordinary
    characters, never as the
    special token; only `special` gives those ids.
    """

    def __init__(self, bpe: BpeTokenizer, vocab_size: int | None = None) -> None:
        """vocab_size: rows of the model's head when it is padded beyond the tokenizer's own
        entries.
        """
        self.bpe = _all_special(bpe)
        self.bpe.encode_special_tokens = True
        self.vocab_size = vocab_size or bpe.get_vocab_size(with_added_tokens=True)

    @classmethod
    def load(cls, path: Path, vocab_size: int | None = None) -> Tokenizer:
        """Read ``tokenizer.json`` at `path` (a file, or a folder that holds it).

        Raises:
            FileNotFoundError: there is no such file.
        """
        file = path / "tokenizer.json" if path.is_dir() else path
        if not file.is_file():
            raise FileNotFoundError(
                f"no tokenizer at {file}: the model folder must hold tokenizer.json"
            )
        return cls(BpeTokenizer.from_file(str(file)), vocab_size)

    def encode(self, text: str) -> list[int]:
        """Ids of `text`, without special tokens."""
        ids: list[int] = self.bpe.encode(text, add_special_tokens=False).ids
        return ids

    def encode_with_offsets(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """Ids and the half-open character range of each. Several ids may share a character (bytes
        of it).
        """
        encoding = self.bpe.encode(text, add_special_tokens=False)
        return encoding.ids, encoding.offsets

    def decode(self, ids: list[int]) -> str:
        """Text of `ids`, special tokens left out; bytes that are no UTF-8 become U+FFFD."""
        return b"".join(self.token_bytes(i) for i in ids).decode("utf-8", errors="replace")

    def special(self, token: str) -> int:
        """Id of a special token.

        Raises:
            KeyError: the vocabulary has no such token.
        """
        found = self.bpe.token_to_id(token)
        if found is None:
            raise KeyError(f"the tokenizer has no token {token!r}")
        return int(found)

    def has(self, token: str) -> bool:
        """Whether the vocabulary holds `token`."""
        return self.bpe.token_to_id(token) is not None

    @cached_property
    def special_ids(self) -> frozenset[int]:
        """Ids of all added special tokens."""
        return frozenset(i for i, t in self.bpe.get_added_tokens_decoder().items() if t.special)

    @cached_property
    def stop_ids(self) -> tuple[int, ...]:
        """Ids that end an answer."""
        return tuple(self.special(t) for t in ("<|im_end|>", "<|endoftext|>") if self.has(t))

    def token_bytes(self, token_id: int) -> bytes:
        """The bytes a token writes; empty for special tokens and for padding rows of the head."""
        return self._bytes[token_id] if token_id < len(self._bytes) else b""

    @cached_property
    def _bytes(self) -> list[bytes]:
        table: list[bytes] = [b""] * self.vocab_size
        added = self.bpe.get_added_tokens_decoder()
        for text, index in self.bpe.get_vocab(with_added_tokens=True).items():
            if index in added:
                table[index] = b"" if added[index].special else text.encode()
            else:
                table[index] = bytes(_BYTE_OF_CHAR[c] for c in text)
        return table


def _all_special(bpe: BpeTokenizer) -> BpeTokenizer:
    """The tokenizer with every added token special: published files list ``<think>`` as ordinary,
    and a document that says so must not write the token.
    """
    added = bpe.get_added_tokens_decoder().values()
    if all(token.special for token in added):
        return bpe
    source = json.loads(bpe.to_str())
    for token in source["added_tokens"]:
        token["special"] = True
    return BpeTokenizer.from_str(json.dumps(source))


def _byte_of_char() -> dict[str, int]:
    """GPT-2's printable stand-ins for the 256 bytes (Radford et al. 2019, byte-level BPE)."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    table = {chr(b): b for b in printable}
    extra = 0
    for byte in range(256):
        if byte not in printable:
            table[chr(256 + extra)] = byte
            extra += 1
    return table


_BYTE_OF_CHAR = _byte_of_char()
