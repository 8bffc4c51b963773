"""What a NIK says beside what the row says: warnings only, for a NIK keeps the place and errors of its first issue."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from merata.registry.field_cells import FieldCells
from merata.registry.personal_digits import within_nik


def check_nik(cells: FieldCells, found: dict[str, pa.Array]) -> None:
    """Note where the NIKs of `found` disagree with its birth dates, sexes and villages, or cannot be.

    The date is compared without its century, which a NIK does not say: 010125 fits 1925 and 2025.
    """
    nik = found["nik"]
    inside = within_nik(nik)
    given = nik.is_valid().to_numpy(zero_copy_only=False)
    cells.note("nik_region_unknown", given & ~inside.region, "nik")
    cells.note("nik_date_impossible", given & ~inside.possible, "nik")
    born = found["birth_date"]
    parts = [
        np.asarray(pc.fill_null(part(born), -1).to_numpy(zero_copy_only=False)) for part in (pc.day, pc.month, pc.year)
    ]
    same = (parts[0] == inside.day) & (parts[1] == inside.month) & (parts[2] % 100 == inside.year)
    dated = given & inside.possible & born.is_valid().to_numpy(zero_copy_only=False)
    cells.note("nik_date_mismatch", dated & ~same, "birth_date")
    woman = pc.fill_null(pc.equal(found["sex"], "female"), fill_value=False).to_numpy(zero_copy_only=False)
    sexed = given & inside.possible & found["sex"].is_valid().to_numpy(zero_copy_only=False)
    cells.note("nik_sex_mismatch", sexed & (woman != inside.woman), "sex")
    home = pc.utf8_slice_codeunits(found["village_code"], 0, 5)
    elsewhere = pc.fill_null(pc.not_equal(home, inside.regency), fill_value=False).to_numpy(zero_copy_only=False)
    cells.note("nik_issued_elsewhere", given & inside.region & elsewhere, "nik")
