"""What makes real documents harder than generated ones, done to the words of a page.

Each takes words and gives new ones; the truth loses what is no longer there. Knows no pixels but
those it moves, and no schema.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from training.documents.canvas import PlacedWord

_SYLLABLES = (
    "ba", "den", "ko", "lu", "mi", "nor", "pel", "ra", "sti", "tor", "un", "vak", "wes", "zo",
    "kri", "hal", "fe", "gom",
)  # fmt: skip
#: what stands in lists is left alone: a row without one of its values is no row of its table
_LISTS = (
    *("line_items[", "pairs[", "checkboxes["),
    *("transactions[", "earnings[", "deductions["),
)
_TRIES = 12

Pixels = npt.NDArray[np.uint8]


def forget(
    pages: Sequence[Sequence[PlacedWord]], values: dict[str, str], rng: random.Random, share: float
) -> list[list[PlacedWord]]:
    """Each value outside lists is gone with the chance `share`, mostly with its label.

    Effects: takes the values that are gone out of `values`.
    """
    partial = {
        mark.path
        for words in pages
        for word in words
        for mark in word.marks
        if mark.end - mark.start < len(word.text) or len(word.marks) > 1
    }
    marked = dict.fromkeys(m.path for words in pages for word in words for m in word.marks)
    gone = {
        path
        for path in marked
        if path in values and not path.startswith(_LISTS) and rng.random() < share
    } - partial
    if "totals.amount_due" in values:
        # Else the amount due would rightly be taken for the total.
        gone.discard("totals.total")
    for path in gone:
        del values[path]
    return [_without(words, gone, with_label=rng.random() < 0.6) for words in pages]


def _without(words: Sequence[PlacedWord], gone: set[str], *, with_label: bool) -> list[PlacedWord]:
    lost = [word for word in words if word.marks and word.marks[0].path in gone]
    kept = [word for word in words if word not in lost]
    if not with_label:
        return kept
    return [w for w in kept if w.marks or not any(_is_label(w, value) for value in lost)]


def _is_label(word: PlacedWord, value: PlacedWord) -> bool:
    height = value.box[3] - value.box[1]
    is_same_row = abs(word.box[1] - value.box[1]) < 0.5 * height
    return is_same_row and 0 <= value.box[0] - word.box[2] < 14 * height


def relabel(words: Sequence[PlacedWord], rng: random.Random, share: float) -> list[PlacedWord]:
    """That share of the words that are no values is of a language nobody speaks."""
    invented: dict[str, str] = {}
    out = []
    for word in words:
        bare = word.text.strip(":.,()#*").casefold()
        if word.marks or len(bare) < 3 or not bare.isalpha():
            out.append(word)
            continue
        if bare not in invented:
            invented[bare] = _invent(bare, rng) if rng.random() < share else bare
        if invented[bare] == bare:
            out.append(word)
        else:
            out.append(replace(word, text=_dressed(invented[bare], bare, word.text)))
    return out


def _invent(word: str, rng: random.Random) -> str:
    return "".join(rng.choice(_SYLLABLES) for _ in range(max(1, round(len(word) / 2.5))))


def _dressed(word: str, bare: str, text: str) -> str:
    """The word with the signs and the capitals of `text`."""
    at = text.casefold().find(bare)
    before, after = text[:at], text[at + len(bare) :]
    old = text[at : at + len(bare)]
    shaped = word.upper() if old.isupper() else word.capitalize() if old[:1].isupper() else word
    return before + shaped + after


def scatter(
    words: Sequence[PlacedWord], size: tuple[float, float], rng: random.Random, count: int
) -> list[PlacedWord]:
    """Up to `count` values more, each like one of the page but for its digits, where there is room.

    size: of the page, in points.
    """
    models = [word for word in words if any(char.isdigit() for char in word.text)]
    out = list(words)
    for _ in range(count if models else 0):
        model = rng.choice(models)
        text = "".join(rng.choice("0123456789") if c.isdigit() else c for c in model.text)
        label = _invent("x" * rng.randint(3, 9), rng).capitalize() + rng.choice(("", ":", "."))
        height = model.box[3] - model.box[1]
        width = model.box[2] - model.box[0]
        before = 0.55 * height * len(label)
        for _ in range(_TRIES):
            left = rng.uniform(0.03, 0.6) * size[0]
            top = rng.uniform(0.03, 0.95) * size[1]
            start = left + before + rng.choice((0.4, 0.4, 4.0)) * height
            box = (left, top, start + width, top + height)
            if not any(_touch(box, word.box) for word in out):
                out.append(PlacedWord(label, (left, top, left + before, top + height)))
                out.append(PlacedWord(text, (start, top, start + width, top + height)))
                break
    return out


def _touch(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return (
        one[0] < other[2] and other[0] < one[2] and one[1] < other[3] + 1 and other[1] < one[3] + 1
    )


def shrink(
    words: Sequence[PlacedWord], image: Pixels, size: tuple[float, float], rng: random.Random
) -> tuple[list[PlacedWord], Pixels]:
    """The page as a part of a larger one, on a table or the bed of a scanner."""
    scale = 1 / rng.uniform(1.0, 1.7)
    across, down = rng.random() * (1 - scale), rng.random() * (1 - scale)
    dx, dy = across * size[0], down * size[1]
    moved = [
        replace(w, box=(
            dx + scale * w.box[0], dy + scale * w.box[1],
            dx + scale * w.box[2], dy + scale * w.box[3],
        ))
        for w in words
    ]  # fmt: skip
    height, width = image.shape[:2]
    small = cv2.resize(
        image, (round(width * scale), round(height * scale)), interpolation=cv2.INTER_AREA
    )
    whole = np.full_like(image, rng.choice((30, 90, 160, 255)))
    top, left = int(down * height), int(across * width)
    part = whole[top : top + small.shape[0], left : left + small.shape[1]]
    part[:] = small[: part.shape[0], : part.shape[1]]
    return moved, whole
