"""Which field of a form a leaf of the schema asks for: a score for each pair, then each leaf its
own field. Conservative: where two fields fit a leaf as well, neither is taken. Knows no page.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schemas.kinds import words_of
from schemas.normalise.text import fold
from schemas.tree import Leaf
from workers.steps.acroform_words import Label, found_in, label_of, name_words

EXACT = 1.0
#: below this a leaf and a field have too little in common
MIN_SCORE = 0.6
#: another field that comes this close leaves it open which one is meant
_TOO_CLOSE = 0.04
#: a word of a leaf's name found in the label's remark, in the caption of its group
_IN_REST, _IN_CAPTION = 0.8, 0.55
#: of a label's words that the leaf does not name
_PRECISION_SHARE = 0.25
_TOOLTIP_SHARE, _NAME_SHARE, _WITHOUT_PARENT, _DESCRIPTION_SHARE = 0.97, 0.92, 0.9, 0.85
#: names that programs give when nobody does
_MADE_UP = re.compile(
    r"^(?:topmost|subform|page|form|body|f|c|p|t|tf|cb|rb|undefined|untitled|text|txt|fill|check|"
    r"chk|checkbox|radio|button|btn|group|field|textfield|textbox|combo|dropdown|list|cell|row|"
    r"area|table|section|part|line|box|opt|choice)?$"
)


@dataclass(frozen=True, slots=True)
class Target:
    """What a leaf may be matched with, in words. label, tooltip, caption: as printed or told to
    people; name: the field's own.
    """

    label: str
    caption: str
    tooltip: str
    name: str


def score_table(
    leaves: Sequence[Leaf], targets: Sequence[Target], *, exact_only: bool = False
) -> list[list[float]]:
    """For each leaf and each target how well they fit, 0 to 1.

    exact_only: a label that is not one of the leaf's own counts for nothing.
    """
    sources = [_Sources(target) for target in targets]
    scores = _exact if exact_only else _scores
    return [scores(leaf, sources) for leaf in leaves]


def assign(table: Sequence[Sequence[float]], contents: Sequence[object]) -> dict[int, int]:
    """Leaf -> target, the surest first, each used once.

    table: scores, 0 where a pair is impossible. contents: what each target would give; between two
    that give the same it does not matter which is taken.
    """
    pairs = sorted(
        (
            (score, -leaf, -target)
            for leaf, row in enumerate(table)
            for target, score in enumerate(row)
            if score >= MIN_SCORE
        ),
        reverse=True,
    )
    found: dict[int, int] = {}
    taken: set[int] = set()
    given_up: set[int] = set()
    for score, minus_leaf, minus_target in pairs:
        leaf, target = -minus_leaf, -minus_target
        if leaf in found or leaf in given_up or target in taken:
            continue
        rivals = [
            other
            for other, rival in enumerate(table[leaf])
            if other != target and other not in taken and rival > score - _TOO_CLOSE
            and contents[target] != contents[other] and not _is_anothers(other, leaf, rival, table)
        ]  # fmt: skip
        if rivals:
            given_up.add(leaf)
            continue
        found[leaf] = target
        taken.add(target)
    return found


def _is_anothers(target: int, leaf: int, score: float, table: Sequence[Sequence[float]]) -> bool:
    """Whether another leaf fits a target clearly better."""
    return any(row[target] > score + _TOO_CLOSE for other, row in enumerate(table) if other != leaf)


class _Sources:
    """The words of a target, by where they come from."""

    def __init__(self, target: Target) -> None:
        self.label = label_of(target.label)
        self.tooltip = label_of(target.tooltip)
        self.caption = label_of(target.caption)
        self.name = Label(_field_words(target.name), ())
        self.texts = frozenset(_simple(text) for text in (target.label, target.tooltip) if text)


def _scores(leaf: Leaf, sources: Sequence[_Sources]) -> list[float]:
    own = _query(leaf.name)
    parents = [_query(part) for part in leaf.pointer.split("/")[1:-1] if part != "*"]
    longer = tuple(word for part in parents for word in part) + own
    exact = _exact(leaf, sources)
    weights = _weights(own, sources)
    long_weights = _weights(longer, sources) if parents else {}
    described = _query(leaf.description) if len(leaf.description) < 300 else ()
    scores = []
    for source, is_exact in zip(sources, exact, strict=True):
        # Under a parent, the same label may stand for each of its brothers.
        share = _WITHOUT_PARENT if parents else 1.0
        best = share * _score(own, weights, source)
        if parents:
            best = max(best, _score(longer, long_weights, source))
        best = max(best, share * is_exact)
        if described:
            best = max(best, _DESCRIPTION_SHARE * _of_description(described, source.label))
        scores.append(best)
    return scores


def _exact(leaf: Leaf, sources: Sequence[_Sources]) -> list[float]:
    """1 where a label is the leaf's name or one of its labels, but for remarks; else 0."""
    printed = [word for group in leaf.labels.values() for word in group]
    texts = {_simple(text) for text in (leaf.name, *printed)}
    heads = {label_of(text).head for text in printed}
    return [
        EXACT if texts & source.texts or source.label.head in heads else 0.0 for source in sources
    ]


def _query(text: str) -> tuple[str, ...]:
    if " " in text:
        label = label_of(text)
        return label.all or name_words(text)
    return name_words(text)


def _weights(words: Sequence[str], sources: Sequence[_Sources]) -> Mapping[str, float]:
    """Words that stand beside few fields say more; those that stand beside none say most."""
    weights = {}
    for word in words:
        seen = sum(
            any(found_in(word, part.all) for part in (s.label, s.tooltip, s.caption, s.name))
            for s in sources
        )
        weights[word] = math.log(1.5 + len(sources) / max(seen, 1))
    return weights


def _score(words: Sequence[str], weights: Mapping[str, float], source: _Sources) -> float:
    of_label = _fit(words, weights, source.label, source.caption)
    of_tooltip = _TOOLTIP_SHARE * _fit(words, weights, source.tooltip, source.caption)
    of_name = _NAME_SHARE * _fit(words, weights, source.name, source.caption)
    return max(of_label, of_tooltip, of_name)


def _fit(words: Sequence[str], weights: Mapping[str, float], label: Label, caption: Label) -> float:
    """How much of the leaf's words a label has, and how little else."""
    if not label.head or not words:
        return 0.0
    covered: set[int] = set()
    found = own = 0.0
    for word in words:
        places = found_in(word, label.head)
        if places:
            covered.update(places)
            found += weights[word]
            own += weights[word]
        elif found_in(word, label.rest):
            found += _IN_REST * weights[word]
            own += weights[word]
        elif found_in(word, caption.all):
            found += _IN_CAPTION * weights[word]
    if not own:
        # A caption alone names the group, none of its boxes.
        return 0.0
    precision = len(covered) / len(label.head)
    coverage = found / sum(weights[word] for word in words)
    return coverage * (1 - _PRECISION_SHARE + _PRECISION_SHARE * precision)


def _of_description(described: Sequence[str], label: Label) -> float:
    """Whether a leaf's description says all that its label says. A single word is too little."""
    if len(label.head) < 2:
        return 0.0
    found = sum(any(found_in(word, (other,)) for word in described) for other in label.head)
    return found / len(label.head) if found == len(label.head) else 0.0


def _field_words(name: str) -> tuple[str, ...]:
    """What a field's name says: its last part that somebody chose, ``EmployerID`` of
    ``form[0].EmployerID[0].f1_14[0]``.
    """
    for part in reversed(re.sub(r"\[\d+\]|#", "", name).split(".")):
        words = [fold(word).rstrip("0123456789") for word in words_of(part)]
        chosen = tuple(word for word in words if not _MADE_UP.match(word))
        if chosen:
            return chosen
    return ()


def _simple(text: str) -> str:
    return " ".join(words_of(fold(text)))
