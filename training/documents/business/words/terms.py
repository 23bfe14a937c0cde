"""Terms of payment and delivery, and who carries goods, by language. Knows no layout."""

from __future__ import annotations

#: how payment is agreed, as printed in a details block
PAYMENT: dict[str, str] = {
    "en": "Net 30|Net 30 days|30 days net|Net 45|Net 60 days|2% 10 days, net 30|COD|Prepaid|"
    "50% deposit, balance on delivery|30 days end of month|Due on receipt|Credit card|"
    "Bank transfer 14 days",
    "de": "30 Tage netto|14 Tage 2 % Skonto, 30 Tage netto|Vorkasse|14 Tage netto|"
    "Zahlbar sofort ohne Abzug|60 Tage netto|8 Tage 3% Skonto|Überweisung 30 Tage|Lastschrift",
    "fr": "30 jours fin de mois|30 jours net|45 jours fin de mois|À réception|Virement 30 jours|"
    "Comptant|60 jours date de facture",
    "es": "30 días|Transferencia 30 días|Contado|60 días fecha factura|Pago anticipado",
    "it": "Bonifico 30 gg d.f.|RiBa 60 gg fm|Rimessa diretta|Bonifico anticipato|30 gg d.f.f.m.",
    "nl": "30 dagen netto|14 dagen|Vooruitbetaling|30 dagen na factuurdatum",
    "pl": "przelew 14 dni|przelew 30 dni|przedpłata|gotówka",
    "pt": "30 dias|Pronto pagamento|Transferência 30 dias|60 dias",
}

DELIVERY: dict[str, str] = {
    "en": "Delivery Terms|Incoterms|Shipping Terms|F.O.B.|Freight Terms|Terms of Delivery",
    "de": "Lieferbedingung|Lieferbedingungen|Incoterms|Lieferkonditionen",
    "fr": "Conditions de livraison|Incoterm",
    "es": "Condiciones de entrega|Incoterm",
    "it": "Resa|Porto|Incoterms",
    "nl": "Leveringsvoorwaarden|Leveringsconditie|Incoterms",
    "pl": "Warunki dostawy|Incoterms",
    "pt": "Condições de entrega|Incoterm",
}
DELIVERY_VALUES = (
    "EXW",
    "FCA {c}",
    "DAP {c}",
    "DDP {c}",
    "DAP",
    "FOB {c}",
    "CIF {c}",
    "CPT {c}",
    "DDP",
    "FOB Origin",
    "Incoterms 2020 DAP {c}",
)

CARRIERS: str = (
    "DHL|DHL Express|UPS|UPS Ground|FedEx|FedEx Freight|DPD|GLS|Hermes|DB Schenker|"
    "Kuehne + Nagel|Dachser|TNT|DSV|XPO Logistics|Royal Mail|PostNL|Chronopost|Correos Express|"
    "BRT|InPost|R+L Carriers|Geodis|Parcelforce|Old Dominion|Saia|CTT Expresso"
)
