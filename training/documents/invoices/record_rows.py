"""Sections and rows of label and value, as electronic invoices are shown."""

from __future__ import annotations

from training.documents.invoices.flow import Seg
from training.documents.invoices.record_words import words_of
from training.documents.invoices.sheet import Sheet


def record_word(sheet: Sheet, key: str) -> str:
    """A word for `key`, the same each time; in English where the document's language has none."""
    if f"record {key}" not in sheet.words_used:
        words = words_of(sheet.style.lang).get(key) or words_of("en")[key]
        sheet.words_used[f"record {key}"] = (
            sheet.style.cased(sheet.rng.choice(words.split("|")))
            .replace("{c}", sheet.facts.currency)
            .replace("{C}", sheet.facts.currency)
        )
    return sheet.words_used[f"record {key}"]


class Records:
    """Writes sections and rows, breaking pages as needed. share: where values begin, as a share of
    the width. labelled, coded, code_first, full_labels, split_address: how parties are shown.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        rng = sheet.rng
        self.left, self.right = sheet.style.left, sheet.style.left + sheet.style.width
        self.share = rng.choice((0.0, 0.2, 0.3, 0.45))
        self.apart = rng.random() < 0.3
        self.filled = rng.choice(("fill", "rule", "plain", "plain"))
        self.step = sheet.style.leading * rng.choice((1.0, 1.15, 1.5))
        self.gap = rng.choice((6.0, 12.0, 20.0))
        self.y = sheet.style.top
        self.striped = rng.random() < 0.3
        self.count = 0
        self.labelled = rng.random() < 0.65
        self.coded = self.labelled and rng.random() < 0.15
        self.code_first = rng.random() < 0.5
        self.full_labels = rng.random() < 0.2
        self.split_address = rng.random() < 0.3

    def room(self, height: float) -> None:
        """A new page if less than `height` is left."""
        if self.y + height > self.sheet.limit():
            self.y = self.sheet.new_page()

    def section(self, title: str) -> None:
        """A heading."""
        sheet = self.sheet
        self.y += self.gap
        self.room(5 * self.step)
        if self.filled == "fill":
            sheet.canvas.rect(
                self.left,
                self.y - 1,
                self.right,
                self.y + self.step,
                stroke=None,
                fill=(0.8, 0.92, 1.0),
            )
        sheet.line(
            self.left + 2, self.y, title if self.filled == "fill" else sheet.colon(title), bold=True
        )
        if self.filled == "rule":
            sheet.canvas.line(self.left, self.y + self.step, self.right, self.y + self.step)
        self.y += self.step + 2

    def row(self, label: str, segs: list[Seg], *, bold: bool = False) -> None:
        """Label and value; an empty label continues the row above."""
        sheet = self.sheet
        self.room(self.step)
        width = self.right - self.left
        text = label if self.apart or not label else sheet.colon(label)
        extent = sheet.extent(text) + (10 if self.apart else 4)
        at = self.left + max(width * self.share, extent if label else 0.0)
        if self.share == 0.0 and not label:
            at = self.left
        self.count += 1
        if self.striped and self.count % 2:
            sheet.canvas.rect(
                self.left,
                self.y - 1,
                self.right,
                self.y + self.step - 1,
                stroke=None,
                fill=(0.95, 0.95, 0.95),
            )
        sheet.line(self.left, self.y, text)
        if self.apart and label:
            sheet.line(at - 7, self.y, ":")
        after = sheet.lines(at, self.right, self.y, segs, bold=bold)
        self.y = max(after, self.y + self.step)

    def bare(self, segs: list[Seg], *, bold: bool = False, size: float | None = None) -> None:
        """A line without label."""
        self.room(self.step)
        self.y = max(
            self.sheet.lines(self.left, self.right, self.y, segs, bold=bold, size=size),
            self.y + self.step,
        )
