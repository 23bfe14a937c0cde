"""The sums of a receipt: subtotal, discounts, taxes, rounding, the total, payment and change, tax
tables.

A printed "subtotal" is the field's value unless a line without tax is printed too; then that
one is.
"""

from __future__ import annotations

from dataclasses import dataclass

from training.documents.receipts.money import typed
from training.documents.receipts.receipt import Receipt
from training.documents.receipts.till import Cell, Segment, words_of


@dataclass(frozen=True, slots=True)
class Print:
    """How sums are set. indent: share of the width where labels begin; -1 sets label and amount
    side by side, right."""

    indent: float
    colon: str
    big: float
    bold: bool


def _row(r: Receipt, form: Print, text: str, amount: list[Segment], *, total: bool = False) -> None:
    till = r.till
    scale = form.big if total else 1.0
    label: list[Segment] = [(text + form.colon, None)]
    if form.indent < 0:
        edge = till.left + (till.right - till.left) * 0.72
        till.feed(scale)
        words = sum(len(part[0]) for part in label)
        if words * till.look.size * scale * 0.62 < edge - till.left:
            from_words = words_of(label)
            till.put(edge, from_words, align="right", scale=scale, bold=total and form.bold)
            till.y -= till.look.size * scale * till.look.leading
            till.pair([], amount, scale=scale, bold=total and form.bold)
            return
        till.y -= till.look.size * scale * till.look.leading
    x = till.left + max(0.0, form.indent) * (till.right - till.left)
    till.pair(label, amount, scale=scale, bold=total and form.bold, label_x=x)


def write_sums(r: Receipt) -> None:
    """Sums, payment and what follows them."""
    form = Print(
        r.rng.choice((0.0, 0.0, 0.0, 0.0, 0.25, 0.4, -1.0)),
        r.rng.choice(("", "", ":", " :", ":", "", "", ":", " :", ":", ".......:", "....", " =")),
        r.rng.choice((1.0, 1.0, 1.0, 1.2, 1.4, 1.7)),
        r.chance(0.45),
    )
    if r.chance(0.7):
        r.till.rule()
    if r.chance(0.1):
        _count(r, form)
    before = dict(r.till.values)
    (_included if r.facts.sums.included else _added)(r, form)
    _total(r, form)
    if r.chance(0.12):
        _count(r, form)
    _payment(r, form)
    _table(r, before)
    if r.chance(0.08):
        _row(r, form, r.label("points"), [(str(r.rng.randint(3, 4000)), None)])


def _count(r: Receipt, form: Print) -> None:
    pieces = sum(1 if item.weighed else int(item.quantity) for item in r.facts.items)
    _row(r, form, r.label("count"), [(str(pieces), None)])


def _discount(r: Receipt, form: Print) -> None:
    sums = r.facts.sums
    if sums.discount:
        _row(
            r,
            form,
            r.label("discount"),
            r.money(-sums.discount if r.chance(0.75) else sums.discount),
        )
    elif r.chance(0.04):
        _row(r, form, r.label("discount"), r.money(0))


def _service(r: Receipt, form: Print) -> None:
    sums = r.facts.sums
    if sums.service:
        _row(r, form, r.label("service"), r.money(sums.service))


def _tax_label(r: Receipt, key: str) -> str:
    text = r.label(key)
    return text if r.facts.sums.rate else text.replace(" included", "")


def _added(r: Receipt, form: Print) -> None:
    """Prices without tax: subtotal, tax, total."""
    sums = r.facts.sums
    if sums.discount and r.chance(0.5):
        _row(r, form, r.label("discount"), r.money(-sums.discount))
    elif sums.discount:
        _row(
            r,
            form,
            r.till.case("Gross Total" if r.facts.region.lang == "en" else r.label("amount")),
            r.money(sums.goods),
        )
        _discount(r, form)
    service_first = r.chance(0.4)
    if service_first:
        _service(r, form)
    if r.chance(0.88) or sums.service:
        _row(
            r,
            form,
            r.label("subtotal"),
            r.money(
                sums.goods - sums.discount + (sums.service if service_first else 0),
                "totals.subtotal",
            ),
        )
    if not service_first:
        _service(r, form)
    if r.chance(0.93):
        _taxes(r, form)
    if sums.rounding and r.chance(0.8):
        _row(r, form, r.label("rounding"), r.money(sums.rounding))


def _taxes(r: Receipt, form: Print) -> None:
    """The tax line, at times split in two with their sum."""
    sums = r.facts.sums
    if sums.tax > 10 and r.chance(0.05):
        first = sums.tax // 3
        _row(r, form, f"{r.label('taxadd')} A", r.money(first))
        _row(r, form, f"{r.label('taxadd')} B", r.money(sums.tax - first))
        _row(r, form, r.till.case("Total Tax"), r.money(sums.tax, "totals.tax"))
        return
    _row(r, form, r.label("taxadd"), r.money(sums.tax, "totals.tax"))


def _included(r: Receipt, form: Print) -> None:
    """Prices with tax: the tax is told apart before or after the total, or not at all."""
    sums, net_first = r.facts.sums, r.chance(0.28)
    named = bool(r.tax) and (sums.tax > 0 or r.chance(0.4))
    _discount(r, form)
    gross = sums.goods - sums.discount
    if not (named and net_first) and r.chance(0.45):
        _row(r, form, r.label("subtotal"), r.money(gross, "totals.subtotal"))
    elif named and net_first:
        if r.chance(0.3):
            _row(r, form, r.label("subtotal"), r.money(gross))
        _row(r, form, r.label("net"), r.money(sums.net, "totals.subtotal"))
    _service(r, form)
    if named and (net_first or r.chance(0.25)) and r.chance(0.85):
        _row(r, form, _tax_label(r, "tax"), r.money(sums.tax, "totals.tax"))
    if named and (sums.rounding or r.chance(0.2)):
        path = "totals.total" if not (sums.rounding or sums.tip) else None
        _row(
            r, form, r.label("totalincl"), r.money(sums.before_rounding, path), total=r.chance(0.2)
        )
    if sums.rounding or (r.facts.region.code == "MY" and r.chance(0.3)):
        _row(r, form, r.label("rounding"), r.money(sums.rounding))


def _total(r: Receipt, form: Print) -> None:
    sums = r.facts.sums
    if sums.tip:
        if r.chance(0.4):
            label = r.rng.choice(("Amount", "Check Total", "Sale", "Total Before Tip", "Purchase"))
            _row(r, form, r.till.case(label), r.money(sums.total - sums.tip))
        _row(r, form, r.label("tip"), r.money(sums.tip, "totals.tip"))
    if r.chance(0.25):
        r.till.rule()
    key = "rounded" if sums.rounding and r.chance(0.6) else "total"
    if key == "total" and r.tax and sums.included and r.chance(0.22):
        key = "totalincl"
    if "totals.subtotal" not in r.till.values and r.chance(0.05):
        key = "subtotal"
    label = r.closing + r.label(key)
    _row(r, form, label, r.money(sums.total, "totals.total", 2), total=True)
    if r.chance(0.07):
        _row(r, form, r.label("total"), r.money(sums.total, "totals.total", 2), total=True)
    if r.chance(0.2):
        r.till.rule()
    elif r.chance(0.3):
        r.till.gap(0.5)


def _payment(r: Receipt, form: Print) -> None:
    total = r.facts.sums.total
    kind = r.rng.random()
    if kind < 0.48:
        unit = (
            10**r.purse.decimals
            * r.rng.choice((1, 5, 10, 50, 100))
            * (1000 if r.purse.decimals == 0 else 1)
        )
        given = total if r.chance(0.25) else (total // unit + 1) * unit
        _row(r, form, r.label("cash"), r.money(given))
        if given != total or r.chance(0.6):
            _row(r, form, r.label("change"), r.money(given - total))
    elif kind < 0.78:
        _row(r, form, r.label("card"), r.money(total))
        if r.chance(0.4):
            r.till.lines(
                [
                    (
                        r.rng.choice(
                            (
                                "XXXXXXXXXXXX",
                                "************",
                                "**** **** **** ",
                                "xxxx-xxxx-xxxx-",
                                "Acct: XXXX",
                            )
                        )
                        + r.fill("####"),
                        None,
                    )
                ]
            )
        if r.chance(0.3):
            r.till.lines(r.labelled("approval", [(r.fill("######", "###@##"), None)]))
        if r.chance(0.25):
            _row(r, form, r.label("change"), r.money(0))
    if r.chance(0.04) and r.facts.region.lang == "en":
        _row(
            r,
            form,
            r.till.case(r.rng.choice(("Balance", "Balance Due", "Outstanding"))),
            r.money(0),
        )
    if r.chance(0.05) and r.facts.sums.discount:
        _row(r, form, r.label("saved"), r.money(r.facts.sums.discount))


def _table(r: Receipt, before: dict[str, str]) -> None:
    """A tax table below: rate, net, tax (and gross). Its figures count where nothing above told
    them."""
    sums, values = r.facts.sums, r.till.values
    german = r.facts.region.lang == "de"
    if (
        not r.tax
        or not r.chance(0.5 if german or r.facts.region.code == "MY" else 0.22)
        or not (sums.tax or r.chance(0.5))
    ):
        return
    new = {key for key in values if key not in before}
    net_path = (
        "totals.subtotal"
        if "totals.subtotal" not in new
        or values["totals.subtotal"] == typed(sums.net, r.purse.decimals)
        else None
    )
    r.till.gap(0.6)
    sign = f"({r.purse.sign})" if r.chance(0.5) and r.facts.region.code == "MY" else ""
    words = {
        "en": ("Amount", "Tax", "Total"),
        "de": ("Netto", "MwSt", "Brutto"),
        "fr": ("HT", "TVA", "TTC"),
        "es": ("Base", "Cuota", "Total"),
        "it": ("Imponibile", "Imposta", "Totale"),
        "nl": ("Excl.", "BTW", "Incl."),
    }[r.facts.region.lang]
    gross = r.chance(0.6 if german else 0.25)
    at = (0.0, 0.5, 0.75, 1.0) if gross else (0.0, 0.65, 1.0, 1.0)
    heads = [r.till.case(word) + sign for word in words[: 3 if gross else 2]]
    head_cells: list[Cell] = [(0.0, "left", [(r.label("summary"), None)])]
    head_cells += [(at[i + 1], "right", [(head, None)]) for i, head in enumerate(heads)]
    r.till.columns(head_cells)
    if r.chance(0.2):
        r.till.rule()
    code = (
        r.rng.choice(("SR", "S", "SR ", "ZRL"))
        if r.facts.region.code == "MY"
        else r.rng.choice(("A", "", "B", "1", ""))
    )
    rate = r.rng.choice(
        (
            f"{sums.rate:g}%",
            f"@ {sums.rate:g}%",
            f"({sums.rate:g}%)",
            f"{sums.rate:g}",
            f"{sums.rate:.2f}",
        )
    ).replace(".", r.purse.point)
    rows = 2 if r.chance(0.25) else 1
    for index in range(rows):
        head = f"{code} {rate}" if index == 0 else r.till.case("Total")
        cells: list[list[Segment]] = [
            r.money(sums.net, net_path, 3 if r.purse.signed_from else 0),
            r.money(sums.tax, "totals.tax", 3 if not r.purse.signed_from else 0),
        ]
        if gross:
            cells.append(
                r.money(
                    sums.before_rounding,
                    "totals.total" if not (sums.rounding or sums.tip) else None,
                    0,
                )
            )
        line: list[Cell] = [(0.0, "left", [(head, None)])]
        line += [(at[i + 1], "right", cell) for i, cell in enumerate(cells)]
        r.till.columns(line)
