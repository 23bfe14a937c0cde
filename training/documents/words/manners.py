"""Words of frequency lists that no printed document needs. Knows nothing else."""

from __future__ import annotations

_STEMS = (
    "fuck",
    "shit",
    "cunt",
    "porn",
    "bitch",
    "whore",
    "slut",
    "pussy",
    "nigg",
    "nazi",
    "penis",
    "vagina",
    "puta",
    "mierda",
    "merde",
    "scheiß",
    "cazzo",
    "kurw",
)
_WORDS = frozenset(
    [
        "sex",
        "sexy",
        "sexual",
        "sexually",
        "dick",
        "cock",
        "rape",
        "raped",
        "rapist",
        "fag",
        "faggot",
        "ass",
        "asshole",
        "arsch",
    ]
)


def is_printable(word: str) -> bool:
    """Whether a word may stand on a generated document."""
    low = word.casefold()
    return low not in _WORDS and not any(stem in low for stem in _STEMS)
