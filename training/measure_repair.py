"""What repair is worth: ``python -m training.measure_repair --documents 800 --seed 7001``.

Generated documents that nobody trained on are read. Where the arithmetic of what was read holds,
one number is then misread on purpose, and repair either finds the right one, or refuses, or is
wrong. And all documents are looked at as they were read: how many values repair puts right, and how
many wrong. Knows no training.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from docflow.errors import DocflowError
from docflow.results import Json
from schemas.checks.figures import to_decimal
from schemas.checks.rules import run_arithmetic
from schemas.normalise import DocumentContext, normalise
from schemas.schema import Schema, load_builtin
from training.held_out import held_out
from training.judge import right_values
from training.measure import load
from workers.budgets import NANO_BUDGET
from workers.document import asked_of, plan_document
from workers.models import LoadedModel
from workers.steps.ask import ask
from workers.steps.assemble import data_of, notation_of, type_values
from workers.steps.confidence import Typed
from workers.steps.merge import merge_windows
from workers.steps.repair import repaired
from workers.steps.runner_ups import LEAST_LOGPROB
from workers.steps.table_end import end_table_at_sums
from workers.steps.values import RunnerUp, WindowReading
from workers.steps.windows import take

#: a window's time: none is cut short because the machine is busy
WINDOW_S = 120.0
KINDS = ("invoice", "receipt")
#: a misread number is the model's next best, or any other that is printed; in the hard cases the
#: model was as sure of it as it was of the right one
CASES = ("runner_up", "printed", "runner_up_sure", "printed_sure")

#: an amount with its cents
_AMOUNT = re.compile(r"(?<![\w.,'’/-])\d[\d.,'’]*[.,]\d\d(?![\w.,'’/-])")


@dataclass(frozen=True, slots=True)
class Read:
    """A document as it was read. truth: by path."""

    kind: str
    truth: Mapping[str, str]
    windows: tuple[WindowReading, ...]


@dataclass(frozen=True, slots=True)
class Values:
    """Its typed values, and what repair wants to know besides."""

    schema: Schema
    values: tuple[Typed, ...]
    context: DocumentContext
    text: str

    @property
    def data(self) -> Json:
        return data_of(self.schema, self.values)

    def repaired(self) -> Values:
        done = repaired(self.schema, self.values, self.data, self.context)
        return replace(self, values=tuple(done))


def read(model: LoadedModel, count: int, seed: int) -> Iterator[Read]:
    """The first `count` invoices and receipts of a set that can be read."""
    index = found = 0
    while found < count:
        document = held_out(seed, index)
        index += 1
        if document.kind not in KINDS:
            continue
        schema = asked_of(document.schema, model.profile.budget)
        pages = {page.number: page for page in document.pages}
        plan = plan_document(document.pages, model.profile.budget)
        parts = [[take(pages[piece.number], piece) for piece in part] for part in plan]
        try:
            windows = tuple(ask(model, schema, part, WINDOW_S) for part in parts)
        except DocflowError as error:
            print(f"document {index - 1}: {error}", flush=True)
            continue
        found += 1
        yield Read(document.kind, dict(document.values), windows)


def typed(document: Read) -> Values:
    """Its values before any repair."""
    schema = asked_of(load_builtin(document.kind), NANO_BUDGET)
    text = "\n".join(window.text for window in document.windows)
    readings = end_table_at_sums(merge_windows(document.windows))
    values = type_values(schema, readings, text)
    return Values(schema, tuple(values), notation_of(schema, readings, text), text)


def natural(documents: Sequence[Read]) -> Counter[str]:
    """What repair does to documents as they were read."""
    counts: Counter[str] = Counter()
    for document in documents:
        before = typed(document)
        after = before.repaired()
        was, now = (right_values(v.schema, document.truth, v.data) for v in (before, after))
        failed = [check for check in run_arithmetic(before.data) if check.passed is False]
        counts["documents"] += 1
        counts["documents_with_a_failed_check"] += bool(failed)
        for value in after.values:
            if value.repaired is not None:
                counts["repairs"] += 1
                outcome = (was.get(value.path, False), now.get(value.path, False))
                counts[_OUTCOMES[outcome]] += 1
    return counts


_OUTCOMES = {
    (False, True): "wrong_to_right",
    (True, False): "right_to_wrong",
    (False, False): "wrong_to_wrong",
    (True, True): "right_to_right",
}


def misread(documents: Sequence[Read], case: str, seed: int) -> Counter[str]:
    """One number of each document misread on purpose, where the arithmetic holds."""
    counts: Counter[str] = Counter()
    for index, document in enumerate(documents):
        values = typed(document)
        checks = run_arithmetic(values.data)
        if not any(check.passed for check in checks) or any(c.passed is False for c in checks):
            continue
        rng = random.Random(f"misread {seed} {index} {case}")
        amounts = [i for i, v in enumerate(values.values) if v.kind == "amount" and v.value]
        rng.shuffle(amounts)
        spoilt = next((s for i in amounts if (s := _spoil(values, i, case, rng))), None)
        if spoilt is None:
            continue
        counts["misread"] += 1
        place, wrong = spoilt
        right = values.values[place].value
        if all(check.passed is not False for check in run_arithmetic(wrong.data)):
            counts["no_check_fails"] += 1
            continue
        after = wrong.repaired()
        changed = [v for v in after.values if v.repaired is not None]
        is_right = to_decimal(after.values[place].value) == to_decimal(right)
        others = [v for v in changed if v.path != values.values[place].path]
        counts["refused" if not changed else "right" if is_right and not others else "wrong"] += 1
    return counts


def _spoil(values: Values, place: int, case: str, rng: random.Random) -> tuple[int, Values] | None:
    """The values with another number at `place`, and the right one among its runner-ups."""
    value = values.values[place]
    reading = value.reading
    assert reading.place is not None
    known = {other.raw: other for other in reading.runner_ups}
    if case.startswith("runner_up"):
        choices = [raw for raw, other in known.items() if _differs(values, value, raw)][:1]
    else:
        printed = dict.fromkeys(_AMOUNT.findall(values.text))
        choices = [raw for raw in printed if _differs(values, value, raw)]
    if not choices:
        return None
    raw = rng.choice(choices)
    unsure = known[raw].logprob if raw in known else LEAST_LOGPROB
    best = max((other.logprob for other in reading.runner_ups), default=LEAST_LOGPROB)
    sure = reading.certainty.logprob
    wrong_logprob, right_logprob = (sure, best) if case.endswith("sure") else (unsure, sure)
    right = RunnerUp(str(reading.raw), reading.place, reading.source, right_logprob)
    others = [other for other in reading.runner_ups if other.raw != raw]
    spoilt = replace(
        reading,
        raw=raw,
        place=known[raw].place if raw in known else reading.place,
        certainty=replace(reading.certainty, logprob=wrong_logprob),
        runner_ups=tuple(sorted([right, *others], key=lambda other: -other.logprob)),
    )
    changed = list(values.values)
    changed[place] = replace(value, reading=spoilt, value=_amount(values, raw))
    return place, replace(values, values=tuple(changed))


def _differs(values: Values, value: Typed, raw: str) -> bool:
    number = to_decimal(_amount(values, raw))
    return number is not None and number != to_decimal(value.value)


def _amount(values: Values, raw: str) -> Json:
    return normalise(raw, "amount", values.context).value


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, default=Path("model/weights"))
    parser.add_argument(
        "--documents", type=int, default=800, help="to be read; of about half the arithmetic holds"
    )
    parser.add_argument("--seed", type=int, default=7001)
    parser.add_argument("--readings", type=Path, help="keep what was read there, or use it")
    options = parser.parse_args()
    torch.set_num_threads(1)
    if options.readings and options.readings.exists():
        documents = pickle.loads(options.readings.read_bytes())
    else:
        documents = list(read(load(options.weights), options.documents, options.seed))
        if options.readings:
            options.readings.write_bytes(pickle.dumps(documents))
    report = {"natural": natural(documents)}
    report |= {case: misread(documents, case, options.seed) for case in CASES}
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
