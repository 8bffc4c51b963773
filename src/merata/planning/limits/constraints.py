"""What a planner may demand of a plan: least and most rupiah by group, and what is left out, required or bound.

A constraint file is YAML, every key optional:

    pillars:    {infrastructure: {min_idr: 5_000_000_000, max_idr: 20_000_000_000}}
    programmes: {bantuan_pangan: {max_idr: 10_000_000_000}}
    kecamatan:  {35.05.01: {min_idr: 500_000_000}}
    villages:   {35.05.01.2001: {max_idr: 2_000_000_000}}
    funds:      {DBHCHT: {max_idr: 8_000_000_000}}
    exclude: [project-7]
    require: [course-2026-3]
    prerequisites: [{item: project-8, needs: project-3}]
    exclusions: [[project-4, project-5]]
    capacity: [{name: kontraktor jembatan, at_most: 2, items: [project-1, project-2, project-9]}]
    seats: {min: 100, max: 400}
    answered_per_village: 1

A name is a programme, a programme in a village (`programme:village`), a course or a project; a bundle of works counts
for each of its works. Requiring a programme or a programme in a village requires a first band. A group is spent on by
the items that lie there: a course lies in no village, a project in the one it stands in, and only programmes bound to
a fund count to it. `exclusions` are lists of
which at most one is taken; `answered_per_village` is how many of its open proposals the plan answers at least in every
village that has so many.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from merata.errors import UsageError
from merata.planning.choices.candidates import Candidates, Flags, Integers, Item
from merata.planning.limits.rows import NO_MOST, Limits, Row, spending, within
from merata.tables.located_yaml import Located, parse

GROUPS = {
    "pillars": "pillar",
    "programmes": "source_id",
    "kecamatan": "kecamatan_code",
    "villages": "village_code",
    "funds": "fund_source",
}
"""The keys of a constraint file that hold groups, and the attribute of an item that says which it is in."""
LISTS = ("exclude", "require", "prerequisites", "exclusions", "capacity")
OTHERS = ("seats", "answered_per_village")


def read_constraints(file: Path) -> Located:
    """Read a constraint file; `UsageError` where there is no such file, `InputError` where it is not YAML."""
    if not file.is_file():
        raise UsageError(f"no constraint file {file}")
    return parse(file.read_text(encoding="utf-8"), file.name)


@dataclass(slots=True)
class _Reading:
    """A constraint file being applied to the candidates; faults gather in `document`."""

    document: Located
    candidates: Candidates
    areas: Mapping[str, Sequence[str]]
    answers: Mapping[str, Sequence[Flags]]
    top: Mapping[str, object] = field(init=False)

    def __post_init__(self) -> None:
        value = self.document.value
        self.top = value if isinstance(value, dict) else {}
        if not isinstance(value, dict):
            self.document.fault((), "not a set of constraints", "keys with values")

    def named(self, path: tuple[str | int, ...], name: object) -> Flags:
        """The items that a name stands for; a fault where there is none."""
        flags = np.array([name in names_of(item) for item in self.candidates.items], dtype=np.bool_)
        if not flags.any():
            every = sorted({one for item in self.candidates.items if not item.parts for one in names_of(item)})
            self.document.fault(path, "unknown id", f"a candidate{_like(str(name), every)}", name)
        return flags

    def listed(self, key: str) -> list[object]:
        """The list under a key; a fault where it is none."""
        value = self.top.get(key, [])
        if isinstance(value, list):
            return value
        self.document.fault((key,), "of the wrong form", "a list", value)
        return []

    def first_of(self, flags: Flags) -> Integers:
        """Of the items, those that no band of their chain stands before, as 1."""
        chain = self.candidates.chain
        first = np.r_[True, np.diff(chain) != 0] if chain.size else np.zeros(0, dtype=np.bool_)
        return (flags & first).astype(np.int64)


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """The names of `known` that are spelt most like `name`, three at most; none where none is like it."""
    return get_close_matches(name, list(known), n=3, cutoff=0.6)


def _like(name: str, known: Iterable[str]) -> str:
    alike = nearest(name, known)
    return f", such as {', '.join(alike)}" if alike else " programme, programme:village, course or project"


def names_of(item: Item) -> tuple[str, ...]:
    """The names that a constraint may call an item by."""
    return (item.line, item.source_id, *item.parts)


def limits(
    candidates: Candidates,
    budget_idr: int,
    constraints: Located | None,
    areas: Mapping[str, Sequence[str]],
    *,
    answers: Mapping[str, Sequence[Flags]] | None = None,
    rows: Sequence[Row] = (),
    paid_by: str | None = None,
    area_names: Mapping[str, str] | None = None,
) -> Limits:
    """The budget, the constraints and further `rows`, applied to the candidates.

    `areas` gives the `kecamatan` and `villages` there are, `area_names` what they are called; `answers`, by village,
    the items that would answer each of its open proposals. The budget is that of the owner `paid_by` (None: everyone).
    Raises `InputError` with every unknown key, unknown id, wrong amount and least sum that the candidates, another
    bound or the budget cannot meet.
    """
    found, excluded = list(rows), np.zeros(len(candidates), dtype=np.bool_)
    if constraints is not None and constraints.value is not None:
        reading = _Reading(constraints, candidates, areas, answers or {})
        _refuse_unknown_keys(reading)
        for position, name in enumerate(reading.listed("exclude")):
            excluded |= reading.named(("exclude", position), name)
        groups = [row for key in GROUPS for row in _groups(reading, key)]
        found += [*groups, *_required(reading, excluded), *_bindings(reading), *_seats(reading), *_answered(reading)]
        _check_feasible(constraints, groups, excluded, budget_idr)
        constraints.raise_faults(f"the constraints in {constraints.file} cannot be used; mend them and plan again")
    mine = np.array([paid_by is None or item.owner in ("", paid_by) for item in candidates.items], dtype=np.bool_)
    return within(candidates, budget_idr, found, excluded, mine, area_names)


def _refuse_unknown_keys(reading: _Reading) -> None:
    known = (*GROUPS, *LISTS, *OTHERS)
    for key in reading.top:
        if key not in known:
            reading.document.fault((str(key),), "unknown key", "one of " + ", ".join(known), key)


def _groups(reading: _Reading, key: str) -> Iterator[Row]:
    value = reading.top.get(key, {})
    document = reading.document
    if not isinstance(value, dict):
        document.fault((key,), "of the wrong form", "{key: {min_idr: …, max_idr: …}}", value)
        return
    of_item = np.array([_group_of(item, key) for item in reading.candidates.items], dtype=object)
    names = sorted(reading.areas.get(key, {str(name) for name in of_item if name}))
    for raw, bounds in value.items():
        name = str(raw)
        if name not in names:
            shown = nearest(name, names) or names[:12]
            more = " …" if len(names) > len(shown) else ""
            document.fault((key, name), "unknown key", f"one of {', '.join(shown)}{more}", name)
            continue
        if not isinstance(bounds, dict) or set(bounds) - {"min_idr", "max_idr"}:
            document.fault((key, name), "of the wrong form", "{min_idr: …, max_idr: …}", bounds)
            continue
        least = _whole(document, (key, name, "min_idr"), bounds.get("min_idr", 0), "rupiah") or -NO_MOST
        most = _whole(document, (key, name, "max_idr"), bounds.get("max_idr", NO_MOST), "rupiah")
        member = np.asarray(of_item == name, dtype=np.bool_)
        yield spending(f"{key}.{name}", member, reading.candidates, least, most)


def _group_of(item: Item, key: str) -> str:
    """The group of a kind that an item is in; a class or work is no programme, and `exclude` and `require` name it."""
    if key == "programmes" and item.kind != "programme":
        return ""
    return getattr(item, GROUPS[key]) or ""


def _required(reading: _Reading, excluded: Flags) -> Iterator[Row]:
    for position, name in enumerate(reading.listed("require")):
        flags = reading.named(("require", position), name)
        if flags.any() and not (flags & ~excluded).any():
            reading.document.fault(("require",), "both required and excluded", "one of the two", name)
        elif flags.any():
            yield Row(f"require {name}", reading.first_of(flags), least=1)


def _bindings(reading: _Reading) -> Iterator[Row]:
    """Prerequisites, exclusions and capacity."""
    for position, pair in enumerate(reading.listed("prerequisites")):
        path = ("prerequisites", position)
        if not isinstance(pair, dict) or set(pair) != {"item", "needs"}:
            reading.document.fault(path, "of the wrong form", "{item: …, needs: …}", pair)
            continue
        item, needs = (reading.first_of(reading.named((*path, key), pair[key])) for key in ("item", "needs"))
        # A bundle that holds both has what it needs.
        yield Row(f"{pair['item']} needs {pair['needs']}", np.where(item & needs, 0, item - needs), most=0)
    for position, names in enumerate(reading.listed("exclusions")):
        if not isinstance(names, list) or len(names) < 2:
            reading.document.fault(("exclusions", position), "of the wrong form", "a list of two or more", names)
            continue
        parts = [reading.first_of(reading.named(("exclusions", position), name)) for name in names]
        yield Row(f"at most one of {', '.join(map(str, names))}", np.sum(parts, axis=0), most=1)
    for position, entry in enumerate(reading.listed("capacity")):
        path = ("capacity", position)
        if not isinstance(entry, dict) or set(entry) != {"name", "at_most", "items"}:
            reading.document.fault(path, "of the wrong form", "{name: …, at_most: …, items: [...]}", entry)
            continue
        items = entry["items"] if isinstance(entry["items"], list) else [entry["items"]]
        parts = [reading.first_of(reading.named((*path, "items"), name)) for name in items]
        at_most = _whole(reading.document, (*path, "at_most"), entry["at_most"], "works")
        yield Row(f"capacity of {entry['name']}", np.sum(parts, axis=0), most=at_most)


def _seats(reading: _Reading) -> Iterator[Row]:
    value = reading.top.get("seats")
    if value is None:
        return
    if not isinstance(value, dict) or set(value) - {"min", "max"}:
        reading.document.fault(("seats",), "of the wrong form", "{min: …, max: …}", value)
        return
    seats = [item.households if item.pillar == "training" else 0 for item in reading.candidates.items]
    least, most = (
        _whole(reading.document, ("seats", key), value.get(key, usual), "seats")
        for key, usual in (("min", 0), ("max", NO_MOST))
    )
    yield Row("seats", np.array(seats, dtype=np.int64), least or -NO_MOST, most)


def _answered(reading: _Reading) -> Iterator[Row]:
    wanted = reading.top.get("answered_per_village")
    if wanted is None:
        return
    least = _whole(reading.document, ("answered_per_village",), wanted, "proposals")
    for village, proposals in sorted(reading.answers.items()):
        # One item may answer several proposals of a village, and bands after the first answer nothing more.
        parts = [reading.first_of(flags) for flags in proposals]
        possible = min(least, len(parts))
        if possible:
            yield Row(f"answered proposals of {village}", np.sum(parts, axis=0), least=possible)


def _whole(document: Located, path: tuple[str | int, ...], value: object, what: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 0:
        document.fault(path, "not an amount", f"whole {what} of at least 0", value)
        return 0
    return int(value)


def _check_feasible(document: Located, groups: Sequence[Row], excluded: NDArray[np.bool_], budget_idr: int) -> None:
    """Note every least sum that cannot be met for a reason that can be named beforehand."""
    for group in groups:
        path = tuple(group.name.split(".", 1))
        if group.least > group.most:
            document.fault((*path, "min_idr"), "more than max_idr", f"at most {group.most:,}", f"{group.least:,}")
        available = int(group.coefficient[~excluded].sum())
        most = min(available, budget_idr)
        if group.least > most:
            why = "more than its candidates cost" if most == available else "more than the budget"
            document.fault((*path, "min_idr"), why, f"at most {most:,}", f"{group.least:,}")
    for key in GROUPS:
        least = sum(max(group.least, 0) for group in groups if group.name.startswith(f"{key}."))
        if least > budget_idr:
            expected = f"at most the budget of {budget_idr:,}"
            document.fault((key,), "the least sums together exceed the budget", expected, f"{least:,}")
