"""Windows of documents of several pages: what one request of the model sees of them, with the truth
of that window alone.

A middle page has items and hardly anything else; the last one has the sums and what is left of the
items. Pages are cut as the product cuts them. Knows no document type.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from training.documents.canvas import Canvas, PlacedWord
from training.documents.places import all_places, is_text, marked_text, unmark
from workers.page import Page, Word
from workers.steps.windows import Piece, TokenCost, plan_windows

#: estimated tokens of a window without schema and instruction; a training prompt holds no more
WINDOW_TOKENS = (400, 600, 800, 1000)
IMAGE_TOKENS = 64
MAX_PAGES = 3
#: how often a window that does not begin on the first page is taken, where there is one
LATER_SHARE = 0.85

_INDEX = re.compile(r"^(line_items|transactions)\[(\d+)\]")

Drawn = TypeVar("Drawn")


def window_of(
    pages: Sequence[Canvas], typed: Mapping[str, str], rng: random.Random
) -> tuple[list[Canvas], dict[str, str]]:
    """The pages of one window and the values by path, items counted from 0 again.

    The page's drawing stays whole, as its image does in the product; only words are left out.
    """
    budget = rng.choice(WINDOW_TOKENS)
    plan = list(plan_windows(_pages(pages), TokenCost(IMAGE_TOKENS), budget, MAX_PAGES))
    first, *later = plan
    if later and rng.random() < LATER_SHARE:
        chosen = later[-1] if rng.random() < 0.4 else rng.choice(later)
    else:
        chosen = first
    known = dict(typed)
    window = [_cut(pages[piece.number - 1], piece, known) for piece in chosen]
    return window, _count_anew(window, known)


def with_pages(
    draw: Callable[[random.Random, int], Drawn],
    count: Callable[[Drawn], int],
    rng: random.Random,
    pages: int,
) -> Drawn:
    """What `draw` makes with as many lines as it takes to fill `pages` pages.

    draw: gets a generator in the same state each time, and the number of lines. count: the pages
    of what was drawn.

    Raises:
        ValueError: `pages` is not between 1 and 40.
    """
    if not 1 <= pages <= 40:
        raise ValueError(f"a document of {pages} pages: give a number from 1 to 40")
    while True:
        seed = rng.getrandbits(64)
        lines, low, high = 14 * pages, 1, 90 * pages
        for _ in range(8):
            drawn = draw(random.Random(seed), lines)
            got = count(drawn)
            if got == pages:
                return drawn
            low, high = (lines + 1, high) if got < pages else (low, lines - 1)
            if low > high:
                break
            lines = min(high, max(low, round(lines * (pages - 0.4) / max(0.6, got - 0.4))))


def _pages(pages: Sequence[Canvas]) -> list[Page]:
    """The pages as the product would plan them."""
    return [
        Page(number, canvas.width, canvas.height, tuple(_words(canvas)))
        for number, canvas in enumerate(pages, start=1)
    ]


def _words(canvas: Canvas) -> list[Word]:
    width, height = canvas.width, canvas.height
    return [
        Word(w.text, (w.box[0] / width, w.box[1] / height, w.box[2] / width, w.box[3] / height))
        for w in canvas.words
    ]


def _cut(canvas: Canvas, piece: Piece, typed: dict[str, str]) -> Canvas:
    """The page with the words of its part alone, in the order they were written in.

    Of a text that is cut the value becomes what is left (in `typed`); a number that is cut is no
    value any more.
    """
    if piece.words is None:
        return canvas
    words = canvas.words
    down = sorted(range(len(words)), key=lambda i: _middle(words[i]))
    kept = set(down[slice(*piece.words)])
    for path, printings in all_places(words).items():
        for place in printings:
            left = [i for i in place if i in kept]
            if left and len(left) < len(place):
                if is_text(path) and path in typed:
                    typed[path] = " ".join(marked_text(words[i], path) for i in left)
                else:
                    unmark(words, path, left)
    return replace(canvas, words=[word for i, word in enumerate(words) if i in kept])


def _middle(word: PlacedWord) -> float:
    return word.box[1] + word.box[3]


def _count_anew(window: Sequence[Canvas], typed: Mapping[str, str]) -> dict[str, str]:
    """Number the window's items from 0, in its marks too (in place)."""
    words = [word for canvas in window for word in canvas.words]
    found = {key for word in words for mark in word.marks if (key := _item(mark.path))}
    names = {
        item: f"{item[0]}[{i}]"
        for array in {name for name, _ in found}
        for i, item in enumerate(sorted(item for item in found if item[0] == array))
    }

    def renamed(path: str) -> str:
        item = _item(path)
        return path if item is None else names[item] + path[path.index("]") + 1 :]

    for word in words:
        word.marks = tuple(replace(mark, path=renamed(mark.path)) for mark in word.marks)
    kept = (path for path in typed if _item(path) is None or _item(path) in names)
    return {renamed(path): typed[path] for path in kept}


def _item(path: str) -> tuple[str, int] | None:
    found = _INDEX.match(path)
    return (found[1], int(found[2])) if found else None
