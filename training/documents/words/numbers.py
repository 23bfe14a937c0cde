"""How documents print numbers and money. Formats exact decimals; rounds nothing but to the places
asked for.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Seg = tuple[str, bool]
"""A piece of printed text, and whether it belongs to the value (the sign of a currency apart does
not).
"""

CENT = Decimal("0.01")


def cents(value: Decimal) -> Decimal:
    """`value` rounded half up to two places."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def plain(value: Decimal) -> str:
    """Shortest plain decimal string: ``2``, ``0.5``, ``1240.00`` stays as it is quantised."""
    return format(value, "f")


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """group: what stands between thousands ("" for nothing). point: the decimal mark."""

    group: str
    point: str

    def text(self, value: Decimal, places: int = 2) -> str:
        """Unsigned text of ``abs(value)`` with exactly `places` decimals."""
        digits = f"{abs(value):.{places}f}"
        whole, _, fraction = digits.partition(".")
        if self.group and len(whole) > 3:
            head = len(whole) % 3 or 3
            parts = [whole[:head]] + [whole[i : i + 3] for i in range(head, len(whole), 3)]
            whole = self.group.join(parts)
        return f"{whole}{self.point}{fraction}" if fraction else whole


@dataclass(frozen=True, slots=True)
class MoneyStyle:
    """A document's habit with amounts.

    sign: currency sign or code, "" for none. glue: what stands between sign and number ("" or " ").
    drop_cents: whole amounts are printed without decimals.
    """

    number: NumberStyle
    sign: str
    where: Literal["before", "after"]
    glue: str
    negative: Literal["-", "−", "trailing", "paren"] = "-"
    drop_cents: bool = False

    def places(self, value: Decimal) -> int:
        """Decimals to print."""
        if self.drop_cents and value == value.to_integral_value():
            return 0
        exponent = value.as_tuple().exponent
        return max(2, -exponent if isinstance(exponent, int) else 2)

    def segs(self, value: Decimal, *, signed: bool = True, places: int | None = None) -> list[Seg]:
        """The printed pieces of an amount; `signed` False leaves the currency out."""
        text = self.number.text(value, self.places(value) if places is None else places)
        sign = self.sign if signed else ""
        glued = not self.glue
        if sign and glued:
            text = sign + text if self.where == "before" else text + sign
        text = self._negative(text) if value < 0 else text
        if not sign or glued:
            return [(text, True)]
        return (
            [(sign + self.glue, False), (text, True)]
            if self.where == "before"
            else [(text, True), (self.glue + sign, False)]
        )

    def _negative(self, text: str) -> str:
        if self.negative == "paren":
            return f"({text})"
        return f"{text}-" if self.negative == "trailing" else f"{self.negative}{text}"


POINT_COMMA = NumberStyle(",", ".")
POINT_NONE = NumberStyle("", ".")
COMMA_POINT = NumberStyle(".", ",")
COMMA_SPACE = NumberStyle(" ", ",")
COMMA_NONE = NumberStyle("", ",")
APOSTROPHE = NumberStyle("'", ".")

BY_HABIT: dict[str, tuple[tuple[NumberStyle, int], ...]] = {
    "english": ((POINT_COMMA, 7), (POINT_NONE, 3)),
    "german": ((COMMA_POINT, 7), (COMMA_NONE, 3), (POINT_COMMA, 1), (POINT_NONE, 1)),
    "french": ((COMMA_SPACE, 5), (COMMA_NONE, 3), (COMMA_POINT, 1), (POINT_NONE, 1)),
    "swiss": ((APOSTROPHE, 6), (POINT_NONE, 3), (NumberStyle("’", "."), 1)),
}


def number_style(rng: random.Random, habit: str) -> NumberStyle:
    """A number style usual in a region of that habit."""
    styles = BY_HABIT[habit]
    return rng.choices([s for s, _ in styles], [w for _, w in styles])[0]


def money_style(rng: random.Random, habit: str, signs: tuple[str, ...], code: str) -> MoneyStyle:
    """A money habit; `signs` are the usual signs of the currency, `code` its ISO 4217 code."""
    number = number_style(rng, habit)
    kind = rng.choices(("sign", "code", "none"), (0.62, 0.16, 0.22))[0]
    sign = {"sign": rng.choice(signs), "code": code, "none": ""}[kind]
    where: Literal["before", "after"] = (
        "before" if rng.random() < (0.92 if habit in ("english", "swiss") else 0.2) else "after"
    )
    letters = sign.isalpha()
    tight = 0.12 if letters else (0.85 if where == "before" else 0.25)
    glue = "" if rng.random() < tight else " "
    negative = rng.choices(("-", "−", "trailing", "paren"), (0.72, 0.06, 0.1, 0.12))[0]
    return MoneyStyle(number, sign, where, glue, negative, rng.random() < 0.06)  # type: ignore[arg-type]
