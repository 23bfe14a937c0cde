"""Label words by language and field."""

from __future__ import annotations

import random
from functools import lru_cache

from training.documents.invoices.labels_by_language.de import DE
from training.documents.invoices.labels_by_language.en import EN
from training.documents.invoices.labels_by_language.es import ES
from training.documents.invoices.labels_by_language.fr import FR
from training.documents.invoices.labels_by_language.it import IT
from training.documents.invoices.labels_by_language.nl import NL
from training.documents.invoices.labels_by_language.pl import PL
from training.documents.invoices.labels_by_language.pt import PT

BY_LANG = {"en": EN, "de": DE, "fr": FR, "es": ES, "it": IT, "nl": NL, "pt": PT, "pl": PL}


@lru_cache(maxsize=2048)
def choices(lang: str, key: str) -> tuple[str, ...]:
    """All label words of a field."""
    return tuple(BY_LANG[lang][key].split("|"))


def pick(rng: random.Random, lang: str, key: str) -> str:
    """One label word; the first ones are drawn more often, as they are the usual ones."""
    return pick_of(rng, choices(lang, key))


def pick_of(rng: random.Random, words: tuple[str, ...]) -> str:
    """One of these words, the first ones more often."""
    if rng.random() < 0.35:
        return words[min(int(rng.random() * 5), len(words) - 1)]
    return rng.choice(words)
