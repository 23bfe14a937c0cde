"""Names of months and weekdays in many languages, from the CLDR through babel. Knows no dates."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

from schemas.normalise.text import fold

# Order decides where two languages give one word to different months and the document's language is
# unknown.
LANGUAGES = (
    "en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "nb", "fi", "cs", "sk", "hu", "ro",
    "bg", "sl", "hr", "el", "tr", "ru", "uk", "lt", "lv", "et", "id", "ms", "vi", "th", "ko", "ar",
    "he", "fa", "hi", "ca",
)  # fmt: skip
# Spellings that are printed and that the CLDR does not have.
_EXTRA = {
    "sept": ("en", 9), "maerz": ("de", 3), "jaenner": ("de", 1), "janner": ("de", 1),
    "feber": ("de", 2), "juil": ("fr", 7), "aout": ("fr", 8), "fev": ("fr", 2), "jui": ("fr", 7),
    "mrt": ("nl", 3), "ago": ("es", 8), "set": ("it", 9), "sett": ("it", 9), "sepbre": ("es", 9),
    "mei": ("ms", 5), "ogos": ("ms", 8), "dis": ("ms", 12),
}  # fmt: skip


@lru_cache(maxsize=1)
def _months() -> dict[str, dict[str, int]]:
    """word -> language -> month (1 to 12)."""
    table: dict[str, dict[str, int]] = {}
    for language in LANGUAGES:
        forms = Locale.parse(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in forms[context][width].items():
                    word = fold(name)
                    if not word.isdigit() and len(word) > 1:
                        table.setdefault(word, {}).setdefault(language, int(number))
    for word, (language, number) in _EXTRA.items():
        table.setdefault(word, {}).setdefault(language, number)
    return table


@lru_cache(maxsize=1)
def _weekdays() -> frozenset[str]:
    words: set[str] = set()
    for language in LANGUAGES:
        forms = Locale.parse(language).days
        for width in ("wide", "abbreviated"):
            words.update(fold(name) for name in forms["format"][width].values())
    return frozenset(words)


def month_of(word: str, languages: tuple[str, ...]) -> tuple[int, bool] | None:
    """Month of a word, and whether its language is sure; None for a word that names no month.

    Glued weekdays are accepted: ``ThuAug`` is August.
    """
    folded = fold(word)
    table = _months()
    by_language = table.get(folded)
    if by_language is None and len(folded) > 5:
        cut = next(
            (
                at
                for at in range(2, len(folded) - 2)
                if folded[:at] in _weekdays() and folded[at:] in table
            ),
            0,
        )
        by_language = table[folded[cut:]] if cut else None
    if by_language is None:
        return None
    known = next((by_language[code] for code in languages if code in by_language), None)
    if known is not None:
        return known, True
    return next(iter(by_language.values())), len(set(by_language.values())) == 1


def is_weekday(word: str) -> bool:
    """Whether the word, or its abbreviation, names a day of the week in any of the languages."""
    return fold(word) in _weekdays()
