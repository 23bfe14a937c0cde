"""Words of credit notes and corrections of invoices. ``{n}`` and ``{d}`` in a sentence are the
invoice's number and date.
"""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "title": "Credit Note|CREDIT NOTE|Credit note|Credit Memo|CREDIT MEMO|Credit Invoice|"
        "Credit Memorandum|Adjustment Note|Sales Credit Note|Invoice Correction|Tax Credit Note",
        "invoice_number": "Credit Note No.|Credit Note Number|Credit Memo #|Credit Note #|Number|"
        "CN Number|Credit No.|Credit Memo No.|Document No.|Credit Note",
        "issue_date": "Date|Credit Note Date|Credit Date|Issue Date|Date of issue|Tax Point|Dated",
        "preceding": "Invoice No.|Original Invoice|Original Invoice No.|Related Invoice|"
        "Credited Invoice|Applies to Invoice|Invoice Reference|Your Invoice|Against Invoice|"
        "Corrected Invoice",
        "preceding_date": "Invoice Date|Original Invoice Date|Date of Invoice|Invoice dated",
        "reason": "Reason|Reason for credit|Reason for Credit Note|Credit Reason|Reason Code|Re",
        "bill_to": "Credit To|Customer|Bill To|Credited to|Sold To|To|Client|Customer Details",
        "total": "Total Credit|Total|Credit Total|Total Amount Credited|Credit Amount|TOTAL|"
        "Total credit incl. VAT|Amount credited|Grand Total|Total Credit Amount",
        "stamp": "CREDIT|COPY|ORIGINAL|VOID",
    },
    "de": {
        "title": "Gutschrift|GUTSCHRIFT|Rechnungskorrektur|RECHNUNGSKORREKTUR|Stornorechnung|"
        "Korrekturrechnung|Storno|Kaufmännische Gutschrift|Rechnungsberichtigung|"
        "Gutschrift / Rechnungskorrektur|Retourengutschrift",
        "invoice_number": "Gutschriftsnummer|Gutschrift Nr.|Gutschrift-Nr.|Beleg-Nr.|Nummer|"
        "Korrektur-Nr.|Stornorechnung Nr.|Rechnungskorrektur Nr.|Belegnummer|Gutschriftsnr.",
        "issue_date": "Datum|Gutschriftsdatum|Belegdatum|Gutschrift vom|Ausstellungsdatum|vom",
        "preceding": "Zu Rechnung|Rechnungsnummer|Ursprungsrechnung|Bezug Rechnung|Rechnung Nr.|"
        "Originalrechnung|Zur Rechnung Nr.|Bezugsrechnung|Rechnungs-Nr.|Stornierte Rechnung",
        "preceding_date": "Rechnungsdatum|Rechnung vom|Datum der Rechnung|Re.-Datum",
        "reason": "Grund|Gutschriftsgrund|Begründung|Grund der Gutschrift|Stornogrund|Betreff",
        "bill_to": "Kunde|Empfänger|Gutschriftsempfänger|An|Rechnungsadresse|Leistungsempfänger",
        "total": "Gutschriftsbetrag|Gesamtbetrag|Gutschrift gesamt|Summe|Gesamt|Betrag Gutschrift|"
        "Gutschriftbetrag brutto|Erstattungsbetrag|Korrekturbetrag|Endbetrag",
        "stamp": "STORNO|KOPIE|ORIGINAL",
    },
    "fr": {
        "title": "Avoir|AVOIR|Note de crédit|Facture d'avoir|NOTE DE CRÉDIT|Facture rectificative",
        "invoice_number": "Avoir n°|N° d'avoir|Numéro d'avoir|Note de crédit n°|N°",
        "issue_date": "Date|Date de l'avoir|Date d'émission|Le",
        "preceding": "Facture d'origine|Facture n°|Réf. facture|Avoir sur facture|Facture initiale",
        "preceding_date": "Date facture|Facture du|Date de la facture",
        "reason": "Motif|Motif de l'avoir|Raison|Objet",
        "bill_to": "Client|Adresse de facturation|Destinataire|Acheteur",
        "total": "Total avoir|Total TTC|Montant de l'avoir|Total|Net à créditer|Montant TTC",
        "stamp": "COPIE|ORIGINAL|AVOIR",
    },
    "es": {
        "title": "Nota de crédito|NOTA DE CRÉDITO|Factura rectificativa|Abono|Nota de abono",
        "invoice_number": "N.º de abono|Nota de crédito n.º|Abono n.º|Nº rectificativa|Número",
        "issue_date": "Fecha|Fecha de emisión|Fecha de abono",
        "preceding": "Factura rectificada|Factura n.º|Factura original|Ref. factura|Rectifica a",
        "preceding_date": "Fecha factura|Fecha de la factura|Factura de fecha",
        "reason": "Motivo|Motivo de la rectificación|Causa|Concepto del abono",
        "bill_to": "Cliente|Facturar a|Destinatario|Abonar a",
        "total": "Total|Total abono|Importe total|Total nota de crédito|Importe a abonar",
        "stamp": "COPIA|ORIGINAL|ABONO",
    },
    "it": {
        "title": "Nota di credito|NOTA DI CREDITO|Nota di accredito|Nota credito",
        "invoice_number": "Nota di credito n.|N. nota|Numero|Numero documento|NC n.",
        "issue_date": "Data|Data documento|Del|Data nota di credito",
        "preceding": "Rif. fattura|Fattura n.|Fattura di riferimento|Storno fattura|A storno di",
        "preceding_date": "Data fattura|Fattura del",
        "reason": "Causale|Motivo|Motivo dell'accredito",
        "bill_to": "Cliente|Spett.le|Destinatario|Intestatario",
        "total": "Totale|Totale nota di credito|Totale documento|Totale a credito",
        "stamp": "COPIA|ORIGINALE",
    },
    "nl": {
        "title": "Creditnota|CREDITNOTA|Creditfactuur|Credit factuur",
        "invoice_number": "Creditnotanummer|Creditnummer|Creditfactuurnr.|Nummer",
        "issue_date": "Datum|Creditdatum|Datum creditnota",
        "preceding": "Factuurnummer|Betreft factuur|Oorspronkelijke factuur|Credit op factuur",
        "preceding_date": "Factuurdatum|Factuur van|Datum factuur",
        "reason": "Reden|Reden credit|Omschrijving credit|Betreft",
        "bill_to": "Klant|Debiteur|Factuuradres|Aan",
        "total": "Totaal|Totaal credit|Te crediteren bedrag|Totaal incl. btw",
        "stamp": "KOPIE|CREDIT",
    },
    "pl": {
        "title": "Faktura korygująca|FAKTURA KORYGUJĄCA|Korekta faktury|Nota kredytowa|Korekta",
        "invoice_number": "Faktura korygująca nr|Numer korekty|Nr korekty|Numer",
        "issue_date": "Data wystawienia|Data|Data korekty|z dnia",
        "preceding": "Do faktury nr|Faktura korygowana|Dotyczy faktury|Faktura nr",
        "preceding_date": "Data faktury|Data wystawienia faktury|Faktura z dnia",
        "reason": "Przyczyna korekty|Powód korekty|Przyczyna",
        "bill_to": "Nabywca|Klient|Odbiorca",
        "total": "Razem|Kwota korekty|Do zwrotu|Razem brutto",
        "stamp": "KOPIA|ORYGINAŁ",
    },
    "pt": {
        "title": "Nota de crédito|NOTA DE CRÉDITO|Nota de Crédito|Nota de devolução",
        "invoice_number": "Nota de crédito n.º|N.º documento|Número|NC n.º",
        "issue_date": "Data|Data de emissão|Data do documento",
        "preceding": "Fatura n.º|Fatura original|Ref. à fatura|Documento de origem",
        "preceding_date": "Data da fatura|Fatura de",
        "reason": "Motivo|Motivo da emissão|Razão",
        "bill_to": "Cliente|Exmo.(s) Sr.(s)|Faturar a",
        "total": "Total|Total a creditar|Valor total|Total do crédito",
        "stamp": "CÓPIA|ORIGINAL",
    },
}

#: why something is credited; ``reason`` of the truth
REASONS: dict[str, str] = {
    "en": "Goods returned|Damaged in transit|Price adjustment|Wrong item delivered|"
    "Duplicate billing|Cancelled order|Quantity invoiced in error|Volume rebate|"
    "Defective goods|Pricing error|"
    "Service not provided|Overcharge|Goodwill credit|Short delivery|Order cancelled by customer|"
    "Incorrect VAT rate",
    "de": "Retoure|Warenrückgabe|Falschlieferung|Transportschaden|Preisdifferenz|Doppelt berechnet|"
    "Mengenabweichung|Stornierung des Auftrags|Mangelhafte Ware|Bonus|Kulanz|Reklamation|"
    "Falscher Preis|Falsche Menge berechnet|Falscher Steuersatz|Minderlieferung",
    "fr": "Retour de marchandise|Erreur de prix|Marchandise endommagée|Annulation de commande|"
    "Double facturation|Remise commerciale|Article défectueux|Erreur de quantité",
    "es": "Devolución de mercancía|Error en el precio|Mercancía dañada|Pedido anulado|"
    "Factura duplicada|Descuento posterior|Error en la cantidad",
    "it": "Reso merce|Errore di prezzo|Merce danneggiata|Annullamento ordine|"
    "Doppia fatturazione|Sconto successivo|Errore di quantità",
    "nl": "Retour goederen|Prijscorrectie|Beschadigde goederen|Annulering order|"
    "Dubbel gefactureerd|Onjuist aantal",
    "pl": "Zwrot towaru|Błędna cena|Uszkodzony towar|Anulowanie zamówienia|Udzielony rabat|"
    "Pomyłka w ilości",
    "pt": "Devolução de mercadoria|Erro no preço|Mercadoria danificada|Anulação da encomenda|"
    "Desconto|Erro na quantidade",
}

#: sentences that name the invoice, before the table
REFERRING: dict[str, str] = {
    "en": "We credit your account for invoice {n} dated {d} as follows:|"
    "With reference to our invoice {n} of {d} we credit you:|"
    "This credit note refers to invoice {n}.|"
    "Credit for invoice no. {n} dated {d}|"
    "Correction of invoice {n} of {d}",
    "de": "Zu unserer Rechnung {n} vom {d} schreiben wir Ihnen gut:|"
    "Gutschrift zu Rechnung Nr. {n} vom {d}|"
    "Wir korrigieren die Rechnung {n} vom {d} wie folgt:|"
    "hiermit stornieren wir unsere Rechnung {n} vom {d}.|Bezug: Rechnung {n} vom {d}",
    "fr": "Avoir sur notre facture n° {n} du {d}|Suite à notre facture {n} du {d}, nous vous "
    "créditons :",
    "es": "Abono correspondiente a la factura {n} de fecha {d}|Rectifica la factura {n} del {d}",
    "it": "A storno della fattura n. {n} del {d}|Accredito relativo alla fattura {n} del {d}",
    "nl": "Credit op factuur {n} van {d}|Betreft onze factuur {n} d.d. {d}",
    "pl": "Korekta do faktury nr {n} z dnia {d}|Dotyczy faktury {n} z dnia {d}",
    "pt": "Crédito referente à fatura {n} de {d}|Retifica a fatura n.º {n} de {d}",
}

SENTENCES: dict[str, dict[str, str]] = {
    "en": {
        "intro": "Dear {person},|We have credited your account with the following:",
        "terms": "The amount will be set off against your next invoice.|"
        "The credit amount will be refunded to your account.|This is a credit note. Do not pay.|"
        "If you have any questions about this credit note, please contact us.|"
        "Please deduct this amount from your next payment.|All prices in {cur}.",
    },
    "de": {
        "intro": "Sehr geehrte Damen und Herren,|wir schreiben Ihnen folgenden Betrag gut:|"
        "Sehr geehrte/r {person},",
        "terms": "Der Betrag wird Ihrem Konto gutgeschrieben.|"
        "Wir überweisen den Betrag in den nächsten Tagen.|"
        "Bitte verrechnen Sie den Betrag mit der nächsten Zahlung.|"
        "Wir bitten um Entschuldigung.|Mit freundlichen Grüßen",
    },
    "fr": {
        "intro": "Madame, Monsieur,|Veuillez trouver ci-dessous le détail de votre avoir :",
        "terms": "Le montant sera déduit de votre prochaine facture.|Cet avoir sera remboursé.",
    },
    "es": {
        "intro": "Estimado cliente:|Le abonamos los siguientes conceptos:",
        "terms": "El importe se compensará en su próxima factura.",
    },
    "it": {
        "intro": "Gentile cliente,",
        "terms": "L'importo sarà compensato con la prossima fattura.",
    },
    "nl": {
        "intro": "Geachte heer/mevrouw,|Hierbij crediteren wij u:",
        "terms": "Het bedrag wordt verrekend met uw volgende factuur.",
    },
    "pl": {"intro": "Szanowni Państwo,", "terms": "Kwota zostanie zwrócona na Państwa konto."},
    "pt": {"intro": "Estimado cliente,", "terms": "O valor será deduzido na próxima fatura."},
}
