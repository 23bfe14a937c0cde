"""What every part of a receipt needs while it is written: facts, habits, paper, helpers."""

from __future__ import annotations

import random
from dataclasses import dataclass

from training.documents.receipts import labels, words
from training.documents.receipts.facts import Facts
from training.documents.receipts.money import Clock, Purse, typed
from training.documents.receipts.till import Segment, Till


@dataclass(slots=True)
class Receipt:
    """One receipt in the making.

    tax: the tax's name on it. vendor_due: the shop's name is still to be printed, at the foot.
    closing: what stands before the total's label, the moment a check was closed.
    """

    rng: random.Random
    facts: Facts
    till: Till
    purse: Purse
    clock: Clock
    tax: str
    vendor_due: bool = False
    closing: str = ""

    def chance(self, share: float) -> bool:
        """True with probability `share`."""
        return self.rng.random() < share

    def label(self, key: str, **extra: str) -> str:
        """A label of this receipt's language and case, its placeholders filled."""
        text = labels.label(self.rng, self.facts.region.lang, key)
        if "{" in text:
            sums = self.facts.sums
            known = {
                "t": self.tax,
                "r": f"{sums.rate:g}",
                "p": f"{sums.service_rate or 10:g}",
                "s": self.purse.sign,
                "n": str(self.rng.randint(5, 99)),
                "g": self.rng.choice(words.pools().given),
                "w": words.invented(self.rng),
            }
            text = text.format(**{**known, **extra})
        return self.till.case(text)

    def colon(self) -> str:
        """What stands after a label."""
        return self.till.look.colon

    def labelled(self, key: str, value: list[Segment]) -> list[Segment]:
        """Label, colon and value as one run of text."""
        joint = self.colon()
        return [
            (self.label(key) + joint + ("" if joint == ":" and self.chance(0.3) else " "), None),
            *value,
        ]

    def money(self, amount: int, path: str | None = None, level: int = 1) -> list[Segment]:
        """An amount as printed; with a path its typed value is noted too."""
        if path is not None:
            self.till.values[path] = typed(amount, self.purse.decimals)
        return self.purse.segments(amount, path, level)

    def note(self, path: str, text: str, value: str | None = None) -> Segment:
        """Text that is the value of `path`."""
        self.till.values[path] = " ".join(text.split()) if value is None else value
        return (text, path)

    def fill(self, *patterns: str) -> str:
        """One of the patterns, filled."""
        return words.fill(self.rng, self.rng.choice(patterns))
