"""Imitates text recognition on words: confusions, lost accents, split, merged and missing words,
shaky boxes.

Marks stay on the value's characters, so that the raw text of a value is what was "read". Knows
nothing of pixels.
"""

from __future__ import annotations

import random
import unicodedata

from training.documents.canvas import Mark, PlacedWord
from training.documents.ocr_rows import rough_rows
from training.documents.places import all_places, is_text, marked_text, unmark

CONFUSIONS: dict[str, tuple[str, ...]] = {
    "O": ("0", "Q", "o"),
    "0": ("O", "o", "D"),
    "l": ("1", "I", "|", "i"),
    "1": ("l", "I", "7", "|"),
    "I": ("l", "1", "|"),
    "S": ("5", "s", "$"),
    "5": ("S", "6"),
    "B": ("8", "R"),
    "8": ("B", "3", "6"),
    "Z": ("2", "z"),
    "2": ("Z", "7"),
    "6": ("G", "b", "8"),
    "G": ("6", "C"),
    "9": ("g", "q"),
    "4": ("A",),
    "7": ("1", "/"),
    "3": ("8",),
    "e": ("c", "o"),
    "c": ("e", "o"),
    "m": ("rn", "nn"),
    "n": ("r", "u"),
    "w": ("vv",),
    "d": ("cl",),
    "h": ("b", "n"),
    "g": ("q", "9"),
    "a": ("o", "e"),
    "o": ("0", "c"),
    "u": ("v", "ii"),
    "v": ("u", "y"),
    "t": ("l", "f"),
    "f": ("t",),
    "i": ("l", "1", "j"),
    "y": ("v",),
    "s": ("S",),
    "C": ("c", "G"),
    "D": ("0", "O"),
    "E": ("F",),
    "F": ("P",),
    "U": ("V",),
    "V": ("v",),
    "W": ("w",),
    "K": ("k",),
    "ß": ("B", "ss"),
    ",": (".", ""),
    ".": (",", ""),
    ":": (".", ";", ""),
    ";": (",",),
    "-": ("", "~", "_"),
    "€": ("E", "C", "e"),
    "£": ("E", "f"),
    "$": ("S", "5", ""),
    "#": ("H", "4"),
    "/": ("l", "1"),
    "|": ("l", "I"),
    "'": ("", "`"),
    "(": ("C",),
    ")": ("J",),
    "&": ("8", "e"),
    "°": ("o", "*"),
    "%": ("96", "9%"),
}
_PAIRS = {"rn": "m", "cl": "d", "vv": "w", "ii": "u", "fi": "f", "li": "h"}


def _read(text: str, rng: random.Random, share: float) -> tuple[str, list[int]]:
    """The text as read, and for each boundary of the original characters its place in it."""
    out, edges, i = "", [0], 0
    while i < len(text):
        pair = text[i : i + 2]
        char = text[i]
        if pair in _PAIRS and rng.random() < share:
            out += _PAIRS[pair]
            edges += [len(out) - 1, len(out)]
            i += 2
            continue
        if rng.random() < share:
            choices = CONFUSIONS.get(char)
            if choices:
                out += rng.choice(choices)
            elif not char.isascii():
                out += unicodedata.normalize("NFD", char)[0]
            else:
                out += char.swapcase() if rng.random() < 0.3 else char
        else:
            out += char
        edges.append(len(out))
        i += 1
    return (out, edges) if out else (text, list(range(len(text) + 1)))


def _marks(marks: tuple[Mark, ...], edges: list[int]) -> tuple[Mark, ...]:
    moved = (Mark(m.path, edges[m.start], edges[m.end]) for m in marks)
    return tuple(m for m in moved if m.end > m.start)


def _split(word: PlacedWord, at: int) -> tuple[PlacedWord, PlacedWord]:
    """Two words cut at a character."""
    x0, y0, x1, y1 = word.box
    cut = x0 + (x1 - x0) * at / len(word.text)
    left = tuple(Mark(m.path, m.start, min(m.end, at)) for m in word.marks if m.start < at)
    right = tuple(Mark(m.path, max(0, m.start - at), m.end - at) for m in word.marks if m.end > at)
    return PlacedWord(word.text[:at], (x0, y0, cut, y1), left), PlacedWord(
        word.text[at:], (cut, y0, x1, y1), right
    )


def _joined(last: PlacedWord, word: PlacedWord) -> PlacedWord:
    shift = len(last.text)
    marks = last.marks + tuple(Mark(m.path, m.start + shift, m.end + shift) for m in word.marks)
    merged: list[Mark] = []
    for mark in marks:
        before = merged[-1] if merged else None
        if before and before.path == mark.path and before.end == mark.start:
            merged[-1] = Mark(mark.path, before.start, mark.end)
        else:
            merged.append(mark)
    box = (last.box[0], min(last.box[1], word.box[1]), word.box[2], max(last.box[3], word.box[3]))
    return PlacedWord(last.text + word.text, box, tuple(merged))


def noisy(
    words: list[PlacedWord], rng: random.Random, level: float, *, rough: bool = False
) -> list[PlacedWord]:
    """Words as OCR of quality `level` (0 exact, 1 poor) would read them, in the given order.

    Words of values are misread, split and merged like others but never lost. Printings of a
    name that no longer read alike keep only the first one's marks.

    rough: as off a photo, where whole rows suffer and a value may be lost with its row.
    """
    if rough and level > 0:
        words = rough_rows(words, rng, level)
    habit = rng.choice((0.25, 0.6, 1.0, 1.6)) * level
    glue, cut, lose, share = 0.02 * habit, 0.006 * habit, 0.01 * habit, 0.012 * habit
    stripped = level > 0 and rng.random() < 0.08
    out: list[PlacedWord] = []
    owner: list[int] = []
    for index, word in enumerate(words):
        if not word.marks and rng.random() < lose:
            continue
        source = _plain(word.text) if stripped else word.text
        text, edges = _read(source, rng, share)
        x0, y0, x1, y1 = word.box
        shake = 0.05 * level * (y1 - y0)
        box = (
            x0 + rng.gauss(0, shake),
            y0 + rng.gauss(0, shake),
            x1 + rng.gauss(0, shake),
            y1 + rng.gauss(0, shake),
        )
        read = PlacedWord(
            text,
            (box[0], box[1], max(box[2], box[0] + 1), max(box[3], box[1] + 1)),
            _marks(word.marks, edges),
        )
        last = out[-1] if out else None
        near = (
            last is not None
            and -1 < x0 - last.box[2] < 0.45 * (y1 - y0)
            and abs(y0 - last.box[1]) < 0.3 * (y1 - y0)
        )
        if last is not None and near and rng.random() < glue and _may_join(last, read):
            out[-1] = _joined(last, read)
        elif len(text) > 4 and rng.random() < cut:
            out.extend(_split(read, rng.randint(2, len(text) - 2)))
            owner += [index, index]
        else:
            out.append(read)
            owner.append(index)
    if level > 0:
        _unmark_unlike(words, out, owner)
    return out


def _unmark_unlike(words: list[PlacedWord], read: list[PlacedWord], owner: list[int]) -> None:
    """Unmark later printings of a text that were read otherwise than its first one. owner: read
    word to first source word.
    """
    for path, found in all_places(words).items():
        if len(found) < 2 or not is_text(path):
            continue
        sets = [range(place[0], place[-1] + 1) for place in found]
        spots = [[i for i, source in enumerate(owner) if source in span] for span in sets]
        texts = ["\t".join(marked_text(read[i], path) for i in spot).casefold() for spot in spots]
        for spot, text in zip(spots[1:], texts[1:], strict=True):
            if text != texts[0]:
                unmark(read, path, spot)


def _may_join(last: PlacedWord, word: PlacedWord) -> bool:
    """Two numbers do not become one: what a reader could not take apart teaches nothing."""
    return not (last.text[-1:].isdigit() and word.text[:1].isdigit() and last.marks != word.marks)


def _plain(text: str) -> str:
    """`text` without accents, as an engine without the language reads it; same length."""
    return "".join(
        c
        if c.isascii()
        else (
            unicodedata.normalize("NFD", c)[0]
            if unicodedata.normalize("NFD", c)[0].isascii()
            else c
        )
        for c in text
    )
