"""How long the demo's tables take to protect: recipients by village × programme × sex × desil, with all totals, linked.

    python benchmarks/disclosure.py DIR [--sample 100]

DIR is a demo's folder. The tables, protected together: recipients by area × programme; × sex of the head; × desil; ×
both; households by area × sex × desil. An attacker then solves for a sample of the hidden cells.
"""

from __future__ import annotations

import argparse
import resource
import time
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq

from merata.stats.disclosure.attack import Attack
from merata.stats.disclosure.protect import protect
from merata.stats.disclosure.rules import PROTECTION, THRESHOLD
from merata.stats.disclosure.tables import Dimension, Table, areas


def tables(root: Path) -> list[Table]:
    villages = pq.read_table(root / "villages.parquet").to_pylist()
    places = areas({one["village_code"]: (one["kecamatan_code"], one["regency_code"]) for one in villages})
    homes = pq.read_table(root / "households.parquet", columns=["household_id", "village_code", "head_sex", "desil"])
    benefits = pq.read_table(root / "benefits.parquet")
    benefits = benefits.filter(pc.equal(benefits["year"], pc.max(benefits["year"])))
    received = benefits.join(homes, "household_id", join_type="inner")
    programmes = sorted(set(received["programme_id"].to_pylist()))
    programme = Dimension.separate("programme", programmes)
    sex = Dimension.flat("sex", ["female", "male"])
    desil = Dimension.flat("desil", [*map(str, range(1, 11)), "?"])
    made = []
    for name, dimensions in (
        ("programme", (places, programme)),
        ("sex", (places, programme, sex)),
        ("desil", (places, programme, desil)),
        ("all", (places, programme, sex, desil)),
    ):
        made.append(Table(name, "recipients", dimensions, counted(received, dimensions)))
    made.append(Table("households", "households", (places, sex, desil), counted(homes, (places, sex, desil))))
    return made


def counted(rows, dimensions):
    column = {"area": "village_code", "programme": "programme_id", "sex": "head_sex", "desil": "desil"}
    names = [column[one.name] for one in dimensions]
    found = rows.group_by(names).aggregate([("household_id", "count_distinct")]).to_pylist()
    return {
        tuple("?" if one[name] is None else str(one[name]) for name in names): one["household_id_count_distinct"]
        for one in found
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", type=Path)
    parser.add_argument("--sample", type=int, default=100)
    asked = parser.parse_args()
    made = tables(asked.root)
    for several in (made[:1], made[:2], made[:3], made):
        start, processor = time.perf_counter(), time.process_time()
        told = protect(several)
        seconds, processor = time.perf_counter() - start, time.process_time() - processor
        cells = [cell for table in told for cell in table.cells.values()]
        small = sum(cell.reason == "small" for cell in cells)
        more = sum(cell.reason == "complement" for cell in cells)
        print(
            f"{' + '.join(one.name for one in several)}: {len(cells):,} cells, {small:,} under {THRESHOLD}, "
            f"{more:,} hidden beside them, {processor:.1f} s of processor ({seconds:.1f} s on the clock)",
            flush=True,
        )
    start = time.process_time()
    attacker = Attack(told)
    chosen = np.random.default_rng(1).choice(len(attacker.hidden), asked.sample, replace=False)
    widths = [attacker.bounds(attacker.hidden[one][1]).width for one in chosen]
    print(
        f"attacked {asked.sample} of {len(attacker.hidden):,} hidden cells: narrowest {min(widths):.1f} "
        f"(least allowed {PROTECTION}), {time.process_time() - start:.1f} s of processor; "
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
    )


if __name__ == "__main__":
    main()
