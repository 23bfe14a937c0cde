"""The goods on a receipt in the layouts tills use: one line, two lines, code lines, columns,
modifiers."""

from __future__ import annotations

from dataclasses import dataclass

from training.documents.canvas import Align
from training.documents.receipts.asides import write_group
from training.documents.receipts.facts import Item
from training.documents.receipts.receipt import Receipt
from training.documents.receipts.till import Cell, Segment

LAYOUTS = (
    "plain",
    "front",
    "columns",
    "name_then_figures",
    "figures_then_name",
    "times",
    "code_first",
    "amount_only",
)


@dataclass(frozen=True, slots=True)
class Habit:
    """How this till prints its goods. letter: what follows an amount, as a tax code; glue: what
    parts them."""

    layout: str
    codes: bool
    letter: str
    glue: str
    upper: bool
    width: int
    times: str
    numbered: bool
    one_shown: bool


def draw_habit(r: Receipt) -> Habit:
    """A habit, by the kind of shop."""
    food = r.facts.shop.trade in ("food", "stay")
    weights = (14, 32, 18, 6, 5, 8, 2, 15) if food else (10, 8, 22, 20, 10, 16, 9, 5)
    letters = (
        ("", "", "", "", "SR", "SR", "S", "ZRL")
        if r.facts.region.code == "MY"
        else ("", "", "", "", "", "T", "A", "*", "B", "N", "X", "F", "G")
    )
    return Habit(
        layout=r.rng.choices(LAYOUTS, weights)[0],
        codes=not food and r.chance(0.5),
        letter=r.rng.choice(letters),
        glue=r.rng.choice((" ", " ", "" if r.purse.before or r.purse.signed_from else " ")),
        upper=r.till.look.upper or r.chance(0.35),
        width=r.rng.choice((14, 18, 20, 24, 30, 40, 60)),
        times=r.rng.choice((" x ", "x ", " X ", " x", " @ ", " * ", "x")),
        numbered=r.chance(0.07),
        one_shown=r.chance(0.6),
    )


class _Line:
    """One item's segments, marked with its path."""

    def __init__(self, r: Receipt, habit: Habit, item: Item, index: int) -> None:
        self.r, self.habit, self.item = r, habit, item
        self.path = f"line_items[{index}]"

    def name(self) -> list[Segment]:
        """The description."""
        text = self.item.name.upper() if self.habit.upper else self.item.name
        text = text[: self.habit.width].strip() if len(text) > self.habit.width else text
        return [self.r.note(f"{self.path}.description", text)]

    def quantity(self, after: str = "") -> list[Segment]:
        """The quantity, what follows it unmarked."""
        text = self.item.quantity
        value = text
        if self.habit.layout == "columns" and self.habit.times == " * " and not self.item.weighed:
            text = f"{text}.00"
        elif self.item.weighed and self.r.purse.point == ",":
            text = text.replace(".", ",")
        out = [self.r.note(f"{self.path}.quantity", text, value)]
        return [*out, (after, None)] if after else out

    def amount(self) -> list[Segment]:
        """The line's amount and its tax letter."""
        out = self.r.money(self.item.amount, f"{self.path}.amount_gross", 0)
        return [*out, (self.habit.glue + self.habit.letter, None)] if self.habit.letter else out

    def price(self) -> list[Segment]:
        """The unit price."""
        return self.r.money(self.item.price, None, 0)

    def times(self) -> list[Segment]:
        """Quantity times price."""
        unit = (
            self.r.rng.choice(("kg", "KG", "lb"))
            if self.item.weighed and self.r.facts.shop.trade == "grocery"
            else ""
        )
        return [*self.quantity(f" {unit}" if unit else ""), (self.habit.times, None), *self.price()]

    def code(self) -> list[Segment]:
        """The article code, or nothing."""
        return [(self.item.code + " ", None)] if self.item.code and self.habit.codes else []


def _one(line: _Line, number: int) -> None:
    till, habit, item = line.r.till, line.habit, line.item
    lead: list[Segment] = (
        [(f"{number}{'.' if habit.one_shown else ''} ", None)] if habit.numbered else []
    )
    many = item.quantity != "1"
    match habit.layout:
        case "plain":
            till.pair([*lead, *line.code(), *line.name()], line.amount())
            if many:
                till.lines(line.times(), indent=till.look.size * line.r.rng.choice((1, 2, 4)))
        case "front":
            shown = many or habit.one_shown
            joint = {" x ": " x ", "x ": "x ", " X ": "X "}.get(habit.times, " ")
            till.pair(
                [*lead, *(line.quantity(joint) if shown else []), *line.name()], line.amount()
            )
        case "name_then_figures":
            till.lines([*lead, *line.code(), *line.name()])
            till.pair(line.times(), line.amount(), label_x=till.left + till.look.size * 1.5)
        case "figures_then_name":
            till.pair([*lead, *line.quantity(" "), *line.code()], line.amount())
            till.lines(line.name(), indent=till.look.size * 1.5)
        case "times":
            if many:
                till.lines(line.times(), indent=till.look.size)
            till.pair([*lead, *line.code(), *line.name()], line.amount())
        case "code_first":
            till.lines([(item.code or line.r.fill("########"), None)])
            till.pair(
                [*line.name(), *([(" ", None), *line.times()] if many else [])], line.amount()
            )
        case _:
            till.pair([*lead, *line.name()], line.amount())


def _extras(line: _Line) -> None:
    till, rng = line.r.till, line.r.rng
    for text in line.item.modifiers:
        text = text.upper() if line.habit.upper else text
        lead = rng.choice(("", "+ ", "- ", "* ", "1 ", "ADD ", ">> "))
        if line.r.chance(0.12):
            till.pair(
                [(lead + text, None)],
                line.r.money(0, None, 0),
                label_x=till.left + till.look.size * 2,
            )
        else:
            till.lines([(lead + text, None)], indent=till.look.size * rng.choice((1.5, 2.5)))
    if line.r.chance(0.03):
        off = max(1, line.item.amount // 10)
        till.pair(
            [(line.r.label("discount"), None)],
            line.r.money(-off, None, 0),
            label_x=till.left + till.look.size,
        )


def _table(r: Receipt, habit: Habit) -> None:
    """Column heads and rows; long names stand on a line of their own."""
    shares = r.rng.choice(((0.0, 0.55, 0.76, 1.0), (0.0, 0.5, 0.72, 1.0), (0.0, 0.6, 0.8, 1.0)))
    first = r.chance(0.3)
    priced = r.chance(0.8)
    own_line = r.chance(0.5)
    at = {
        "desc": 0.17 if first else 0.0,
        "qty": 0.0 if first else shares[1],
        "price": shares[2],
        "amount": shares[3],
    }
    side: Align = "left" if first else "right"
    heads: list[Cell] = [
        (at["desc"], "left", [(r.label("desc"), None)]),
        (at["qty"], side, [(r.label("qty"), None)]),
        (at["amount"], "right", [(r.label("amount", s=r.purse.sign), None)]),
    ]
    if priced:
        heads.append((at["price"], "right", [(r.label("price"), None)]))
    r.till.columns(heads, bold=r.chance(0.4))
    r.till.rule()
    for index, item in enumerate(r.facts.items):
        line = _Line(r, habit, item, index)
        room = (at["qty"] if not first else at["price"]) - at["desc"] - 0.12
        tight = r.till.width_of([(item.name.upper(), ())]) > room * (r.till.right - r.till.left)
        name: list[Segment] = [*line.code(), *line.name()]
        if own_line or tight or line.code():
            r.till.lines(name)
            name = []
        cells: list[Cell] = [
            (at["desc"], "left", name),
            (at["qty"], side, line.quantity()),
            (at["amount"], "right", line.amount()),
        ]
        if priced:
            cells.append((at["price"], "right", line.price()))
        r.till.columns(cells)
        _extras(line)


def write_goods(r: Receipt) -> None:
    """All items."""
    habit = draw_habit(r)
    if habit.layout == "columns":
        _table(r, habit)
    else:
        if r.chance(0.3):
            r.till.pair(
                [
                    (
                        f"{r.label('qty')} {r.label('desc')}"
                        if habit.layout == "front"
                        else r.label("desc"),
                        None,
                    )
                ],
                [(r.label("amount", s=r.purse.sign), None)],
            )
            if r.chance(0.6):
                r.till.rule()
        grouped = r.chance(0.07)
        for index, item in enumerate(r.facts.items):
            if grouped and (index == 0 or r.chance(0.3)):
                write_group(r)
            line = _Line(r, habit, item, index)
            _one(line, index + 1)
            _extras(line)
    if r.chance(0.06):
        r.till.center(
            [
                (
                    r.rng.choice(
                        ("*** END OF ORDER ***", "--- 0 Voids ---", "** PAID **", "* Sales *")
                    ),
                    None,
                )
            ]
        )
