"""A document's looks and habits: fonts, sizes, colours, how labels and values are written."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal

from training.documents.canvas import BLACK, Color
from training.documents.invoices import labels
from training.documents.invoices.facts import Facts
from training.documents.words.dates import pick_pattern
from training.documents.words.numbers import MoneyStyle, money_style
from training.documents.words.regions import A4, LETTER

FAMILIES = {"helv": "hebo", "tiro": "tibo", "cour": "cobo"}
GREY: Color = (0.4, 0.4, 0.4)
ACCENTS: tuple[Color, ...] = (
    (0.1, 0.25, 0.5),
    (0.6, 0.1, 0.1),
    (0.1, 0.4, 0.25),
    (0.2, 0.2, 0.2),
    (0.85, 0.4, 0.05),
    (0.3, 0.15, 0.45),
    (0.0, 0.45, 0.6),
)

Case = Literal["as is", "upper", "lower"]


@dataclass(slots=True)
class Style:
    """Habits of one document; lengths in points."""

    paper: tuple[float, float]
    left: float
    right: float
    top: float
    bottom: float
    regular: str
    bold: str
    size: float
    leading: float
    accent: Color
    tinted: bool
    case: Case
    colon: str
    bold_labels: bool
    bold_values: bool
    money: MoneyStyle
    signed_lines: bool
    signed_totals: bool
    date_pattern: str
    lang: str

    @property
    def width(self) -> float:
        """Width between the margins."""
        return self.paper[0] - self.left - self.right

    def cased(self, text: str) -> str:
        """`text` in the document's habit of label case."""
        if self.case == "upper":
            return text.upper()
        return text.lower() if self.case == "lower" else text


def sample(rng: random.Random, facts: Facts) -> Style:
    """Habits for a document of these facts' region."""
    region = facts.region
    regular = rng.choices(("helv", "tiro", "cour"), (0.78, 0.15, 0.07))[0]
    size = rng.choice((7.0, 7.5, 8.0, 8.0, 8.5, 9.0, 9.0, 9.5, 10.0, 10.0, 10.5, 11.0))
    size = min(size, 9.0) if regular == "cour" else size
    paper = region.paper if rng.random() < 0.93 else rng.choice((A4, LETTER))
    if rng.random() < 0.03:
        paper = (paper[1], paper[0])
    margin = rng.uniform(24, 72)
    money = money_style(rng, region.numbers, facts.signs, facts.currency)
    case: Case = rng.choices(("as is", "upper", "lower"), (0.8, 0.17, 0.03))[0]  # type: ignore[assignment]
    return Style(
        paper=paper,
        left=margin,
        right=margin + rng.choice((0.0, 0.0, rng.uniform(-10, 30))),
        top=rng.uniform(24, 64),
        bottom=rng.uniform(24, 60),
        regular=regular,
        bold=FAMILIES[regular],
        size=size,
        leading=size * rng.uniform(1.15, 1.6),
        accent=rng.choice(ACCENTS) if rng.random() < 0.5 else BLACK,
        tinted=rng.random() < 0.4,
        case=case,
        colon=rng.choices((":", "", " :", "."), (0.5, 0.42, 0.06, 0.02))[0],
        bold_labels=rng.random() < 0.4,
        bold_values=rng.random() < 0.12,
        money=money,
        signed_lines=rng.random() < 0.6,
        signed_totals=rng.random() < 0.85,
        date_pattern=pick_pattern(rng, region.dates),
        lang=region.lang,
    )


def english_too(rng: random.Random, lang: str) -> str:
    """Now and then a document's labels are English whatever its country."""
    return "en" if lang != "en" and rng.random() < 0.05 else lang


def label(rng: random.Random, style: Style, key: str, **values: str) -> str:
    """A label word in the document's case, without colon."""
    word = labels.pick(rng, style.lang, key)
    return style.cased(word.format(**values) if "{" in word else word)
