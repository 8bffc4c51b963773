"""What a planner may demand of a plan: least and most rupiah by group, items left out, items required.

A constraint file is YAML, every key optional:

    pillars:    {infrastructure: {min_idr: 5_000_000_000, max_idr: 20_000_000_000}}
    programmes: {bantuan_pangan: {max_idr: 10_000_000_000}}
    kecamatan:  {35.05.01: {min_idr: 500_000_000}}
    villages:   {35.05.01.2001: {max_idr: 2_000_000_000}}
    exclude: [project-7]
    require: [course-2026-3]

`exclude` and `require` name a programme, a programme in a village (`programme:village`), a course or a project.
Requiring a programme or a programme in a village requires its first band. A group is spent on by the items that
lie there: a course lies in no village, a project in the one it stands in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from merata.errors import UsageError
from merata.planning.candidates import Candidates, Item
from merata.tables.located_yaml import Located, parse

GROUPS = {
    "pillars": "pillar",
    "programmes": "source_id",
    "kecamatan": "kecamatan_code",
    "villages": "village_code",
}
"""The keys of a constraint file that hold groups, and the attribute of an item that says which it is in."""


@dataclass(frozen=True, slots=True)
class Group:
    """k items of which `member` are bounded together: at least `min_idr`, at most `max_idr` rupiah."""

    name: str
    member: NDArray[np.bool_]
    min_idr: int
    max_idr: int


@dataclass(frozen=True, slots=True)
class Limits:
    """What holds for k candidates: the budget, the groups, what is left out and what must be in."""

    budget_idr: int
    groups: tuple[Group, ...]
    excluded: NDArray[np.bool_]
    required: NDArray[np.bool_]


def read_constraints(file: Path) -> Located:
    """Read a constraint file; `UsageError` where there is no such file, `InputError` where it is not YAML."""
    if not file.is_file():
        raise UsageError(f"no constraint file {file}")
    return parse(file.read_text(encoding="utf-8"), file.name)


def limits(
    candidates: Candidates,
    budget_idr: int,
    constraints: Located | None,
    areas: Mapping[str, Sequence[str]],
) -> Limits:
    """The constraints applied to the candidates.

    `areas` gives the `kecamatan` and `villages` there are. Raises `InputError` with every unknown key, unknown
    id, wrong amount and least sum that the candidates, another bound or the budget cannot meet.
    """
    nothing = np.zeros(len(candidates), dtype=np.bool_)
    if constraints is None or constraints.value is None:
        return Limits(budget_idr, (), nothing, nothing)
    document = constraints
    top = document.value if isinstance(document.value, dict) else {}
    if not isinstance(document.value, dict):
        document.fault((), "not a set of constraints", "keys with values")
    expected = "one of " + ", ".join([*GROUPS, "exclude", "require"])
    for key in top:
        if key not in {*GROUPS, "exclude", "require"}:
            document.fault((str(key),), "unknown key", expected, key)
    excluded = _named(document, top, "exclude", candidates)
    required = _first_of_each(candidates, _named(document, top, "require", candidates), top.get("require"))
    groups: list[Group] = []
    for key, attribute in GROUPS.items():
        groups += _groups(document, key, top.get(key, {}), candidates, areas.get(key), attribute)
    _check_feasible(document, candidates, Limits(budget_idr, tuple(groups), excluded, required))
    document.raise_faults(f"the constraints in {document.file} cannot be used; mend them and plan again")
    return Limits(budget_idr, tuple(groups), excluded, required)


def _names(item: Item) -> tuple[str, str]:
    return item.line, item.source_id


def _named(document: Located, top: Mapping[str, object], key: str, candidates: Candidates) -> NDArray[np.bool_]:
    """The items that the list under `key` names."""
    flags = np.zeros(len(candidates), dtype=np.bool_)
    listed = top.get(key, [])
    if not isinstance(listed, list):
        document.fault((key,), "of the wrong form", "a list of ids", listed)
        return flags
    for position, name in enumerate(listed):
        named = np.array([name in _names(item) for item in candidates.items], dtype=np.bool_)
        if not named.any():
            document.fault((key, position), "unknown id", "a candidate programme, course or project", name)
        flags |= named
    return flags


def _first_of_each(candidates: Candidates, named: NDArray[np.bool_], listed: object) -> NDArray[np.bool_]:
    """Of the named items, the first for each name: requiring a programme does not require all of it."""
    required = np.zeros(len(candidates), dtype=np.bool_)
    for name in listed if isinstance(listed, list) else []:
        at = [i for i in np.flatnonzero(named) if name in _names(candidates.items[i])]
        required[at[:1]] = True
    return required


def _groups(
    document: Located,
    key: str,
    value: object,
    candidates: Candidates,
    known: Sequence[str] | None,
    attribute: str,
) -> list[Group]:
    if not isinstance(value, dict):
        document.fault((key,), "of the wrong form", "{key: {min_idr: …, max_idr: …}}", value)
        return []
    of_item = np.array([getattr(item, attribute) or "" for item in candidates.items], dtype=object)
    names = sorted(known if known is not None else {str(name) for name in of_item if name})
    groups: list[Group] = []
    for raw, bounds in value.items():
        name = str(raw)
        if name not in names:
            shown = ", ".join(names[:12]) + (" …" if len(names) > 12 else "")
            document.fault((key, name), "unknown key", f"one of {shown}", name)
            continue
        if not isinstance(bounds, dict) or set(bounds) - {"min_idr", "max_idr"}:
            document.fault((key, name), "of the wrong form", "{min_idr: …, max_idr: …}", bounds)
            continue
        least = _amount(document, (key, name, "min_idr"), bounds.get("min_idr", 0))
        most = _amount(document, (key, name, "max_idr"), bounds.get("max_idr", np.iinfo(np.int64).max))
        groups.append(Group(f"{key}.{name}", np.asarray(of_item == name, dtype=np.bool_), least, most))
    return groups


def _amount(document: Located, path: tuple[str, ...], value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 0:
        document.fault(path, "not an amount", "whole rupiah of at least 0", value)
        return 0
    return int(value)


def _check_feasible(document: Located, candidates: Candidates, wanted: Limits) -> None:
    """Note every least sum that cannot be met for a reason that can be named beforehand."""
    both = np.flatnonzero(wanted.excluded & wanted.required)
    for at in both:
        document.fault(("require",), "both required and excluded", "one of the two", candidates.items[at].line)
    for group in wanted.groups:
        path = tuple(group.name.split(".", 1))
        if group.min_idr > group.max_idr:
            document.fault((*path, "min_idr"), "more than max_idr", f"at most {group.max_idr:,}", f"{group.min_idr:,}")
        available = int(candidates.cost_idr[group.member & ~wanted.excluded].sum())
        most = min(available, wanted.budget_idr)
        if group.min_idr > most:
            why = "more than its candidates cost" if most == available else "more than the budget"
            document.fault((*path, "min_idr"), why, f"at most {most:,}", f"{group.min_idr:,}")
    for key in GROUPS:
        least = sum(group.min_idr for group in wanted.groups if group.name.startswith(f"{key}."))
        if least > wanted.budget_idr:
            expected = f"at most the budget of {wanted.budget_idr:,}"
            document.fault((key,), "the least sums together exceed the budget", expected, f"{least:,}")
