"""How each kind of business document differs from an invoice: one `Variant` a document, drawn anew
each time. Knows no layout.
"""

from __future__ import annotations

import random
from collections.abc import Mapping

from training.documents.business import cells, closing, details
from training.documents.business.facts import Extras
from training.documents.business.words import (
    credit_note,
    delivery_note,
    order_confirmation,
    purchase_order,
)
from training.documents.invoices.parts import party_layouts
from training.documents.invoices.sheet import Block, Variant

#: share of documents without a heading
UNTITLED_SHARE = 0.07
#: share of delivery notes with prices
PRICED_SHARE = 0.1
LAYOUTS = (*party_layouts.WITH_SELLER, party_layouts.alone, party_layouts.alone)

Words = Mapping[str, Mapping[str, str]]


def variant_of(rng: random.Random, kind: str, extras: Extras) -> tuple[Variant, bool]:
    """The variant, and whether its only recipient stands under a heading of delivery."""
    if kind == "delivery_note":
        return _delivery_note(rng, extras)
    made = {
        "purchase_order": _purchase_order,
        "order_confirmation": _order_confirmation,
        "credit_note": _credit_note,
    }[kind]
    return made(rng, extras), False


def _purchase_order(rng: random.Random, extras: Extras) -> Variant:
    after: list[Block] = []
    if rng.random() < 0.4:
        after.append(closing.signatures("approved"))
    if rng.random() < 0.1:
        after.append(closing.conditions)
    return Variant(
        words=purchase_order.WORDS,
        sentences=purchase_order.SENTENCES,
        entries=details.purchase_order(extras),
        columns=cells.priced_columns,
        cell=cells.cell_of(extras),
        layouts=LAYOUTS,
        closing=tuple(after),
        third=0.6,
        untitled=rng.random() < UNTITLED_SHARE,
    )


def _order_confirmation(rng: random.Random, extras: Extras) -> Variant:
    signed = rng.random() < 0.12
    return Variant(
        words=order_confirmation.WORDS,
        sentences=order_confirmation.SENTENCES,
        entries=details.order_confirmation(extras),
        columns=cells.priced_columns,
        cell=cells.cell_of(extras),
        layouts=LAYOUTS,
        closing=(closing.signatures("approved"),) if signed else (),
        banked=0.15,
        third=0.4,
        untitled=rng.random() < UNTITLED_SHARE,
    )


def _credit_note(rng: random.Random, extras: Extras) -> Variant:
    where = rng.random()
    opening: tuple[Block, ...] = (closing.referring(extras),) if 0.55 < where < 0.85 else ()
    return Variant(
        words=credit_note.WORDS,
        sentences=credit_note.SENTENCES,
        entries=details.credit_note(extras, is_named_here=where < 0.55),
        columns=cells.priced_columns,
        cell=cells.cell_of(extras),
        layouts=LAYOUTS,
        opening=opening,
        closing=(closing.reason(extras),) if rng.random() < 0.15 else (),
        banked=0.3,
        third=0.08,
        untitled=rng.random() < UNTITLED_SHARE / 2,
    )


def _delivery_note(rng: random.Random, extras: Extras) -> tuple[Variant, bool]:
    third = rng.random() < 0.5
    lone = not third and rng.random() < 0.6
    below = rng.random() < 0.35
    after: list[Block] = [closing.shipping(extras)] if below else []
    if rng.random() < 0.5:
        after.append(closing.signatures("received"))
    priced = rng.random() < PRICED_SHARE
    variant = Variant(
        words=_delivered_to(delivery_note.WORDS) if lone else delivery_note.WORDS,
        sentences=delivery_note.SENTENCES,
        entries=details.delivery_note(extras, ships_here=not below),
        columns=cells.priced_columns if priced else cells.delivered_columns,
        cell=cells.cell_of(extras),
        layouts=LAYOUTS,
        closing=tuple(after),
        priced=priced,
        third=0.8 if third else 0.0,
        untitled=rng.random() < UNTITLED_SHARE,
    )
    return variant, lone


def _delivered_to(words: Words) -> Words:
    """The same words, the recipient's heading being one of delivery."""
    return {lang: {**own, "bill_to": own["deliver_to"]} for lang, own in words.items()}
