"""The fields forms ask for: printed labels, the names users give them, kinds. Also invents fields
from plain words."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from training.documents.receipts.words import pools

HEADS = (
    ("date", "date", "date"),
    ("number", "identifier", "num"),
    ("no.", "identifier", "num"),
    ("name", "name", "person"),
    ("amount", "amount", "amount:mid"),
    ("code", "code", "pat:@##"),
    ("type", "string", "phrase"),
    ("rate", "percent", "percent"),
    ("contact", "name", "person"),
    ("fee", "amount", "amount:small"),
    ("status", "string", "one:Active,Pending,Closed,Approved,New,Open,Complete"),
    ("count", "quantity", "int:1:500"),
    ("ID", "identifier", "num"),
    ("office", "string", "city"),
    ("address", "address", "address"),
    ("phone", "phone", "phone"),
    ("total", "amount", "amount:big"),
    ("cost", "amount", "amount:mid"),
    ("title", "string", "phrase"),
    ("owner", "name", "person"),
    ("company", "name", "company"),
    ("officer", "name", "person"),
    ("time", "time", "time"),
    ("description", "string", "phrase"),
    ("reference", "identifier", "num"),
    ("period", "string", "term"),
    ("value", "amount", "amount:mid"),
    ("balance", "amount", "amount:mid"),
    ("quantity", "quantity", "int:1:500"),
    ("category", "string", "phrase"),
    ("agent", "name", "person"),
)
SHORT = {
    "number": "no",
    "amount": "amt",
    "description": "desc",
    "quantity": "qty",
    "reference": "ref",
    "address": "addr",
    "department": "dept",
    "registration": "reg",
    "account": "acct",
    "percentage": "pct",
    "identification": "id",
    "average": "avg",
    "maximum": "max",
    "minimum": "min",
    "num": "no",
    "date": "dt",
    "total": "tot",
    "commission": "comm",
    "telephone": "tel",
    "organization": "org",
    "company": "co",
}


@dataclass(frozen=True, slots=True)
class Concept:
    """A thing a form can state. names: alternatives; in ranges each is ``from,to``."""

    topic: str
    labels: tuple[str, ...]
    names: tuple[str, ...]
    kind: str
    maker: str


@lru_cache(maxsize=1)
def concepts() -> dict[str, tuple[Concept, ...]]:
    """The catalogue by topic."""
    out: dict[str, list[Concept]] = {}
    for line in Path(__file__).with_name("fields.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            topic, labels, names, kind, maker = (part.strip() for part in line.split(" | "))
            out.setdefault(topic, []).append(
                Concept(topic, tuple(labels.split(";")), tuple(names.split(";")), kind, maker)
            )
    return {topic: tuple(found) for topic, found in out.items()}


def invent(rng: random.Random) -> Concept:
    """A field of plain words nobody listed: ``Harbor inspection date``."""
    head, kind, maker = rng.choice(HEADS)
    words = rng.sample(pools().words["en"], rng.choice((1, 1, 2, 2)))
    bare = head.strip(".").lower()
    phrase = " ".join(words)
    label = rng.choice(
        (
            f"{phrase} {head}",
            f"{phrase} {head}",
            f"{head} of {phrase}" if head[-1] != "." else f"{phrase} {head}",
        )
    )
    stem = "_".join(words)
    names = [
        f"{stem}_{bare}",
        f"{stem}_{bare}",
        f"{bare}_of_{stem}",
        f"{stem}_{SHORT.get(bare, bare)}",
    ]
    if len(words) == 2:
        names += [
            f"{words[0][:4]}_{words[1]}_{bare}",
            f"{words[1]}_{bare}" if rng.random() < 0.3 else f"{stem}_{bare}",
        ]
    return Concept("invented", (label[0].upper() + label[1:],), tuple(names), kind, maker)


def camel(name: str) -> str:
    """``flight_from`` -> ``flightFrom``."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def shortened(name: str) -> str:
    """``contract_number`` -> ``contract_no``."""
    return "_".join(SHORT.get(word, word) for word in name.split("_"))


def restyle(name: str, style: str) -> str:
    """A name in the schema's style, ``snake`` where it is none of those below."""
    words = name.split("_")
    if style == "words":
        return " ".join(words).capitalize()
    if style == "upper":
        return name.upper()
    if style == "title":
        return "_".join(word.capitalize() for word in words)
    if style == "camel":
        return camel(name)
    if style == "pascal":
        return "".join(word.capitalize() for word in name.split("_"))
    return name.replace("_", "-") if style == "kebab" else name
