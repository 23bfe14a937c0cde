"""Names, addresses, contact details and free text: cleaned, never changed."""

from __future__ import annotations

import re

from schemas.normalise.result import DocumentContext, Normalised, unread
from schemas.normalise.text import collapse

_STRAY = " \t\n,;:|\u2022·*_=~"
# A registration number in brackets, or a telephone number with its label, in the name's own row.
_NUMBER_BEHIND = re.compile(
    r"\s*(?:\((?:(?:Co|Reg|Company|ROC|No|BRN)[\w.: ]{0,14}?)?\d{5,}[\d /-]*[A-Z]?\)?"
    r"|\s(?:Phone|Tel|Ph|Fax)\b[.: ]*[+(]?\d[\d ()./-]{5,})$",
    re.IGNORECASE,
)


def normalise_string(raw: str, context: DocumentContext) -> Normalised:
    """Text as printed, on one line."""
    value = collapse(raw)
    return Normalised(value, "as printed", True) if value else unread("empty")


def normalise_name(raw: str, context: DocumentContext) -> Normalised:
    """``"CONTOSO LTD. ,"`` -> ``"CONTOSO LTD."``, ``"Acme Sdn Bhd (123456-A)"`` -> ``"Acme Sdn
    Bhd"``.
    """
    printed = collapse(raw)
    value = printed.strip(_STRAY).removeprefix("- ").removesuffix(" -")
    derivation = "as printed" if value == printed else "punctuation at the ends removed"
    shorter = _NUMBER_BEHIND.sub("", value).rstrip(_STRAY)
    if shorter and shorter != value:
        value, derivation = shorter, "number behind the name removed"
    if not value:
        return unread("empty")
    return Normalised(value, derivation, True)


def normalise_address(raw: str, context: DocumentContext) -> Normalised:
    """Lines joined by commas."""
    lines = [line.strip(_STRAY) for line in re.split(r"[\n\t]+", raw)]
    value = collapse(", ".join(line for line in lines if line))
    if not value:
        return unread("empty")
    return Normalised(value, "as printed" if len(lines) == 1 else "lines joined", True)


def normalise_email(raw: str, context: DocumentContext) -> Normalised:
    """The e-mail address in the text, lower case in its domain."""
    match = re.search(r"[\w.+%&'-]+@[\w-]+(?:\.[\w-]+)+", collapse(raw).replace(" @ ", "@"))
    if match is None:
        return unread(f"no e-mail address in {raw[:40]!r}")
    user, domain = match.group().rsplit("@", 1)
    return Normalised(f"{user}@{domain.casefold()}", "as printed", True)


def normalise_phone(raw: str, context: DocumentContext) -> Normalised:
    """The number as printed, without its label."""
    match = re.search(r"[+(]?\d[\d\s()./+-]*\d", collapse(raw))
    if match is None or len(re.findall(r"\d", match.group())) < 5:
        return unread(f"no telephone number in {raw[:40]!r}")
    value = match.group()
    value += ")" if value.count("(") > value.count(")") else ""
    return Normalised(value, "as printed" if value == collapse(raw) else "label removed", True)


def normalise_url(raw: str, context: DocumentContext) -> Normalised:
    """The web address in the text, as printed."""
    match = re.search(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+(?:[/?#][^\s,;]*)?", collapse(raw))
    return (
        Normalised(match.group(), "as printed", True)
        if match
        else unread(f"no web address in {raw[:40]!r}")
    )
