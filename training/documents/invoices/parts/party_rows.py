"""The rows of an address block: name in one row or two, contact persons, departments, numbers.

Only the party's own name is marked; all that stands around it and looks like a name is not.
"""

from __future__ import annotations

from training.documents.invoices.flow import Paths, Seg
from training.documents.invoices.parts.party_words import (
    BEFORE_PERSON,
    department_word,
    part_word,
)
from training.documents.invoices.sheet import Sheet
from training.documents.words.parties import Party
from training.documents.words.regions import fill

Rows = list[list[Seg]]


def party_rows(sheet: Sheet, who: Party, prefix: str, *, name: bool, address: bool) -> Rows:
    """Name, person, department, address, contacts; an empty `prefix` marks nothing."""
    name_path: Paths = (f"{prefix}.name",) if prefix and name else ()
    address_path: Paths = (f"{prefix}.address.text",) if prefix and address else ()
    rows = name_rows(sheet, who.name, name_path)
    if who.kind == "company":
        rows = _company_rows(sheet, who, rows)
    elif sheet.chance(0.14):
        word = sheet.rng.choice(BEFORE_PERSON[sheet.style.lang])
        alone = sheet.style.lang == "de" and sheet.chance(0.7)
        rows = [[(word, ())], *rows] if alone else [[(f"{word} ", ()), *rows[0]], *rows[1:]]
    if sheet.chance(0.06):
        rows.insert(0, [(_number(sheet), ())])
    rows += [[(text, address_path)] for text in who.address]
    return rows


def name_rows(sheet: Sheet, name: str, path: Paths) -> Rows:
    """The name in one row, or a long one now and then in two."""
    words = name.split(" ")
    if len(words) < 3 or not sheet.chance(0.2):
        return [[(name, path)]]
    cut = sheet.rng.randint(1, len(words) - 1)
    return [[(" ".join(words[:cut]), path)], [(" ".join(words[cut:]), path)]]


def department(sheet: Sheet) -> str:
    """A department or site of a company."""
    return department_word(sheet.rng, sheet.style.lang)


def part_of(sheet: Sheet, who: Party) -> str:
    """A department named like a company: ``Tralix Finance``."""
    text = f"{who.brand} {part_word(sheet.rng, sheet.style.lang)}"
    return text.upper() if who.name.isupper() and sheet.chance(0.6) else text


def person_line(sheet: Sheet, who: Party) -> str:
    """The person a letter is meant for, with or without what stands before such a name."""
    rng, lang = sheet.rng, sheet.style.lang
    person = f"{rng.choice(BEFORE_PERSON[lang])} {who.person}" if rng.random() < 0.3 else who.person
    lead = rng.random()
    if lead < 0.35:
        return f"{sheet.label('attn')} {person}"
    if lead < 0.45:
        return f"c/o {person}"
    return f"{person}, {department(sheet)}" if lead < 0.52 else person


def _company_rows(sheet: Sheet, who: Party, rows: Rows) -> Rows:
    """The name with the people and departments that letters are sent to."""
    rng, lang = sheet.rng, sheet.style.lang
    if rng.random() < 0.45:
        rows.insert(0 if rng.random() < 0.1 else len(rows), [(person_line(sheet, who), ())])
    if rng.random() < 0.22:
        text = part_of(sheet, who) if rng.random() < 0.4 else department(sheet)
        rows.insert(0 if rng.random() < 0.06 else len(rows), [(text, ())])
    if lang == "de" and rng.random() < 0.07:
        rows.insert(0, [(rng.choice(("Firma", "Fa.", "An", "An die", "An die Firma")), ())])
    elif rng.random() < 0.02:
        rows.append([(f"c/o {who.brand} {part_word(rng, lang)}", ())])
    return rows


def _number(sheet: Sheet) -> str:
    """A number that stands above a name."""
    key = sheet.rng.choice(("account_id", "order_no", "our_ref"))
    label = sheet.colon(sheet.label(key))
    return f"{label} {fill(sheet.rng, sheet.rng.choice(('%####', '@%###', '40###########')))}"
