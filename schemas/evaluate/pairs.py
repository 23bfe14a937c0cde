"""Forms: labelled pairs against a result's pairs and boxes, or a user's schema's leaves.

Truth keys are printed labels or names of fields (``TaxClassifyCCorp``). A field's name is on no
page, so such a pair also counts when its value stands under another label; a printed label has to
be found. Knows no invoices.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from schemas.evaluate.matchers import SIMILAR, same_printed, similarity, simplified
from schemas.evaluate.outcome import Judged
from schemas.evaluate.pointers import child
from schemas.kinds import words_of

# The label of a box is often a few words of a longer name.
SIMILAR_BOX = 0.25
MIN_CONTAINED = 4
_STEM = 4


class Candidate(NamedTuple):
    """A value of a result. pointer: where it stands there."""

    label: str
    value: Any
    pointer: str


def candidates_of(data: Mapping[str, Any]) -> list[Candidate]:
    """Everything a result has that is not null."""
    found = _labelled(data, "pairs", label="key", value="value")
    found += _labelled(data, "checkboxes", label="label", value="checked")
    rest = {key: value for key, value in data.items() if key not in ("pairs", "checkboxes")}
    found += _leaves(rest, "", "")
    return [each for each in found if each.value is not None]


def _labelled(data: Mapping[str, Any], name: str, *, label: str, value: str) -> list[Candidate]:
    items = data.get(name)
    return [
        Candidate(str(item[label]), item.get(value), child(child(child("", name), index), value))
        for index, item in enumerate(items if isinstance(items, list) else [])
        if isinstance(item, Mapping) and item.get(label) is not None
    ]


def _leaves(node: Any, name: str, pointer: str) -> list[Candidate]:
    if isinstance(node, Mapping):
        parts = [(str(key), value, child(pointer, key)) for key, value in node.items()]
    elif isinstance(node, list):
        parts = [(name, value, child(pointer, index)) for index, value in enumerate(node)]
    else:
        return [Candidate(name, node, pointer)]
    return [leaf for key, value, place in parts for leaf in _leaves(value, key, place)]


def score_pairs(expected: Sequence[Mapping[str, Any]], data: Mapping[str, Any]) -> Iterator[Judged]:
    """Every labelled pair; each value is used once."""
    free = candidates_of(data)
    open_pairs: list[tuple[str, Any]] = []
    # Right ones first, so that no pair takes the value of another with a similar key.
    for pair in expected:
        key, wanted = str(pair["key"]), pair["value"]
        match = next(
            (one for one in _by_key(key, wanted, free) if same_printed(wanted, one.value)), None
        )
        if match is None:
            open_pairs.append((key, wanted))
            continue
        free.remove(match)
        yield Judged(key, "correct", wanted, match.value, match.pointer)
    for key, wanted in open_pairs:
        elsewhere = next((one for one in free if same_printed(wanted, one.value)), None)
        nearest = next(iter(_by_key(key, wanted, free)), None)
        if elsewhere is not None and _is_field_name(key) and not isinstance(wanted, bool):
            free.remove(elsewhere)
            yield Judged(key, "correct", wanted, elsewhere.value, elsewhere.pointer)
        elif nearest is not None:
            free.remove(nearest)
            yield Judged(key, "wrong", wanted, nearest.value, nearest.pointer)
        else:
            yield Judged(key, "missed", wanted, None, None)


def _by_key(key: str, wanted: Any, free: Sequence[Candidate]) -> list[Candidate]:
    """Candidates whose label fits, the best first; a box is only sought among boxes."""
    is_box = isinstance(wanted, bool)
    likeness, least = (_box_likeness, SIMILAR_BOX) if is_box else (_key_likeness, SIMILAR)
    fits = [
        (likeness(key, one.label), one) for one in free if isinstance(one.value, bool) == is_box
    ]
    ranked = sorted((fit for fit in fits if fit[0] >= least), key=lambda fit: -fit[0])
    return [one for _, one in ranked]


def _key_likeness(key: str, label: str) -> float:
    own, other = " ".join(words_of(key)), simplified(label)
    if own == other:
        return 1.0
    likeness = similarity(own, other)
    shorter, longer = sorted((own, other), key=len)
    if len(shorter) >= MIN_CONTAINED and re.search(rf"\b{re.escape(shorter)}\b", longer):
        likeness = max(likeness, 0.9)
    # Sharing every word is as good as containment, sharing some says less.
    return max(likeness, 0.85 * _shared(own.split(), other.split()))


def _box_likeness(key: str, label: str) -> float:
    """A box is labelled by few words of its field's name, or by more than those."""
    own, other = words_of(key), simplified(label).split()
    return max(_key_likeness(key, label), 0.8 * _shared(own, other), 0.8 * _shared(other, own))


def _shared(words: Sequence[str], others: Sequence[str]) -> float:
    """Share of the words that have a counterpart of the same stem."""
    found = sum(any(_same_stem(word, other) for other in others) for word in words)
    return found / len(words) if words else 0.0


def _same_stem(word: str, other: str) -> bool:
    return word == other or (
        len(word) >= _STEM and len(other) >= _STEM and word[:_STEM] == other[:_STEM]
    )


def _is_field_name(key: str) -> bool:
    return " " not in key and (len(words_of(key)) > 1 or key.isupper())
