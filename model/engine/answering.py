"""Moves one answer on: chooses a token, appends what is forced, and as long as that is what was
drafted, chooses the next.

Greedy: the likeliest allowed token, whatever was drafted, so drafts change the number of passes
and nothing else. Knows no network and no cache.
"""

from __future__ import annotations

import math

from model.engine.alternatives import Alternatives
from model.engine.constraint import Constraint
from model.engine.distribution import Distribution
from model.engine.errors import NumericalError
from model.engine.request import Finish
from model.engine.sequence import Sequence

#: tokens asked of the constraint before its mask is computed
NUM_ASKED = 16
#: tokens less likely than the first by this (natural logarithm) are as good as impossible
NEGLIGIBLE = 9.2
#: forced tokens taken at once: a grammar may force a text of any length
MAX_FORCED = 4096


class Answering:
    """The rows of one pass, and the choice in each."""

    def __init__(
        self, distribution: Distribution, image_token_id: int | None, *, use_forced: bool = True
    ) -> None:
        """use_forced: False takes forced tokens one a pass, for comparisons."""
        self._distribution = distribution
        self._use_forced = use_forced
        self._image_token_id = image_token_id
        self._values, self._tokens = distribution.top(NUM_ASKED)

    def move_on(self, sequence: Sequence, row: int) -> Finish | None:
        """Extends the answer from `row` on, which is followed by a row for each draft.

        Returns why the answer has ended, if it has. Raises: ConstraintError, NumericalError.
        """
        drafts, num_right, finish = sequence.drafts, 0, sequence.ending()
        while finish is None:
            new = [] if self._use_forced else take_forced(sequence, 1)
            if not new:
                token = self._choose(sequence, row + num_right)
                if token is None:
                    finish = "stop"
                    break
                new = [token, *(take_forced(sequence) if self._use_forced else ())]
            num_same = _num_equal(new, drafts[num_right:])
            num_right += num_same
            finish = sequence.ending()
            if num_same < len(new):
                break
        sequence.verified(num_right)
        return finish

    def _choose(self, sequence: Sequence, row: int) -> int | None:
        """Appends the likeliest allowed token; None where it is a stop token."""
        request = sequence.request
        token, free, logprob = self._best(request.constraint, row)
        if not math.isfinite(free):
            count = len(sequence.answer.tokens)
            raise NumericalError(f"log probability {free} after {count} tokens")
        if token in request.stop_ids:
            return None
        copied = self._distribution.copied(row, token)
        if request.constraint is not None:
            request.constraint.accept(token, copied)
        sequence.answer.append(
            token,
            logprob=logprob,
            free_logprob=free,
            copied=copied,
            alternatives=Alternatives(
                tuple(self._tokens[row]), tuple(self._values[row]), *self._distribution.looked(row)
            ),
        )
        return token

    def _best(self, constraint: Constraint | None, row: int) -> tuple[int, float, float]:
        """The likeliest allowed token, its log probability and that among the allowed.

        The likeliest tokens are asked one by one: mostly the first is allowed, and no mask over the
        vocabulary is needed.
        """
        values, tokens = self._values[row], self._tokens[row]
        if constraint is None:
            best = 1 if tokens[0] == self._image_token_id else 0
            return tokens[best], values[best], values[best]
        likely = [i for i, value in enumerate(values) if value > values[0] - NEGLIGIBLE]
        kept = [i for i in likely if constraint.allows(tokens[i])]
        if kept:
            first = values[kept[0]]
            among = -math.log(sum(math.exp(values[i] - first) for i in kept))
            return tokens[kept[0]], first, among
        return self._distribution.best_of(row, constraint.mask())


def take_forced(sequence: Sequence, most: int = MAX_FORCED) -> list[int]:
    """Appends the tokens that are forced now, as far as the answer may go; returns them."""
    constraint = sequence.request.constraint
    if constraint is None:
        return []
    room = sequence.request.max_new_tokens - len(sequence.answer.tokens)
    tokens = constraint.forced()[: min(room, most)]
    for token in tokens:
        constraint.accept(token)
        sequence.answer.append(token, forced=True)
    return tokens


def _num_equal(new: list[int], drafts: list[int]) -> int:
    """Length of the common beginning."""
    count = 0
    for one, other in zip(new, drafts, strict=False):
        if one != other:
            break
        count += 1
    return count
