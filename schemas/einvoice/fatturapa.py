"""FatturaPA (Italy, FatturaElettronica 1.2) to values. Knows no other syntax.

Its terms are its own; values carry the business term of EN 16931 that the leaf has. The total
amounts of a FatturaPA are those of its tax summary, summed here where it states none.
"""

from __future__ import annotations

from schemas.einvoice.errors import EInvoiceError
from schemas.einvoice.invoice import Collector
from schemas.einvoice.node import Node
from schemas.einvoice.parts import (
    Address,
    joined,
    put_account,
    put_address,
    put_discount,
    put_total,
)

ROOTS = frozenset({"FatturaElettronica", "FatturaElettronicaSemplificata"})

_HEADER = "FatturaElettronicaHeader"
_BODY = "FatturaElettronicaBody"
#: TipoDocumento to UNTDID 1001: invoice, prepayment invoice, credit note, debit note
_TYPES = {"TD02": "386", "TD03": "386", "TD04": "381", "TD05": "383", "TD08": "381"}
_INVOICE = "380"
#: ModalitaPagamento to UNTDID 4461: cash, cheque, transfer, card, direct debit
_MEANS = {
    "MP01": "10", "MP02": "20", "MP05": "30", "MP08": "48", "MP16": "49", "MP19": "59",
    "MP20": "59", "MP21": "59",
}  # fmt: skip
#: ScontoMaggiorazione/Tipo of a discount
_DISCOUNT = "SC"
_PARTIES = {"/supplier": "CedentePrestatore", "/customer": "CessionarioCommittente"}


def specification(root: Node) -> str:
    """The transmission format, as written."""
    return (root.attributes.get("versione") or "").strip()


def read_fatturapa(root: Node, found: Collector) -> tuple[int, tuple[int, ...]]:
    """Reads all values; returns the number of lines and those with charges.

    Raises:
        EInvoiceError: ``no_invoice`` for a lot of several invoices and for the simplified form.
    """
    bodies = root.all(_BODY)
    if root.name != "FatturaElettronica" or len(bodies) != 1:
        reason = f"is a FatturaPA with {len(bodies)} invoices; one ordinary invoice is read"
        raise EInvoiceError("no_invoice", reason)
    header, body = root.first(_HEADER) or Node(""), bodies[0]
    for path, name in _PARTIES.items():
        _party(path, header.first(name) or Node(""), found)
    _general(body.first("DatiGenerali") or Node(""), found)
    _totals(body, found)
    _payment(body, found)
    lines = body.all("DatiBeniServizi/DettaglioLinee")
    for index, line in enumerate(lines):
        _line(f"/line_items/{index}", line, found)
    return len(lines), ()


def _party(path: str, party: Node, found: Collector) -> None:
    person = party.first("DatiAnagrafici") or Node("")
    name = person.first("Anagrafica") or Node("")
    full_name = " ".join(filter(None, (name.get("Nome"), name.get("Cognome"))))
    country, code = person.get("IdFiscaleIVA/IdPaese"), person.get("IdFiscaleIVA/IdCodice")
    found.put(f"{path}/name", name.get("Denominazione") or full_name)
    vat_id = f"{country.strip()}{code.strip()}" if country and code else None
    fiscal = person.get("CodiceFiscale")
    found.put(f"{path}/tax_id", vat_id if path == "/supplier" else vat_id or fiscal)
    if path == "/supplier":
        found.put(f"{path}/tax_registration", fiscal)
    found.put(f"{path}/email", party.get("Contatti/Email"))
    found.put(f"{path}/phone", party.get("Contatti/Telefono"))
    seat = party.first("Sede") or Node("")
    street = " ".join(filter(None, (seat.get("Indirizzo"), seat.get("NumeroCivico"))))
    parts = Address([street], seat.get("CAP"), seat.get("Comune"), None, None)
    put_address(found, path, parts)
    found.put(f"{path}/address/subdivision", seat.get("Provincia"))
    found.put(f"{path}/address/country", seat.get("Nazione"))


def _general(general: Node, found: Collector) -> None:
    document = general.first("DatiGeneraliDocumento") or Node("")
    kind = (document.get("TipoDocumento") or "").strip()
    found.put_all(
        "",
        {
            "invoice_number": document.get("Numero"),
            "issue_date": document.get("Data"),
            "document_type": _TYPES.get(kind, _INVOICE) if kind else None,
            "currency": document.get("Divisa"),
            "note": joined(document.texts("Causale")),
            "purchase_order": general.get("DatiOrdineAcquisto/IdDocumento"),
            "order_date": general.get("DatiOrdineAcquisto/Data"),
            "contract_ref": general.get("DatiContratto/IdDocumento"),
            "despatch_ref": general.get("DatiDDT/NumeroDDT"),
            "totals/total": document.get("ImportoTotaleDocumento"),
            "totals/rounding": document.get("Arrotondamento"),
        },
    )
    for index, reference in enumerate(general.all("DatiFattureCollegate")):
        found.put(f"/preceding_invoices/{index}/number", reference.get("IdDocumento"))
        found.put(f"/preceding_invoices/{index}/date", reference.get("Data"))


def _totals(body: Node, found: Collector) -> None:
    rows = body.all("DatiBeniServizi/DatiRiepilogo")
    for index, row in enumerate(rows):
        found.put_all(
            f"/tax/{index}",
            {
                "rate": row.get("AliquotaIVA"),
                "base": row.get("ImponibileImporto"),
                "amount": row.get("Imposta"),
                "category_code": row.get("Natura"),
                "exemption_reason": row.get("RiferimentoNormativo") if row.get("Natura") else None,
            },
        )
    bases = [text for row in rows for text in row.texts("ImponibileImporto")]
    taxes = [text for row in rows for text in row.texts("Imposta")]
    put_total(found, "/totals/subtotal", bases)
    put_total(found, "/totals/tax", taxes)
    put_total(found, "/totals/total", [*bases, *taxes])


def _payment(body: Node, found: Collector) -> None:
    details = body.all("DatiPagamento/DettaglioPagamento")
    for index, node in enumerate(details):
        path = f"/payment/{index}"
        put_account(found, path, node.get("IBAN"))
        found.put_all(
            path,
            {
                "means_code": _MEANS.get((node.get("ModalitaPagamento") or "").strip()),
                "account_name": node.get("Beneficiario"),
                "bank_name": node.get("IstitutoFinanziario"),
                "bic": node.get("BIC"),
                "reference": node.get("CodicePagamento"),
            },
        )
        if len(details) > 1:
            found.put(f"/installments/{index}/amount", node.get("ImportoPagamento"))
            found.put(f"/installments/{index}/due_date", node.get("DataScadenzaPagamento"))
    days = sorted(text for node in details for text in node.texts("DataScadenzaPagamento"))
    found.put("/due_date", days[-1] if days else None)
    due = [text for node in details for text in node.texts("ImportoPagamento")]
    put_total(found, "/totals/amount_due", due)


def _line(path: str, line: Node, found: Collector) -> None:
    found.put_all(
        path,
        {
            "line_id": line.get("NumeroLinea"),
            "description": line.get("Descrizione"),
            "product_code": line.get("CodiceArticolo/CodiceValore"),
            "quantity": line.get("Quantita"),
            "unit": line.get("UnitaMisura"),
            "unit_price": line.get("PrezzoUnitario"),
            "amount_net": line.get("PrezzoTotale"),
            "tax/category": line.get("Natura"),
            "tax/rate": line.get("AliquotaIVA"),
            "service_period/start": line.get("DataInizioPeriodo"),
            "service_period/end": line.get("DataFinePeriodo"),
            "accounting_ref": line.get("RiferimentoAmministrazione"),
        },
    )
    discounts = [node for node in line.all("ScontoMaggiorazione") if node.get("Tipo") == _DISCOUNT]
    amounts = [text for node in discounts for text in node.texts("Importo")]
    rates = [text for node in discounts for text in node.texts("Percentuale")]
    put_discount(found, path, amounts, rates)
    if not amounts and len(rates) == 1:
        found.put(f"{path}/discount/rate", rates[0])
