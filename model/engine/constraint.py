"""What may be written next: the interface the engine asks.

A constraint is a state machine over token ids, moved by `accept` only and never back. Knows no
network and no grammar.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from model.engine.copied import Copied

Mask = npt.NDArray[np.bool_]


class Constraint(Protocol):
    """Which tokens may come next."""

    @property
    def is_done(self) -> bool:
        """Whether the text is complete and nothing may follow."""
        ...

    def forced(self) -> list[int]:
        """Tokens that must come next, as they write the only text allowed; none at a choice."""
        ...

    def allows(self, token: int) -> bool:
        """Whether `token` may come next. Much cheaper than a mask."""
        ...

    def mask(self) -> Mask:
        """bool [vocab_size]: tokens allowed next, at least one.

        Raises:
            ConstraintError: the grammar became too complex.
        """
        ...

    def accept(self, token: int, copied: Copied | None = None) -> None:
        """Move on by `token`. copied: where in the prompt the network looked for it, if known.

        Raises:
            ConstraintError: the token is not allowed.
        """
        ...

    def draft(self, max_tokens: int) -> list[int]:
        """At most `max_tokens` tokens that probably come next, to check in one forward pass.

        A guess: they need not be allowed, and the state stays as it is. Forced ones are among them.
        """
        ...
