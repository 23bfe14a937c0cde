"""Label words of Italian invoices; alternatives are separated by ``|``, ``{r}`` is a tax rate."""

from __future__ import annotations

IT: dict[str, str] = {
    "title": (
        "Fattura|FATTURA|Fattura|Fattura immediata|Fattura accompagnatoria|Fattura di vendita|"
        "Fattura differita|Copia di cortesia|Parcella"
    ),
    "credit_title": "Nota di credito|NOTA DI CREDITO|Nota credito",
    "invoice_number": (
        "Fattura n.|Fattura N.|Numero fattura|N. fattura|Fattura nr.|Numero|Fattura|N.|"
        "Nr. fattura|Fattura n°|Numero documento|Nr.|Num. documento|N° documento"
    ),
    "credit_number": "Nota di credito n.|Numero",
    "issue_date": (
        "Data|Data fattura|Data documento|Data emissione|Data di emissione|del|Data doc.|Emessa il"
    ),
    "due_date": (
        "Scadenza|Data scadenza|Data di scadenza|Scadenza pagamento|Pagamento entro|Pagare entro|"
        "Entro il"
    ),
    "delivery_date": "Data consegna|Consegna|Data di consegna|Data prestazione",
    "purchase_order": (
        "Ordine|Vs. ordine|N. ordine|Rif. ordine|Ordine cliente|Vostro ordine n.|Ordine d'acquisto"
    ),
    "account_id": "Codice cliente|Cod. cliente|N. cliente|Cliente n.|Numero cliente",
    "customer_name": "Cliente|Nome cliente",
    "order_no": "Ns. ordine|Conferma ordine",
    "order_date": "Data ordine|Ordine del",
    "ship_date": "Data spedizione|Spedito il",
    "print_date": "Stampato il|Data stampa",
    "contract": "Contratto|Contratto n.",
    "project": "Progetto|Commessa|Pratica|Cantiere",
    "delivery_note": "DDT|DDT n.|D.d.T. n.|Bolla",
    "your_ref": "Vs. riferimento|Vs. rif.",
    "our_ref": "Ns. riferimento|Ns. rif.|Riferimento",
    "related": "Fattura collegata|Rif. fattura|Fattura di riferimento",
    "quote": "Preventivo|Preventivo n.",
    "payment_ref": "Causale|Riferimento",
    "period": "Periodo|Periodo di fatturazione|Competenza",
    "rep": "Agente|Referente|Contatto|Venditore",
    "terms": "Pagamento|Condizioni di pagamento|Modalità di pagamento|Mod. pagamento",
    "ship_via": "Trasporto|Vettore|Porto|Spedizione",
    "currency": "Valuta|Divisa",
    "tax_id": "P.IVA|Partita IVA|P. IVA|P.I.|Part. IVA|C.F./P.IVA|P.Iva|C.F. e P.IVA",
    "customer_tax_id": "P.IVA cliente|Partita IVA cliente",
    "registration": "REA|Reg. Imprese|C.F.|Cap. Soc.|Codice fiscale",
    "phone": "Tel.|Telefono|Tel",
    "fax": "Fax",
    "email": "E-mail|Email|PEC",
    "web": "Web|Sito",
    "from": "Mittente|Fornitore|Cedente|Da|Emittente|Cedente/prestatore|Venditore",
    "bill_to": (
        "Spett.le|Cliente|Destinatario|Fatturare a|Intestatario|Cessionario|Intestazione|"
        "Spettabile|A|Cessionario/committente"
    ),
    "ship_to": (
        "Destinazione|Luogo di consegna|Destinazione merce|Spedire a|Indirizzo di consegna"
    ),
    "remit_to": "Pagare a|Beneficiario",
    "attn": "Alla c.a.|c.a.|All'attenzione di",
    "name": "Nome|Ragione sociale|Denominazione",
    "address": "Indirizzo|Sede",
    "pos": "N.|#|Riga|Pos.",
    "sku": "Codice|Cod.|Articolo|Cod. art.|Cod. Articolo",
    "description": (
        "Descrizione|Descrizione|Prodotto|Servizio|Articolo|Prestazione|DESCRIZIONE|"
        "Descrizione beni"
    ),
    "quantity": "Quantità|Q.tà|Qtà|Q.ta|Qta|Ore",
    "unit": "U.M.|UM|Unità",
    "unit_price": "Prezzo|Prezzo unitario|P. unitario|Prezzo unit.|Prezzo un.|Importo unitario",
    "discount": "Sconto|Sc.%|Sconto %|% Sc.",
    "tax_rate": "IVA|% IVA|Aliquota|Cod. IVA|Aliq. IVA",
    "tax_amount": "Importo IVA|Imposta",
    "amount": "Importo|Totale|Imponibile|Prezzo totale|Importo netto|TOTALE",
    "gross": "Totale IVA inclusa|Lordo|Importo lordo",
    "date": "Data",
    "lines_sum": "Totale merce|Totale righe|Somma",
    "subtotal": (
        "Imponibile|Totale imponibile|Netto|Totale netto|Subtotale|Totale merce|Tot. imponibile|"
        "Base imponibile|Totale IVA esclusa"
    ),
    "net_after": "Imponibile|Totale imponibile|Netto a imponibile",
    "discount_total": "Sconto|Sconto {r}%|Abbuono",
    "shipping": "Spese di spedizione|Spese trasporto|Trasporto|Spese di trasporto",
    "tax": (
        "IVA|IVA {r}%|IVA {r} %|Imposta|Totale IVA|I.V.A. {r}%|Importo IVA|IVA ({r}%)|"
        "Totale imposta|Iva al {r}%"
    ),
    "tax_sum": "Totale IVA|Totale imposta|Totale imposte",
    "tax_rate_row": "Aliquota IVA",
    "tax_on": "IVA {r}% su {b}",
    "included": "IVA inclusa ({r}%)|di cui IVA|di cui IVA {r}%|IVA inclusa",
    "net_of": "Imponibile",
    "total": (
        "Totale|Totale fattura|Totale documento|TOTALE FATTURA|Netto a pagare|Totale da pagare|"
        "Totale {c}|TOTALE|Importo totale|Totale a pagare|Totale IVA inclusa|Tot. documento|"
        "TOTALE DOCUMENTO|Totale dovuto|Totale complessivo"
    ),
    "due": "Netto a pagare|Da pagare|Saldo|Totale dovuto|Importo dovuto|Residuo|A saldo",
    "paid": "Acconto|Pagato|Già versato|Acconti|Anticipo",
    "previous": "Saldo precedente|Insoluto precedente",
    "carried": "A riportare|Riporto|Totale a riportare|Da riportare",
    "brought": "Riporto|Riporto pagina precedente|Totale riportato",
    "more": "Segue|segue a pag. {n}|Continua alla pagina seguente",
    "group_sum": "Subtotale",
    "bank": "Banca|Banca d'appoggio",
    "account": "Conto|C/C|Conto corrente",
    "holder": "Intestato a|Intestatario",
    "sort": "ABI/CAB|ABI",
    "iban": "IBAN|Cod. IBAN|Coordinate IBAN",
    "bic": "BIC|SWIFT",
    "payment_title": "Coordinate bancarie|Dati bancari|Pagamento|Modalità di pagamento",
    "notes_title": "Note|Annotazioni|Osservazioni|Condizioni",
    "page": "Pagina {n} di {m}|Pag. {n}/{m}|Pag. {n}|Pagina {n}",
    "dated": "del|in data",
    "signature": "Firma|Timbro e firma",
    "stamp": "PAGATO|COPIA|SALDATO",
}
