"""Sentences of invoices by language: terms of payment, thanks, salutations."""

from __future__ import annotations

from training.documents.invoices.flow import Seg
from training.documents.invoices.sheet import Sheet
from training.documents.words.pools import common_words

# {due} becomes the due date, {days} the number of days, {total} the total
DUE_SENTENCES = {
    "en": (
        "Payment is due by {due}.",
        "Please pay by {due}.",
        "Please transfer the amount of {total} until {due}.",
        "Due on {due}",
        "Payment due: {due}",
        "Please remit until {due}.",
        "Payment terms: {days} days net, due {due}",
        "The amount will be debited from your account on {due}.",
        "Payable no later than {due}",
    ),
    "de": (
        "Zahlbar bis {due}.",
        "Bitte überweisen Sie den Betrag bis zum {due}.",
        "Bitte überweisen Sie bis zum {due}.",
        "Zahlbar innerhalb von {days} Tagen netto bis {due}.",
        "Zahlungsziel: {due}",
        "Der Rechnungsbetrag von {total} ist fällig am {due}.",
        "Zahlbar ohne Abzug bis zum {due} auf das unten genannte Konto.",
        "Zahlbar innerhalb {days} Tagen netto bis {due}, 2% Skonto bis {skonto}",
        "Der Betrag wird am {due} von Ihrem Konto abgebucht.",
        "fällig ohne Abzug am {due}",
        "Zahlbar sofort, spätestens bis {due}",
    ),
    "fr": (
        "À régler avant le {due}.",
        "Paiement au plus tard le {due}.",
        "Échéance : {due}",
        "Règlement à {days} jours, soit le {due}",
        "Le montant sera prélevé le {due}.",
    ),
    "es": (
        "Pagar antes del {due}.",
        "Vencimiento: {due}",
        "El importe se cargará en su cuenta el {due}.",
    ),
    "it": ("Pagamento entro il {due}.", "Scadenza: {due}", "Bonifico bancario entro il {due}"),
    "nl": (
        "Gelieve te betalen vóór {due}.",
        "Wij verzoeken u het bedrag uiterlijk {due} over te maken.",
        "Te betalen voor {due}",
    ),
    "pt": ("Pagar até {due}.", "Vencimento: {due}"),
    "pl": ("Termin płatności: {due}", "Prosimy o zapłatę do dnia {due}."),
}


TERMS = {
    "en": (
        "Payment is due within {days} days.",
        "Net {days} days",
        "Payment terms: {days} days from invoice date.",
        "Due upon receipt",
        "Thank you for your business!",
        "Please include the invoice number with your payment.",
        "Late payment is subject to fees of 5% per month.",
        "Make all checks payable to {name}.",
        "Thank you for your order.",
        "If you have any questions about this invoice, please contact us.",
        "All prices in {cur}.",
        "Goods remain our property until paid in full.",
        "E. & O.E.",
        "Interest of 1.5% per month will be charged on overdue accounts.",
        "Returns accepted within 30 days with receipt.",
    ),
    "de": (
        "Zahlbar innerhalb von {days} Tagen ohne Abzug.",
        "Zahlbar sofort ohne Abzug.",
        "Vielen Dank für Ihren Auftrag!",
        "Wir danken für Ihren Auftrag und bitten um Überweisung auf unser Konto.",
        "Zahlungsziel {days} Tage netto.",
        "Die Ware bleibt bis zur vollständigen Bezahlung unser Eigentum.",
        "Bitte geben Sie bei der Zahlung die Rechnungsnummer an.",
        "Es gelten unsere Allgemeinen Geschäftsbedingungen.",
        "Innerhalb von {days} Tagen netto",
        "Gemäß § 19 UStG wird keine Umsatzsteuer berechnet.",
        "Leistungsdatum entspricht Rechnungsdatum.",
        "Alle Preise in {cur}.",
        "Mit freundlichen Grüßen",
        "Steuerschuldnerschaft des Leistungsempfängers",
        "Betrag dankend erhalten.",
    ),
    "fr": (
        "Paiement à {days} jours.",
        "Merci de votre confiance.",
        "En cas de retard de paiement, une indemnité forfaitaire de 40 € sera appliquée.",
        "TVA non applicable, art. 293 B du CGI",
        "Pas d'escompte pour paiement anticipé.",
        "Paiement comptant à réception.",
    ),
    "es": (
        "Pago a {days} días.",
        "Gracias por su compra.",
        "Forma de pago: transferencia bancaria.",
        "Gracias por su confianza.",
    ),
    "it": (
        "Pagamento: bonifico {days} gg data fattura",
        "Grazie per la fiducia.",
        "Contributo CONAI assolto ove dovuto.",
        "Rimessa diretta",
    ),
    "nl": (
        "Betaling binnen {days} dagen.",
        "Bedankt voor uw bestelling.",
        "Gelieve het factuurnummer te vermelden bij betaling.",
        "Op al onze leveringen zijn onze algemene voorwaarden van toepassing.",
    ),
    "pt": (
        "Pagamento a {days} dias.",
        "Obrigado pela preferência.",
        "Processado por programa certificado.",
    ),
    "pl": (
        "Płatność w ciągu {days} dni.",
        "Dziękujemy za współpracę.",
        "Faktura nie wymaga podpisu.",
        "Słownie: jak wyżej",
    ),
}


INTRO = {
    "en": (
        "We invoice you for the following:",
        "Dear {person},",
        "Thank you for your order. Please find your invoice below.",
        "For professional services rendered:",
    ),
    "de": (
        "Sehr geehrte Damen und Herren,",
        "wir berechnen Ihnen für unsere Lieferungen und Leistungen:",
        "vielen Dank für Ihren Auftrag. Wir erlauben uns wie folgt zu berechnen:",
        "Sehr geehrte/r {person},",
        "hiermit stellen wir Ihnen in Rechnung:",
    ),
    "fr": ("Madame, Monsieur,", "Veuillez trouver ci-dessous le détail de votre facture :"),
    "es": ("Estimado cliente:", "Le detallamos a continuación los conceptos facturados:"),
    "it": ("Gentile cliente,",),
    "nl": ("Geachte heer/mevrouw,", "Hierbij brengen wij u in rekening:"),
    "pt": ("Estimado cliente,",),
    "pl": ("Szanowni Państwo,",),
}


def babble(sheet: Sheet, count: int) -> str:
    """A sentence of everyday words."""
    words = common_words(sheet.style.lang)
    return " ".join(sheet.rng.choice(words) for _ in range(count)).capitalize() + "."


def sentence(sheet: Sheet, template: str) -> list[Seg]:
    """A template's text with dates and amounts filled in; only the due date and the total belong
    to fields.
    """
    facts = sheet.facts
    segs: list[Seg] = []
    simple = {
        "days": str(facts.net_days),
        "name": facts.supplier.name,
        "cur": facts.currency,
        "person": facts.customer.person,
    }
    rest = template
    while "{" in rest:
        before, _, after = rest.partition("{")
        name, _, rest = after.partition("}")
        segs.append((before, ()))
        if name == "due":
            segs += sheet.day("due_date", "due_date")
        elif name == "skonto":
            segs += sheet.day("skonto_date")
        elif name == "total":
            segs += sheet.money(
                facts.totals.due,
                *(
                    ("totals.total", "totals.amount_due")
                    if facts.totals.due == facts.totals.total
                    else ("totals.amount_due",)
                ),
            )
        else:
            segs.append((simple[name], ("supplier.name",) if name == "name" else ()))
    segs.append((rest, ()))
    return [s for s in segs if s[0]]
