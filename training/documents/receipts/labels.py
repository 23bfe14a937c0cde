"""Label words of receipts by language: alternatives by key, in `labels.json`.

Placeholders: {t} the tax's name, {r} its rate, {p} the service rate, {s} the currency sign, {n}
a number, {g} a given name, {w} an invented word.
"""

from __future__ import annotations

import json
import random
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def _labels() -> dict[str, dict[str, list[str]]]:
    out: dict[str, dict[str, list[str]]] = json.loads(
        Path(__file__).with_name("labels.json").read_text("utf-8")
    )
    return out


def label(rng: random.Random, lang: str, key: str) -> str:
    """One way to print the label `key` in `lang`."""
    return rng.choice(_labels()[lang][key])
