"""Which documents training sees, in which shares, and how they are read: exact text layer or OCR
with its mistakes.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from model.image import smart_resize
from training.documents import business, forms, invoices, payslips, receipts, statements
from training.documents.canvas import PlacedWord, SyntheticDocument
from training.documents.degrade import degrade
from training.documents.ocr_noise import noisy
from training.documents.render import pixels

#: shares of kinds
KINDS = {
    **{"invoice": 0.40, "receipt": 0.21, "form": 0.19, "business": 0.12},
    **{"statement": 0.05, "payslip": 0.03},
}
#: share of forms that are orders and contracts of broadcasters
BROADCAST_SHARE = 0.12
#: share of the other forms that are a W-9, asked by the schema of that name
W9_SHARE = 0.07
#: shares of documents read by OCR, by schema
OCR_SHARE = {
    "invoice": 0.3,
    "receipt": 0.85,
    "form": 0.3,
    **dict.fromkeys(business.KINDS, 0.35),
    **dict.fromkeys(("bank_statement", "payslip", "w9"), 0.35),
}
#: the model's page image: at most this many pixels (64 tokens of 32 x 32)
IMAGE_PIXELS = 65_536
MIN_IMAGE_PIXELS = 32_768


@dataclass(slots=True)
class ReadDocument:
    """A generated document as the product would meet it: words as read and an image a page."""

    document: SyntheticDocument
    words: list[list[PlacedWord]]
    images: list[npt.NDArray[np.uint8]]


def sample_document(rng: random.Random) -> ReadDocument:
    """A document of a random kind."""
    kind = rng.choices(list(KINDS), list(KINDS.values()))[0]
    if kind == "form" and rng.random() < BROADCAST_SHARE:
        return read(invoices.generate_broadcast_form(rng), rng)
    if kind == "form" and rng.random() < W9_SHARE:
        return read(forms.generate_w9(rng), rng)
    module = {
        **{"invoice": invoices, "receipt": receipts, "form": forms, "business": business},
        **{"statement": statements, "payslip": payslips},
    }[kind]
    return read(module.generate(rng), rng)


def read(document: SyntheticDocument, rng: random.Random) -> ReadDocument:
    """Read a document: some by their text layer, some by OCR off a degraded image."""
    scanned = rng.random() < OCR_SHARE[document.kind]
    level = rng.choice((0.3, 0.6, 1.0)) if scanned else 0.0
    words, images = [], []
    for canvas in document.pages:
        rough = document.kind == "receipt"
        read_words = noisy(canvas.words, rng, level, rough=rough) if scanned else canvas.words
        words.append(list(read_words))
        height, width = image_size(canvas.width, canvas.height)
        image = pixels(canvas, width, height)
        images.append(degrade(image, rng, level) if scanned else image)
    return ReadDocument(document, words, images)


def image_size(width_pt: float, height_pt: float) -> tuple[int, int]:
    """(height, width) in pixels of the model's image of a page, multiples of 32."""
    height, width = smart_resize(
        round(height_pt * 4),
        round(width_pt * 4),
        min_pixels=MIN_IMAGE_PIXELS,
        max_pixels=IMAGE_PIXELS,
    )
    return height, width
