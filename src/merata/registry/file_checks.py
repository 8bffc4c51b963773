"""What only the whole file shows: numbers that stand twice, and families without a head or with two."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from hashlib import blake2b

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.registry import benefit_cells
from merata.registry.findings import FINDINGS, KINDS
from merata.registry.noting import Notes
from merata.registry.recognition import Recognition
from merata.registry.record import PERSONAL, Chunk
from merata.registry.row_checks import Checked, parted, typed_rows
from merata.tables.personal_numbers import masked

Numbers = NDArray[np.int64]
Further = Callable[[pa.Table, Notes], None]
"""What somebody else holds against all rows of a chunk, and notes: a registry that knows who lives where."""

BENEFIT = "recipient, programme and year"
"""By what a row of a list of recipients is known again; no column of its own."""


class FileCheck:
    """Checks the chunks of one file in their order, and remembers between them what the whole file must satisfy.

    Of each accepted row it keeps some 60 bytes: 90 MB for 1.4 million rows.

        check = FileCheck(export.recognition, on=today, villages=codes)
        for chunk in export.chunks():
            checked = check.rows(chunk)      # accepted, faulty, findings of these rows
        families = check.families()          # warnings: families without head, with two
    """

    def __init__(
        self,
        recognition: Recognition,
        *,
        on: date,
        villages: frozenset[str] | None = None,
        repeats: bool = False,
        further: Further | None = None,
    ) -> None:
        self._recognition = recognition
        # Who moved away may die afterwards: both are events of one person.
        self._repeats = repeats or recognition.layout.level == "event"
        self._on = on
        self._villages = villages
        self._further = further
        self._key, self._code = _key_of(recognition)
        self._seen = _Seen()
        self._families: list[pa.Table] = []

    def rows(self, chunk: Chunk) -> Checked:
        """As `check_rows`, and a fault for each row whose NIK (family, in a file of families) stands in an earlier one.

        Only accepted rows count: a sound row is not kept out by a faulty one before it. Where the check was made with
        `repeats`, such rows are no faults: whoever links records looks for them. In a list of recipients it is the
        recipient with programme and year that may stand there once.
        """
        record, notes = typed_rows(chunk, self._recognition, on=self._on, villages=self._villages)
        if self._further is not None:
            self._further(record, notes)
        if not self._repeats:
            self._note_repeated(record, notes)
        checked = parted(chunk, self._recognition, record, notes)
        if self._recognition.layout.level == "person" and "relation" in self._recognition.names:
            self._families.append(_of_families(record, notes))
        return checked

    def _note_repeated(self, record: pa.Table, notes: Notes) -> None:
        shown_as = pc.coalesce(record["nik"], record["kk"]) if self._key == BENEFIT else record[self._key]
        keyed = _benefit_keys(record) if self._key == BENEFIT else record[self._key]
        sound = np.flatnonzero(~notes.faulty & keyed.is_valid().to_numpy())
        keys = _as_integers(keyed.take(pa.array(sound)), digits=self._key in PERSONAL)
        earlier = self._seen.add(keys, notes.numbers[sound])
        repeated = np.zeros(record.num_rows, dtype=np.bool_)
        repeated[sound[earlier > 0]] = True
        shown = np.full(record.num_rows, None, dtype=object)
        for at, row in zip(sound[earlier > 0].tolist(), earlier[earlier > 0].tolist(), strict=True):
            shown[at] = f"{masked(shown_as[at].as_py())} = baris/row {row}"
        notes.note(self._code, repeated, self._name_of_key(), pa.array(shown, pa.string()))

    def _name_of_key(self) -> str | None:
        """The file's own name of the column by which rows are known again."""
        names = self._recognition.names
        return names.get("nik") or names.get("kk") if self._key == BENEFIT else names.get(self._key)

    def families(self) -> pa.Table:
        """The warnings about whole families (`findings.FINDINGS`, at the family's first row), when all rows are in.

        Who died or moved away is no head any more. A family of which nobody is left, or of which a row stays out, is
        passed over. Empty for a file of families, or one without relations.
        """
        if not self._families:
            return FINDINGS.empty_table()
        rows = pa.concat_tables(self._families)
        heads = rows.group_by("family", use_threads=False).aggregate(
            [("head", "sum"), ("here", "sum"), ("faulty", "sum"), ("row", "first"), ("sheet", "first")]
        )
        whole = pc.and_(pc.is_valid(heads["family"]), pc.equal(heads["faulty_sum"], 0))
        heads = heads.filter(pc.and_(whole, pc.greater(heads["here_sum"], 0)))
        parts = []
        for code, wrong in (
            ("no_head", pc.equal(heads["head_sum"], 0)),
            ("two_heads", pc.greater(heads["head_sum"], 1)),
        ):
            found = heads.filter(wrong)
            count = found.num_rows
            parts.append(
                pa.table(
                    [
                        found["row_first"],
                        found["sheet_first"],
                        pa.repeat(pa.scalar(self._recognition.names["relation"]), count),
                        pa.repeat(pa.scalar(code), count),
                        pa.repeat(pa.scalar(KINDS[code].severity.value), count),
                        pa.array([masked(family) for family in found["family"].to_pylist()], pa.string()),
                    ],
                    schema=FINDINGS,
                )
            )
        joined = pa.concat_tables(parts)
        return joined.take(pc.sort_indices(joined["row"])).combine_chunks()


class _Seen:
    """Which numbers stood in earlier rows, and in which: sorted pieces, merged as they double."""

    def __init__(self) -> None:
        self._pieces: list[tuple[Numbers, Numbers]] = []

    def add(self, keys: Numbers, rows: Numbers) -> Numbers:
        """For each of `keys`, the earlier row that has it, 0 where none has; the new ones are remembered."""
        order = np.argsort(keys, kind="stable")
        ordered = keys[order]
        first = np.concatenate(([True], ordered[1:] != ordered[:-1])) if len(order) else np.zeros(0, dtype=np.bool_)
        start = np.maximum.accumulate(np.where(first, np.arange(len(order)), 0)) if len(order) else order
        earlier = np.zeros(len(keys), dtype=np.int64)
        earlier[order] = np.where(first, 0, rows[order][start])
        for known, known_rows in self._pieces:
            at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
            earlier = np.where(known[at] == keys, known_rows[at], earlier)
        new = earlier == 0
        self._keep(keys[new], rows[new])
        return earlier

    def _keep(self, keys: Numbers, rows: Numbers) -> None:
        if not len(keys):
            return
        while self._pieces and len(self._pieces[-1][0]) <= 2 * len(keys):
            known, known_rows = self._pieces.pop()
            keys, rows = np.concatenate((known, keys)), np.concatenate((known_rows, rows))
        order = np.argsort(keys, kind="stable")
        self._pieces.append((keys[order], rows[order]))


def _key_of(recognition: Recognition) -> tuple[str, str]:
    """By which column rows are known again, and the fault of a row that is known already."""
    match recognition.layout.level:
        case "household":
            return _family_key(recognition), "kk_repeated"
        case benefit_cells.LEVEL:
            return BENEFIT, "benefit_repeated"
        case _:
            return "nik", "nik_repeated"


def _benefit_keys(record: pa.Table) -> pa.ChunkedArray:
    """Who, what and when as one text, by NIK where there is one; null where one of them is missing."""
    who = pc.coalesce(record["nik"], pc.binary_join_element_wise("kk", record["kk"], ""))
    return pc.binary_join_element_wise(who, record["programme"], record["year"].cast(pa.string()), "|")


def _family_key(recognition: Recognition) -> str:
    return "kk" if "kk" in recognition.names else "source_household_id"


def _as_integers(keys: pa.ChunkedArray, *, digits: bool) -> Numbers:
    """Sixteen digits as a number; an office's own identifiers as eight bytes of a hash of them."""
    if digits:
        return np.asarray(pc.cast(keys, pa.int64()).to_numpy())
    hashes = (blake2b(key.encode(), digest_size=8).digest() for key in keys.to_pylist())
    return np.frombuffer(b"".join(hashes), dtype=np.int64)


def _of_families(record: pa.Table, notes: Notes) -> pa.Table:
    """What is kept of each row for the families: which it belongs to, and whether it is a head that is still there."""
    gone = pc.or_(*(pc.fill_null(record[name], fill_value=False) for name in ("died", "moved_out")))
    here = pc.invert(gone).cast(pa.int64())
    head = pc.fill_null(pc.equal(record["relation"], "head"), fill_value=False).cast(pa.int64())
    return pa.table(
        {
            "family": pc.coalesce(record["kk"], record["source_household_id"]),
            "row": record["row"],
            "sheet": record["sheet"],
            "here": here.cast(pa.int8()),
            "head": pc.multiply(head, here).cast(pa.int8()),
            "faulty": pa.array(notes.faulty).cast(pa.int8()),
        }
    )
