"""Printed units -> codes of UN/ECE Recommendation 20: `Stück`, `pcs` -> `H87`. Knows no
quantity.
"""

from __future__ import annotations

from functools import lru_cache

from schemas.einvoice.unit_codes import UNIT_CODES

#: "one": what is counted is said by the item's name
ONE = "C62"
_WORDS = {
    "C62": "1 one unit units einheit einheiten unité unités unidad unidades unità eenheid eenheden "
    "unidade",
    "H87": "pc pcs pce piece pieces stk stck st stück stuck stueck pièce pièces pz pza pzas "
    "pieza piezas pezzo pezzi stuk stuks peça peças szt sztuka sztuk ks kus kusy kpl styck",
    "EA": "each ea",
    "HUR": "h hr hrs hour hours std stunde stunden heure heures hora horas ora ore uur uren godz "
    "godzina tim timme timmar",
    "MIN": "min minute minuten minutes minuto minutos minuti",
    "DAY": "d day days tag tage jour jours día días dia dias giorno giorni dag dagen dzień dni",
    "WEE": "week weeks woche wochen semaine semaines semana semanas settimana settimane weken",
    "MON": "month months monat monate mois mes meses mese mesi maand maanden miesiąc mo",
    "ANN": "year years jahr jahre an ans année années año años anno anni jaar rok",
    "KGM": "kg kgs kilo kilos kilogram kilograms kilogramm kilogrammes",
    "GRM": "g gr gram grams gramm grammes grammi",
    "TNE": "t to tonne tonnes tonnen ton mt",
    "LBR": "lb lbs pound pounds",
    "LTR": "l ltr lt liter litre litres liters litro litros litri",
    "MLT": "ml",
    "MTR": "m mtr meter metre metres meters mètre mètres metro metros metri lfm lfdm",
    "CMT": "cm",
    "MMT": "mm",
    "KMT": "km",
    "MTK": "m2 m² qm sqm",
    "MTQ": "m3 m³ cbm",
    "KWH": "kwh",
    "MWH": "mwh",
    "PR": "pair pairs paar paare paire paires par pares paio paia",
    "SET": "set sets satz sätze kit kits jeu jeux",
    "DZN": "dozen dozens dz dutzend douzaine docena dozzina",
    "LS": "pauschal pauschale psch pausch ls lumpsum forfait forfaitaire",
    "XPK": "pack packs package packages pk pkg packung packungen paquet paquets paquete pacco",
    "XBX": "box boxes schachtel boîte boîtes scatola scatole doos",
    "XCT": "carton cartons ctn ctns karton kartons caja cajas cartone cartoni",
    "XBO": "bottle bottles flasche flaschen bouteille bouteilles botella bottiglia fles",
    "XRO": "roll rolls rolle rollen rouleau rouleaux rollo rotolo rol",
    "XPX": "pallet pallets palette paletten palettes pal",
    "XBG": "bag bags sack säcke beutel sac sacs bolsa sacco zak",
    "XCA": "can cans dose dosen",
}

#: codes of a cigarette, kilogram per second, content ton and pascal
_RARE = frozenset({"STK", "KGS", "CTN", "PAL"})


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    return {word: code for code, words in _WORDS.items() for word in words.split()}


def unit_code(text: str) -> str | None:
    """The code of a unit as printed, or the code itself; None for a word that is not known.

    A few words look like the code of something rare (`KGS`, kilogram per second): they are taken
    as words.
    """
    text = text.strip()
    if text in UNIT_CODES and text not in _RARE:
        return text
    word = text.casefold().strip(" .()")
    found = _codes().get(word) or _codes().get(word.split()[0] if word.split() else "")
    if found is not None:
        return found
    return text.upper() if text.upper() in UNIT_CODES else None
