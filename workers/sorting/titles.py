"""How documents call themselves, in eight languages, and where on a page such a name stands. Knows
words of the trade only; what a name is worth, the fitted model says.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from workers.sorting.rows import Row, Segment, plain

#: names of kinds, as printed; compared without accents, signs and case. ``!`` before a kind: a
#: name of documents that are of no kind of their own, and so are forms.
TITLES: dict[str, str] = {
    "invoice": (
        "invoice|tax invoice|sales invoice|commercial invoice|proforma invoice|vat invoice|"
        "bill|e invoice|invoice receipt|final invoice|customer invoice|service invoice|"
        "rechnung|rechnungskopie|sammelrechnung|schlussrechnung|abschlagsrechnung|teilrechnung|"
        "handwerkerrechnung|proformarechnung|honorarrechnung|"
        "facture|facture d'acompte|facture proforma|note d'honoraires|"
        "factura|factura simplificada|factura proforma|minuta|"
        "fattura|fattura elettronica|fattura accompagnatoria|parcella|fattura proforma|"
        "factuur|pro forma factuur|verkoopfactuur|nota|"
        "fatura|fatura recibo|nota fiscal|nota fiscal eletronica|danfe|"
        "faktura|faktura vat|faktura pro forma|rachunek"
    ),
    "receipt": (
        "receipt|cash receipt|sales receipt|official receipt|cash bill|till receipt|cash sale|"
        "sale receipt|customer copy|merchant copy|guest check|simplified tax invoice|"
        "tax invoice simplified|quittung|kassenbon|kassenbeleg|barverkauf|bewirtungsbeleg|"
        "ticket|ticket de caisse|recu|addition|ticket de compra|recibo|scontrino|"
        "documento commerciale|ricevuta|ricevuta fiscale|kassabon|bon|kwitantie|"
        "talao|cupom fiscal|paragon|paragon fiskalny"
    ),
    "credit_note": (
        "credit note|credit memo|credit invoice|credit memorandum|tax credit note|"
        "sales credit note|gutschrift|rechnungskorrektur|stornorechnung|korrekturrechnung|"
        "rechnungsgutschrift|warengutschrift|avoir|facture d'avoir|note de credit|"
        "facture rectificative|nota de credito|nota de abono|abono|factura rectificativa|"
        "factura de abono|nota di credito|nota di accredito|nota credito|creditnota|"
        "creditfactuur|nota de credito|faktura korygujaca|korekta faktury|faktura korekta"
    ),
    "purchase_order": (
        "purchase order|order form|po|p.o|blanket order|standard purchase order|"
        "blanket purchase order|change order|bestellung|bestellauftrag|einkaufsbestellung|"
        "bestellschein|abrufbestellung|lieferantenbestellung|rahmenbestellung|"
        "bon de commande|commande|commande fournisseur|commande d'achat|"
        "orden de compra|pedido de compra|pedido|pedido a proveedor|"
        "ordine d'acquisto|ordine di acquisto|ordine a fornitore|ordine fornitore|buono d'ordine|"
        "ordine|inkooporder|bestelbon|inkoopopdracht|bestelling|ordem de compra|"
        "nota de encomenda|encomenda|pedido de compra|zamowienie|zamowienie zakupu|"
        "zamowienie do dostawcy"
    ),
    "order_confirmation": (
        "order confirmation|order acknowledgement|order acknowledgment|"
        "sales order confirmation|sales order acknowledgement|sales order|"
        "confirmation of order|acknowledgement of order|auftragsbestatigung|bestellbestatigung|"
        "orderbestatigung|bestatigung ihrer bestellung|confirmation de commande|"
        "accuse de reception de commande|accuse de commande|confirmacion de pedido|"
        "confirmacion del pedido|confirmacion de orden|conferma d'ordine|conferma ordine|"
        "conferma dell'ordine|conferma di ordine|orderbevestiging|opdrachtbevestiging|"
        "confirmacao de encomenda|confirmacao de pedido|confirmacao do pedido|"
        "potwierdzenie zamowienia|potwierdzenie przyjecia zamowienia"
    ),
    "delivery_note": (
        "delivery note|packing slip|packing list|delivery slip|delivery ticket|delivery docket|"
        "despatch note|dispatch note|goods delivery note|delivery advice|advice note|"
        "despatch advice|dispatch advice|shipping list|shipment note|lieferschein|"
        "warenbegleitschein|packliste|packzettel|lieferavis|bon de livraison|"
        "bordereau de livraison|liste de colisage|note de livraison|albaran|"
        "albaran de entrega|nota de entrega|lista de empaque|remito|"
        "documento di trasporto|ddt|d.d.t|bolla di consegna|bolla di accompagnamento|"
        "lista imballo|packing list|pakbon|leverbon|afleverbon|vrachtbrief|paklijst|"
        "guia de remessa|nota de remessa|guia de entrega|guia de transporte|romaneio|"
        "dokument wz|wz|list przewozowy|dowod dostawy|wydanie zewnetrzne|dowod wydania|"
        "specyfikacja wysylkowa"
    ),
    "bank_statement": (
        "bank statement|account statement|statement of account|checking account statement|"
        "savings account statement|current account statement|account summary|"
        "business account statement|statement of accounts|your statement|"
        "account activity|transaction history|kontoauszug|kontoubersicht|umsatzliste|"
        "kontostand|umsatzubersicht|releve de compte|releve bancaire|extrait de compte|"
        "releve de compte bancaire|extracto bancario|extracto de cuenta|estado de cuenta|"
        "movimientos de cuenta|estratto conto|estratto conto corrente|lista movimenti|"
        "rekeningafschrift|bankafschrift|rekeningoverzicht|transactieoverzicht|"
        "extrato bancario|extrato de conta|extrato|extrato combinado|wyciag bankowy|"
        "wyciag z rachunku|wyciag z konta|zestawienie operacji|historia rachunku"
    ),
    "payslip": (
        "payslip|pay slip|pay stub|paystub|pay statement|earnings statement|salary slip|"
        "wage slip|payroll statement|statement of earnings|earnings and deductions|pay advice|"
        "payroll advice|salary statement|statement of earnings and deductions|pay statement|"
        "gehaltsabrechnung|lohnabrechnung|entgeltabrechnung|lohn und gehaltsabrechnung|"
        "verdienstabrechnung|bezugeabrechnung|abrechnung der brutto netto bezuge|"
        "entgeltnachweis|bulletin de paie|bulletin de salaire|fiche de paie|fiche de salaire|"
        "nomina|recibo de nomina|recibo de salarios|recibo de sueldo|"
        "recibo individual de salarios|recibo individual justificativo del pago de salarios|"
        "busta paga|cedolino paga|cedolino|prospetto paga|libro unico del lavoro|"
        "loonstrook|salarisstrook|salarisspecificatie|loonspecificatie|loonstrookje|"
        "recibo de vencimento|recibo de ordenado|holerite|contracheque|"
        "demonstrativo de pagamento|recibo de pagamento de salario|pasek wynagrodzenia|"
        "pasek placowy|lista plac|odcinek wyplaty|pasek wyplaty"
    ),
    "w9": (
        "request for taxpayer identification number and certification|form w-9|w-9|"
        "request for taxpayer|request for taxpayer identification number|"
        "identification number and certification"
    ),
    "!form": (
        "form|application|agreement|contract|broadcast order|insertion order|broadcast contract|"
        "contract confirmation|non-disclosure agreement|mutual non-disclosure agreement|"
        "confidentiality agreement|registration statement|registration|certificate|report|"
        "letter|memorandum|quotation|quote|estimate|angebot|kostenvoranschlag|antrag|vertrag|"
        "devis|contrat|presupuesto|solicitud|contrato|preventivo|offerta|contratto|modulo|"
        "offerte|overeenkomst|formulier|orcamento|oferta|umowa|wniosek|formularz|"
        "project statement|order sheet|political broadcast agreement form|supplemental statement|"
        "exhibit|amendment|general terms and conditions|terms and conditions|"
        "allgemeine geschaftsbedingungen|conditions generales de vente|mahnung|"
        "zahlungserinnerung|payment reminder|remittance advice|station order|order contract|"
        "order worksheet|confirmation contract|timesheet|claim form|account application"
    ),
}
#: words after a title that do not make it another name
_TAILS = frozenset(
    [
        "no",
        "nr",
        "n",
        "n°",
        "nº",
        "number",
        "num",
        "numero",
        "numer",
        "nummer",
        "#",
        "der",
        "the",
        "of",
        "for",
        "copy",
        "original",
    ]
)


@dataclass(frozen=True, slots=True)
class Title:
    """A name of a kind that opens a segment. is_whole: nothing but a number or a date follows in
    it. words: how many the name has.
    """

    kind: str
    segment: Segment
    is_whole: bool
    words: int


@lru_cache(maxsize=1)
def _phrases() -> dict[tuple[str, ...], str]:
    return {
        tuple(plain(word) for word in phrase.split()): kind
        for kind, phrases in TITLES.items()
        for phrase in phrases.split("|")
    }


@lru_cache(maxsize=1)
def _longest() -> int:
    return max(map(len, _phrases()))


def titles_of(rows: list[Row]) -> list[Title]:
    """The names of kinds that open a segment, top to bottom; of each segment the longest one."""
    phrases, longest = _phrases(), _longest()
    found = []
    for segment in (segment for row in rows for segment in row):
        words = _unspaced(segment.words)
        for length in range(min(longest, len(words)), 0, -1):
            kind = phrases.get(words[:length]) or (_compound(words[0]) if length == 1 else None)
            if kind is not None:
                rest = words[length:]
                found.append(Title(kind, segment, all(map(_is_tail, rest)), length))
                break
    return found


def _compound(word: str) -> str | None:
    """``Handelsrechnung``, ``Warenlieferschein``: German names the kind last."""
    if word.endswith("rechnung") and not word.endswith("abrechnung"):
        return "invoice"
    return "delivery_note" if word.endswith("lieferschein") else None


def _unspaced(words: tuple[str, ...]) -> tuple[str, ...]:
    """``I N V O I C E`` is one word."""
    if len(words) > 3 and all(len(word) == 1 for word in words):
        return ("".join(words),)
    return words


def _is_tail(word: str) -> bool:
    return word in _TAILS or any(char.isdigit() for char in word)
