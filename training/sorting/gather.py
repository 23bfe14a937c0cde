"""Draws generated documents and notes what their pages show, for fitting and for measuring."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

from training.sorting.documents import draw, read
from training.sorting.page_model import PageExample
from workers.sorting.features import features_of


def page_examples(name: str, count: int) -> Iterator[list[PageExample]]:
    """The pages of `count` documents, the same for the same name; another name, other documents."""
    for index in range(count):
        rng = random.Random(f"sorting {name} {index}")
        drawn = draw(rng)
        pages = read(rng, drawn)
        yield [
            PageExample(
                drawn.schema,
                page.number - 1,
                len(pages),
                replace(features_of(page), rows=[]),
                drawn.label_words,
            )
            for page in pages
        ]
