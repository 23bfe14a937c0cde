"""The rows of an address block: name in one row or two, contact persons, departments, numbers.

Only the party's own name is marked; all that stands around it and looks like a name is not.
"""

from __future__ import annotations

from training.documents.invoices.flow import Paths, Seg
from training.documents.invoices.sheet import Sheet
from training.documents.words.parties import Party
from training.documents.words.regions import fill

Rows = list[list[Seg]]

_DEPARTMENTS: dict[str, str] = {
    "en": "Accounts Payable|Accounts Department|Purchasing|Finance Department|Finance|"
    "Procurement|Attn: Accounts Payable|Head Office|Headquarters|Billing Department|"
    "Administration|Accounting|Shared Services|Invoice Processing",
    "de": "Buchhaltung|Abt. Einkauf|Rechnungswesen|Kreditorenbuchhaltung|Verwaltung|Zentrale|"
    "Abteilung Finanzen|Rechnungsprüfung|Niederlassung Nord|Werk 2|Geschäftsstelle|"
    "Hauptverwaltung|Einkauf",
    "fr": "Service comptabilité|Comptabilité fournisseurs|Service achats|Siège social|"
    "Direction financière|Service facturation",
    "es": "Departamento de contabilidad|Administración|Compras|Sede central|Facturación",
    "it": "Ufficio acquisti|Amministrazione|Contabilità fornitori|Sede legale|Ufficio contabilità",
    "nl": "Afdeling Inkoop|Crediteurenadministratie|Administratie|Hoofdkantoor|Afd. Financiën",
    "pt": "Contabilidade|Departamento financeiro|Compras|Sede",
    "pl": "Dział księgowości|Dział zakupów|Księgowość|Siedziba",
}
_BEFORE_PERSON: dict[str, tuple[str, ...]] = {
    "en": ("Mr", "Mrs", "Ms", "Mr.", "Ms."),
    "de": ("Herrn", "Frau", "Herr"),
    "fr": ("M.", "Mme", "Monsieur", "Madame"),
    "es": ("D.", "Dña.", "Sr.", "Sra."),
    "it": ("Sig.", "Sig.ra", "Egr. Sig."),
    "nl": ("Dhr.", "Mevr.", "De heer"),
    "pt": ("Sr.", "Sra.", "Exmo. Sr."),
    "pl": ("Pan", "Pani", "Sz.P."),
}


def party_rows(sheet: Sheet, who: Party, prefix: str, *, name: bool, address: bool) -> Rows:
    """Name, person, department, address, contacts; an empty `prefix` marks nothing."""
    name_path: Paths = (f"{prefix}.name",) if prefix and name else ()
    address_path: Paths = (f"{prefix}.address.text",) if prefix and address else ()
    rows = name_rows(sheet, who.name, name_path)
    if who.kind == "company":
        rows = _company_rows(sheet, who, rows)
    elif sheet.chance(0.14):
        word = sheet.rng.choice(_BEFORE_PERSON[sheet.style.lang])
        alone = sheet.style.lang == "de" and sheet.chance(0.7)
        rows = [[(word, ())], *rows] if alone else [[(f"{word} ", ()), *rows[0]], *rows[1:]]
    if sheet.chance(0.06):
        rows.insert(0, [(_number(sheet), ())])
    rows += [[(text, address_path)] for text in who.address]
    return rows


def name_rows(sheet: Sheet, name: str, path: Paths) -> Rows:
    """The name in one row, or a long one now and then in two."""
    words = name.split(" ")
    if len(words) < 3 or not sheet.chance(0.16):
        return [[(name, path)]]
    cut = sheet.rng.randint(1, len(words) - 1)
    return [[(" ".join(words[:cut]), path)], [(" ".join(words[cut:]), path)]]


def department(sheet: Sheet) -> str:
    """A department or site of a company."""
    return sheet.rng.choice(_DEPARTMENTS[sheet.style.lang].split("|"))


def part_of(sheet: Sheet, who: Party) -> str:
    """A department named like a company: ``Tralix Finance``."""
    words = ("Finance", "Delivery", "Services", "Headquarters", "Warehouse", "Billing", "Logistik")
    return f"{who.brand} {sheet.rng.choice((*words, department(sheet)))}"


def _company_rows(sheet: Sheet, who: Party, rows: Rows) -> Rows:
    """The name with the people and departments that letters are sent to."""
    rng, lang = sheet.rng, sheet.style.lang
    if rng.random() < 0.3:
        kind = rng.random()
        person = f"{rng.choice(_BEFORE_PERSON[lang])} {who.person}" if kind < 0.3 else who.person
        attention = f"{sheet.label('attn')} {person}" if rng.random() < 0.55 else person
        rows.insert(0 if rng.random() < 0.12 else len(rows), [(attention, ())])
    if rng.random() < 0.14:
        text = part_of(sheet, who) if rng.random() < 0.3 else department(sheet)
        rows.insert(0 if rng.random() < 0.08 else len(rows), [(text, ())])
    if lang == "de" and rng.random() < 0.07:
        rows.insert(0, [(rng.choice(("Firma", "Fa.", "An")), ())])
    return rows


def _number(sheet: Sheet) -> str:
    """A number that stands above a name."""
    key = sheet.rng.choice(("account_id", "order_no", "our_ref"))
    label = sheet.colon(sheet.label(key))
    return f"{label} {fill(sheet.rng, sheet.rng.choice(('%####', '@%###', '40###########')))}"
