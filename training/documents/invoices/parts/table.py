"""The table of line items: columns in any choice and order, wrapped text, rules, groups, page
breaks.
"""

from __future__ import annotations

from decimal import Decimal

from training.documents.invoices.facts import Line
from training.documents.invoices.flow import Seg, fitted_size, plain, wrap
from training.documents.invoices.parts.columns import Column, Look, lay_out, pick_columns, pick_look
from training.documents.invoices.sheet import Sheet
from training.documents.words.dates import date_text
from training.documents.words.pools import common_words
from training.documents.words.regions import fill


def quantity_text(sheet: Sheet, look: Look, value: Decimal) -> str:
    """A quantity in the document's habit."""
    exponent = -value.as_tuple().exponent if isinstance(value.as_tuple().exponent, int) else 0  # type: ignore[operator]
    places = exponent if look.quantity_places is None else max(exponent, look.quantity_places)
    text = sheet.style.money.number.text(value, places)
    return f"-{text}" if value < 0 else text


def _cell(sheet: Sheet, look: Look, line: Line, index: int, key: str) -> list[Seg]:
    own = sheet.variant.cell(sheet, look, index, key) if sheet.variant else None
    if own is not None:
        return own
    path = f"line_items[{index}]"
    signed = sheet.style.signed_lines
    if key == "description":
        segs: list[Seg] = [(line.product.description, (f"{path}.description",))]
        if look.sku_inside:
            segs.insert(0, (f"[{line.product.sku}] ", ()))
        return segs
    if key == "quantity":
        segs = [(quantity_text(sheet, look, line.quantity), (f"{path}.quantity",))]
        return [*segs, (f" {line.product.unit}", ())] if look.quantity_unit else segs
    if key == "unit_price":
        return sheet.money(
            line.price, f"{path}.unit_price", signed=signed, places=look.price_places
        )
    if key == "amount":
        return sheet.money(line.amount, f"{path}.amount_net", signed=signed)
    if key in ("tax_amount", "gross"):
        tax = (line.amount * line.rate / 100).quantize(Decimal("0.01"))
        return sheet.money(tax + (line.amount if key == "gross" else 0), signed=signed)
    if key == "discount":
        return [
            (
                f"{line.discount:f}{look.percent.replace('.00', '').replace(',00', '')}"
                if line.discount
                else sheet.rng.choice(("", "-", "0", "0,00")),
                (),
            )
        ]
    if key == "sku" and look.stacked:
        return [(text, ()) for text in _numbers_of(sheet, line)]
    texts = {"pos": str(index + 1), "sku": line.product.sku, "unit": line.product.unit}
    if key in texts:
        return [(texts[key], ())]
    if key == "date":
        return [(date_text(line.day, sheet.style.date_pattern, sheet.style.lang), ())]
    return [
        (
            f"{line.rate:f}".replace(".", sheet.style.money.number.point)
            + (look.percent if "." not in f"{line.rate:f}" else "%"),
            (),
        )
    ]


def _numbers_of(sheet: Sheet, line: Line) -> list[str]:
    """An article's numbers, each for a row of its own."""
    rng = sheet.rng
    found = [line.product.sku, fill(rng, "40###########")]
    if rng.random() < 0.5:
        found[1] += rng.choice((" (GTIN)", " (EAN)", ""))
    return found if rng.random() < 0.7 else found[:1]


def _details_of(sheet: Sheet, line: Line) -> list[str]:
    """Further rows under an item that are no part of its description."""
    rng = sheet.rng
    if rng.random() < 0.5:
        return line.product.detail
    date = date_text(line.day, sheet.style.date_pattern, sheet.style.lang)
    price = plain(sheet.money(line.price, signed=False))
    found = [
        f"GTIN: {fill(rng, '40###########')}",
        f"{sheet.colon(sheet.label('unit_price'))} {price}",
        f"{sheet.colon(sheet.label('sku'))} {line.product.sku}",
        f"{sheet.colon(sheet.label('delivery_note'))} {fill(rng, '%#####')}, {date}",
        f"{sheet.colon(sheet.label('delivery_date'))} {date}",
        f"({sheet.label('tax_rate')} {line.rate:f}%)",
        f"S/N {fill(rng, '@@#####')}",
    ]
    return rng.sample(found, rng.choice((1, 1, 2)))


def _draw_header(
    sheet: Sheet, look: Look, columns: list[Column], x0: float, x1: float, y: float
) -> float:
    rng = sheet.rng
    depth = max(len(c.header) for c in columns)
    height = depth * look.size * 1.2 + 2 * look.pad
    if look.header_fill:
        sheet.canvas.rect(x0, y, x1, y + height, stroke=None, fill=look.header_fill)
    bold = rng.random() < 0.75
    for c in columns:
        at_y = (
            y + look.pad + (0 if rng.random() < 0.5 else (depth - len(c.header)) * look.size * 1.2)
        )
        for part in c.header:
            sheet.line(
                c.at, at_y, part, bold=bold, size=look.size, align=c.align, color=look.header_color
            )
            at_y += look.size * 1.2
    if look.grid:
        for c in columns:
            sheet.canvas.rect(c.x0 - look.pad, y, c.x1 + look.pad, y + height)
    elif not look.header_fill or rng.random() < 0.3:
        sheet.canvas.line(x0, y + height, x1, y + height, width=rng.choice((0.4, 0.8, 1.2)))
        if rng.random() < 0.4:
            sheet.canvas.line(x0, y, x1, y)
    return y + height + (0 if look.grid else rng.uniform(0, 4))


def _draw_row(
    sheet: Sheet,
    look: Look,
    columns: list[Column],
    cells: dict[str, list[Seg]],
    x0: float,
    x1: float,
    y: float,
    number: int,
) -> float:
    style = sheet.style
    wide = next(c for c in columns if c.key == "description")
    text = wrap(cells["description"], style.regular, look.size, wide.x1 - wide.x0)
    line_step = look.size * 1.18
    rows = max(len(text), len(cells["sku"]) if look.stacked and "sku" in cells else 1)
    height = max(look.step, (rows - 1) * line_step + look.size * 1.2) + (
        2 if look.grid or look.row_lines else 0
    )
    if look.stripes and number % 2:
        sheet.canvas.rect(x0, y, x1, y + height, stroke=None, fill=(0.94, 0.94, 0.96))
    low = y + look.raised * (len(text) - 1) * line_step
    for c in columns:
        if c.key == "description":
            for i, part in enumerate(text):
                sheet.line(c.at, y + i * line_step, part, size=look.size, align=c.align)
        elif c.key == "sku" and look.stacked:
            for i, code in enumerate(cells[c.key]):
                sheet.line(c.at, y + i * line_step, [code], size=look.size, align=c.align)
        elif cells[c.key][0][0]:
            sheet.line(c.at, low, cells[c.key], size=look.size, align=c.align)
    if look.grid:
        for c in columns:
            sheet.canvas.rect(c.x0 - look.pad, y, c.x1 + look.pad, y + height)
    elif look.row_lines:
        sheet.canvas.line(x0, y + height, x1, y + height, width=0.3)
    return y + height


def _free_line(sheet: Sheet, look: Look, columns: list[Column], text: str, y: float) -> float:
    wide = next(c for c in columns if c.key == "description")
    for part in wrap([(text, ())], sheet.style.regular, look.size * 0.92, wide.x1 - wide.x0)[:2]:
        sheet.line(wide.x0, y, part, size=look.size * 0.92)
        y += look.size * 1.18
    return y


def _carry(
    sheet: Sheet, look: Look, columns: list[Column], done: Decimal, x0: float, x1: float, y: float
) -> float:
    """Page break inside the table, with or without the sum so far."""
    breaks, number = sheet.breaks, str(len(sheet.pages) + 2)
    summed = any(c.key == "amount" for c in columns)
    if breaks.carried_below and summed:
        y = _carried_line(sheet, look, columns, sheet.label("carried", n=number), done, y)
    if breaks.says_more:
        sheet.line(x1, y, sheet.label("more", n=number), size=look.size * 0.9, align="right")
    y = sheet.new_page()
    if breaks.repeats_header:
        y = _draw_header(sheet, look, columns, x0, x1, y)
    if breaks.carried_above and summed:
        y = _carried_line(sheet, look, columns, sheet.label("brought", n=number), done, y)
    return y


def _carried_line(
    sheet: Sheet, look: Look, columns: list[Column], label: str, done: Decimal, y: float
) -> float:
    """The sum so far in the column of amounts, its label beside it or under the descriptions."""
    column = next(c for c in columns if c.key == "amount")
    wide = next(c for c in columns if c.key == "description")
    amount = sheet.money(done, signed=sheet.style.signed_lines)
    sheet.line(column.at, y, amount, size=look.size, align=column.align)
    room = column.x0 - wide.x0 if wide.x0 < column.x0 else wide.x1 - wide.x0
    size = fitted_size(label, sheet.style.regular, look.size, room - 6, least=4.5)
    left = sheet.style.colon in (":", " :") or wide.x0 > column.x0
    return sheet.line(
        wide.x0 if left else column.x0 - 6,
        y,
        label,
        size=size,
        align="left" if left else "right",
    )


def table(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """The items; breaks pages itself. Returns the bottom edge on the last page."""
    rng, lines = sheet.rng, sheet.facts.lines
    look, keys = pick_look(sheet), pick_columns(sheet)
    if "quantity" in keys and look.quantity_unit and "unit" in keys:
        keys.remove("unit")
    rows = [{k: _cell(sheet, look, line, i, k) for k in keys} for i, line in enumerate(lines)]
    columns = lay_out(sheet, look, keys, rows, x0, x1)
    top, page = y, sheet.canvas
    y = _draw_header(sheet, look, columns, x0, x1, y)
    words = common_words(sheet.style.lang)
    priced = sheet.variant is None or sheet.variant.priced
    groups = len(lines) > 3 and rng.random() < 0.12
    if rng.random() < 0.06:
        y = _free_line(
            sheet,
            look,
            columns,
            " ".join(rng.choice(words) for _ in range(6)).capitalize() + ":",
            y,
        )
    done, group = Decimal(0), Decimal(0)
    for i, cells in enumerate(rows):
        if y + look.step * (4 if sheet.breaks.says_more else 3) > sheet.limit():
            y = _carry(sheet, look, columns, done, x0, x1, y)
        if groups and i % 3 == 0:
            y = _free_line(
                sheet,
                look,
                columns,
                f"{rng.choice(('--- ', '', '* '))}{rng.choice(words).capitalize()}",
                y,
            )
        y = _draw_row(sheet, look, columns, cells, x0, x1, y, i)
        done, group = done + lines[i].amount, group + lines[i].amount
        if look.wrap_details and rng.random() < 0.8:
            for text in _details_of(sheet, lines[i]):
                y = _free_line(sheet, look, columns, text, y)
        if groups and priced and i % 3 == 2 and i < len(rows) - 1:
            sheet.line(columns[-1].x1, y, sheet.money(group), size=look.size, align="right")
            sheet.line(
                columns[-1].x0 - 8, y, sheet.label("group_sum"), size=look.size, align="right"
            )
            y, group = y + look.step, Decimal(0)
    y += _empty_rows(sheet, look, columns, y)
    if look.outer and sheet.canvas is page:
        sheet.canvas.rect(x0, top, x1, y)
    elif rng.random() < 0.35:
        sheet.canvas.line(x0, y + 1, x1, y + 1)
    return y


def _empty_rows(sheet: Sheet, look: Look, columns: list[Column], y: float) -> float:
    """Height of ruled rows left blank, as pre-printed forms have them."""
    if not look.grid or sheet.rng.random() > 0.25:
        return 0.0
    count = sheet.rng.randint(1, 5)
    for i in range(count):
        for c in columns:
            sheet.canvas.rect(
                c.x0 - look.pad, y + i * look.step, c.x1 + look.pad, y + (i + 1) * look.step
            )
    return count * look.step
