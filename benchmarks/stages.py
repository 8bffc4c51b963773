"""Wall time and peak memory of each stage on the whole synthetic Blitar, each as the command a user would run.

    .venv/bin/python benchmarks/stages.py [--scale 1.0] [--folder DIR]

Prints a Markdown table; the last one kept is in benchmarks/RESULTS.md.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MERATA = str(Path(sys.executable).with_name("merata"))


def stages(folder: Path, scale: float) -> list[tuple[str, list[str]]]:
    budget = str(round(50_000_000_000 * scale))
    report = str(folder / "report-en.html")
    return [
        ("demo: write, measure, plan, report", ["demo", str(folder), "--scale", str(scale), "--no-serve"]),
        ("check", ["check", str(folder)]),
        ("measure --by regency", ["measure", str(folder), "--by", "regency", "--json"]),
        ("measure --by kecamatan", ["measure", str(folder), "--by", "kecamatan", "--json"]),
        ("measure --by village", ["measure", str(folder), "--by", "village", "--json"]),
        ("measure --by village --truth", ["measure", str(folder), "--by", "village", "--truth", "--json"]),
        ("simulate blt_dana_desa", ["simulate", str(folder), "--programme", "blt_dana_desa", "--json"]),
        ("plan, 50 billion rupiah × scale", ["plan", str(folder), "--budget", budget, "--json"]),
        ("report", ["report", str(folder), "--out", report, "--lang", "en"]),
    ]


def timed(arguments: list[str]) -> tuple[float, float, float]:
    """Wall seconds, processor seconds and peak megabytes of one command."""
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen([MERATA, *arguments], stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        if os.waitstatus_to_exitcode(status) != 0:
            output.seek(0)
            sys.exit(f"merata {' '.join(arguments)} failed:\n{output.read().decode()}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch) / "demo"
        print("| stage | wall, s | processor, s | peak, MB |\n|---|---:|---:|---:|")
        for name, arguments in stages(folder, options.scale):
            wall, processor, peak = timed(arguments)
            print(f"| {name} | {wall:.1f} | {processor:.1f} | {peak:,.0f} |", flush=True)


if __name__ == "__main__":
    main()
