"""What only the whole file shows: numbers that stand twice, and families without a head or with two."""

from __future__ import annotations

from datetime import date
from hashlib import blake2b

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.registry.findings import FINDINGS, KINDS
from merata.registry.noting import Notes
from merata.registry.recognition import Recognition
from merata.registry.record import PERSONAL, Chunk
from merata.registry.row_checks import Checked, parted, typed_rows
from merata.tables.personal_numbers import masked

Numbers = NDArray[np.int64]


class FileCheck:
    """Checks the chunks of one file in their order, and remembers between them what the whole file must satisfy.

    Of each accepted row it keeps some 60 bytes: 90 MB for 1.4 million rows.

        check = FileCheck(export.recognition, on=today, villages=codes)
        for chunk in export.chunks():
            checked = check.rows(chunk)      # accepted, faulty, findings of these rows
        families = check.families()          # warnings: families without head, with two
    """

    def __init__(
        self, recognition: Recognition, *, on: date, villages: frozenset[str] | None = None, repeats: bool = False
    ) -> None:
        self._recognition = recognition
        # Who moved away may die afterwards: both are events of one person.
        self._repeats = repeats or recognition.layout.level == "event"
        self._on = on
        self._villages = villages
        families = recognition.layout.level == "household"
        self._key, self._code = (_family_key(recognition), "kk_repeated") if families else ("nik", "nik_repeated")
        self._seen = _Seen()
        self._families: list[pa.Table] = []

    def rows(self, chunk: Chunk) -> Checked:
        """As `check_rows`, and a fault for each row whose NIK (family, in a file of families) stands in an earlier one.

        Only accepted rows count: a sound row is not kept out by a faulty one before it. Where the check was made with
        `repeats`, such rows are no faults: whoever links records looks for them.
        """
        record, notes = typed_rows(chunk, self._recognition, on=self._on, villages=self._villages)
        if not self._repeats:
            self._note_repeated(record, notes)
        checked = parted(chunk, self._recognition, record, notes)
        if self._recognition.layout.level == "person" and "relation" in self._recognition.names:
            self._families.append(_of_families(record, notes))
        return checked

    def _note_repeated(self, record: pa.Table, notes: Notes) -> None:
        sound = np.flatnonzero(~notes.faulty & record[self._key].is_valid().to_numpy())
        keys = _as_integers(record[self._key].take(pa.array(sound)), digits=self._key in PERSONAL)
        earlier = self._seen.add(keys, notes.numbers[sound])
        repeated = np.zeros(record.num_rows, dtype=np.bool_)
        repeated[sound[earlier > 0]] = True
        shown = np.full(record.num_rows, None, dtype=object)
        for at, row in zip(sound[earlier > 0].tolist(), earlier[earlier > 0].tolist(), strict=True):
            shown[at] = f"{masked(record[self._key][at].as_py())} = baris/row {row}"
        notes.note(self._code, repeated, self._recognition.names[self._key], pa.array(shown, pa.string()))

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
