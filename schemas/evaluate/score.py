"""One document's result against one line of a manifest. Knows no files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from schemas.evaluate.fields import EXTRA, Field, fields_of, header_of, read, values_at
from schemas.evaluate.items import score_items
from schemas.evaluate.matchers import same_amount
from schemas.evaluate.outcome import MISSING, FieldScore, Outcome, judge
from schemas.evaluate.pairs import score_pairs


def score_document(line: Mapping[str, Any], result: Mapping[str, Any] | None) -> list[FieldScore]:
    """Every labelled value of a manifest line against a result (``data`` as in the CLI's JSON).

    result: None or one without ``data`` (a failed document) misses everything. A key that is not
    labelled is left out; so is a null, unless the line's ``truth_origin`` is ``typed-by-eye``.
    """
    data = (result or {}).get("data")
    return list(_Scorer(line, data if isinstance(data, Mapping) else {}).scores())


class _Scorer:
    def __init__(self, line: Mapping[str, Any], data: Mapping[str, Any]) -> None:
        self._data = data
        self._document, self._kind = str(line["path"]), str(line["kind"])
        self._truth: Mapping[str, Any] = line["truth"]
        self._null_is_absent = line.get("truth_origin") == "typed-by-eye"
        self._without_spaces = "spaces removed" in (line.get("notes") or "")

    def scores(self) -> Iterator[FieldScore]:
        header = header_of(self._kind)
        for field in fields_of(
            self._kind,
            without_spaces=self._without_spaces,
            date_ambiguous=bool(self._truth.get("date_ambiguous")),
        ):
            expected = self._truth.get(field.key, MISSING)
            outcome, got = self._judged(field, expected)
            if outcome != "unscored":
                yield self._score(field.key, outcome, expected, got, header=field.key in header)
        yield from self._items()
        yield from self._extra()
        yield from self._pairs()

    def _judged(self, field: Field, expected: Any) -> tuple[Outcome, Any]:
        values = read(self._data, field)
        got = values[0] if values else None
        # On an ad-buy invoice the gross total, before the agency's commission, is as good as the
        # net one.
        other = (self._truth.get("extra") or {}).get("gross_total")
        gross = field.key == "total" and None not in (other, got) and same_amount(other, got)
        if gross and expected is not MISSING:
            return "correct", got
        return judge(expected, got, field.same, null_is_absent=self._null_is_absent), got

    def _items(self) -> Iterator[FieldScore]:
        expected = self._truth.get("line_items")
        if not isinstance(expected, list) or (not expected and not self._null_is_absent):
            return
        got = [row for row in self._data.get("line_items") or [] if isinstance(row, Mapping)]
        for key, outcome, wanted, value in score_items(
            expected, got, without_spaces=self._without_spaces, null_is_absent=self._null_is_absent
        ):
            if outcome != "unscored":
                yield self._score(f"line_items.{key}", outcome, wanted, value)

    def _extra(self) -> Iterator[FieldScore]:
        extra = self._truth.get("extra") or {}
        for field in EXTRA:
            expected = extra.get(field.key)
            # Of several numbers any one will do: a result has one place for them.
            wanted = expected if isinstance(expected, list) else [expected]
            asked = any(values_at(self._data, path.split("[]")[0]) for path in field.paths)
            if not asked or expected is None or not wanted:
                continue
            values = read(self._data, field)
            pairs = [(each, value) for each in wanted for value in values]
            hit = next((pair for pair in pairs if field.same(*pair)), None)
            each, got = hit or (wanted[0], values[0] if values else None)
            if got is None and field.key == "prepaid" and not each:
                yield self._score(f"extra.{field.key}", "correct_null", each, got)
                continue
            outcome = judge(each, got, field.same, null_is_absent=False)
            yield self._score(f"extra.{field.key}", outcome, each, got)

    def _pairs(self) -> Iterator[FieldScore]:
        expected = self._truth.get("pairs") or []
        keys = {str(pair["key"]) for pair in expected}
        # An invoice read with the invoice schema has no pairs to answer with.
        if self._kind in ("invoice", "receipt") and not self._data.keys() & {"pairs", *keys}:
            return
        for key, outcome, wanted, got in score_pairs(expected, self._data):
            yield self._score(f"pairs.{key}", outcome, wanted, got)

    def _score(
        self, field: str, outcome: Outcome, expected: Any, got: Any, *, header: bool = False
    ) -> FieldScore:
        expected = None if expected is MISSING else expected
        return FieldScore(self._document, self._kind, field, outcome, expected, got, header)
