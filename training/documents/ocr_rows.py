"""What recognition of a photographed roll does to whole rows: rules read as foreign letters, logos
taken apart or misread, rows lost, words grown together, rows that slide into each other on paper
that is not flat, scraps from behind the paper's edge.

Marks stay on what is left of a value's characters; a value whose row is lost has no mark any more.
Knows nothing of pixels, and nothing of single letters that are mistaken for others.
"""

from __future__ import annotations

import random
import re
from statistics import median

from training.documents.canvas import Mark, PlacedWord

Row = list[PlacedWord]

#: what stars, dots and ornaments are read as by engines that know Chinese too
FOREIGN = "\u672c\u8f66\u5bb6\u51b0\u6c34\u7c73\u5341\u4e8c\u4eab\u672b\u51f0\u7387\u6dcb\u4e00"
#: what a logo, a finger or the table's grain is read as
SCRAPS = (
    "M", "O", "0", "+", "P", "SE", "OCK", "\u5341", "|", "II", "YCO", "oS", "VV", "N", "CO", "J",
    "A", "RA", "EA", "ini", "WE", "lll", "r", "\u2022", "TS", "Y", "k", "OF", "2n", ":o", "1",
)  # fmt: skip
_RULE = re.compile(r"[-*=_.#~+ ]{4,}")
_ORNAMENT = re.compile(r"([*=#+-])\1{2,}")
_AMOUNT = re.compile(r"\D{0,2}\d[\d,]*[.,]\d\d\D?")
_SIGNED = re.compile(r"[$\u00a3\u20ac](?=\d)")
_TIMES = re.compile(r"\d{0,3}[xX]")


def rough_rows(words: list[PlacedWord], rng: random.Random, level: float) -> list[PlacedWord]:
    """Words as a poor (`level` 1) or fair (near 0) recognition leaves their rows, in written
    order; scraps come last."""
    if not words:
        return words
    height = median(word.box[3] - word.box[1] for word in words)
    top = min(word.box[1] for word in words)
    habits = _Habits(rng)
    rows = _rows(words)
    out: list[PlacedWord] = []
    for index, row in enumerate(rows):
        tall = row[0].box[3] - row[0].box[1] > 1.3 * height and row[0].box[1] - top < 12 * height
        out += _read_row(rows, index, rng, level, habits, tall=tall)
    if rng.random() < 0.12 * level:
        out += _scraps(out, rng, height)
    if rng.random() < 0.5 * level:
        out = _bent(out, rng, level, height)
    return out or words


class _Habits:
    """What one engine always does on one page."""

    def __init__(self, rng: random.Random) -> None:
        self.wide_colon = rng.random() < 0.1
        self.times = rng.random() < 0.4
        self.rules_seen = rng.random() < 0.2


def _rows(words: list[PlacedWord]) -> list[Row]:
    rows: list[Row] = []
    for word in words:
        last = rows[-1][-1] if rows else None
        if last is not None and last.box[1] == word.box[1] and word.box[0] >= last.box[2] - 1:
            rows[-1].append(word)
        else:
            rows.append([word])
    return rows


def _read_row(
    rows: list[Row], index: int, rng: random.Random, level: float, habits: _Habits, *, tall: bool
) -> Row:
    row = rows[index]
    text = " ".join(word.text for word in row)
    if _RULE.fullmatch(text):
        return _rule(row, rng, habits)
    if rng.random() < 0.02 * level and _may_go(rows, index):
        return []
    if tall and rng.random() < 0.12 * level and _may_go(rows, index):
        return [_with(row[0], "".join(rng.choices("IVLRJSTOGAU ", k=rng.randint(1, 6))).strip())]
    if tall and rng.random() < 0.15 * level:
        return [part for word in row for part in _spaced(word, rng)]
    if 1 < len(row) < 7 and rng.random() < 0.025 * level:
        return _grown_together(row)
    return [_slipped(word, rng, level, habits) for word in row]


def _rule(row: Row, rng: random.Random, habits: _Habits) -> Row:
    """Most engines find no text in a rule; some read letters."""
    if rng.random() < 0.6 and not habits.rules_seen:
        return []
    if "*" in row[0].text or rng.random() < 0.1:
        length = min(14, len(row[0].text), rng.randint(3, 14))
        return [_with(row[0], "".join(rng.choices(FOREIGN[: rng.randint(2, 12)], k=length)))]
    return row if habits.rules_seen else []


def _may_go(rows: list[Row], index: int) -> bool:
    """Whether a row may vanish: no article of the goods, no part of a name over several rows."""
    paths = {mark.path for word in rows[index] for mark in word.marks}
    if any("[" in path for path in paths):
        return False
    around = [*rows[max(0, index - 1) : index], *rows[index + 1 : index + 2]]
    near = {mark.path for row in around for word in row for mark in word.marks}
    return not ("supplier.name" in paths and "supplier.name" in near)


def _with(word: PlacedWord, text: str) -> PlacedWord:
    """Other text in the word's place, which is no value any more."""
    return PlacedWord(text or "I", word.box)


def _spaced(word: PlacedWord, rng: random.Random) -> Row:
    """Large letters fall apart: after every letter, or at one place."""
    if len(word.text) < 3:
        return [word]
    every = rng.random() < 0.3
    cuts = range(1, len(word.text)) if every else [rng.randint(1, len(word.text) - 1)]
    parts, start = [], 0
    left, top, right, bottom = word.box
    step = (right - left) / len(word.text)
    for end in (*cuts, len(word.text)):
        marks = tuple(
            Mark(m.path, max(m.start, start) - start, min(m.end, end) - start)
            for m in word.marks
            if m.start < end and m.end > start
        )
        box = (left + step * start, top, left + step * end - 0.3 * step, bottom)
        parts.append(PlacedWord(word.text[start:end], box, marks))
        start = end
    return parts


def _grown_together(row: Row) -> Row:
    """Words that stand close become one, but for figures beside figures."""
    out = [row[0]]
    for word in row[1:]:
        last = out[-1]
        gap = word.box[0] - last.box[2]
        figures = last.text[-1:].isdigit() and word.text[:1].isdigit()
        if gap > 0.6 * (word.box[3] - word.box[1]) or figures:
            out.append(word)
            continue
        shift = len(last.text)
        marks = [*last.marks]
        for mark in word.marks:
            moved = Mark(mark.path, mark.start + shift, mark.end + shift)
            if marks and marks[-1].path == mark.path and marks[-1].end == moved.start:
                moved = Mark(mark.path, marks.pop().start, moved.end)
            marks.append(moved)
        box = (last.box[0], last.box[1], word.box[2], word.box[3])
        out[-1] = PlacedWord(last.text + word.text, box, tuple(marks))
    return out


def _slipped(word: PlacedWord, rng: random.Random, level: float, habits: _Habits) -> PlacedWord:
    """A word with the slips of its kind, of the same length: marks stay where they are."""
    text = word.text
    if habits.times and _TIMES.fullmatch(text):
        text = text[:-1] + "\u00d7"
    if habits.wide_colon:
        text = text.replace(":", "\uff1a")
    if rng.random() < 0.3 * level and _ORNAMENT.search(text):
        text = _ORNAMENT.sub(lambda found: rng.choice(FOREIGN) * len(found.group()), text)
    if rng.random() < 0.05 * level and _SIGNED.search(text):
        text = _SIGNED.sub(rng.choice("8S9E"), text, count=1)
    if rng.random() < 0.015 * level and _AMOUNT.fullmatch(text):
        text = re.sub(r"[.,](?=\d\d\D?$)", rng.choice(":;,-"), text)
    return word if text == word.text else PlacedWord(text, word.box, word.marks)


def _scraps(words: Row, rng: random.Random, height: float) -> Row:
    """Bits beside and around the print."""
    left = min(word.box[0] for word in words)
    right = max(word.box[2] for word in words)
    top = min(word.box[1] for word in words)
    bottom = max(word.box[3] for word in words)
    out: Row = []
    side = right + height if rng.random() < 0.6 else max(0.0, left - 1.5 * height)
    for _ in range(rng.choice((1, 2, 3, 5, 9))):
        if rng.random() < 0.65:
            x, y = side, rng.uniform(top, bottom - height)
        else:
            x, y = rng.uniform(left, right), max(0.0, top - rng.uniform(1.2, 3) * height)
        text = rng.choice(SCRAPS)
        x = max(0.0, min(x, right))
        out.append(PlacedWord(text, (x, y, x + 0.6 * height * len(text), y + height)))
    return out


def _bent(words: Row, rng: random.Random, level: float, height: float) -> Row:
    """Rows rise, sink or hang through, as on a photo of paper that is not flat."""
    left = min(word.box[0] for word in words)
    width = max(1.0, max(word.box[2] for word in words) - left)
    slope = rng.gauss(0, 0.6) * level * height
    sag = rng.gauss(0, 0.5) * level * height
    if rng.random() < 0.2:
        slope *= 2.5
    out: Row = []
    for segment in _segments(words):
        start, end = segment[0].box[0], segment[-1].box[2]
        at = ((start + end) / 2 - left) / width
        down = slope * (at - 0.5) + sag * 4 * at * (1 - at)
        # the box of a slanted run is higher than its letters, and all its words have that height
        grown = min(0.4 * height, abs(slope) * (end - start) / width / 2)
        for word in segment:
            x0, y0, x1, y1 = word.box
            box = (x0, max(0.0, y0 + down - grown), x1, max(1.0, y1 + down + grown))
            out.append(PlacedWord(word.text, box, word.marks))
    return out


def _segments(words: Row) -> list[Row]:
    """Runs of words that recognition finds as one line of text."""
    out: list[Row] = []
    for word in words:
        last = out[-1][-1] if out else None
        height = word.box[3] - word.box[1]
        if (
            last is not None
            and last.box[1] == word.box[1]
            and -1 < word.box[0] - last.box[2] < 1.2 * height
        ):
            out[-1].append(word)
        else:
            out.append([word])
    return out
