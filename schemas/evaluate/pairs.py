"""Forms: labelled pairs against a result's pairs and boxes, or a user's schema's leaves.

Truth keys are printed labels or names of fields (``TaxClassifyCCorp``). A field's name is on no
page, so such a pair also counts when its value stands under another label; a printed label has to
be found. Knows no invoices.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from schemas.evaluate.matchers import SIMILAR, same_printed, similarity, simplified
from schemas.evaluate.outcome import Outcome
from schemas.kinds import words_of

PairScore = tuple[str, Outcome, Any, Any]
Candidate = tuple[str, Any]

# The label of a box is often a few words of a longer name.
SIMILAR_BOX = 0.25
MIN_CONTAINED = 4
_STEM = 4


def candidates_of(data: Mapping[str, Any]) -> list[Candidate]:
    """(label, value) of everything a result has that is not null."""
    found = [(item.get("key"), item.get("value")) for item in _objects(data.get("pairs"))]
    found += [(item.get("label"), item.get("checked")) for item in _objects(data.get("checkboxes"))]
    found += _leaves(
        {key: value for key, value in data.items() if key not in ("pairs", "checkboxes")}, ""
    )
    return [(str(key), value) for key, value in found if key is not None and value is not None]


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _leaves(node: Any, name: str) -> list[tuple[str, Any]]:
    if isinstance(node, Mapping):
        return [leaf for key, value in node.items() for leaf in _leaves(value, str(key))]
    if isinstance(node, list):
        return [leaf for value in node for leaf in _leaves(value, name)]
    return [(name, node)]


def score_pairs(
    expected: Sequence[Mapping[str, Any]], data: Mapping[str, Any]
) -> Iterator[PairScore]:
    """(key, outcome, expected, got) of every labelled pair; each value is used once."""
    free = candidates_of(data)
    open_pairs: list[tuple[str, Any]] = []
    # Right ones first, so that no pair takes the value of another with a similar key.
    for pair in expected:
        key, wanted = str(pair["key"]), pair["value"]
        match = next(
            (one for one in _by_key(key, wanted, free) if same_printed(wanted, one[1])), None
        )
        if match is None:
            open_pairs.append((key, wanted))
            continue
        free.remove(match)
        yield key, "correct", wanted, match[1]
    for key, wanted in open_pairs:
        elsewhere = next((one for one in free if same_printed(wanted, one[1])), None)
        nearest = next(iter(_by_key(key, wanted, free)), None)
        if elsewhere is not None and _is_field_name(key) and not isinstance(wanted, bool):
            free.remove(elsewhere)
            yield key, "correct", wanted, elsewhere[1]
        elif nearest is not None:
            free.remove(nearest)
            yield key, "wrong", wanted, nearest[1]
        else:
            yield key, "missed", wanted, None


def _by_key(key: str, wanted: Any, free: Sequence[Candidate]) -> list[Candidate]:
    """Candidates whose label fits, the best first; a box is only sought among boxes."""
    is_box = isinstance(wanted, bool)
    likeness, least = (_box_likeness, SIMILAR_BOX) if is_box else (_key_likeness, SIMILAR)
    fits = [
        (likeness(key, label), label, value)
        for label, value in free
        if isinstance(value, bool) == is_box
    ]
    ranked = sorted((fit for fit in fits if fit[0] >= least), key=lambda fit: -fit[0])
    return [(label, value) for _, label, value in ranked]


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
