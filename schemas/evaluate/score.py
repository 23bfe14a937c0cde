"""One document's result against one line of a manifest. Knows no files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from schemas.evaluate.ceiling import GivenText
from schemas.evaluate.fields import (
    EXTRA,
    Field,
    fields_of,
    header_of,
    own_leaves,
    read,
    values_at,
)
from schemas.evaluate.items import score_items
from schemas.evaluate.lists import lists_of
from schemas.evaluate.matchers import same_amount
from schemas.evaluate.outcome import MISSING, FieldScore, Judged, judge
from schemas.evaluate.pairs import score_pairs
from schemas.evaluate.pointers import child


def score_document(line: Mapping[str, Any], result: Mapping[str, Any] | None) -> list[FieldScore]:
    """Every labelled value of a manifest line against a result (``data`` as in the CLI's JSON).

    result: None or one without ``data`` (a failed document) misses everything. A key that is not
    labelled is left out; so is a null, unless the line's ``truth_origin`` is ``typed-by-eye``.
    Where the result has its ``text``, the labels are looked for in it.
    """
    data = (result or {}).get("data")
    text = (result or {}).get("text")
    return list(_Scorer(line, data if isinstance(data, Mapping) else {}, text).scores())


class _Scorer:
    def __init__(self, line: Mapping[str, Any], data: Mapping[str, Any], text: str | None) -> None:
        self._data = data
        self._document, self._kind = str(line["path"]), str(line["kind"])
        self._truth: Mapping[str, Any] = line["truth"]
        self._null_is_absent = line.get("truth_origin") == "typed-by-eye"
        self._without_spaces = "spaces removed" in (line.get("notes") or "")
        self._date_ambiguous = bool(self._truth.get("date_ambiguous"))
        self._given = (
            None
            if text is None
            else GivenText(
                text,
                kind=self._kind,
                without_spaces=self._without_spaces,
                either_order=self._date_ambiguous,
            )
        )

    def scores(self) -> Iterator[FieldScore]:
        header = header_of(self._kind)
        for field in fields_of(
            self._kind,
            without_spaces=self._without_spaces,
            date_ambiguous=self._date_ambiguous,
        ):
            expected = _labelled(self._truth, field.key)
            yield from self._scored(self._judged(field, expected), header=field.key in header)
        for name in lists_of(self._kind):
            yield from self._rows(name)
        yield from self._extra()
        yield from self._pairs()

    def _judged(self, field: Field, expected: Any) -> Judged:
        found = read(self._data, field)
        pointer, got = found[0] if found else (None, None)
        # On an ad-buy invoice the gross total, before the agency's commission, is as good as the
        # net one.
        other = (self._truth.get("extra") or {}).get("gross_total")
        gross = field.key == "total" and None not in (other, got) and same_amount(other, got)
        if gross and expected is not MISSING:
            return Judged(field.key, "correct", expected, got, pointer)
        outcome = judge(expected, got, field.same, null_is_absent=self._null_is_absent)
        return Judged(field.key, outcome, expected, got, pointer)

    def _rows(self, name: str) -> Iterator[FieldScore]:
        expected = self._truth.get(name)
        if not isinstance(expected, list) or (not expected and not self._null_is_absent):
            return
        rows = self._data.get(name) or []
        columns = lists_of(self._kind)[name]
        # What is no row keeps its place: pointers count it.
        got = [row if isinstance(row, Mapping) else {} for row in rows]
        for cell in score_items(
            [_labelled_cells(row, columns) for row in expected],
            got,
            columns,
            without_spaces=self._without_spaces,
            null_is_absent=self._null_is_absent,
        ):
            yield from self._scored(cell, name)

    def _extra(self) -> Iterator[FieldScore]:
        extra = self._truth.get("extra") or {}
        for field in EXTRA:
            expected = extra.get(field.key)
            # Of several numbers any one will do: a result has one place for them.
            wanted = expected if isinstance(expected, list) else [expected]
            asked = any(values_at(self._data, path.split("[]")[0]) for path in field.paths)
            if not asked or expected is None or not wanted:
                continue
            found: Sequence[tuple[str | None, Any]] = read(self._data, field) or [(None, None)]
            pairs = [(each, *value) for each in wanted for value in found]
            hit = (pair for pair in pairs if pair[2] is not None and field.same(pair[0], pair[2]))
            each, pointer, got = next(hit, (wanted[0], *found[0]))
            outcome = judge(each, got, field.same, null_is_absent=False)
            if got is None and field.key == "prepaid" and not each:
                outcome = "correct_null"
            yield from self._scored(Judged(field.key, outcome, each, got, pointer), "extra")

    def _pairs(self) -> Iterator[FieldScore]:
        expected = self._truth.get("pairs") or []
        keys = {str(pair["key"]) for pair in expected}
        # An invoice read with the invoice schema has no pairs to answer with.
        has_schema = self._kind in ("invoice", "receipt") or own_leaves(self._kind)
        if has_schema and not self._data.keys() & {"pairs", *keys}:
            return
        for pair in score_pairs(expected, self._data):
            yield from self._scored(pair, "pairs")

    def _scored(
        self, judged: Judged, group: str | None = None, *, header: bool = False
    ) -> Iterator[FieldScore]:
        """The score of one value; none where it is not labelled. group: what its field is part of,
        with a list of its own or none in the result."""
        if judged.outcome == "unscored":
            return
        pointer = judged.pointer
        if group in lists_of(self._kind) and pointer is not None:
            pointer = child("", str(group)) + pointer
        field = judged.key if group is None else f"{group}.{judged.key}"
        expected = None if judged.expected is MISSING else judged.expected
        yield FieldScore(
            document=self._document,
            kind=self._kind,
            field=field,
            outcome=judged.outcome,
            expected=expected,
            got=judged.got,
            header=header,
            pointer=pointer,
            was_given=None if self._given is None else self._given.holds(field, expected),
        )


def _labelled(truth: Mapping[str, Any], key: str) -> Any:
    """The label under ``totals.total``, written so or as an object in an object; `MISSING` where
    there is none.
    """
    if key in truth:
        return truth[key]
    name, _, rest = key.partition(".")
    inner = truth.get(name)
    return _labelled(inner, rest) if rest and isinstance(inner, Mapping) else MISSING


def _labelled_cells(row: Any, keys: Iterable[str]) -> dict[str, Any]:
    """The labels of one row of a list."""
    cells = {key: _labelled(row, key) for key in keys} if isinstance(row, Mapping) else {}
    return {key: value for key, value in cells.items() if value is not MISSING}
