"""Six programmes over a whole regency, beside OpenFisca-core and PolicyEngine-core on the same rules and people.

    .venv/bin/merata demo demo --no-serve
    .venv/bin/python benchmarks/rules.py demo [--peers PYTHON] [--runs 7]

The rules: PKH (eight components, at most four members), Sembako, BLT Dana Desa (not with others), PBI-JKN, PIP and the
tobacco workers' BLT, each with the parameters of its rulebook on the day; nobody is yet on the tobacco workers' list,
else nobody would be left. Merata tells every household's reason too, and its rupiah are exact; the peers give rupiah
alone, in 32-bit floats, without reasons or what would change them. They are no dependencies of the project: PYTHON is
one where they are installed (`pip install openfisca-core policyengine-core`). They are given arrays that are coded as
they like them; Merata reads Parquet with text in it. Every contender has a process of its own, and they take turns,
warm. Before that their rupiah are compared household by household, and Merata's reasons with cel-python's, which goes
through some households one by one.
"""

# ruff: noqa: PLC0415 - the process of a contender imports that alone
from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from interleaved import Contender, in_python, print_table, serve, take_turns
from rules_peers import HOUSEHOLDS, MONTH, MONTHS, PERSONS, PROGRAMMES, SWEPT, Found, work

DAY = date.fromisoformat(f"{MONTH}-01")
PACKAGES = {"openfisca": "openfisca_core", "policyengine": "policyengine_core"}
PEER_WORK = {
    "build": "facts into the engine, from arrays",
    "month": "one month",
    "months": "12 months",
    "sweep": "100 values of one parameter of PKH",
}
TABLES = ("households", "villages", "persons", "benefits", "programmes")
LEVELS = {"SD": 1, "SMP": 2, "SMA": 3, "tertiary": 4}
ONE_BY_ONE = 200
FLOAT32 = 2.0**-23
"""How far a rupiah may be off in a 32-bit float, relatively."""


def write_registry(demo: Path, folder: Path) -> None:
    """The tables of the demo, without a list of the tobacco workers."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    for name in TABLES:
        table = pq.read_table(demo / f"{name}.parquet")
        if name == "benefits":
            table = table.filter(pc.not_equal(table["programme_id"], "blt_dbhcht"))
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd")


def write_arrays(folder: Path) -> None:
    """The same as arrays for the peers, and the dated parameters."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from merata.programmes.cel.columns import fact_column, programme_column

    facts = _facts(folder)
    homes, persons = facts.households, facts.persons

    def fact(of: str, name: str) -> pa.ChunkedArray:
        return (persons if of == "person" else homes)[fact_column(of, name)]

    columns = {
        "household": pc.index_in(persons["household_id"], value_set=homes["household_id"].combine_chunks()),
        "birth_year": pc.year(persons["birth_date"]),
        "birth_day": pc.add(pc.multiply(pc.month(persons["birth_date"]), 100), pc.day(persons["birth_date"])),
        "level": pc.index_in(fact("person", "school_level"), value_set=pa.array(["", *LEVELS])).fill_null(0),
        "grade": fact("person", "school_grade").fill_null(-1),
        "insurance": pc.is_in(fact("person", "health_insurance"), value_set=pa.array(["none", "pbi"])).cast(pa.int64()),
        "desil": fact("household", "desil").fill_null(99),
        "desa": pc.equal(fact("village", "type"), "desa"),
        "kabupaten": pc.equal(fact("village", "regency_code"), "35.05"),
    }
    flags = {"pregnant": "pregnant", "disability": "severe_disability", "victim": "rights_violation_victim"}
    for name, column in {**flags, "tobacco": "tobacco_worker"}.items():
        columns[name] = fact("person", column).fill_null(pa.scalar(value=False))
    receives = {"pkh": "pkh", "sembako": "sembako", "blt": "blt_dana_desa", "blt_provinsi": "blt_dbhcht_provinsi"}
    for name, programme in receives.items():
        columns[f"has_{name}"] = homes[programme_column(programme)]
    for name, column in columns.items():
        array = column.to_numpy(zero_copy_only=False) if isinstance(column, pa.Array) else column.to_numpy()
        np.save(folder / f"{name}.npy", array)
    parameters = {
        book.programme_id: {
            name: {"values": {str(one.start): {"value": one.value} for one in dated}}
            for name, dated in book.parameters.items()
            if not isinstance(dated[0].value, tuple)
        }
        for book in _books()
    }
    (folder / "parameters.json").write_text(json.dumps(parameters), encoding="utf-8")
    assert set(columns) == {"household", *PERSONS, *HOUSEHOLDS}


def _books() -> list[Any]:
    from merata.programmes.rules.loading import rulebook

    return [rulebook(name) for name in PROGRAMMES]


def _registry(folder: Path) -> Any:
    """The registry's Parquet files."""
    from merata.programmes.assessment.gathering import RegistryFiles
    from merata.tables.parquet_columns import ParquetColumns

    return RegistryFiles(*(ParquetColumns(folder / f"{name}.parquet") for name in TABLES))


def _facts(folder: Path) -> Any:
    from merata.programmes.assessment.ages import with_ages
    from merata.programmes.assessment.arrow_facts import arrow_of
    from merata.programmes.assessment.fact_table import FactTable
    from merata.programmes.assessment.gathering import gather

    frames = gather(_registry(folder), _books(), DAY, dates_of_birth=True)
    return FactTable(arrow_of(frames.households), with_ages(arrow_of(frames.persons), DAY))


def _homes(folder: Path) -> Any:
    from merata.programmes.assessment.assessment import in_memory
    from merata.programmes.assessment.gathering import gather

    return in_memory(gather(_registry(folder), _books(), DAY, dates_of_birth=True), DAY)


def _amounts(assessed: Any) -> Found:
    return {one.rulebook.programme_id: one.entitled_idr for one in assessed.programmes}


def from_parquet(folder: Path) -> Callable[[], Found]:
    from merata.programmes.assessment.assessment import assess

    books = _books()
    return lambda: _amounts(assess(books, _registry(folder), DAY))


def as_query(folder: Path) -> Callable[[], Found]:
    from merata.measurement.summaries.engine import DuckDB
    from merata.programmes.assessment.assessment import assess
    from merata.programmes.assessment.gathering import Registry

    books = _books()

    def run() -> Found:
        engine = DuckDB()
        registry = Registry(*(engine.read(folder / f"{name}.parquet") for name in TABLES))
        found = _amounts(assess(books, registry, DAY, engine=engine))
        engine.close()
        return found

    return run


def from_memory(folder: Path) -> Callable[[], Found]:
    from merata.programmes.assessment.assessment import assess_in_memory

    books, homes = _books(), _homes(folder)
    return lambda: _amounts(assess_in_memory(books, homes, DAY))


def twelve_months(folder: Path) -> Callable[[], Found]:
    from merata.programmes.assessment.sweeps import over_days

    books, days = _books(), [date.fromisoformat(f"{month}-01") for month in MONTHS]

    def run() -> Found:
        for found in over_days(books, _registry(folder), days):
            last = found
        return _amounts(last)

    return run


def months_from_memory(folder: Path) -> Callable[[], Found]:
    from merata.programmes.assessment.sweeps import over_days_in_memory

    books, days, homes = _books(), [date.fromisoformat(f"{month}-01") for month in MONTHS], _homes(folder)

    def run() -> Found:
        for found in over_days_in_memory(books, homes, days):
            last = found
        return _amounts(last)

    return run


def hundred_values(folder: Path) -> Callable[[], Found]:
    from merata.programmes.assessment.sweeps import over_values
    from merata.programmes.rules.loading import rulebook

    programme, parameter, values = SWEPT
    book, homes = rulebook(programme), _homes(folder)
    return lambda: {"swept": over_values(book, homes, parameter, values, DAY).annual_idr}


OURS = {
    "merata": (from_parquet, "six programmes with reasons, from Parquet"),
    "merata, one query": (as_query, "the same as one query of DuckDB, no facts in memory"),
    "merata, in memory": (from_memory, "the same, from facts in memory"),
    "merata, months": (twelve_months, "12 months with reasons, from Parquet"),
    "merata, months in memory": (months_from_memory, "the same, from facts in memory"),
    "merata, sweep": (hundred_values, PEER_WORK["sweep"]),
}


class WithoutPandas:
    """Hides pandas, which is no dependency of Merata, and which Arrow loads (47 MB) where something else brought it."""

    def find_spec(self, name: str, *_: object) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


def prepared(name: str, folder: str) -> Callable[[], Found]:
    """The work of a contender; its first results by household are left in the folder."""
    if name in OURS:
        sys.meta_path.insert(0, WithoutPandas())  # type: ignore[arg-type]
        run = OURS[name][0](Path(folder))
    else:
        package, _, what = name.partition(" ")
        run = work(PACKAGES[package], what, Path(folder))
    first = [True]

    def told() -> Found:
        found = run()
        if first.pop() if first else False:
            np.savez(Path(folder) / f"found {name}.npz", **{key: np.asarray(each) for key, each in found.items()})
        return {}

    return told


def started(peers: str, folder: Path) -> dict[str, Contender]:
    found: dict[str, Contender] = {}
    for name in (*OURS, *(f"{package} {what}" for package in PACKAGES for what in PEER_WORK)):
        one = in_python(sys.executable if name in OURS else peers, __file__, name, str(folder))
        if one.lacks is None:
            found[name] = one
        else:
            print(f"skipped {name}: {one.lacks}")
    return found


def check(folder: Path, names: list[str]) -> None:
    """Compare all rupiah by household, and stop where they differ by more than a 32-bit float does."""
    ours = {name: np.load(folder / f"found {name}.npz") for name in ("merata", "merata, months", "merata, sweep")}
    for name in names:
        found = np.load(folder / f"found {name}.npz")
        like = "merata, sweep" if "swept" in found else "merata, months" if "months" in name else "merata"
        for programme in found.files:
            if programme == "persons":
                continue
            exact, other = ours[like][programme], np.asarray(found[programme], dtype=np.float64)
            apart = np.abs(other - exact)
            if (name in OURS and apart.any()) or (apart > FLOAT32 * exact * len(PROGRAMMES)).any():
                sys.exit(
                    f"{name}: {programme} differs in {np.count_nonzero(apart)}, by up to {apart.max():,.0f} rupiah"
                )
            if apart.any():
                print(f"{name}: {programme} is off by up to {apart.max():,.0f} rupiah in {np.count_nonzero(apart)}")
    whole = {name: ours["merata"][name] for name in PROGRAMMES}
    paid = ", ".join(f"{name} {np.count_nonzero(each):,} ({each.sum():,} rupiah)" for name, each in whole.items())
    print(f"all rupiah compared; entitled households: {paid}")


def one_by_one(folder: Path) -> float:
    """Seconds a household by cel-python, whose outcome and rupiah are compared with ours."""
    from merata.programmes.decisions.one_household import outcome

    facts, books = _facts(folder), _books()
    assessed = facts.assess(books, DAY)
    rows = np.random.default_rng(1).choice(len(facts), ONE_BY_ONE, replace=False)
    households = [facts.household(int(row)) for row in rows]
    start = time.process_time()
    found = [[outcome(book, one, book.values(DAY)) for book in books] for one in households]
    spent = time.process_time() - start
    for row, each in zip(rows, found, strict=True):
        for one, ours in zip(each, assessed, strict=True):
            reason = ours.reasons[ours.reason[row]]
            same = one.annual_idr == ours.entitled_idr[row] and (one.eligible is True) == bool(ours.eligible[row])
            if not same or one.deciding != tuple(ground.code for ground in reason.grounds):
                sys.exit(f"cel-python: {one}, but {reason.code}, {ours.entitled_idr[row]}")
    return spent / ONE_BY_ONE


def main() -> None:
    parser = argparse.ArgumentParser(description="Six programmes over a regency, beside what others do.")
    parser.add_argument("demo", nargs="?", type=Path, help="the folder of a demo dataset")
    parser.add_argument("--peers", default=sys.executable, help="the Python where the peers are installed")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--contender", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.contender:
        serve(prepared, *options.contender)
        return
    if options.demo is None:
        parser.error("give the folder of a demo dataset")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        write_registry(options.demo, folder)
        write_arrays(folder)
        contenders = started(options.peers, folder)
        check(folder, list(contenders))
        seconds = one_by_one(folder)
        persons, households = (len(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in ("level", "desil"))
        whole = f"{seconds * 1000:.1f} ms each, so all in {seconds * households / 60:,.0f} minutes"
        print(f"cel-python, {ONE_BY_ONE} households one by one: {whole}; outcomes, reasons and rupiah are ours")
        take_turns(list(contenders.values()), options.runs)
        what = {name: text for name, (_, text) in OURS.items()}
        what |= {f"{package} {each}": text for package in PACKAGES for each, text in PEER_WORK.items()}
        print(f"\n{persons:,} persons in {households:,} households, medians of {options.runs} warm runs\n")
        print_table(contenders, what, "merata")


if __name__ == "__main__":
    main()
