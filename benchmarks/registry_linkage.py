"""The registry's import, comparison and linkage at the size of a regency, with what linkage finds and misses.

    .venv/bin/python benchmarks/registry_linkage.py [--people 1_330_000] [--folder DIR] [--xlsx 200_000] [--skip link]

Synthetic people (`tests/synthetic_people.py`) with planted errors: 5% stand twice, the second time with one to three
of a name written otherwise, a wrong date of birth, a mistyped or missing family card, another household and village;
half of them with the NIK as it was, a quarter with a mistyped one, a quarter with none. Each command is a process of
its own; wall seconds and peak memory include the start of Python. Precision and recall have Wilson intervals of 95%.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from synthetic_people import people, with_duplicates

MERATA = str(Path(sys.executable).with_name("merata"))
COLUMNS = {
    "nomor_kartu_keluarga": "kk",
    "nomor_induk_kependudukan": "nik",
    "nama_anggota_keluarga": "name",
    "jenis_kelamin": "sex",
    "tanggal_lahir": "birth_date",
    "hubungan_dengan_kepala_keluarga": "relation",
    "kode_kelurahan_desa": "village_code",
    "desil_nasional": "desil",
}
WEIGHTS = (-4.0, 0.0, 4.0, 8.0, 12.0, 16.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=1_330_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--xlsx", type=int, default=200_000, help="rows of the workbook")
    parser.add_argument("--skip", action="append", default=[], choices=["check", "xlsx", "diff", "link"])
    parser.add_argument("--link-in", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--prepare-only", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.link_in:
        link_in(options.link_in)
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        if options.prepare_only:
            prepare(folder, options.people, options.xlsx)
            return
        # In a process of its own: a child's peak memory begins with what its parent holds.
        size = ["--people", str(options.people), "--xlsx", str(options.xlsx), "--folder", str(folder)]
        subprocess.run([sys.executable, __file__, "--prepare-only", *size], check=True)
        rows = pq.read_metadata(folder / "records.parquet").num_rows
        print(f"{rows:,} rows, synthetic\n\n| stage | wall, s | peak, MB |\n|---|---:|---:|", flush=True)
        for name, key, arguments in stages(folder, options.xlsx):
            if key not in options.skip:
                wall, peak = timed(arguments)
                print(f"| {name} | {wall:.1f} | {peak:,.0f} |", flush=True)
        if "link" not in options.skip:
            print()
            tell_accuracy(folder)


def prepare(folder: Path, count: int, xlsx: int) -> None:
    """The files that the stages read, unless they stand there already."""
    records = folder / "records.parquet"
    if not records.exists():
        known = people(count, 1)
        both = with_duplicates(known, 0.05, 2)
        changed = next_month(known, 3)
        export(known, folder / "old.csv")
        export(changed, folder / "new.csv")
        write_workbook(known.slice(0, xlsx), folder / "old.xlsx")
        pq.write_table(both, records)


def next_month(known: pa.Table, seed: int) -> pa.Table:
    """A month later: 1% gone, 1% moved to another village, 3% in another decile."""
    random = np.random.default_rng(seed)
    draw = random.random(known.num_rows)
    villages = known["village_code"].to_numpy(zero_copy_only=False).copy()
    moved = (draw > 0.01) & (draw < 0.02)
    villages[moved] = random.permutation(villages[moved])
    desil = known["desil"].to_numpy().copy()
    changed = (draw > 0.02) & (draw < 0.05)
    desil[changed] = desil[changed] % 10 + 1
    at = known.column_names.index
    later = known.set_column(at("village_code"), "village_code", pa.array(villages))
    return later.set_column(at("desil"), "desil", pa.array(desil)).filter(pa.array(draw >= 0.01))


def export(table: pa.Table, path: Path) -> None:
    """The people as DTSEN writes its members."""
    columns = {name: table[field].cast(pa.string()) for name, field in COLUMNS.items()}
    columns["jenis_kelamin"] = pc.if_else(pc.equal(table["sex"], "male"), "LAKI-LAKI", "PEREMPUAN")
    columns["hubungan_dengan_kepala_keluarga"] = pc.if_else(pc.equal(table["relation"], "head"), "1", "3")
    pacsv.write_csv(pa.table(columns), path)


def write_workbook(table: pa.Table, path: Path) -> None:
    from openpyxl import Workbook  # noqa: PLC0415 (wanted here alone)

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(COLUMNS))
    for row in zip(*(table[field].cast(pa.string()).to_pylist() for field in COLUMNS.values()), strict=True):
        sheet.append(row)
    book.save(path)


def stages(folder: Path, xlsx: int) -> list[tuple[str, str, list[str]]]:
    old, new, day = str(folder / "old.csv"), str(folder / "new.csv"), ["--on", "2026-01-01", "--json"]
    check = [MERATA, "registry", "check"]
    diff = [MERATA, "registry", "diff"]
    here = [sys.executable, str(Path(__file__).resolve()), "--link-in", str(folder)]
    return [
        ("check, CSV, with fault file", "check", [*check, old, *day, "--faults", str(folder / "faults.csv")]),
        (f"check, XLSX of {xlsx:,} rows", "xlsx", [*check, str(folder / "old.xlsx"), *day]),
        ("diff, both CSV read and checked", "diff", [*diff, old, new, *day, "--csv", str(folder / "changes.csv")]),
        ("diff, file against itself", "diff", [*diff, old, old, *day]),
        ("link (rules, training, weights, evidence)", "link", here),
    ]


def timed(arguments: list[str]) -> tuple[float, float]:
    """Wall seconds and peak megabytes of one process."""
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(arguments, stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        if os.waitstatus_to_exitcode(status) not in (0, 1):
            output.seek(0)
            sys.exit(f"{' '.join(arguments)} failed:\n{output.read().decode()}")
    return wall, usage.ru_maxrss / 1024


def link_in(folder: Path) -> None:
    """Link the records of the folder, and keep the pairs beside them."""
    from merata.registry.linkage import link  # noqa: PLC0415 (the process of this stage imports it alone)

    start = time.perf_counter()
    found = link(
        [pq.read_table(folder / "records.parquet")],
        step=lambda _, now: print(f"{time.perf_counter() - start:7.1f} {now}", flush=True),
    )
    pq.write_table(
        found.pairs.replace_schema_metadata({"learnt_from": f"{found.learnt_from:.0f}"}), folder / "pairs.parquet"
    )


def tell_accuracy(folder: Path) -> None:
    """Precision and recall of the certain pairs, and of those with every pair from a weight on."""
    person = pq.read_table(folder / "records.parquet", columns=["person"])["person"].to_numpy()
    pairs = pq.read_table(folder / "pairs.parquet")
    twice = np.bincount(person)
    true = int((twice * (twice - 1) // 2).sum())
    right = person[pairs["left_record"].to_numpy()] == person[pairs["right_record"].to_numpy()]
    certain = np.array(pc.equal(pairs["status"], "certain").to_numpy(zero_copy_only=False), dtype=bool)
    weight = pairs["match_weight"].to_numpy(zero_copy_only=False)
    print(f"{true:,} true pairs, {pairs.num_rows:,} listed\n")
    print("| pairs | number | precision | recall |\n|---|---:|---:|---:|")
    kinds = [(f"certain, or weight ≥ {least:g}", certain | (weight >= least)) for least in reversed(WEIGHTS)]
    shown = np.array(pc.not_equal(pairs["status"], "contradiction").to_numpy(zero_copy_only=False), dtype=bool)
    for name, chosen in [("certain, by rule", certain), *kinds, ("all listed but contradictions", shown)]:
        found = int(right[chosen].sum())
        print(f"| {name} | {chosen.sum():,} | {wilson(found, int(chosen.sum()))} | {wilson(found, true)} |")


def wilson(part: int, whole: int) -> str:
    """A share with its Wilson interval of 95%, in per cent."""
    if not whole:
        return "–"
    z, share = 1.959964, part / whole
    middle = (share + z * z / (2 * whole)) / (1 + z * z / whole)
    half = z / (1 + z * z / whole) * (share * (1 - share) / whole + z * z / (4 * whole * whole)) ** 0.5
    return f"{100 * share:.2f} ({100 * (middle - half):.2f}–{100 * (middle + half):.2f})"


if __name__ == "__main__":
    main()
