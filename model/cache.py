"""What one request keeps between forward passes. Knows no scheduling and no sharing.

Full-attention layers keep keys and values [B, KV heads, tokens, head_dim], which grow with every
token. Linear-attention layers keep a state of fixed size. A state can't be cut back the way keys
and values can, so going back means `snapshot` first, `restore` later.
"""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from model.config import FULL, ModelConfig


class KeyValues:
    """Keys and values of one full-attention layer; positions in [0, length) are written."""

    def __init__(self) -> None:
        self.length = 0
        self._keys: Tensor | None = None
        self._values: Tensor | None = None

    def append(self, keys: Tensor, values: Tensor) -> tuple[Tensor, Tensor]:
        """Writes new tokens [B, KV heads, T, head_dim] behind the old; returns views of all."""
        end = self.length + keys.shape[2]
        if self._keys is None or self._values is None or end > self._keys.shape[2]:
            self._keys = self._grown(self._keys, keys, end)
            self._values = self._grown(self._values, values, end)
        self._keys[:, :, self.length : end] = keys
        self._values[:, :, self.length : end] = values
        self.length = end
        return self._keys[:, :, :end], self._values[:, :, :end]

    def clone(self) -> KeyValues:
        copy = KeyValues()
        copy.length = self.length
        if self._keys is not None and self._values is not None:
            copy._keys = self._keys[:, :, : self.length].clone()
            copy._values = self._values[:, :, : self.length].clone()
        return copy

    def _grown(self, old: Tensor | None, like: Tensor, end: int) -> Tensor:
        # Doubling keeps the copying of a whole generation linear in its length.
        new = like.new_empty(like.shape[0], like.shape[1], max(64, 2 * end), like.shape[3])
        if old is not None:
            new[:, :, : self.length] = old[:, :, : self.length]
        return new


@dataclass(slots=True)
class DeltaState:
    """State of one linear-attention layer; each pass replaces the tensors, none writes into them.

    conv: the last inputs of the convolution [B, W - 1, channels].
    recurrent: [B, V heads, K dim, V dim] float32.
    """

    conv: Tensor | None = None
    recurrent: Tensor | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A point to come back to. It holds references, not copies."""

    length: int
    states: tuple[tuple[Tensor | None, Tensor | None], ...]


class Cache:
    """The layers' memory of one request (or of several of equal length, as rows of a batch).

    length: tokens seen. rope_delta: next rotary position minus length, for whoever makes positions.
    """

    def __init__(self, config: ModelConfig) -> None:
        self.length = 0
        self.rope_delta = 0
        kinds = config.text.layer_types
        self.layers: list[KeyValues | DeltaState] = [
            KeyValues() if kind == FULL else DeltaState() for kind in kinds
        ]

    def snapshot(self) -> Snapshot:
        states = [layer for layer in self.layers if isinstance(layer, DeltaState)]
        return Snapshot(self.length, tuple((state.conv, state.recurrent) for state in states))

    def restore(self, snapshot: Snapshot) -> None:
        """Forgets what came after a snapshot of this cache, or of the one it was cloned from.

        Raises: ValueError when the snapshot lies ahead of the cache.
        """
        if snapshot.length > self.length:
            raise ValueError(
                f"snapshot at {snapshot.length} tokens lies ahead of the cache at {self.length}"
            )
        self.length = snapshot.length
        states = iter(snapshot.states)
        for layer in self.layers:
            if isinstance(layer, KeyValues):
                layer.length = snapshot.length
            else:
                layer.conv, layer.recurrent = next(states)

    def clone(self) -> Cache:
        """An independent cache at the same point. Keys and values are copied; states are shared."""
        copy = Cache.__new__(Cache)
        copy.length, copy.rope_delta = self.length, self.rope_delta
        copy.layers = [
            layer.clone()
            if isinstance(layer, KeyValues)
            else DeltaState(layer.conv, layer.recurrent)
            for layer in self.layers
        ]
        return copy
