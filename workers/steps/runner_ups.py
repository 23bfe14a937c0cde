"""What else a number of the answer could have been copied from: the page's other numbers, each with
how likely the model found it where it chose.

At each choice inside a value the network has a probability for every token. A token it did not
choose stands for the numbers of the page that begin with what was written so far and this token;
where several do, the copy head's look tells them apart, if there is one. Types nothing, knows no
network.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from model.engine.alternatives import Alternatives
from model.engine.request import Generation
from workers.steps.page_text import PageText
from workers.steps.patterns import matches
from workers.steps.spans import occurrence_at
from workers.steps.values import Rival

#: kinds whose values have runner-ups
KINDS = ("amount", "quantity", "percent")
MOST_RUNNER_UPS = 5
#: less likely than this (natural logarithm), a number is none
LEAST_LOGPROB = -16.0
# A number that the copy head did not look at, of those that begin alike, gets this little of it.
_UNSEEN = 1e-3
# In the characters before a number, what its value may begin with.
_LEAD = re.compile(r"(?:[-+−–—(]|[^\w\s.,:;/]|[A-Z]{2,3})?[ ]?[-−–—(]?[^\w\s.,:;/]?[ ]?$")
_LEAD_CHARS = 8
_NUMBER = re.compile(
    r"[-−–—(]?\d{1,3}(?: \d{3})+(?:[.,]\d{1,3})?[-)]?|[-−–—(]?(?:\d[\d.,'’]*\d|\d)[-)]?"
)
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class _Number:
    """Characters [start, end) of the page's text. lead: where its value may begin at the earliest.
    words: those it is made of.
    """

    start: int
    end: int
    lead: int
    words: frozenset[int]


class Numbers:
    """The numbers of a window's pages, by what they begin with."""

    def __init__(self, page: PageText) -> None:
        self._page = page
        self._numbers = list(_numbers(page))
        self._by_char: dict[str, list[_Number]] = {}
        for number in self._numbers:
            for char in set(page.text[number.lead : number.end]):
                self._by_char.setdefault(char, []).append(number)

    def rivals(
        self,
        generation: Generation,
        tokens: range,
        token_bytes: Sequence[bytes],
        prompt_words: Sequence[int] | None,
        raw: str,
    ) -> tuple[Rival, ...]:
        """The likeliest numbers beside the one that `tokens` write, best first.

        tokens: indices of those that write `raw`, quotes included.
        """
        scores: dict[_Number, float] = {}
        written, before = b"", 0.0
        for i in tokens:
            choice = generation.alternatives[i]
            if choice is not None:
                looked = _looks(choice, prompt_words)
                for token, logprob in zip(choice.tokens, choice.logprobs, strict=True):
                    if before + logprob < LEAST_LOGPROB:
                        break
                    begun = _begun(written + token_bytes[token])
                    if token != generation.tokens[i] and begun:
                        self._score(scores, begun, before + logprob, looked)
            written += token_bytes[generation.tokens[i]]
            before += generation.logprobs[i]
        return self._best(scores, raw)

    def _score(
        self, scores: dict[_Number, float], begun: str, logprob: float, looked: dict[int, float]
    ) -> None:
        """Shares a token's probability among the numbers that it may begin."""
        fitting = [
            number for number in self._by_char.get(begun[0], ()) if self._fits(number, begun)
        ]
        weights = [_UNSEEN + sum(looked.get(word, 0.0) for word in n.words) for n in fitting]
        total = sum(weights)
        for number, weight in zip(fitting, weights, strict=True):
            score = logprob + math.log(weight / total)
            if score > max(scores.get(number, -math.inf), LEAST_LOGPROB):
                scores[number] = score

    def _fits(self, number: _Number, begun: str) -> bool:
        """Whether the number, or a sign before it that belongs to it, begins so."""
        text = self._page.text
        return any(text.startswith(begun, start) for start in range(number.lead, number.start + 1))

    def _best(self, scores: dict[_Number, float], raw: str) -> tuple[Rival, ...]:
        best: dict[str, Rival] = {}
        for number, score in sorted(scores.items(), key=lambda entry: -entry[1]):
            text = self._page.text[number.start : number.end]
            if text not in best and text not in raw:
                place = occurrence_at(self._page, number.start, number.end)
                best[text] = Rival(text, place, score)
            if len(best) == MOST_RUNNER_UPS:
                break
        return tuple(best.values())


def _numbers(page: PageText) -> Iterator[_Number]:
    text = page.text[: page.rows_end]
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        # A sign or bracket that belongs to something else ("R-104") is no edge.
        while start < end and not page.edges[start]:
            start += 1
        while end > start and not (page.edges[end] and text[end - 1] != " "):
            end -= 1
        if _DIGIT.search(text, start, end) is None:
            continue
        # Half a pair of brackets is none.
        start += text[start] == "(" and text[end - 1] != ")"
        end -= text[end - 1] == ")" and text[start] != "("
        # A date or an identifier is no amount.
        if not matches("amount", text[start:end]):
            continue
        before = text[max(0, start - _LEAD_CHARS) : start]
        lead = _LEAD.search(before)
        words = frozenset(word for word in page.words[start:end].tolist() if word >= 0)
        yield _Number(start, end, start - len(lead.group().lstrip()) if lead else start, words)


def _begun(data: bytes) -> str:
    """What of a value is written, without quote and space; "" where it is none or its end."""
    text = data.decode("utf-8", errors="ignore")
    text = text[text.rfind(':"') + 2 :] if ':"' in text else text
    text = text.lstrip(' "')
    return "" if '"' in text or text.startswith("null") else text


def _looks(choice: Alternatives, prompt_words: Sequence[int] | None) -> dict[int, float]:
    """The copy head's look by the page's words."""
    looked: dict[int, float] = {}
    if prompt_words is not None:
        for position, weight in zip(choice.positions, choice.weights, strict=True):
            word = prompt_words[position]
            if word >= 0:
                looked[word] = looked.get(word, 0.0) + float(weight)
    return looked
