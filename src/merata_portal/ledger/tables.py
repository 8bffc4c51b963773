"""Between the ledger and Arrow: ceilings out of a budget list, lines and journal into tables; nowhere else."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pyarrow as pa

from merata.errors import InputError
from merata.tables.catalogue import TABLES
from merata.tables.checking import checked
from merata.tables.folder import Dataset
from merata.tables.loading import read_raw
from merata_portal.actor import Actor
from merata_portal.ledger.models import Entry, Transfer
from merata_portal.ledger.queries import lines
from merata_portal.ledger.requests import Ceiling
from merata_portal.ledger.stages import Stage

Book = tuple[str, int]
"""Owner and year."""

LINES = pa.schema(
    [
        ("line", pa.int64()),
        ("owner", pa.string()),
        ("year", pa.int64()),
        ("account_code", pa.string()),
        ("fund_source", pa.string()),
        ("pillar", pa.string()),
        *((f"{stage.value}_idr", pa.int64()) for stage in Stage),
    ]
)

JOURNAL = pa.schema(
    [
        ("entry", pa.int64()),
        ("owner", pa.string()),
        ("year", pa.int64()),
        ("kind", pa.string()),
        ("day", pa.date32()),
        ("role", pa.string()),
        ("document", pa.string()),
        ("transfer", pa.int64()),
        ("account_code", pa.string()),
        ("fund_source", pa.string()),
        ("purpose", pa.string()),
        ("programme", pa.string()),
        ("village_code", pa.string()),
        ("proposal", pa.string()),
        ("plan", pa.string()),
        ("source", pa.string()),
        ("target", pa.string()),
        ("amount_idr", pa.int64()),
        ("reference", pa.string()),
    ]
)


def ceilings_of_folder(folder: Path) -> dict[Book, list[Ceiling]]:
    """The ceilings of a dataset folder's table `budget`, by owner and year; raises `InputError` with its faults."""
    return _by_book(Dataset(folder).read("budget"))


def ceilings_of_file(path: Path) -> dict[Book, list[Ceiling]]:
    """The ceilings of an APBD list (CSV, XLSX or Parquet) with the columns of the table `budget`, by owner and year.

    Lists with other columns come in by a mapping (`merata import`). Raises `InputError` with every fault.
    """
    table, faults = checked(read_raw(path), TABLES["budget"])
    if faults:
        raise InputError(f"{path.name} has {len(faults)} faults; nothing was entered", faults)
    return _by_book(table)


def _by_book(table: pa.Table) -> dict[Book, list[Ceiling]]:
    books: dict[Book, list[Ceiling]] = defaultdict(list)
    for row in table.select(["owner", "year", "account_code", "fund_source", "ceiling_idr", "pillar"]).to_pylist():
        books[row["owner"], row["year"]].append(
            Ceiling(row["account_code"], row["fund_source"], row["ceiling_idr"], row["pillar"] or "")
        )
    return dict(books)


def lines_table(actor: Actor, **filters: object) -> pa.Table:
    """The lines that `queries.lines` gives, with rupiah in each stage; see `LINES`."""
    found = list(lines(actor, **filters))
    columns = {
        "line": [line.pk for line in found],
        **{name: [getattr(line, name) for line in found] for name in LINES.names[1:6]},
        **{f"{stage.value}_idr": [getattr(line.balance, f"{stage.value}_idr") for line in found] for stage in Stage},
    }
    return pa.table(columns, schema=LINES)


def journal_table(actor: Actor, owner: str, year: int) -> pa.Table:
    """Every transfer of one owner and year in order, with its entry and purpose; see `JOURNAL`. No reasons, no names.

    Empty where the owner is outside the actor's areas.
    """
    if not lines(actor, owner=owner, year=year).exists():
        return JOURNAL.empty_table()
    paths = {name: name for name in ("entry", "source", "target", "amount_idr", "reference")} | {"transfer": "pk"}
    paths |= {name: f"entry__{name}" for name in ("owner", "year", "kind", "day", "role", "document")}
    paths |= {name: f"line__{name}" for name in ("account_code", "fund_source")}
    paths |= {name: f"earmark__{name}" for name in ("purpose", "programme", "village_code", "proposal", "plan")}
    entries = Entry.objects.filter(owner=owner, year=year)
    rows = list(
        Transfer.objects.filter(entry__in=entries).order_by("pk").values_list(*(paths[name] for name in JOURNAL.names))
    )
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(JOURNAL)
    return pa.table(dict(zip(JOURNAL.names, columns, strict=True)), schema=JOURNAL)
