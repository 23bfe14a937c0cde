"""Pages that follow the first of a document: clauses, terms in small print, instructions, more
fields; and the page numbers and running heads of documents with several pages. Knows no truth.
"""

from __future__ import annotations

import random
import re
from dataclasses import replace
from functools import lru_cache

from wordfreq import top_n_list

from training.documents.canvas import Align, Canvas, Mark, PlacedWord
from training.documents.forms.filings import write_notices
from training.documents.forms.legal import ROLES, paragraph
from training.documents.forms.prose import write_foot
from training.documents.forms.sheet import Sheet, draw_style
from training.documents.words.manners import is_printable
from workers.sorting.rows import plain

TOPICS = (
    ("secret", "secret", "misc", "stay"),
    ("work", "work", "stay", "misc"),
    ("rent", "rent", "misc"),
    ("sale", "sale", "misc", "secret"),
)
TERMS_HEADS = {
    "en": "General Terms and Conditions|Conditions of Sale|TERMS AND CONDITIONS|Conditions",
    "de": "Allgemeine Geschäftsbedingungen|AGB|Allgemeine Verkaufs- und Lieferbedingungen",
    "fr": "Conditions générales de vente|CONDITIONS GÉNÉRALES",
    "es": "Condiciones generales de venta|CONDICIONES GENERALES|Términos y condiciones",
    "it": "Condizioni generali di vendita|CONDIZIONI GENERALI",
    "nl": "Algemene voorwaarden|ALGEMENE VERKOOPVOORWAARDEN",
    "pt": "Condições gerais de venda|TERMOS E CONDIÇÕES",
    "pl": "Ogólne warunki sprzedaży|OGÓLNE WARUNKI HANDLOWE",
}
PAGE_WORDS = {
    "en": ("Page {n} of {m}", "Page {n}/{m}", "Page: {n} of {m}", "Page {n}", "Pg {n}", "page {n}"),
    "de": ("Seite {n} von {m}", "Seite {n}/{m}", "Seite {n}", "Seite: {n}", "Blatt {n}"),
    "fr": ("Page {n} sur {m}", "Page {n}/{m}", "Page {n} de {m}", "Page : {n}"),
    "es": ("Página {n} de {m}", "Pág. {n}/{m}", "Página {n}", "Hoja {n} de {m}"),
    "it": ("Pagina {n} di {m}", "Pag. {n}/{m}", "Pag. {n} di {m}", "Pagina {n}"),
    "nl": ("Pagina {n} van {m}", "Pagina {n}/{m}", "Blad {n}", "Pagina {n}"),
    "pt": ("Página {n} de {m}", "Pág. {n}/{m}", "Folha {n} de {m}"),
    "pl": ("Strona {n} z {m}", "Str. {n}/{m}", "Strona {n}"),
}
PAGE_NAMES = frozenset(
    [
        "page",
        "seite",
        "pagina",
        "pag",
        "página",
        "pág",
        "strona",
        "str",
        "blatt",
        "blad",
        "folha",
        "hoja",
        "pg",
    ]
)
_DIGIT = re.compile(r"\d")
BARE = ("{n}/{m}", "{n} / {m}", "- {n} -", "{n}", "({n})")


@lru_cache(maxsize=16)
def _common(lang: str) -> tuple[str, ...]:
    return tuple(word for word in top_n_list(lang, 2500) if is_printable(word))


def prose(rng: random.Random, lang: str, count: int) -> str:
    """A sentence of everyday words that says nothing."""
    return " ".join(rng.choices(_common(lang), k=count)).capitalize() + "."


def _sheet(rng: random.Random, like: Canvas) -> Sheet:
    margin = rng.uniform(36, 72)
    canvas = Canvas(like.width, like.height)
    return Sheet(rng, canvas, draw_style(rng), margin, like.width - margin, rng.uniform(30, 70))


def clauses(rng: random.Random, like: Canvas, count: int) -> list[Canvas]:
    """`count` pages that go on with an agreement, a report or a letter, most beginning inside of a
    sentence, the last one not full.
    """
    lang = rng.choice(("", "", "", "en", "en", "de", "fr", "es", "it", "nl", "pt", "pl"))
    first = _sheet(rng, like)
    size = first.style.value_size
    topics, roles = rng.choice(TOPICS), rng.choice(ROLES)
    numbered = rng.choice(("", "", "{}. ", "{}.{} ", "Section {}. ", "({}) "))
    number, pages = rng.randint(2, 9), []
    for index in range(count):
        canvas = Canvas(like.width, like.height)
        sheet = Sheet(rng, canvas, first.style, first.left, first.right, first.y)
        floor = 60 if index < count - 1 else rng.uniform(60, 600)
        while sheet.room > floor + 20:
            number += 1
            lead = numbered.format(number, rng.randint(1, 5))
            text = lead + (
                " ".join(prose(rng, lang, rng.randint(6, 24)) for _ in range(rng.randint(2, 6)))
                if lang
                else paragraph(rng, topics, rng.randint(2, 5), roles)
            )
            if sheet.y == first.y and rng.random() < 0.6:
                text = text[text.find(" ", 20) + 1 :]
            sheet.y = 6 + sheet.plain(
                sheet.left, sheet.y, text, sheet.right - sheet.left, size=size
            )
        pages.append(canvas)
    if rng.random() < 0.5:
        write_foot(sheet, "contract")
    return pages


def terms(rng: random.Random, like: Canvas, lang: str) -> Canvas:
    """A page of small print in one to three columns, in the document's language."""
    sheet = _sheet(rng, like)
    if rng.random() < 0.75:
        title = rng.choice(TERMS_HEADS.get(lang, TERMS_HEADS["en"]).split("|"))
        sheet.y = 6 + sheet.plain(
            sheet.left, sheet.y, title, 400, font=sheet.style.head_font, size=rng.uniform(8, 14)
        )
    columns, size, gap = rng.choice((1, 2, 2, 3)), rng.uniform(5.5, 8.5), 14.0
    width = (sheet.right - sheet.left - gap * (columns - 1)) / columns
    top, floor = sheet.y, sheet.canvas.height - rng.choice((50, 60, 300))
    is_legal = lang == "en" and rng.random() < 0.6
    for column in range(columns):
        y, number = top, column * 6
        while y < floor - 6 * size:
            number += 1
            body = (
                paragraph(rng, ("sale", "misc"), 2, ("Seller", "Buyer"))
                if is_legal
                else " ".join(prose(rng, lang, rng.randint(6, 20)) for _ in range(3))
            )
            text = f"{number}. {body}" if rng.random() < 0.7 else body
            y = 3 + sheet.plain(sheet.left + column * (width + gap), y, text, width, size=size)
    return sheet.canvas


def instructions(rng: random.Random, like: Canvas) -> Canvas:
    """A page of instructions to a form."""
    sheet = _sheet(rng, like)
    write_notices(sheet, rng.uniform(300, like.height))
    return sheet.canvas


def number_pages(rng: random.Random, pages: list[Canvas], lang: str) -> None:
    """Prints the pages' numbers in one of the ways of `lang`, at the same place of each."""
    text = rng.choice(PAGE_WORDS.get(lang, PAGE_WORDS["en"]) + (BARE if rng.random() < 0.4 else ()))
    aligns: tuple[Align, ...] = ("left", "center", "right", "right")
    align, top, size = rng.choice(aligns), rng.random() < 0.25, rng.uniform(6.5, 9.5)
    for index, canvas in enumerate(pages):
        if index == 0 and len(pages) > 1 and "{m}" not in text and rng.random() < 0.4:
            # A plain number often starts on the second page.
            continue
        x = {"left": 40.0, "center": canvas.width / 2, "right": canvas.width - 40.0}[align]
        canvas.text(
            x,
            20.0 if top else canvas.height - 16.0,
            text.format(n=index + 1, m=len(pages)),
            size=size,
            align=align,
        )


def continued(rng: random.Random, page: Canvas, count: int) -> list[Canvas]:
    """`count` pages that look like `page`: the same head, other rows below it, the last one at
    times not full, as programs print what runs on over pages.
    """
    cut = rng.uniform(0.12, 0.42) * page.height
    head = [word for word in page.words if word.box[1] < cut and not _is_numbered(page, word)]
    body = [word for word in page.words if word.box[1] >= cut]
    pages = []
    for index in range(count):
        floor = page.height * (rng.uniform(0.45, 1.0) if index == count - 1 else 1.0)
        canvas = Canvas(page.width, page.height)
        canvas.words = [*head, *(_changed(rng, word) for word in body if word.box[1] < floor)]
        pages.append(canvas)
    return pages


def _is_numbered(page: Canvas, word: PlacedWord) -> bool:
    """Whether the word is part of a printed page number."""
    row = [w for w in page.words if abs(w.box[1] - word.box[1]) < 3]
    near = [w for w in row if abs(w.box[0] - word.box[0]) < 90]
    return any(plain(w.text) in PAGE_NAMES for w in near)


def _changed(rng: random.Random, word: PlacedWord) -> PlacedWord:
    """Another row's word: other digits, at times another word."""
    if any(char.isdigit() for char in word.text):
        return replace(word, text=_DIGIT.sub(lambda m: str(rng.randint(0, 9)), word.text))
    if rng.random() >= 0.15:
        return word
    text = rng.choice(_common("en"))
    return PlacedWord(text, word.box, (Mark("other", 0, len(text)),))


def repeat_whole_head(rng: random.Random, pages: list[Canvas]) -> None:
    """Puts all that stands above the table of the first page on the later ones too, whose rows move
    down and closer together.
    """
    first = pages[0]
    tops = [w.box[1] for w in first.words if any("[0]" in mark.path for mark in w.marks)]
    cut = min(tops, default=0.35 * first.height) - 4
    head = [word for word in first.words if word.box[1] < cut and not _is_numbered(first, word)]
    if not 0.08 * first.height < cut < 0.6 * first.height:
        return
    for canvas in pages[1:]:
        top = min((word.box[1] for word in canvas.words), default=cut)
        squash = min(1.0, (canvas.height - cut - 10) / (canvas.height - top))
        moved = [replace(word, box=_moved(word.box, top, cut, squash)) for word in canvas.words]
        canvas.words = [*head, *moved]


def _moved(
    box: tuple[float, float, float, float], top: float, cut: float, squash: float
) -> tuple[float, float, float, float]:
    upper = cut + (box[1] - top) * squash
    return box[0], upper, box[2], upper + (box[3] - box[1]) * max(squash, 0.8)


def repeat_head(rng: random.Random, pages: list[Canvas]) -> None:
    """Prints the top lines of the first page small on the later ones, as letterheads repeat."""
    first = pages[0]
    lines = [run for run in sorted(first.runs, key=lambda r: r.y) if run.y < 0.2 * first.height]
    if not lines:
        return
    kept = lines[: rng.randint(1, 3)]
    for canvas in pages[1:]:
        if any(word.box[1] < 24 for word in canvas.words):
            continue
        for index, run in enumerate(kept):
            canvas.text(40, 14 + 9 * index, run.text[:90], size=7.5, fontname=run.fontname)
