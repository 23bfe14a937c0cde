"""Windows' answers as one: a value is taken from the window that is surest of it, array items run
on. Types nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from docflow.results import Source
from workers.steps.anchor import Anchor
from workers.steps.ask import WindowAnswer
from workers.steps.parse import RawValue
from workers.steps.spans import Occurrence

_ITEM = re.compile(r"/(\d+)(?=/|$)")


@dataclass(frozen=True, slots=True)
class Reading:
    """A raw value that is not null, and the anchor of the window it was read in."""

    value: RawValue
    anchor: Anchor

    @property
    def place(self) -> Occurrence | None:
        """Where it was most likely taken from; None for what is not copied from the page."""
        return self.value.places[self.value.chosen] if self.value.places else None

    @property
    def source(self) -> Source:
        """``text`` when all its words come from the file's text layer, else ``ocr``; ``pixels``
        when not copied.
        """
        if self.place is None:
            return "pixels"
        sources = {self.anchor.words[index].word.source for index in self.place.words}
        return "text" if sources == {"text"} else "ocr"


def merge_windows(answers: Sequence[WindowAnswer]) -> list[Reading]:
    """Readings of a document, scalars first seen first, nulls left out.

    Items of the n-th window's arrays are counted on from those of the windows before it.
    """
    scalars: dict[str, Reading] = {}
    items: list[Reading] = []
    counts: dict[str, int] = {}
    for answer in answers:
        window_counts: dict[str, int] = {}
        for value in answer.parsed.values:
            if value.raw is None:
                continue
            match = _ITEM.search(value.path)
            if match is None:
                known = scalars.get(value.path)
                if known is None or certainty(value) > certainty(known.value):
                    scalars[value.path] = Reading(value, answer.anchor)
                continue
            array, index = value.path[: match.start()], int(match.group(1))
            window_counts[array] = max(window_counts.get(array, 0), index + 1)
            moved = f"{array}/{index + counts.get(array, 0)}{value.path[match.end() :]}"
            items.append(Reading(replace(value, path=moved), answer.anchor))
        for array, count in window_counts.items():
            counts[array] = counts.get(array, 0) + count
    return [*scalars.values(), *items]


def certainty(value: RawValue) -> float:
    """Mean log probability of a value's tokens among those that were allowed."""
    return value.certainty.logprob / max(value.certainty.num_tokens, 1)
