"""What happened beside what was registered: every difference that a reviewer should know of, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from merata_portal.accounts.queries import area_names
from merata_portal.evaluation.designs import Design
from merata_portal.evaluation.models import Study
from merata_portal.evaluation.states import Method

MUCH_LOST = 0.2
"""Share not found again from which it is said."""
_FEW_FOUND = 0.9
"""Share of the planned units below which it is said."""
_MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Deviation:
    """One difference; `grave` where the finding may no longer be what the design promised."""

    text_id: str
    text_en: str
    grave: bool = True


def deviations(study: Study, answer: Mapping[str, Any]) -> list[Deviation]:
    """How what the estimate's data say differs from what was registered, the gravest first."""
    planned = Design.from_json(study.design)
    happened: Sequence[Mapping[str, Any]] = answer["happened"]
    found = [*_size(planned, answer), *_lost(answer)]
    if study.method == Method.LOTTERY:
        found += _classes(study, planned, happened)
    elif study.method == Method.STAGGERED:
        found += _entries(study, happened)
    else:
        found += _works(planned, happened)
    return sorted(found, key=lambda one: not one.grave)


def _size(planned: Design, answer: Mapping[str, Any]) -> list[Deviation]:
    found = max((one["n"] for one in answer["findings"]), default=0)
    if not answer["findings"] or found >= _FEW_FOUND * planned.planned:
        return []
    return [
        Deviation(
            f"Direncanakan {planned.planned} yang dibandingkan, dapat dibandingkan {found}: selangnya lebih lebar "
            "daripada yang dijanjikan rancangan.",
            f"{planned.planned} were to be compared, {found} could be: the interval is wider than the design promised.",
        )
    ]


def _lost(answer: Mapping[str, Any]) -> list[Deviation]:
    lost = max((max(one["attrition"]) for one in answer["findings"] if one["attrition"]), default=0.0)
    if lost <= MUCH_LOST:
        return []
    return [
        Deviation(
            f"{lost:.0%} tidak ditemukan lagi; lihat batas dampaknya di bawah.",
            f"{lost:.0%} were not found again; see the bounds of the effect below.",
        )
    ]


def _classes(study: Study, planned: Design, happened: Sequence[Mapping[str, Any]]) -> list[Deviation]:
    found = []
    missing = [one["name"] for one in happened if planned.items and not one["held"]]
    if missing:
        found.append(
            Deviation(
                f"Belum atau tidak diselenggarakan: {_list(missing)}.", f"Not held: {_list(missing)}.", grave=False
            )
        )
    held = [one for one in happened if one["held"]]
    if len(held) != len(planned.classes):
        found.append(
            Deviation(
                f"Direncanakan {len(planned.classes)} kelas; data memuat {len(held)} kelas.",
                f"{len(planned.classes)} classes were planned; the data hold {len(held)}.",
                grave=len(held) < len(planned.classes),
            )
        )
    registered = study.registered_at
    early = [one["name"] for one in held if registered is not None and one["year"] < registered.year]
    if early:
        found.append(
            Deviation(
                f"{len(early)} kelas berlangsung sebelum evaluasi ini didaftarkan ({_list(early)}): untuk itu "
                "rancangannya disusun sesudah kejadian.",
                f"{len(early)} classes were held before this evaluation was registered ({_list(early)}): for them the "
                "design came after the fact.",
            )
        )
    return found


def _entries(study: Study, happened: Sequence[Mapping[str, Any]]) -> list[Deviation]:
    drawn = {village: year for year, villages in study.lot.get("waves", ()) for village in villages}
    entered = {one["village"]: one["year"] for one in happened}
    found = []
    other = sorted(v for v, year in entered.items() if v in drawn and drawn[v] != year)
    if other:
        found.append(
            Deviation(
                f"{len(other)} desa masuk pada tahun lain daripada undiannya: {_places(other)}.",
                f"{len(other)} villages entered in another year than the lot gave them: {_places(other)}.",
            )
        )
    foreign = sorted(set(entered) - set(drawn))
    if foreign:
        found.append(
            Deviation(
                f"{len(foreign)} desa masuk tanpa ikut undian: {_places(foreign)}.",
                f"{len(foreign)} villages entered that drew no lot: {_places(foreign)}.",
            )
        )
    waiting = sorted(set(drawn) - set(entered))
    if waiting:
        found.append(
            Deviation(
                f"{len(waiting)} desa belum masuk: {_places(waiting)}.",
                f"{len(waiting)} villages have not entered yet: {_places(waiting)}.",
                grave=False,
            )
        )
    return found


def _works(planned: Design, happened: Sequence[Mapping[str, Any]]) -> list[Deviation]:
    served = {village for one in happened if one["built"] for village in one["villages"]}
    found = []
    unserved = sorted(set(planned.villages) - served)
    if unserved:
        found.append(
            Deviation(f"Belum terlayani: {_places(unserved)}.", f"Not served yet: {_places(unserved)}.", grave=False)
        )
    spoiled = sorted(set(planned.comparison) & served)
    if spoiled:
        found.append(
            Deviation(
                f"{len(spoiled)} desa pembanding ternyata ikut terlayani: {_places(spoiled)}.",
                f"{len(spoiled)} comparison villages were served after all: {_places(spoiled)}.",
            )
        )
    wanted = planned.waves[0][0] if planned.waves else None
    late = [one["name"] for one in happened if one["built"] and one["year"] != wanted]
    if late:
        found.append(
            Deviation(
                f"Selesai di tahun lain daripada {wanted}: {_list(late)}.",
                f"Finished in another year than {wanted}: {_list(late)}.",
            )
        )
    return found


def _places(codes: Sequence[str]) -> str:
    """Villages by name; by code where there is none."""
    names = area_names(codes[:_MOST_NAMED])
    return _list([names.get(code, code) for code in codes])


def _list(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MOST_NAMED])
    return shown if len(names) <= _MOST_NAMED else f"{shown}, … (+{len(names) - _MOST_NAMED})"
