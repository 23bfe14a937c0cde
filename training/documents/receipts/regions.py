"""Countries of receipts: money, dates, taxes, ids, phones, addresses. The table is `regions.json`.

Patterns are for `words.fill`: `#` a digit, `@` a capital letter.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Region:
    """One country's habits.

    signs: printed currency marks, the local sign first. order: date order, ``dmy``, ``mdy`` or
    ``ymd``. rates: usual tax rates in percent. included: share of shops whose prices include
    the tax. tax_ids: ``label|pattern``. post: digits completed after the place's prefix.
    """

    code: str
    lang: str
    weight: float
    currency: str
    signs: tuple[str, ...]
    order: str
    decimals: int
    comma: bool
    rates: tuple[float, ...]
    included: float
    taxes: tuple[str, ...]
    tax_ids: tuple[str, ...]
    phones: tuple[str, ...]
    legal: tuple[str, ...]
    post: str = ""
    scale: float = 1.0
    service: float = 0.1
    tip: float = 0.0


def _load() -> tuple[Region, ...]:
    rows = json.loads(Path(__file__).with_name("regions.json").read_text("utf-8"))
    out = []
    for row in rows:
        fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
        out.append(Region(**fields))
    return tuple(out)


REGIONS = _load()

MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio "
    "julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno "
    "luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}
DAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
}
