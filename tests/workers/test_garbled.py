"""Text layers that mean nothing are told from those that do."""

from __future__ import annotations

import pytest

from workers.steps.garbled import garbled, without_signs

ENGLISH = [
    *("Please", "pay", "the", "total", "amount", "within", "thirty", "days", "of", "the"),
    *("date", "of", "this", "invoice"),
]
GERMAN = [
    *("Bitte", "überweisen", "Sie", "den", "Gesamtbetrag", "innerhalb", "von", "vierzehn"),
    *("Tagen", "ohne", "Abzug"),
]


@pytest.mark.parametrize(
    "words",
    [
        ENGLISH,
        GERMAN,
        [],
        ["12,50", "EUR", "308.88"],
        ["請求書", "合計", "税込"],
        ["счёт", "сумма"],
    ],
    ids=["English", "German", "nothing", "amounts", "Japanese", "Russian"],
)
def test_text_is_believed(words: list[str]) -> None:
    assert not garbled(words)


def test_replacement_signs_are_not_believed() -> None:
    assert garbled(["\ufffd\ufffd\ufffd", "total"])


def test_private_use_signs_are_not_believed() -> None:
    assert garbled(["".join(chr(0xF000 + ord(char)) for char in word) for word in ENGLISH])


def test_shifted_letters_are_not_believed() -> None:
    shifted = ["".join(chr((ord(char) - 94) % 26 + 97) for char in word) for word in ENGLISH]
    assert garbled(shifted * 2)


def test_a_few_icons_do_not_condemn_a_page() -> None:
    assert not garbled([*ENGLISH, "\uf0b7", "\uf0b7"])


def test_signs_without_meaning_are_cut_out_of_words() -> None:
    assert without_signs("\uf0b7To\u00adtal\ufffd") == "Total"
    assert without_signs("\uf0b7") == ""
    assert without_signs("Überweisung") == "Überweisung"
