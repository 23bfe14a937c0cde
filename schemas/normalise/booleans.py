"""Marks and words of tick boxes -> true or false. Knows no pixels."""

from __future__ import annotations

from schemas.normalise.result import DocumentContext, Normalised, unread
from schemas.normalise.text import collapse

_TRUE = frozenset(
    [
        "true",
        "yes",
        "y",
        "x",
        "xx",
        "on",
        "1",
        "checked",
        "selected",
        ":selected:",
        "ja",
        "oui",
        "si",
        "sí",
        "sim",
        "tak",
        "da",
        "kyllä",
        "igen",
        "ano",
        "evet",
        "wahr",
        "vrai",
        "v",
        "☑",
        "☒",
        "✓",
        "✔",
        "✕",
        "✖",
        "✗",
        "✘",
        "■",
        "●",
        "◉",
        "⬤",
        "是",
        "はい",
        "[x]",
        "(x)",
    ]
)
_FALSE = frozenset(
    [
        "false",
        "no",
        "n",
        "off",
        "0",
        "unchecked",
        "unselected",
        ":unselected:",
        "nein",
        "non",
        "nee",
        "não",
        "nie",
        "nej",
        "nei",
        "nem",
        "ne",
        "hayır",
        "falsch",
        "faux",
        "☐",
        "□",
        "○",
        "◯",
        "否",
        "いいえ",
        "[]",
        "()",
        "_",
        "-",
    ]
)


def normalise_boolean(raw: str, context: DocumentContext) -> Normalised:
    """``"☒"``, ``"Yes"``, ``"[x]"`` -> True; ``"☐"``, ``"Nein"`` -> False."""
    word = collapse(raw).casefold().replace("[ ]", "[]").replace("( )", "()").rstrip(".")
    if word in _TRUE:
        return Normalised(True, f"{word} means yes", True)
    if word in _FALSE:
        return Normalised(False, f"{word} means no", True)
    return unread(f"neither yes nor no: {raw[:40]!r}")
