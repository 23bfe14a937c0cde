"""A result with what the document's codes say: values filled in, confirmed, or doubted.
Knows no model and no file; what is believed is decided in code_judge.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from docflow.results import CheckResult, FieldResult, Json, iterate_leaves
from docflow.shown_checks import shown
from schemas.checks import run_checks
from schemas.codes.facts import NUMBER
from schemas.schema import Schema
from schemas.tree import Leaf
from workers.steps.assemble import Assembled
from workers.steps.code_judge import Known, Verdict, judge
from workers.steps.code_printed import compact
from workers.steps.code_reading import FoundCode
from workers.steps.confidence import template_of

#: check that fails where a code holds what the page does not print: perhaps it was pasted over
MATCHES_PAGE = "barcode_matches_page"
#: check that fails where the page prints what the code holds, and something else was read
MATCHES_VALUES = "barcode_matches_values"
_CONFIRMED = 0.999
_CHECKED, _EXACT = 0.99, 0.98
#: who is paid is nearly always who sells, and who pays who buys
_ROLE = 0.9
_ROLES = ("/supplier/", "/customer/")
#: what `invoice` calls the document's number, in other schemas
_NUMBERS = ("/invoice_number", "/credit_note_number", "/order_number", "/delivery_note_number")
_MIN_IDENTIFIER_CHARS = 5
_ADDRESS = re.compile(r"(/(?:supplier|customer))/address/")


def with_codes(
    schema: Schema, asked: Schema, assembled: Assembled, codes: Sequence[FoundCode], text: str
) -> tuple[Schema, Assembled]:
    """The result with what codes say, and the schema it has now: that of `asked` and the leaves of
    `schema` that a code filled. text: all that is printed on the pages.
    """
    if not codes:
        return asked, assembled
    values = {path: value for path, value in iterate_leaves(assembled.data) if value is not None}
    number = next((path for path in _NUMBERS if path in values), NUMBER)
    named = dict(values)
    if number in named:
        named[NUMBER] = named.pop(number)
    verdict = judge(codes, named, text)
    if NUMBER in verdict.confirmed:
        verdict.confirmed[verdict.confirmed.index(NUMBER)] = number
    leaves = {leaf.pointer: leaf for leaf in schema.leaves()}
    _without_misfits(verdict, values, leaves)
    confirmed = {*verdict.confirmed, *_repeated(assembled.fields, codes, leaves)}
    shape = _with_leaves(schema, asked, verdict.given)
    fields = [
        _confirmed(field) if field["path"] in confirmed else field for field in assembled.fields
    ]
    fields = _filled(fields, verdict.given, leaves)
    assembled = replace(assembled, fields=fields)
    if verdict.given:
        assembled = _checked(shape, asked, assembled, verdict.given, leaves)
    checks = [*assembled.checks, *_told(verdict, confirmed)]
    return shape, replace(assembled, checks=checks)


def contradicts(checks: Sequence[CheckResult]) -> bool:
    """Whether a code says otherwise than the page."""
    return any(c["name"] in (MATCHES_PAGE, MATCHES_VALUES) and not c["passed"] for c in checks)


def _told(verdict: Verdict, confirmed: set[str]) -> Iterator[CheckResult]:
    if verdict.forged:
        yield _check(MATCHES_PAGE, False, "; ".join(verdict.forged))
    elif confirmed:
        sources = " and ".join(verdict.sources) or "a code"
        yield _check(MATCHES_PAGE, True, f"{sources} repeats {', '.join(sorted(confirmed))}")
    if verdict.doubted:
        yield _check(MATCHES_VALUES, False, "; ".join(verdict.doubted))


def _check(name: str, passed: bool, message: str) -> CheckResult:
    return {"name": name, "passed": passed, "message": message}


def _without_misfits(
    verdict: Verdict, values: Mapping[str, Json], leaves: Mapping[str, Leaf]
) -> None:
    """Leaves out what the schema has no leaf for, lists that were read, and the address of a party
    whose name was read otherwise.
    """
    has_tax = any(path.startswith("/tax/") for path in values)
    for path in list(verdict.given):
        leaf = leaves.get(template_of(path))
        party = _ADDRESS.match(path)
        is_misfit = leaf is None or leaf.json_type not in ("string", "number") or bool(leaf.enum)
        is_misfit = is_misfit or (has_tax and path.startswith("/tax/"))
        if party is not None:
            name, has_address = f"{party[1]}/name", any(p.startswith(party[0]) for p in values)
            is_other = name not in verdict.given and name not in verdict.confirmed
            is_misfit = is_misfit or has_address or is_other
        if is_misfit:
            del verdict.given[path]


def _repeated(
    fields: Sequence[FieldResult], codes: Sequence[FoundCode], leaves: Mapping[str, Leaf]
) -> Iterator[str]:
    """Paths of numbers that a code of any kind holds as they are, such as an order's bar code."""
    texts = {compact(found.code.text) for found in codes}
    for field in fields:
        leaf = leaves.get(template_of(field["path"]))
        value = compact(str(field["value"] or ""))
        is_long = len(value) >= _MIN_IDENTIFIER_CHARS
        if leaf is not None and leaf.kind in ("identifier", "iban") and is_long and value in texts:
            yield field["path"]


def _with_leaves(schema: Schema, asked: Schema, given: Mapping[str, Known]) -> Schema:
    """The schema that was asked, with the leaves that codes fill."""
    here = {leaf.pointer for leaf in asked.leaves()}
    wanted = here | {template_of(path) for path in given}
    if wanted == here:
        return asked
    return schema.subset([leaf.path for leaf in schema.leaves() if leaf.pointer in wanted])


def _confirmed(field: FieldResult) -> FieldResult:
    sure = max(field["confidence"] or 0.0, _CONFIRMED)
    return {**field, "confidence": sure, "checks": [*field["checks"], MATCHES_PAGE]}


def _filled(
    fields: Sequence[FieldResult], given: Mapping[str, Known], leaves: Mapping[str, Leaf]
) -> list[FieldResult]:
    """The fields, those of given paths from their codes, in place of what was read there."""
    kept = [field for field in fields if field["path"] not in given]
    return [*kept, *(_field(path, known, leaves) for path, known in given.items())]


def _field(path: str, known: Known, leaves: Mapping[str, Leaf]) -> FieldResult:
    sure = _CHECKED if known.has_check_digits else _EXACT
    return {
        "path": path,
        "value": _value(path, known, leaves),
        "raw": known.fact.raw,
        "page": known.found.page,
        "bbox": [round(side, 5) for side in known.found.code.bbox],
        "confidence": _ROLE if path.startswith(_ROLES) else sure,
        "source": "barcode",
        "checks": [],
    }


def _value(path: str, known: Known, leaves: Mapping[str, Leaf]) -> Json:
    is_number = leaves[template_of(path)].json_type == "number"
    return float(known.fact.value) if is_number else known.fact.value


def _checked(
    shape: Schema,
    asked: Schema,
    assembled: Assembled,
    given: Mapping[str, Known],
    leaves: Mapping[str, Leaf],
) -> Assembled:
    """The data with the given values in it, and the checks of data run anew."""
    values = dict(iterate_leaves(assembled.data))
    values |= {path: _value(path, known, leaves) for path, known in given.items()}
    data: dict[str, Json] = shape.without_forbidden_nulls(_shaped(shape.json, "", values))
    repaired = [field["path"] for field in assembled.fields if "repaired" in field]
    before, after = run_checks(asked, assembled.data), run_checks(shape, data)
    told_before = [shown(check, repaired) for check in before if check.passed is not None]
    others = [check for check in assembled.checks if check not in told_before]
    told = [shown(check, repaired) for check in after if check.passed is not None]
    failed = tuple(check for check in after if check.passed is False)
    fields: list[FieldResult] = [
        {**field, "checks": [c.name for c in after if c.passed and field["path"] in c.paths]}
        if field["path"] in given
        else field
        for field in assembled.fields
    ]
    return replace(assembled, data=data, fields=fields, checks=[*told, *others], failed=failed)


def _shaped(node: Mapping[str, Any], pointer: str, values: Mapping[str, Json]) -> Json:
    """Values by path in the schema's shape; what is not among them is null, or an empty list."""
    if "properties" in node:
        return {
            name: _shaped(child, f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}", values)
            for name, child in node["properties"].items()
        }
    if "items" in node:
        start = len(pointer) + 1
        indices = {path[start:].split("/")[0] for path in values if path.startswith(f"{pointer}/")}
        count = max((int(index) + 1 for index in indices if index.isdigit()), default=0)
        return [_shaped(node["items"], f"{pointer}/{i}", values) for i in range(count)]
    return values.get(pointer)
