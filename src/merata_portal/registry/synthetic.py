"""Numbers, names and addresses for the synthetic people of the demo, from a seed. Nobody has them.

Every number begins with 99, a province that does not exist, so none can be a living person's.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

PROVINCE = "99"

_MEN = [
    "Slamet", "Suparman", "Sutrisno", "Budi", "Agus", "Bambang", "Eko", "Dwi", "Tri", "Joko", "Hari", "Wahyu",
    "Andi", "Rudi", "Hendra", "Yusuf", "Ahmad", "Muhammad", "Imam", "Samsul", "Nur", "Abdul", "Edi", "Sugeng",
    "Mulyono", "Supriyadi", "Sunarto", "Sukiman", "Wagimin", "Paijo", "Teguh", "Arif", "Rizki", "Dimas", "Bayu",
    "Galih", "Krisna", "Fajar", "Ilham", "Rangga", "Yoga", "Aditya", "Bagus", "Surya", "Kuncoro", "Darmadi",
    "Suwito", "Karyono", "Tugiman", "Misdi",
]  # fmt: skip
_WOMEN = [
    "Siti", "Sri", "Sumiati", "Sulastri", "Wati", "Dewi", "Endang", "Ratna", "Yuni", "Eka", "Dwi", "Tri", "Ningsih",
    "Lestari", "Wulan", "Rahayu", "Kartini", "Sumarni", "Supiyah", "Tutik", "Sutini", "Painem", "Ngatini",
    "Tukinem", "Ani", "Rina", "Fitri", "Nur", "Umi", "Lilik", "Maria", "Aisyah", "Khasanah", "Zulaikha", "Putri",
    "Intan", "Mega", "Ayu", "Citra", "Kirana", "Laras", "Sekar", "Melati", "Indah", "Novita", "Wahyuni", "Suryani",
    "Mujiati", "Kasmi", "Satinah",
]  # fmt: skip
_SECOND = [
    "Santoso", "Wibowo", "Prasetyo", "Setiawan", "Hidayat", "Nugroho", "Susanto", "Kurniawan", "Saputra", "Wijaya",
    "Utomo", "Purnomo", "Rahmat", "Hartono", "Gunawan", "Subagyo", "Raharjo", "Suryanto", "Widodo", "Firmansyah",
    "Maulana", "Ramadhan", "Pratama", "Permana", "Kusuma", "Wardana", "Handoko", "Astuti", "Handayani", "Wulandari",
    "Puspitasari", "Anggraini", "Kusumawati", "Safitri", "Maharani", "Utami", "Lestari", "Rahmawati", "Aminah",
    "Fatimah", "Khotimah", "Rohmah", "Mutmainah", "Yulianti", "Setyowati", "Hastuti", "Indrawati", "Susilowati",
    "Nurjanah", "Pertiwi", "Oktaviani",
]  # fmt: skip
_HAMLETS = [
    "Krajan", "Sumber", "Kauman", "Ngadirejo", "Tegalsari", "Sidomulyo", "Karanganyar", "Wonosari", "Jatisari",
    "Purworejo",
]  # fmt: skip


def with_household_numbers(households: pa.Table, *, seed: int) -> pa.Table:
    """`households` of a dataset with synthetic kk and address, ready for `writing.persons.apply_households`."""
    generator = np.random.default_rng([seed, 1])
    count = households.num_rows
    hamlet = np.array(_HAMLETS)[generator.integers(0, len(_HAMLETS), count)]
    rt, rw = generator.integers(1, 30, count), generator.integers(1, 12, count)
    address = pc.binary_join_element_wise(
        "Dusun ", pa.array(hamlet.astype(object), pa.string()), " RT ", _digits(rt, 3), " RW ", _digits(rw, 3), ""
    )
    # Cards are issued over many years; with one year alone, neighbours' numbers would look like one mistyped.
    day, month, year = (generator.integers(least, most, count) for least, most in ((1, 29), (1, 13), (6, 27)))
    days = _digits(day * 10_000 + month * 100 + year, 6)
    kk = _number(_region(households["village_code"]), days)
    columns = [name for name in households.column_names if name not in ("household_id", "kk_hash")]
    made = households.select(columns).append_column("kk", kk).append_column("address", address)
    return made.append_column("dataset_id", households["household_id"])


def with_person_numbers(persons: pa.Table, households: pa.Table, *, seed: int) -> pa.Table:
    """`persons` of a dataset with synthetic nik and name, and the kk and village of `with_household_numbers`."""
    generator = np.random.default_rng([seed, 2])
    place = pc.index_in(persons["household_id"], value_set=households["dataset_id"].combine_chunks())
    village = households["village_code"].take(place)
    born = persons["birth_date"]
    woman = pc.equal(persons["sex"], "female")
    day = pc.add(pc.day(born), pc.if_else(woman, 40, 0))
    days = pc.add(pc.add(pc.multiply(day, 10_000), pc.multiply(pc.month(born), 100)), _last_two(pc.year(born)))
    nik = _number(_region(village), _digits(np.asarray(days), 6))
    columns = [name for name in persons.column_names if name not in ("household_id", "person_id", "nik_hash")]
    made = persons.select(columns).append_column("nik", nik).append_column("kk", households["kk"].take(place))
    made = made.append_column("name", _names(np.asarray(woman), generator))
    return made.append_column("village_code", village).append_column("dataset_id", persons["person_id"])


def _names(woman: NDArray[np.bool_], generator: np.random.Generator) -> pa.Array:
    """Two words in most names, one or three in some; the first names of the lists are the most frequent."""
    count = len(woman)
    first = np.where(woman, _drawn(_WOMEN, count, generator), _drawn(_MEN, count, generator))
    second, third = _drawn(_SECOND, count, generator), _drawn(_SECOND, count, generator)
    words = generator.choice([1, 2, 3], size=count, p=[0.1, 0.65, 0.25])
    nothing = np.full(count, None, dtype=object)
    parts = [first, np.where(words > 1, second, nothing), np.where(words > 2, third, nothing)]
    options = pc.JoinOptions(null_handling="skip")
    return pc.binary_join_element_wise(*(pa.array(part.tolist(), pa.string()) for part in parts), " ", options=options)


def _drawn(names: list[str], count: int, generator: np.random.Generator) -> NDArray[np.object_]:
    weights = 1 / np.arange(2, len(names) + 2)
    return np.array(names, dtype=object)[generator.choice(len(names), size=count, p=weights / weights.sum())]


def _region(village: pa.ChunkedArray) -> pa.ChunkedArray:
    """The six digits of where the number was issued, in the province that does not exist."""
    return pc.binary_join_element_wise(
        PROVINCE, pc.utf8_slice_codeunits(village, 3, 5), pc.utf8_slice_codeunits(village, 6, 8), ""
    )


def _number(region: pa.ChunkedArray, days: pa.Array) -> pa.Array:
    """Region, day, and a serial that makes each number the only one."""
    start = pc.binary_join_element_wise(region, days, "").combine_chunks()
    codes = np.asarray(start.dictionary_encode().indices)
    order = np.argsort(codes, kind="stable")
    ordered = codes[order]
    begins = np.concatenate(([0], np.flatnonzero(np.diff(ordered)) + 1)) if len(codes) else np.zeros(0, np.int64)
    serial = np.empty(len(codes), np.int64)
    serial[order] = np.arange(len(codes)) - np.repeat(begins, np.diff(np.append(begins, len(codes))))
    return pc.binary_join_element_wise(start, _digits(serial + 1, 4), "")


def _digits(numbers: NDArray[np.int64], width: int) -> pa.Array:
    return pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width=width, padding="0")


def _last_two(year: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.subtract(year, pc.multiply(pc.divide(year, 100), 100))
