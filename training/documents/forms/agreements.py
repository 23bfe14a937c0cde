"""Agreements in running text, one window of them: how they open, go on, or end.

Parties, date, law and term stand inside sentences, beside other days, periods, states and firms.
A window that does not hold a field leaves it absent. Knows no schema.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from training.documents.forms.catalogue import Concept, concepts
from training.documents.forms.legal import (
    ROLES,
    any_day,
    duration,
    in_words,
    long_date,
    paragraph,
)
from training.documents.forms.makers import Value
from training.documents.forms.sheet import Field, Sheet
from training.documents.forms.templates import fill_gaps
from training.documents.receipts.till import Segment

SUBJECTS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (
        (
            *("Non-Disclosure Agreement", "Confidentiality Agreement", "Mutual NDA"),
            *("Nondisclosure and Standstill Agreement", "Confidentiality and Trade Secrets Deed"),
        ),
        ("secret", "secret", "secret", "misc", "stay", "recital"),
    ),
    (
        ("Employment Agreement", "Consulting Agreement", "Separation and Release Agreement"),
        ("work", "work", "stay", "secret", "misc", "recital"),
    ),
    (("Lease Agreement", "Sublease", "Office Lease"), ("rent", "rent", "misc")),
    (
        ("Purchase Agreement", "Supply Agreement", "Asset Sale Agreement", "License Agreement"),
        ("sale", "sale", "misc", "secret", "recital"),
    ),
)
#: names a list of the parties is asked by
PARTY_LISTS = ("party", "parties", "party", "contracting_parties", "party_name", "signatories")
QUOTES = (("\u201c", "\u201d"), ('"', '"'), ("\u201c", "\u201d"))


@dataclass(frozen=True, slots=True)
class Deal:
    """What an agreement says, as fields by name; parties in their order, with the roles."""

    fields: dict[str, Field]
    parties: tuple[Field, ...]
    roles: tuple[str, ...]
    title: str
    topics: tuple[str, ...]
    quotes: tuple[str, str]


def _concept(name: str) -> Concept:
    return next(c for c in concepts()["contract"] if name in c.names)


def _plain(text: str, typed: str | None = None) -> Value:
    return Value(((text, ""),), {"": text if typed is None else typed})


def _party_concept(index: int, roles: tuple[str, ...]) -> Concept:
    """A party asked for alone: by its place or by its role."""
    role = roles[index].lower().replace(" ", "_")
    nth = ("first", "second", "third", "fourth")[index]
    names = (f"{nth}_party", f"party_{'abcd'[index]}", f"party_{index + 1}", role, f"{role}_name")
    return Concept("contract", (roles[index],), names, "name", "")


def draw_deal(rng: random.Random) -> Deal:
    """Parties, date, law, term."""
    titles, topics = rng.choice(SUBJECTS)
    day = any_day(rng)
    count = rng.choices((1, 2, 3, 4), (6, 74, 14, 6))[0]
    kinds = ["company"] + ["person" if rng.random() < 0.33 else "company" for _ in range(3)]
    if rng.random() < 0.3:
        kinds[:2] = kinds[1::-1]
    upper = rng.random() < 0.18
    pair = rng.choice(ROLES)
    roles = (*pair, "Guarantor", "Agent")[:count] if count > 1 else (pair[1],)
    parties = []
    for index in range(count):
        name = fill_gaps(rng, kinds[index])
        if kinds[index] == "company":
            name = name.replace(" Inc", ", Inc") if rng.random() < 0.4 else name
        concept = _party_concept(index, roles)
        field = Field(10 + index, concept, "", _plain(name.upper() if upper else name))
        field.listed = "party"
        parties.append(field)
    number = rng.choice((1, 1, 2, 2, 3, 3, 5, 10, 6, 12, 18, 24, 90))
    unit = "year" if number in (1, 2, 3, 5, 10) else "day" if number == 90 else "month"
    values = {
        "effective_date": _plain(long_date(rng, day), day.isoformat()),
        "governing_law": _plain(fill_gaps(rng, "statename")),
        "term": _plain(duration(rng, number, unit).replace(f"-{unit} period", f" {unit}s")),
    }
    if rng.random() < 0.12:
        values["governing_law"] = _plain(fill_gaps(rng, "country"))
    fields = {
        name: Field(index, _concept(name), "", value)
        for index, (name, value) in enumerate(values.items())
    }
    return Deal(
        fields,
        tuple(parties),
        roles,
        rng.choice(titles),
        topics,
        rng.choice(QUOTES),
    )


def _named(deal: Deal, rng: random.Random, index: int) -> list[Segment]:
    """A party with what follows its name: state, address, the name it goes by."""
    party, (left, right) = deal.parties[index], deal.quotes
    follows = rng.choice(
        (
            "",
            "",
            f", a {fill_gaps(rng, 'statename')} corporation",
            f", a {fill_gaps(rng, 'statename')} limited liability company",
            f", with offices at {fill_gaps(rng, 'street')}, {fill_gaps(rng, 'cityzip')}",
            f" having its principal place of business at {fill_gaps(rng, 'street')}, "
            f"{fill_gaps(rng, 'cityzip')}",
            ", together with its subsidiaries and affiliates",
            f", an individual residing in {fill_gaps(rng, 'statename')}",
        )
    )
    lead, tail = rng.choice((("the ", ""), ("", ""), ("hereinafter ", ""), ("", "")))
    alias = f" ({lead}{left}{deal.roles[index]}{right}{tail})" if rng.random() < 0.85 else ""
    return [*party.value_segments(), (follows + alias, None)]


def _all_named(deal: Deal, rng: random.Random) -> list[Segment]:
    out: list[Segment] = []
    last = len(deal.parties) - 1
    for index in range(last + 1):
        joint = ("", ", and ", " and ")[min(index, 1) + (rng.random() < 0.6 and index > 0)]
        out += [(joint if index == last else ", " if index else "", None)]
        out += _named(deal, rng, index)
    return out


def _opening(deal: Deal, rng: random.Random) -> list[Segment]:
    left, right = deal.quotes
    title = deal.title.upper() if rng.random() < 0.35 else deal.title
    alias = rng.choice((f" (this {left}Agreement{right})", f" ({left}Agreement{right})", ""))
    day = deal.fields["effective_date"].value_segments()
    if rng.random() < 0.25:
        after = f" (the {left}Effective Date{right})"
        day = [*day, (after, None)]
    verb = rng.choice(
        (
            *("is made and entered into as of ", "is dated as of ", "is effective as of "),
            *("is entered into this ", "is made as of the ", "dated ", "is made this "),
            *("is entered into and made effective on ", "made as of ", "is executed on "),
        )
    )
    between = rng.choice((" by and between ", " between ", ", by and between ", " by and among "))
    if rng.random() < 0.2:
        # The date first, or somewhere else altogether.
        lead = rng.choice(("Effective Date: ", "Dated: ", "Date: ", "As of ")) if day else ""
        head: list[Segment] = [(lead, None), *day, (". ", None)]
        return [*head, (f"This {title}{alias} is{between}", None), *_all_named(deal, rng)]
    this = rng.choice(("This ", "THIS "))
    return [(f"{this}{title}{alias} {verb}", None), *day, (between, None), *_all_named(deal, rng)]


def _letter(deal: Deal, rng: random.Random) -> list[list[Segment]]:
    """A letter that becomes an agreement when it is countersigned."""
    one = deal.parties[0].value_segments()
    lines: list[list[Segment]] = [deal.fields["effective_date"].value_segments(), one]
    lines += [[(fill_gaps(rng, "street"), None)], [(fill_gaps(rng, "cityzip"), None)]]
    lines += [[(f"Re: {deal.title}", None)], [(f"Dear {fill_gaps(rng, 'given')}:", None)]]
    if len(deal.parties) > 1:
        text = "In connection with the review of certain information provided by "
        lines.append([(text, None), *deal.parties[1].value_segments(), (", you agree:", None)])
    return lines


def _law(deal: Deal, rng: random.Random) -> list[Segment]:
    of = rng.choice(("", "the State of ", "the State of ", "the Commonwealth of "))
    lead, tail = rng.choice(
        (
            (f"This Agreement shall be governed by and construed under the laws of {of}", ""),
            (f"This Agreement is governed by the laws of {of}", ""),
            (f"This letter and all disputes arising from it are subject to the law of {of}", ""),
            (f"The validity and performance of this Agreement follow the laws of {of}", ""),
            (f"Governing Law. {of}".replace("the ", "The "), " law governs this Agreement"),
            (f"The parties submit to the exclusive jurisdiction of the courts of {of}", ""),
            ("Jurisdiction and venue lie in the courts located in ", ""),
            (f"Construed, interpreted and enforced according to the internal law of {of}", ""),
        )
    )
    end = rng.choice((".", ", without regard to its conflict of laws rules.", " and no other."))
    return [(lead, None), *deal.fields["governing_law"].value_segments(), (tail + end, None)]


def _term(deal: Deal, rng: random.Random) -> list[Segment]:
    lead, tail = rng.choice(
        (
            ("The obligations herein shall continue for a period of ", " from the date hereof."),
            ("This Agreement shall remain in effect for ", " unless terminated earlier."),
            ("The term of this Agreement is ", " after the effective date."),
            ("Term. This Agreement begins on the Effective Date and runs for ", "."),
            ("This Agreement expires ", " after it is signed."),
            ("All duties under this Agreement end on the date that is ", " from its date."),
            ("For a period of ", " from the date hereof the parties are bound by these terms."),
            ("This Agreement and the obligations under it terminate ", " after the date above."),
        )
    )
    return [(lead, None), *deal.fields["term"].value_segments(), (tail, None)]


def _body(deal: Deal, rng: random.Random, count: int) -> list[list[Segment]]:
    roles = (deal.roles[0], deal.roles[-1] if len(deal.roles) > 1 else "Company")
    return [[(paragraph(rng, deal.topics, rng.randint(1, 4), roles), None)] for _ in range(count)]


def _signatures(sheet: Sheet, deal: Deal, *, is_first: bool) -> None:
    """The parties' blocks side by side or below each other. is_first: they stand nowhere else."""
    rng, style = sheet.rng, sheet.style
    sheet.y += style.value_size
    text = rng.choice(
        (
            "IN WITNESS WHEREOF, the parties have signed on the day first written above.",
            "Agreed and accepted:",
            "The parties have caused this Agreement to be executed by their officers.",
        )
    )
    sheet.y = sheet.plain(sheet.left, sheet.y, text, sheet.right - sheet.left, size=9) + 8
    beside = rng.random() < 0.6
    half = (sheet.right - sheet.left) / 2
    top, bottoms = sheet.y, [sheet.y]
    for index, party in enumerate(deal.parties):
        x = sheet.left + (half if beside and index % 2 else 0.0)
        y = top if beside and index < 2 else max(bottoms)
        # One printing is marked: of several, wrapped differently, none could be told from another.
        name = [(text, path if is_first else None) for text, path in party.value_segments()]
        y = sheet.block(x, y, name, half - 12, font=style.value_font, size=style.value_size)
        for lead in rng.sample(("By:", "Name:", "Title:", "Date:", "Signature"), rng.randint(1, 4)):
            filled = {"Name:": "person", "Title:": "job"}.get(lead)
            rest = fill_gaps(rng, filled) if filled and rng.random() < 0.8 else "_" * 18
            y = sheet.plain(x, y + 2, f"{lead} {rest}", half - 12, size=style.value_size)
        bottoms.append(y + 8)
    sheet.y = max(bottoms)


def _front(sheet: Sheet, deal: Deal) -> None:
    """What stands above the text: exhibit numbers, a logo's place, the title."""
    rng, style = sheet.rng, sheet.style
    width = sheet.right - sheet.left
    if rng.random() < 0.4:
        number = f"{rng.randint(2, 99)}.{rng.randint(1, 30)}"
        text = f"EX-{number} {rng.randint(2, 30)} ex{number}.htm {deal.title.upper()}"
        sheet.y = sheet.plain(sheet.left, sheet.y, text, width, size=8) + 3
        sheet.y = sheet.plain(sheet.left, sheet.y, f"Exhibit {number}", width, align="right") + 3
    if rng.random() < 0.85:
        size = rng.uniform(9, 15)
        title = deal.title.upper() if rng.random() < 0.6 else deal.title
        sheet.y = sheet.plain(
            sheet.left, sheet.y, title, width, font=style.head_font, size=size, align="center"
        )
        sheet.y += 6


def write_agreement(sheet: Sheet) -> list[Field]:
    """A window of an agreement; returns the fields it holds, which have no printed labels."""
    rng = sheet.rng
    deal = draw_deal(rng)
    part = rng.choices(("opening", "whole", "middle", "closing"), (42, 24, 16, 18))[0]
    paragraphs = _body(deal, rng, rng.randint(2, 7) if part == "whole" else rng.randint(3, 13))
    likely = {"opening": 0.25, "whole": 0.85, "middle": 0.25, "closing": 0.8}[part]
    for clause in (_law(deal, rng), _term(deal, rng)):
        if rng.random() < likely:
            at = rng.randrange(len(paragraphs))
            before = [*paragraphs[at], (" ", None)] if rng.random() < 0.5 else []
            paragraphs[at] = [*before, *clause]
    if part in ("opening", "whole"):
        _front(sheet, deal)
        is_letter = rng.random() < 0.12
        start = _letter(deal, rng) if is_letter else [_opening(deal, rng)]
        paragraphs = [*start, *paragraphs]
    _write_paragraphs(sheet, paragraphs, rng)
    if part in ("closing", "whole") and sheet.room > 110:
        _signatures(sheet, deal, is_first=part == "closing")
    fields = [*deal.parties, *deal.fields.values()]
    for field in fields:
        # What another window holds is asked for all the same, and absent.
        field.value = field.value if _is_printed(sheet, field) else None
    return fields


def _is_printed(sheet: Sheet, field: Field) -> bool:
    paths = {field.tag("")}
    return any(mark.path in paths for word in sheet.canvas.words for mark in word.marks)


def _write_paragraphs(sheet: Sheet, paragraphs: list[list[Segment]], rng: random.Random) -> None:
    style = sheet.style
    numbered = rng.choice(("", "", "{}. ", "{}.  ", "Section {}. ", "({}) ", "ARTICLE {}: "))
    gap = style.value_size * rng.choice((0.3, 0.7, 1.0))
    indent = rng.choice((0.0, 0.0, 18.0))
    for index, text in enumerate(paragraphs):
        if sheet.room < 110:
            return
        word = in_words(index).upper() if "ARTICLE" in numbered and index else str(index)
        lead: list[Segment] = [(numbered.format(word), None)] if numbered and index else []
        sheet.y = gap + sheet.block(
            sheet.left + indent,
            sheet.y,
            lead + text,
            sheet.right - sheet.left - indent,
            font=style.value_font,
            size=style.value_size,
        )
