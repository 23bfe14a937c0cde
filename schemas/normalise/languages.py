"""Which languages a page is written in, from its letters and its commonest words."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

# Function words and the words every invoice has; a word may stand in several rows.
_WORDS = {
    "en": "the and of to for invoice date total number amount due payment tax subtotal bill "
          "customer from thank you your description price quantity receipt cash change order by "
          "with please account gst page",
    "de": "der die das und für mit rechnung rechnungsnummer datum betrag menge einzelpreis mwst "
          "ust summe gesamt kunde kundennummer zahlbar bis lieferung netto brutto bitte wir ihre "
          "ihr auf vom steuernummer zzgl seite",
    "fr": "le la les et de du des pour facture date montant quantité prix tva total client "
          "échéance règlement adresse désignation ttc ht numéro vous nous par sur page commande "
          "unitaire",
    "es": "el la los las y de del para factura fecha importe cantidad precio iva total cliente "
          "vencimiento dirección descripción número nif por con pago base imponible unitario",
    "it": "il la le e di del per fattura data importo quantità prezzo iva totale cliente scadenza "
          "indirizzo descrizione numero con pagamento imponibile codice fiscale partita unitario",
    "nl": "de het een en van voor factuur datum bedrag aantal prijs btw totaal klant vervaldatum "
          "adres omschrijving factuurnummer te betalen op met excl incl rekening",
    "pt": "o a os as e de do da para fatura data valor quantidade preço iva total cliente "
          "vencimento morada descrição número com pagamento nota endereço unitário contribuinte",
    "pl": "i w z na do od faktura data kwota ilość cena vat razem nabywca sprzedawca termin "
          "płatności adres nazwa numer netto brutto wartość słownie",
    "sv": "och att för av faktura fakturanummer datum belopp antal pris moms summa kund "
          "förfallodatum betala beskrivning till med på totalt",
    "da": "og at for af faktura fakturanummer dato beløb antal pris moms i alt kunde forfaldsdato "
          "betaling beskrivelse til med på",
    "nb": "og å for av faktura fakturanummer dato beløp antall pris mva sum kunde forfallsdato "
          "betaling beskrivelse til med på",
    "fi": "ja lasku laskun numero päivämäärä summa määrä hinta alv yhteensä asiakas eräpäivä "
          "osoite maksu kuvaus",
    "cs": "a v z na do faktura datum částka množství cena dph celkem odběratel dodavatel "
          "splatnost adresa název číslo",
    "sk": "a v z na do faktúra dátum suma množstvo cena dph spolu odberateľ dodávateľ splatnosť "
          "adresa názov číslo",
    "hu": "a az és számla dátum összeg mennyiség ár áfa összesen vevő szállító fizetési határidő "
          "cím megnevezés",
    "ro": "și de la pentru factura data suma cantitate preț tva total client scadență adresa "
          "denumire număr",
    "hr": "i u za na od račun datum iznos količina cijena pdv ukupno kupac dospijeće adresa naziv "
          "broj",
    "sl": "in v za na od račun datum znesek količina cena ddv skupaj kupec zapade naslov naziv "
          "številka",
    "tr": "ve için fatura tarih tutar miktar fiyat kdv toplam müşteri vade adres açıklama numara "
          "no",
    "lt": "ir už sąskaita faktūra data suma kiekis kaina pvm viso pirkėjas apmokėti adresas "
          "pavadinimas",
    "et": "ja arve kuupäev summa kogus hind käibemaks kokku klient tähtaeg aadress nimetus",
    "id": "dan di untuk faktur tanggal jumlah kuantitas harga ppn total pelanggan alamat nomor "
          "jatuh tempo",
    "ms": "dan untuk invois tarikh jumlah kuantiti harga pelanggan alamat nombor tunai baki",
    "vi": "và của hóa đơn ngày số tiền lượng giá thuế tổng khách hàng địa chỉ",
    "ru": "и в на от для счет счёт дата сумма количество цена ндс итого покупатель продавец адрес "
          "номер",
    "uk": "і та в на від для рахунок дата сума кількість ціна пдв разом покупець адреса номер",
    "bg": "и в на от за фактура дата сума количество цена ддс общо купувач адрес номер",
}  # fmt: skip
# Japanese stands before Chinese: its pages have characters of both, and few kana in their tables.
_SCRIPTS = (
    ("ja", "\u3040-\u30ff"),
    ("ko", "\uac00-\ud7af"),
    ("zh", "\u4e00-\u9fff"),
    ("th", "\u0e00-\u0e7f"),
    ("he", "\u0590-\u05ff"),
    ("ar", "\u0600-\u06ff"),
    ("el", "\u0370-\u03ff"),
    ("hi", "\u0900-\u097f"),
)
MIN_SCRIPT_LETTERS = 8
MIN_KANA = 2
MIN_SCORE = 3.0
MAX_LANGUAGES = 3


@lru_cache(maxsize=1)
def _weights() -> dict[str, dict[str, float]]:
    """word -> language -> weight: a word that several languages share says little about each."""
    rows = {language: frozenset(words.split()) for language, words in _WORDS.items()}
    shared = Counter(word for words in rows.values() for word in words)
    weights: dict[str, dict[str, float]] = {}
    for language, words in rows.items():
        for word in words:
            weights.setdefault(word, {})[language] = 1.0 / shared[word]
    return weights


def detect_languages(text: str) -> tuple[str, ...]:
    """Languages of a text, likeliest first, at most three; empty where the evidence is thin."""
    scores: dict[str, float] = {}
    weights = _weights()
    for word in set(re.findall(r"[^\W\d_]+", text.casefold())):
        for language, weight in weights.get(word, {}).items():
            scores[language] = scores.get(language, 0.0) + weight
    by_script = [
        language
        for language, letters in _SCRIPTS
        if len(re.findall(f"[{letters}]", text))
        >= (MIN_KANA if language == "ja" else MIN_SCRIPT_LETTERS)
    ]
    if "ja" in by_script and "zh" in by_script:
        by_script.remove("zh")
    ranked = sorted(scores, key=lambda code: scores[code], reverse=True)
    by_words = [
        code
        for code in ranked
        if scores[code] >= MIN_SCORE and scores[code] * 2 >= scores[ranked[0]]
    ]
    return tuple([*by_script, *by_words][:MAX_LANGUAGES])
