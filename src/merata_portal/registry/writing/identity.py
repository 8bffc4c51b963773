"""What a row of an export is recognised by: keyed digests of its numbers, of its family, and of all that it says."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from merata_portal.personal.digests import digest, digest_many
from merata_portal.personal.names import folded, words

SEPARATOR = "\x1f"
NOT_OF_THE_RECORD = ("row", "sheet", "source_person_id", "programme", "year", "annual_idr")
"""Columns that say nothing of the person or family; without them the digests of records stay what they were."""


def nik_digest(nik: str) -> bytes:
    """The identity of a person with this NIK (16 digits)."""
    return digest("nik", nik)


def kk_digest(kk: str) -> bytes:
    """The identity of a household with this KK number (16 digits)."""
    return digest("kk", kk)


def with_digests(records: pa.Table, *, level: str) -> pa.Table:
    """`records` with the columns identity (of the person), family (of the household) and record (of the whole row).

    `level` is person or household. A person without NIK is known by family, folded name and date of birth; a household
    without KK by the office's own number of the family. A head of a family file without NIK has no identity.
    """
    family = _first(_digests("kk", records, "kk"), _digests("family", records, "source_household_id"))
    described = _described(records, family) if level == "person" else [None] * records.num_rows
    identity = _first(digest_many("nik", _texts(records, "nik")), digest_many("person", described))
    record = digest_many("record", whole_rows(records).to_pylist())
    for name, values in (("identity", identity), ("family", family), ("record", record)):
        records = records.append_column(name, pa.array(values, pa.binary()))
    return records


def whole_rows(records: pa.Table) -> pa.Array:
    """All that each row says, as one text in the order of the columns' names; what is empty is left out."""
    parts = []
    for name in sorted(set(records.column_names) - set(NOT_OF_THE_RECORD)):
        text = records[name].combine_chunks().cast(pa.string())
        parts.append(pc.fill_null(pc.binary_join_element_wise(name, text, "="), ""))
    return pc.binary_join_element_wise(*parts, SEPARATOR)


def _described(records: pa.Table, family: list[bytes | None]) -> list[str | None]:
    names, births, numbers = (_texts(records, name) for name in ("name", "birth_date", "nik"))
    return [
        SEPARATOR.join(((key or b"").hex(), " ".join(folded(word) for word in words(name or "")), str(birth)))
        if number is None
        else None
        for key, name, birth, number in zip(family, names, births, numbers, strict=True)
    ]


def _texts(records: pa.Table, name: str) -> list[str | None]:
    if name not in records.column_names:
        return [None] * records.num_rows
    return records[name].cast(pa.string()).to_pylist()  # type: ignore[no-any-return]


def _digests(kind: str, records: pa.Table, name: str) -> list[bytes | None]:
    """The digest of each cell, worked out once for all members of a family."""
    encoded = pa.array(_texts(records, name), pa.string()).dictionary_encode()
    known = pa.array(digest_many(kind, encoded.dictionary.to_pylist()), pa.binary())
    return known.take(encoded.indices).to_pylist()  # type: ignore[no-any-return]


def _first(one: list[bytes | None], other: list[bytes | None]) -> list[bytes | None]:
    return [first if first is not None else second for first, second in zip(one, other, strict=True)]
