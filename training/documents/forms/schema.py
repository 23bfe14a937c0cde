"""Turns a printed form into a question: a user-like schema of some fields, some of them absent, or
the built-in form schema."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from training.documents.canvas import Canvas, Mark
from training.documents.forms.catalogue import Concept, concepts, restyle, shortened
from training.documents.forms.sheet import Box, Field

TYPES = {"amount": "number", "quantity": "number", "percent": "number", "boolean": "boolean"}


#: how users write names: words joined in some way, or the printed label itself
STYLES = {
    "snake": 44, "camel": 14, "pascal": 12, "label": 16, "words": 6, "upper": 3, "title": 3,
    "kebab": 2,
}  # fmt: skip
#: names a list of plain values is asked by
LISTS = {
    "party": ("party", "parties", "party", "party_name", "contracting_parties", "signatories"),
}
_BARRED = str.maketrans(".[]", "   ")


@dataclass(slots=True)
class Group:
    """Boxes under one label; name: what a user may call the choice. printed: they are in this
    window of the document."""

    label: str
    name: str
    boxes: list[Box]
    printed: bool = True


@dataclass(frozen=True, slots=True)
class Listed:
    """Fields that are asked for as one list of plain values."""

    name: str
    fields: tuple[Field, ...]


@dataclass(slots=True)
class Question:
    """properties: the schema asked. values: typed truth. paths: provisional mark -> path."""

    properties: dict[str, object] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)


def remark(canvases: list[Canvas], paths: dict[str, str]) -> None:
    """Provisional marks become the asked paths or go."""
    for canvas in canvases:
        for word in canvas.words:
            if word.marks:
                word.marks = tuple(
                    Mark(paths[m.path], m.start, m.end) for m in word.marks if m.path in paths
                )


def _describe(rng: random.Random, label: str, topic: str) -> str:
    text = label.rstrip(".:?").lower()
    return rng.choice(
        (
            f"{label}",
            f"The {text}",
            f"{text} as stated on the form",
            f"The {text} of the {topic}" if topic != "invented" else f"{text}",
            f"Value of '{label}'",
        )
    )


def _property(
    rng: random.Random, kind: str, label: str, topic: str, *, described: bool
) -> dict[str, object]:
    json_type = TYPES.get(kind, "string")
    if json_type == "number" and rng.random() < 0.3:
        json_type = "string"
    out: dict[str, object] = {"type": json_type, "x-kind": kind}
    if described:
        out["description"] = _describe(rng, label, topic)
    return out


class _Asker:
    """Adds properties with names that do not clash."""

    def __init__(self, rng: random.Random) -> None:
        self.rng, self.question = rng, Question()
        self.style = rng.choices(list(STYLES), list(STYLES.values()))[0]
        self.described = rng.choice((0.0, 0.0, 0.5, 1.0))
        self.short = rng.random() < 0.15

    def name(self, name: str, label: str) -> str:
        """A name as this user writes names. label: as printed, "" where nothing is."""
        if self.style == "label" and label:
            return " ".join(label.translate(_BARRED).split())[:90].strip()
        return restyle(shortened(name) if self.short else name, self.style)

    def add(self, name: str, kind: str, label: str, topic: str, printed: str = "") -> str | None:
        """The property's final name, None where the name is taken. printed: the label there."""
        name = self.name(name, printed)
        if not name or name in self.question.properties:
            return None
        obscure = self.rng.random() < 0.03
        if obscure:
            name = f"field_{len(self.question.properties) + 1}"
        described = obscure or self.rng.random() < self.described
        self.question.properties[name] = _property(
            self.rng, kind, label, topic, described=described
        )
        return name

    def ask(self, item: Field) -> None:
        """Asks for a printed field; an empty one is asked for and absent."""
        concept = item.concept
        names = self.rng.choice(concept.names).split(",")
        subs = ("", "2") if len(names) == 2 else ("",)
        wanted = subs if len(subs) == 1 or self.rng.random() < 0.85 else (self.rng.choice(subs),)
        for sub in wanted:
            label = item.label or concept.labels[0]
            # A user knows such forms, not just this one: the label may be another's.
            printed = item.label
            if printed and self.rng.random() < 0.3:
                printed = self.rng.choice(concept.labels)
            if len(subs) == 2:
                label += " end" if sub else " start"
                printed = label if printed else ""
            name = self.add(names[subs.index(sub)], concept.kind, label, concept.topic, printed)
            if name is not None and item.value is not None:
                self.question.values[name] = item.value.typed[sub]
                self.question.paths[item.tag(sub)] = name

    def ask_list(self, listed: Listed) -> None:
        """Asks for fields as a list of plain values, in the order they are printed."""
        first = listed.fields[0].concept
        name = self.name(self.rng.choice(LISTS[listed.name]), "")
        if name in self.question.properties:
            return
        leaf = _property(self.rng, first.kind, listed.name, first.topic, described=False)
        leaf.pop("description", None)
        if self.rng.random() < self.described:
            leaf["description"] = self.rng.choice((f"each {listed.name}", f"Name of a {name}"))
        self.question.properties[name] = {"type": "array", "items": leaf}
        filled = [item for item in listed.fields if item.value is not None]
        for index, item in enumerate(filled):
            assert item.value is not None
            self.question.values[f"{name}[{index}]"] = item.value.typed[""]
            self.question.paths[item.tag("")] = f"{name}[{index}]"

    def ask_missing(self, concept: Concept) -> None:
        """Asks for something the form does not have."""
        self.add(
            self.rng.choice(concept.names).split(",")[0],
            concept.kind,
            concept.labels[0],
            concept.topic,
        )

    def ask_boxes(self, group: Group) -> None:
        """Booleans for boxes, or the ticked label as the choice."""
        ticked = [box for box in group.boxes if box.ticked and group.printed]
        if self.rng.random() < 0.4 and len(ticked) <= 1:
            name = self.add(group.name, "string", group.label, "form")
            if name is not None and ticked:
                self.question.values[name] = ticked[0].label
                self.question.paths[f"{ticked[0].index}.box"] = name
            return
        for box in self.rng.sample(group.boxes, self.rng.randint(1, len(group.boxes))):
            words = "".join(c if c.isalnum() else " " for c in box.label.lower()).split()
            bare = "_".join(words)
            short = words[0] if len(words[0]) > 2 else "".join(words[:2])
            stem = self.rng.choice(
                (f"{group.name}_{bare}", f"{group.name}_{short}", f"is_{bare}", bare)
            )
            label = f"{group.label}: {box.label}"
            name = self.add(stem[:60], "boolean", label, "form", box.label)
            if name is not None and group.printed:
                self.question.values[name] = "true" if box.ticked else "false"


def _absent(
    rng: random.Random, used: set[str], labels: set[tuple[str, ...]], topics: list[str]
) -> list[Concept]:
    """Concepts of the topics that are not printed, none with a name like a printed one's."""
    heads = {name.split(",")[0].split("_")[-1] for name in used}
    spare = [
        concept
        for topic in topics
        for concept in concepts()[topic]
        if concept.labels not in labels
        and not used & set(concept.names)
        and not any("_" not in name and name in heads for name in concept.names)
    ]
    return rng.sample(spare, min(len(spare), rng.choice((0, 0, 1, 1, 2, 3))))


def _gathered(rng: random.Random, wanted: list[Field], fields: list[Field]) -> list[Field | Listed]:
    """Fields that make up a list are mostly asked for as one, all of them."""
    out: list[Field | Listed] = []
    joined: dict[str, bool] = {}
    for item in wanted:
        if not item.listed:
            out.append(item)
        elif item.listed not in joined:
            whole = [one for one in fields if one.listed == item.listed]
            # Of three or more nobody asks one by one.
            joined[item.listed] = len(whole) > 2 or rng.random() < 0.75
            if joined[item.listed]:
                out.append(Listed(item.listed, tuple(sorted(whole, key=lambda one: one.index))))
                continue
        if item.listed and not joined[item.listed]:
            out.append(item)
    return out


def ask(
    rng: random.Random,
    fields: list[Field],
    groups: list[Group],
    topics: list[str],
    barred: frozenset[str],
) -> Question:
    """A schema of some fields and some that are absent. barred: names not to ask as absent."""
    asker = _Asker(rng)
    wanted = rng.sample(fields, min(len(fields), rng.randint(4, 12)))
    if rng.random() < 0.6:
        wanted.sort(key=lambda item: item.index)
    printed = {name for item in fields for name in item.concept.names}
    used = printed | {group.name for group in groups} | barred
    jobs: list[Field | Group | Concept | Listed] = [*_gathered(rng, wanted, fields)]
    jobs += [group for group in groups if rng.random() < 0.7]
    for concept in _absent(rng, used, {item.concept.labels for item in fields}, topics):
        jobs.insert(rng.randint(0, len(jobs)), concept)
    for job in jobs:
        if isinstance(job, Field):
            asker.ask(job)
        elif isinstance(job, Listed):
            asker.ask_list(job)
        elif isinstance(job, Group):
            asker.ask_boxes(job)
        else:
            asker.ask_missing(job)
    return asker.question


def ask_everything(fields: list[Field], groups: list[Group]) -> Question:
    """The built-in form schema: every label with its value, every box with its state."""
    question = Question()
    for place, item in enumerate(fields):
        stem = f"pairs[{place}]"
        question.values[f"{stem}.key"] = " ".join(item.label.split())
        question.paths[f"{item.index}.key"] = f"{stem}.key"
        if item.value is not None:
            question.values[f"{stem}.value"] = " ".join(
                "".join(text for text, _ in item.value.parts).split()
            )
            for sub in ("", "2", None):
                question.paths[item.tag(sub)] = f"{stem}.value"
    for place, box in enumerate(box for group in groups for box in group.boxes):
        question.values[f"checkboxes[{place}].label"] = box.label
        question.values[f"checkboxes[{place}].checked"] = "true" if box.ticked else "false"
        question.paths[f"{box.index}.box"] = f"checkboxes[{place}].label"
    return question
