"""Label words of German invoices; alternatives are separated by ``|``, ``{r}`` is a tax rate."""

from __future__ import annotations

DE: dict[str, str] = {
    "title": (
        "Rechnung|RECHNUNG|Rechnung|Rechnung|Rechnung / Lieferschein|Kundenrechnung|"
        "Schlussrechnung|Abschlagsrechnung|Handelsrechnung|Rechnungskopie|Beitragsrechnung|"
        "Mietrechnung|Honorarrechnung|Honorarnote|Faktura|Ihre Rechnung|Rechnung (Original)|"
        "Sammelrechnung|Verbrauchsabrechnung|Teilrechnung"
    ),
    "credit_title": "Gutschrift|GUTSCHRIFT|Rechnungskorrektur|Stornorechnung|Korrekturrechnung",
    "invoice_number": (
        "Rechnungsnummer|Rechnungs-Nr.|Rechnungsnr.|Rechnung Nr.|Rechnung|Rechnungs-Nr|Re.-Nr.|"
        "Rg.-Nr.|Beleg-Nr.|Belegnummer|Rechnung-Nr.|Rechnungs Nr.|Nummer|Nr.|RNr.|Rechnung #|"
        "Belegnr.|Rechn.-Nr.|Faktura-Nr.|Invoice No.|Rechnungs-Nummer|Dokumentnummer|Re-Nr."
    ),
    "credit_number": "Gutschriftsnummer|Gutschrift Nr.|Beleg-Nr.|Gutschrift-Nr.|Nummer",
    "issue_date": (
        "Rechnungsdatum|Datum|Rechnungsdatum|Belegdatum|Rechnungs-Datum|Ausstellungsdatum|"
        "Re.-Datum|Rg.-Datum|Datum der Rechnung|vom|Rechnung vom|Erstellt am|Ausgestellt am|"
        "Fakturadatum|Rechnungstag|Invoice Date"
    ),
    "due_date": (
        "Fällig am|Fälligkeitsdatum|Zahlbar bis|Fälligkeit|zahlbar bis|Zahlungsziel|Fällig|"
        "Zu zahlen bis|Fälligkeitstag|Zahlung bis|Zahlungsfrist|zahlbar bis zum|Fällig zum|"
        "Bitte zahlen bis"
    ),
    "delivery_date": (
        "Lieferdatum|Leistungsdatum|Liefer-/Leistungsdatum|Liefer- und Leistungsdatum|"
        "Lieferung vom|Leistungsdatum|Tag der Lieferung|Datum der Leistung|Lieferdat.|"
        "Ausführungsdatum"
    ),
    "purchase_order": (
        "Bestellnummer|Ihre Bestellung|Ihre Bestellnummer|Bestell-Nr.|Ihre Bestell-Nr.|"
        "Bestellung Nr.|Bestellung|Kundenbestellnr.|Ihre Best.-Nr.|PO-Nummer|Bestellnr."
    ),
    "account_id": (
        "Kundennummer|Kunden-Nr.|Kundennr.|Kd.-Nr.|Kunde Nr.|Kunde|Debitor|Debitoren-Nr.|"
        "Ihre Kundennummer|Kunden Nr.|Kto.-Nr.|Kunden-Nr|Debitorennummer|KdNr.|Vertragskonto|"
        "Mitgliedsnummer"
    ),
    "customer_name": "Kunde|Kundenname|Besteller",
    "order_no": "Auftragsnummer|Auftrags-Nr.|Auftrag|Unsere Auftragsnr.|Auftrag Nr.|AB-Nr.",
    "order_date": "Bestelldatum|Auftragsdatum|Bestellt am|Bestellung vom|Auftrag vom",
    "ship_date": "Versanddatum|Versandt am|Versand",
    "print_date": "Druckdatum|Gedruckt am|Ausdruck vom|Erstellt",
    "contract": "Vertragsnummer|Vertrag|Vertrags-Nr.|Versicherungsschein-Nr.|Vertrag Nr.",
    "project": "Projekt|Projekt-Nr.|Bauvorhaben|Kostenstelle|Objekt|Kommission|BV",
    "delivery_note": "Lieferschein|Lieferschein-Nr.|Lieferscheinnr.|LS-Nr.",
    "your_ref": "Ihr Zeichen|Ihre Referenz|Referenz|Ihre Nachricht vom",
    "our_ref": "Unser Zeichen|Unsere Referenz|Bearbeiter|Aktenzeichen",
    "related": "Zu Rechnung|Ursprungsrechnung|Bezug|Stornierte Rechnung|Ersetzt Rechnung|"
    "Vorgangsnummer|Belegbezug",
    "quote": "Angebot|Angebots-Nr.|Angebotsnummer",
    "payment_ref": "Verwendungszweck|Zahlungsreferenz|Referenz",
    "period": "Leistungszeitraum|Abrechnungszeitraum|Zeitraum|Lieferzeitraum|Rechnungszeitraum",
    "rep": (
        "Ansprechpartner|Bearbeiter|Sachbearbeiter|Ihr Ansprechpartner|Verkäufer|Vertreter|"
        "Kontakt|Ihr Kontakt|Betreuer"
    ),
    "terms": "Zahlungsbedingungen|Zahlungsbedingung|Zahlungsart|Zahlungsweise|Konditionen",
    "ship_via": "Versandart|Lieferart|Lieferbedingung|Versand per",
    "currency": "Währung|Rechnungswährung|Beträge in|Währung",
    "tax_id": (
        "USt-IdNr.|USt-ID|USt.-ID-Nr.|Ust-IdNr.|USt.-IdNr.|Umsatzsteuer-ID|UID|UID-Nr.|USt-Id|"
        "UStID|USt.-Id.-Nr.|Umsatzsteuer-Identifikationsnummer|MwSt-Nr.|VAT-ID|USt.ID"
    ),
    "customer_tax_id": "Ihre USt-IdNr.|Ihre USt-ID|Ihre UID|USt-IdNr. Kunde|Ihre Ust-IdNr.",
    "registration": (
        "HRB|Handelsregister|HR B|Registergericht|Amtsgericht|Steuernummer|Steuer-Nr.|St.-Nr.|"
        "StNr.|Firmenbuch"
    ),
    "phone": "Tel.|Telefon|Tel|Fon|T|Mobil|Telefon",
    "fax": "Fax|Telefax|F|Fax",
    "email": "E-Mail|Email|Mail|eMail|E-Mail",
    "web": "Web|Internet|Homepage|www",
    "from": (
        "Verkäufer|Rechnungssteller|Lieferant|Absender|Von|Auftragnehmer|Rechnungsersteller|"
        "Verkäufer / Leistungserbringer|Leistungserbringer|Firma"
    ),
    "bill_to": (
        "Rechnungsempfänger|Rechnung an|Kunde|Rechnungsadresse|Rechnungsanschrift|Käufer|"
        "Empfänger|An|Auftraggeber|Käufer/Leistungsempfänger|Leistungsempfänger|"
        "Kunde / Rechnungsanschrift|Besteller"
    ),
    "ship_to": (
        "Lieferadresse|Lieferanschrift|Warenempfänger|Lieferung an|Versandadresse|"
        "Lieferempfänger|Abweichender Warenempfänger|Leistungsort|Verbrauchsstelle"
    ),
    "remit_to": "Zahlung an|Zahlungsempfänger|Überweisung an|Empfänger",
    "attn": "z. Hd.|z.Hd.|Zu Händen|c/o|Abt.",
    "name": "Name|Firma|Name",
    "address": "Anschrift|Adresse|Straße",
    "pos": "Pos.|Pos|Nr.|Position|#|Lfd.Nr.|POS",
    "sku": (
        "Art.-Nr.|Artikelnummer|Artikel|Art.Nr.|Artikel-Nr.|Bestell-Nr.|Artikelnr.|Nummer|"
        "Mat.-Nr.|EAN|Art-Nr.|Unsere Art.Nr."
    ),
    "description": (
        "Bezeichnung|Beschreibung|Artikel|Leistung|Artikelbezeichnung|Artikelbeschreibung|Text|"
        "Produkt|Produktbezeichnung|Leistungsbeschreibung|Position|Bezeichnung / Beschreibung|"
        "Artikel/Leistung|Warenbezeichnung"
    ),
    "quantity": "Menge|Anzahl|Menge|Anz.|Stück|Stk.|Mng.|Menge/Einh.|Std.",
    "unit": "Einheit|ME|Einh.|EH|Mengeneinheit|Meng.-einheit",
    "unit_price": (
        "Einzelpreis|Preis|E-Preis|Einzel|EP|Stückpreis|Preis/Einheit|Einzelpreis €|Preis €|"
        "Nettopreis|Einzelpr.|VK-Preis|Einzelpreis netto|Betrag/Einh.|Satz|Stundensatz|"
        "Einzelpreis (EUR)|EP in EUR"
    ),
    "discount": "Rabatt|Rabatt %|Rab.%|Nachlass|Rab. %",
    "tax_rate": "MwSt.|USt. %|MwSt|USt|Steuer|MwSt. %|Ust.|St.|USt-Satz|MwSt-Satz|Steuersatz",
    "tax_amount": "MwSt.-Betrag|USt.-Betrag|Steuerbetrag|MwSt €",
    "amount": (
        "Gesamtpreis|Gesamt|Betrag|Summe|G-Preis|Gesamtbetrag|GP|Nettobetrag|Betrag €|Gesamt €|"
        "Zeilenbetrag|Entgelt|Total|Positionspreis|Gesamtpreis netto|Preis|Netto|"
        "Gesamtpreis (EUR)|Betrag EUR|GP in EUR|Wert"
    ),
    "gross": "Brutto|Gesamt brutto|Bruttobetrag|Betrag inkl. MwSt.|Summe brutto",
    "date": "Datum|Leistungsdatum|Tag",
    "lines_sum": (
        "Zwischensumme|Warenwert|Summe Positionen|Summe|Positionssumme|Gesamt|Summe Artikel|"
        "Zwischensumme netto"
    ),
    "subtotal": (
        "Nettobetrag|Summe netto|Netto|Zwischensumme|Gesamt netto|Nettosumme|"
        "Zwischensumme (netto)|Gesamtbetrag netto|Rechnungsbetrag netto|Summe (netto)|"
        "Netto gesamt|Betrag netto|Rechnungssumme Netto|Nettowert|Gesamtnetto|Warenwert netto|"
        "Gesamtsumme netto|Summe|Nettorechnungsbetrag|Net total"
    ),
    "net_after": "Nettobetrag|Rechnungssumme netto|Summe netto|Nettosumme|Zwischensumme netto",
    "discount_total": (
        "Rabatt|abzgl. Rabatt|abzgl. {r} % Rabatt|Nachlass|Rabatt {r}%|Gutschein|Sonderrabatt|"
        "abzgl. Sondernachlass"
    ),
    "shipping": (
        "Versandkosten|Versand|Porto|Fracht|zzgl. Versandkosten|Porto & Verpackung|"
        "Versand und Verpackung|Transportkosten|Frachtkosten|Lieferkosten"
    ),
    "tax": (
        "MwSt.|USt.|zzgl. {r} % MwSt.|zzgl. {r}% MwSt|{r}% MwSt.|MwSt. {r}%|Umsatzsteuer {r}%|"
        "zzgl. Umsatzsteuer|USt. {r} %|Mehrwertsteuer|Umsatzsteuer|zzgl. {r}% USt.|MwSt. {r} %|"
        "{r}% USt|zzgl. MwSt. {r}%|+ {r}% MwSt|Mehrwertsteuer {r}%|{r},00% MwSt.|"
        "zuzüglich {r} % Umsatzsteuer|USt|MWST {r}%|Umsatzsteuer ({r}%)|Steuerbetrag|Steuer"
    ),
    "tax_sum": (
        "Summe Umsatzsteuer|USt. Gesamt|MwSt. gesamt|Umsatzsteuer gesamt|Gesamt MwSt.|"
        "Steuerbetrag|Summe MwSt."
    ),
    "tax_rate_row": "MwSt.-Satz|Steuersatz|USt-Satz",
    "tax_on": (
        "zzgl. {r} % MwSt. auf {b}|{r}% USt. von {b}|MwSt. {r}% auf {b}|Umsatzsteuer {r} % von {b}"
    ),
    "included": (
        "enthaltene MwSt. {r}%|inkl. {r}% MwSt.|darin enthalten {r}% MwSt.|"
        "enthaltene Umsatzsteuer|inkl. MwSt.|davon MwSt. {r}%|Im Betrag enthaltene USt.|"
        "enth. {r}% MwSt.|Darin {r}% USt."
    ),
    "net_of": "Nettobetrag|Nettowert|Netto|Entgelt netto|Warenwert netto",
    "total": (
        "Gesamtbetrag|Rechnungsbetrag|Gesamtsumme|Summe|Gesamt|Endbetrag|Bruttobetrag|"
        "Summe brutto|Gesamtbetrag brutto|Rechnungssumme|Total|Endsumme|Zu zahlen|Zahlbetrag|"
        "Gesamt brutto|Rechnungsendbetrag|Gesamtbetrag inkl. MwSt.|Brutto|zu zahlender Betrag|"
        "Rechnungsbetrag brutto|Gesamtbetrag {c}|Gesamtsumme {c}|Summe {c}|Gesamt {c}|"
        "Bruttosumme|Rechnungssumme Brutto (inkl. USt.)|Zahlungsbetrag|Rechnungsgesamtbetrag|"
        "Gesamtpreis|Gesamtbetrag (brutto)|Betrag|SUMME|GESAMT|Total inkl. MwSt.|"
        "Gesamtrechnungsbetrag"
    ),
    "due": (
        "Zu zahlen|Zahlbetrag|Offener Betrag|Restbetrag|Noch zu zahlen|Zu zahlender Betrag|"
        "Fälliger Betrag|Zahlungsbetrag|Verbleibender Betrag|Forderung|Offen|Restzahlung|"
        "Nachzahlung"
    ),
    "paid": (
        "Bereits bezahlt|Anzahlung|abzgl. Anzahlung|Bezahlt|Zahlung|Geleistete Zahlungen|"
        "Abschlagszahlung|Vorauszahlung|Erhalten|abzgl. Abschläge"
    ),
    "previous": "Alter Saldo|Saldovortrag|Offener Saldo|Vortrag|Rückstand|Saldo alt",
    "carried": (
        "Übertrag|Übertrag auf Seite {n}|Zwischensumme Übertrag|Zwischensumme|"
        "Übertrag Folgeseite|Seitensumme"
    ),
    "brought": "Übertrag|Übertrag von Vorseite|Zwischensumme|Vortrag|Übertrag Vorseite",
    "more": (
        "Fortsetzung auf Seite {n}|Fortsetzung nächste Seite|bitte wenden|"
        "- weiter auf Seite {n} -|Fortsetzung folgt"
    ),
    "group_sum": "Zwischensumme|Summe|Teilsumme",
    "bank": "Bank|Bankverbindung|Kreditinstitut|Bankname",
    "account": "Konto|Kto.|Konto-Nr.|Kto-Nr.|Kontonr.",
    "holder": "Kontoinhaber|Inhaber|Empfänger",
    "sort": "BLZ|Bankleitzahl",
    "iban": "IBAN|IBAN-Nr.|IBAN",
    "bic": "BIC|SWIFT|BIC/SWIFT|SWIFT-BIC",
    "payment_title": (
        "Bankverbindung|Zahlungsinformationen|Zahlung|Unsere Bankverbindung|Zahlungsangaben|"
        "Bankverbindungen|Überweisungsdaten"
    ),
    "notes_title": (
        "Hinweise|Bemerkungen|Bemerkung|Anmerkung|Zahlungshinweis|Hinweis|Zusätzliche Informationen"
    ),
    "page": "Seite {n} von {m}|Seite {n}/{m}|Seite: {n}|Seite {n}|Blatt {n}",
    "dated": "vom|vom|Datum",
    "signature": "Unterschrift|Datum, Unterschrift|Stempel",
    "stamp": "BEZAHLT|KOPIE|ENTWURF|Bezahlt|ORIGINAL|Duplikat",
}
