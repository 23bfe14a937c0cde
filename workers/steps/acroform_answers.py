"""What the fields of a form answer: a text, whether a box is ticked, which box of a group. Each
with the words it may be asked for by. Knows no schema.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.normalise import normalise
from schemas.normalise.result import DocumentContext
from workers.steps.acroform_fields import FormField
from workers.steps.acroform_match import Target
from workers.steps.values import Place


@dataclass(frozen=True, slots=True)
class Answer:
    """raws: as filled in, the first as printed, others as the file calls it; empty where nothing
    is. is_on: of a box, None for a text. is_shown: whether the page prints the value; None where it
    does not tell.
    """

    target: Target
    raws: tuple[str, ...]
    is_on: bool | None
    place: Place
    is_shown: bool | None

    @property
    def is_filled(self) -> bool:
        return bool(self.is_on) if self.is_on is not None else bool(self.raws)

    @property
    def content(self) -> tuple[object, ...]:
        """Equal for answers that say the same."""
        return (self.is_on, *(raw.casefold() for raw in self.raws[:1]))


def answers_of(fields: Sequence[FormField]) -> list[Answer]:
    """Every answer of a document's fields."""
    answers = [answer_of(field) for field in fields]
    groups: dict[tuple[int, int], list[FormField]] = defaultdict(list)
    for field in fields:
        if field.is_box:
            groups[field.page, field.group].append(field)
    for members in groups.values():
        if len(members) > 1:
            answers.extend(_of_group(members))
    return answers


def answer_of(field: FormField) -> Answer:
    """What one field says by itself."""
    is_on = field.is_ticked if field.is_box else None
    raws = (field.value,) if field.value and not field.is_box else ()
    target = Target(field.label, field.caption, field.tooltip, field.name)
    return Answer(target, raws, is_on, _place(field), field.is_shown)


def _of_group(members: Sequence[FormField]) -> Iterator[Answer]:
    """The one box of a group that is ticked, as a text; of yes and no also as true or false."""
    ticked = [member for member in members if member.is_ticked]
    if len(ticked) > 1:
        return
    names = {member.name for member in members}
    name = members[0].name if len(names) == 1 else _common(sorted(names))
    tooltips = {member.tooltip for member in members}
    tooltip = members[0].tooltip if len(tooltips) == 1 else ""
    target = Target(members[0].caption, "", tooltip, name)
    chosen = ticked[0] if ticked else None
    raws = () if chosen is None else tuple(t for t in (chosen.label, chosen.value) if t)
    place = _place(members[0] if chosen is None else chosen)
    yield Answer(target, raws, None, place, None if chosen is None else True)
    states = [_yes_or_no(member) for member in members]
    if sorted(map(str, states)) == ["False", "True"] and chosen is not None:
        yield Answer(target, raws[:1], _yes_or_no(chosen), place, True)


def _yes_or_no(member: FormField) -> bool | None:
    value = normalise(member.label or member.value, "boolean", DocumentContext()).value
    return value if isinstance(value, bool) else None


def _common(names: Sequence[str]) -> str:
    """The part that all names begin with, up to a dot."""
    first, last = names[0], names[-1]
    same = 0
    while same < min(len(first), len(last)) and first[same] == last[same]:
        same += 1
    return first[:same].rpartition(".")[0]


def _place(field: FormField) -> Place:
    return Place(field.page, field.bbox)
