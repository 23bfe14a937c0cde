"""Dates, periods and addresses as Cross Industry Invoices write them. Knows neither header nor
lines.
"""

from __future__ import annotations

from schemas.einvoice.draft import Draft
from schemas.einvoice.node import Node
from schemas.einvoice.write_parts import take_lines
from schemas.einvoice.write_xml import grow, put

#: UNTDID 2379: year, month and day without separators
_DAY = "102"


def put_date(
    parent: Node, path: str, day: str | None, space: str = "udt", element: str = "DateTimeString"
) -> None:
    """A day (ISO 8601) at `path`, in an element of the namespace with the prefix `space`."""
    if day is not None:
        put(parent, f"{path}/{space}:{element}", day.replace("-", ""), format=_DAY)


def put_period(parent: Node, draft: Draft, path: str) -> None:
    """The first and the last day of what is billed; path: pointer of the period."""
    period = grow(parent, "ram:BillingSpecifiedPeriod")
    put_date(period, "ram:StartDateTime", draft.take(f"{path}/start"))
    put_date(period, "ram:EndDateTime", draft.take(f"{path}/end"))


def write_address(party: Node, draft: Draft, path: str) -> None:
    """The postal address at `path`, a pointer."""
    address = grow(party, "ram:PostalTradeAddress")
    first, second, third = take_lines(draft, path)
    put(address, "ram:PostcodeCode", draft.take(f"{path}/postal_code"))
    put(address, "ram:LineOne", first)
    put(address, "ram:LineTwo", second)
    put(address, "ram:LineThree", third)
    put(address, "ram:CityName", draft.take(f"{path}/city"))
    put(address, "ram:CountryID", draft.take(f"{path}/country"))
    put(address, "ram:CountrySubDivisionName", draft.take(f"{path}/subdivision"))
