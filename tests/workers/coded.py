"""Invoices with payment codes, made for the tests: what is printed and what the code says apart."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import zxingcpp
from PIL import Image

from tests.workers.documents import A4, pdf
from workers.backends import mupdf

pymupdf = mupdf.pymupdf

QR_IBAN, SWISS_IBAN = "CH4431999123000889012", "CH5800791123000889012"
QR_REFERENCE = "210000000003139471430009017"
GERMAN_IBAN, OTHER_IBAN = "DE89370400440532013000", "DE75512108001245126199"


@dataclass(frozen=True)
class Bill:
    """What an invoice asks to be paid."""

    iban: str = GERMAN_IBAN
    amount: str = "1190.00"
    currency: str = "EUR"
    reference: str = "RE 2026-0117"
    creditor: str = "Holzwerk Tannheim GmbH"
    debtor: str = "Marta Lindner"


SWISS = Bill(QR_IBAN, "1949.75", "CHF", QR_REFERENCE, "Schreinerei Ettlin AG", "Reto Zgraggen")
INFORMATION = "//S1/10/R-2026-88/11/260302/20/K 4411/30/106017086/31/260228/32/8.1/40/2:10;0:30"


def swiss_code(bill: Bill = SWISS, kind: str = "QRR", information: str = INFORMATION) -> str:
    """The text of a Swiss QR code, with structured addresses."""
    creditor = ["S", bill.creditor, "Dorfgasse", "12", "6064", "Kerns", "CH"]
    debtor = ["S", bill.debtor, "Seeweg", "3a", "6003", "Luzern", "CH"]
    lines = ["SPC", "0200", "1", bill.iban, *creditor, *[""] * 7, bill.amount, bill.currency]
    lines += [*debtor, kind, bill.reference if kind != "NON" else "", "Küchenmöbel", "EPD"]
    return "\r\n".join([*lines, information])


def epc_code(bill: Bill = Bill(), version: str = "002") -> str:
    """The text of an EPC QR code."""
    amount = f"EUR{bill.amount}" if bill.amount else ""
    lines = ["BCD", version, "1", "SCT", "", bill.creditor, bill.iban, amount, "", ""]
    return "\n".join([*lines, bill.reference])


def picture(text: str, kind: str = "QRCode", scale: int = 4) -> Any:
    """A code as grey pixels with its quiet zone, a module `scale` pixels wide."""
    made = zxingcpp.create_barcode(text, zxingcpp.barcode_format_from_str(kind))
    return np.asarray(made.to_image(scale=scale))


def png(pixels: Any) -> bytes:
    """Pixels as a file."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def spaced(text: str) -> str:
    """In groups of four, as an IBAN is printed."""
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def printed_amount(amount: str, currency: str) -> str:
    """As people of the currency's country write it."""
    text = f"{float(amount):,.2f}"
    if currency == "CHF":
        return text.replace(",", "'")
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def draw_invoice(page: Any, bill: Bill, *, account: bool = True) -> None:
    """The printed part of an invoice; account: with the IBAN."""
    net = float(bill.amount) / (1.081 if bill.currency == "CHF" else 1.19)
    lines = f"{net:.2f}", f"{float(bill.amount) - net:.2f}", bill.amount
    net_text, tax_text, total_text = (printed_amount(line, bill.currency) for line in lines)

    def put(x: float, y: float, text: str, size: float = 10) -> None:
        page.insert_text((x, y), text, fontsize=size)

    put(60, 60, bill.creditor, 15)
    put(60, 76, "Dorfgasse 12, 6064 Kerns")
    put(60, 130, bill.debtor)
    put(60, 144, "Seeweg 3a")
    put(60, 158, "6003 Luzern")
    put(60, 210, "Rechnung", 16)
    put(330, 130, "Rechnungsnummer: R-2026-88")
    put(330, 146, "Rechnungsdatum: 02.03.2026")
    put(60, 250, "Beschreibung")
    put(300, 250, "Menge")
    put(370, 250, "Einzelpreis")
    put(470, 250, "Betrag")
    put(60, 270, "Küchenmöbel nach Mass")
    put(300, 270, "1")
    put(370, 270, net_text)
    put(470, 270, net_text)
    put(370, 320, "Nettobetrag")
    put(470, 320, net_text)
    put(370, 336, "MwSt")
    put(470, 336, tax_text)
    put(370, 352, f"Gesamtbetrag {bill.currency}")
    put(470, 352, total_text)
    if account:
        put(60, 400, f"IBAN: {spaced(bill.iban)}")


def coded_pdf(
    bill: Bill, text: str, *, account: bool = True, size_mm: float = 46, turned: float = 0
) -> bytes:
    """An invoice that asks for `bill`, with a code that says `text` below.

    turned: degrees that the code stands askew.
    """
    side = size_mm / 25.4 * 72

    def draw(page: Any) -> None:
        draw_invoice(page, bill, account=account)
        code = Image.fromarray(picture(text, scale=8))
        if turned:
            code = code.rotate(turned, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
        page.insert_image((200, 560, 200 + side, 560 + side), stream=png(np.asarray(code)))

    return pdf(draw, size=A4)


def tampered(bill: Bill, **other: str) -> Bill:
    """The bill with something changed, as one that is pasted over."""
    return replace(bill, **other)
