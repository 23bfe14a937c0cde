"""Which marked words form one printing of a value, where a value is printed several times.

Works on the order words were written in: the words of one printing follow each other, with at
most a separator or two between its lines.
"""

from __future__ import annotations

from collections.abc import Sequence

from training.documents.canvas import PlacedWord

#: values of these leaves may go on over several rows; printings are told apart by equal text
TEXT_LEAVES = frozenset({"name", "text", "description", "value", "key", "label", "reason"})


def is_text(path: str) -> bool:
    """Whether a value of this path may wrap over rows."""
    return path.rsplit(".", 1)[-1] in TEXT_LEAVES


def all_places(words: Sequence[PlacedWord]) -> dict[str, list[list[int]]]:
    """For each marked path the indexes of the words of each printing, in the order written."""
    runs: dict[str, list[list[int]]] = {}
    for index, word in enumerate(words):
        for mark in word.marks:
            known = runs.setdefault(mark.path, [])
            if not known or index - known[-1][-1] > 2:
                known.append([index])
            elif known[-1][-1] != index:
                known[-1].append(index)
    return {
        path: [part for run in found for part in _repeats(words, path, run)]
        for path, found in runs.items()
    }


def places(words: Sequence[PlacedWord], path: str) -> list[list[int]]:
    """Indexes of the words of each printing of `path`, in the order they were written."""
    return all_places(words).get(path, [])


def _repeats(words: Sequence[PlacedWord], path: str, run: list[int]) -> list[list[int]]:
    """`run` cut up where it says the same thing several times over."""
    texts = [marked_text(words[i], path).casefold() for i in run]
    for count in range(len(run), 1, -1):
        size = len(run) // count
        if size * count == len(run) and all(
            texts[i : i + size] == texts[:size] for i in range(0, len(run), size)
        ):
            return [run[i : i + size] for i in range(0, len(run), size)]
    return [run]


def marked_text(word: PlacedWord, path: str) -> str:
    """The characters of `word` that belong to `path`."""
    return "".join(word.text[m.start : m.end] for m in word.marks if m.path == path)


def _rows(words: Sequence[PlacedWord], path: str, place: list[int]) -> list[str]:
    """The text of a printing, row by row."""
    rows: list[str] = []
    last = None
    for i in place:
        top = words[i].box[1]
        text = marked_text(words[i], path).casefold()
        if last is not None and abs(top - last) < 0.6 * (words[i].box[3] - words[i].box[1]):
            rows[-1] += " " + text
        else:
            rows.append(text)
        last = top
    return rows


def keep_alike(words: Sequence[PlacedWord]) -> None:
    """Unmark printings that could not be told from the first one of the same value.

    Those are texts that differ from it in words or rows, and printings that share a row with
    it: read row by row, the two would run into one another.
    """
    for path, (first, *others) in all_places(words).items():
        kept = [first]
        for place in others:
            differs = is_text(path) and _rows(words, path, place) != _rows(words, path, first)
            if differs or any(_share_row(words, place, other) for other in kept):
                unmark(words, path, place)
            else:
                kept.append(place)


def unmark(words: Sequence[PlacedWord], path: str, place: Sequence[int]) -> None:
    """Take the marks of `path` off the words of a printing."""
    for i in place:
        words[i].marks = tuple(mark for mark in words[i].marks if mark.path != path)


def keep_first_page(pages: Sequence[Sequence[PlacedWord]]) -> None:
    """Unmark texts on later pages where they already stand on an earlier one (footers, running
    heads).
    """
    seen: set[str] = set()
    for words in pages:
        here = {mark.path for word in words for mark in word.marks}
        for word in words:
            word.marks = tuple(
                mark for mark in word.marks if mark.path not in seen or not is_text(mark.path)
            )
        seen |= here


def _share_row(words: Sequence[PlacedWord], one: Sequence[int], other: Sequence[int]) -> bool:
    spans = [(words[i].box[1], words[i].box[3]) for i in other]
    return any(
        words[i].box[1] < bottom - 1 and words[i].box[3] > top + 1
        for i in one
        for top, bottom in spans
    )
