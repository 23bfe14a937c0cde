"""The fitted weights of sorting and their file: what each word, title and figure says of a page's
kind. ``python -m training.sorting.fit`` writes it. Knows no page.
"""

from __future__ import annotations

import io
import json
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from workers.sorting.features import FIGURES, Features

WEIGHTS_FILE = Path(__file__).with_name("weights.npz")
VERSION = 1
#: what a title weighs where it stands, see `word_share` for words
TITLE_SHARE = 4.0

Floats = npt.NDArray[np.float32]


class WeightsError(ValueError):
    """The file is none of weights, or one for another program."""


@dataclass(frozen=True, slots=True)
class PageScores:
    """What one page looks like, K kinds, all natural logarithms of probabilities or odds.

    first: [K], its kind if it opens a document. later: [K], if it goes on with one. opens: the odds
    that it is the first page of a document. closes: that it is the last one.
    """

    first: Floats
    later: Floats
    opens: float
    closes: float


@dataclass(frozen=True, slots=True)
class Weights:
    """V words and marks, F figures, K kinds, P features of a pair of pages, H hidden units.

    names: [V], sorted. table: [V, 2K + 2], columns as PageScores has them: first, later, opens,
    closes. figures: [F, 2K + 2]. bias: [2K + 2]. pair_in: [P + 1, H], the last row is the bias;
    pair_out: [H + 1]. later_weight: what a later page counts for the kind of its document.
    """

    kinds: tuple[str, ...]
    names: dict[str, int]
    table: Floats
    figures: Floats
    bias: Floats
    pair_in: Floats
    pair_out: Floats
    later_weight: float

    def scores(self, features: Features) -> PageScores:
        """What a page with these features looks like."""
        num = len(self.kinds)
        known = [i for name in features.words if (i := self.names.get(name)) is not None]
        marks = [i for name in features.marks if (i := self.names.get(name)) is not None]
        total = self.bias + np.asarray(features.figures, np.float32) @ self.figures
        if known:
            total = total + self.table[known].sum(axis=0) * word_share(len(known))
        if marks:
            total = total + self.table[marks].sum(axis=0) * TITLE_SHARE
        return PageScores(
            log_softmax(total[:num]),
            log_softmax(total[num : 2 * num]),
            float(total[2 * num]),
            float(total[2 * num + 1]),
        )

    def break_logit(self, pair: Floats) -> float:
        """The log odds that a document ends between two pages. pair: [P], see pairs.py."""
        hidden = np.tanh(pair @ self.pair_in[:-1] + self.pair_in[-1])
        return float(hidden @ self.pair_out[:-1] + self.pair_out[-1])


def word_share(count: int) -> float:
    """What one of `count` known words of a page weighs: a long page says no more than a short."""
    return 5.0 / math.sqrt(max(count, 12))


def log_softmax(values: Floats) -> Floats:
    """Logarithms of the shares, along the last axis."""
    shifted = values - values.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)), np.float32)


def save(weights: Weights, path: Path = WEIGHTS_FILE) -> None:
    """Writes the file: the same bytes for the same weights."""
    names = sorted(weights.names, key=weights.names.__getitem__)
    head = {
        "version": VERSION,
        "kinds": weights.kinds,
        "figures": FIGURES,
        "later_weight": weights.later_weight,
        "names": names,
    }
    text = np.frombuffer(json.dumps(head, ensure_ascii=False).encode(), np.uint8)
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        head=text,
        table=weights.table.astype(np.float16),
        figures=weights.figures,
        bias=weights.bias,
        pair_in=weights.pair_in,
        pair_out=weights.pair_out,
    )
    path.write_bytes(buffer.getvalue())


def load(path: Path = WEIGHTS_FILE) -> Weights:
    """The weights of a file. Raises WeightsError, OSError."""
    with np.load(path, allow_pickle=False) as arrays:
        head = json.loads(arrays["head"].tobytes())
        if head.get("version") != VERSION or tuple(head["figures"]) != FIGURES:
            raise WeightsError(
                f"{path.name} was fitted for another version of the features; "
                "run `python -m training.sorting.fit`"
            )
        return Weights(
            tuple(head["kinds"]),
            {name: index for index, name in enumerate(head["names"])},
            arrays["table"].astype(np.float32),
            arrays["figures"],
            arrays["bias"],
            arrays["pair_in"],
            arrays["pair_out"],
            float(head["later_weight"]),
        )


@lru_cache(maxsize=1)
def shipped() -> Weights:
    """The weights of the package, read when first asked for."""
    return load()
