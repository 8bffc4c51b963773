"""From the dataset's table of villages to areas; nowhere else."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from merata.errors import InputError
from merata.tables.folder import Dataset
from merata_portal.accounts.models import Area, AreaKind

COLUMNS = ("village_code", "name", "type", "kecamatan_code", "kecamatan", "regency_code", "regency")


def areas_of_villages(folder: Path) -> list[Area]:
    """The areas (unsaved) that the table `villages` of a dataset folder names: regencies, kecamatan, villages.

    Raises `InputError` where the table is missing or has faults, where a code does not lie in the code of its
    kecamatan or regency, or where one code has two names.
    """
    rows = Dataset(folder).read("villages", COLUMNS).to_pylist()
    names: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        names[row["kecamatan_code"]].add(row["kecamatan"])
        names[row["regency_code"]].add(row["regency"])
    faults = [f"{code}: {' / '.join(sorted(found))}" for code, found in sorted(names.items()) if len(found) > 1]
    faults += [
        f"{row['village_code']} {row['kecamatan_code']} {row['regency_code']}"
        for row in rows
        if not (_in(row["village_code"], row["kecamatan_code"]) and _in(row["kecamatan_code"], row["regency_code"]))
    ]
    if faults:
        raise InputError(
            f"the table villages of {folder.name} contradicts itself; expected one name for each code, and each "
            "village's code within its kecamatan's within its regency's; mend these: " + "; ".join(faults[:20])
        )
    regencies = {row["regency_code"]: row["regency"] for row in rows}
    kecamatan = {row["kecamatan_code"]: (row["kecamatan"], row["regency_code"]) for row in rows}
    return [
        *(Area(code=code, name=name, kind=AreaKind.REGENCY) for code, name in regencies.items()),
        *(
            Area(code=code, name=name, kind=AreaKind.KECAMATAN, parent_id=regency)
            for code, (name, regency) in kecamatan.items()
        ),
        *(
            Area(
                code=row["village_code"],
                name=row["name"],
                kind=AreaKind.VILLAGE,
                village_type=row["type"],
                parent_id=row["kecamatan_code"],
            )
            for row in rows
        ),
    ]


def _in(inner: str, outer: str) -> bool:
    return inner.startswith(f"{outer}.")
