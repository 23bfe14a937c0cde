"""Rows of a bank statement that are balances and no transactions: what the account held before and
after them ("Opening balance", "Saldovortrag", "Ancien solde"), and what is carried over to a page.

They are known by their words, and by showing one figure alone. Types nothing, knows no model.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from schemas.normalise.text import fold, plain
from workers.steps.table_end import item_index, without_items
from workers.steps.values import Reading

TRANSACTIONS = "/transactions"
_FIGURES = ("debit", "credit", "amount", "balance")
# A day's number, or nothing more.
_DAY = r"(?:\d|$)"
#: how the text of such a row begins, folded, by language. A word that also names a booking
#: ("Übertrag" to a savings account, "balance transfer fee", "saldo factura") counts only with what
#: makes it a balance.
_WORDS = re.compile(
    "|".join(
        (
            # English
            r"(?:opening|closing|previous|beginning|starting|start|new|ending|end|current|old|last)"
            r" (?:statement )?balance\b",
            r"balance(?: ?$| (?:brought|carried|forward|last|from last|[bc] ?/ ?f)\b)",
            rf"balance (?:at|on|as of|as at) .*{_DAY}",
            r"(?:brought|carried) (?:forward|over|down)\b",
            # German
            r"(?:alter|neuer|aktueller|letzter) (?:kontostand|saldo)\b",
            r"(?:anfangs|end|schluss|eroffnungs)(?:saldo|bestand)\b",
            r"kontostand(?: ?$| (?:am|vom|per|zum) )",
            rf"saldo ?(?:vortrag|alt$|neu$|(?:per|am|zum) {_DAY})",
            r"(?:ubertrag|uebertrag)(?: ?$| (?:auf|von|vom|aus) (?:blatt|seite))",
            # French
            r"(?:ancien|nouveau|dernier) solde\b|a reporter\b|report page",
            r"solde (?:precedent|initial|final|actuel|report|crediteur|debiteur|anterieur)",
            rf"solde (?:a nouveau|(?:au|en date du) {_DAY})",
            # Spanish, Italian, Portuguese
            r"(?:nuevo|nuovo|novo|vecchio) saldo\b|suma y sigue|suma anterior",
            r"saldo (?:anterior|inicial|iniziale|precedente|final|actual|atual|contabil)",
            rf"saldo (?:transportado|a transportar|a riporto|(?:al|a|em|de) {_DAY})",
            r"(?:a|da) riportare\b|riporto$|a transportar\b",
            # Dutch, Polish
            rf"(?:begin|eind)saldo\b|(?:vorig|oud|nieuw|huidig) saldo\b|saldo (?:vorig|op {_DAY})",
            r"saldo (?:poczatkowe|koncowe|poprzednie|biezace|otwarcia|zamkniecia|na dzien)",
            r"saldo z poprzedniej|(?:do|z) przeniesienia\b",
        )
    )
)


def without_balances(readings: Sequence[Reading]) -> list[Reading]:
    """The readings without transactions that are balances, later ones counted anew.

    A row with two different figures, as one with an amount and the balance behind it, is a booking
    whatever its text says.
    """
    texts: dict[int, str] = {}
    figures: dict[int, set[str]] = {}
    for reading in readings:
        index = item_index(reading.path, TRANSACTIONS)
        if index is None:
            continue
        name = reading.path.rpartition("/")[2]
        if name == "description":
            texts[index] = fold(plain(str(reading.raw)))
        elif name in _FIGURES:
            figures.setdefault(index, set()).add("".join(str(reading.raw).split()))
    dropped = {
        index
        for index, text in texts.items()
        if _WORDS.match(text) is not None and len(figures.get(index, ())) < 2
    }
    return without_items(readings, dropped, TRANSACTIONS) if dropped else list(readings)
