"""Label words of Polish invoices; alternatives are separated by ``|``, ``{r}`` is a tax rate."""

from __future__ import annotations

PL: dict[str, str] = {
    "title": (
        "Faktura|FAKTURA|Faktura VAT|FAKTURA VAT|Faktura VAT|Faktura sprzedaży|Faktura końcowa|"
        "Faktura zaliczkowa"
    ),
    "credit_title": "Faktura korygująca|FAKTURA KORYGUJĄCA|Korekta",
    "invoice_number": (
        "Faktura nr|Faktura VAT nr|Nr faktury|Numer faktury|Numer|Faktura|Nr|Faktura VAT|"
        "FAKTURA NR|Nr dokumentu|Faktura numer"
    ),
    "credit_number": "Korekta nr|Numer",
    "issue_date": (
        "Data wystawienia|Data|Data faktury|Wystawiono dnia|Data wyst.|Wystawiona w dniu|Wystawiono"
    ),
    "due_date": (
        "Termin płatności|Termin zapłaty|Płatne do|Data płatności|Zapłata do|Termin|Do zapłaty do"
    ),
    "delivery_date": (
        "Data sprzedaży|Data dostawy|Data wykonania usługi|Data dostawy/wykonania usługi|"
        "Sprzedaż dnia"
    ),
    "purchase_order": "Zamówienie|Nr zamówienia|Zamówienie nr|Państwa zamówienie",
    "account_id": "Nr klienta|Numer klienta|Kod klienta|Kontrahent",
    "customer_name": "Klient|Nazwa klienta",
    "order_no": "Nasze zamówienie|Zlecenie nr",
    "order_date": "Data zamówienia",
    "ship_date": "Data wysyłki",
    "print_date": "Data wydruku|Wydrukowano",
    "contract": "Umowa|Nr umowy",
    "project": "Projekt|Budowa|Zlecenie",
    "delivery_note": "WZ|Nr WZ|Dokument WZ",
    "your_ref": "Państwa znak|Ref. klienta",
    "our_ref": "Nasz znak|Ref.",
    "related": "Dotyczy faktury|Faktura korygowana|Do faktury",
    "quote": "Oferta|Oferta nr",
    "payment_ref": "Tytuł przelewu|Tytułem",
    "period": "Okres|Okres rozliczeniowy",
    "rep": "Opiekun|Sprzedawca|Wystawił|Kontakt",
    "terms": "Sposób zapłaty|Forma płatności|Sposób płatności|Metoda płatności",
    "ship_via": "Sposób dostawy|Dostawa",
    "currency": "Waluta",
    "tax_id": "NIP|NIP|Numer NIP|VAT UE|NIP sprzedawcy",
    "customer_tax_id": "NIP nabywcy|NIP",
    "registration": "REGON|KRS|BDO",
    "phone": "tel.|Telefon|Tel.",
    "fax": "fax|Faks",
    "email": "e-mail|Email",
    "web": "www|strona",
    "from": "Sprzedawca|Wystawca|Sprzedający|Dostawca",
    "bill_to": "Nabywca|Kupujący|Odbiorca|Klient|Płatnik|Zamawiający",
    "ship_to": "Odbiorca|Adres dostawy|Miejsce dostawy",
    "remit_to": "Płatne na rzecz|Odbiorca przelewu",
    "attn": "Do rąk",
    "name": "Nazwa|Firma",
    "address": "Adres",
    "pos": "Lp.|Lp|L.p.|#|Poz.",
    "sku": "Kod|Indeks|Symbol|PKWiU|Nr katalogowy",
    "description": (
        "Nazwa towaru lub usługi|Nazwa|Opis|Nazwa towaru/usługi|Towar/usługa|Nazwa usługi"
    ),
    "quantity": "Ilość|Ilość|Il.",
    "unit": "J.m.|Jm|jm.|Jedn.",
    "unit_price": "Cena netto|Cena jedn.|Cena jedn. netto|Cena|Cena jednostkowa",
    "discount": "Rabat|Rabat %|Upust",
    "tax_rate": "VAT|Stawka VAT|VAT %|Stawka",
    "tax_amount": "Kwota VAT|VAT kwota",
    "amount": "Wartość netto|Wartość|Kwota netto|Netto|Razem",
    "gross": "Wartość brutto|Brutto|Kwota brutto",
    "date": "Data",
    "lines_sum": "Suma|Razem|Wartość towarów",
    "subtotal": "Razem netto|Wartość netto|Suma netto|Netto|Kwota netto|Ogółem netto",
    "net_after": "Razem netto|Netto po rabacie",
    "discount_total": "Rabat|Rabat {r}%|Upust",
    "shipping": "Koszt dostawy|Wysyłka|Transport|Przesyłka",
    "tax": "VAT|VAT {r}%|Kwota VAT|Podatek VAT|Razem VAT|VAT ({r}%)|Podatek VAT {r}%",
    "tax_sum": "Razem VAT|Kwota VAT|Suma VAT",
    "tax_rate_row": "Stawka VAT",
    "tax_on": "VAT {r}% od {b}",
    "included": "w tym VAT {r}%|w tym VAT|zawiera VAT",
    "net_of": "Wartość netto|Netto",
    "total": (
        "Razem|Do zapłaty|Razem brutto|Wartość brutto|Razem do zapłaty|Suma brutto|"
        "Kwota do zapłaty|RAZEM|Ogółem|Razem {c}|Łącznie|Kwota brutto|Do zapłaty {c}"
    ),
    "due": "Do zapłaty|Pozostało do zapłaty|Pozostaje do zapłaty|Saldo",
    "paid": "Zapłacono|Zaliczka|Wpłacono",
    "previous": "Poprzednie saldo|Zaległość",
    "carried": "Do przeniesienia|Suma strony|Razem do przeniesienia",
    "brought": "Z przeniesienia|Przeniesienie z poprzedniej strony",
    "more": "Ciąg dalszy na następnej stronie|cd. na str. {n}",
    "group_sum": "Razem",
    "bank": "Bank|Nazwa banku",
    "account": "Nr konta|Nr rachunku|Konto|Rachunek",
    "holder": "Właściciel|Odbiorca",
    "sort": "Oddział",
    "iban": "IBAN|Rachunek IBAN",
    "bic": "SWIFT|BIC",
    "payment_title": "Płatność|Dane do przelewu|Rachunek bankowy",
    "notes_title": "Uwagi|Informacje dodatkowe|Adnotacje",
    "page": "Strona {n} z {m}|Str. {n}/{m}|Strona {n}",
    "dated": "z dnia|z",
    "signature": "Podpis|Osoba upoważniona do wystawienia",
    "stamp": "ZAPŁACONO|KOPIA|ORYGINAŁ|DUPLIKAT",
}
