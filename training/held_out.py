"""Generated documents nobody trained on, most of them harder than any that training sees.

Harder, as real documents are: values that are missing, labels in words nobody knows, stray values,
poorer text recognition, content in a part of the page only. Confidence is fitted on these, so that
low ones occur. Knows no network.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from schemas.resolve import resolve
from schemas.schema import Schema, load_builtin
from training.corpus import OCR_SHARE, ReadDocument, image_size, sample_document
from training.documents.canvas import Canvas, PlacedWord
from training.documents.degrade import degrade
from training.documents.ocr_noise import noisy
from training.documents.render import pixels
from training.hardships import forget, relabel, scatter, shrink
from workers.page import Page, Source, Word

#: share of the documents that are just as training draws them
PLAIN_SHARE = 0.35
#: the poorest text recognition; 1 is the poorest in training
WORST_LEVEL = 1.5

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A document as the product meets it, with its truth by path (``line_items[0].quantity``).

    is_plain: drawn and read as for training.
    """

    kind: str
    schema: Schema
    pages: tuple[Page, ...]
    values: Mapping[str, str]
    is_plain: bool


def held_out(seed: int, index: int) -> HeldOut:
    """Document `index` of the set `seed`; the same every time.

    Training seeds each document with a number; these are seeded with a text, so that no number of
    training leads to the same document.
    """
    rng = random.Random(f"held out {seed} {index}")
    read = sample_document(rng)
    return held_out_from(read, rng, is_plain=rng.random() < PLAIN_SHARE)


def held_out_from(read: ReadDocument, rng: random.Random, *, is_plain: bool) -> HeldOut:
    """A document that was drawn and read, as the product meets it; harder unless `is_plain`."""
    document = read.document
    values = dict(document.values)
    scanned = any(
        [word.text for word in words] != [word.text for word in canvas.words]
        for words, canvas in zip(read.words, document.pages, strict=True)
    )
    if not is_plain:
        read, scanned = _hardened(read, values, rng)
    return HeldOut(document.kind, _schema(read), pages_of(read, scanned), values, is_plain)


def pages_of(read: ReadDocument, scanned: bool) -> tuple[Page, ...]:
    """The document's pages as the product has them. scanned: words come from text recognition."""
    source: Source = "ocr" if scanned else "text"
    return tuple(
        Page(number, canvas.width, canvas.height, tuple(_words(words, canvas, source)), image)
        for number, (canvas, words, image) in enumerate(
            zip(read.document.pages, read.words, read.images, strict=True), start=1
        )
    )


def _schema(read: ReadDocument) -> Schema:
    document = read.document
    if document.schema is None:
        return load_builtin(document.kind)
    return Schema("order", resolve({"type": "object", "properties": document.schema}))


def _hardened(
    read: ReadDocument, values: dict[str, str], rng: random.Random
) -> tuple[ReadDocument, bool]:
    """The document read anew after some hardships, and whether by text recognition."""
    document = read.document
    strength = rng.random()
    forgotten = rng.random() < 0.6
    pages = forget(
        [canvas.words for canvas in document.pages],
        values,
        rng,
        0.35 * strength if forgotten else 0.0,
    )
    # In a form the labels say what is asked for: without them there would be no right answer.
    is_form = document.kind in ("form", "w9")
    foreign = 0.7 * strength if not is_form and rng.random() < 0.6 else 0.0
    stray = rng.randint(0, 1 + round(7 * strength)) if rng.random() < 0.6 else 0
    is_shrunk = rng.random() < 0.35
    scanned = rng.random() < 0.5 * (1 + OCR_SHARE[document.kind])
    level = WORST_LEVEL * rng.uniform(0.2, 1.0) if scanned else 0.0
    all_words, images = [], []
    for canvas, words in zip(document.pages, pages, strict=True):
        size = (canvas.width, canvas.height)
        words = scatter(relabel(words, rng, foreign), size, rng, stray)
        height, width = image_size(*size)
        image = pixels(canvas, width, height)
        if is_shrunk:
            words, image = shrink(words, image, size, rng)
        all_words.append(noisy(words, rng, level) if scanned else words)
        images.append(degrade(image, rng, min(level, 1.0)))
    return replace(read, words=all_words, images=images), scanned


def _words(placed: Sequence[PlacedWord], canvas: Canvas, source: Source) -> Iterator[Word]:
    for item in placed:
        x0, y0, x1, y1 = item.box
        box = (x0 / canvas.width, y0 / canvas.height, x1 / canvas.width, y1 / canvas.height)
        yield Word(item.text, box, source)
