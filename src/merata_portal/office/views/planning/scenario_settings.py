"""From the form of a scenario to its settings, every fault beside the cell that has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from merata_portal.office.views.planning.scenario_forms import ScenarioForm
from merata_portal.office.views.planning.scenario_rows import GROUPS, Cell, RowGroup, parts, typed
from merata_portal.planning.settings import Bound, Capacity, Prerequisite, Settings

Called = Callable[[str], str]


def settings_of(
    form: ScenarioForm,
    pillars: Mapping[str, tuple[Cell, Cell]],
    groups: Mapping[str, RowGroup],
    known: Mapping[str, str],
) -> Settings:
    """The settings that the form asks for. `known`: names to read by names to plan with; either may be typed."""
    data = form.cleaned_data
    names = {told: name for name, told in known.items()}

    def called(text: str) -> str:
        return names.get(text, text)

    sums = {name: (typed(low), typed(high)) for name, (low, high) in pillars.items()}
    lists = _lists(groups["items"], called)
    tail = data["tail_percent"]
    return Settings(
        regency=data["area"], year=data["year"], snapshot=data["snapshot"], budget_idr=data["budget"],
        objective=data["objective"], tail=None if tail is None else tail / 100, use_ceilings=data["use_ceilings"],
        pillars=tuple(Bound(name, *both) for name, both in sums.items() if both != (None, None)),
        **_bounds(groups["limits"], called),
        require=tuple(lists["require"]), exclude=tuple(lists["exclude"]), prerequisites=_needs(groups["needs"], called),
        exclusions=_apart(groups["apart"], called), capacity=_capacity(groups["capacity"], called),
        seats_min=data["seats_min"], seats_max=data["seats_max"], answered_per_village=data["answered_per_village"],
        assumptions=data["assumptions"], minutes_to_rupiah=data["minutes_to_rupiah"], robustness=data["robustness"],
        draws=data["draws"], seed=data["seed"], gap=data["gap_percent"] / 100,
    )  # fmt: skip


def _bounds(group: RowGroup, called: Called) -> dict[str, Any]:
    """Least and most sums by programme, kecamatan, village and fund."""
    bounds: dict[str, list[Bound]] = {one: [] for one in GROUPS}
    for kind, name, low, high in group.filled:
        kind.fault = "" if kind.value in GROUPS else _("Pilih jenis batasnya.")
        name.fault = "" if name.value else _("Sebut untuk apa batas ini.")
        least, most = typed(low), typed(high)
        if least is None and most is None and not (low.fault or high.fault):
            low.fault = _("Isi paling sedikit atau paling banyak.")
        if kind.value in GROUPS:
            bounds[kind.value].append(Bound(called(name.value), least, most))
    return {one: tuple(found) for one, found in bounds.items()}


def _lists(group: RowGroup, called: Called) -> dict[str, list[str]]:
    """What must be in, and what must not."""
    lists: dict[str, list[str]] = {"require": [], "exclude": []}
    for way, item in group.filled:
        way.fault = "" if way.value in lists else _("Pilih harus atau jangan.")
        item.fault = _named(item)
        if not (way.fault or item.fault):
            lists[way.value].append(called(item.value))
    return lists


def _needs(group: RowGroup, called: Called) -> tuple[Prerequisite, ...]:
    for row in group.filled:
        for cell in row:
            cell.fault = _named(cell)
    return tuple(Prerequisite(called(one.value), called(other.value)) for one, other in group.filled)


def _apart(group: RowGroup, called: Called) -> tuple[tuple[str, ...], ...]:
    for (cell,) in group.filled:
        cell.fault = "" if len(parts(cell.value)) > 1 else _("Sebut dua pilihan atau lebih, dipisah koma.")
    return tuple(tuple(called(one) for one in parts(cell.value)) for (cell,) in group.filled)


def _capacity(group: RowGroup, called: Called) -> tuple[Capacity, ...]:
    found = []
    for name, at_most, items in group.filled:
        count = int(at_most.value) if at_most.value.isascii() and at_most.value.isdecimal() else None
        at_most.fault = "" if count is not None else _("Isi bilangan bulat.")
        items.fault, name.fault = _named(items), "" if name.value else _("Sebut siapa.")
        found.append(Capacity(name.value, count or 0, tuple(called(one) for one in parts(items.value))))
    return tuple(found)


def _named(cell: Cell) -> str:
    return "" if cell.value else _("Sebut pilihannya.")
