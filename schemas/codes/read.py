"""Which standard a code's text follows, and what it says. Knows no picture."""

from __future__ import annotations

from schemas.codes.epc import is_epc, read_epc
from schemas.codes.facts import CodeFacts
from schemas.codes.fiscal import read_gst_india, read_saft_pt, read_zatca
from schemas.codes.neighbours import HUB3, SPAYD, UPN, read_hub3, read_spayd, read_upn
from schemas.codes.swiss import is_swiss, read_swiss

#: the longest text that a QR code or PDF417 can hold has 7,089 characters
MAX_CHARS = 8_000


def read_code(text: str) -> CodeFacts | None:
    """What a code's text says, None for one of no standard that is known here. Any text will do."""
    text = text[:MAX_CHARS].removeprefix("\ufeff")
    if is_swiss(text):
        return read_swiss(text)
    if is_epc(text):
        return read_epc(text)
    if text.startswith(UPN):
        return read_upn(text)
    if text.startswith(HUB3):
        return read_hub3(text)
    if text.startswith(SPAYD):
        return read_spayd(text)
    for reader in (read_saft_pt, read_zatca, read_gst_india):
        found = reader(text)
        if found is not None:
            return found
    return None
