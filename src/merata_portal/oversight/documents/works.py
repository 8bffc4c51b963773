"""The report's sections on courses and projects, and on the year's calendar."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from merata_portal.oversight import names
from merata_portal.oversight.documents.writing import million, table, whole
from merata_portal.oversight.queries.accountability import Accountability


def sections(found: Accountability) -> list[dict[str, Any]]:
    """Courses, projects, calendar."""
    return [
        {"title": _("Pelatihan dan proyek"), "intro": "", "tables": [_courses(found), _projects(found)]},
        {"title": _("Kalender %(year)s") % {"year": found.year}, "intro": "", "tables": [_calendar(found)]},
    ]


def _courses(found: Accountability) -> dict[str, Any]:
    columns = [
        (_("Pelatihan"), "l", "1fr"), (_("Keadaan"), "l", ""), (_("Pendaftar"), "r", ""), (_("Kursi"), "r", ""),
        (_("Lulus"), "r", ""), (_("Biaya, juta"), "r", ""),
    ]  # fmt: skip
    rows = [
        [
            course.name, str(course.get_state_display()), whole(seats.applied), f"{seats.seated} / {course.seats}",
            whole(seats.completed), million(course.cost_idr),
        ]
        for course, seats in found.courses
    ]  # fmt: skip
    return table(_("Pelatihan yang diumumkan"), columns, rows, note=_("n = %(n)s pelatihan.") % {"n": len(rows)})


def _projects(found: Accountability) -> dict[str, Any]:
    columns = [
        (_("Proyek"), "l", "1fr"), (_("Desa/kelurahan"), "l", ""), (_("Keadaan"), "l", ""), (_("Fisik"), "r", ""),
        (_("Uang"), "r", ""), (_("Foto"), "r", ""), (_("Kerusakan"), "r", ""),
    ]  # fmt: skip
    rows = [
        [
            summary.project.name,
            found.place.villages.get(summary.project.village_code, summary.project.village_code),
            str(summary.project.get_state_display()),
            _percent(summary.physical_pc),
            _percent(summary.money.percent),
            whole(of.photos),
            f"{of.open_defects} / {of.defects}",
        ]
        for summary, of in found.works
    ]
    note = _("n = %(n)s proyek. Uang: bagian kontrak yang dibayar. Kerusakan: belum diperbaiki / dilaporkan.")
    return table(_("Proyek dari anggaran ini"), columns, rows, note=note % {"n": len(rows)})


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f}%"


def _calendar(found: Accountability) -> dict[str, Any]:
    english = get_language() != "id"
    columns = [
        (_("Tahap"), "l", "1fr"),
        (_("Paling lambat"), "l", ""),
        (_("Tercatat"), "r", ""),
        (_("Keadaan"), "l", ""),
    ]
    rows = [
        [
            one.step.name.en if english else one.step.name.id,
            date_format(one.step.due, "j F"),
            f"{one.progress.done} / {one.progress.of}" if one.progress else "–",
            str(names.STANDINGS[one.standing.value]),
        ]
        for one in found.calendar
    ]
    note = _("Tercatat: musyawarah yang ditutup, anggaran yang masuk, usulan yang masuk, dari semua yang seharusnya.")
    return table("", columns, rows, note=note)
