"""Agreements in running text: parties, dates, law and term inside sentences of nothing."""

from __future__ import annotations

from training.documents.forms.catalogue import Concept, concepts
from training.documents.forms.makers import Habits, Value, draw_habits, make
from training.documents.forms.prose import sentence_of
from training.documents.forms.sheet import Field, Sheet
from training.documents.receipts import words as w
from training.documents.receipts.till import Segment

ROLES = (
    ("Disclosing Party", "Receiving Party"),
    ("Company", "Consultant"),
    ("Landlord", "Tenant"),
    ("Seller", "Buyer"),
    ("Licensor", "Licensee"),
    ("Employer", "Executive"),
    ("Lender", "Borrower"),
    ("Company", "Recipient"),
)
NUMBERS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("twelve", "eighteen"),
)


def _concept(name: str) -> Concept:
    return next(c for c in concepts()["contract"] if name in c.names)


def _opening(sheet: Sheet, made: dict[str, Field]) -> list[Segment]:
    rng = sheet.rng
    roles = rng.choice(ROLES)
    verb = rng.choice(
        (
            "is made and entered into as of ",
            "is dated ",
            "is effective as of ",
            "is entered into this ",
        )
    )
    kind = rng.choice(
        (
            "This Agreement",
            "THIS AGREEMENT",
            'This Confidentiality Agreement (the "Agreement")',
            "This Contract",
        )
    )
    between = rng.choice((" by and between ", " between ", ", by and between ", " among "))
    state = rng.choice(w.US_PLACES).rsplit(" ", 2)[0]
    firm = rng.choice(
        (", a corporation", ", a Delaware corporation", f", with offices in {state}", "")
    )
    return [
        (f"{kind} {verb}", None),
        *made["effective_date"].value_segments(),
        (between, None),
        *made["first_party"].value_segments(),
        (f'{firm} ("{roles[0]}") and ', None),
        *made["second_party"].value_segments(),
        (f' ("{roles[1]}"). ', None),
    ]


def _law(sheet: Sheet, made: dict[str, Field]) -> list[Segment]:
    lead = sheet.rng.choice(
        (
            "This Agreement shall be governed by and construed under the laws of the State of ",
            "This Agreement is governed by the laws of ",
            "The parties submit to the jurisdiction of the courts of ",
            "The validity of this Agreement follows the law of the Commonwealth of ",
        )
    )
    return [
        (lead, None),
        *made["governing_law"].value_segments(),
        (sheet.rng.choice((". ", ", without regard to conflicts of law. ")), None),
    ]


def _term(sheet: Sheet, made: dict[str, Field]) -> list[Segment]:
    lead, tail = sheet.rng.choice(
        (
            ("The obligations herein shall continue for a period of ", " from the date hereof. "),
            ("This Agreement shall remain in effect for ", " unless terminated earlier. "),
            ("The term of this Agreement is ", " after the effective date. "),
        )
    )
    return [(lead, None), *made["term"].value_segments(), (tail, None)]


def _duration(sheet: Sheet, habits: Habits) -> Value:
    rng = sheet.rng
    if rng.random() < 0.4:
        return make(rng, habits, "term")
    count = rng.randrange(len(NUMBERS))
    number = (*range(1, 11), 12, 18)[count]
    text = rng.choice(
        (
            f"{NUMBERS[count]} ({number}) years",
            f"{NUMBERS[count]} years",
            f"{NUMBERS[count]} ({number}) months",
        )
    )
    return Value(((text, ""),), {"": text})


def write_agreement(sheet: Sheet) -> list[Field]:
    """A page of agreement; returns its fields, which have no printed labels."""
    rng, style = sheet.rng, sheet.style
    habits = draw_habits(rng)
    second = rng.choice(("company", "person"))
    values = {
        "effective_date": make(rng, habits, "date"),
        "first_party": make(rng, habits, "company"),
        "second_party": make(rng, habits, second),
        "governing_law": make(rng, habits, "statename"),
        "term": _duration(sheet, habits),
    }
    made = {
        name: Field(index, _concept(name), "", value)
        for index, (name, value) in enumerate(values.items())
    }
    parts = [_law(sheet, made)] if rng.random() < 0.85 else []
    parts += [_term(sheet, made)] if rng.random() < 0.75 else []
    rng.shuffle(parts)
    paragraphs = [_opening(sheet, made)]
    paragraphs += [
        [
            (
                " ".join(sentence_of(rng, rng.randint(8, 30)) for _ in range(rng.randint(1, 4)))
                + " ",
                None,
            )
        ]
        for _ in range(rng.randint(2, 7))
    ]
    for part in parts:
        paragraphs[rng.randint(1, len(paragraphs) - 1)] += part
    numbered = rng.random() < 0.5
    printed: set[int] = set()
    for index, paragraph in enumerate(paragraphs):
        lead: list[Segment] = [(f"{index}. ", None)] if numbered and index else []
        if sheet.room < 120:
            break
        sheet.y = (
            sheet.block(
                sheet.left,
                sheet.y,
                lead + paragraph,
                sheet.right - sheet.left,
                font=style.value_font,
                size=style.value_size,
            )
            + style.value_size
        )
        printed |= {int(path.split(".")[0]) for _, path in paragraph if path is not None}
    return [field for field in made.values() if field.index in printed]
