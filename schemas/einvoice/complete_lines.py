"""What of the lines follows from other values: numbers, units, prices, amounts. Knows no header."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from schemas.einvoice.draft import CENT, Draft
from schemas.einvoice.units import ONE, unit_code

#: item attribute (BT-160) that keeps a unit for which there is no code
UNIT_NAME = "Unit"
_HUNDRED = Decimal(100)


def complete_lines(draft: Draft) -> None:
    """Each line by itself."""
    lines = draft.items("/line_items")
    used = {draft.get(f"{path}/line_id") for path in lines}
    number = 0
    for path in lines:
        if draft.get(f"{path}/line_id") is None:
            number = next(
                n for n in range(number + 1, number + len(lines) + 2) if str(n) not in used
            )
            draft.deduce(f"{path}/line_id", str(number), "lines are numbered in their order")
        _net_of_gross(draft, path)
        _price(draft, path)
        _minus(draft, path)
        _unit(draft, path)
        _discount(draft, path)
        _gross_price(draft, path)


def cents(value: Decimal) -> Decimal:
    """Rounded to two decimals, half away from zero, as people round."""
    return value.quantize(CENT, ROUND_HALF_UP)


def _net_of_gross(draft: Draft, path: str) -> None:
    """The net amount of a line that only has the amount with tax and its rate."""
    gross, rate = draft.number(f"{path}/amount_gross"), draft.number(f"{path}/tax/rate")
    if draft.get(f"{path}/amount_net") is not None or gross is None or rate is None:
        return
    net = cents(gross * _HUNDRED / (_HUNDRED + rate))
    draft.deduce(f"{path}/amount_net", net, "the amount of the line without its tax")
    price = draft.number(f"{path}/unit_price")
    quantity = draft.number(f"{path}/quantity") or Decimal(1)
    if price is not None and abs(price * quantity - gross) <= CENT and rate:
        # The price included the tax too.
        without = (net / quantity).quantize(Decimal("0.000001")).normalize()
        draft.deduce(f"{path}/unit_price", without, "the price without its tax")


def _price(draft: Draft, path: str) -> None:
    quantity, price = draft.number(f"{path}/quantity"), draft.number(f"{path}/unit_price")
    net = draft.number(f"{path}/amount_net")
    if quantity is None and net is not None and price in (None, net):
        quantity = Decimal(1)
        draft.deduce(f"{path}/quantity", quantity, "the line has an amount and no quantity")
    elif quantity is None and net is not None and price and net % price == 0:
        quantity = net / price
        draft.deduce(f"{path}/quantity", quantity, "the amount of the line by its price")
    if price is None and net is not None and quantity:
        base = draft.number(f"{path}/price_base_quantity") or Decimal(1)
        before = net + abs(draft.number(f"{path}/discount/amount") or Decimal(0))
        price = (before * base / quantity).quantize(Decimal("0.000001")).normalize()
        draft.deduce(f"{path}/unit_price", price, "the amount of the line by its quantity")
    if net is None and price is not None and quantity is not None:
        base = draft.number(f"{path}/price_base_quantity") or Decimal(1)
        discount = abs(draft.number(f"{path}/discount/amount") or Decimal(0))
        net = cents(price * quantity / base) - discount
        draft.deduce(f"{path}/amount_net", net, "quantity times price")


def _minus(draft: Draft, path: str) -> None:
    """A price is never negative (BR-27); the minus goes to the quantity."""
    quantity, price = draft.number(f"{path}/quantity"), draft.number(f"{path}/unit_price")
    if price is not None and price < 0 and quantity is not None:
        draft.deduce(f"{path}/unit_price", -price, "the minus is the quantity's")
        draft.deduce(f"{path}/quantity", -quantity, "the minus is the quantity's")


def _unit(draft: Draft, path: str) -> None:
    unit = draft.get(f"{path}/unit")
    code = ONE if unit is None else unit_code(unit)
    if unit is None:
        draft.deduce(f"{path}/unit", ONE, "no unit is given: what is named is counted")
    elif code is None:
        draft.deduce(f"{path}/unit", ONE, f"there is no code for {unit[:40]!r}")
        values = {"name": UNIT_NAME, "value": unit}
        draft.append(f"{path}/attributes", values, "keeps the unit as printed")
    elif code != unit:
        draft.deduce(f"{path}/unit", code, f"the code of {unit[:40]!r}")


def _discount(draft: Draft, path: str) -> None:
    """A discount is positive (BT-136), and one that only says a percentage has an amount."""
    amount, rate = draft.number(f"{path}/discount/amount"), draft.number(f"{path}/discount/rate")
    if amount is not None and amount < 0:
        draft.deduce(f"{path}/discount/amount", -amount, "a discount is written without its minus")
    if amount is not None or not rate:
        return
    quantity, price = draft.number(f"{path}/quantity"), draft.number(f"{path}/unit_price")
    net = draft.number(f"{path}/amount_net")
    if quantity is None or price is None or net is None:
        return
    base = draft.number(f"{path}/price_base_quantity") or Decimal(1)
    before = price * quantity / base
    # Where the price is already reduced there is nothing to take off.
    if abs(before - net - before * abs(rate) / _HUNDRED) <= CENT:
        draft.deduce(f"{path}/discount/amount", cents(before - net), "the percentage of the price")


def _gross_price(draft: Draft, path: str) -> None:
    """The price before its discount (BT-148) cannot be below the price, nor is it the one that
    includes the tax, which some invoices print beside it.
    """
    net, gross = draft.number(f"{path}/unit_price"), draft.number(f"{path}/unit_price_gross")
    rate = draft.number(f"{path}/tax/rate")
    if gross is None:
        return
    with_tax = None if net is None or not rate else cents(net * (_HUNDRED + rate) / _HUNDRED)
    if net is None or gross < net or (with_tax is not None and abs(gross - with_tax) <= CENT):
        draft.clear(f"{path}/unit_price_gross")
