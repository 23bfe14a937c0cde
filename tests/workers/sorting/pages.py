"""Pages written line by line, for tests of sorting."""

from __future__ import annotations

from workers.page import Word
from workers.sorting.sketch import PageSketch

#: points: of a line of print, and from one to the next
HEIGHT, LEADING, CHAR = 10.0, 16.0, 5.5


def page(*lines: str, number: int = 1, size: tuple[float, float] = (595.0, 842.0)) -> PageSketch:
    """A page with these lines from the top. ``|`` begins a column at each third of the page; ``#``
    before a line prints it twice as high; ``_`` before it sets it at the foot.
    """
    width, height = size
    words: list[Word] = []
    top = 40.0
    for line in lines:
        scale = 2.0 if line.startswith("#") else 1.0
        y = height - 30 if line.startswith("_") else top
        for column, text in enumerate(line.lstrip("#_").split("|")):
            x = 40.0 + column * width / 3
            for piece in text.split():
                right = x + CHAR * scale * len(piece)
                box = (x / width, y / height, right / width, (y + HEIGHT * scale) / height)
                words.append(Word(piece, box))
                x = right + CHAR * scale
        top += 0 if line.startswith("_") else LEADING * scale
    return PageSketch(number, width, height, tuple(words))
