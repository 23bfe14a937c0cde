"""Layouts that are hard to read: both names are marked, nothing that only looks like a name is."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest

from training.documents.canvas import Canvas
from training.documents.invoices import compose, facts, generate, style
from training.documents.invoices.parts import party_layouts
from training.documents.invoices.record_tops import top_lines
from training.documents.invoices.sheet import Block, Sheet
from training.documents.places import all_places, marked_text
from training.documents.words.ids import alike
from training.documents.words.names import company
from training.documents.words.parties import party
from training.documents.words.regions import REGIONS

SEEDS = range(25)
LAYOUTS = list(dict.fromkeys((*party_layouts.WITH_SELLER, *party_layouts.BUYER_ONLY)))


def drawn(layout: Block, seed: int) -> Sheet:
    """A sheet with nothing but `layout`."""
    rng = random.Random(seed)
    found = facts.sample(rng)
    looks = style.sample(rng, found)
    sheet = Sheet(rng, found, looks, compose.plan_of(rng, found), Canvas(*looks.paper))
    layout(sheet, looks.left, looks.left + looks.width, looks.top)
    return sheet


def printings(sheet: Sheet, path: str) -> list[str]:
    words = sheet.canvas.words
    found = all_places(words).get(path, [])
    return [" ".join(marked_text(words[i], path) for i in place) for place in found]


def unmarked_runs(sheet: Sheet) -> Iterator[str]:
    """Lines none of whose words belongs to a name."""
    named = {
        (round(word.box[3], 2), word.text)
        for word in sheet.canvas.words
        if any(mark.path.endswith(".name") for mark in word.marks)
    }
    for run in sheet.canvas.runs:
        bottom = round(run.y + 0.22 * run.size, 2)
        if not any((bottom, word) in named for word in run.text.split(" ")):
            yield run.text


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_the_marked_words_are_the_names(layout: Block) -> None:
    for seed in SEEDS:
        sheet = drawn(layout, seed)
        sellers, buyers = printings(sheet, "supplier.name"), printings(sheet, "customer.name")
        assert buyers
        assert set(buyers) == {sheet.facts.customer.name}
        assert set(sellers) <= {sheet.facts.supplier.name}
        assert bool(sellers) == (layout in party_layouts.WITH_SELLER)


@pytest.mark.parametrize(
    ("layout", "who"),
    [
        (party_layouts.beside, lambda found: found.ship_to.name),
        (party_layouts.beside, lambda found: found.customer.person),
        (party_layouts.form, lambda found: found.supplier.person),
        (party_layouts.window, lambda found: found.supplier.person),
    ],
    ids=["third party", "buyer's contact", "seller's contact", "contact beside a window"],
)
def test_other_names_are_shown_and_carry_no_mark(
    layout: Block, who: Callable[[facts.Facts], str]
) -> None:
    shown = 0
    for seed in range(60):
        sheet = drawn(layout, seed)
        name = who(sheet.facts)
        own = {sheet.facts.supplier.name, sheet.facts.customer.name}
        shown += name not in own and any(name in run for run in unmarked_runs(sheet))
    assert shown > 5


def test_rows_of_seller_and_buyer_mingle_beside_a_window() -> None:
    mingled = 0
    for seed in SEEDS:
        words = drawn(party_layouts.window, seed).canvas.words
        middles = {
            side: [
                ((word.box[1] + word.box[3]) / 2, word.box[3] - word.box[1])
                for word in words
                if any(mark.path.startswith(side) for mark in word.marks)
            ]
            for side in ("supplier", "customer")
        }
        mingled += any(
            abs(y - other) < 0.5 * min(height, low)
            for y, height in middles["supplier"]
            for other, low in middles["customer"]
        )
    assert mingled > len(SEEDS) // 3


def test_departments_below_a_named_buyer_carry_no_mark() -> None:
    parts = 0
    for seed in SEEDS:
        sheet = drawn(party_layouts.named, seed)
        brand = sheet.facts.customer.brand
        parts += any(run.casefold().startswith(brand.casefold()) for run in unmarked_runs(sheet))
        assert len(printings(sheet, "customer.name")) == 1
    assert parts > len(SEEDS) // 2


def test_a_signature_holds_the_sellers_name() -> None:
    for seed in SEEDS:
        sheet = drawn(party_layouts.signature, seed)
        assert printings(sheet, "supplier.name") == [sheet.facts.supplier.name]


def test_names_go_on_after_their_legal_form_at_times() -> None:
    rng, region = random.Random(5), REGIONS["DE"]
    names = [company(rng, region)[0] for _ in range(400)]
    behind = [name for name in names if " GmbH " in name and not name.endswith("KG")]
    assert len(behind) > 3


@pytest.mark.parametrize("code", list(REGIONS))
def test_every_country_has_parties_with_addresses(code: str) -> None:
    rng = random.Random(11)
    for _ in range(20):
        who = party(rng, REGIONS[code])
        assert len(who.address) >= 2
        assert all(line and "{" not in line and "#" not in line for line in who.address)


def test_a_number_alike_differs_in_its_digits_only() -> None:
    rng = random.Random(3)
    for number in ("RE-2019/0042", "INV7", "00.123.456.7-2018-1"):
        other = alike(rng, number)
        assert other != number
        assert [c for c in other if not c.isdigit()] == [c for c in number if not c.isdigit()]


def test_numbers_that_the_invoices_goes_on_from_are_not_marked_as_it() -> None:
    seen = 0
    for seed in range(400):
        rng = random.Random(seed)
        found = facts.sample(rng)
        number = found.numbers["invoice_number"]
        stems = [v for k, v in found.numbers.items() if k != "invoice_number" and v in number]
        seen += bool(stems) and number not in stems
    assert seen > 15


@pytest.mark.parametrize("lang", ["de", "en", "es", "fr", "it", "nl", "pl", "pt"])
def test_a_few_lines_of_text_stand_above_records_in_every_language(lang: str) -> None:
    for seed in range(150):
        lines = top_lines(random.Random(seed), lang, 2024)
        assert 1 <= len(lines) <= 5
        assert all(line.strip() == line and line for line in lines)


def test_invoices_of_many_seeds_can_be_drawn() -> None:
    kinds = {generate(random.Random(seed)).kind for seed in range(40_000, 40_400)}
    assert kinds == {"invoice"}
