"""The rows of a scenario's form that repeat: limits, what must be in, what needs what, who can do how much."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from merata_portal.office.views.planning.rupiah_typed import NotRupiah, rupiah_typed
from merata_portal.office.views.planning.wording import numbers
from merata_portal.planning.settings import Settings

PILLARS = ("assistance", "training", "infrastructure")
"""The pillars that have candidates; what a musyawarah costs is no choice of a plan."""
GROUPS = ("programmes", "kecamatan", "villages", "funds")
BLANK_ROWS = 2
MOST_ROWS = 40
ADD = "tambah"


@dataclass(slots=True)
class Cell:
    """One input of a row: its name, what it holds, its fault; `kind` text, money, count or choice."""

    name: str
    label: str
    value: str
    kind: str = "text"
    choices: Sequence[tuple[str, str]] = ()
    fault: str = ""
    datalist: str = ""


@dataclass(slots=True)
class RowGroup:
    """Rows that repeat: filled ones, and blank ones to fill; the button `tambah` gives more without JavaScript."""

    prefix: str
    columns: Sequence[tuple[str, str, str]]
    rows: list[list[Cell]] = field(default_factory=list)

    @property
    def filled(self) -> list[list[Cell]]:
        """The rows in which something stands."""
        return [row for row in self.rows if any(cell.value.strip() for cell in row)]

    @property
    def faulty(self) -> bool:
        """Whether any cell has a fault."""
        return any(cell.fault for row in self.rows for cell in row)


Options = Callable[[str], Sequence[tuple[str, str]]]


def groups_of(
    given: QueryDict | None, initial: Settings | None, options: Options, more: str = ""
) -> dict[str, RowGroup]:
    """The row groups of the form, from what was sent, else from settings to copy."""
    made = {
        "limits": RowGroup("limits", (("group", _("Jenis"), "choice"), ("name", _("Untuk apa"), "text"),
                                      ("min", _("Paling sedikit"), "money"), ("max", _("Paling banyak"), "money"))),
        "items": RowGroup("items", (("way", _("Harus atau jangan"), "choice"), ("item", _("Pilihan"), "text"))),
        "needs": RowGroup("needs", (("item", _("Pilihan"), "text"), ("needs", _("hanya bersama"), "text"))),
        "apart": RowGroup("apart", (("items", _("Paling banyak satu dari (pisahkan dengan koma)"), "text"),)),
        "capacity": RowGroup("capacity", (("name", _("Siapa"), "text"), ("at_most", _("Paling banyak"), "count"),
                                          ("items", _("Dari pilihan (pisahkan dengan koma)"), "text"))),
    }  # fmt: skip
    start = _initial(initial) if given is None and initial is not None else {}
    for name, group in made.items():
        values = _sent(given, group) if given is not None else start.get(name, [])
        blank = BLANK_ROWS if name == more else 1
        size = min(max(len(values) + (blank if given is None or name == more else 0), 1), MOST_ROWS)
        for at in range(size):
            held = values[at] if at < len(values) else [""] * len(group.columns)
            group.rows.append([_cell(group, at, place, held[place], options) for place in range(len(group.columns))])
    return made


def _cell(group: RowGroup, at: int, place: int, value: str, options: Options) -> Cell:
    column, label, kind = group.columns[place]
    choices = options(f"{group.prefix}.{column}") if kind == "choice" else ()
    datalist = f"list-{group.prefix}" if kind == "text" and column in ("name", "item", "needs") else ""
    if group.prefix == "capacity" and column == "name":
        datalist = ""
    return Cell(f"{group.prefix}-{at}-{column}", label, value, kind, choices, datalist=datalist)


def _sent(given: QueryDict, group: RowGroup) -> list[list[str]]:
    rows = []
    for at in range(MOST_ROWS):
        names = [f"{group.prefix}-{at}-{column}" for column, _label, _kind in group.columns]
        if not any(name in given for name in names):
            break
        rows.append([given.get(name, "").strip() for name in names])
    return rows


def _initial(settings: Settings) -> dict[str, list[list[str]]]:
    """The rows of settings that are copied."""
    return {
        "limits": [
            [group, one.name, money_written(one.min_idr), money_written(one.max_idr)]
            for group in GROUPS
            for one in getattr(settings, group)
        ],
        "items": [["require", one] for one in settings.require] + [["exclude", one] for one in settings.exclude],
        "needs": [[one.item, one.needs] for one in settings.prerequisites],
        "apart": [[", ".join(each)] for each in settings.exclusions],
        "capacity": [[one.name, str(one.at_most), ", ".join(one.items)] for one in settings.capacity],
    }


def pillar_cells(given: QueryDict | None, initial: Settings | None) -> dict[str, tuple[Cell, Cell]]:
    """By pillar its least and most sums."""
    bounds = {one.name: one for one in initial.pillars} if initial else {}
    found = {}
    for name in PILLARS:
        held = bounds.get(name)
        cells = []
        for side, label in (("min", _("Paling sedikit")), ("max", _("Paling banyak"))):
            key = f"pillar-{name}-{side}"
            start = money_written(getattr(held, f"{side}_idr")) if held else ""
            cells.append(Cell(key, label, given.get(key, "").strip() if given is not None else start, "money"))
        found[name] = (cells[0], cells[1])
    return found


def typed(cell: Cell) -> int | None:
    """The rupiah that a cell holds; None where it holds none, with the fault noted where something else stands."""
    if not cell.value:
        return None
    try:
        return rupiah_typed(cell.value)
    except NotRupiah as fault:
        cell.fault = str(fault)
        return None


def parts(text: str) -> list[str]:
    """What stands between commas."""
    return [one.strip() for one in text.split(",") if one.strip()]


def money_written(amount: int | None) -> str:
    """An amount as the form shows it; empty where there is none."""
    return "" if amount is None else numbers().integer(amount)
