"""Texts with gaps for names, places and words, and how the gaps are filled. Invented people only.

Gaps: {given} {surname} {person} {initial} {invented} {word} {cap} (a capitalised word) {street}
(a street's name) {town} {state} {zip} {firm} (a legal form) {number}, and `#`/`@` as in `fill`.
"""

from __future__ import annotations

import random
import re

from training.documents.receipts import words as w

FIRMS = (
    *("Inc.", "LLC", "Corp.", "Group", "& Co.", "Partners", "Ltd", "Associates", "Holdings"),
    *("Media", "Foundation", "Services", "Consulting", "Partners LLP", "Industries", "Company"),
    *("Solutions", "Agency", "Systems", "Enterprises"),
)
TEMPLATES: dict[str, tuple[str, ...]] = {
    "given": ("{given}",),
    "surname": ("{surname}",),
    "person": (
        *("{given} {surname}",) * 5,
        *("{given} {initial}. {surname}", "{surname}, {given}", "{surname}, {given} {initial}"),
        *("{initial}. {surname}", "{given} {surname}-{surname}"),
    ),
    "company": (
        *("{surname} {firm}", "{invented} {firm}", "{cap} {firm}", "{cap} {cap} {firm}") * 3,
        *("{surname} & {surname} {firm}", "{invented}", "{surname} & {surname}"),
    ),
    "campaign": (
        *("{surname} {firm}", "{cap} {cap} {firm}", "{invented} {firm}", "{cap} {cap} PAC"),
        *("{surname} for Congress", "{surname} for Senate", "{given} {surname} for Mayor"),
        *("{surname} for Governor", "POL/{surname}/D", "POL/{surname}/R", "Friends of {surname}"),
        *("Citizens for {cap} {cap}", "{cap} {cap} ({number})", "{surname} for Sheriff"),
        *("{given} {surname} for US Senate", "{surname}/Republican/Senate", "{cap} for America"),
        *("Committee to Elect {person}", "POL/{surname}/D/Pres/US", "ISS/{cap} {cap}"),
        *("{cap} {cap} Action", "{surname} for President ####", "{surname} /Democrat/ Governor"),
        *("{cap} PAC", "{given} {surname}", "{surname} FOR U.S. HOUSE", "The {cap} {cap} Fund"),
        *("{cap} {word} Victory Fund", "{invented} Auto Group", "{invented} Furniture", "A {cap}"),
    ),
    "city": ("{town}",),
    "state": ("{state}",),
    "street": (
        *("{number} {street} Street", "{number} {surname} Ave", "{number} {street} Road"),
        *("{number} {surname} Lane", "{number} {street} Blvd", "{number} {street} St, Suite ###"),
        *("{number} {surname} Drive, Apt ##", "{number} {street} Ct", "{number} {surname} Way"),
    ),
    "cityzip": ("{town}, {state} {zip}",),
    "email": (
        "{given}.{surname}@{invented}.com",
        "{surname}@{invented}.org",
        "{given}@{word}{word}.net",
        "info@{invented}.com",
    ),
    "url": ("www.{invented}{word}.com", "https://{invented}.org", "{word}{word}.com"),
    "job": (
        *("Manager", "Engineer", "Senior Accountant", "Clerk", "Nurse", "Teacher", "Driver"),
        *("Lead Analyst", "Sales Associate", "Technician", "Director", "Assistant", "Attorney"),
        *("Project Coordinator", "Vice President", "Treasurer", "Software Developer", "Chef"),
        *("{cap} Officer", "{cap} Specialist", "{cap} Supervisor", "Assistant {cap} Manager"),
    ),
    "num": (
        *("#####", "######", "####", "#######", "@@-####", "@#####", "##-####", "@@@-###-####"),
        *("########", "####-#", "@-######", "####/##"),
    ),
    "contract": ("######", "#######", "#####", "####-####", "########"),
    "station": ("W@@@", "K@@@", "W@@@-TV", "K@@@-FM", "W@@@-AM", "K@@@-DT"),
    "demo": (
        "Adults 35+",
        "Women 25-54",
        "Men 18-49",
        "Households",
        "A 18+",
        "P 35-64",
        "Adults ##+",
    ),
    "vehicle": tuple(
        f"{year} {{invented}} {body}"
        for year in ("1998", "2004", "2009", "2012", "2016", "2019", "2022")
        for body in ("Sedan", "Coupe", "Pickup", "Wagon", "Van", "SUV", "Hatchback")
    ),
    "doctor": ("Dr. {person}", "{given} {surname}, MD", "Dr. {surname}"),
    "bank": (
        "First {invented} Bank",
        "Bank of {invented}",
        "{invented} Credit Union",
        "{cap} Savings",
        "National {cap} Trust",
    ),
    "venue": (
        "{street} Hall",
        "{street} Center",
        "Hotel {invented}",
        "{cap} Auditorium",
        "Room ##",
    ),
    "school": (
        "{street} High School",
        "{invented} University",
        "{surname} College",
        "{street} Elementary",
        "{invented} Academy",
    ),
    "statename": (
        *("California", "New York", "Delaware", "Texas", "Florida", "Ohio", "Illinois", "Georgia"),
        *("Massachusetts", "Nevada", "Washington", "New Jersey", "Virginia", "Colorado", "Oregon"),
    ),
    "country": (
        *("United States", "Canada", "Mexico", "Germany", "France", "India", "Japan", "Brazil"),
        *("Kenya", "Australia", "Italy", "Spain", "Poland", "Ireland", "Norway", "Chile"),
    ),
    "term": tuple(
        f"{count} {unit}"
        for count in ("2", "3", "5", "6", "10", "12", "24", "30", "60", "90")
        for unit in ("years", "months", "days", "weeks")
    ),
    "phrase": (
        *("{cap}", "{cap} {word}", "{cap} {cap}", "{cap} {word} {word}", "{cap} {cap} {cap}"),
        *("{cap} {word} {word} {word}", "{word}"),
    ),
}
_GAP = re.compile(r"\{(\w+)\}")


def fill_gaps(rng: random.Random, name: str) -> str:
    """A text made by the templates of `name`; unknown names give a phrase of plain words."""
    pools = w.pools()
    template = rng.choice(TEMPLATES.get(name, TEMPLATES["phrase"]))
    town, state, zip3 = rng.choice(w.US_PLACES).rsplit(" ", 2) if "{" in template else ("",) * 3

    def gap(match: re.Match[str]) -> str:
        match match[1]:
            case "given":
                return rng.choice(pools.given)
            case "surname":
                return rng.choice(pools.surnames["en"])
            case "person":
                return fill_gaps(rng, "person")
            case "initial":
                return rng.choice("ABCDEFGHJLMRST")
            case "invented":
                return w.invented(rng)
            case "word":
                return rng.choice(pools.words["en"])
            case "cap":
                return rng.choice(pools.words["en"]).capitalize()
            case "street":
                return rng.choice(w.STREETS["en"])
            case "town":
                return town
            case "state":
                return state
            case "zip":
                return zip3 + w.fill(rng, "##")
            case "firm":
                return rng.choice(FIRMS)
        return str(rng.randint(1, 9900))

    text = _GAP.sub(gap, template)
    if name in ("email", "url"):
        return text.lower()
    return w.fill(rng, text)
