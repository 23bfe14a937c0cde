"""What stands above an invoice shown as records: programs naming themselves, files, versions.

Lines of many words right above the parties, none of which is a name. Knows no page.
"""

from __future__ import annotations

import random

from training.documents.words.pools import common_words, made_up

_SHOWN: dict[str, str] = {
    "en": "Viewer|Rendering|Visualisation|Display|Readable view|Stylesheet for display|Print view|"
    "Preview|Check report|Human-readable form|Transformation|Summary view",
    "de": "Anzeige|Darstellung|Visualisierung|Lesbarmachung|Leseansicht|Druckansicht|Prüfbericht|"
    "Stylesheet zur Darstellung|Stylesheet zur Lesbarmachung|Vorschau|Aufbereitung|Umwandlung",
    "fr": "Visualisation|Affichage|Aperçu|Représentation lisible|Feuille de style|Lecture",
    "es": "Visualización|Vista previa|Representación legible|Hoja de estilo|Lectura",
    "it": "Visualizzazione|Anteprima|Rappresentazione leggibile|Foglio di stile|Lettura",
    "nl": "Weergave|Visualisatie|Voorbeeldweergave|Leesbare weergave|Afdrukweergave",
    "pt": "Visualização|Pré-visualização|Representação legível|Leitura",
    "pl": "Wizualizacja|Podgląd|Wydruk|Prezentacja|Widok",
}
_WHAT: dict[str, str] = {
    "en": "of electronic invoices|of XML invoice data|of invoice data|for structured invoices|"
    "of the XML data of e-invoices|of the e-invoice",
    "de": "von Rechnungsdaten|der XML-Daten von elektronischen Rechnungen|eRechnung|E-Rechnung|"
    "der XML-Daten von E-Rechnungen|von XML-Daten|elektronischer Rechnungen|des Datensatzes|"
    "der Rechnungsdaten nach EN 16931|der strukturierten Daten von Rechnungen",
    "fr": "de factures électroniques|des données XML de la facture|de la facture",
    "es": "de facturas electrónicas|de los datos XML|de la factura",
    "it": "di fatture elettroniche|della fattura elettronica|dei dati XML",
    "nl": "van e-facturen|van de XML-gegevens|van de factuur",
    "pt": "de faturas eletrónicas|dos dados XML|da fatura",
    "pl": "faktury elektronicznej|e-faktury|danych XML faktury",
}
_AIDS: dict[str, str] = {
    "en": "Booking aid - not an invoice|For information only|This is no original|Copy|Draft",
    "de": "Buchungshilfe - keine Rechnung|Nur zur Ansicht|Dies ist keine Originalrechnung|Kopie|"
    "Das Original ist die XML-Datei",
    "fr": "Ceci n'est pas l'original|Copie|Document d'aide à la saisie",
    "es": "Solo informativo|Copia|Este documento no es el original",
    "it": "Copia di cortesia|Documento privo di valenza fiscale|Solo per informazione",
    "nl": "Alleen ter informatie|Kopie|Dit is niet het origineel",
    "pt": "Apenas para informação|Cópia|Documento de apoio",
    "pl": "Kopia|Tylko do wglądu|Dokument pomocniczy",
}


def _pick(rng: random.Random, table: dict[str, str], lang: str) -> str:
    return rng.choice(table["en" if rng.random() < 0.1 else lang].split("|"))


def _product(rng: random.Random) -> str:
    """A format, or a program nobody has, with or without a version."""
    name = rng.choice(("ZUGFeRD", "Factur-X", "XRechnung", "UBL", "Peppol", "CII", made_up(rng)))
    version = rng.choice(("", "", f" {rng.randint(1, 9)}.{rng.randint(0, 9)}"))
    return f"{name}{version}"


def top_lines(rng: random.Random, lang: str, year: int) -> list[str]:
    """One to five lines."""
    shown, what = _pick(rng, _SHOWN, lang), _pick(rng, _WHAT, lang)
    tail = ""
    if rng.random() < 0.4:
        joint = rng.choice(("-", "-", " "))
        document = rng.choice(("Rechnungen", "Rechnung")) if lang == "de" else "XML"
        tail = f" {_product(rng)}{joint}{document}"
    first = f"{shown} {what}{tail}"
    if rng.random() < 0.25:
        first = f"{shown}{rng.choice((' - ', ' ', ': '))}{_product(rng)}"
    owner = made_up(rng) if rng.random() < 0.5 else made_up(rng)[:3].upper()
    if rng.random() < 0.3:
        first += f" {rng.choice(('©', '(c)', '|', '-'))} {owner} {year}"
    words = common_words(lang)
    more = [
        f"{_pick(rng, _SHOWN, lang)} {_pick(rng, _WHAT, lang)}",
        f"(c) {owner} {rng.choice(('e.V. ', 'GmbH ', '', ''))}{year}",
        _pick(rng, _AIDS, lang),
        f"{_product(rng)} {rng.choice(words)} {rng.choice(words)}",
        f"www.{owner.lower()}.{rng.choice(('de', 'eu', 'org', 'com'))}",
    ]
    return [first, *rng.sample(more, rng.choice((0, 0, 1, 1, 2, 3)))]
