"""Synthetic people with names, NIKs and families, and the errors that offices make with them. Nobody here is real.

Names are put together from common first and last names; every NIK names kecamatan 99 of a regency, which does not
exist, so none can be anybody's. What is planted is known: `truth` says which person a record is of.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

MEN = [
    "BUDI",
    "SLAMET",
    "AGUS",
    "JOKO",
    "SUTRISNO",
    "WAHYU",
    "EKO",
    "DWI",
    "TRI",
    "BAMBANG",
    "HADI",
    "HERI",
    "ANDI",
    "RUDI",
    "DEDI",
    "YUDI",
    "IMAM",
    "NUR",
    "MUHAMMAD",
    "AHMAD",
    "ABDUL",
    "SUPRIYANTO",
    "SUGENG",
    "SUYANTO",
    "MULYONO",
    "SUPARNO",
    "KASIMAN",
    "PONIMAN",
    "WAGIMAN",
    "TUKIMIN",
    "SAMSUL",
    "ARIF",
    "RIZKI",
    "FAJAR",
    "BAYU",
    "DIMAS",
    "ILHAM",
    "GALIH",
    "HENDRA",
    "IRFAN",
    "KHOIRUL",
    "LUKMAN",
    "MISBAH",
    "NANANG",
    "PURWANTO",
    "RAHMAT",
    "SYAIFUL",
    "TEGUH",
    "UMAR",
    "WIDODO",
    "YANTO",
    "ZAINAL",
]
WOMEN = [
    "SITI",
    "SRI",
    "NUR",
    "DEWI",
    "ENDANG",
    "SUMARTI",
    "WATI",
    "YULI",
    "RINA",
    "LILIK",
    "SULASTRI",
    "KATINI",
    "TUKINEM",
    "PARTINI",
    "MURYATI",
    "INDAH",
    "PUJI",
    "RATNA",
    "ANIK",
    "KHUSNUL",
    "LAILA",
    "MAYA",
    "NINGSIH",
    "PUTRI",
    "RETNO",
    "SUSI",
    "TITIK",
    "UMI",
    "VINA",
    "WULAN",
    "YANTI",
    "ZULAIKAH",
    "AYU",
    "BELA",
    "CITRA",
    "DIAN",
    "ERNA",
    "FITRI",
]
LAST = [
    "SANTOSO",
    "WIBOWO",
    "SUSANTO",
    "HIDAYAT",
    "RAHMAN",
    "AMINAH",
    "LESTARI",
    "WAHYUNI",
    "HANDAYANI",
    "RAHAYU",
    "UTAMI",
    "SETIAWAN",
    "KURNIAWAN",
    "PRASETYO",
    "NUGROHO",
    "SAPUTRA",
    "MAULANA",
    "FAUZI",
    "ANSORI",
    "MUSTOFA",
    "KHASANAH",
    "FATIMAH",
    "ROHMAH",
    "SHOLIHAH",
    "MUKAROMAH",
    "KARTINI",
    "MARYATI",
    "SUHARTI",
    "PURNOMO",
    "HARTONO",
    "SUBAGYO",
    "SOFYAN",
    "EFENDI",
    "GUNAWAN",
    "HARIYANTO",
    "ISWANTO",
    "JATMIKO",
    "KUSUMA",
    "LAKSONO",
    "MARDIANTO",
    "NURYADI",
    "OKTAVIA",
    "PERMATA",
    "QOMARIYAH",
    "RAMADHAN",
    "SAFITRI",
    "TRIWAHYUNI",
    "UMAMAH",
    "WIJAYA",
    "YULIANTO",
    "ZAKARIA",
    "BUDIARTO",
    "CAHYONO",
    "DARMAWAN",
    "ERWANTO",
]
SYLLABLES = [
    "SU",
    "WA",
    "KAR",
    "TI",
    "MI",
    "NAH",
    "DI",
    "MAN",
    "TO",
    "YA",
    "RI",
    "NI",
    "SO",
    "LI",
    "PAR",
    "JO",
    "HAR",
    "MU",
    "GI",
    "NO",
    "SA",
    "KI",
    "TRI",
    "LAS",
    "EM",
    "BU",
    "RU",
    "PI",
]


def people(count: int, seed: int, *, villages: list[str] | None = None) -> pa.Table:
    """`count` people in families of one to six, as `record.RECORD` has them, with `person` (who it is)."""
    random = np.random.default_rng(seed)
    sizes = random.choice(np.arange(1, 7), size=count, p=[0.12, 0.2, 0.27, 0.23, 0.12, 0.06])
    family = np.repeat(np.arange(count), sizes)[:count]
    place = np.concatenate(([0], np.flatnonzero(np.diff(family)) + 1))
    first = np.zeros(count, dtype=bool)
    first[place] = True
    codes = villages or [f"35.05.{at // 12 + 1:02d}.{2001 + at % 12}" for at in range(max(12, count // 5200))]
    village = random.integers(len(codes), size=count)[family]
    woman = random.random(count) < 0.5
    days = random.integers(0, 85 * 365, size=count)
    born = np.datetime64("2025-12-31") - days
    nik = _niks(born, woman, random)
    return pa.table(
        {
            "nik": pa.array(nik),
            "kk": pa.array(_family_cards(family, random)),
            "name": pa.array(_names(woman, random)),
            "sex": pa.array(np.where(woman, "female", "male")),
            "birth_date": pa.array(born.astype("datetime64[D]")),
            "relation": pa.array(np.where(first, "head", "child")),
            "village_code": pa.array(codes).take(pa.array(village)),
            "desil": pa.array(random.integers(1, 11, size=count)),
            "person": pa.array(np.arange(count)),
        }
    )


def with_duplicates(known: pa.Table, share: float, seed: int, *, same_nik: float = 0.5) -> pa.Table:
    """`known` and, for a `share` of it, a second record of the same person with one to three errors, shuffled.

    A share `same_nik` of the second records keep the NIK as it is; of the others half have none, half a mistyped one.
    """
    random = np.random.default_rng(seed)
    chosen = np.flatnonzero(random.random(known.num_rows) < share)
    rows = known.take(pa.array(chosen)).to_pylist()
    again = pa.Table.from_pylist([spoilt(row, random, same_nik=same_nik) for row in rows], schema=known.schema)
    both = pa.concat_tables([known, again])
    return both.take(pa.array(random.permutation(both.num_rows)))


def spoilt(row: dict[str, object], random: np.random.Generator, *, same_nik: float) -> dict[str, object]:
    """A second record of a person: the NIK as it is, mistyped or missing, and one to three further errors."""
    spoiled = dict(row)
    if random.random() >= same_nik:
        spoiled["nik"] = mistyped(str(row["nik"]), random) if random.random() < 0.5 else None
    for error in random.choice(
        ["name", "name", "birth", "kk", "moved"], size=random.integers(1, 4), replace=False, shuffle=False
    ):
        if error == "name":
            spoiled["name"] = written_otherwise(str(spoiled["name"]), random)
        elif error == "birth":
            spoiled["birth_date"] = born_otherwise(np.datetime64(str(row["birth_date"])), random)
        elif error == "kk":
            spoiled["kk"] = None if random.random() < 0.5 else mistyped(str(row["kk"]), random)
        else:
            spoiled["kk"] = f"350599010119{random.integers(1, 10_000):04d}"
            spoiled["village_code"] = f"{str(row['village_code'])[:9]}{random.integers(2001, 2013)}"
    return spoiled


def written_otherwise(name: str, random: np.random.Generator) -> str:
    """A name as another clerk writes it: old spelling, a short form, a title, a letter wrong, a part left out."""
    words = name.split()
    way = random.integers(6)
    if way == 0:
        return name.replace("U", "OE", 1)
    if way == 1 and words[0] in ("MUHAMMAD", "ABDUL", "SITI"):
        return " ".join([{"MUHAMMAD": "MOCH.", "ABDUL": "ABD", "SITI": "ST."}[words[0]], *words[1:]])
    if way == 2:
        return f"H. {name}"
    if way == 3 and len(words) > 1:
        return words[0] if random.random() < 0.5 else " ".join(words[1:])
    if way == 4:
        return f"{name} {'BINTI' if random.random() < 0.5 else 'BIN'} {LAST[random.integers(len(LAST))]}"
    at = int(random.integers(1, len(name)))
    return (
        name[: at - 1] + name[at:] if random.random() < 0.5 else name[:at] + "AEINRST"[random.integers(7)] + name[at:]
    )


def born_otherwise(day: np.datetime64, random: np.random.Generator) -> object:
    """A date of birth with day and month swapped where that can be, one digit wrong, or only its year kept."""
    year, month, date = (int(part) for part in str(day).split("-"))
    if date <= 12 and random.random() < 0.6:
        return np.datetime64(f"{year}-{date:02d}-{month:02d}").astype(object)
    if random.random() < 0.6:
        return np.datetime64(f"{year}-{month:02d}-{(date % 28) + 1:02d}").astype(object)
    return np.datetime64(f"{year}-01-01").astype(object)


def mistyped(number: str, random: np.random.Generator) -> str:
    """A number with one digit wrong, or two neighbours exchanged."""
    at = int(random.integers(len(number) - 1))
    if random.random() < 0.5 and number[at] != number[at + 1]:
        return number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    return number[:at] + str((int(number[at]) + int(random.integers(1, 10))) % 10) + number[at + 1 :]


def true_pairs(records: pa.Table) -> set[tuple[int, int]]:
    """The pairs of positions that are the same person, the smaller position first."""
    where: dict[int, list[int]] = {}
    for at, person in enumerate(records["person"].to_pylist()):
        where.setdefault(person, []).append(at)
    return {(a, b) for places in where.values() for n, a in enumerate(places) for b in places[n + 1 :]}


def _names(woman: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """First and last names, the common ones oftener; a third has a name of syllables, so that many are rare."""
    count = len(woman)

    def of(names: list[str]) -> np.ndarray:
        chances = 1 / (np.arange(len(names)) + 3)
        return np.array(names, dtype=object)[random.choice(len(names), size=count, p=chances / chances.sum())]

    first = np.where(woman, of(WOMEN), of(MEN))
    made = np.array(SYLLABLES, dtype=object)[random.integers(len(SYLLABLES), size=(4, count))]
    rare = made[0] + made[1] + made[2] + np.where(random.random(count) < 0.4, made[3], "")
    last = np.where(random.random(count) < 0.45, rare, of(LAST))
    single = random.random(count) < 0.18
    return np.where(single, np.where(random.random(count) < 0.7, rare, first), first + " " + last)


def _niks(born: np.ndarray, woman: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Distinct NIKs with the date of birth in them; serial numbers count up within a day, as a register's do."""
    text = np.datetime_as_string(born.astype("datetime64[D]"))
    days = np.array([int(day[8:]) for day in text]) + 40 * woman
    stems = [f"350599{day:02d}{date[5:7]}{date[2:4]}" for day, date in zip(days, text, strict=True)]
    serial = (
        pc.rank(pa.array(stems), tiebreaker="first").to_numpy() - pc.rank(pa.array(stems), tiebreaker="min").to_numpy()
    )
    return np.array([f"{stem}{number + 1:04d}" for stem, number in zip(stems, serial, strict=True)], dtype=object)


def _family_cards(family: np.ndarray, random: np.random.Generator) -> np.ndarray:
    day, serial = random.integers(0, 7000, size=family.max() + 1), family
    dates = np.datetime_as_string(np.datetime64("2006-01-01") + day)
    cards = np.array(
        [f"3505{90 + n // 9999 // 100 % 10}{d[8:]}{d[5:7]}{d[2:4]}{n % 9999 + 1:04d}" for n, d in enumerate(dates)],
        dtype=object,
    )
    return cards[serial]
