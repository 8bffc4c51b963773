"""A whole export checked: its rows given on as they come, and a summary of what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from merata.progress import Step, silent
from merata.registry.benefit_cells import BENEFIT
from merata.registry.export import CHUNK_ROWS, Export
from merata.registry.file_checks import FileCheck
from merata.registry.findings import FINDINGS, KINDS, Severity
from merata.registry.household_cells import HOUSING
from merata.registry.record import RECORD
from merata.registry.row_checks import Checked

OF_PEOPLE = [name for name in RECORD.names if name not in (*HOUSING, *BENEFIT)]
EXAMPLES = 3
"""Examples of each kind of finding that a summary keeps."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of a file: rows, how many were accepted, findings by code, and a few examples of each."""

    rows: int
    accepted: int
    counts: dict[str, int]
    examples: pa.Table

    @property
    def faulty(self) -> int:
        """Rows that stay out."""
        return self.rows - self.accepted

    def of(self, severity: Severity) -> dict[str, int]:
        """The counts of the findings of one severity."""
        return {code: count for code, count in self.counts.items() if KINDS[code].severity is severity}


def check_export(
    export: Export,
    *,
    on: date,
    villages: frozenset[str] | None = None,
    each: Callable[[Checked], None] = lambda _: None,
    of_families: Callable[[pa.Table], None] = lambda _: None,
    repeats: bool = False,
    step: Step = silent,
) -> Summary:
    """Check every row of an export; `each` is given every part as soon as it is checked, `of_families` the warnings
    about families at the end.

    `on` and `villages` as in `row_checks.check_rows`; with `repeats` a number that stands twice is no fault.
    """
    check = FileCheck(export.recognition, on=on, villages=villages, repeats=repeats)
    rows = accepted = 0
    counts: Counter[str] = Counter()
    examples = _Examples()
    for chunk in export.chunks(CHUNK_ROWS):
        checked = check.rows(chunk)
        rows += checked.rows
        accepted += checked.accepted.num_rows
        counts.update(_counted(checked.findings))
        examples.add(checked.findings)
        each(checked)
        step(0.0, f"{rows:,}")
    families = check.families()
    counts.update(_counted(families))
    examples.add(families)
    of_families(families)
    in_order = {code: counts[code] for code in KINDS if code in counts}
    return Summary(rows, accepted, in_order, examples.table())


def sound_rows(
    export: Export,
    *,
    on: date,
    villages: frozenset[str] | None = None,
    repeats: bool = False,
    step: Step = silent,
) -> tuple[pa.Table, Summary]:
    """All sound rows of an export in one table, some 150 bytes each, and what was found.

    The columns of `record.RECORD` that tell of people: whoever compares or links them needs neither housing nor aid.
    """
    parts = [RECORD.empty_table().select(OF_PEOPLE)]

    def keep(checked: Checked) -> None:
        parts.append(checked.accepted.select(OF_PEOPLE))

    summary = check_export(export, on=on, villages=villages, each=keep, repeats=repeats, step=step)
    return pa.concat_tables(parts), summary


class _Examples:
    """The first findings of each kind."""

    def __init__(self) -> None:
        self._parts: dict[str, list[pa.Table]] = {}

    def add(self, findings: pa.Table) -> None:
        for code in pc.unique(findings["code"]).to_pylist():
            kept = self._parts.setdefault(code, [])
            room = EXAMPLES - sum(part.num_rows for part in kept)
            if room > 0:
                kept.append(findings.filter(pc.equal(findings["code"], code)).slice(0, room))

    def table(self) -> pa.Table:
        parts = [part for code in KINDS for part in self._parts.get(code, [])]
        return pa.concat_tables(parts) if parts else FINDINGS.empty_table()


def _counted(findings: pa.Table) -> dict[str, int]:
    return {pair["values"]: pair["counts"] for pair in pc.value_counts(findings["code"]).to_pylist()}
