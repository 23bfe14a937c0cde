"""Draws how a receipt looks: paper width, fonts, spacing; and closes the page at its foot."""

from __future__ import annotations

import random

from training.documents.receipts.till import Look, Till

FACES = (
    ("cour", "cobo"),
    ("cour", "cobo"),
    ("helv", "hebo"),
    ("helv", "hebo"),
    ("tiro", "tibo"),
    ("hebo", "hebo"),
    ("cobo", "cobo"),
)


def draw_look(rng: random.Random) -> Look:
    """A look. Roll paper of 58, 76 or 80 mm mostly, at times a small page."""
    fontname, bold = rng.choices(FACES, (34, 16, 26, 8, 6, 4, 6))[0]
    width = rng.choices((164.0, 215.0, 227.0, 300.0, 420.0), (18, 20, 42, 12, 8))[0]
    columns = rng.choice((32, 36, 40, 40, 42, 48)) if width > 200 else rng.choice((24, 28, 32, 32))
    margin = width * rng.uniform(0.03, 0.1)
    size = (width - 2 * margin) / columns / (0.6 if fontname.startswith("co") else 0.52)
    return Look(
        width=width,
        margin=margin,
        size=min(size, 13.0),
        leading=rng.choice((1.0, 1.05, 1.1, 1.2, 1.3, 1.5)),
        fontname=fontname,
        bold=bold,
        upper=rng.random() < 0.5,
        left_head=rng.random() < 0.12,
        rule=rng.choice(("-", "-", "-", "=", "*", "line", "line", "", "", "- ", "_", ".")),
        colon=rng.choice((":", ":", ":", ":", " :", " :", "", ".:", "....:", "#")),
    )


def close_page(rng: random.Random, till: Till) -> None:
    """Cut the paper below the last line."""
    till.canvas.height = till.y + till.look.size * rng.uniform(1, 8)
