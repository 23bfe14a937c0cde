"""Label words of Dutch invoices; alternatives are separated by ``|``, ``{r}`` is a tax rate."""

from __future__ import annotations

NL: dict[str, str] = {
    "title": "Factuur|FACTUUR|Factuur|Verkoopfactuur|Kopie factuur|Uw factuur|Nota|Rekening",
    "credit_title": "Creditnota|CREDITNOTA|Creditfactuur",
    "invoice_number": (
        "Factuurnummer|Factuurnr.|Factuur nr.|Factuur|Factuurnr|Nummer|Factuurnummer|Nr.|"
        "Factuur nummer|Fact.nr.|Notanummer|Documentnr."
    ),
    "credit_number": "Creditnummer|Creditnota nr.|Nummer",
    "issue_date": (
        "Factuurdatum|Datum|Factuur datum|Fact.datum|Datum factuur|Notadatum|Opgesteld op"
    ),
    "due_date": (
        "Vervaldatum|Te betalen vóór|Betalen voor|Uiterste betaaldatum|Vervalt op|Betaaldatum|"
        "Te voldoen voor|Verval datum"
    ),
    "delivery_date": "Leverdatum|Leveringsdatum|Datum levering|Geleverd op",
    "purchase_order": "Uw bestelnummer|Inkooporder|PO-nummer|Uw order|Bestelnummer|Uw ordernr.",
    "account_id": "Klantnummer|Klantnr.|Debiteurnummer|Debiteurnr.|Klant|Relatienummer|Debiteur",
    "customer_name": "Klant|Klantnaam",
    "order_no": "Ordernummer|Order|Onze order|Ordernr.",
    "order_date": "Orderdatum|Besteldatum",
    "ship_date": "Verzenddatum|Verzonden op",
    "print_date": "Afgedrukt op|Printdatum",
    "contract": "Contractnummer|Contract",
    "project": "Project|Projectnummer|Werk",
    "delivery_note": "Pakbon|Pakbonnummer",
    "your_ref": "Uw referentie|Uw kenmerk",
    "our_ref": "Onze referentie|Ons kenmerk|Referentie",
    "related": "Betreft factuur|Oorspronkelijke factuur|Vervangt factuur",
    "quote": "Offerte|Offertenummer",
    "payment_ref": "Betalingskenmerk|Kenmerk",
    "period": "Periode|Factuurperiode",
    "rep": "Contactpersoon|Behandeld door|Verkoper|Uw contactpersoon",
    "terms": "Betalingsconditie|Betalingstermijn|Betaalwijze|Betaling",
    "ship_via": "Verzendwijze|Leveringsconditie",
    "currency": "Valuta",
    "tax_id": "BTW-nummer|BTW nr.|Btw-nr.|BTW|BTW-id|Btw nummer|BTW-nr",
    "customer_tax_id": "Uw BTW-nummer|BTW-nummer klant|Uw BTW nummer",
    "registration": "KvK|KvK-nummer|Kvk nummer|K.v.K.|KVK nr.|Ondernemingsnr.",
    "phone": "Tel.|Telefoon|T|Tel",
    "fax": "Fax",
    "email": "E-mail|Email|E",
    "web": "Web|Website|Internet",
    "from": "Van|Leverancier|Afzender|Verkoper",
    "bill_to": (
        "Factuuradres|Aan|Klant|Factuur aan|Gefactureerd aan|Debiteur|T.a.v.|Klantgegevens"
    ),
    "ship_to": "Afleveradres|Leveradres|Verzendadres|Bezorgadres",
    "remit_to": "Betalen aan|Ten name van|t.n.v.",
    "attn": "T.a.v.|t.a.v.|Ter attentie van",
    "name": "Naam|Bedrijf|Bedrijfsnaam",
    "address": "Adres",
    "pos": "#|Nr.|Regel|Pos.",
    "sku": "Artikel|Artikelnr.|Code|Artikelnummer|Art.nr.",
    "description": "Omschrijving|Beschrijving|Artikel|Product|Dienst|Omschrijving",
    "quantity": "Aantal|Aantal|Hoeveelheid|Uren|Aant.",
    "unit": "Eenheid|Eh.|Per",
    "unit_price": (
        "Prijs|Prijs per stuk|Stuksprijs|Eenheidsprijs|Prijs p/st|Tarief|Prijs excl. BTW"
    ),
    "discount": "Korting|Kort.%|Korting %",
    "tax_rate": "BTW|BTW %|BTW-tarief|Btw",
    "tax_amount": "BTW-bedrag|BTW bedrag",
    "amount": "Bedrag|Totaal|Totaalprijs|Bedrag excl. BTW|Subtotaal|Netto bedrag|Regelbedrag",
    "gross": "Bruto|Totaal incl. btw|Bedrag incl.",
    "date": "Datum",
    "lines_sum": "Subtotaal|Totaal artikelen|Totaal regels",
    "subtotal": (
        "Subtotaal|Totaal excl. BTW|Netto|Totaal exclusief BTW|Subtotaal excl. BTW|"
        "Bedrag excl. BTW|Netto bedrag|Grondslag|Totaal netto"
    ),
    "net_after": "Totaal excl. BTW|Netto bedrag|Grondslag",
    "discount_total": "Korting|Korting {r}%|Af: korting",
    "shipping": "Verzendkosten|Vrachtkosten|Porto|Bezorgkosten",
    "tax": (
        "BTW|BTW {r}%|{r}% BTW|BTW hoog {r}%|Totaal BTW|BTW bedrag|Btw {r}%|BTW ({r}%)|BTW {r} %"
    ),
    "tax_sum": "Totaal BTW|BTW totaal|BTW bedrag",
    "tax_rate_row": "BTW-tarief",
    "tax_on": "BTW {r}% over {b}|{r}% BTW over {b}",
    "included": "Inclusief {r}% BTW|waarvan BTW|incl. BTW {r}%|BTW inbegrepen",
    "net_of": "Totaal excl. BTW|Grondslag",
    "total": (
        "Totaal|Totaal incl. BTW|Te betalen|Totaalbedrag|Factuurbedrag|Totaal te betalen|TOTAAL|"
        "Totaal {c}|Factuur totaal|Totaal inclusief BTW|Te voldoen|Factuurtotaal|"
        "Factuur totaal {c}|Eindtotaal"
    ),
    "due": "Te betalen|Openstaand bedrag|Nog te betalen|Te voldoen|Saldo|Resteert",
    "paid": "Betaald|Reeds betaald|Aanbetaling|Voldaan",
    "previous": "Vorig saldo|Openstaand saldo",
    "carried": "Transport|Te transporteren|Over te brengen|Subtotaal pagina",
    "brought": "Transport|Transport van vorige pagina|Overgebracht|Subtotaal vorige pagina",
    "more": "Vervolg op volgende pagina|zie volgende pagina|vervolg op pagina {n}",
    "group_sum": "Subtotaal",
    "bank": "Bank",
    "account": "Rekening|Rekeningnummer|Rek.nr.",
    "holder": "t.n.v.|Ten name van|Rekeninghouder",
    "sort": "Filiaal",
    "iban": "IBAN|IBAN-nummer|Bank IBAN",
    "bic": "BIC|SWIFT|BiC",
    "payment_title": "Betalingsgegevens|Bankgegevens|Betaling",
    "notes_title": "Opmerkingen|Opmerking|Voorwaarden|Toelichting",
    "page": "Pagina {n} van {m}|Pagina {n}/{m}|Pagina {n}|Blad {n}",
    "dated": "d.d.|van",
    "signature": "Handtekening|Voor akkoord",
    "stamp": "BETAALD|KOPIE|VOLDAAN",
}
