"""Synthetic forms with exact truth: boxed forms, orders, filings, tax forms, tables, agreements;
asked by user-like schemas or as a whole. A long document is one window of it, as the model meets
it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from training.documents.canvas import Canvas, SyntheticDocument
from training.documents.forms.agreements import write_agreement
from training.documents.forms.boxes import draw_group, write_group
from training.documents.forms.catalogue import Concept, concepts, invent
from training.documents.forms.filings import write_filing
from training.documents.forms.layouts import LAYOUTS, Layout
from training.documents.forms.makers import draw_habits, make
from training.documents.forms.orders import write_order
from training.documents.forms.prose import (
    write_filler,
    write_foot,
    write_head,
    write_received,
    write_terms,
)
from training.documents.forms.schema import Group, ask, ask_everything, remark
from training.documents.forms.sheet import Field, Sheet, draw_style
from training.documents.forms.station_orders import write_station_order
from training.documents.forms.tax_forms import write_tax_form
from training.documents.forms.w9 import generate as generate_w9

__all__ = ["generate", "generate_w9"]

SIZES = ((612.0, 792.0), (612.0, 792.0), (595.0, 842.0), (612.0, 1008.0), (792.0, 612.0))
TOPICS = (
    "person",
    "work",
    "tax",
    "business",
    "order",
    "purchase",
    "purchase",
    "insurance",
    "medical",
    "contract",
    "bank",
    "event",
    "statement",
    "utility",
    "delivery",
    "confirmation",
    "certificate",
    "invented",
)
#: shares of the kinds of form
KINDS = {"form": 42, "order": 6, "station": 19, "agreement": 16, "filing": 9, "tax": 8}
#: share of the kinds with labels that are asked for as a whole, pair by pair
WHOLE_SHARE = 0.25
TOPIC_OF = {
    "order": "order", "station": "order", "agreement": "contract", "filing": "business",
    "tax": "tax",
}  # fmt: skip
#: names an order answers without a label, so that they are never asked for as absent
PARTIES = frozenset({"agency", "station", "advertiser", "buyer"})


def _draw_fields(rng: random.Random, topics: list[str]) -> list[Concept]:
    """Concepts of the topics, some invented, no label twice."""
    pool = [c for topic in topics if topic != "invented" for c in concepts()[topic]]
    share = 1.0 if not pool else rng.choice((0.0, 0.15, 0.3, 0.6))
    count = rng.randint(8, 34)
    chosen = rng.sample(pool, min(len(pool), round(count * (1 - share))))
    chosen += [invent(rng) for _ in range(min(14, count - len(chosen)))]
    if rng.random() < 0.5:
        rng.shuffle(chosen)
    return chosen


def _fill_page(
    rng: random.Random, sheet: Sheet, todo: list[Concept]
) -> tuple[list[Field], list[Group]]:
    """Sections until the fields or the page are used up; at times a group of boxes between them."""
    habits = draw_habits(rng)
    fields: list[Field] = []
    groups: list[Group] = []
    seen: set[str] = set()
    layouts, weights = [layout for layout, _ in LAYOUTS], [weight for _, weight in LAYOUTS]
    favourite: Layout | None = rng.choices(layouts, weights)[0] if rng.random() < 0.5 else None
    numbered, upper = rng.random() < 0.12, rng.random() < 0.15
    while todo and sheet.room > 110:
        section: list[Field] = []
        for concept in todo[: rng.randint(2, 9)]:
            label = rng.choice(concept.labels)
            todo = todo[1:]
            if label.lower() in seen:
                continue
            seen.add(label.lower())
            label = (
                f"{len(seen)}{rng.choice(('.', ''))} {label}"
                if numbered and not label[0].isdigit()
                else label
            )
            value = None if rng.random() < 0.07 else make(rng, habits, concept.maker)
            section.append(
                Field(len(fields) + len(section), concept, label.upper() if upper else label, value)
            )
        if not section:
            continue
        layout = favourite or rng.choices(layouts, weights)[0]
        layout(sheet, section)
        fields += section
        sheet.y += rng.choice((0.0, 6.0, 12.0))
        if rng.random() < 0.25 and sheet.room > 140:
            _add_group(rng, sheet, groups)
        if rng.random() < 0.25 and sheet.room > 120:
            write_filler(sheet)
    return fields, groups


def _add_group(rng: random.Random, sheet: Sheet, groups: list[Group]) -> None:
    first = 1000 + sum(len(group.boxes) for group in groups)
    label, name, boxes = draw_group(rng, len(groups), first)
    if all(group.name != name for group in groups):
        write_group(sheet, label, boxes)
        groups.append(Group(label, name, boxes))


def generate(rng: random.Random) -> SyntheticDocument:
    """One form; the same for the same state of `rng`."""
    kind = rng.choices(list(KINDS), list(KINDS.values()))[0]
    drawn = list(dict.fromkeys(rng.choices(TOPICS, k=rng.choice((1, 1, 2)))))
    topics = [TOPIC_OF[kind]] if kind in TOPIC_OF else drawn
    width, height = rng.choice(SIZES)
    margin = rng.uniform(24, 64)
    style, top = draw_style(rng), rng.uniform(20, 60)
    sheet = Sheet(rng, Canvas(width, height), style, margin, width - margin, top)
    if kind in ("form", "order"):
        return _labelled(rng, sheet, topics, kind)
    fields, groups = _special(sheet, kind, topics[0])
    return _document(rng, sheet, fields, groups, topics, kind)


def _labelled(rng: random.Random, sheet: Sheet, topics: list[str], kind: str) -> SyntheticDocument:
    """A page of labelled fields under a title."""
    title = write_head(sheet, topics[0])
    groups: list[Group] = []
    if kind == "order":
        fields = write_order(sheet)
    else:
        fields, groups = _fill_page(rng, sheet, _draw_fields(rng, topics))
        write_foot(sheet, topics[0])
    if sheet.room > 60 and rng.random() < 0.4:
        write_terms(sheet)
    plain = all("date_received" not in field.concept.names for field in fields)
    received = write_received(sheet) if plain and rng.random() < 0.06 else None
    asides = [aside for aside in (title, received) if aside is not None and rng.random() < 0.5]
    return _document(rng, sheet, fields, groups, topics, kind, asides)


def _special(sheet: Sheet, kind: str, topic: str) -> tuple[list[Field], list[Group]]:
    """A window of a document of a kind with manners of its own."""
    if kind == "agreement":
        return write_agreement(sheet), []
    if kind == "station":
        if sheet.rng.random() < 0.7:
            write_head(sheet, topic)
        return write_station_order(sheet), []
    written = write_filing(sheet) if kind == "filing" else write_tax_form(sheet)
    return written.fields, written.groups


def _document(
    rng: random.Random,
    sheet: Sheet,
    fields: list[Field],
    groups: list[Group],
    topics: list[str],
    kind: str,
    asides: Sequence[Field] = (),
) -> SyntheticDocument:
    """The page with its question."""
    if kind in ("form", "order") and rng.random() < WHOLE_SHARE:
        question = ask_everything(fields, groups)
        remark([sheet.canvas], question.paths)
        return SyntheticDocument("form", "en", [sheet.canvas], question.values)
    known = [topic for topic in topics if topic != "invented"] or ["person"]
    barred = PARTIES if kind in ("order", "station") else frozenset()
    question = ask(rng, [*fields, *asides], groups, known, barred)
    remark([sheet.canvas], question.paths)
    return SyntheticDocument("form", "en", [sheet.canvas], question.values, question.properties)
